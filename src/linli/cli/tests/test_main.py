"""What is wrong with a call is said in one line, never by a traceback."""

from __future__ import annotations

import pytest

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
