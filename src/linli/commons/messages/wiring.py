"""Plugs in the messages' entry and the number beside it."""

from django.utils.translation import gettext_lazy as _

from linli.commons.messages.queries import unread
from linli.commons.people.public import add_to_me
from linli.kernel.access.grants import Somebody, posts
from linli.kernel.ui import hooks, menu


def resident(user: Somebody) -> bool:
    """Somebody who comes for themselves: not at a desk."""
    return user.is_authenticated and not posts(user)


hooks.unread_by(unread)
add_to_me(lambda user: {"unread": unread(user)})
menu.add(menu.Entry("messages", _("Messages"), "chat-dots", "messages:list", 40, shown=resident, count=unread))
