from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from linli.kernel import clock
from linli.kernel.ui import words

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 on a Monday here


@pytest.fixture(autouse=True)
def _noon():
    with clock.standing(NOON), translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOON, "today 12:00"),
        (NOON + timedelta(hours=21, minutes=40), "tomorrow 9:40"),
        (NOON - timedelta(hours=13), "yesterday 23:00"),
        (NOON + timedelta(days=3), "26 November 12:00"),
        (NOON + timedelta(days=60), "22 January 2027 12:00"),
        (date(2026, 11, 24), "tomorrow"),
    ],
)
def test_when_says_near_days_by_name_and_another_year_with_its_year(moment, said):
    assert words.when(moment) == said


def test_dates_are_those_of_the_wall_here_not_of_utc():
    late_evening_utc = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    assert words.day(late_evening_utc) == "24 November"
    assert words.weekday(late_evening_utc) == "Tuesday"
    assert words.clock_time(late_evening_utc) == "0:30"


@pytest.mark.parametrize(
    ("gap", "said", "token"),
    [
        (timedelta(hours=2), "2 hours left", "due"),
        (timedelta(minutes=20), "20 minutes left", "due"),
        (timedelta(seconds=5), "1 minute left", "due"),
        (timedelta(hours=23), "23 hours left", "due"),
        (timedelta(days=3), "3 days left", "running"),
        (timedelta(days=-1, hours=-3), "1 day late", "late"),
        (timedelta(minutes=-90), "1 hour late", "late"),
        (timedelta(minutes=-1), "1 minute late", "late"),
    ],
)
def test_left_and_urgency_tell_how_long_and_how_pressing(gap, said, token):
    assert words.left(NOON + gap) == said
    assert words.urgency(NOON + gap) == token


def test_chinese_dates_are_written_as_letters_write_them():
    with translation.override("zh-hans"):
        assert words.day(NOON) == "11 月 23 日"
        assert words.day_full(NOON) == "2026 年 11 月 23 日"
        assert words.when(NOON) == "今天 12:00"
        assert words.left(NOON + timedelta(days=3)) == "还有 3 天"


@pytest.mark.parametrize(("fen", "said"), [(0, "0"), (123450, "1,234.50"), (-5, "-0.05"), (10000000, "100,000")])
def test_money_is_kept_in_fen_and_said_in_yuan(fen, said):
    assert words.yuan(fen) == f"{said} yuan"
