"""Two at once: one confirmation, one taker, one end; whoever comes second reads that it is done."""

import pytest

from linli.commons.mandates import actions
from linli.commons.mandates.models import Mandate
from linli.commons.mandates.queries import words
from linli.commons.mandates.tests.test_acting import ask, offer
from linli.commons.messages.models import Message
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.kernel.database.generation import forget_all
from tests.cast import Cast, at_once, go_on, load_district

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(transactional_db):
    forget_all()
    load_district()
    yield Cast()
    forget_all()


def test_two_windows_confirm(here):
    made = ask(here)
    windows = [here["generalist"], here["jingcheng.generalist"]]
    assert at_once(*(lambda w=w: actions.confirm(str(made.pk), by=w) for w in windows)) == ["409", "done"]
    assert Person.objects.filter(name="林小满").count() == 1
    go_on()
    assert Message.objects.filter(template__startswith="mandates.").count() == 2


def test_two_ask_for_one_child(here):
    first, second = ask(here), ask(here, "neighbour")
    by = here["generalist"]
    assert at_once(*(lambda m=m: actions.confirm(str(m.pk), by=by) for m in (first, second))) == ["done", "done"]
    assert Person.objects.filter(name="林小满").count() == 1


def test_a_code_is_taken_twice(here):
    _made, code = offer(here)
    answers = at_once(*(lambda: actions.take(code, by=here["neighbour"]) for _n in range(4)))
    assert (answers.count("done"), set(answers) - {"done"} <= {"404", "409"}) == (1, True)
    assert Mandate.objects.filter(state="active").count() == 1


def test_it_is_taken_back_while_it_is_taken_up(here):
    made, code = offer(here)
    answers = at_once(
        lambda: actions.take(code, by=here["neighbour"]), lambda: actions.end(str(made.pk), by=here["resident"])
    )
    assert answers.count("done") >= 1
    left = Mandate.objects.get()
    assert (left.state, left.agent) in (("ended", None), ("ended", person_of(here["neighbour"])))


def test_both_end_it(here):
    _made, code = offer(here)
    held = actions.take(code, by=here["neighbour"])
    calls = [lambda a=a: actions.end(str(held.pk), by=here[a]) for a in ("resident", "neighbour")]
    assert at_once(*calls) == ["409", "done"]
    go_on()
    assert Message.objects.filter(template="mandates.ended").count() == 1
    assert words([Mandate.objects.get()]) is not None
