"""A duty that is opened while it changes who acts: it never stays with who does not."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from linli.capabilities.services import forms, reactions
from linli.capabilities.services.models import Application
from linli.capabilities.services.states import LIVE
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.test_acting import QUICK, answers, file_for
from linli.capabilities.services.tests.test_acting_ends import ASKED, written
from linli.commons.duties.models import Duty
from linli.commons.mandates import actions as mandates
from linli.commons.people.actions.persons import make_person
from linli.commons.people.queries import person_of
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.database.generation import forget_all
from linli.kernel.record.followers import pump
from tests.cast import Cast, go_on, load_district

pytestmark = pytest.mark.django_db(transaction=True)
LONGEST = 20  # seconds that one thread waits for another
VERBS = {"request-correction": "correct", "accept-conditionally": "supply"}


@pytest.fixture
def here(transactional_db):
    forget_all()
    load_district()
    yield Cast()
    forget_all()


@pytest.fixture(params=[True, False], ids=["locked", "control"])
def locked(request, monkeypatch):
    """The control: what is owed is looked for without waiting for who is just opening it."""
    if not request.param:
        rows = Application.objects.select_related("person")
        monkeypatch.setattr(
            reactions, "_standing_still", lambda person: list(rows.filter(person=person, state__in=LIVE))
        )
    return request.param


def while_open(verb, number, body, by, change):
    """The verb is done but not committed; meanwhile `change` is, and the record is followed. Then it is committed.

    Whether the follower waited for the verb.
    """
    done, go = threading.Event(), threading.Event()

    def opens():
        try:
            with transaction.atomic():
                forms.perform(verb, number, body, by=by)
                done.set()
                assert go.wait(LONGEST)
        finally:
            connection.close()

    def follows():
        try:
            pump()
        finally:
            connection.close()

    opening, following = threading.Thread(target=opens), threading.Thread(target=follows)
    opening.start()
    assert done.wait(LONGEST)
    change()
    following.start()
    following.join(1.5)
    waited = following.is_alive()
    go.set()
    for thread in (opening, following):
        thread.join(LONGEST)
        assert not thread.is_alive()
    go_on()
    return waited


def body_of(verb):
    if verb == "request-correction":
        return {"items": ASKED}
    return {"materials": ["later-paper"], "until": (clock.today() + timedelta(days=10)).isoformat()}


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_owed_falls_back_though_it_was_opened_while_the_mandate_ended(here, locked, verb):
    publish("licence")
    me, agent = person_of(here["resident"]), person_of(here["neighbour"])
    held = written(here, until=(clock.today() + timedelta(days=30)).isoformat())
    number = file_for(here, "neighbour", me, "licence", answers=answers(here, me, "licence")).json()["number"]
    waited = while_open(
        verb, number, body_of(verb), here["generalist"], lambda: mandates.end(str(held.pk), by=here["resident"])
    )
    assert waited == locked
    assert Duty.objects.get(kind=VERBS[verb], closed=None).person == (me if locked else agent)


def test_a_guardian_entered_while_it_is_opened_owes_it(here, locked):
    known = {"identity_number": "320594194503091240", "phone": "13800004096"}
    old = make_person("王秀兰", by=here["generalist"], community=network().place("jingcheng"), known=known)
    body = {"channel": "window", "answers": {"situation": "other"}}
    number = file_for(here, "generalist", old, QUICK, **body).json()["number"]
    asked = {"items": [{"pointer": "/answers/situation", "what": "请核对"}]}
    waited = while_open(
        "request-correction", number, asked, here["jingcheng.generalist"],
        lambda: written(here, principal=str(old.pk), ground="court", until=""),
    )  # fmt: skip
    assert waited == locked
    assert Duty.objects.get(kind="correct", closed=None).person == (person_of(here["neighbour"]) if locked else old)
