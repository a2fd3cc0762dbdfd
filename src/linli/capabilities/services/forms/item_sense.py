"""What an item's parts mean together: nothing forgotten, nothing contradictory, nothing shown that must not be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from linli.capabilities.services.forms.item_known import known_flaws, never_public
from linli.capabilities.services.forms.item_parts import as_dict as _dict
from linli.capabilities.services.forms.item_parts import as_dicts as _dicts
from linli.capabilities.services.forms.item_parts import as_list as _list
from linli.capabilities.services.forms.item_questions import questions_flaws
from linli.capabilities.services.forms.item_shape import ItemChecker
from linli.capabilities.services.forms.item_when import when_flaws
from linli.capabilities.services.rules.catalogue import OPTIONAL, blocks, reuses, slots
from linli.kernel.forms import Form, schema_flaws
from linli.kernel.sources import At

Flaws = Iterator[tuple[At, str]]


def sense(checker: ItemChecker, body: dict[str, Any]) -> None:
    """Note what the shape alone cannot tell. `body`: the file's content, dates as text."""
    for rule in RULES:
        for at, what in rule(body):
            checker.flaw(at, what)


def provenance(body: dict[str, Any]) -> Flaws:
    """Each block says whose rules it states, or why we chose it: once."""
    has, told = blocks(body), set[str]()
    apart = {"reuse"} if reuses(body) else set[str]()
    for name in ("as_published_by", "assumed"):
        for index, entry in enumerate(_dicts(body.get(name))):
            block = entry.get("block")
            if not isinstance(block, str):
                continue
            if block in told:
                yield (name, index, "block"), f"{block} is told twice; nothing inside a block is mixed"
            elif block not in has | apart:
                yield (name, index, "block"), f"this item has no {block}"
            told.add(block)
    for block in sorted(has - told):
        at: At = (block,) if block in body else ()
        yield (
            (*at,) or ("as_published_by",),
            f"{block} has no entry in as_published_by (place, source), nor in assumed (reason)",
        )


def absence(body: dict[str, Any]) -> Flaws:
    """Absent and forgotten differ: what is not said is named in not_found, and what is said is not."""
    named = [name for name in _list(body.get("not_found")) if isinstance(name, str)]
    assumed = [entry.get("block") for entry in _dicts(body.get("assumed"))]
    known = {name: (at, block, said) for name, at, block, said in slots(body)}
    for name, (at, _block, said) in known.items():
        if not said and name not in named:
            yield at, f"is neither given nor named in not_found ({name})"
    for index, name in enumerate(named):
        _at, block, said = known.get(name, ((), name, bool(body.get(name))))
        if name not in known and name not in OPTIONAL:
            yield ("not_found", index), f"{name} is nothing that this item could say"
        elif said and block not in assumed:
            yield ("not_found", index), f"{name} is present in this file"
        elif name in named[:index]:
            yield ("not_found", index), f"{name} is named twice"


def handling(body: dict[str, Any]) -> Flaws:
    """On the spot the generalist decides, without steps; otherwise an approver does."""
    deciding = _dict(body.get("deciding"))
    if body.get("handling") == "on_the_spot":
        if body.get("steps"):
            yield ("steps",), "an item handled on the spot has no steps"
        if deciding and (deciding.get("unit"), deciding.get("role")) != ("station", "generalist"):
            yield ("deciding",), "on the spot the station's generalist decides: unit station, role generalist"
        if deciding.get("limit"):
            yield ("deciding", "limit"), "what is decided on the spot has no limit of its own"
    elif body.get("handling") == "promised" and deciding.get("role") not in (None, "approver"):
        yield ("deciding", "role"), "must be approver: who decides signs"


def steps(body: dict[str, Any]) -> Flaws:
    """Steps are one line, 1 to n; limits span backwards without a gap; each kind has its own words."""
    found = _dicts(body.get("steps"))
    for index, step in enumerate(found):
        if isinstance(step.get("k"), int) and step["k"] != index + 1:
            yield ("steps", index, "k"), f"is {step['k']}; the steps count 1 to {len(found)} in order: {index + 1}"
        yield from ((("steps", index, *at), what) for at, what in _step(step))
        if isinstance(step.get("limit_with"), int):
            yield from _span(found, index, step["limit_with"])
            yield from _fits(found, index, step["limit_with"])


