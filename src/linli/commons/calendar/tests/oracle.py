"""The rules of reckoning written once more, slowly and differently: lists of days and minutes, counted off."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

HERE = ZoneInfo("Asia/Shanghai")
FIXED = {"01-01", "05-01", "05-02", "10-01", "10-02", "10-03"}
CLOSING = timedelta(hours=17)


def known(on: date) -> bool:
    return 2004 <= on.year <= 2026


def working(on: date) -> bool:
    if known(on):
        return bool(chinese_calendar.is_workday(on))
    return on.isoweekday() <= 5 and f"{on:%m-%d}" not in FIXED


def still(on: date, stops: list[tuple[datetime, datetime]]) -> bool:
    return any(a.astimezone(HERE).date() < on <= b.astimezone(HERE).date() for a, b in stops)


def midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, tzinfo=HERE)


def due(start: datetime, amount: int, unit: str, stops: list[tuple[datetime, datetime]]) -> tuple[datetime, bool]:
    """The due time, and whether it is provisional; usual hours."""
    first = start.astimezone(HERE).date()
    later = [first + timedelta(days=n) for n in range(1, 500)]
    counted = [on for on in later if not still(on, stops)]
    office = [on for on in counted if working(on)]
    if unit == "hour":
        return hours(start, amount, stops, first)
    if unit == "accept" or amount == 0:
        in_time = working(first) and start <= midnight(first) + CLOSING
        last, looked_at = (first, [first]) if in_time else (office[0], [first, *(d for d in later if d <= office[0])])
    elif unit == "working_day":
        last = office[amount - 1]
        looked_at = [on for on in later if on <= last]
    else:
        nth = counted[amount - 1]
        last = nth if working(nth) else min(on for on in office if on > nth)
        looked_at = [on for on in later if nth <= on <= last]
    return midnight(last) + CLOSING, not all(map(known, looked_at))


def hours(start, amount, stops, first):
    """Minute by minute."""
    left, day = amount * 60, first
    while left:
        if working(day):
            for minute in [*range(9 * 60, 12 * 60), *range(13 * 60 + 30, 17 * 60)]:
                at = midnight(day) + timedelta(minutes=minute)
                if at >= start and not any(a <= at < b for a, b in stops):
                    left -= 1
                    if not left:
                        end = at + timedelta(minutes=1)
                        days = [first + timedelta(days=n) for n in range((day - first).days + 1)]
                        return end, not all(map(known, days))
        day += timedelta(days=1)
    return start, False
