"""What to do about a wrong answer, in the reader's language; the same words on the page and in the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.kernel.forms.form import has_rows
from linli.kernel.texts import said


def missing(schema: Mapping[str, Any]) -> str:
    if schema["type"] == "boolean":
        return _("Please tick this to go on.") if "const" in schema else _("Please answer yes or no.")
    if schema["type"] == "array":
        return _("Please add at least one.") if has_rows(schema) else _("Please choose at least one.")
    told = {"field": said(schema["title"])}
    return (_("Please choose: %(field)s") if "enum" in schema else _("Please fill in: %(field)s")) % told


def unknown() -> str:
    return _("This is not asked for here; please leave it out.")


def unreadable() -> str:
    return _("This contains characters that cannot be kept; please type it again.")


def mistyped(schema: Mapping[str, Any]) -> str:
    if schema["type"] == "integer":
        if schema.get("x-widget") == "money":
            return _("Please enter an amount such as 1200.50, without words.")
        return _("Please enter a whole number, such as 3.")
    if schema["type"] == "boolean":
        return _("Please answer yes or no.")
    if schema["type"] == "array":
        return _("Please give a list.")
    return _("Please write text here.")


def not_a_row() -> str:
    return _("Please give each entry as an object.")


def not_offered(schema: Mapping[str, Any]) -> str:
    if "const" in schema:
        return _("Please tick this to go on.")
    return (
        _("Please choose from what is offered, each at most once.")
        if schema["type"] == "array"
        else (_("Please choose one of those offered."))
    )


def too_short(least: int) -> str:
    return ngettext("Please write at least %(n)d character.", "Please write at least %(n)d characters.", least) % {
        "n": least
    }


def too_long(most: int) -> str:
    return ngettext("Please write at most %(n)d character.", "Please write at most %(n)d characters.", most) % {
        "n": most
    }


def too_few(least: int) -> str:
    return ngettext("Please give at least %(n)d entry.", "Please give at least %(n)d entries.", least) % {"n": least}


def too_many(most: int) -> str:
    return ngettext("Please give at most %(n)d entry.", "Please give at most %(n)d entries.", most) % {"n": most}


def out_of_range(schema: Mapping[str, Any], bound: int, low: bool) -> str:
    shown = f"{yuan(bound)}" if schema.get("x-widget") == "money" else f"{bound}"
    says = _("Please enter %(bound)s or more.") if low else _("Please enter %(bound)s or less.")
    return says % {"bound": shown}


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals: 120050 is `1200.50`."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02}"
