"""Writers, sequencers and followers at once, some of them killed. Truth is a counter taken under the subject's lock."""

import contextlib
import random
import threading
import time

import pytest
from django.db import connections, transaction

from linli.kernel.record.followers import follow, pump
from linli.kernel.record.sequencer import sequence
from linli.kernel.record.verify import verify
from linli.kernel.record.writing import record

from .facts import Counted
from .stage import NOBODY, counted, following, rows, run, subject
from .test_sequencer import outside

pytestmark = pytest.mark.django_db(transaction=True)
SUBJECTS, WRITERS = 6, 4


@pytest.fixture
def counters():
    rows("CREATE TABLE test_counter (subject int PRIMARY KEY, n int NOT NULL)")
    rows("CREATE TABLE test_other (x int)")
    rows("CREATE TABLE test_effect (at serial, subject int, n int)")
    rows("INSERT INTO test_counter SELECT s, 0 FROM generate_series(1, %s::int) s", SUBJECTS)
    yield
    rows("DROP TABLE test_counter, test_other, test_effect")


def write(entry) -> None:
    rows("INSERT INTO test_effect (subject, n) VALUES (%s::int, %s::int)", entry.subject.id, entry.payload["n"])


class RefusedError(Exception):
    """A verb that is refused after it has recorded."""


def one_transaction(dice: random.Random) -> None:
    with transaction.atomic():
        if dice.random() < 0.5:  # takes a transaction id before the subject's lock: ids and locks disagree
            rows("INSERT INTO test_other VALUES (1)")
        if dice.random() < 0.3:
            time.sleep(dice.random() * 0.01)
        about = dice.randint(1, SUBJECTS)
        ((n,),) = rows("UPDATE test_counter SET n = n + 1 WHERE subject = %s RETURNING n", about)
        record(Counted(n), about=subject(about), by=NOBODY)
        if dice.random() < 0.3:
            time.sleep(dice.random() * 0.01)
        if dice.random() < 0.1:
            raise RefusedError


def writers(end: threading.Event, failed: list[BaseException]) -> list[threading.Thread]:
    def work(seed: int) -> None:
        dice = random.Random(seed)
        try:
            while not end.is_set():
                with contextlib.suppress(RefusedError):
                    one_transaction(dice)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    started = [threading.Thread(target=work, args=(seed,)) for seed in range(WRITERS)]
    for thread in started:
        thread.start()
    return started


def truth() -> dict[int, list[int]]:
    return {about: list(range(1, n + 1)) for about, n in rows("SELECT subject, n FROM test_counter")}


def by_subject(found) -> dict[int, list[int]]:
    orders: dict[int, list[int]] = {about: [] for about in range(1, SUBJECTS + 1)}
    for about, n in found:
        orders[about].append(n)
    return orders


def check_everything() -> None:
    pump()
    expected = truth()
    assert sum(map(len, expected.values())) > 100, "the writers did too little to prove anything"
    assert by_subject(counted()) == expected
    assert by_subject(rows("SELECT subject, n FROM test_effect ORDER BY at")) == expected
    assert verify().position == sum(map(len, expected.values()))


def test_nothing_is_skipped_doubled_or_disordered_under_four_writers_and_two_sequencers(counters):
    end, failed = threading.Event(), []
    with following(write), outside() as unrelated:
        unrelated.execute("SELECT pg_current_xact_id()")
        threads = writers(end, failed)

        def second() -> None:
            while not end.is_set():
                sequence(7)
            connections.close_all()

        threads.append(threading.Thread(target=second))
        threads[-1].start()
        until = time.monotonic() + 4
        while time.monotonic() < until:  # not pump(), which ends only when the writers do
            sequence()
            follow("tests.follower")
        end.set()
        for thread in threads:
            thread.join(20)
        assert failed == []
        check_everything()
        unrelated.rollback()


WORKER = """
from linli.kernel.record.followers import follows, follow
from linli.kernel.record.sequencer import sequence
from linli.kernel.record.tests.test_under_load import write
follows("tests.Counted", name="tests.follower", start="beginning")(write)
print("ready", flush=True)
while True:
    sequence(5)
    follow("tests.follower")
"""


def test_a_killed_sequencer_and_follower_lose_and_double_nothing(counters):
    end, failed = threading.Event(), []
    with following(write):
        threads = writers(end, failed)
        dice = random.Random(7)
        for _ in range(4):
            worker = run(WORKER)
            try:
                assert worker.stdout
                assert worker.stdout.readline() == "ready\n"
                time.sleep(0.2 + dice.random() * 0.3)
            finally:
                worker.kill()
                worker.communicate()
        end.set()
        for thread in threads:
            thread.join(20)
        assert failed == []
        assert rows("SELECT position > 0 FROM record_cursor WHERE follower = 'tests.follower'") == [(True,)]
        check_everything()


def test_control_a_cursor_over_ids_skips_under_the_same_writers(counters):
    end, failed, seen, at = threading.Event(), [], [], 0
    threads = writers(end, failed)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        query = "SELECT id, subject_id::int, (payload->>'n')::int FROM record_inbox WHERE id > %s ORDER BY id"
        for id, about, n in rows(query, at):
            at = id
            seen.append((about, n))
        ((count,),) = rows("SELECT count(*) FROM record_inbox WHERE id <= %s", at)
        if count > len(seen) + 3:
            break
    end.set()
    for thread in threads:
        thread.join(20)
    assert failed == []
    assert by_subject(seen) != truth()
