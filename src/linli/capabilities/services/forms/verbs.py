"""What comes in with each verb, judged only once the caller may do the verb now; for pages and API alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.capabilities.services import actions
from linli.capabilities.services.forms import following, objecting, rating
from linli.capabilities.services.forms.bodies import Values
from linli.capabilities.services.forms.filing import change, remembered
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import locked
from linli.capabilities.services.queries.applications import asked_of
from linli.capabilities.services.rules import Standing, check, check_change
from linli.capabilities.services.states import Ground, Means
from linli.kernel import clock
from linli.kernel.access.grants import posts
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading

LONGEST = 365  # days that a special procedure can be expected to take
DAYS = ("working_day", "natural_day")


def _nothing(reading: Reading, standing: Standing) -> Values:
    reading.only()
    return {}


def _submit(reading: Reading, standing: Standing) -> Values:
    reading.only("remember")
    return {"remember": remembered(reading)}


def _note(reading: Reading, standing: Standing) -> Values:
    reading.only("note")
    return {"note": reading.text("note")}


def _reason(reading: Reading, standing: Standing) -> Values:
    reading.only("reason")
    return {"reason": reading.text("reason", required=True)}


def _again(reading: Reading, standing: Standing) -> Values:
    changes = {name: value for name, value in reading.raw.items() if name != "remember"}
    return change(changes) | {"remember": remembered(reading)}


def _correction(reading: Reading, standing: Standing) -> Values:
    """Everything at once: each thing that is missing or wrong, by field or by material."""
    reading.only("items", "note")
    given = reading.raw.get("items")
    items: list[dict[str, str]] = []
    if not isinstance(given, list) or not given:
        code = "required" if given in (None, []) else "type"
        reading.flaw("/items", code, _("List everything that is missing or wrong, at once."))
        given = []
    if len(given) > 50:
        reading.flaw("/items", "length", _("Please give at most %(n)d.") % {"n": 50})
    open_ = _to_ask_for(standing, given[:50])
    for i, one in enumerate(given[:50]):
        items.append(_correction_item(reading, standing, f"/items/{i}", one, open_))
    return {"items": items, "note": reading.text("note")}


def _to_ask_for(standing: Standing, given: list[Any]) -> set[str]:
    """The codes of what is asked for, and of what may be once an answer is put right that the same notice names."""
    pointers = {str(one.get("pointer", "")) for one in given if isinstance(one, dict)}
    fields = {pointer.removeprefix("/answers").removeprefix("/") for pointer in pointers}
    asked = {material.code for material in asked_of(standing.application, standing.item)}
    depending = {m.code for m in standing.item.materials if any(fields & one.keys() for one in m.when)}
    return asked | depending


def _correction_item(reading: Reading, standing: Standing, at: str, one: Any, open_: set[str]) -> dict[str, str]:
    if not isinstance(one, dict):
        reading.flaw(at, "type", _("Say what is missing or wrong."))
        return {}
    inner = Reading(one)
    found = {"what": inner.text("what", required=True, longest=500)}
    pointer, material = inner.text("pointer", longest=200), inner.text("material", longest=60)
    inner.only("pointer", "material", "what")
    if bool(pointer) == bool(material):
        inner.flaw("", "required", _("Name either a field or a material."))
    pointer = f"/answers{pointer}" if pointer in {f"/{name}" for name in standing.item.form.every} else pointer
    if pointer and pointer not in {f"/answers/{name}" for name in standing.item.form.every}:
        inner.flaw("/pointer", "choice", _("There is no such field."))
    if material and material not in {m.code for m in standing.item.materials}:
        inner.flaw("/material", "choice", _("This material is not asked for."))
    elif material and material not in open_:
        inner.flaw("/material", "choice", _("It is asked for only with another answer: name that question as well."))
    for error in inner.errors:
        reading.flaw(at + error.pointer, error.code, error.message)
    return found | ({"pointer": pointer} if pointer else {"material": material})


def _help(reading: Reading, standing: Standing) -> Values:
    reading.only("what")
    return {"what": reading.text("what", required=True, longest=500)}


def _not_accept(reading: Reading, standing: Standing) -> Values:
    reading.only("reason", "ground", "right_body")
    values = {
        "reason": reading.text("reason", required=True),
        "ground": reading.choice("ground", Ground.values, required=True),
        "right_body": reading.text("right_body", longest=100),
    }
    if values["ground"] == Ground.NOT_THIS_BODY and not values["right_body"]:
        reading.flaw("/right_body", "required", _("Say which body has the power."))  # 行政许可法 32(1)2
    if values["ground"] == Ground.INCOMPLETE_AFTER_NOTICE and not hasattr(standing.application, "correction"):
        reading.flaw("/ground", "choice", _("No correction notice has been given yet."))
    return values


def _completion(reading: Reading, standing: Standing) -> Values:
    reading.only("outcome", "opinion", "officers")
    application = standing.application
    assert application.step_k is not None
    step = standing.item.step(application.step_k)
    notice = step.kind == "notice"
    officers = reading.texts("officers")
    values = {
        "outcome": reading.choice("outcome", ("agree", "disagree"), required=not notice) or "agree",
        "opinion": reading.text("opinion", required=not notice),
        "officers": officers,
    }
    stay = standing.stay
    if step.officers > 1 or officers:
        members = _members(stay.unit_id, officers) if stay else {}
        if strange := [name for name in officers if name not in members]:
            words = _("Not of this unit: %(names)s.") % {"names": ", ".join(strange)}
            reading.flaw("/officers", "choice", words)
        if own := [name for name, user in members.items() if Standing(user, application).tied]:
            words = _("It concerns them, or they act for whom it concerns: %(names)s.") % {"names": ", ".join(own)}
            reading.flaw("/officers", "choice", words)
        if len(set(officers)) < step.officers:
            words = _("This step asks for %(n)d different officers.") % {"n": step.officers}
            reading.flaw("/officers", "required", words)
    return values


def _members(unit: int, names: list[str]) -> dict[str, User]:
    """Those of these accounts that hold a post at the unit today."""
    accounts = User.objects.filter(username__in=names, is_active=True)
    return {user.username: user for user in accounts if any(post.unit_id == unit for post in posts(user))}


def _suspend(reading: Reading, standing: Standing) -> Values:
    reading.only("procedure", "expected", "reason")
    values: Values = {
        "procedure": reading.choice("procedure", tuple(standing.item.procedures), required=True),
        "reason": reading.text("reason", required=True),
    }
    expected = reading.raw.get("expected")
    if not isinstance(expected, dict):
        code = "required" if expected is None else "type"
        reading.flaw("/expected", code, _("Say how long it is expected to take."))
        return values
    inner = Reading(expected)
    inner.only("amount", "unit")
    most = standing.item.procedures[values["procedure"]].limit if values["procedure"] else None
    units = (most.unit,) if most else DAYS
    values |= {"amount": inner.whole("amount", 1, most.amount if most else LONGEST)}
    values |= {"unit": inner.choice("unit", units, required=True)}
    for error in inner.errors:
        reading.flaw(f"/expected{error.pointer}", error.code, error.message)
    return values


def _extend(reading: Reading, standing: Standing) -> Values:
    """Not longer than the item allows, in the limit's own unit."""
    reading.only("amount", "unit", "reason")
    most = standing.item.extension
    assert most is not None  # the rule refused what can't be extended
    reading.choice("unit", (most.unit,), required=True)
    return {"amount": reading.whole("amount", 1, most.amount), "reason": reading.text("reason", required=True)}


