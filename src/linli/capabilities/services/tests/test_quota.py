"""Licences of a limited number: granted in the order of acceptance, and never one too many."""

from datetime import timedelta

import pytest

from linli.capabilities.services.models import Result
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import body
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from tests.cast import MONDAY, go_on

ITEM = "licence-quota"
DESK, DECIDES = "civil-affairs.specialist", "civil-affairs.approver"


@pytest.fixture
def four(cast):
    """Four matters: filed in one order, accepted in another (2, 1, 3), the last by silence as of its receipt."""
    publish(ITEM)
    numbers = [cast.file(ITEM, who).number for who in ("resident", "neighbour", "resident", "neighbour")]
    for hours, n in enumerate((1, 0, 2), start=1):
        with clock.standing(MONDAY + timedelta(hours=hours)):
            cast.do("generalist", "accept", numbers[n])
    with clock.standing(MONDAY + timedelta(days=8)):
        go_on()
        for number in numbers:
            cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))
    return numbers


def later(**more):
    return clock.standing(MONDAY + timedelta(days=9, **more))


def refused(cast, number):
    with pytest.raises(Problem) as problem:
        cast.do(DECIDES, "grant", number)
    return problem.value.status


def test_who_was_accepted_first_is_granted_first(cast, four):
    first, second, third, silent = four
    with later():
        # By silence as of Monday 9:30, an hour before all others.
        assert [refused(cast, number) for number in (first, third)] == [409, 409]
        view = cast.do(DECIDES, "grant", second)  # one ahead, two places
        assert view.application.outcome == "granted"
        assert refused(cast, first) == 409  # the silent one is ahead, and one place is left
        cast.do(DECIDES, "refuse", silent, reasons="x")
        cast.do(DECIDES, "grant", first)
        assert refused(cast, third) == 409
        assert cast.do(DECIDES, "refuse", third, reasons="名额已满").application.outcome == "refused"
    assert Result.objects.count() == 2


def test_a_withdrawal_or_a_result_that_ended_frees_a_place(cast, four):
    first, second, third, silent = four
    with later():
        cast.do("neighbour", "withdraw", silent)
        cast.do(DECIDES, "grant", second)
        cast.do(DECIDES, "grant", first)
        assert refused(cast, third) == 409
    with later(hours=1):
        Result.objects.filter(application__number=first).update(revoked=clock.now())
        cast.do(DECIDES, "grant", third)


def test_what_stands_still_keeps_its_place(cast, four):
    first, _second, third, silent = four
    with later():
        cast.do(DECIDES, "suspend", silent, **body("suspend", cast.look(silent)))
        assert refused(cast, first) == 409
        assert "grant" not in cast.api(DECIDES).get(f"/api/v1/applications/{third}").json()["allowed"]
        page = cast.page(DECIDES, **{"Accept-Language": "en"}).get(f"/matters/{first}").content.decode()
        assert "2 matters were accepted earlier and are decided first; 2 places are left." in page


def test_joint_handling_takes_forty_five_days_and_fifteen_more(cast, four):
    with later():
        view = cast.do(DECIDES, "extend", four[1], amount=15, unit="working_day", reason="x")
    law = next(c for c in view.clocks if c.kind == "decide_statutory")
    assert (law.amount, law.extra) == (45, 15)
