"""`linli reckon`: the time on the last line, the reasons before it."""

from __future__ import annotations

import pytest

from linli.cli.tests.running import errors, linli

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_last_line_is_the_due_time() -> None:
    said = linli("reckon", "2026-09-30T16:30:00+08:00", "5", "working_day").stdout.splitlines()
    assert said[-1] == "2026-10-13T17:00:00+08:00"
    assert any("2026-10-10" in line for line in said[:-1]), "the make-up day is named"


def test_an_unpublished_year_is_provisional() -> None:
    said = linli("reckon", "2026-12-21T10:00:00+08:00", "10", "working_day").stdout.splitlines()
    assert said[-1] == "2027-01-05T17:00:00+08:00"
    assert any("provisional" in line for line in said[:-1])


@pytest.mark.parametrize(
    "words",
    [
        ["yesterday", "1", "hour"],
        ["2026-09-30T16:30:00", "1", "hour"],
        ["2026-09-30T16:30:00+08:00", "1", "fortnight"],
        ["2026-09-30T16:30:00+08:00", "-1", "hour"],
        ["2026-09-30T16:30:00+08:00", "1", "hour", "--at", "nowhere"],
        ["2026-09-30T16:30:00+08:00", "1", "hour", "--at", ""],
    ],
)
def test_what_cannot_be_reckoned_is_refused_in_one_line(words: list[str]) -> None:
    assert len(errors(linli("reckon", *words))) == 1


def test_accept_takes_no_other_amount_than_0() -> None:
    [told] = errors(linli("reckon", "2026-09-30T16:30:00+08:00", "5", "accept"))
    assert told.endswith("accept takes the amount 0")