def _grant(reading: Reading, standing: Standing) -> Values:
    reading.only("text")
    return {"text": reading.text("text")}


def _refuse(reading: Reading, standing: Standing) -> Values:
    reading.only("reasons")
    return {"reasons": reading.text("reasons", required=True)}


def _deliver(reading: Reading, standing: Standing) -> Values:
    reading.only("means", "reference")
    return {
        "means": reading.choice("means", Means.values, required=True),
        "reference": reading.text("reference", longest=200),
    }


def _check(reading: Reading, standing: Standing) -> Values:
    reading.only("holds", "finding")
    holds = reading.yes_or_no("holds", _("Say whether what was declared is true."))
    return {"holds": holds, "finding": reading.text("finding", required=True)}


PARSERS: dict[str, Callable[[Reading, Standing], Values]] = {
    "submit": _submit,
    "resubmit": _again,
    "withdraw": following.withdraw,
    "help-first": _help,
    "accept": _note,
    "accept-conditionally": following.conditionally,
    "promise": following.promise,
    "supply": following.supply,
    "request-correction": _correction,
    "not-accept": _not_accept,
    "complete-step": _completion,
    "send-back": _reason,
    "answer-objection": objecting.answer,
    "suspend": _suspend,
    "resume": _nothing,
    "extend": _extend,
    "grant": _grant,
    "refuse": _refuse,
    "deliver": _deliver,
    **rating.PARSERS,
    "check-declaration": _check,
}
VERBS: dict[str, Callable[..., Application]] = {
    "submit": actions.submit,
    "resubmit": actions.resubmit,
    "withdraw": actions.withdraw,
    "help-first": actions.help_first,
    "accept": actions.accept,
    "accept-conditionally": actions.accept_conditionally,
    "promise": actions.promise,
    "supply": actions.supply,
    "request-correction": actions.request_correction,
    "not-accept": actions.not_accept,
    "complete-step": actions.complete_step,
    "send-back": actions.send_back,
    "answer-objection": actions.answer_objection,
    "suspend": actions.suspend,
    "resume": actions.resume,
    "extend": actions.extend,
    "grant": actions.grant,
    "refuse": actions.refuse,
    "deliver": actions.deliver,
    "rate": actions.rate,
    "call-rater": actions.call_rater,
    "answer-rating": actions.answer_rating,
    "follow-up": actions.follow_up,
    "appeal-rating": actions.appeal_rating,
    "decide-appeal": actions.decide_appeal,
    "check-declaration": actions.check_declaration,
}


@transaction.atomic
def perform(verb: str, number: str, raw: Values, *, by: User) -> Application:
    """One verb from any door: seen (404), may (403), possible (409), values (422), done."""
    application = locked(by, number)
    standing = check(verb, by, application)
    reading = Reading(raw)
    values = PARSERS[verb](reading, standing)
    reading.finish()
    return VERBS[verb](number, by=by, **values)


@transaction.atomic
def perform_change(number: str, raw: Values, *, by: User) -> Application:
    """PATCH: seen (404), may (403), possible (409), values (422), done."""
    check_change(by, locked(by, number))
    return actions.change(number, by=by, **change(raw))


@transaction.atomic
def told(duty: int, raw: Values, *, by: User) -> Application:
    """A person without an account was told: may (403), possible (409), values (422), done."""
    opened = actions.untold(duty, by=by).opened
    reading = Reading(raw)
    reading.only("means", "on", "note")
    means = reading.choice("means", Means.values, required=True)
    on, note = reading.day("on", clock.today()), reading.text("note")
    if not reading.errors and on < clock.local(opened).date():
        reading.flaw("/on", "date", _("There was nothing to be told yet on that day."))
    reading.finish()
    return actions.told(duty, by=by, means=means, on=on, note=note)
