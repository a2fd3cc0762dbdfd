"""Only processes that bear this folder's mark are ever ended."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from linli.cli.demo.leftovers import MARK, alone, end_leftovers, leftovers
from linli.cli.installation import Refused

Sleepers = dict[str, subprocess.Popen[bytes]]


@pytest.fixture
def sleepers(tmp_path: Path) -> Iterator[Sleepers]:
    """One of ours, one of another data folder, one of nobody's; and one of ours that does not listen."""
    marks = {"ours": str(tmp_path), "other": f"{tmp_path}-2", "deaf": str(tmp_path)}
    found = {name: _sleep(mark, deaf=name == "deaf") for name, mark in marks.items()}
    found["plain"] = _sleep(None)
    yield found
    for process in found.values():
        process.kill()
        process.wait()


def _sleep(mark: str | None, deaf: bool = False) -> subprocess.Popen[bytes]:
    script = ("trap '' TERM; " if deaf else "") + "echo ready; while :; do sleep 0.05; done"
    extra = {MARK: mark} if mark else {}
    process = subprocess.Popen(["sh", "-c", script], env=os.environ | extra, stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()
    return process


def test_leftovers_are_ended_and_strangers_are_not(sleepers: Sleepers, tmp_path: Path) -> None:
    assert {sleepers["ours"].pid, sleepers["deaf"].pid} <= set(leftovers(tmp_path))
    reap = [sleepers["ours"], sleepers["deaf"]]
    _end(tmp_path, reap)
    assert [process.poll() is None for process in (sleepers["other"], sleepers["plain"])] == [True, True]
    assert leftovers(tmp_path) == []


def _end(folder: Path, children: list[subprocess.Popen[bytes]]) -> None:
    """These are our own children here: somebody must take their exit, or they stay in the list of processes."""
    from threading import Thread

    threads = [Thread(target=child.wait) for child in children]
    for thread in threads:
        thread.start()
    end_leftovers(folder, patience=0.5)
    for thread in threads:
        thread.join()


def test_a_folder_is_held_by_one_at_a_time(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(Refused, match="already runs"), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass
