"""What who files, or who works on it, should know of a matter; never a refusal."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from linli.capabilities.services.queries import View
from linli.capabilities.services.states import LIVE, OVER, State
from linli.kernel.texts import said


def warnings(view: View, twin: str | None, staff: bool) -> list[dict[str, Any]]:
    """What the filer should know, and `staff`; never a refusal."""
    found: list[dict[str, Any]] = []
    asked = (State.DRAFT, State.FILED, State.CORRECTION, *([State.REVIEW] if staff else []))
    if view.application.state in asked:
        for code in [one for one in view.missing if one not in view.application.to_follow]:
            words = _("%(name)s is missing.") % {"name": said(view.item.material(code).name)}
            found.append({"code": "missing_material", "message": words, "material": code})
    if view.application.state not in OVER and view.foreign_identity:
        words = _("The identity number is not the one that we know of this person. Please look again.")
        found.append({"code": "other_identity", "message": words})
    if view.item.renewal and view.application.state in LIVE and view.application.silent_on is None:
        words = _("Filed too late, or nothing to renew is on file: without a decision it is not renewed.")
        found.append({"code": "silence_does_not_renew", "message": words})
    if staff:
        found += _unentered(view) + _revoked(view)
    if twin is not None:
        words = _("You have an open matter of this kind already: %(number)s.") % {"number": twin}
        found.append({"code": "already_open", "message": words, "number": twin})
    return found


def _unentered(view: View) -> list[dict[str, Any]]:
    if not view.unentered:
        return []
    words = _("%(name)s spoke for them and was not entered as guardian when it was filed.")
    return [{"code": "guardian_not_entered", "message": words % {"name": view.unentered}}]


def _revoked(view: View) -> list[dict[str, Any]]:
    """What rests on what was revoked stands until somebody looks at it."""
    resting, rests_on = _("This renewed result rests on it: %(number)s."), _("It renews a revoked result: %(number)s.")
    told = [("renewed_since", resting, number) for number in view.resting]
    told += [("rests_on_revoked", rests_on, number) for number in view.rests_on]
    return [{"code": code, "message": words % {"number": number}, "number": number} for code, words, number in told]


def open_in_household(number: str) -> dict[str, Any]:
    """The warning that another member has the same item under way. `number`: "" where it is not the caller's to see."""
    words = _("A member of this household has this under way already.")
    return {"code": "open_in_household", "message": words} | ({"number": number} if number else {})
