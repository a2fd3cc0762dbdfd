"""What need not be handed in again: proved by a credential, or handed in before and still good."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q

from linli.capabilities.services.models import Application
from linli.capabilities.services.models import Material as Handed
from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.parts import Material, Text
from linli.capabilities.services.queries.periods import last_day
from linli.capabilities.services.queries.seeing import KIND, ref, visible_to
from linli.capabilities.services.states import Outcome
from linli.commons.credentials.queries import Proof, holds
from linli.commons.people.models import Person
from linli.kernel import clock
from linli.kernel.access.grants import Somebody
from linli.kernel.record.writing import Ref

Paper = Mapping[str, Any]  # as it is kept with a filing
MOST = 200  # earlier papers that are looked through


@dataclass(frozen=True)
class Offer:
    """A paper that the person concerned may leave to the office, and what it would rest on.

    `way`: `known`, or `file` with the earlier one's id. `name`: the credential's, or the earlier item's. `by`: who
    issued the credential. `since`: from when it holds, or on what day the paper came. `until`: its last day.
    `hidden`: it rests on a matter that the reader does not see.
    """

    material: str
    way: str
    about: Ref
    name: Text
    since: date
    until: date | None
    by: Text | None = None
    as_of: date | None = None
    file: str = ""
    hidden: bool = False

    @property
    def given(self) -> dict[str, Any]:
        """As a verb takes it."""
        return {"code": self.material, self.way: self.file or True}

    @property
    def came(self) -> date:
        """The day on which the paper was handed in; of a credential the day on which it is used."""
        return self.since if self.by is None else clock.today()

    @property
    def noted(self) -> dict[str, Any]:
        """What is kept of it with the filing."""
        return {
            "source": {"type": self.about.kind, "id": self.about.id}, "name": self.name, "by": self.by,
            "since": self.since.isoformat(), "until": self.until.isoformat() if self.until else None,
            "as_of": self.as_of.isoformat() if self.as_of else None,
        }  # fmt: skip

    @property
    def shown(self) -> dict[str, Any]:
        """What its reader may know of it."""
        return _veiled(self.noted) if self.hidden else self.noted


def offers(item: PublishedItem, person: Person, but: str = "") -> dict[str, Offer]:
    """What this person may leave out of a filing of this item, by material; nothing is asked where nothing can be.

    `but`: the number of the matter that is being prepared.
    """
    found = {offer.material: offer for offer in _earlier(item, person, but)} if item.lasting else {}
    if item.provable:
        wanted = {kind for material in item.provable for kind in material.proved_by}
        held = holds(person, wanted)
        found |= {m.code: _proved(m, proof) for m in item.provable if (proof := _first(m, held)) is not None}
    return found


def offers_to(user: Somebody, item: PublishedItem, person: Person, but: str = "") -> dict[str, Offer]:
    """`offers`, as this reader may see them."""
    found = offers(item, person, but)
    seen = _seen(user, [offer.about for offer in found.values()])
    return {code: replace(offer, hidden=offer.about not in seen) for code, offer in found.items()}


def told_to(user: Somebody, papers: Sequence[Paper], seen: Collection[Ref] | None = None) -> list[dict[str, Any]]:
    """Papers of a filing, with what each rests on as this reader may know it. `seen`: what `sources` answered, where
    those of many are shown."""
    known = sources(user, papers) if seen is None else seen
    return [
        {**paper, "from": _veiled(paper["from"])} if "from" in paper and _about(paper) not in known else {**paper}
        for paper in papers
    ]


def sources(user: Somebody, papers: Iterable[Paper]) -> set[Ref]:
    """Of what these papers rest on that which the reader sees: one query, none where no matter is among it."""
    return _seen(user, [_about(paper) for paper in papers if "from" in paper])


def _about(paper: Paper) -> Ref:
    return Ref(paper["from"]["source"]["type"], paper["from"]["source"]["id"])


def _seen(user: Somebody, about: Collection[Ref]) -> set[Ref]:
    matters = {one.id for one in about if one.kind == KIND}
    rows = visible_to(user).filter(number__in=matters).values_list("number", flat=True) if matters else ()
    return {one for one in about if one.kind != KIND} | {ref(number) for number in rows}


def _veiled(noted: Mapping[str, Any]) -> dict[str, Any]:
    """Of a matter that the reader does not see: not its number, nor for what it was. What was issued has its name."""
    return {**noted, "source": {**noted["source"], "id": None}, "name": noted["name"] if noted["by"] else None}


def _first(material: Material, held: Iterable[Proof]) -> Proof | None:
    return next((proof for proof in held if proof.kind in material.proved_by), None)


def _proved(material: Material, proof: Proof) -> Offer:
    return Offer(
        material.code, "known", proof.about, proof.name, proof.since, proof.until, by=proof.by, as_of=proof.as_of
    )


def _earlier(item: PublishedItem, person: Person, but: str) -> Iterable[Offer]:
    """Papers of the same code and name that came with an accepted matter, the newest of each; one query.

    Only the matter for which it came vouches for a paper. One that was refused,
    withdrawn or lapsed, or whose result was revoked, vouches for no paper.
    """
    wanted = {material.code: material for material in item.lasting}
    rows = Handed.objects.filter(application__person=person, code__in=wanted).exclude(application__number=but)
    rows = rows.filter(Q(application__outcome=None) | Q(application__outcome=Outcome.GRANTED))
    rows = rows.filter(Q(file__isnull=False) | Q(seen=True), application__acceptance__isnull=False, rests_on="")
    rows = rows.filter(application__result__revoked=None, application__restricted_at=None)
    rows = rows.select_related("application")
    told: set[str] = set()
    for paper in rows.order_by("-handed_in", "-pk")[:MOST]:
        material, earlier = wanted[paper.code], catalogue().version(paper.application.version_id)
        until = last_day(paper.handed_in, material.valid_for) if material.valid_for else None
        if paper.code in told or until is None or until < clock.today():
            continue
        if earlier.material(paper.code).name == material.name:
            told.add(paper.code)
            yield Offer(
                paper.code, "file" if paper.file_id else "known", ref(paper.application.number), earlier.name,
                paper.handed_in, until, file=paper.file_id or "",
            )  # fmt: skip


def over(item: PublishedItem, papers: Iterable[Paper], person: Person) -> set[str]:
    """The codes of these papers that rest on what holds no longer: the person holds no such credential any more, or the
    matter that vouched for the paper was not granted, or its result was revoked. Asked only where one was used."""
    resting = [paper for paper in papers if "from" in paper]
    proved = {paper["code"] for paper in resting if paper["from"]["by"]}
    earlier = {paper["code"]: paper["from"]["source"]["id"] for paper in resting if not paper["from"]["by"]}
    held = {proof.kind for proof in holds(person)} if proved else set()
    gone = {m.code for m in item.provable if m.code in proved and not held & set(m.proved_by)}
    rows = Application.objects.filter(number__in=set(earlier.values()))
    ended = Q(outcome__isnull=False) & ~Q(outcome=Outcome.GRANTED) | Q(result__revoked__isnull=False)
    bad = set(rows.filter(ended).values_list("number", flat=True)) if earlier else set()
    return gone | {code for code, number in earlier.items() if number in bad}
