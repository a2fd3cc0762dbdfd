"""In a rehearsal some file several items as one: a family with a new child, and who lost their work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from linli.capabilities.services import forms
from linli.capabilities.services.demo.choices import answers_for, fits
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import PublishedItem, catalogue
from linli.capabilities.services.states import State
from linli.commons.people.models import Person
from linli.commons.places.queries import network
from linli.kernel import clock as civic

if TYPE_CHECKING:
    from linli.capabilities.services.demo.life import Life, Matter

FATHER, CHILD = "neighbour", "newborn"
WORK, FIRST = "hardship-and-subsidy", "unemployment-registration"
LOST_WORK = 3  # of those who come to a window for it
SAID: dict[str, dict[str, Any]] = {
    CHILD: {"relation_to_child": "father", "first_child": "no", "children_before": 2, "child_name": "陆一宁"},
    WORK: {},
}


def plan(life: Life, cast: Mapping[str, Person], residents: Sequence[Person], make: type[Matter]) -> None:
    """The father's is six days old; the others came over the last four weeks."""
    known = {bundle.code: bundle for bundle in catalogue().bundles}
    if FATHER in cast and CHILD in known:
        _at(Together(life, cast[FATHER], known[CHILD], make), life.end - timedelta(days=6))
    if WORK in known:
        free = [one for one in residents if one.account is None and fits(FIRST, one, civic.today())]
        for n, person in enumerate(free[:LOST_WORK]):
            _at(Together(life, person, known[WORK], make), life.end - timedelta(days=27 - 8 * n))


def _at(one: Together, moment: Any) -> None:
    one.life.at(one.hour(moment), one.begin)


class Together:
    """Files a bundle, and takes each part through its life as it comes up."""

    def __init__(self, life: Life, person: Person, bundle: PublishedItem, make: type[Matter]) -> None:
        self.life, self.person, self.bundle, self.make = life, person, bundle, make
        self.number = ""
        self.known: set[str] = set()
        self.hour = make(life, person, bundle).hour

    def begin(self) -> None:
        """From home, or at the window, with every paper."""
        maker = self.make(self.life, self.person, self.bundle)
        answers = answers_for(self.bundle, self.person) | SAID[self.bundle.code]
        papers = [
            {"code": one.code, "declared": True} if one.declares else maker.paper(one)
            for one in self.bundle.asked(answers)
        ]
        raw: dict[str, Any] = {"item": self.bundle.code, "answers": answers, "materials": papers, "submit": True}
        by = self.person.account
        if by is None:
            assert self.person.community_id is not None
            by = self.life.account(network().takes_in(self.person.community_id).pk, "generalist")
            community = network().place_by_id(self.person.community_id).code
            raw |= {"channel": "window", "on_behalf_of": str(self.person.pk), "community": community}
        self.number = forms.begin_together(raw, by=by)
        self.look()

    def look(self) -> None:
        """Take up the parts that were filed since; look again tomorrow while one waits."""
        waits = False
        for one in Application.objects.filter(joint__number=self.number).order_by("pk"):
            waits = waits or one.state == State.DRAFT
            if one.state != State.DRAFT and one.number not in self.known:
                self.known.add(one.number)
                part = self.make(self.life, self.person, catalogue().version(one.version_id))
                part.number, part.lacking, part.slow = one.number, False, False
                part.plan()
        if waits:
            self.life.at(civic.now() + timedelta(hours=12), self.look)
