from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from linli.kernel.record import followers
from linli.kernel.record.followers import check_followed, follow, on_parked, pump
from linli.kernel.record.sequencer import sequence

from .stage import COUNTED, at_once, following, happen, rows

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def done():
    """A table of effects: (subject, n)."""
    rows("CREATE TABLE test_effect (subject text, n int)")
    yield lambda: rows("SELECT subject::int, n FROM test_effect ORDER BY ctid")
    rows("DROP TABLE test_effect")


def write(entry) -> None:
    rows("INSERT INTO test_effect VALUES (%s, %s::int)", entry.subject.id, entry.payload["n"])


def cursor_of(columns="position, attempts"):
    return rows(f"SELECT {columns} FROM record_cursor WHERE follower = 'tests.follower'")[0]


def test_effects_happen_once_and_in_order(done):
    with following(write):
        for n in (1, 2, 3):
            happen(n)
        pump()
        pump()
        assert done() == [(1, 1), (1, 2), (1, 3)]
        assert cursor_of() == (3, 0)


def test_a_follower_sees_its_own_facts_only_and_passes_the_others(done):
    with following(write, "tests.Said"):
        happen(1)
        assert pump() == 1  # the sequencer's
        assert done() == []
        assert cursor_of() == (1, 0)


def test_more_than_a_batch_is_followed_to_the_end(done, monkeypatch):
    monkeypatch.setattr(followers, "BATCH", 3)
    with following(write):
        for n in range(8):
            happen(n)
        pump()
        assert done() == [(1, n) for n in range(8)]


@pytest.mark.parametrize(("start", "effects"), [("now", [(1, 2)]), ("beginning", [(1, 1), (1, 2)])])
def test_a_follower_reads_the_past_or_leaves_it_alone(done, start, effects):
    happen(1)
    sequence()
    with following(write, start=start):
        assert follow("tests.follower") == len(effects) - 1  # at once, at its first run
        happen(2)
        pump()
        assert done() == effects


def test_an_empty_look_writes_nothing(done):
    with following(write):
        happen(1)
        pump()
        before = cursor_of("xmin::text, xmax::text")
        assert follow("tests.follower") == 0
        assert cursor_of("xmin::text, xmax::text") == before


def test_an_effect_that_fails_leaves_nothing_half_done_and_is_tried_again(done):
    broken = [True]

    def effect(entry):
        write(entry)
        if broken and entry.payload["n"] == 2:
            raise ValueError("13812345678 is no number")

    with following(effect):
        for n in (1, 2, 3):
            happen(n)
        pump()
        assert done() == [(1, 1)]
        assert cursor_of() == (1, 1)
        (error,) = cursor_of("error")
        assert error.startswith("ValueError in effect, kernel/record/")
        assert "138" not in error
        broken.clear()
        assert pump() == 0  # its time has not come
        at_once()
        pump()
        assert done() == [(1, 1), (1, 2), (1, 3)]
        assert cursor_of() == (3, 0)


def test_a_refusal_of_the_database_is_such_a_failure_too(done):
    def effect(entry):
        write(entry)
        if entry.payload["n"] == 2:
            rows("INSERT INTO record_head VALUES (false, 0, '')")

    with following(effect):
        happen(1)
        happen(2)
        pump()
        assert done() == [(1, 1)]
        assert cursor_of("error")[0].startswith("IntegrityError (record_head_head_check) in rows, kernel/record/")


def test_waits_grow_with_each_failure(done):
    def effect(entry):
        raise ValueError

    with following(effect):
        happen(1)
        waits = []
        for _ in range(4):
            at_once()
            pump()
            (wait,) = cursor_of("extract(epoch FROM next_try - now())::float")
            waits.append(round(wait))
        assert waits == [2, 4, 8, 16]


