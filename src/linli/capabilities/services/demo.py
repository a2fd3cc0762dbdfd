"""A lived-in district: matters taken through their lives by the real verbs, each on its own day."""

from __future__ import annotations

import heapq
import itertools
import random
import struct
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from linli.capabilities.services import actions, forms
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import PublishedItem, View, catalogue, view
from linli.capabilities.services.queries.parts import Material
from linli.capabilities.services.states import State
from linli.commons.calendar.rules import Hours, reckon
from linli.commons.duties.states import ClockKind
from linli.commons.people.demo import residents as make_residents
from linli.commons.people.models import Person
from linli.commons.people.queries import profile
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.database.generation import held
from linli.kernel.files.store import keep
from linli.kernel.record.followers import pump
from linli.kernel.sweeps import run_all

MATTERS = 150
DAYS = 60
RATED = "rated"
SEED = 20200926
WEIGHTS = {
    "unemployment-registration": 5,
    "disability-living-allowance": 3,
    "subsistence-allowance": 2,
    "residence-permit-endorsement": 3,
}
# What the cast finds waiting: account, item, filed how many days ago, and where it rests.
UNFINISHED = (
    ("resident", "disability-living-allowance", 4, State.CORRECTION),
    ("resident", "residence-permit-endorsement", 2, State.REVIEW),
    ("neighbour", "unemployment-registration", 0.02, State.FILED),
    ("neighbour", "disability-living-allowance", 5, State.FILED),  # late: the head has a duty
    ("neighbour", "residence-permit-endorsement", 3, State.DECIDED),
    ("neighbour", "residence-permit-endorsement", 12, RATED),  # badly: the head has another
)
Progress = Callable[[int, int], None]


@cache
def card() -> bytes:
    """A picture of a blank card, as PNG (ISO/IEC 15948): 240 × 150, grey, with a frame."""
    wide, high = 240, 150
    frame = b"\x88" * wide
    line = b"\x88\x88" + b"\xf4" * (wide - 4) + b"\x88\x88"
    rows = b"".join(b"\0" + (frame if y < 2 or y >= high - 2 else line) for y in range(high))
    header = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


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
        """So many hours of a unit's service hours after a moment, and a few minutes."""
        opened = Hours.of(network().unit_by_id(unit).hours)
        due = reckon(moment, max(1, round(hours)), "hour", opened).at
        return due - timedelta(minutes=self.chance.randint(1, 55), seconds=self.chance.randint(0, 59))

    def account(self, unit: int, role: str) -> User:
        """Who works at a desk."""
        return self.accounts[f"{network().unit_by_id(unit).code}.{role}"]


