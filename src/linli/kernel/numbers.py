"""Numbers that can be read over the telephone: nine digits and a check character, digits only.

ISO 7064 MOD 11,10 finds every wrong digit and nearly every swap of neighbours.
"""

from __future__ import annotations

import re
import unicodedata

from stdnum.iso7064 import mod_11_10

_PLAIN = re.compile(r"\d{10}", re.ASCII)
_GAPS = re.compile(r"[\s\-–—.]+")


def compose(serial: int) -> str:
    """The number of the so-manieth matter. Raises ValueError outside 0 to 999,999,999."""
    if not 0 <= serial < 10**9:
        raise ValueError(f"{serial} does not fit nine digits")
    digits = f"{serial:09d}"
    return digits + str(mod_11_10.calc_check_digit(digits))


def valid(number: str) -> bool:
    """Whether these are ten plain digits, the last of which fits the others."""
    return bool(_PLAIN.fullmatch(number)) and str(mod_11_10.calc_check_digit(number[:9])) == number[9]


def spoken(number: str) -> str:
    """As it is read out and printed: `123 456 789 7`."""
    return " ".join(number[at : at + 3] for at in range(0, len(number), 3))


def heard(text: str) -> str | None:
    """The number that somebody typed, with spaces, hyphens or full-width digits; None if it is none."""
    plain = _GAPS.sub("", unicodedata.normalize("NFKC", text))
    return plain if valid(plain) else None
