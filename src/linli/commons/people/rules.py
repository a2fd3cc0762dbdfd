"""Pure decisions: which numbers are right, what an identity number tells, and what was typed into the search box."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdnum.cn import ric
from stdnum.luhn import checksum

from linli.commons.people.states import GIVEN_BY, Document, Gender, Role
from linli.kernel import clock
from linli.kernel.access.grants import held
from linli.kernel.access.models import User
from linli.kernel.texts import fold_name

# The first two digits. Counties are not looked up: Suzhou Industrial Park's own codes, counties that were renamed
# after somebody's birth, and the 81, 82, 83 of residence permits are all missing from the usual table.
_RANGES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
PROVINCES = frozenset(str(code) for first, last in _RANGES for code in range(first, last + 1))
# The standard's own example, 440524188001010014, is of 1880: a register holds the dead too.
EARLIEST = date(1800, 1, 1)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_OTHER_DOCUMENT = re.compile(r"[A-Z0-9]{5,20}")


def may_give(user: User, role: str) -> bool:
    """Whether posts of this role are the user's to give and to end."""
    return bool(held(user, GIVEN_BY[Role(role)]))


def identity_flaw(number: str) -> str | None:
    """The code of what is wrong with a resident identity number (GB 11643-1999), or None."""
    if not re.fullmatch(r"[0-9]*[0-9Xx]?", number):
        return "format"
    if len(number) != 18:
        return "length"
    if ric.calc_check_digit(number.upper()) != number[17].upper():
        return "checksum"
    try:
        day = born(number)
    except ValueError:
        return "date"
    if not EARLIEST <= day <= clock.today():
        return "date"
    return None if number[:2] in PROVINCES else "format"


def born(number: str) -> date:
    """The birth date in a right identity number."""
    return date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")


def gender(number: str) -> Gender:
    """The gender in a right identity number: the 17th digit is odd for men."""
    return Gender.MALE if int(number[16]) % 2 else Gender.FEMALE


def phone_flaw(number: str) -> str | None:
    """The code of what is wrong with a mobile number of the mainland, or None."""
    if not re.fullmatch(r"[0-9]*", number):
        return "format"
    if len(number) != 11:
        return "length"
    return None if _MOBILE.fullmatch(number) else "format"


def card_flaw(number: str) -> str | None:
    """The code of what is wrong with a bank card's number (12 to 19 digits, Luhn), or None."""
    if not re.fullmatch(r"[0-9]*", number):
        return "format"
    if not 12 <= len(number) <= 19:
        return "length"
    return "checksum" if checksum(number) or not number.strip("0") else None


def document_flaw(kind: str, number: str) -> str | None:
    """The code of what is wrong with an identity document's number, or None."""
    if kind == Document.RESIDENT:
        return identity_flaw(number)
    return None if _OTHER_DOCUMENT.fullmatch(number) else "format"


def compact(number: str) -> str:
    """A number as it is kept: full-width made plain, no spaces and hyphens, letters large."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", unicodedata.normalize("NFKC", number)).upper()


def tidy(number: str) -> str:
    """One spelling of an identity, phone or card number; what is none of these is left as it was."""
    plain = compact(number)
    if re.fullmatch(r"\+?861[0-9]{10}", plain):
        return plain[-11:]
    return plain if re.fullmatch(r"[0-9]+X?", plain) else number


@dataclass(frozen=True)
class Question:
    """What was typed: a whole phone, a whole document number, a name, or a name with a phone's last four digits."""

    phone: str = ""
    document: str = ""
    name: str = ""
    tail: str = ""


def asked(text: str) -> Question:
    """What the search box means."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if tail := re.fullmatch(r"(\D*[^\d\s])\s*([0-9]{4})|([0-9]{4})\s*([^\d\s]\D*)", plain):
        return Question(name=tail[1] or tail[4], tail=tail[2] or tail[3])
    whole = tidy(compact(text))
    if phone_flaw(whole) is None:
        return Question(phone=whole)
    if _OTHER_DOCUMENT.fullmatch(whole) and len(re.findall(r"[0-9]", whole)) >= 5:
        return Question(document=whole)
    return Question(name=plain)


Member = dict[str, Any]  # name, relation; identity_number and birth_date (ISO) where they were said


def whole(member: Mapping[str, Any]) -> Member:
    """Somebody of a household as they are kept: white space made single, the birth date from the number."""
    found = {name: value for name, value in member.items() if value not in (None, "")}
    found["name"] = " ".join(str(found.get("name", "")).split())
    if number := found.get("identity_number"):
        found["birth_date"] = born(number).isoformat()
    return found


def household_flaws(members: Sequence[Mapping[str, Any]], own: str | None) -> Iterator[tuple[int, str, str, str, str]]:
    """What is wrong with a household whose single values are right: entry, field, code, the name of its message, and
    whom the message names.

    `own`: the person's identity number, where it is known. Somebody may stand in it once: two of one name are told
    apart by their numbers, or by when they were born.
    """
    for n, member in enumerate(members):
        number, birth = member.get("identity_number"), member.get("birth_date")
        if number and number == own:
            yield n, "identity_number", "choice", "self", ""
        elif twin := next((one for one in members[:n] if number and one.get("identity_number") == number), None):
            yield n, "identity_number", "choice", "twice", str(twin["name"])
        elif twin := next((one for one in members[:n] if _alike(one, member)), None):
            yield n, "name", "choice", "named", str(twin["name"])
        if birth and number and born(number).isoformat() != birth:
            yield n, "birth_date", "date", "birth", ""
        elif birth and date.fromisoformat(birth) > clock.today():
            yield n, "birth_date", "date", "future", ""


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two entries bear one name and nothing tells them apart."""
    if fold_name(str(one.get("name", ""))) != fold_name(str(other.get("name", ""))):
        return False
    numbers, births = ({whole(entry).get(what) for entry in (one, other)} for what in ("identity_number", "birth_date"))
    return not any(None not in values and len(values) == 2 for values in (numbers, births))


def joined(before: Sequence[Mapping[str, Any]], said: Sequence[Mapping[str, Any]]) -> list[Member]:
    """A household as it was said last; of whom it names again, what was known before and not said now is kept."""
    left, found = list(before), []
    for member in said:
        same = next((one for one in left if _same(one, member)), None)
        if same is not None:
            left.remove(same)
        found.append(whole({**(same or {}), **member}))
    return found


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two entries of a household mean one person: by number, or by name where one of them has none."""
    numbers = [entry["identity_number"] for entry in (one, other) if entry.get("identity_number")]
    return numbers[0] == numbers[1] if len(numbers) == 2 else one.get("name") == other.get("name")
