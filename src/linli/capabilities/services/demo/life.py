"""A lived-in district: matters taken through their lives by the real verbs, each on its own day."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from linli.capabilities.services import actions, forms
from linli.capabilities.services.demo import acting, homes, rating, together
from linli.capabilities.services.demo.choices import Choosing, answers_for, at_a_window, card, from_home
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import PublishedItem, View, catalogue, view
from linli.capabilities.services.queries.parts import Material
from linli.capabilities.services.states import State
from linli.commons.calendar.rules import Hours, reckon
from linli.commons.duties.states import ClockKind
from linli.commons.people.demo import residents as make_residents
from linli.commons.people.models import Person
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.database.generation import held
from linli.kernel.files.store import keep
from linli.kernel.record.followers import pump
from linli.kernel.sweeps import run_all

MATTERS, RESIDENTS = 150, 90
DAYS = 60
RATED = "rated"
SEED = 20200926
# What the cast finds waiting: account, item, filed how many days ago, and where it rests.
UNFINISHED = (
    ("resident", "disability-living-allowance", 4, State.CORRECTION),
    ("resident", "residence-permit-endorsement", 2, State.REVIEW),
    ("neighbour", "unemployment-registration", 0.02, State.FILED),
    ("neighbour", "disability-living-allowance", 5, State.FILED),  # late: the head has a duty
    ("neighbour", "residence-permit-endorsement", 3, State.DECIDED),
    ("neighbour", "subsistence-allowance", 34, RATED),  # badly: the head has another
)
Progress = Callable[[int, int], None]


class Life:
    """Plays the district from its past up to now: a queue of moments at which somebody does the next thing."""

    def __init__(self, start: datetime, end: datetime, chance: random.Random) -> None:
        self.end, self.chance = end, chance
        self.order = itertools.count()
        self.queue: list[tuple[datetime, int, Callable[[], Any]]] = []
        self.accounts = {user.username: user for user in User.objects.all()}
        self.start = start

    def at(self, moment: datetime, do: Callable[[], Any]) -> None:
        """Plan something; what lies after the end never happens."""
        if moment < self.end:
            heapq.heappush(self.queue, (moment, next(self.order), do))

    def run(self, step: Progress) -> None:
        """Let everything happen in order; after each the record, its followers and the sweeps go on under its day."""
        span = (self.end - self.start).total_seconds()
        while self.queue:
            moment, _order, do = heapq.heappop(self.queue)
            with civic.standing(moment), held():
                do()
                run_all()
                pump()
            step(int((moment - self.start).total_seconds()), int(span))
        with civic.standing(self.end), held():
            run_all()
            pump()

    def later(self, moment: datetime, hours: float, unit: int) -> datetime:
        """So many hours of a unit's service hours after a moment, and a few minutes; always within them."""
        opened = Hours.of(network().unit_by_id(unit).hours)
        due = reckon(moment, max(1, round(hours)), "hour", opened).at
        about = due - timedelta(minutes=self.chance.randint(1, 55), seconds=self.chance.randint(0, 59))
        return at_a_window(about, self.chance, opened)

    def account(self, unit: int, role: str) -> User:
        """Who works at a desk."""
        return self.accounts[f"{network().unit_by_id(unit).code}.{role}"]


