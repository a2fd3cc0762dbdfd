"""Which posts there are: for who gives them, and for who watches over it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from linli.commons.people.models import Post
from linli.commons.people.states import GIVEN_BY
from linli.commons.places.models import Unit
from linli.kernel import clock
from linli.kernel.access import grants
from linli.kernel.access.grants import Somebody
from linli.kernel.texts import fold_name, said

SEE = "posts.see"
NEWEST_FIRST = ("-id",)


def given_by(user: Somebody) -> list[str]:
    """The roles whose posts are the user's to give, in their order."""
    return [str(role) for role, permission in GIVEN_BY.items() if grants.held(user, permission)]


def unit_name(unit: Unit) -> str:
    """In the language that is active."""
    return said(unit.names) or unit.name


def standing() -> Q:
    """Held today or later."""
    return Q(during__upper_inf=True) | Q(during__endswith__gt=clock.today())


def visible_to(user: Somebody) -> QuerySet[Post]:
    """All of them for administrators and auditors; for an officer those of desks, which they give."""
    if not grants.held(user, SEE):
        return Post.objects.none()
    rows = Post.objects.exclude(person__account=None)
    return rows if grants.held(user, "accounts.see") else rows.filter(role__in=given_by(user))


def shown(user: Somebody, *, q: str = "", unit: str = "", over: bool = False) -> QuerySet[Post]:
    """Those that are held now or will be, or with `over` those that were; of an account or name, and of a unit."""
    rows = visible_to(user).select_related("person__account", "unit")
    rows = rows.filter(during__endswith__lte=clock.today()) if over else rows.filter(standing())
    if unit:
        rows = rows.filter(unit__code=unit)
    if q:
        rows = rows.filter(Q(person__account__username=q) | Q(person__name_fold__contains=fold_name(q)))
    return rows
