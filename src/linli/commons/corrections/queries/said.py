"""How messages about corrections read, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.commons.messages.queries import Template
from linli.commons.people.queries.held import holding

WORDS = {
    "corrections.corrected": (
        gettext_noop("Corrected: %(about)s"),
        gettext_noop("What you said was wrong is put right. Open it for what was done."),
    ),
    "corrections.partly": (
        gettext_noop("Corrected in part: %(about)s"),
        gettext_noop("Open it for what was put right, why the rest was not, and where you can complain."),
    ),
    "corrections.refused": (
        gettext_noop("Not corrected: %(about)s"),
        gettext_noop("Open it for the reason, and for where you can complain."),
    ),
}


def _about(params: dict[str, Any]) -> dict[str, str]:
    held = holding(str(params.get("about", "")))
    about = str(held.title) if held else ""
    if "name" in params:
        about = _("%(about)s (%(name)s)") % {"about": about, "name": params["name"]}
    return {"about": about}


def _filled(words: str) -> Callable[[dict[str, Any]], str]:
    return lambda params: _(words) % _about(params)


TEMPLATES = {
    name: Template(_filled(title), _filled(body), lambda _params: "/me/corrections/")
    for name, (title, body) in WORDS.items()
}
