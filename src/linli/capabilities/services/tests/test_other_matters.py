"""A second matter of the same person for the same item: who works on either learns of the other, never hindered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services.models import Result
from linli.commons.duties.models import Duty
from linli.kernel import clock
from linli.kernel.ui.words import grouped

SPOT, LONG = "unemployment-registration", "disability-living-allowance"
STREET = "hudong-committee.specialist"
ENGLISH = {"Accept-Language": "en"}
SAYS = "has another matter of this kind"


def page(cast, number, account="generalist"):
    return cast.page(account, **ENGLISH).get(f"/matters/{number}").text


def pane(cast, number, account="generalist"):
    duty = Duty.objects.get(subject_id=number, closed=None, kind__in=["accept", "step"])
    return cast.page(account, **ENGLISH).get(f"/desk/?open={duty.pk}").text.partition('id="pane"')[2]


def test_the_page_and_the_pane_lead_to_the_other_one(cast):
    first, second = cast.file(SPOT).number, cast.file(SPOT).number
    for number, other in ((first, second), (second, first)):
        for body in (page(cast, number), pane(cast, number)):
            assert body.count(SAYS) == 1
            assert f'href="/matters/{other}"' in body and "under way" in body


def test_what_was_granted_counts_until_it_holds_no_longer(cast):
    first = cast.file(SPOT).number
    for verb in ("accept", "grant"):
        cast.do("generalist", verb, first)
    second = cast.file(SPOT).number
    assert f'href="/matters/{first}"' in page(cast, second) and "granted" in page(cast, second)
    assert SAYS not in page(cast, first)  # nothing is to be decided there any more
    Result.objects.update(revoked=clock.now())
    assert SAYS not in page(cast, second)


@pytest.mark.parametrize("end", ["withdraw", "not-accept", "refuse"])
def test_what_came_to_nothing_is_not_told(cast, end):
    first = cast.file(SPOT).number
    if end == "refuse":
        cast.do("generalist", "accept", first)
    raw = {"not-accept": {"ground": "not_required", "reason": "x"}, "refuse": {"reasons": "x"}}.get(end, {})
    cast.do("resident" if end == "withdraw" else "generalist", end, first, **raw)
    cast.file(LONG)
    cast.file(SPOT, "neighbour")
    assert SAYS not in page(cast, cast.file(SPOT).number)


def test_who_does_not_see_the_other_reads_its_number_and_no_way_to_it(cast):
    first, second = cast.file(LONG).number, cast.file(LONG).number
    cast.do("generalist", "accept", second)
    body = page(cast, second, STREET)  # the first has never been at the street's desk
    assert cast.page(STREET).get(f"/matters/{first}").status_code == 404
    assert SAYS in body and grouped(first) in body and f"/matters/{first}" not in body
    assert SAYS not in cast.page("resident", **ENGLISH).get(f"/matters/{second}").text


def test_it_costs_one_question_where_there_is_another_and_none_where_not(cast):
    number, desk = cast.file(SPOT).number, cast.page("generalist")
    desk.get(f"/matters/{number}")
    with CaptureQueriesContext(connection) as alone:
        desk.get(f"/matters/{number}")
    for _n in range(3):
        cast.file(SPOT)
    with CaptureQueriesContext(connection) as beside:
        desk.get(f"/matters/{number}")
    assert len(beside) == len(alone) + 1
