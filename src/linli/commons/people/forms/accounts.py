"""What an administrator says of accounts, and their owners of passwords, to clean values; for pages and API alike."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.commons.people import rules
from linli.commons.people.actions.accounts import choose_password, make_account
from linli.commons.people.forms.lists import MOST, Row
from linli.commons.people.queries.accounts import name_of, visible_to
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading
from linli.kernel.api.problems import Problem, Wrong, wrong

ACCOUNT = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
LONGEST_ACCOUNT, LONGEST_NAME = 40, 60
NEW: dict[str, Any] = {
    "type": "object", "additionalProperties": False, "required": ["accounts"],
    "properties": {
        "accounts": {
            "type": "array", "minItems": 1, "maxItems": MOST,
            "items": {
                "type": "object", "additionalProperties": False, "required": ["account", "name"],
                "properties": {
                    "account": {"type": "string", "minLength": 1, "maxLength": LONGEST_ACCOUNT},
                    "name": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME},
                },
            },
        },
    },
}  # fmt: skip
EXAMPLE = {"accounts": [{"account": "wang.min", "name": "王敏"}]}
TAKEN = gettext_lazy("This account is somebody else's.")


@dataclass(frozen=True)
class Brought:
    """A row of a list: whose account, whether it is new, and what is wrong with it (field -> words)."""

    line: str
    account: str
    name: str
    new: bool
    wrong: dict[str, Wrong]


def tidy(account: str) -> str:
    """One spelling of an account."""
    return unicodedata.normalize("NFKC", account).strip().lower()


def flaw(account: str) -> tuple[str, str] | None:
    """What is wrong with an account: the code and words, or None. It stands in addresses: no number of a person's."""
    if not account:
        return "required", _("Please fill this in.")
    if len(account) > LONGEST_ACCOUNT:
        return "length", _("Please write at most %(n)d characters.") % {"n": LONGEST_ACCOUNT}
    if not ACCOUNT.fullmatch(account):
        return "format", _("An account is of letters a–z and digits, with . - _ between them.")
    if rules.phone_flaw(account) is None or rules.identity_flaw(account) is None:
        return "format", _("Please take no telephone or identity number as an account.")
    return None


def bring(rows: list[Row], *, by: User, really: bool) -> list[Brought]:
    """Make the accounts of a list, all or none: where anything is wrong with a row nothing is made; nor where not
    `really`: see what would happen.

    An account that is there already, with this name, stays as it is.
    """
    met: set[str] = set()
    found = [_row(row, met, by) for row in rows]
    if really and not any(one.wrong for one in found):
        with transaction.atomic():
            for one in found:
                if one.new:
                    _make(one, by)
    return found


def _make(one: Brought, by: User) -> None:
    try:
        with transaction.atomic():
            make_account(one.account, one.name, by=by)
    except IntegrityError as error:  # somebody else was faster
        raise Problem(409, "taken", TAKEN, detail=one.account) from error


def _row(row: Row, met: set[str], by: User) -> Brought:
    """`met`: the accounts of the rows before it; this one joins them."""
    account, name = tidy(row.get("account", "")), " ".join(row.get("name", "").split())
    found: dict[str, Wrong] = {}

    def at(field: str, code: str, words: Any) -> None:
        found.setdefault(field, Wrong(f"/{field}", code, words))

    if said := flaw(account):
        at("account", *said)
    if not name:
        at("name", "required", _("Please fill this in."))
    elif len(name) > LONGEST_NAME or not name.isprintable():
        at("name", "format", _("Please write the name in at most 60 characters that can be seen."))
    if account in met:
        at("account", "choice", _("This account stands in the list already."))
    met.add(account)
    there = visible_to(by).filter(username=account).select_related("person").first()
    if there is not None and name_of(there) != name:
        at("name", "choice", _("This account belongs to %(name)s.") % {"name": name_of(there)})
    elif there is None and User.objects.filter(username=account).exists():
        at("account", "choice", TAKEN)
    return Brought(row.get("line", ""), account, name, there is None, found)


def accounts(raw: dict[str, Any], *, by: User) -> list[Brought]:
    """A list as a program sends it. Raises Problem 422 naming every value that is wrong."""
    reading = Reading(raw)
    reading.only("accounts")
    given = raw.get("accounts")
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        reading.flaw("/accounts", "required" if given is None else "type", _("Please give a list."))
        reading.finish()
    if not 1 <= len(given or []) <= MOST:
        reading.flaw("/accounts", "length", _("Please give at least 1 and at most %(n)d.") % {"n": MOST})
        reading.finish()
    rows = [_plain(reading, f"/accounts/{n}", one) for n, one in enumerate(given or [])]
    reading.finish()
    found = bring(rows, by=by, really=True)
    flaws = [
        Wrong(f"/accounts/{n}{w.pointer}", w.code, w.message) for n, o in enumerate(found) for w in o.wrong.values()
    ]
    if flaws:
        raise wrong(flaws)
    return found


def _plain(reading: Reading, at: str, one: dict[str, Any]) -> Row:
    inner = Reading(one)
    inner.only("account", "name")
    row = {"account": inner.text("account", longest=200), "name": inner.text("name", longest=200)}
    reading.errors += [Wrong(f"{at}{e.pointer}", e.code, e.message) for e in inner.errors]
    return row


def new_password(user: User, raw: dict[str, str]) -> dict[str, str]:
    """Choose a password: `old` (not asked of a first password, with which one has just signed in), `new`, `again`.

    What is wrong, by field; nothing changed then. The old one alone is to be guessed: it is judged first.
    """
    if user.first_until is None and not user.check_password(raw.get("old", "")):
        return {"old": _("This is not your password. Please try again.")}
    word, found = raw.get("new", ""), {}
    if not word:
        found["new"] = _("Please choose a password.")
    elif user.check_password(word):
        found["new"] = _("Please choose another one than before.")
    else:
        try:
            validate_password(word, user)
        except ValidationError as error:
            found["new"] = " ".join(error.messages)
    if not found and raw.get("again", "") != word:
        found["again"] = _("This is not the same as above. Please write it once more.")
    if not found:
        choose_password(user, word)
    return found
