"""Every verb: whole or not at all when the power is cut in its middle, once when done twice, in order among rivals."""

from __future__ import annotations

from itertools import combinations

import pytest

from linli.capabilities.services.rules import allowed
from linli.capabilities.services.states import BY_THE_CLOCK, VERBS
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import stays_and_clocks_fit
from linli.capabilities.services.tests.scenes import (
    ACCEPT,
    CHECK,
    CONDITION,
    DECIDES,
    DELIVER,
    DESK,
    GRANT,
    LONG,
    SCENES,
    STREET,
    WINDOW,
    Scene,
    cut,
    everything,
    job,
    together,
)
from linli.commons.duties.models import Duty
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.kernel import clock
from tests.cast import MONDAY, Cast, go_on, load_district

ACTORS = ("resident", WINDOW, DESK, DECIDES, STREET, "head")
RIVALS = (
    Scene(("", "")),
    Scene(("", "deem"), days=8),
    Scene(("", ""), (ACCEPT,)),
    Scene(("", ""), (ACCEPT, (DESK, "suspend")), days=2),
    Scene(("", ""), (ACCEPT, CHECK)),
    Scene(("", "object"), (ACCEPT, (STREET, "complete-step"), ("", "object")), LONG, days=2),
    Scene(("", "lapse"), (CONDITION, ("resident", "promise")), days=20),
    Scene(("", "renew"), (ACCEPT,), "licence-renewal", days=370, renews=True),
    Scene(("", ""), (ACCEPT, CHECK, GRANT, DELIVER), declares=True),
)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    with clock.standing(MONDAY):
        load_district()
        publish("licence", "licence-renewal", "correction-limit")
        return Cast()


def facts(cast: Cast, number: str) -> int:
    return len(cast.look(number).entries)


def test_there_is_a_scene_for_every_verb():
    assert {scene.last[1] for scene in SCENES} == {*VERBS, *BY_THE_CLOCK, "notice-over", "object"}


def test_the_power_is_cut_after_every_write_of_every_verb(cast: Cast):
    for scene in SCENES:
        with clock.standing(MONDAY):
            number = scene.begin(cast)
        with scene.now():
            verb = job(cast, scene.last, number)
            before, cuts = everything(), 0
            while cut(verb, cuts) and everything() == before:
                cuts += 1
            assert cuts > 2, scene
            # It was killed right after its commit: nobody heard, all is there, and asking again changes nothing more.
            after = everything()
            assert after != before, scene
            assert together(verb)[0] in (403, 409, False), scene
            assert everything() == after, scene


def test_control_without_a_transaction_half_would_stay(cast: Cast):
    person = person_of(cast["resident"])

    def unguarded() -> None:
        for name in ("一半", "全部"):
            Person.objects.filter(pk=person.pk).update(name=name)

    assert cut(unguarded, 1)
    assert Person.objects.get(pk=person.pk).name == "一半"


def test_done_twice_at_once_it_happens_once(cast: Cast):
    for scene in SCENES:
        with clock.standing(MONDAY):
            number = scene.begin(cast)
        with scene.now():
            verb, before = job(cast, scene.last, number), facts(cast, number)
            found = together(verb, verb)
            assert found.count(True) == 1, (scene, found)
            assert set(found) <= {True, False, 403, 409}, (scene, found)  # 403: it lies at another desk now
            assert facts(cast, number) - before == (scene.last[1] != "notice-over"), scene


def test_of_two_rivals_each_is_whole_or_refused(cast: Cast):
    for scene in RIVALS:
        for one, other in combinations(moves(cast, scene), 2):
            with clock.standing(MONDAY):
                number = scene.begin(cast)
            with scene.now():
                before, jobs = facts(cast, number), [job(cast, move, number) for move in (one, other)]
                found = together(*jobs)
                assert True in found, (one, other, found)
                assert set(found) <= {True, False, 409, 403, 404}, (one, other, found)
                assert facts(cast, number) - before == found.count(True), (one, other, found)
                stays_and_clocks_fit(cast.look(number))
                kinds = [
                    d.kind
                    for d in Duty.objects.filter(subject_id=number, closed=None)
                    if d.kind not in ("tell", "supply") and d.subject_kind not in ("rating", "objection")
                ]
                assert len(kinds) <= 1 + cast.look(number).application.state.count("closed"), (one, other, kinds)
    go_on()


def moves(cast: Cast, scene: Scene) -> list[tuple[str, str]]:
    """What anybody could do in that scene, and what the clock will."""
    with clock.standing(MONDAY):
        number = scene.begin(cast)
    with scene.now():
        view = cast.look(number)
        found = {verb: who for who in ACTORS for verb in allowed(cast[who], view.application, view)}
    return [(who, verb) for verb, who in found.items()] + [scene.last] * bool(scene.last[1])
