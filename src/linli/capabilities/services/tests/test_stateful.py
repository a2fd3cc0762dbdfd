"""Legal and illegal moves by everybody, under a clock that moves, on real items and on such as no district has.

`LINLI_STATES=500` asks for so many lives; by default few, and always the same ones.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from linli.capabilities.services import actions, forms
from linli.capabilities.services.demo import answers_for
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import View, catalogue
from linli.capabilities.services.queries.seeing import visible_to
from linli.capabilities.services.rules import allowed
from linli.capabilities.services.states import MOVES, OVER, VERBS, State
from linli.capabilities.services.tests.items import codes, publish
from linli.capabilities.services.tests.order import (
    Told,
    body,
    nothing_is_left_to_do,
    one_correction,
    remedies_were_told,
    stays_and_clocks_fit,
    told_dates_hold,
)
from linli.capabilities.services.tests.scenes import object_to
from linli.capabilities.services.tests.stage import ACTORS, residents, specialist_of_the_station
from linli.commons.duties.models import Duty
from linli.commons.notices.queries import current, running
from linli.commons.people.actions.erasing import erase
from linli.commons.people.models import Person
from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.database.generation import held
from linli.kernel.record.verify import verify
from tests.cast import MONDAY, Cast, go_on, load_district

LIVES = int(os.environ.get("LINLI_STATES", "8"))
OWED = {
    "accept": "accept", "step": "complete-step", "decide": "grant", "deliver": "deliver",
    "answer_rating": "answer-rating", "correct": "resubmit", "supply": "supply", "objection": "answer-objection",
    "spot_check": "check-declaration", "call_back": "call-rater", "appeal": "decide-appeal",
}  # fmt: skip
PAUSES = (timedelta(hours=1), timedelta(hours=9), timedelta(days=1), timedelta(days=8), timedelta(days=35))
STAGE: dict[str, Any] = {}  # the cast and its accounts, for the machine, which hypothesis makes by itself
any_matter = st.integers(0, 2)
anybody = st.sampled_from(ACTORS)


class Life(RuleBasedStateMachine):
    """Up to three matters, from one Monday on."""

    def __init__(self) -> None:
        super().__init__()
        self.now = MONDAY
        self.numbers: list[str] = []
        self.touched: list[str] = []
        self.dates: Told = {}
        self.cast: Cast = STAGE["cast"]
        self.users: dict[str, User] = STAGE["users"]

    def teardown(self) -> None:
        with clock.standing(self.now):
            go_on()

    def look(self, number: str) -> View:
        return self.cast.look(number)

    def sees(self, account: str, view: View) -> bool:
        return visible_to(self.users[account]).filter(pk=view.application.pk).exists()

    def told(self, account: str, view: View) -> list[str]:
        """What `allowed` says to somebody; nothing to whom the matter isn't there."""
        return allowed(self.users[account], view.application, view) if self.sees(account, view) else []

    def attempt(self, verb: str, account: str, view: View, raw: dict[str, Any]) -> int:
        """200, or the status of the refusal."""
        try:
            forms.perform(verb, view.number, raw, by=self.users[account])
        except Problem as problem:
            return problem.status
        return 200

    @initialize(item=st.sampled_from(range(100)), how=st.sampled_from(("self", "window", "phone", "online")))
    def first(self, item: int, how: str) -> None:
        self.file(item, how, True)

    @rule(
        item=st.sampled_from(range(100)),
        how=st.sampled_from(("self", "self", "window", "phone", "online")),
        submit=st.booleans(),
    )
    def file(self, item: int, how: str, submit: bool) -> None:
        """By the resident, or by a window for somebody without an account."""
        if len(self.numbers) == 3:
            return
        items = [one for one in catalogue().items if one.fileable]
        chosen = items[item % len(items)]
        person: Person = STAGE["residents"]["self" if how == "self" else "other"]
        answers = answers_for(chosen, person)
        raw = {"item": chosen.code, "answers": answers, "submit": submit, "community": "jingcheng"}
        if how == "self":
            raw["materials"] = [{"code": one.code, "declared": True} for one in chosen.asked(answers) if one.declares]
        by = self.users["resident" if how == "self" else "generalist"]
        if how != "self":
            raw |= {"on_behalf_of": str(person.pk), "channel": how}
        with clock.standing(self.now):
            filing, now = forms.new(raw, by)
            made = actions.file(filing, by=by)[0] if now else actions.draft(filing, by=by)
        self.numbers.append(made.number)
        self.touched = [made.number]

    @rule(which=any_matter, choice=st.integers(0, 1000))
    def go_forward(self, which: int, choice: int) -> None:
        """Somebody does what they may; withdrawing only if nothing else is left."""
        with clock.standing(self.now), held():
            if (view := self.matter(which)) is None:
                return
            moves = [(a, verb) for a in ACTORS for verb in self.told(a, view)]
            moves = [move for move in moves if move[1] != "withdraw"] or moves
            if not moves:
                return
            account, verb = moves[choice % len(moves)]
            assert self.attempt(verb, account, view, body(verb, view, self.users[account])) == 200, (account, verb)
        self.touched = [view.number]

    @rule(which=any_matter, account=anybody, verb=st.sampled_from(VERBS))
    def try_anything(self, which: int, account: str, verb: str) -> None:
        with clock.standing(self.now), held():
            if (view := self.matter(which)) is None:
                return
            may = verb in self.told(account, view)
            status = self.attempt(verb, account, view, body(verb, view, self.users[account]))
            assert (status == 200) if may else status in (403, 404, 409), (account, verb, may, status)
        self.touched = [view.number]

    @rule(which=any_matter, account=anybody)
    def change(self, which: int, account: str) -> None:
        """PATCH: in a draft and while a correction is awaited, by who may send it; else it is refused."""
        with clock.standing(self.now):
            if (view := self.matter(which)) is None:
                return
            verb = "submit" if view.application.state == State.DRAFT else "resubmit"
            may = verb in self.told(account, view)
            try:
                forms.perform_change(view.number, {"answers": {}}, by=self.users[account])
            except Problem as problem:
                assert not may
                assert problem.status in (403, 404, 409)
            else:
                assert may
        self.touched = [view.number]

    @rule(which=any_matter)
    def object_to(self, which: int) -> None:
        """Somebody in the street objects to what hangs, and only to what hangs."""
        with clock.standing(self.now):
            if (view := self.matter(which)) is None or current("application", view.number) is None:
                return
            hangs = running().filter(subject_id=view.number).exists()
            try:
                object_to(view.number, address=view.number)
            except Problem as problem:
                assert (hangs, problem.status) in ((False, 409), (True, 429))
            else:
                assert hangs
        self.touched = [view.number]

    @rule()
    def forget_me(self) -> None:
        """The resident wants everything erased: no draft of hers is left, and what goes on goes on."""
        with clock.standing(self.now):
            erase(STAGE["residents"]["self"], by=self.users["resident"])
        there = set(Application.objects.filter(number__in=self.numbers).values_list("number", flat=True))
        self.numbers = [number for number in self.numbers if number in there]
        self.touched = list(self.numbers)

    @rule(which=any_matter)
    def years_go_by(self, which: int) -> None:
        """A period ends for one: what still owes something, or has no period, is not erased; the others are."""
        if (view := self.matter(which)) is None or view.application.over_at is None:
            return
        owes = Duty.objects.filter(subject_id=view.number, closed=None).exists()
        ended, ever = view.application.erased_at is None and not owes, view.item.retention is not None
        with clock.standing(view.application.over_at + timedelta(days=4000)):
            renewed = Application.objects.filter(renews__application=view.application, outcome=None).exists()
            assert actions.erase(view.number) == (ended and ever and not renewed)
        self.touched = [view.number]

    @rule(how_long=st.sampled_from(PAUSES))
    def time_passes(self, how_long: timedelta) -> None:
        self.now += how_long
        with clock.standing(self.now):
            go_on()
        self.touched = [n for n in self.numbers if self.look(n).application.state not in (*OVER, State.DRAFT)][:2]

    def matter(self, which: int) -> View | None:
        return self.look(self.numbers[which]) if which < len(self.numbers) else None

    @invariant()
    def the_house_is_in_order(self) -> None:
        touched, self.touched = self.touched, []
        with clock.standing(self.now), held():
            for number in touched:
                view = self.look(number)
                told = {who: allowed(self.users[who], view.application, view) for who in ACTORS if self.sees(who, view)}
                self.allowed_is_exact(view, told)
                self.there_is_a_way_out(view, told)
                self.duties_fit(view, told)
                stays_and_clocks_fit(view)
                one_correction(view, told)
                remedies_were_told(view)
                told_dates_hold(view, self.dates)
                nothing_is_left_to_do(view)
                assert not (view.application.restricted_at and set(told) - {"resident"})

    def allowed_is_exact(self, view: View, told: dict[str, list[str]]) -> None:
        """What is allowed works, in a transaction that is rolled back; what is not is 403, 404 or 409."""
        for account, verbs in told.items():
            for verb in VERBS:
                if verb in verbs:
                    with transaction.atomic():
                        assert self.attempt(verb, account, view, body(verb, view, self.users[account])) == 200, (
                            account,
                            verb,
                        )
                        transaction.set_rollback(True)
                elif (view.application.state, verb) in MOVES:
                    assert self.attempt(verb, account, view, {"no": 1}) in (403, 404, 409), (account, verb)

    def there_is_a_way_out(self, view: View, told: dict[str, list[str]]) -> None:
        """Somebody can move a live matter on other than by withdrawing it, or the end of a notice will."""
        if view.application.state in OVER:
            return
        forth = {verb for verbs in told.values() for verb in verbs} - {"withdraw"}
        hangs = view.clock("notice")
        waits = hangs is not None and hangs.due_at > clock.now()
        assert forth or waits, (view.item.code, view.application.state, view.application.step_k)

    def duties_fit(self, view: View, told: dict[str, list[str]]) -> None:
        """Who owes something can do it; at the end only an answer to a rating is owed, or a call without an account."""
        owed = list(Duty.objects.filter(subject_id=view.number, closed=None).select_related("unit", "person__account"))
        if view.application.state in OVER:
            here = [duty for duty in owed if duty.subject_kind == "application"]
            called = view.application.state == State.ENDED and view.application.person.account_id is None
            assert {duty.kind for duty in here} <= ({"tell"} if called else {"answer_rating", "late"})
            assert all(d.of_duty is not None and d.of_duty.kind == "answer_rating" for d in here if d.kind == "late")
        for duty in owed:
            if verb := OWED.get(duty.kind):
                verb = "resume" if view.application.procedure else verb
                assert verb in told[self.ower(duty)], (duty.kind, self.ower(duty))
        kinds = [duty.kind for duty in owed if duty.kind in OWED]
        assert len(kinds) == len(set(kinds))
        if view.application.state in (State.FILED, State.CORRECTION, State.DECIDED):
            assert kinds == [{"filed": "accept", "correction": "correct", "decided": "deliver"}[view.application.state]]

    def ower(self, duty: Duty) -> str:
        if duty.person is not None:
            return duty.person.account.username if duty.person.account else "generalist"
        assert duty.unit is not None
        return f"{duty.unit.code}.{duty.role}"


@pytest.mark.django_db(transaction=True)
def test_every_life_keeps_the_houses_rules() -> None:
    how = settings(
        max_examples=LIVES,
        stateful_step_count=20,
        derandomize="LINLI_STATES" not in os.environ,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with clock.standing(MONDAY):
        load_district()
        publish(*codes())
        specialist_of_the_station()
        cast = Cast()
        STAGE.update(cast=cast, users={name: cast[name] for name in ACTORS}, residents=residents(cast))
    run_state_machine_as_test(Life, settings=how)
    assert verify().position > LIVES
