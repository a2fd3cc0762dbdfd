"""A follower that set an entry aside owes the administrator's attention: nothing stops silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from linli.commons.duties import actions
from linli.commons.duties.models import Duty
from linli.commons.duties.queries import Line
from linli.commons.duties.states import FOLLOWER, DutyKind
from linli.commons.people.queries import desk_of
from linli.commons.people.states import Role
from linli.kernel.access.models import User
from linli.kernel.record.followers import on_parked
from linli.kernel.record.timeline import Entry
from linli.kernel.record.writing import Ref

TITLE = {"zh-hans": "后台处理停住了", "en": "Work in the background has stopped"}


def lock(follower: str) -> None:
    """A follower has no row of its own; whoever writes about it holds its cursor already."""


def lines(followers: Sequence[str], user: User) -> Mapping[str, Line]:
    """Which follower it is, and the command that takes it up again."""
    return {name: Line(name, _("Mend the cause, then run: linli followers retry"), "") for name in followers}


@on_parked
def owe_repair(follower: str, entry: Entry, error: str) -> None:
    """One open duty for each follower that has something set aside."""
    if Duty.objects.filter(subject_kind=FOLLOWER, subject_id=follower, closed=None).exists():
        return
    if (unit := desk_of(Role.ADMINISTRATOR)) is not None:
        desk = (unit, str(Role.ADMINISTRATOR))
        actions.owe(Ref(FOLLOWER, follower), DutyKind.REPAIR, desk=desk, community=None, title=TITLE)
