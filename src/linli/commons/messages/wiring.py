"""Plugs in the messages' entry and the number beside it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.commons.messages.api import shape_of
from linli.commons.messages.models import Message
from linli.commons.messages.queries import find, said, unread
from linli.commons.people.models import Person
from linli.commons.people.public import add_to_me
from linli.commons.people.queries.held import Holding, Row, hold
from linli.kernel.access.grants import Somebody, posts
from linli.kernel.ui import hooks, menu
from linli.kernel.ui.finding import Group, let_find
from linli.kernel.ui.words import day_full


def resident(user: Somebody) -> bool:
    """Somebody who comes for themselves: not at a desk."""
    return user.is_authenticated and not posts(user)


hooks.unread_by(unread)
add_to_me(lambda user: {"unread": unread(user)})
let_find(Group("messages", 50, "chat-dots", _("Messages"), find, menu.signed_in))
menu.add(menu.Entry("messages", _("Messages"), "chat-dots", "messages:list", 40, shown=resident, count=unread))


def _rows(person: Person, most: int | None) -> Iterable[Row]:
    for one in Message.objects.filter(person=person, held=False).order_by("-id")[:most]:
        title, _text, link = said(one)
        yield Row(title, day_full(one.occurred), link, str(one.pk))


def _told(person: Person) -> Iterable[dict[str, Any]]:
    rows = Message.objects.filter(person=person, held=False).order_by("-id")
    return (shape_of(one) for one in rows.iterator(chunk_size=500))


hold(
    Holding(
        "messages", 80, "chat-dots", _("Messages"),
        _("Because you must be told what happens to your matters."),
        _("No period is published."),
        _rows, _told, every="messages:list",
    )
)  # fmt: skip
