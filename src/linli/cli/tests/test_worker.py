"""The worker survives a database that is away, and ends when told to."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection

from linli.cli.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


class Counting(Worker):
    """Ends itself, as a service manager would, after so many turns."""

    def __init__(self, turns: int) -> None:
        super().__init__()
        self.left = turns

    def turn(self) -> int:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGTERM)
        return super().turn()


def test_it_ends_when_told_to() -> None:
    worker = Counting(3)
    worker.run()
    assert worker.left == 0


def test_it_goes_on_after_the_server_threw_it_out() -> None:
    class Thrown(Counting):
        def turn(self) -> int:
            if self.left == 2:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    throw_out(cursor.fetchone()[0])
            return super().turn()

    worker = Thrown(4)
    worker.run()
    assert worker.left == 0


def throw_out(pid: int) -> None:
    """From another connection, as a server that shuts down does."""

    def do() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        connection.close()

    thread = threading.Thread(target=do)
    thread.start()
    thread.join()


def test_a_fault_that_is_no_outage_ends_it() -> None:
    class Faulty(Worker):
        def turn(self) -> int:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM no_such_table")
            return 0

    with pytest.raises(Exception, match="no_such_table"):
        Faulty().run()


def test_an_outage_is_waited_out() -> None:
    class Away(Counting):
        def turn(self) -> int:
            if self.left > 1:
                self.left -= 1
                raise OperationalError("gone")
            return super().turn()

    worker = Away(2)
    worker.run()
    assert worker.left == 0
