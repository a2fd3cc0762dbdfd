"""What an item's public page shows, in the language that is active: no fact is added, what is not found is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.capabilities.services.queries import urgent
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.parts import Limit, Remedy, Step, Text
from linli.capabilities.services.queries.periods import period
from linli.capabilities.services.queries.ratings import rating_told
from linli.commons.places.public import Network, network
from linli.commons.places.states import PLACED
from linli.kernel.texts import said

BLOCKS = {
    "who": gettext_lazy("Who may apply"),
    "materials": gettext_lazy("What is needed"),
    "reuse": gettext_lazy("What need not be handed in again"),
    "steps": gettext_lazy("How it goes"),
    "officers": gettext_lazy("Number of officers"),
    "notice": gettext_lazy("Public notice"),
    "limit": gettext_lazy("Statutory limit"),
    "promise": gettext_lazy("Promised limit"),
    "special_procedures": gettext_lazy("When time does not count"),
    "extension": gettext_lazy("Extension"),
    "quota": gettext_lazy("Number of places"),
    "renewal": gettext_lazy("Renewal"),
    "conditional": gettext_lazy("Papers that may follow"),
    "urgent": gettext_lazy("When it can't wait"),
    "spot_check": gettext_lazy("Checks of declarations"),
    "acceptance": gettext_lazy("Acceptance"),
    "correction": gettext_lazy("Time to correct"),
    "delivery": gettext_lazy("Delivery"),
    "fee": gettext_lazy("Fee"),
    "basis": gettext_lazy("Legal basis"),
    "remedies": gettext_lazy("If you disagree"),
    "result": gettext_lazy("What you receive"),
    "retention": gettext_lazy("How long we keep it"),
    "competent_body": gettext_lazy("Who decides"),
    "receives_on_behalf": gettext_lazy("Who takes it in"),
    "rating": gettext_lazy("Rating"),
    "form": gettext_lazy("Application form"),
    "parts": gettext_lazy("What it joins"),
    "elsewhere": gettext_lazy("What is done elsewhere"),
}


@dataclass(frozen=True)
class Moment:
    """One line of "how it goes"."""

    title: str
    when: str = ""
    note: str = ""


@dataclass(frozen=True)
class Told:
    """Where the rules of some blocks come from: a place and a source, or why we chose them ourselves."""

    blocks: tuple[str, ...]
    place: str
    source: str
    published: date | None
    url: str
    copy: bool


def unit_name(code: str, known: Network | None = None) -> str:
    """A desk's body by name: what `station` and `street` stand for, or the unit's own name."""
    if code in PLACED:
        return _("the workstation of your community") if code == "station" else _("the street office")
    unit = (known or network()).unit(code)
    return said(unit.names or unit.name)


def not_published() -> str:
    """What is shown where a period was looked for and not found."""
    return _("No period is published")


def how_it_goes(item: PublishedItem) -> list[Moment]:
    """From filing to the result."""
    moments = [_acceptance(item)]
    moments += [_step(item, step) for step in item.steps]
    moments.append(_decision(item))
    if item.result:
        moments.append(Moment(_("You receive: %(result)s") % {"result": said(item.result.name)}))
    return moments


def _acceptance(item: PublishedItem) -> Moment:
    if item.accept_promise:
        return Moment(_("Accepted"), period(item.accept_promise))
    promises = [unit.promise for unit in network().units.values() if unit.kind == "station" and unit.promise]
    same_day = bool(promises) and all(promise["unit"] == "accept" for promise in promises)
    note = _("What is filed before closing time on a working day is accepted that day.") if same_day else ""
    return Moment(_("Accepted by the workstation of your community"), _("the same working day") * same_day, note)


def _step(item: PublishedItem, step: Step) -> Moment:
    if step.kind == "notice":
        return Moment(said(step.name), _at_least(step), _("; ").join(_notice(item, step)))
    if step.limit is None:
        return Moment(said(step.name), "" if step.limit_with else not_published(), _("; ").join(_notes(item, step)))
    return Moment(said(step.name), period(step.limit), _("; ").join(_notes(item, step)))


def _at_least(step: Step) -> str:
    return _("at least %(period)s") % {"period": period(step.duration)} if step.duration else ""


def _notes(item: PublishedItem, step: Step) -> Iterator[str]:
    if step.officers > 1:
        yield ngettext("%(n)d officer comes", "%(n)d officers come together", step.officers) % {"n": step.officers}
    if (spanned := len(item.spans(step.k)) - 1) > 0:
        words = ngettext("this period includes the next step", "this period includes the next %(n)d steps", spanned)
        yield words % {"n": spanned}
    if step.limit_with:
        first = said(item.step(step.limit_with).name)
        yield _("within the period of “%(step)s”") % {"step": first}


def _notice(item: PublishedItem, step: Step) -> Iterator[str]:
    fields = item.body.get("form", {}).get("properties", {})
    names = _(", ").join(said(fields[name]["title"]) for name in item.notice_fields if name in fields)
    yield _("only this is shown: %(fields)s") % {"fields": names}
    if not step.counts:
        yield _("these days don't count towards the limit")
    yield from _notes(item, step)


def _decision(item: PublishedItem) -> Moment:
    if item.on_the_spot:
        note = _("At the window it is done on the spot")
        if item.promise and item.promise.channel == "online":
            note = _("%(window)s; filed online, within %(period)s") % {"window": note, "period": period(item.promise)}
        return Moment(_("Decision"), note=note)
    words = _("Decision: %(body)s") % {"body": unit_name(item.deciding.unit)}
    return Moment(words, period(item.deciding.limit) if item.deciding.limit else not_published())


def facts(item: PublishedItem) -> list[tuple[str, str]]:
    """The lines of "basis and notes", as (words, value)."""
    return [
        (str(BLOCKS["fee"]), _fee(item)),
        (str(BLOCKS["promise"]), _limit(item.promise)),
        (str(BLOCKS["limit"]), _limit(item.limit)),
        *_shifts(item),
        *_following(item),
        *((str(BLOCKS["urgent"]), words) for words in urgent.told(item)),
        *_places(item),
        *((str(BLOCKS["spot_check"]), words) for words in spot_check(item)),
        (str(BLOCKS["competent_body"]), unit_name(item.competent_body)),
        (str(BLOCKS["receives_on_behalf"]), unit_name(item.receives_on_behalf)),
        (str(BLOCKS["basis"]), _("; ").join(_laws(item)) or _("Not found")),
        (str(BLOCKS["remedies"]), _("; ").join(_remedies(item))),
        (str(BLOCKS["rating"]), rating_told(item)),
        (str(BLOCKS["retention"]), period(item.retention) if item.retention else not_published()),
    ]


def _shifts(item: PublishedItem) -> Iterator[tuple[str, str]]:
    """What silence does, and what may make a limit stand still or stretch it, where the item has it."""
    if item.deemed:
        told = {"period": period(item.deemed), "basis": said(item.deemed.basis)}
        yield (
            str(BLOCKS["acceptance"]),
            _("without an answer within %(period)s it counts as accepted (%(basis)s)") % told,
        )
    if item.procedures:
        told_of = ({"what": said(one.name), "basis": said(one.basis)} for one in item.procedures.values())
        yield str(BLOCKS["special_procedures"]), _("; ").join(_("%(what)s (%(basis)s)") % one for one in told_of)
    if item.extension:
        told = {"period": period(item.extension), "basis": said(item.extension.basis)}
        yield str(BLOCKS["extension"]), _("once, by at most %(period)s (%(basis)s)") % told


def _following(item: PublishedItem) -> Iterator[tuple[str, str]]:
    """Which papers may follow, and within what time."""
    if item.may_follow:
        names = _(", ").join(said(m.name) for m in item.materials if m.code in item.may_follow)
        told = {"papers": names, "period": period(item.conditional) if item.conditional else ""}
        words = _("%(papers)s; if the workstation agrees and you promise it, within a time that it tells you")
        if item.conditional:
            words = _("%(papers)s; if the workstation agrees and you promise it, within %(period)s at most")
        yield str(BLOCKS["conditional"]), words % told


def _places(item: PublishedItem) -> Iterator[tuple[str, str]]:
    if item.quota:
        told = {"n": item.quota.amount, "basis": said(item.quota.basis)}
        words = ngettext(
            "%(n)d place; who was accepted first comes first (%(basis)s)",
            "%(n)d places; who was accepted first comes first (%(basis)s)",
            item.quota.amount,
        )
        yield str(BLOCKS["quota"]), words % told
    if item.renewal:
        told = {"period": period(item.renewal.before), "basis": said(item.renewal.basis)}
        words = _("apply %(period)s before it ends; if nobody has decided by then, it is renewed (%(basis)s)")
        yield str(BLOCKS["renewal"]), words % told


def spot_check(item: PublishedItem) -> Iterator[str]:
    """That declarations are checked later, and what a false one does, where the item has it."""
    if item.spot_check is None:
        return
    check = item.spot_check
    told = {"n": check.share, "period": period(check.limit), "basis": said(check.basis)}
    words = _("of the matters delivered %(n)d%% are drawn by lot and checked within %(period)s (%(basis)s)")
    if check.share == 100:
        words = _("every matter is checked within %(period)s of its delivery (%(basis)s)")
    yield _("; ").join((words % told, _("if what was declared is not true, the result is revoked")))


def _fee(item: PublishedItem) -> str:
    if item.fee is None or not item.fee.amount:
        return _("Not found") if item.fee is None else _("Free of charge")
    return _("%(amount)s yuan") % {"amount": f"{item.fee.amount / 100:.2f}"}


def _limit(limit: Limit | None) -> str:
    if limit is None:
        return not_published()
    if limit.channel == "online":
        return _("%(period)s, when filed online") % {"period": period(limit)}
    return period(limit)


def _laws(item: PublishedItem) -> Iterator[str]:
    for law in item.body.get("basis", ()):
        yield " ".join(filter(None, (said(law["name"]), law.get("number", ""), said(law.get("article")))))


def _remedies(item: PublishedItem) -> Iterator[str]:
    kinds = {remedy.kind for remedy in item.remedies}
    for remedy in item.remedies:
        yield remedy_words(remedy)
    if "court" not in kinds:
        yield _("no period for going to court is published")


def remedy_words(remedy: Remedy) -> str:
    """What whoever disagrees may do, in a few words."""
    told = {"period": period(remedy), "body": _said_or(remedy.body)}
    if remedy.kind == "court":
        return _("within %(period)s you can go to court (%(body)s)") % told
    return _("within %(period)s you can ask for administrative reconsideration (%(body)s)") % told


def remedy_told(remedy: Remedy, station: str) -> str:
    """The same to whoever got a decision; where it is not published who decides on it, the station is asked."""
    if remedy.body:
        return remedy_words(remedy)
    told = {"period": period(remedy), "station": station}
    if remedy.kind == "court":
        return (
            _("within %(period)s of receiving the decision you can go to court; please ask %(station)s to which") % told
        )
    words = _(
        "within %(period)s of receiving the decision you can ask for administrative reconsideration; "
        "please ask %(station)s where"
    )
    return words % told


def _said_or(body: Text | None) -> str:
    return said(body) if body else _("which body decides on it is not published")


def provenance(item: PublishedItem) -> list[Told]:
    """Where each block comes from, those of one source together, in the order of the file."""
    together: dict[tuple[Any, ...], list[str]] = {}
    for entry in item.body.get("as_published_by", ()):
        key = (said(entry["place"]), said(entry["source"]), entry.get("published"), entry.get("url", ""))
        together.setdefault((*key, bool(entry.get("copy"))), []).append(str(BLOCKS[entry["block"]]))
    return [
        Told(tuple(blocks), place, source, date.fromisoformat(published) if published else None, url, copy)
        for (place, source, published, url, copy), blocks in together.items()
    ]


def chosen(item: PublishedItem) -> list[tuple[str, str]]:
    """What we chose ourselves, and why."""
    return [(str(BLOCKS[entry["block"]]), said(entry["reason"])) for entry in item.body.get("assumed", ())]


def places(item: PublishedItem) -> str:
    """The places whose conditions, papers, steps and limits the page shows."""
    told, shown = item.body.get("as_published_by", ()), ("who", "materials", "steps", "promise", "limit")
    return _(" and ").join(dict.fromkeys(said(entry["place"]) for entry in told if entry["block"] in shown))
