"""What came in the body of a request, judged before anything else looks at it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.kernel.api.problems import Problem, Words, Wrong, wrong
from linli.kernel.forms.kinds import check_date


def body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a request; no body counts as `{}`.

    Raises Problem 400 for what isn't a JSON object, for NUL and lone surrogates (PostgreSQL keeps neither in text or
    jsonb), for NaN and infinities, and for absurd depth.
    """
    if request.content_type == "multipart/form-data":
        raise Problem(400, "not-json", _("The body is not JSON."))
    if not request.body.strip():
        return {}
    try:
        text = request.body.decode()
        found = json.loads(text, parse_constant=_refuse)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Problem(400, "not-json", _("The body is not JSON.")) from error
    if "\\u0000" in text or "\0" in text:
        raise Problem(400, "not-json", _("The body contains a NUL character."))
    if not isinstance(found, dict):
        raise Problem(400, "not-json", _("The body must be a JSON object."))
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


class Reading:
    """Reads the values of a body one by one and gathers what is wrong with them; `finish()` raises Problem 422."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.errors: list[Wrong] = []

    def flaw(self, pointer: str, code: str, message: Words) -> None:
        self.errors.append(Wrong(pointer, code, message))

    def text(self, name: str, *, required: bool = False, longest: int = 2000) -> str:
        """A text without its outer white space; "" when there is none."""
        value = self.raw.get(name)
        if value is None or value == "":
            if required:
                self.flaw(f"/{name}", "required", _("Please fill this in."))
            return ""
        if not isinstance(value, str):
            self.flaw(f"/{name}", "type", _("Please write text here."))
            return ""
        if len(value) > longest:
            self.flaw(f"/{name}", "length", _("Please write at most %(n)d characters.") % {"n": longest})
        stripped = value.strip()
        if required and not stripped:
            self.flaw(f"/{name}", "required", _("Please fill this in."))
        return stripped

    def choice(self, name: str, options: Sequence[str], *, required: bool = False) -> str:
        """One of the options; "" when there is none."""
        value = self.raw.get(name)
        if value is None or value == "":
            if required:
                self.flaw(f"/{name}", "required", _("Please choose one."))
            return ""
        if not isinstance(value, str):
            self.flaw(f"/{name}", "type", _("Please write text here."))
            return ""
        if value not in options:
            self.flaw(f"/{name}", "choice", _("Please choose one of: %(options)s.") % {"options": ", ".join(options)})
            return ""
        return value

    def whole(self, name: str, least: int, most: int) -> int:
        """A required whole number between `least` and `most`."""
        value = self.raw.get(name)
        if value is None:
            self.flaw(f"/{name}", "required", _("Please fill this in."))
        elif not isinstance(value, int) or isinstance(value, bool):
            self.flaw(f"/{name}", "type", _("Please enter a whole number."))
        elif not least <= value <= most:
            words = {"least": least, "most": most}
            self.flaw(f"/{name}", "range", _("Please enter a number from %(least)d to %(most)d.") % words)
        else:
            return value
        return least

    def yes_or_no(self, name: str, missing: Words) -> bool:
        """A required true or false; `missing` says what is asked."""
        value = self.raw.get(name)
        if not isinstance(value, bool):
            self.flaw(f"/{name}", "required" if value is None else "type", missing)
        return value is True

    def texts(self, name: str, *, most: int = 20) -> list[str]:
        """A list of texts; [] when there is none."""
        value = self.raw.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.flaw(f"/{name}", "type", _("Please give a list of texts."))
            return []
        if len(value) > most:
            self.flaw(f"/{name}", "length", _("Please give at most %(n)d.") % {"n": most})
        return [str(v) for v in value]

    def day(self, name: str, last: date) -> date:
        """A required date, `last` at the latest."""
        value = self.text(name, required=True, longest=10)
        found = None if check_date(value) else date.fromisoformat(value)
        if value and found is None:
            self.flaw(f"/{name}", "date", _("Please enter a date like 2026-06-08."))
        elif found is not None and found > last:
            self.flaw(f"/{name}", "date", _("This day has not come yet."))
        return found or last

    def only(self, *names: str) -> None:
        """Refuse values that nobody asked for."""
        for name in sorted(set(self.raw) - set(names)):
            self.flaw(f"/{pointed(name)}", "unknown", _("This is not known here."))

    def finish(self) -> None:
        if self.errors:
            raise wrong(self.errors)


def pointed(name: str) -> str:
    """A name as a part of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