def _step(step: dict[str, Any]) -> Flaws:
    notice = step.get("kind") == "notice"
    if notice and not step.get("duration"):
        yield ("duration",), "is missing: a notice says how long it is shown"
    if notice and step.get("limit"):
        yield ("limit",), "a notice has a duration, not a limit"
    for name in ("duration", "counts"):
        if not notice and step.get(name) is not None:
            yield (name,), "belongs to a notice only"
    if step.get("kind") != "visit" and step.get("officers") is not None:
        yield ("officers",), "belongs to a visit only"
    for name in ("counts_basis", "counts_source"):
        if step.get("counts") is False and not step.get(name):
            yield (name,), "is missing: days that do not count need basis and source"
        elif step.get("counts") is not False and step.get(name):
            yield (name,), "says why days do not count, but counts is not false"


def _span(found: list[dict[str, Any]], index: int, first: int) -> Flaws:
    at: At = ("steps", index, "limit_with")
    if found[index].get("limit"):
        yield at, "a step has a limit of its own or shares one, not both"
    if not 1 <= first <= index:
        yield at, f"must be the number of an earlier step, not {first}"
    elif not found[first - 1].get("limit"):
        yield at, f"step {first} has no limit to share"
    elif any(step.get("limit_with") != first for step in found[first:index]):
        yield at, f"the steps between {first} and this one must share the limit too"


def _fits(found: list[dict[str, Any]], index: int, first: int) -> Flaws:
    """The notices of a span, one after another, end within it: nothing stops its clock."""
    limit = _dict(found[first - 1].get("limit")) if 1 <= first <= index else {}
    total = sum(_amount(step.get("duration"), limit.get("unit")) for step in found[first : index + 1])
    if found[index].get("duration") and total > _amount(limit, limit.get("unit")) > 0:
        yield ("steps", index, "duration"), f"does not fit in the {limit['amount']} {limit['unit']} of step {first}"


def promise(body: dict[str, Any]) -> Flaws:
    """Nobody promises more time than the law gives; where each is for one channel, on the same one."""
    promised, limit = _dict(body.get("promise")), _dict(body.get("limit"))
    channels = [part["channel"] for part in (promised, limit) if part.get("channel")]
    unit = limit.get("unit")
    if channels[:1] == channels[-1:] and _amount(promised, unit) > _amount(limit, unit) > 0:
        yield ("promise", "amount"), f"is longer than the law allows: {limit['amount']} {unit}"


def shifts(body: dict[str, Any]) -> Flaws:
    """A procedure's code is its own; what extends a limit counts as that limit does, and is not longer than it."""
    yield from _own_codes(body, "special_procedures", "procedures")
    extension, limit = _dict(body.get("extension")), _dict(body.get("limit")) or _dict(body.get("promise"))
    if not extension:
        return
    if not limit:
        yield ("extension",), "there is no limit that it could extend"
    elif extension.get("unit") != limit.get("unit"):
        yield ("extension", "unit"), f"must be {limit.get('unit')}, as of the limit that it extends"
    elif _amount(extension, limit.get("unit")) > _amount(limit, limit.get("unit")):
        yield ("extension", "amount"), f"is longer than the limit that it extends ({limit.get('amount')})"


def _amount(time: Any, unit: Any) -> int:
    """How many of the unit; 0 for a time in another, which can't be compared."""
    amount = _dict(time).get("amount")
    return amount if isinstance(amount, int) and _dict(time).get("unit") == unit else 0


def materials(body: dict[str, Any]) -> Flaws:
    """A material's code is its own; what may follow, and what is declared, fits the item."""
    yield from _own_codes(body, "materials", "materials")
    yield from _following(body)
    yield from _declared(body)
    yield from _proved(body)
    yield from when_flaws(body)


def _following(body: dict[str, Any]) -> Flaws:
    """What may follow follows within a time, and nothing follows what is done at once."""
    following = [n for n, part in enumerate(_dicts(body.get("materials"))) if part.get("need") == "may_follow"]
    if body.get("handling") == "on_the_spot":
        yield from ((("materials", n, "need"), "nothing may follow what is handled on the spot") for n in following)
    if following and [step.get("kind") for step in _dicts(body.get("steps"))][:1] == ["notice"]:
        yield ("steps", 0, "kind"), "what hangs first can't wait for papers: a desk comes before the notice"
    if body.get("conditional") and not following:
        yield ("conditional",), "this item has no material that may follow"