def answers_for(item: PublishedItem, person: Person) -> dict[str, Any]:
    """Answers that pass: an example for each field that must be filled in and isn't known from the profile."""
    given: dict[str, Any] = {}
    while missing := item.form.required(given) - set(given):
        for name in sorted(missing):
            given[name] = item.form.fields(given)[name]["examples"][0]
    known, has = item.form.known, profile(person)
    return {n: value for n, value in given.items() if known.get(n, "").removeprefix("profile.") not in has}


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
        chance, places = self.life.chance, network()
        assert self.person.community_id is not None
        station = places.takes_in(self.person.community_id)
        online = self.person.account
        by = online or self.life.account(station.pk, "generalist")
        materials = [self._paper(m) for m in self.item.materials]
        if self.lacking and materials:
            materials.pop()
        raw: dict[str, Any] = {
            "item": self.item.code,
            "answers": answers_for(self.item, self.person),
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
        self._plan()

    def _paper(self, material: Material) -> dict[str, Any]:
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
        self._plan()

    def _act(self, found: View) -> None:
        state, chance = found.application.state, self.life.chance
        if state == State.FILED:
            self._at_the_window(found)
        elif state == State.CORRECTION:
            papers = [self._paper(m) for m in self.item.materials]
            self._do("resubmit", self._resident(found), {"materials": papers})
        elif state == State.REVIEW:
            self._review(found)
        elif state == State.DECIDED:
            means = "online" if self.person.account else chance.choice(["window", "window", "post", "phone"])
            self._do("deliver", self._generalist(found), {"means": means})
        elif state == State.CLOSED:
            self._rate(found)

    def _at_the_window(self, found: View) -> None:
        by = self._generalist(found)
        if found.missing and not hasattr(found.application, "correction"):
            items = [{"material": code, "what": "请补交"} for code in found.missing]
            self._do("request-correction", by, {"items": items})
        elif self._mishap(0.03):
            reason = {"ground": "not_required", "reason": "经核对，您目前的情况不需要办理这一事项。"}
            self._do("not-accept", by, reason)
        else:
            self._do("accept", by, {})

    def _review(self, found: View) -> None:
        stay = found.stay
        assert stay is not None
        by = self.life.account(stay.unit_id, stay.role)
        k = found.application.step_k
        if k is None:
            if self._mishap(0.08):
                self._do("refuse", by, {"reasons": "经审核，目前不符合规定的条件。"})
            else:
                self._do("grant", by, {"text": "经审核，符合条件，予以办理。"})
            return
        step = self.item.step(k)
        if k > 2 and not self.sent_back and self._mishap(0.1):
            self.sent_back = True
            self._do("send-back", by, {"reason": "请补充说明家庭情况后再报。"})
            return
        raw: dict[str, Any] = {"outcome": "agree", "opinion": "经核对材料，情况属实，同意上报。"}
        if step.officers > 1:
            code = network().unit_by_id(stay.unit_id).code
            raw["officers"] = [f"{code}.{stay.role}", f"{code}.{stay.role}-2"]
        self._do("complete-step", by, raw)

    def _rate(self, found: View) -> None:
        chance = self.life.chance
        rated = found.last("services.ApplicationRated")
        if rated is None and self.person.account is not None:
            level = chance.choices([5, 4, 3, 2, 1], [60, 22, 10, 5, 3])[0] if self.rests != RATED else 2
            self._do("rate", self.person.account, {"level": level})
        elif rated is not None and rated.payload["level"] <= 2 and found.last("services.RatingAnswered") is None:
            head = self.life.account(found.application.taken_in_by_id, "head")
            self._do("answer-rating", head, {"what_was_done": "已电话回访，说明了情况并当场改进。"})

    def _mishap(self, share: float) -> bool:
        """Whether it goes otherwise, in so many of all cases; never on the way to where a matter is to rest."""
        return not self.rests and self.life.chance.random() < share

    def _do(self, verb: str, by: User, raw: dict[str, Any]) -> None:
        forms.perform(verb, self.number, raw, by=User.objects.get(pk=by.pk))

    def _generalist(self, found: View) -> User:
        return self.life.account(found.application.taken_in_by_id, "generalist")

    def _resident(self, found: View) -> User:
        return self.person.account or self._generalist(found)

    def _plan(self) -> None:
        """When the next thing will happen."""
        found = view(Application.objects.select_related("person").get(number=self.number))
        now, state = civic.now(), found.application.state
        if self.rests in (state, RATED if found.last("services.ApplicationRated") else None):
            return
        station, chance = found.application.taken_in_by_id, self.life.chance
        pace = 3.0 if self.slow else 1.0
        if state == State.FILED:
            hours = chance.uniform(0.2, 3) if not self.slow else chance.uniform(6, 14)
            self.life.at(self.life.later(now, hours, station), self.go_on)
        elif state == State.CORRECTION:
            if chance.random() < 0.85:
                self.life.at(now + timedelta(hours=chance.uniform(18, 90)), self.go_on)
        elif state == State.REVIEW and found.stay is not None:
            notice = found.clock(ClockKind.NOTICE) if found.application.step_k else None
            after = max(now, notice.due_at) if notice else now
            hours = chance.uniform(3, 30) * pace
            self.life.at(self.life.later(after, hours, found.stay.unit_id), self.go_on)
        elif state == State.DECIDED:
            self.life.at(self.life.later(now, chance.uniform(1, 10) * pace, station), self.go_on)
        elif (
            state == State.CLOSED
            and found.last("services.RatingAnswered") is None
            and (self.rests or chance.random() < 0.6)
        ):
            self.life.at(self.life.later(now, chance.uniform(2, 16), station), self.go_on)


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
        make_residents()
    residents = list(Person.objects.filter(community__isnull=False, posts=None).select_related("account"))
    items = [item for item in catalogue().items if item.fileable]
    weights = [WEIGHTS.get(item.code, 1) for item in items]
    for _n in range(MATTERS):
        person, item = chance.choice(residents), chance.choices(items, weights)[0]
        days = DAYS * chance.random() ** 0.7  # busier towards now
        moment = life.start + timedelta(days=days)
        moment = civic.local(moment).replace(hour=chance.randint(8, 20), minute=chance.randint(0, 59))
        life.at(max(moment, life.start), Matter(life, person, item).begin)
    for account, code, days, rests in UNFINISHED:
        one = next((p for p in residents if p.account and p.account.username == account), None)
        if one is not None and code in {item.code for item in items}:
            matter = Matter(life, one, catalogue().item(code), rests)
            matter.slow, matter.lacking = False, rests == State.CORRECTION
            life.at(end - timedelta(days=days), matter.begin)
    life.run(step)
    return Application.objects.count()