def test_after_five_failures_the_entry_and_later_ones_of_its_subject_are_parked(done, monkeypatch):
    told = []
    monkeypatch.setattr(followers, "_on_parked", [])
    on_parked(lambda *what: told.append(what))
    tries = []

    def effect(entry):
        if entry.subject.id == "1" and entry.payload["n"] == 2:
            tries.append(entry.position)
            raise ValueError
        write(entry)

    with following(effect):
        happen(1, about=1)
        happen(2, about=1)
        happen(3, about=1)
        happen(1, about=2)
        for _ in range(4):
            pump()
            assert done() == [(1, 1)]
            at_once()
        pump()
        assert done() == [(1, 1), (2, 1)]
        happen(4, about=1)
        happen(2, about=2)
        pump()
        assert done() == [(1, 1), (2, 1), (2, 2)]
        assert tries == [2] * 5
        assert rows("SELECT follower, position, subject_kind, subject_id FROM record_parked ORDER BY position") == [
            ("tests.follower", position, "test", "1") for position in (2, 3, 5)
        ]
        assert [(name, entry.position) for name, entry, _error in told] == [("tests.follower", 2)]


def test_two_poisoned_subjects_each_have_five_tries(done):
    tries = []

    def effect(entry):
        tries.append(entry.position)
        raise ValueError

    with following(effect):
        happen(1, about=1)
        happen(1, about=2)
        for _ in range(12):
            pump()
            at_once()
        assert tries == [1] * 5 + [2] * 5


def test_a_hook_that_fails_does_not_keep_the_entry_from_being_parked(done, monkeypatch):
    monkeypatch.setattr(followers, "_on_parked", [lambda *_: rows("SELECT 1/0")])
    monkeypatch.setattr(followers, "TRIES", 1)

    def effect(entry):
        raise ValueError

    with following(effect):
        happen(1)
        pump()
        assert rows("SELECT position FROM record_parked") == [(1,)]
        assert cursor_of() == (1, 0)


def test_one_followers_failure_holds_up_no_other(done):
    def fail(entry):
        raise ValueError

    with following(fail, name="tests.broken"), following(write):
        happen(1)
        pump()
        assert done() == [(1, 1)]


class Killed(BaseException):
    """The process ends here."""


def test_effects_happen_once_though_it_dies_between_effect_and_cursor(done, monkeypatch):
    happen(1)
    sequence()
    move = followers._move

    def die(*_):
        raise Killed

    with following(write):
        monkeypatch.setattr(followers, "_move", die)
        with pytest.raises(Killed):
            follow("tests.follower")
        assert done() == []
        monkeypatch.setattr(followers, "_move", move)
        pump()
        assert done() == [(1, 1)]


@pytest.mark.parametrize(("order", "effects"), [("effect first", [(1, 1), (1, 1)]), ("cursor first", [])])
def test_control_a_cursor_in_another_transaction_does_it_twice_or_never(done, order, effects):
    happen(1)
    sequence()
    cursor, entry = [0], SimpleNamespace(subject=SimpleNamespace(id="1"), payload={"n": 1})
    steps = [lambda: write(entry), lambda: cursor.append(1)]
    if order == "cursor first":
        steps.reverse()

    def follow_once(dies: bool) -> None:
        if cursor[-1] == 1:
            return
        with transaction.atomic():
            steps[0]()
        if dies:
            raise Killed
        with transaction.atomic():
            steps[1]()

    with pytest.raises(Killed):
        follow_once(dies=True)
    follow_once(dies=False)
    assert done() == effects


def test_a_lost_connection_is_nobodys_failure(done):
    def effect(entry):
        write(entry)
        if entry.payload["n"] == 1 and not lost:
            lost.append(1)
            pid = connection.connection.info.backend_pid
            rows("SELECT pg_terminate_backend(%s)", pid)

    lost = []
    with following(effect):
        happen(1)
        with pytest.raises(Exception, match=r"terminat|closed"):
            pump()
        connection.close()
        pump()
        assert lost == [1]
        assert done() == [(1, 1)]
        assert cursor_of() == (1, 0)


def test_a_fact_that_nobody_declares_is_found_at_the_start():
    check_followed()
    with following(write, "tests.Counted", "tests.Never"), pytest.raises(LookupError, match=r"tests\.Never"):
        check_followed()


def test_no_two_followers_share_a_name():
    with following(write), pytest.raises(ValueError, match=r"tests\.follower"), following(write):
        pass


def test_an_effect_sees_when_it_occurred(done):
    at, seen = datetime(2020, 1, 2, tzinfo=UTC), []
    with following(lambda entry: seen.append((entry.occurred, entry.fact)), COUNTED):
        happen(1, at=at)
        pump()
    assert seen == [(at, COUNTED)]


def test_an_unknown_follower_is_an_error():
    with pytest.raises(LookupError):
        follow("tests.nobody")
