"""How messages about mandates read, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.commons.messages.queries import Template
from linli.kernel.ui.words import day_full

WORDS = {
    "mandates.begun": (
        gettext_noop("%(agent)s can act for you"),
        gettext_noop("It holds until %(until)s. You are told of everything, and can end it at any time."),
    ),
    "mandates.begun_agent": (
        gettext_noop("You can act for %(principal)s"),
        gettext_noop("It holds until %(until)s. When you apply, choose whom it is for."),
    ),
    "mandates.begun_guardian": (
        gettext_noop("%(agent)s is entered as your guardian"),
        gettext_noop("What %(agent)s files for you, you find under your matters."),
    ),
    "mandates.begun_guardian_agent": (
        gettext_noop("You are entered as guardian of %(principal)s"),
        gettext_noop("You can apply for %(principal)s now: begin as always, and choose whom it is for."),
    ),
    "mandates.ended": (
        gettext_noop("%(agent)s no longer acts for you"),
        gettext_noop("What is under way stays as it is; you go on with it yourself."),
    ),
    "mandates.ended_agent": (
        gettext_noop("You no longer act for %(principal)s"),
        gettext_noop("Matters of %(principal)s are no longer shown to you."),
    ),
    "mandates.ended_guardian": (
        gettext_noop("%(agent)s is no longer entered as your guardian"),
        gettext_noop("What is under way stays as it is."),
    ),
    "mandates.ended_guardian_agent": (
        gettext_noop("You are no longer entered as guardian of %(principal)s"),
        gettext_noop("Matters of %(principal)s are no longer shown to you."),
    ),
    "mandates.refused": (
        gettext_noop("Your child could not be entered"),
        gettext_noop("Open it for the reason. You can ask again, or come to any window with the paper."),
    ),
}


CHANGED = (
    gettext_noop("%(agent)s changed what is known of you"),
    gettext_noop("As your guardian they may. Phone, card, address and household stand under “About me”."),
)


def _filled(words: str) -> Callable[[dict[str, Any]], str]:
    return lambda params: _(words) % _told(params)


def _told(params: dict[str, Any]) -> dict[str, str]:
    told = {name: str(params.get(name, "")) for name in ("principal", "agent")}
    if until := params.get("until"):
        told["until"] = day_full(date.fromisoformat(until) - timedelta(days=1))
    return told


TEMPLATES = {
    name: Template(_filled(title), _filled(body), lambda _params: "/acting/") for name, (title, body) in WORDS.items()
} | {"mandates.ward_changed": Template(_filled(CHANGED[0]), _filled(CHANGED[1]), lambda _params: "/me")}
