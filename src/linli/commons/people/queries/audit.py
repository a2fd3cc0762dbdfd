"""What the auditor reads: who looked at what, and what became of accounts and posts. No name of a resident is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.commons.people.queries import ACCOUNTED, CHANGED, ERASED, FOUND, MADE
from linli.commons.people.queries.accounts import visible_to
from linli.commons.people.queries.looks import SUBJECTS
from linli.kernel.access.models import AccessLog, User
from linli.kernel.clock import HERE
from linli.kernel.record.timeline import Entry, newest, timeline
from linli.kernel.record.writing import Ref

SEE = "audit.see"
ACCOUNT = "account"
NEWEST_FIRST = ("-id",)


@dataclass(frozen=True)
class Asked:
    """Which lines: of one account, about one matter, of one day; "" and None: all."""

    account: str = ""
    number: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Seen:
    """One line of the access log, to others than the person: what, of what, and why or by what."""

    line: AccessLog
    what: str
    of: str
    number: str
    reason: str


def lines(asked: Asked) -> QuerySet[AccessLog]:
    """Lines of the access log, to be read newest first."""
    rows = AccessLog.objects.select_related("user")
    if asked.account:
        rows = rows.filter(user__in=list(User.objects.filter(username=asked.account).values_list("pk", flat=True)))
    if asked.number:
        rows = rows.filter(subject_kind__in=("application", "joint"), subject_id=asked.number)
    if asked.day:
        begins = datetime.combine(asked.day, time(), HERE)
        rows = rows.filter(at__gte=begins, at__lt=begins + timedelta(days=1))
    return rows


def seen(line: AccessLog) -> Seen:
    """A line in words."""
    subject = SUBJECTS.get(line.subject_kind)
    noun = str(subject.noun) if subject and subject.noun else line.subject_kind
    number = line.subject_id if subject and subject.named else ""
    return Seen(line, _what(line.what), noun, number, _reason(line))


def _what(what: str) -> str:
    if what.startswith("unmask."):
        return _("Saw in full: %(number)s") % {"number": _number(what.removeprefix("unmask."))}
    if what.startswith("print "):
        return _("Opened to print")
    return {
        FOUND: _("Looked up"),
        MADE: _("Wrote down"),
        CHANGED: _("Changed"),
        ERASED: _("Had it erased, as was signed"),
        ACCOUNTED: _("Gave a first password, on the identity document"),
        "file.opened": _("Opened a file"),
    }.get(what) or _("Opened")


def _number(name: str) -> str:
    return {
        "identity_number": _("identity number"),
        "child": _("a child's identity number"),
        "document_number": _("document number"),
        "phone": _("mobile number"),
        "bank_card": _("bank card"),
    }.get(name) or _("a number that was filed")


def _reason(line: AccessLog) -> str:
    """What was given as the reason, or by what somebody was looked up."""
    if line.what.startswith("unmask."):
        return line.reason
    if line.what != FOUND:
        return ""
    found = {"identity": _("by the number of the document"), "phone": _("by the telephone number")}
    words = found.get(line.reason) or _("by name and the last digits of the telephone number")
    return words if line.subject_id else _("%(by)s; nobody was found") % {"by": words}


def changes(account: str, before: int | None, limit: int) -> list[Entry]:
    """What became of accounts and posts, newest first; of one account: all of it."""
    if not account:
        return newest(ACCOUNT, before, limit)
    found = User.objects.filter(username=account).values_list("pk", flat=True).first()
    told = reversed(timeline(Ref(ACCOUNT, str(found)))) if found else iter(())
    return [one for one in told if before is None or (one.position or before) < before][:limit]


def accounts_in(entries: Sequence[Entry], by: User) -> dict[int, User]:
    """Whom these entries name, as subject or as who did it: two queries. A resident has no name here."""
    ids = {int(one.subject.id) for one in entries} | {one.actor for one in entries if one.actor}
    found = User.objects.in_bulk(ids)
    staff = set(visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))
    for pk, account in found.items():
        account.name = account.name if pk in staff else ""
    return found
