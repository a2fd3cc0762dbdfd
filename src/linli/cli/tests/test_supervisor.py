"""The parts of the demo; the whole of it runs in the journeys."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest

from linli.cli.demo import supervisor
from linli.cli.demo.children import Child
from linli.cli.demo.leftovers import leftovers
from linli.cli.demo.prepare import password
from linli.cli.installation import Refused


def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=rf"^Port {port} of 127.0.0.1 is not free .*PORT=\.$"):
            supervisor._refuse_taken("127.0.0.1", port)
    supervisor._refuse_taken("127.0.0.1", port)


def test_a_child_that_ends_leaves_its_last_words(tmp_path: Path) -> None:
    child = Child("no-such-process", tmp_path)
    child.process.wait(30)
    words = (child.ended() or "").splitlines()
    assert "invalid choice: 'no-such-process'" in words[0]
    assert words[-1] == f"The no-such-process process ended with code 2. Its log: {child.log}"
    child.end()


def test_a_killed_child_is_called_killed_and_leaves_nobody_behind(tmp_path: Path) -> None:
    child = Child("clock", tmp_path)
    child.process.send_signal(signal.SIGKILL)
    child.process.wait(10)
    assert "was killed by SIGKILL" in (child.ended() or "")
    child.end()
    assert leftovers(tmp_path) == []


def test_the_demo_ends_with_the_words_of_a_child_that_ended(tmp_path: Path) -> None:
    child = Child("no-such-process", tmp_path)
    child.process.wait(30)
    with pytest.raises(Refused, match="no-such-process process ended with code 2"):
        supervisor._watch([child], None, None)


def test_the_demo_ends_with_the_make_that_started_it() -> None:
    with pytest.raises(supervisor.Ended):
        supervisor._watch([], None, parent=-1)


def test_the_password_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    made = password(tmp_path)
    assert password(tmp_path) == made
    assert len(made) == 14
    assert (tmp_path / "demo-password").stat().st_mode & 0o777 == 0o600
    other = tmp_path / "other"
    other.mkdir()
    assert password(other) != made
