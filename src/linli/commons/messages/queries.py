"""A person's messages, newest first, and how a template is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from linli.commons.messages.models import Message
from linli.commons.people.queries import person_of
from linli.kernel.access.grants import Somebody
from linli.kernel.access.models import User
from linli.kernel.ui.finding import Found, Hit, counted_off, fit, words
from linli.kernel.ui.words import day

MOST = 200  # of one's newest messages are looked through
Say = Callable[[dict[str, Any]], str]


@dataclass(frozen=True)
class Template:
    """How a message reads; both are called at reading, in the reader's language. `link`: where it leads."""

    title: Say
    body: Say
    link: Say


TEMPLATES: dict[str, Template] = {}


def register(name: str, template: Template) -> None:
    """A room plugs in a message it may send."""
    TEMPLATES[name] = template


def visible_to(user: Somebody) -> QuerySet[Message]:
    """One's own messages that are not held."""
    person = person_of(user) if isinstance(user, User) else None
    return Message.objects.filter(person=person.pk, held=False) if person else Message.objects.none()


def unread(user: Somebody) -> int:
    """How many of one's messages wait to be read, up to 100."""
    return len(visible_to(user).filter(read=None).values_list("pk")[:100])


def said(message: Message) -> tuple[str, str, str]:
    """Title, body and link, in the language that is active now."""
    template = TEMPLATES[message.template]
    return template.title(message.params), template.body(message.params), template.link(message.params)


def find(user: Somebody, q: str, mark: str, limit: int) -> Found:
    """One's newest messages, found by what they say in the language that is active."""
    asked = words(q)
    hits = []
    for one in visible_to(user).order_by("-pk")[:MOST] if asked else ():
        title, text, link = said(one)
        if fit(asked, title, text):
            hits.append(Hit(title, day(one.occurred), link))
    return counted_off(hits, mark, limit)
