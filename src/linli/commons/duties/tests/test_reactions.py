"""A follower that fails for good owes the administrator's attention, and goes on once it is mended."""

from __future__ import annotations

import pytest
from django.db import connection

from linli.commons.duties.models import Duty
from linli.commons.duties.queries import lines, visible_to
from linli.kernel import clock
from linli.kernel.record import followers
from linli.kernel.record.parked import parked, retry
from linli.kernel.record.sequencer import sequence
from tests.cast import MONDAY, Cast, load_district


@pytest.fixture
def broken(transactional_db, monkeypatch):
    """The follower that tells people is broken until `mend()` is called."""
    with clock.standing(MONDAY):
        load_district()
        name = "services.messages"
        whole = followers._followers[name]

        def fail(entry: object) -> None:
            raise ValueError("broken")

        monkeypatch.setitem(followers._followers, name, followers.Follower(name, whole.facts, fail, whole.start))
        yield Cast(), name, lambda: monkeypatch.setitem(followers._followers, name, whole)


def fail_five_times(name: str) -> None:
    for _n in range(5):
        followers.follow(name)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE record_cursor SET next_try = '-infinity'")


def test_the_administrator_owes_a_repair_and_a_retry_brings_everything_back(broken):
    cast, name, mend = broken
    first = cast.file("unemployment-registration")
    sequence()
    fail_five_times(name)
    cast.do("generalist", "accept", first.number)
    sequence()
    followers.follow(name)
    assert [(one.follower, one.subject.id) for one in parked()] == [(name, first.number)] * 2
    [duty] = visible_to(cast["administrator"])
    assert (duty.kind, duty.subject_id, lines([duty], cast["administrator"])[duty.pk].who) == ("repair", name, name)
    mend()
    for one in parked():
        retry(one)
    assert parked() == []
    from linli.commons.messages.models import Message

    assert list(Message.objects.order_by("pk").values_list("template", flat=True)) == [
        "services.filed", "services.accepted",
    ]  # fmt: skip
    assert Duty.objects.filter(kind="repair", closed=None).count() == 1


def test_what_still_fails_stays_where_it_is(broken):
    cast, name, _mend = broken
    cast.file("unemployment-registration")
    sequence()
    fail_five_times(name)
    with pytest.raises(ValueError, match="broken"):
        retry(parked()[0])
    assert len(parked()) == 1