class Matter:
    """One matter's fate: who acts next, when, and what they say."""

    def __init__(self, life: Life, person: Person, item: PublishedItem, rests: str = "") -> None:
        self.life, self.person, self.item, self.rests = life, person, item, rests
        self.number = ""
        self.slow = life.chance.random() < 0.12
        self.sent_back = False
        chance = life.chance
        self.lacking = chance.random() < 0.25 and len(item.materials) > 1

    def begin(self) -> None:
        """Whoever it concerns files it, from home or at the window."""
        chance, places = self.life.chance, network()
        assert self.person.community_id is not None
        station = places.takes_in(self.person.community_id)
        online = self.person.account
        by = online or self.life.account(station.pk, "generalist")
        answers = answers_for(self.item, self.person)
        materials = [self.paper(m) for m in self.item.asked(answers)]
        if self.lacking and materials:
            materials.pop()
        raw: dict[str, Any] = {
            "item": self.item.code,
            "answers": answers,
            "materials": materials,
            "submit": True,
        }
        if online is None:
            raw["channel"] = chance.choice(["window"] * 8 + ["phone", "home_visit"])
            raw["on_behalf_of"] = str(self.person.pk)
            raw["community"] = places.place_by_id(self.person.community_id).code
        filing, _submit = forms.new(raw, by)
        application, _twin = actions.file(filing, by=by)
        self.number = application.number
        self.plan()

    def hour(self, moment: datetime) -> datetime:
        """A moment at which this person would come: with an account from home, else while the windows are open."""
        return from_home(moment) if self.person.account else at_a_window(moment, self.life.chance)

    def paper(self, material: Material) -> dict[str, Any]:
        """From home a photo of the paper; at the window its original is seen."""
        if self.person.account is None:
            return {"code": material.code, "seen": True}
        photo = keep(self.person.account, f"{material.name['zh-hans']}.png", card())
        return {"code": material.code, "file": photo.pk}

    def go_on(self) -> None:
        """Whoever's turn it is does what they came for; somebody else may have been faster."""
        found = view(Application.objects.select_related("person", "result", "correction").get(number=self.number))
        try:
            self._act(found)
        except Problem as problem:
            if problem.status != 409:
                raise
        self.plan()

    def _act(self, found: View) -> None:
        state, chance = found.application.state, self.life.chance
        if state == State.FILED:
            self._at_the_window(found)
        elif state == State.CORRECTION:
            papers = [self.paper(m) for m in found.asked]
            self.do("resubmit", self._resident(found), {"materials": papers})
        elif state == State.REVIEW:
            self._review(found)
        elif state == State.DECIDED:
            means = "online" if self.person.account else chance.choice(["window", "window", "post", "phone"])
            self.do("deliver", self._generalist(found), {"means": means})
        elif state == State.CLOSED:
            rating.next_of(self, found)

    def _at_the_window(self, found: View) -> None:
        by = self._generalist(found)
        if found.missing and not hasattr(found.application, "correction"):
            items = [{"material": code, "what": "请补交"} for code in found.missing]
            self.do("request-correction", by, {"items": items})
        elif self._mishap(0.03):
            reason = {"ground": "not_required", "reason": "经核对，您目前的情况不需要办理这一事项。"}
            self.do("not-accept", by, reason)
        else:
            self.do("accept", by, {})

    def _review(self, found: View) -> None:
        stay = found.stay
        assert stay is not None
        by = self.life.account(stay.unit_id, stay.role)
        k = found.application.step_k
        if k is None:
            if self._mishap(0.08):
                self.do("refuse", by, {"reasons": "经审核，目前不符合规定的条件。"})
            else:
                self.do("grant", by, {"text": "经审核，符合条件，予以办理。"})
            return
        step = self.item.step(k)
        if k > 2 and not self.sent_back and self._mishap(0.1):
            self.sent_back = True
            self.do("send-back", by, {"reason": "请补充说明家庭情况后再报。"})
            return
        opinion = "公示期满，无异议。" if step.kind == "notice" else "经核对材料，情况属实，同意上报。"
        raw: dict[str, Any] = {"outcome": "agree", "opinion": opinion}
        if step.officers > 1:
            code = network().unit_by_id(stay.unit_id).code
            raw["officers"] = [f"{code}.{stay.role}", f"{code}.{stay.role}-2"]
        self.do("complete-step", by, raw)

    def _mishap(self, share: float) -> bool:
        """Whether it goes otherwise, in so many of all cases; never on the way to where a matter is to rest."""
        return not self.rests and self.life.chance.random() < share

    def do(self, verb: str, by: User, raw: dict[str, Any]) -> None:
        forms.perform(verb, self.number, raw, by=User.objects.get(pk=by.pk))

    def _generalist(self, found: View) -> User:
        return self.life.account(found.application.taken_in_by_id, "generalist")

    def _resident(self, found: View) -> User:
        return self.person.account or self._generalist(found)

    def plan(self) -> None:
        """When the next thing will happen."""
        found = view(Application.objects.select_related("person").get(number=self.number))
        now, state = civic.now(), found.application.state
        if self.rests in (state, RATED if found.last("services.ApplicationRated") else None):
            return
        station, chance = found.application.taken_in_by_id, self.life.chance
        pace = 3.0 if self.slow else 0.6 if self.rests == RATED else 1.0
        if state == State.FILED:
            hours = chance.uniform(0.2, 3) if not self.slow else chance.uniform(6, 14)
            self.life.at(self.life.later(now, hours, station), self.go_on)
        elif state == State.CORRECTION:
            if chance.random() < 0.85:
                self.life.at(self.hour(now + timedelta(hours=chance.uniform(18, 90))), self.go_on)
        elif state == State.REVIEW and found.stay is not None:
            notice = found.clock(ClockKind.NOTICE) if found.application.step_k else None
            after = max(now, notice.due_at) if notice else now
            hours = chance.uniform(3, 30) * pace
            self.life.at(self.life.later(after, hours, found.stay.unit_id), self.go_on)
        elif state == State.DECIDED:
            self.life.at(self.life.later(now, chance.uniform(1, 10) * pace, station), self.go_on)
        elif state == State.CLOSED and rating.goes_on(found, self.rests, chance):
            soon = max(now, self.life.end - timedelta(days=4)) if self.rests else now  # over a weekend too
            self.life.at(self.life.later(soon, chance.uniform(2, 8), station), self.go_on)


def seed(step: Progress) -> int:
    """Live through 150 matters of the last sixty days, up to the clock's now; how many matters there are then.

    Does nothing when there are matters already. `step(done, whole)` is told of the progress.
    """
    if Application.objects.exists():
        return Application.objects.count()
    end = civic.now()
    chance = random.Random(SEED)  # noqa: S311 - a rehearsal's past, not a secret
    life = Life(end - timedelta(days=DAYS), end, chance)
    with civic.standing(life.start):
        make_residents(RESIDENTS)
    residents = list(
        Person.objects.filter(community__isnull=False, posts=None).select_related("account").order_by("pk")
    )
    items = [item for item in catalogue().items if item.fileable]
    cast = {p.account.username: p for p in residents if p.account}
    resting = [(cast[who], code, days, rests) for who, code, days, rests in UNFINISHED if who in cast]
    choosing = Choosing(residents, items, {(person.pk, code) for person, code, _days, _rests in resting})
    for _n in range(MATTERS):
        chosen = choosing.next(chance)
        if chosen is None:
            break
        matter = Matter(life, *chosen)
        days = DAYS * chance.random() ** 0.7  # busier towards now
        moment = civic.local(life.start + timedelta(days=days))
        moment = moment.replace(hour=chance.randint(8, 20), minute=chance.randint(0, 59))
        life.at(max(matter.hour(moment), life.start), matter.begin)
    for person, code, days, rests in resting:
        if code in {item.code for item in items}:
            matter = Matter(life, person, catalogue().item(code), rests)
            matter.slow, matter.lacking = False, rests == State.CORRECTION
            life.at(matter.hour(end - timedelta(days=days)), matter.begin)
    acting.plan(life, cast)
    together.plan(life, cast, residents, Matter)
    homes.plan(life, cast)
    life.run(step)
    return Application.objects.count()
