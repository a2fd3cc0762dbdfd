"""A matter with all that its page needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from linli.capabilities.services.models import Application, ServicesContent, Step
from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.queries.declarations import checks
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.needs import unmet_of
from linli.capabilities.services.queries.parts import Material
from linli.capabilities.services.queries.quota import limited, places
from linli.capabilities.services.queries.results import RESTING, REVOKED, chained
from linli.capabilities.services.queries.seeing import KIND, ref
from linli.capabilities.services.states import LIVE, Outcome, State
from linli.commons.duties.models import Clock
from linli.commons.duties.queries import is_late
from linli.commons.duties.states import DECIDING, ClockKind
from linli.commons.mandates.queries import KIND as MANDATE
from linli.commons.mandates.queries import agent_names
from linli.commons.people.queries import profile
from linli.kernel import clock as civic
from linli.kernel.record.content import contents
from linli.kernel.record.timeline import Entry, timeline
from linli.kernel.secrets import unseal_json

DRAFT = "application.draft"
OBJECTED = "notices.NoticeObjected"


@dataclass
class View:
    """A matter with everything that is shown of it; made by `views`, for any number of matters in the same queries."""

    application: Application
    item: PublishedItem
    entries: list[Entry]
    texts: Mapping[bytes, dict[str, Any]]
    clocks: list[Clock]
    stays: list[Step]
    now: datetime = field(default_factory=civic.now)
    places: tuple[int, int] = (0, 0)  # taken, and how many were accepted before it, where the item has a quota
    actors: Mapping[str, str] = field(default_factory=dict)  # who acted for the person, by the mandate's id
    resting: Sequence[str] = ()  # the matters whose results renew this one's, which was revoked
    rests_on: Sequence[str] = ()  # the matters whose revoked results this one's renews
    check: Clock | None = None  # the limit of the check of what was declared, while it is open
    unmet: Sequence[str] = ()  # of a part of several items that waits, the items that are not granted yet

    @property
    def number(self) -> str:
        return self.application.number

    def clock(self, *kinds: str) -> Clock | None:
        """The newest clock of these kinds that still runs, in the order of the kinds."""
        for kind in kinds:
            for clock in reversed(self.clocks):
                if clock.kind == kind and clock.ended is None:
                    return clock
        return None

    @cached_property
    def deciding(self) -> Clock | None:
        """decide_promised if the item has one, else decide_statutory; running or ended."""
        for kind in DECIDING:
            for clock in reversed(self.clocks):
                if clock.kind == kind:
                    return clock
        return None

    @cached_property
    def accept_by(self) -> datetime | None:
        """By when it must be, or had to be, accepted."""
        return next((c.due_at for c in reversed(self.clocks) if c.kind == ClockKind.ACCEPT), None)

    @cached_property
    def stay(self) -> Step | None:
        """Where it lies now."""
        return next((stay for stay in self.stays if stay.left is None), None)

    def late(self, clock: Clock) -> bool:
        return is_late(clock, self.now)

    @cached_property
    def draft(self) -> dict[str, Any] | None:
        """The answers and materials being prepared, {"answers", "materials"}; None when nothing is."""
        return draft_of(self.application)

    @cached_property
    def filing(self) -> dict[str, Any]:
        """The answers and materials as filed last; empty for a draft or after erasure."""
        digest = self.application.filed
        return self.texts.get(bytes(digest), {}) if digest else {}

    @property
    def _now(self) -> dict[str, Any]:
        return (self.draft if self.application.state == State.DRAFT else self.filing) or {}

    @property
    def papers(self) -> list[dict[str, Any]]:
        """The materials as filed last, or as being prepared: {"code", and one way: "file" with its name, "known" …}."""
        asked = {material.code for material in self.asked}
        return [paper for paper in self._now.get("materials", ()) if paper["code"] in asked]

    @cached_property
    def asked(self) -> tuple[Material, ...]:
        """The materials that are asked for by the answers as filed last, or as being prepared."""
        return self.item.asked(self._now.get("answers", {}))

    @property
    def unentered(self) -> str:
        """Who spoke for a ward at the window and was not entered as guardian when it was filed; "" for nobody."""
        return str(self.filing["handed_in_by"]) if self.filing.get("unentered") else ""

    @cached_property
    def missing(self) -> list[str]:
        """The codes of materials and declarations that are not there."""
        return missing(self.asked, self.papers)

    @property
    def declared(self) -> list[Material]:
        """What was declared, or signed on paper, instead of being proved."""
        given = {paper["code"] for paper in self.papers}
        return [material for material in self.item.declarations if material.code in given]

    @cached_property
    def foreign_identity(self) -> bool:
        """Whether an identity number was given that is not the one known of the person concerned."""
        shown = (self.draft if self.application.state in (State.DRAFT, State.CORRECTION) else None) or self.filing
        given = {shown.get("answers", {}).get(name) for name in self.item.identity_fields} - {None, ""}
        known = profile(self.application.person).get("identity_number")
        return bool(given and known) and given != {known}

    def needs(self, known: str) -> bool:
        """Whether who works on it sees this part of the person's profile: a card only where it is this matter's too."""
        card = profile(self.application.person).get("bank_card")
        return known != "bank_card" or card in self._now.get("answers", {}).values()

    @cached_property
    def objections(self) -> list[int]:
        """The numbers of the objections to its notice that wait for an answer."""
        if self.application.state != State.REVIEW:
            return []
        open_: list[int] = []
        for entry in self.entries:
            if entry.fact == OBJECTED:
                open_.append(entry.payload["n"])
            elif entry.fact == "services.ObjectionAnswered":
                open_ = [n for n in open_ if n not in entry.payload["objections"]]
            elif entry.fact == "services.SentBack":  # upheld by that
                open_ = []
        return open_

    def said(self, entry: Entry) -> dict[str, Any]:
        """The words of a fact: reasons, notes, what was asked for."""
        return self.texts.get(entry.content, {}) if entry.content else {}

    def by_another(self, entry: Entry) -> str:
        """Who did it for the person concerned; "" where nobody did."""
        return next((self.actors[one.id] for one in entry.others if one.id in self.actors), "")

    def last(self, *facts: str) -> Entry | None:
        """The newest fact of these names."""
        return next((e for e in reversed(self.entries) if e.fact in facts), None)


def draft_of(application: Application) -> dict[str, Any] | None:
    """What is being prepared, {"answers", "materials", "handed_in_by"}; None when nothing is."""
    blob = application.draft
    return unseal_json(bytes(blob), purpose=DRAFT) if blob is not None else None


def missing(asked: Iterable[Material], papers: Iterable[Mapping[str, Any]]) -> list[str]:
    """The codes of the materials that are asked for and not among these papers, nor said to follow where they may.

    What the office knows itself is there, named or not.
    """
    given = {paper["code"] for paper in papers}
    return [m.code for m in asked if m.code not in given and m.source != "shared_data"]


def asked_of(application: Application, item: PublishedItem) -> tuple[Material, ...]:
    """The materials that are asked for by the answers as filed last; a query only where that depends on them."""
    if not item.situational or not application.filed:
        return item.asked({})
    said = next(iter(contents(ServicesContent, [bytes(application.filed)]).values()), {})
    return item.asked(said.get("answers", {}))


def views(applications: Sequence[Application]) -> list[View]:
    """Everything shown of these matters, in four queries however many they are."""
    numbers = [a.number for a in applications]
    entries: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in timeline(*map(ref, numbers)) if numbers else ():
        entries[entry.subject.id].append(entry)
    digests = {e.content for found in entries.values() for e in found if e.content}
    digests |= {bytes(a.filed) for a in applications if a.filed}
    texts = contents(ServicesContent, digests)
    clocks = _grouped(_clocks(numbers), "subject_id")
    moved = [a.pk for a in applications if a.turn]  # before its first desk a matter has no stays
    stays = _grouped(_stays(moved) if moved else (), "application_id")
    found = [
        View(a, catalogue().version(a.version_id), entries[a.number], texts, clocks[a.number], stays[a.pk])
        for a in applications
    ]
    under = {int(one.id) for view in found for entry in view.entries for one in entry.others if one.kind == MANDATE}
    if under:
        actors = {str(pk): name for pk, name in agent_names(under).items()}
        for view in found:
            view.actors = actors
    if counted := [view.application for view in found if limited(view.item)]:
        known = places(counted)
        for view in found:
            view.places = known.get(view.application.pk, view.places)
    if drawn := [view for view in found if view.item.spot_check and view.application.state == State.CLOSED]:
        open_ = checks([view.number for view in drawn])
        for view in drawn:
            view.check = open_.get(view.number)
    _chain(found)
    if waiting := unmet_of(applications):
        for view in found:
            view.unmet = waiting.get(view.application.pk, ())
    return found


def _chain(found: Sequence[View]) -> None:
    """What rests on a revoked result, and on which: where there is one, or a renewal, one query each."""
    granted = [view for view in found if view.application.outcome == Outcome.GRANTED]
    revoked = [view.application.pk for view in granted if view.application.result.revoked is not None]
    under_way = [view for view in found if view.application.state in LIVE]
    renewing = [one.application.pk for one in (*granted, *under_way) if one.application.renews_id is not None]
    resting, rests_on = chained(RESTING, revoked), chained(REVOKED, renewing)
    for view in (*granted, *under_way):
        view.resting, view.rests_on = resting.get(view.application.pk, ()), rests_on.get(view.application.pk, ())


def _clocks(numbers: Sequence[str]) -> Iterable[Clock]:
    one = len(numbers) == 1  # planned once and for all; with an array the planner thinks anew at every call
    return Clock.objects.raw(
        "SELECT c.*, ARRAY(SELECT s.during FROM duties_stop s WHERE s.clock_id = c.id ORDER BY s.during) AS stopped, "
        "ARRAY(SELECT s.ground FROM duties_stop s WHERE s.clock_id = c.id ORDER BY s.during) AS grounds "
        f"FROM duties_clock c WHERE c.subject_kind = %s AND c.subject_id = {'%s' if one else 'ANY(%s)'} "
        "ORDER BY c.started, c.id",
        [KIND, numbers[0] if one else list(numbers)],
    )


def _stays(applications: list[int]) -> Iterable[Step]:
    return Step.objects.raw(
        "SELECT * FROM services_step WHERE application_id = ANY(%s) ORDER BY id",
        [applications],
    )


def _grouped(rows: Iterable[Any], by: str) -> defaultdict[Any, list[Any]]:
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, by)].append(row)
    return groups


def view(application: Application) -> View:
    """Everything shown of one matter."""
    return views([application])[0]
