"""What was accepted with papers to follow comes to its end: lapsed, refused, renewed by silence."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.capabilities.services import actions
from linli.capabilities.services.models import Application
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import body
from linli.capabilities.services.tests.promised import DECIDES, DESK, DUE, conditional, filed, owed, paper, refused
from linli.commons.duties.models import Clock, Stop
from linli.commons.messages.models import Message
from linli.kernel import clock
from tests.cast import MONDAY, go_on

__all__ = ["conditional", "filed"]
ENGLISH = {"Accept-Language": "en"}


def test_late_it_lapses_and_the_loss_is_told(cast, conditional):
    cast.do("resident", "promise", conditional, agreed=True)
    with clock.standing(DUE):
        go_on()
        assert cast.look(conditional).application.state == "review"
    with clock.standing(DUE + timedelta(seconds=1)):
        assert refused(cast, "resident", "supply", conditional, materials=[paper(cast)])[0] == 409
        go_on()
        view = cast.look(conditional)
        a = view.application
        assert (a.state, a.outcome, a.step_k, owed(conditional)) == ("ended", "lapsed", None, set())
        assert not Clock.objects.filter(subject_id=conditional, ended=None).exists()
        assert not Stop.objects.filter(clock__subject_id=conditional, during__upper_inf=True).exists()
        assert view.last("services.PromiseLapsed").payload == {"materials": ["later-paper"]}
        assert Message.objects.filter(params__id=conditional, template="services.promise_lapsed").count() == 1
        page = cast.page("resident", **ENGLISH).get(f"/matters/{conditional}").text
        assert "It ended because what was to follow did not come in time" in page
        go_on()
        assert len(cast.look(conditional).entries) == len(view.entries)


def test_never_promised_it_lapses_too(cast, conditional):
    with clock.standing(DUE + timedelta(seconds=1)):
        assert refused(cast, "resident", "promise", conditional, agreed=True)[0] == 409
        go_on()
        assert cast.look(conditional).application.outcome == "lapsed"
        assert not Stop.objects.filter(clock__subject_id=conditional, during__upper_inf=True).exists()


def test_it_can_be_refused_before_everything_is_there(cast, conditional):
    cast.do("resident", "promise", conditional, agreed=True)
    cast.do(DESK, "complete-step", conditional, **body("complete-step", cast.look(conditional)))
    view = cast.do(DECIDES, "refuse", conditional, reasons="x")
    assert (view.application.outcome, view.application.to_follow, view.clock("supply")) == ("refused", [], None)
    assert owed(conditional) == {("deliver", "jingcheng.generalist")}


def renewal(cast, until):
    """The number of a renewal of a licence until 7 June 2027, in time, accepted with a paper to follow `until`."""
    publish("licence", "licence-renewal")
    old = cast.file("licence").number
    cast.do("generalist", "accept", old)
    cast.do(DESK, "complete-step", old, **body("complete-step", cast.look(old)))
    cast.do(DECIDES, "grant", old)
    with clock.standing(datetime(2027, 5, 7, 10, tzinfo=clock.HERE)):
        number = cast.file("licence-renewal").number
    with clock.standing(datetime(2027, 5, 10, 10, tzinfo=clock.HERE)):
        cast.do("generalist", "accept-conditionally", number, materials=["later-paper"], until=until)
    return number


@pytest.mark.parametrize(("until", "outcome"), [("2027-06-07", "lapsed"), ("2027-06-08", "granted")])
@pytest.mark.parametrize("first", [actions.lapse, actions.renew])
def test_what_came_first_counts_however_late_somebody_looks(cast, until, outcome, first):
    number = renewal(cast, until)
    with clock.standing(datetime(2027, 6, 1, 10, tzinfo=clock.HERE)):
        cast.do("resident", "promise", number, agreed=True)
    with clock.standing(datetime(2027, 6, 20, 10, tzinfo=clock.HERE)):
        first(number)
        go_on()
        assert cast.look(number).application.outcome == outcome


def test_silence_renews_it_though_a_paper_is_still_to_follow(cast):
    number = renewal(cast, "2027-06-09")
    with clock.standing(datetime(2027, 6, 8, 0, 1, tzinfo=clock.HERE)):
        go_on()  # it waits for the applicant: that is no silence of the office
        assert cast.look(number).application.state == "review"
        cast.do("resident", "promise", number, agreed=True)
    with clock.standing(datetime(2027, 6, 8, 0, 5, tzinfo=clock.HERE)):
        go_on()
        a = cast.look(number).application
        assert (a.state, a.outcome, a.to_follow) == ("decided", "granted", [])
        assert not Stop.objects.filter(clock__subject_id=number, during__upper_inf=True).exists()


def test_the_database_lets_nothing_follow_a_decision(cast, conditional):
    row = Application.objects.filter(number=conditional)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(acceptance="ordinary")
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state="decided", step_k=None)


def test_what_lapses_frees_its_duty_even_while_it_stands_still(cast, conditional):
    cast.do("resident", "promise", conditional, agreed=True)
    cast.do(DESK, "suspend", conditional, **body("suspend", cast.look(conditional)))
    assert cast.look(conditional).clock("supply").due_at == DUE  # the person's own time goes on
    with clock.standing(DUE + timedelta(seconds=1)):
        go_on()
        a = cast.look(conditional).application
        assert (a.outcome, a.procedure) == ("lapsed", "")


def test_silence_is_answered_by_a_conditional_acceptance(cast, conditional):
    assert not Clock.objects.filter(subject_id=conditional, kind__in=("deemed", "accept"), ended=None).exists()
    with clock.standing(MONDAY + timedelta(days=8)):
        go_on()
        assert cast.look(conditional).application.acceptance == "conditional"
