"""Plugs in the sweeps and the desk's place in the bars."""

from django.utils.translation import gettext_lazy as _

from linli.commons.duties import facts, jobs, reactions
from linli.commons.duties.queries import SIDES, Side, Subject, register
from linli.commons.duties.states import FOLLOWER
from linli.kernel.access.grants import Somebody, posts
from linli.kernel.ui import menu

__all__ = ["facts", "jobs", "reactions"]


def has_desk(user: Somebody) -> bool:
    """Whoever holds a post has a desk."""
    return bool(posts(user))


SIDES.append(Side(_("Messages"), "chat-dots", "messages:list", "messages:list", has_desk))
register(FOLLOWER, Subject(lock=reactions.lock, lines=reactions.lines))
menu.add(menu.Entry("desk", _("Desk"), "inbox", "duties:desk", 0, shown=has_desk))
