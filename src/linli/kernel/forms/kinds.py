"""Kinds of text that a form may ask for by `format`: how each is checked, masked and typed.

The kernel knows dates. Identity numbers, phones and the like are registered by those who know them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Message = Words | Mapping[str, Words] | Callable[[str, str], str]

CODES = ("required", "unknown", "type", "length", "range", "choice", "format", "checksum", "date", "file")
HIDDEN = "****"


@dataclass(frozen=True)
class Kind:
    """One kind of text. `check` answers an error code, or None where the value is sound."""

    name: str
    check: Callable[[str], str | None]
    message: Message
    mask: Callable[[str], str] | None = None
    clean: Callable[[str], str] | None = None
    inputmode: str = ""
    autocomplete: str = ""

    def words(self, value: str, code: str) -> str:
        """What to do about a value that failed with a code, in the active language."""
        if isinstance(self.message, Mapping):
            return str(self.message[code])
        return str(self.message) if isinstance(self.message, str | Promise) else self.message(value, code)


KINDS: dict[str, Kind] = {}


def register(
    kind: str,
    check: Callable[[str], str | None],
    *,
    message: Message,
    mask: Callable[[str], str] | None = None,
    clean: Callable[[str], str] | None = None,
    inputmode: str = "",
    autocomplete: str = "",
) -> None:
    """Make a kind known by the name that forms use in `format`.

    `check(value)` answers None or one of the contract's error codes. `message`: one text, a text for each code, or a
    function of value and code. A kind with a `mask` is sensitive wherever it is asked for. `clean` makes one spelling
    of what people type (spaces, full-width digits) and must leave what it doesn't understand. `inputmode` and
    `autocomplete` are HTML's. Raises ValueError for a name that is taken by something else.
    """
    made = Kind(kind, check, message, mask, clean, inputmode, autocomplete)
    if KINDS.setdefault(kind, made) != made:
        raise ValueError(f"the kind {kind} is registered twice")


_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TYPED = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?|(\d{4})(\d\d)(\d\d)", re.ASCII)


def check_date(value: str) -> str | None:
    """`YYYY-MM-DD`, a day that has been or will be, 1900 to 2100."""
    if not _ISO.fullmatch(value):
        return "date"
    try:
        return None if 1900 <= date.fromisoformat(value).year <= 2100 else "date"
    except ValueError:
        return "date"


def clean_date(value: str) -> str:
    """2026年3月8日, 2026/3/8, 20260308 as 2026-03-08."""
    found = _TYPED.fullmatch(value.replace(" ", ""))
    if not found:
        return value
    year, month, day = (part for part in found.groups() if part is not None)
    return f"{year}-{month:0>2}-{day:0>2}"


register("date", check_date, message=_("Please give day, month and year, such as 25 September 2026."), clean=clean_date)
