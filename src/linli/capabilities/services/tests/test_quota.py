"""Licences of a limited number: granted in the order of acceptance, and never one too many."""

import threading
import time
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services import actions
from linli.capabilities.services.models import Application, Item, Result
from linli.capabilities.services.queries import quota
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import body
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from tests.cast import MONDAY, Cast, go_on, load_district

ITEM = "licence-quota"
DESK, DECIDES = "civil-affairs.specialist", "civil-affairs.approver"


@pytest.fixture
def four(cast):
    """Four matters: filed in one order, accepted in another (2, 1, 3), the last by silence as of its receipt."""
    publish(ITEM, "licence")
    numbers = [cast.file(ITEM, who).number for who in ("resident", "neighbour", "resident", "neighbour")]
    for hours, n in enumerate((1, 0, 2), start=1):
        with clock.standing(MONDAY + timedelta(hours=hours)):
            cast.do("generalist", "accept", numbers[n])
    with clock.standing(MONDAY + timedelta(days=8)):
        go_on()
        for number in numbers:
            cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))
    return numbers


def later(days=0, **more):
    return clock.standing(MONDAY + timedelta(days=9 + days, **more))


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


def test_a_list_asks_the_same_for_one_and_for_four(cast, four):
    api = cast.api(DECIDES)

    def asked():
        with CaptureQueriesContext(connection) as kept:
            assert len(api.get("/api/v1/applications?state=review").json()["items"]) in (1, 4)
        return len(kept)

    with later():
        asked()
        many = asked()
        for number in four[:3]:
            Application.objects.filter(number=number).update(state="draft", filed_at=None, step_k=None)
        assert asked() == many


def test_a_renewed_result_keeps_its_place(cast, four):
    first, second, third, _silent = four
    with later():
        cast.do("neighbour", "withdraw", four[3])
        cast.do(DECIDES, "grant", second)
        cast.do(DECIDES, "grant", first)
        old = Result.objects.get(application__number=first)
        heir = Application.objects.get(number=cast.file("licence").number)
        Application.objects.filter(pk=heir.pk).update(
            item=ITEM, decided_by=old.application.decided_by, renews=old, state="closed", outcome="granted",
            delivery="delivered", over_at=clock.now(),
        )  # fmt: skip
        Result.objects.create(application_id=heir.pk, code="3" * 16, issued=clock.now(), until=date(2030, 1, 1))
        assert quota.places([Application.objects.get(number=third)])[Application.objects.get(number=third).pk] == (2, 0)


def renewing(cast, account="resident"):
    """Under decision: the renewal of a licence of a limited number, filed 40 days before its end."""
    number = cast.file("licence-renewal", account).number
    cast.do("generalist", "accept", number)
    cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))
    return number


@pytest.fixture
def full(cast, four):
    """Both places are taken until 16 June 2027; a third waits. The renewal counts under the licence."""
    first, second, third, silent = four
    [original] = publish("licence-renewal")
    actions.publish({**original.body, "renewal": {**original.body["renewal"], "item": ITEM}})
    with later():
        cast.do("neighbour", "withdraw", silent)
        cast.do(DECIDES, "grant", second)
        cast.do(DECIDES, "grant", first)
    return third


def test_a_renewal_keeps_its_place_and_waits_for_nobody(cast, full):
    with later(days=330):
        number = renewing(cast)
        assert refused(cast, full) == 409
        assert cast.do(DECIDES, "grant", number).application.result.until == date(2028, 6, 16)
        assert refused(cast, full) == 409


def test_once_the_old_one_has_ended_a_renewal_needs_a_place_like_everybody(cast, full):
    with later(days=350):
        number = renewing(cast)  # too late for silence to renew it
    with later(days=366):
        matter = Application.objects.get(number=number)
        assert quota.places([matter]) == {matter.pk: (0, 1)}  # both have ended, and the third of before comes first
        new = cast.file(ITEM, "neighbour").number
        cast.do("generalist", "accept", new)
        cast.do(DESK, "complete-step", new, **body("complete-step", cast.look(new)))
        assert refused(cast, new) == 409
        for one in (number, full):
            cast.do(DECIDES, "grant", one)
        assert refused(cast, new) == 409


def test_what_was_revoked_is_not_renewed_and_its_place_is_free(cast, full):
    with later(days=330):
        number = renewing(cast)
        Result.objects.filter(pk=Application.objects.get(number=number).renews_id).update(revoked=clock.now())
        assert refused(cast, number) == 409
        page = cast.page(DECIDES, **{"Accept-Language": "en"}).get(f"/matters/{number}").content.decode()
        assert "What was to be renewed has been revoked." in page
        cast.do(DECIDES, "grant", full)
        assert cast.do(DECIDES, "refuse", number, reasons="x").application.outcome == "refused"


def test_what_is_not_promised_yet_holds_nobody_up(cast):
    publish(ITEM)
    numbers = [cast.file(ITEM, who).number for who in ("resident", "neighbour", "resident")]
    until = {"materials": ["later-paper"], "until": "2026-06-18"}
    for number in numbers[:2]:
        cast.do("generalist", "accept-conditionally", number, **until)
    cast.do("generalist", "accept", numbers[2])
    last = numbers[2]
    cast.do(DESK, "complete-step", last, **body("complete-step", cast.look(last)))
    cast.do("neighbour", "promise", numbers[1], agreed=True)
    view = cast.do(DECIDES, "grant", last)  # one that counts is before it, and two places are there
    assert view.application.outcome == "granted"


def test_joint_handling_takes_forty_five_days_and_fifteen_more(cast, four):
    with later():
        view = cast.do(DECIDES, "extend", four[1], amount=15, unit="working_day", reason="x")
    law = next(c for c in view.clocks if c.kind == "decide_statutory")
    assert (law.amount, law.extra) == (45, 15)


def _grant_in_parallel(numbers):
    """The first is granted in a transaction that stays open while the second is tried. What came of both."""
    granted, came = threading.Event(), {}

    def run(number, wait):
        try:
            if wait:
                assert granted.wait(10)
            with transaction.atomic():
                actions.grant(number, by=Cast()[DECIDES])
                granted.set()
                time.sleep(0 if wait else 0.5)
            came[number] = 200
        except Problem as problem:
            came[number] = problem.status
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, n > 0)) for n, number in enumerate(numbers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [came[number] for number in numbers]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_the_last_place_is_given_once_though_two_decide_at_once(guarded, monkeypatch):
    load_district()
    publish(ITEM)
    cast, numbers = Cast(), []
    for who in ("resident", "neighbour", "resident"):
        number = cast.file(ITEM, who).number
        cast.do("generalist", "accept", number)
        cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))
        numbers.append(number)
    cast.do(DECIDES, "grant", numbers[0])
    # As if nobody were before anybody: only the number of places stands between them.
    known = quota.places
    monkeypatch.setattr(quota, "places", lambda them: {pk: (taken, 0) for pk, (taken, _) in known(them).items()})
    if not guarded:  # the control: without the lock the place is given twice
        monkeypatch.setattr(Item.objects, "select_for_update", Item.objects.all)
    came = _grant_in_parallel(numbers[1:])
    assert came == ([200, 409] if guarded else [200, 200])
    assert Result.objects.count() == (2 if guarded else 3)
