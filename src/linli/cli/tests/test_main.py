"""What is wrong with a call is said in one line, never by a traceback."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from linli.cli import access
from linli.cli.main import main


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["token"],
        *(["reckon", "2026-01-01T00:00:00Z", amount, "hour"] for amount in ("x", "３", "1_0")),
    ],
)
def test_a_wrong_call_is_answered_in_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("at_once", ["", "1"])
@pytest.mark.parametrize("words", [["--help"], ["reckon", "--help"]])
def test_what_nobody_reads_to_its_end_ends_quietly(words: list[str], at_once: str) -> None:
    read, write = os.pipe()
    os.close(read)
    command, environment = [sys.executable, "-m", "linli.cli", *words], os.environ | {"PYTHONUNBUFFERED": at_once}
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, env=environment, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_another_pipe_that_breaks_is_not_kept_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_asked: object) -> None:
        raise BrokenPipeError("of a database")

    monkeypatch.setattr(access, "run", breaks)
    with pytest.raises(BrokenPipeError, match="of a database"):
        main(["token", "generalist"])
