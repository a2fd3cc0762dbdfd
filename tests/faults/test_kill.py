"""kill -9 in the middle of concurrent filings: nothing acknowledged is lost, nothing happens twice.

200 filings in `make test`; LINLI_FILINGS=2000 (`make faults`) for more.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation

FILINGS = int(os.environ.get("LINLI_FILINGS", "200"))
CLIENTS = 8
VICTIMS = ("web", "database", "worker")
BODY = {"item": "unemployment-registration", "answers": {"situation": "left_employer"}, "submit": True}
SAID = {
    "with_unemployment_registration": True, "situation": "left_employer", "apply_at": "household",
    "hardship_class": "age", "flexible_since": "2026-01-01", "paid_from": "2026-01-01", "paid_until": "2026-06-30",
    "account_holder": "self", "bank_card": "6228480402564890018",
}  # fmt: skip
TOGETHER = {"item": "hardship-and-subsidy", "answers": SAID, "submit": True}
EVERY = 5  # filing is one of three items together


@pytest.fixture
def installation() -> Iterator[Installation]:
    # Not pytest's own folder: the server's account must be able to enter it.
    data = Path(tempfile.mkdtemp(prefix="linli-faults-"))
    data.chmod(0o755)
    it = Installation(data)
    try:
        it.start()
        yield it
    finally:
        it.stop()
        shutil.rmtree(data, ignore_errors=True)


class Clients:
    """Each files its share; whoever gets no answer sends the same again under the same key."""

    def __init__(self, it: Installation) -> None:
        self.it = it
        self.acknowledged: dict[str, str] = {}
        self.together: set[str] = set()
        self.unanswered = 0
        self.lock = threading.Lock()
        share = [range(i, FILINGS, CLIENTS) for i in range(CLIENTS)]
        self.threads = [threading.Thread(target=self._work, args=(mine,)) for mine in share]

    def _work(self, mine: range) -> None:
        for n in mine:
            key, joint = f"filing-{n}", n % EVERY == 0
            path, body = ("/joint-applications", TOGETHER) if joint else ("/applications", BODY)
            end = time.monotonic() + 120
            while time.monotonic() < end:
                status, answer = self.it.post(path, body, key)
                if status == 201:
                    with self.lock:
                        self.acknowledged[key] = answer["number"]
                        if joint:
                            self.together.add(answer["number"])
                    break
                with self.lock:
                    self.unanswered += 1
                time.sleep(0.05)

    def run(self, kill: threading.Thread) -> None:
        for thread in [*self.threads, kill]:
            thread.start()
        for thread in [*self.threads, kill]:
            thread.join()


def test_nothing_acknowledged_is_lost_and_nothing_happens_twice(installation: Installation):
    it, chance = installation, random.Random(1)
    clients = Clients(it)

    def kill() -> None:
        rounds = VICTIMS * max(1, FILINGS // 600 + 1)
        for n, victim in enumerate(rounds, 1):
            target = FILINGS * n // (len(rounds) + 1)
            while len(clients.acknowledged) < target and any(t.is_alive() for t in clients.threads):
                time.sleep(0.01)
            time.sleep(chance.uniform(0, 0.05))
            it.kill(victim)

    clients.run(threading.Thread(target=kill))
    assert clients.unanswered > 0, "the kills hit nobody: the test proves nothing"
    assert len(clients.acknowledged) == FILINGS
    numbers = set(clients.acknowledged.values())
    assert len(numbers) == FILINGS

    followed(it)
    whole_or_nothing(it, numbers, clients.together)
    whole = it.ask(
        "SELECT number, (SELECT count(*) FROM duties_duty d WHERE d.subject_id = a.number AND d.kind = 'accept'), "
        "(SELECT count(*) FROM duties_clock c WHERE c.subject_id = a.number AND c.kind = 'accept'), "
        "(SELECT count(*) FROM record_entry e WHERE e.subject_id = a.number), "
        "(SELECT count(*) FROM services_servicescontent s WHERE s.digest = a.filed), "
        "(SELECT count(*) FROM messaging_message m WHERE m.params->>'id' = a.number), a.joint_id IS NULL "
        "FROM services_application a WHERE a.state <> 'draft'"
    )
    assert {tuple(row[1:6]) for row in whole} <= {("1", "1", "1", "1", "1"), ("1", "1", "1", "1", "0")}
    assert {(row[5], row[6]) for row in whole} == {("1", "t"), ("0", "f")}, "of a part the whole tells"
    it.run("-m", "linli.cli", "verify-record")


def whole_or_nothing(it: Installation, numbers: set[str], together: set[str]) -> None:
    """What was acknowledged is there and nothing else; of several items together each part is."""
    alone = it.ask("SELECT number FROM services_application WHERE joint_id IS NULL")
    assert {row[0] for row in alone} == numbers - together
    parts = it.ask(
        "SELECT j.number, (SELECT string_agg(a.state, ' ' ORDER BY a.id) FROM services_application a "
        "WHERE a.joint_id = j.id), (SELECT count(*) FROM services_part p WHERE p.joint_id = j.id), "
        "(SELECT count(*) FROM record_entry e WHERE e.subject_id = j.number), "
        "(SELECT count(*) FROM messaging_message m WHERE m.params->>'id' = j.number) FROM services_joint j"
    )
    assert {row[0] for row in parts} == together
    assert {tuple(row[1:]) for row in parts} == {("filed draft draft", "3", "1", "1")}


def followed(it: Installation) -> None:
    """Wait until the worker has sequenced and followed everything."""
    it.until_ready()
    end = time.monotonic() + 60
    behind = "SELECT (SELECT count(*) FROM record_inbox) + (SELECT coalesce(sum(h.position - c.position), 0) "
    behind += "FROM record_head h, record_cursor c)"
    while time.monotonic() < end:
        if it.ask(behind) == [["0"]]:
            return
        time.sleep(0.1)
    raise TimeoutError("the worker did not catch up")
