"""Papers that follow a conditional acceptance 容缺受理, in words: which ones, by when, what was promised."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.capabilities.services.forms.following import last_day
from linli.capabilities.services.pages import said as words
from linli.capabilities.services.pages.act import Act, Asked, Field
from linli.capabilities.services.pages.given import resting
from linli.capabilities.services.queries import PublishedItem, View
from linli.capabilities.services.queries.parts import Material
from linli.capabilities.services.rules import offered, unpromised
from linli.commons.duties.models import Clock
from linli.commons.duties.states import ClockKind
from linli.kernel.access.models import User
from linli.kernel.record.timeline import Entry
from linli.kernel.texts import joined, said
from linli.kernel.ui.words import day

CONDITION = "services.AcceptedConditionally"


@dataclass(frozen=True)
class Following:
    """What is still to follow: the materials, the promise in the person's own words, and what the reader can do."""

    materials: list[Material]
    promise: str
    can_promise: bool
    can_supply: bool
    offers: Mapping[str, str]  # on what each would rest that need not be handed in


def following(view: View, can: Collection[str], user: User) -> Following | None:
    """None where nothing is to follow, or where the reader has nothing to do about it."""
    if not {"promise", "supply"} & set(can):
        return None
    materials = [view.item.material(code) for code in view.application.to_follow]
    found = offered(user, view.application) if "supply" in can else {}
    rests = {code: resting(offer.shown, seen=offer.way == "known") for code, offer in found.items()}
    return Following(materials, promise(view), "promise" in can, "supply" in can, rests)


def names(item: PublishedItem, codes: Collection[str]) -> str:
    """These materials in words."""
    return _(", ").join(said(item.material(code).name) for code in codes)


def clock_of(view: View) -> Clock | None:
    """The newest time within which something is to follow, running or ended."""
    return next((clock for clock in reversed(view.clocks) if clock.kind == ClockKind.SUPPLY), None)


def by_when(entry: Entry) -> str:
    """By when, as the acceptance told it, in full."""
    with words.on_paper():
        return words.deadline(datetime.fromisoformat(entry.payload["until"]))


def promise(view: View) -> str:
    """What the person promises, as it was told with the acceptance."""
    entry = view.last(CONDITION)
    if entry is None:
        return ""
    told = {"papers": names(view.item, entry.payload["materials"]), "when": by_when(entry)}
    return joined(
        _("I will hand in by %(when)s: %(papers)s.") % told,
        _("If they don't come in by then, the matter ends, and I bear what follows from that."),
    )


def waits(view: View) -> str:
    """For what it waits, as staff read it; "" where nothing is to follow."""
    a, clock = view.application, clock_of(view)
    if not a.to_follow or clock is None:
        return ""
    told = {
        "papers": names(view.item, a.to_follow),
        "when": words.deadline(clock.due_at, provisional=clock.provisional),
    }
    if unpromised(a):
        return _("It waits until the resident promises to hand in %(papers)s by %(when)s.") % told
    return _("Still to follow, by %(when)s: %(papers)s.") % told


def accepted(view: View, entry: Entry) -> tuple[str, str, str]:
    """How the life tells of a conditional acceptance: title, note, paper."""
    until = words.deadline(datetime.fromisoformat(entry.payload["until"]))
    told = {"papers": names(view.item, entry.payload["materials"]), "when": until}
    note = _("%(papers)s may follow until %(when)s, once it is promised") % told
    return _("Accepted; papers follow"), note, "conditional-acceptance"


def supplied(view: View, entry: Entry) -> str:
    """What came in, and what is left."""
    came = names(view.item, entry.payload["materials"])
    if not entry.payload["left"]:
        return came
    return _("%(papers)s; still to follow: %(left)s") % {
        "papers": came,
        "left": names(view.item, entry.payload["left"]),
    }


def act(a: Asked, open_: Collection[str]) -> Act:
    """The generalist chooses which of the missing papers may follow, and until when."""
    chosen = a.given.get("materials", list(open_)) if a.given else list(open_)
    wrong = " ".join(str(e.message) for e in a.errors if e.pointer.startswith("/materials"))
    which = Field(
        "materials", _("Which papers follow"), "checkboxes", chosen=chosen,
        options=[(code, said(a.view.item.material(code).name)) for code in open_], error=wrong,
    )  # fmt: skip
    hint = _("%(day)s at the latest") % {"day": day(last_day(a.view.item))} if a.view.item.conditional else ""
    until = a.text("until", _("Until when, as the resident is told"), widget="date", hint=hint)
    return Act("accept-conditionally", _("Accept; papers follow"), "u", fields=[which, until])
