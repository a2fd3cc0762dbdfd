"""The person is locked before what is theirs: a wish to be forgotten and a filing that teaches the profile never wait
for each other in a circle."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import pytest
from django.db import OperationalError, connection

from linli.capabilities.services import forms
from linli.capabilities.services.actions import filing, verbs
from linli.capabilities.services.models import Application
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.test_remembering import ANSWERS, HOME, begun, known
from linli.commons.people.actions.erasing import erase
from linli.commons.people.queries import person_of
from linli.kernel.database.generation import forget_all
from tests.cast import Cast, load_district

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def here(transactional_db):
    forget_all()
    load_district()
    publish(HOME)
    yield Cast()
    forget_all()


def waits():
    """Until somebody waits for a lock, for at most five seconds."""
    for _n in range(50):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        sleep(0.1)


def together(here, monkeypatch):
    """A filing that has its matter and is about to teach the profile, and in that moment the wish; how each ended."""
    number, by, under_way = begun(here), here["resident"], Event()
    teach = filing.learn

    def slowly(*args, **kwargs):
        under_way.set()
        waits()
        return teach(*args, **kwargs)

    monkeypatch.setattr(filing, "learn", slowly)

    def ended(call):
        try:
            call()
        except OperationalError as error:
            return str(error).split("\n")[0]
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        filed = pool.submit(ended, lambda: forms.perform("submit", number, {"remember": ["phone", "bank_card"]}, by=by))
        assert under_way.wait(20)
        wished = pool.submit(ended, lambda: erase(person_of(by), by=by))
        return sorted([filed.result(), wished.result()]), number


def test_first_the_filing_then_the_wish(here, monkeypatch):
    ended, number = together(here, monkeypatch)
    assert ended == ["done", "done"]
    assert Application.objects.get(number=number).state == "filed"
    assert "bank_card" not in known(here)  # learned, then forgotten
    assert known(here)["phone"] == ANSWERS["phone"]  # somebody needs it while the matter is under way


def test_the_control_who_takes_the_matter_first_ends_in_a_circle(here, monkeypatch):
    monkeypatch.setattr(verbs, "hold", lambda person: person)
    ended, _number = together(here, monkeypatch)
    assert ended == ["deadlock detected", "done"]
