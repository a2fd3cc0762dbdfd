"""Who looked at what is held of a person: their lines of the access log, as the person reads them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.commons.people.models import Person
from linli.commons.people.queries import ACCOUNTED, CHANGED, ERASED, FOUND, MADE
from linli.commons.people.states import Role
from linli.commons.places.queries import network
from linli.kernel.access.models import AccessLog
from linli.kernel.clock import local
from linli.kernel.texts import said

NEWEST_FIRST = ("-at", "-id")  # no index bears it: what is a person's is found by subject, then sorted


@dataclass(frozen=True)
class Subject:
    """A kind of what the access log names. `ids`: SQL that finds a person's, with one parameter, the person's id.

    `opened`: how it reads that somebody opened one. `link`: where the person finds it; "" for nowhere.
    """

    ids: str
    opened: str | Promise
    link: Callable[[str], str] = lambda _id: ""
    named: bool = True  # whether its id tells the person something
    noun: str | Promise = ""  # what it is called to others


SUBJECTS: dict[str, Subject] = {}


@dataclass(frozen=True)
class Look:
    """One line: when, from which unit and role (both "" for who acts for the person), what, the reason given."""

    line: AccessLog
    words: str
    unit: str
    role: str
    reason: str
    number: str
    href: str


def lines(person: Person, but: Collection[int] = ()) -> QuerySet[AccessLog]:
    """All lines about a person, without what they did themselves and what the accounts `but` did.

    That somebody called back who objected is about another, and stays out.
    """
    parts, values = [], list[object]()
    for kind, subject in SUBJECTS.items():
        parts.append(f"SELECT id FROM kernel_accesslog WHERE subject_kind = %s AND subject_id IN ({subject.ids})")
        values += [kind, person.pk]
    rows = AccessLog.objects.filter(pk__in=RawSQL(" UNION ALL ".join(parts), values))
    own = {person.account_id, *but} - {None}
    return rows.exclude(user__in=own).exclude(what__startswith="unmask.objection")


def shown(line: AccessLog) -> Look:
    """A line in words."""
    subject = SUBJECTS[line.subject_kind]
    unit = ""
    if line.unit:
        try:
            found = network().unit(line.unit)
            unit = said(found.names) or found.name
        except LookupError:
            unit = line.unit
    role = str(Role(line.role).label) if line.role in Role.values else line.role
    number = line.subject_id if subject.named else ""
    href = subject.link(line.subject_id)
    return Look(line, _words(line, subject), unit, role, _reason(line), number, href)


def _words(line: AccessLog, subject: Subject) -> str:
    if line.what.startswith("unmask."):
        return _seen(line.what.removeprefix("unmask."))
    if line.what.startswith("print "):
        return _("Opened a paper of it to print")
    known = {
        FOUND: _("Looked you up"),
        MADE: _("Wrote you down"),
        CHANGED: _("Changed what is known of you"),
        ACCOUNTED: _("Gave you a first password for your account, on your identity document"),
        ERASED: _("Had what is kept of you erased, as was signed"),
        "file.opened": _("Opened a file that was handed in"),
    }
    return str(known.get(line.what, subject.opened))


def _seen(name: str) -> str:
    return {
        "identity_number": _("Saw your identity number in full"),
        "child": _("Saw your child's identity number in full"),
        "document_number": _("Saw your document number in full"),
        "phone": _("Saw your mobile number in full"),
        "bank_card": _("Saw your bank card number in full"),
    }.get(name) or _("Saw in full a number that was filed")


def _reason(line: AccessLog) -> str:
    """What was given as the reason, or by what one was looked up; the log keeps other things there too."""
    if line.what.startswith("unmask."):
        return line.reason
    if line.what == FOUND:
        return {
            "identity": _("by the number of your document"),
            "phone": _("by your telephone number"),
        }.get(line.reason) or _("by your name and the last digits of your telephone number")
    return ""


def line_of(look: Look) -> dict[str, object]:
    """A line as programs read it."""
    line = look.line
    return {
        "at": local(line.at).isoformat(),
        "unit": line.unit or None,
        "role": line.role or None,
        "subject": {"type": line.subject_kind, "number": line.subject_id},
        "what": line.what,
        "words": look.words,
        "reason": look.reason or None,
    }
