"""A rough hour: matters filed and moved by two people at once, slow transactions, writers held open, kill -9."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import psycopg

from tests.faults.installation import ROOT, Installation

SLOW, CLIENTS, KILLS = 4, 4, 3
OTHERS = 5  # entries of others, at least, that are sealed while a slow transaction is open
BODY = {"item": "unemployment-registration", "answers": {"situation": "left_employer"}, "submit": True}
ASKED = {"items": [{"pointer": "/answers/situation", "what": "请写明"}]}
LIFE = (
    ("resident", "submit", "services.ApplicationFiled", {}),
    ("generalist", "request-correction", "services.CorrectionRequested", ASKED),
    ("resident", "resubmit", "services.ApplicationResubmitted", {}),
    ("generalist", "accept", "services.ApplicationAccepted", {}),
    ("resident", "withdraw", "services.ApplicationWithdrawn", {"reason": "先不办了"}),
)  # fmt: skip
# A verb in a transaction that stays open long after its entry was written.
SLOW_VERB = """
import sys, time, django; django.setup()
from django.db import transaction
from linli.capabilities.services import forms
from linli.kernel.access.models import User
by = User.objects.get(username="resident")
for number in sys.argv[1:]:
    with transaction.atomic():
        forms.perform("withdraw", number, {}, by=by)
        print(number, flush=True)
        sys.stdin.readline()
"""


@dataclass
class RoughHour:
    """What was acknowledged: the truth that everything is held against."""

    it: Installation
    facts: dict[str, list[str]] = field(default_factory=dict)
    sealed_meanwhile: list[int] = field(default_factory=list)
    kills: int = 0
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def connected(it: Installation, database: str = "linli") -> Iterator[psycopg.Connection]:
    """The database's superuser, as an insider has it."""
    with psycopg.connect(host=str(it.server.socket), user="linli", dbname=database, autocommit=True) as connection:
        yield connection


@contextmanager
def held_open(it: Installation, database: str) -> Iterator[None]:
    """An unrelated writer: a transaction with an id that never ends."""
    with connected(it, database) as connection:
        connection.execute("SET idle_in_transaction_session_timeout = 0")
        connection.execute("BEGIN")
        connection.execute("SELECT pg_current_xact_id()")
        yield
        connection.execute("ROLLBACK")


def insist(it: Installation, path: str, body: dict[str, object], key: str, by: str) -> dict[str, object]:
    """Send until it is answered, under one key. Raises AssertionError for a refusal."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        status, answer = it.post(path, body, key, by)
        if status in (200, 201):
            return answer
        assert status in (0, 409, 503), (path, status)
        time.sleep(0.05)
    raise TimeoutError(path)


def file(it: Installation, key: str) -> str:
    """File a matter; its number."""
    return str(insist(it, "/applications", BODY, key, "resident")["number"])


def live_through(it: Installation) -> RoughHour:
    """Run the hour to its end; the sequencer and the followers may lag behind."""
    hour = RoughHour(it)
    slow = [file(it, f"slow-{n}") for n in range(SLOW)]
    with ExitStack() as held:
        for database in ("linli", "postgres"):
            held.enter_context(held_open(it, database))
        threads = [threading.Thread(target=_client, args=(hour, n)) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            _slowly(hour, slow)
        finally:
            hour.over.set()
            for thread in threads:
                thread.join()
    hour.facts |= {number: [LIFE[0][2], LIFE[-1][2]] for number in slow}
    return hour


def _client(hour: RoughHour, first: int) -> None:
    for n in itertools.count(first, CLIENTS):
        if hour.over.is_set():
            return
        number = file(hour.it, f"rough-{n}")
        for by, verb, _fact, body in LIFE[1:]:
            insist(hour.it, f"/applications/{number}/{verb}", dict(body), f"rough-{n}-{verb}", by)
        hour.facts[number] = [fact for _by, _verb, fact, _body in LIFE]


def _slowly(hour: RoughHour, numbers: list[str]) -> None:
    """While each slow verb holds its transaction, others are sealed; then the sequencer is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW_VERB, *numbers], env=hour.it.environment, cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    with process:
        assert process.stdin
        assert process.stdout
        for n, number in enumerate(numbers):
            assert process.stdout.readline() == f"{number}\n"
            before = _sealed(hour.it)
            _until(lambda before=before: _sealed(hour.it) > before + OTHERS)
            hour.sealed_meanwhile.append(_sealed(hour.it) - before)
            if n < KILLS:
                hour.it.kill("worker")
                hour.kills += 1
            process.stdin.write("\n")
            process.stdin.flush()
    assert process.returncode == 0


def _sealed(it: Installation) -> int:
    return int(it.ask("SELECT coalesce(max(position), 0) FROM record_entry")[0][0])


def _until(true: Callable[[], bool], timeout: float = 30) -> None:
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.05)