def _proved(body: dict[str, Any]) -> Flaws:
    """What a credential proves is a paper that would have to be handed in otherwise."""
    for index, part in enumerate(_dicts(body.get("materials"))):
        kinds = _list(part.get("proved_by"))
        if kinds and (part.get("need") == "declaration" or part.get("source") == "shared_data"):
            yield ("materials", index, "proved_by"), "belongs to a paper that the applicant hands in"
        for n, kind in enumerate(kinds):
            if kind in kinds[:n]:
                yield ("materials", index, "proved_by", n), f"{kind} is named twice"


def _declared(body: dict[str, Any]) -> Flaws:
    """What is declared says so in words, and what is checked later can be revoked."""
    declarations = False
    for index, part in enumerate(_dicts(body.get("materials"))):
        declared = part.get("need") == "declaration"
        declarations |= declared
        if declared and not part.get("declares"):
            yield ("materials", index, "declares"), "is missing: a declaration says what exactly is declared"
        elif part.get("declares") and not declared:
            yield ("materials", index, "declares"), "belongs to a material of need declaration only"
        if declared and part.get("source") == "shared_data":
            yield ("materials", index, "source"), "must be applicant: nobody declares what the office knows itself"
    if body.get("spot_check") and not declarations:
        yield ("spot_check",), "this item has no material of need declaration"
    if body.get("spot_check") and not body.get("result"):
        yield ("spot_check",), "this item has no result that could be revoked"


def _own_codes(body: dict[str, Any], name: str, words: str) -> Flaws:
    seen: set[str] = set()
    for index, part in enumerate(_dicts(body.get(name))):
        code = part.get("code")
        if isinstance(code, str) and code in seen:
            yield (name, index, "code"), f"{code} is the code of two {words}"
        seen.add(str(code))


def form(body: dict[str, Any]) -> Flaws:
    """A form where applications are taken, and only there; sound, and filled in from what a profile holds."""
    if body.get("fileable") is True and not body.get("form"):
        yield ("form",), "is missing: Linli takes applications for this item"
    elif body.get("fileable") is False and body.get("form"):
        yield ("form",), "this item takes no applications (fileable: false)"
    elif body.get("form") is not None:
        yield from ((("form", *at), what) for at, what in schema_flaws(body["form"]))
        yield from known_flaws(_dict(body["form"]), ("form",))
    yield from notice(body)


def urgent(body: dict[str, Any]) -> Flaws:
    """What can't wait is said by an answer that the form offers."""
    said = _dict(body.get("urgent"))
    field = _dict(_dict(_dict(body.get("form")).get("properties")).get(str(said.get("field"))))
    if said and not field:
        yield ("urgent", "field"), f"{said.get('field')} is no field that the form always has"
    elif said and said.get("value") not in _list(field.get("enum")):
        yield ("urgent", "value"), f"{said.get('value')} is no answer of {said.get('field')}"


def notice(body: dict[str, Any]) -> Flaws:
    """A notice shows fields that the form always has, and none whose value is masked elsewhere."""
    notices = any(step.get("kind") == "notice" for step in _dicts(body.get("steps")))
    if notices and not body.get("notice"):
        yield ("notice",), "is missing: a notice says which fields it shows"
    elif body.get("notice") and not notices:
        yield ("notice",), "this item has no step of kind notice"
    schema = _dict(body.get("form"))
    properties = _dict(schema.get("properties"))
    hidden = {name for name, field in properties.items() if never_public(_dict(field))}
    if not schema_flaws(schema):
        hidden |= Form(schema).sensitive
    shown: list[str] = []
    for index, name in enumerate(_list(_dict(body.get("notice")).get("fields"))):
        if not isinstance(name, str):
            continue
        if name not in properties:
            yield ("notice", "fields", index), f"{name} is no field that the form always has"
        elif name in hidden:
            yield ("notice", "fields", index), f"{name} is sensitive and is never published"
        elif name in shown:
            yield ("notice", "fields", index), f"{name} is named twice"
        shown.append(name)


RULES: tuple[Callable[[dict[str, Any]], Flaws], ...] = (
    provenance, absence, handling, steps, promise, shifts, materials, form, urgent, questions_flaws,
)  # fmt: skip
