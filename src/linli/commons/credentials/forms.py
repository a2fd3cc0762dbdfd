"""A register's file, and the list beside it, to clean values; every flaw named at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from linli.commons.credentials import actions
from linli.commons.credentials.actions import Line, List, Step
from linli.commons.people import rules as people
from linli.kernel import clock
from linli.kernel.forms.kinds import check_date
from linli.kernel.sources import Checker, Flaw, Flawed, read
from linli.kernel.texts import LANGUAGES

HEAD = ("register", "kind", "name", "keeper", "as_of", "use_until", "list")
COLUMNS = ("identity_number", "name", "since", "until")
WORDS = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
LARGEST = 100 * 1024 * 1024  # bytes of a list


def load_register(path: str | Path, step: Step = lambda done, total: None) -> str:
    """Load a register: a YAML file that says what it is, naming the CSV list beside it. A summary of one line.

    `step` hears how far it is. Raises Flawed with every flaw of both, and then nothing is written. Loading twice
    changes nothing.
    """
    source = read(path)
    checker = Checker(source)
    head = _head(checker)
    lines = list(_lines(checker, Path(path), step)) if not checker.flaws else []
    if not lines and not checker.flaws:
        checker.flaw(("list",), "names nobody")
    checker.finish()
    assert head is not None
    list_ = List(*head, lines)
    try:
        changed = actions.load(list_, lambda done, total: step(total + done, 2 * total))
    except ValueError as error:
        raise Flawed([source.flaw(("as_of",), str(error))]) from error
    state = "loaded" if changed else "as before"
    return f"{list_.code}: {len(lines)} lines as of {list_.as_of}, to be used until {list_.use_until}: {state}"


def _head(c: Checker) -> tuple[str, str, dict[str, str], dict[str, str], date, date] | None:
    c.mapping((), HEAD)
    code = c.text(("register",), required=False, longest=60, pattern=WORDS, like="lower-case words")
    kind = c.text(("kind",), required=False, longest=60, pattern=WORDS, like="lower-case words")
    name, keeper = c.translated(("name",), LANGUAGES, False), c.translated(("keeper",), LANGUAGES, False)
    as_of, until = c.date(("as_of",), required=False), c.date(("use_until",), required=False)
    c.text(("list",), required=False, pattern=r"[^/\\]+\.csv", like="the name of a .csv file in the same folder")
    if as_of and as_of > clock.today():
        c.flaw(("as_of",), f"{as_of} has not come yet")
    if as_of and until and until < as_of:
        c.flaw(("use_until",), "is before the day of the list")
    return (code, kind, name, keeper, as_of, until) if as_of and until else None


def _lines(c: Checker, path: Path, step: Step) -> Iterator[Line]:
    """The lines of the list; what is wrong in one is noted with its line."""
    file = path.with_name(str(c.source.get(("list",))))
    text = _text(c, file)
    if text is None:
        return
    rows = csv.reader(io.StringIO(text), strict=True)
    seen: dict[str, int] = {}
    total = text.count("\n") + 1
    try:
        if tuple(next(rows, ())) != COLUMNS:
            c.flaws.append(Flaw(str(file), 1, "file", f"the first line must be {','.join(COLUMNS)}"))
            return
        for row in rows:
            if row:
                yield from _line(c.flaws, str(file), rows.line_num, row, seen)
                step(rows.line_num, 2 * total)  # it is written afterwards
    except csv.Error as error:
        c.flaws.append(Flaw(str(file), rows.line_num, "file", f"not CSV: {error}"))


def _text(c: Checker, file: Path) -> str | None:
    try:
        if file.stat().st_size > LARGEST:
            raise ValueError(f"larger than {LARGEST // 1024 // 1024} MB")
        return file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        what = "not UTF-8" if isinstance(error, UnicodeDecodeError) else getattr(error, "strerror", None) or str(error)
        c.flaw(("list",), f"{file.name} can't be read: {what}")
        return None


def _line(flaws: list[Flaw], file: str, n: int, row: list[str], seen: dict[str, int]) -> Iterator[Line]:
    """One line, if it is right; identity numbers are never quoted in what is said of it."""
    before = len(flaws)

    def flaw(field: str, what: str) -> None:
        flaws.append(Flaw(file, n, field, what))

    if len(row) != len(COLUMNS):
        flaw("file", f"has {len(row)} columns, not {len(COLUMNS)}")
        return
    number, name = people.tidy(row[0].strip()), " ".join(row[1].split())
    if code := people.identity_flaw(number):
        flaw("identity_number", f"is no right number ({code})")
    elif first := seen.get(number):
        flaw("identity_number", f"is written twice; first in line {first}")
    if not 0 < len(name) <= 60 or not name.isprintable():
        flaw("name", "is missing, too long or not printable")
    dates = [_day(flaws, file, n, field, row[i].strip()) for i, field in ((2, "since"), (3, "until"))]
    if dates[0] and dates[1] and dates[1] < dates[0]:
        flaw("until", "is before since")
    if len(flaws) == before and dates[0] is not None:
        seen[number] = n
        yield Line(number, name, dates[0], dates[1])


def _day(flaws: list[Flaw], file: str, n: int, field: str, value: str) -> date | None:
    if not value:
        if field == "since":
            flaws.append(Flaw(file, n, field, "is missing"))
        return None
    if check_date(value):
        flaws.append(Flaw(file, n, field, "must be a date like 2020-09-01"))
        return None
    return date.fromisoformat(value)
