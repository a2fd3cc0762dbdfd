"""A renewal filed in time: no decision before the end is a renewal (行政许可法 50)."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.capabilities.services.models import Application, Result
from linli.capabilities.services.rules import allowed
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import body
from linli.commons.duties.models import Clock, Duty
from linli.commons.messages.models import Message
from linli.commons.people.queries import person_of
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from tests.cast import go_on

DESK, DECIDES = "civil-affairs.specialist", "civil-affairs.approver"
ENGLISH = {"Accept-Language": "en"}
END = date(2027, 6, 7)  # granted on 8 June 2026 for one year


def on(day, hour=10):
    return clock.standing(datetime.combine(day, time(hour), tzinfo=clock.HERE))


@pytest.fixture
def licensed(cast):
    """A resident with a licence until 7 June 2027."""
    publish("licence", "licence-renewal")
    number = cast.file("licence").number
    cast.do("generalist", "accept", number)
    cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))
    cast.do(DECIDES, "grant", number)
    assert Result.objects.get(application__number=number).until == END
    return number


def renewal(cast, day, accepted=True):
    with on(day):
        number = cast.file("licence-renewal").number
        if accepted:
            cast.do("generalist", "accept", number)
    return number


@pytest.mark.parametrize("accepted", [True, False])
def test_without_a_decision_before_the_end_it_is_renewed(cast, licensed, accepted):
    number = renewal(cast, END - timedelta(days=30), accepted)
    if (
        not accepted
    ):  # a licence is accepted by silence; that silence may last longer than the licence is another matter
        Clock.objects.filter(subject_id=number, kind="deemed").delete()
    with on(END, 23):
        go_on()
        assert cast.look(number).application.outcome is None
    with on(END + timedelta(days=1), 0):
        go_on()
        view = cast.look(number)
        a = view.application
        assert (a.state, a.outcome, a.delivery, a.procedure) == ("decided", "granted", "ready", "")
        assert a.result.until == date(2028, 6, 7)
        assert view.last("services.ApplicationRenewed").payload == {"ended": "2027-06-07"}
        owed = Duty.objects.filter(subject_id=number, closed=None)
        assert [d.kind for d in owed] == ["deliver"]
        templates = Message.objects.filter(params__id=number).values_list("template", flat=True)
        assert {"services.renewed", "services.renewed_head"} <= set(templates)
        head = person_of(cast["civil-affairs.head"])
        assert Message.objects.filter(person=head, template="services.renewed_head").count() == 1
        letter = cast.page("resident", **ENGLISH).get(f"/matters/{number}/print/decision").content.decode()
        assert "Nobody had decided when it ended on 7 June, so it is renewed" in letter
        assert cast.do("generalist", "deliver", number, means="online").application.state == "closed"
        go_on()
        assert Result.objects.count() == 2


def test_a_procedure_does_not_hold_the_end_up(cast, licensed):
    number = renewal(cast, END - timedelta(days=40))
    with on(END - timedelta(days=2)):
        cast.do(DESK, "suspend", number, **body("suspend", cast.look(number)))
    with on(END + timedelta(days=1)):
        go_on()
        assert cast.look(number).application.outcome == "granted"


def test_filed_too_late_silence_does_not_renew_and_says_so(cast, licensed):
    number = renewal(cast, END - timedelta(days=29))
    with on(END - timedelta(days=28)):
        told = cast.api("resident").get(f"/api/v1/applications/{number}").json()
        assert told["renewal"] == {"silent_on": None}
        assert "silence_does_not_renew" in [w["code"] for w in told["warnings"]]
    with on(END + timedelta(days=30)):
        go_on()
        assert cast.look(number).application.outcome is None
        cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))
        cast.do(DECIDES, "grant", number)
        assert Result.objects.get(application__number=number).until == date(2028, 7, 6)  # from the day of the decision


def test_decided_in_time_it_holds_from_the_end_of_the_old_one(cast, licensed):
    number = renewal(cast, END - timedelta(days=60))
    with on(END - timedelta(days=59)):
        home = cast.page("resident", **ENGLISH).get(f"/matters/{number}").content.decode()
        assert "If nobody has decided by then, it is renewed" in home
        cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))
        cast.do(DECIDES, "grant", number)
    assert Result.objects.get(application__number=number).until == date(2028, 6, 7)


def test_a_refusal_in_time_stays_a_refusal(cast, licensed):
    number = renewal(cast, END - timedelta(days=60))
    with on(END - timedelta(days=1)):
        cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))
        cast.do(DECIDES, "refuse", number, reasons="x")
    with on(END + timedelta(days=1)):
        go_on()
        assert cast.look(number).application.outcome == "refused"


def test_what_waits_for_the_applicant_is_not_renewed_by_silence(cast, licensed):
    number = renewal(cast, END - timedelta(days=60), accepted=False)
    with on(END - timedelta(days=59)):
        cast.do("generalist", "request-correction", number, **body("request-correction", cast.look(number)))
    with on(END + timedelta(days=1)):
        go_on()
        assert cast.look(number).application.state == "correction"


def test_who_has_nothing_to_renew_is_warned(cast):
    publish("licence", "licence-renewal")
    number = cast.file("licence-renewal").number
    told = cast.api("resident").get(f"/api/v1/applications/{number}").json()
    assert (told["renewal"], [w["code"] for w in told["warnings"]][-1]) == (None, "silence_does_not_renew")
    assert Application.objects.get(number=number).silent_on is None


def test_the_items_page_tells_how_to_renew(cast):
    publish("licence", "licence-renewal")
    page = cast.page("resident", **ENGLISH).get("/items/licence-renewal").content.decode()
    assert "apply 30 days before it ends; if nobody has decided by then, it is renewed" in page


def test_a_correction_handed_in_after_the_end_is_not_granted_by_silence(cast, licensed):
    number = renewal(cast, END - timedelta(days=60), accepted=False)
    with on(END - timedelta(days=59)):
        cast.do("generalist", "request-correction", number, **body("request-correction", cast.look(number)))
        home = cast.page("resident", **ENGLISH).get(f"/matters/{number}").content.decode()
        assert "it is renewed" not in home
    with on(END + timedelta(days=9)):
        cast.do("resident", "resubmit", number)
        go_on()
        assert cast.look(number).application.outcome is None


def test_a_correction_handed_in_early_enough_keeps_the_right(cast, licensed):
    number = renewal(cast, END - timedelta(days=60), accepted=False)
    with on(END - timedelta(days=59)):
        cast.do("generalist", "request-correction", number, **body("request-correction", cast.look(number)))
    with on(END - timedelta(days=31)):
        assert cast.do("resident", "resubmit", number).application.silent_on == END


def test_applied_for_in_time_a_correction_before_the_end_keeps_the_right(cast, licensed):
    number = renewal(cast, END - timedelta(days=30), accepted=False)
    with on(END - timedelta(days=27)):
        cast.do("generalist", "request-correction", number, **body("request-correction", cast.look(number)))
        assert cast.look(number).application.silent_on is None
        assert cast.do("resident", "resubmit", number).application.silent_on == END
        cast.do("generalist", "accept", number)
    with on(END + timedelta(days=1), 0):
        go_on()
        view = cast.look(number)
        assert view.application.outcome == "granted"
        told = cast.api("resident").get(f"/api/v1/applications/{number}").json()["timeline"]
        [basis] = [line["basis"] for line in told if line["fact"] == "services.ApplicationRenewed"]
        assert "Article 50" in basis


def test_of_two_results_the_one_that_ends_first_is_renewed_first(cast, licensed):
    with on(END - timedelta(days=100)):
        other = cast.file("licence").number
        cast.do("generalist", "accept", other)
        cast.do(DESK, "complete-step", other, **body("complete-step", cast.look(other)))
        cast.do(DECIDES, "grant", other)
    first, second = (renewal(cast, END - timedelta(days=60)) for _n in range(2))
    ends = [Application.objects.get(number=number).renews.until for number in (first, second)]
    assert ends == [END, date(2028, 2, 26)]


def test_after_the_end_silence_has_decided_before_the_sweep_says_so(cast, licensed):
    number = renewal(cast, END - timedelta(days=40))
    with on(END + timedelta(days=1)):
        view = cast.look(number)
        assert allowed(cast[DESK], view.application, view) == []
        for account, verb in ((DESK, "complete-step"), (DESK, "suspend"), (DESK, "send-back")):
            with pytest.raises(Problem) as problem:
                cast.do(account, verb, number, **body(verb, view))
            assert problem.value.status == 409
        go_on()
        assert cast.look(number).application.outcome == "granted"


def test_what_was_revoked_is_not_renewed_by_silence(cast, licensed):
    number = renewal(cast, END - timedelta(days=40))
    Result.objects.update(revoked=clock.now())
    with on(END + timedelta(days=1)):
        go_on()
        assert cast.look(number).application.outcome is None
        cast.do(DESK, "complete-step", number, **body("complete-step", cast.look(number)))


def test_one_result_is_renewed_once_and_a_renewed_one_again(cast, licensed):
    first = renewal(cast, END - timedelta(days=60))
    second = renewal(cast, END - timedelta(days=60))
    assert Application.objects.get(number=first).renews.until == END
    assert Application.objects.get(number=second).renews is None
    with pytest.raises(IntegrityError, match="renewed_once"), transaction.atomic():
        Application.objects.filter(number=second).update(renews=Result.objects.get())
    with on(END + timedelta(days=1)):
        go_on()
    third = renewal(cast, date(2028, 4, 1))
    assert Application.objects.get(number=third).silent_on == date(2028, 6, 7)


def test_of_a_refused_renewal_another_may_be_filed(cast, licensed):
    first = renewal(cast, END - timedelta(days=60))
    with on(END - timedelta(days=50)):
        cast.do("resident", "withdraw", first)
    again = renewal(cast, END - timedelta(days=40))
    assert Application.objects.get(number=again).silent_on == END
