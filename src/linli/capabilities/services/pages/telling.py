"""What a person without an account has still to be told, and how it reads over the phone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.capabilities.services.pages.life import TELLING
from linli.capabilities.services.pages.preparing import asked_name
from linli.capabilities.services.pages.prints import sheets
from linli.capabilities.services.queries import View
from linli.capabilities.services.queries.seeing import heard
from linli.capabilities.services.states import MUST_BE_TOLD, Means, State
from linli.kernel.access.grants import posts
from linli.kernel.access.models import User
from linli.kernel.record.timeline import Entry

SHIFTS = (
    "services.AcceptedConditionally", "services.ApplicationDeemedAccepted", "services.ApplicationSuspended",
    "services.ApplicationResumed", "services.ApplicationExtended",
)  # fmt: skip


@dataclass(frozen=True)
class Telling:
    """What to say, line by line; the papers that say the same (kind, name); by which means it can be told."""

    lines: list[str]
    papers: list[tuple[str, str]]
    means: list[tuple[str, str]]


def telling(view: View, user: User) -> Telling | None:
    """None when everything has been told, or when it is not this user's to tell."""
    a = view.application
    here = any(post.unit_id == a.taken_in_by_id and post.role == "generalist" for post in posts(user))
    if not here or a.person.account_id is not None or a.state == State.ENDED or heard(a):
        return None
    owed: list[Entry] = []
    for entry in view.entries:
        brought = entry.fact == "services.ApplicationFiled" and view.filing.get("handed_in_by")
        if entry.fact in MUST_BE_TOLD or brought:
            owed.append(entry)
        elif entry.fact in ("services.ResidentTold", "services.ResultDelivered"):
            owed = []
    if not owed:
        return None
    means = [(m.value, str(m.label)) for m in (Means.PHONE, Means.WINDOW, Means.POST, Means.HOME_VISIT)]
    told = [_lines(view, entry) for entry in owed]
    names = {sheet.kind: sheet.heading for sheet in sheets()}
    papers = list(dict.fromkeys((paper, names[paper]) for _lines_of, paper in told))
    return Telling([line for lines, _paper in told for line in lines], papers, means)


def _lines(view: View, entry: Entry) -> tuple[list[str], str]:
    told = view.said(entry)
    if entry.fact == "services.CorrectionRequested":
        return [f"{asked_name(view.item, one)}{_(': ')}{one['what']}" for one in told.get("items", ())], "correction"
    if entry.fact in ("services.ApplicationGranted", "services.ApplicationRenewed"):
        return [_("It is granted. The result can be fetched at the window or is brought home.")], "decision"
    if entry.fact == "services.ApplicationRefused":
        return [_("It is refused, because:"), told.get("reasons", "")], "decision"
    if entry.fact == "services.ResultRevoked":
        return [_("The result is revoked, because:"), told.get("reasons", "")], "revocation"
    if entry.fact in SHIFTS:
        title, note, *papers = TELLING[entry.fact](view, entry, told)
        return [part for part in (title, note) if part], papers[0]
    by = {"name": view.filing.get("handed_in_by", "")}
    return [_("%(name)s handed papers in for you. We have them and work on it.") % by], "receipt"
