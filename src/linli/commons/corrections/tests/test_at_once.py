"""Two at once: one asking, one answer; whoever comes second reads that it is done."""

import pytest
from django.db import IntegrityError

from linli.commons.corrections import forms
from linli.commons.corrections.models import CorrectionRequest
from linli.commons.corrections.tests.test_corrections import NAME, answer, ask, subject
from linli.commons.duties.models import Duty
from linli.commons.messages.models import Message
from linli.commons.people.models import Person
from linli.kernel.database.generation import forget_all
from tests.cast import Cast, at_once, go_on, load_district

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(transactional_db):
    forget_all()
    load_district()
    yield Cast()
    forget_all()


def test_two_answer(here):
    made = ask(here)
    calls = [
        lambda: answer(here, made, "generalist", outcome="refused", reason="无误"),
        lambda: answer(here, made, "jingcheng.generalist", reason="", changes={"name": "林秋宜"}),
    ]
    assert at_once(*calls) == ["409", "done"]
    made.refresh_from_db()
    name = Person.objects.get(account=here["resident"]).name
    assert (made.outcome, name) in (("refused", "林秋怡"), ("corrected", "林秋宜"))
    go_on()
    assert Message.objects.filter(template__startswith="corrections.").count() == 1


def test_the_same_is_asked_four_times(here):
    by = here["resident"]
    assert at_once(*(lambda: forms.ask(NAME, by=by) for _n in range(4))) == ["409", "409", "409", "done"]
    assert Duty.objects.filter(kind="correct_data").count() == 1


def test_the_eleventh_is_one_too_many_however_many_come(here):
    for id in ("name", "phone", "bank_card", "address", "birth_date", "gender", "community", "identity_number"):
        ask(here, **subject("profile", id))
    by, kinds = here["resident"], ("household", "matters", "papers", "messages")
    assert at_once(*(lambda k=k: forms.ask(NAME | subject(k), by=by) for k in kinds)) == ["409", "409", "done", "done"]


def test_it_is_answered_while_it_is_asked_again(here):
    made, by = ask(here), here["resident"]
    answers = at_once(lambda: answer(here, made, reason="", changes={"name": "林秋宜"}), lambda: forms.ask(NAME, by=by))
    assert answers in (["409", "done"], ["done", "done"])
    assert CorrectionRequest.objects.filter(outcome="").count() == answers.count("done") - 1


def test_the_database_keeps_a_second_open_one_out(here):
    """The control: what the lock keeps from happening, the constraint would not let in."""
    made = ask(here)
    made.pk = None
    with pytest.raises(IntegrityError):
        made.save()
