"""One matter as one user sees it."""

from __future__ import annotations

from dataclasses import dataclass

from linli.capabilities.services.queries.applications import View, view
from linli.capabilities.services.queries.ratings import veil
from linli.capabilities.services.queries.seeing import TOGETHER, visible_to, with_twin
from linli.kernel.access.grants import Somebody, posts
from linli.kernel.access.models import User
from linli.kernel.api.problems import not_found


@dataclass(frozen=True)
class Twin:
    """Another matter of the same person and item; `seen`: by who asks."""

    number: str
    granted: bool
    seen: bool


def detail(user: Somebody, number: str) -> View:
    """A matter's page. Raises Problem 404 when the user doesn't see it."""
    rows = visible_to(user).select_related(*TOGETHER).filter(number=number)
    found = (with_twin(rows) if posts(user) else rows).first()
    if found is None:
        raise not_found()
    return veil(view(found), user)


def twin_of(view: View, user: User) -> Twin | None:
    """The other matter of the same kind, for who works on this one until it is decided; what it renews is none."""
    a, known = view.application, getattr(view.application, "twin", None)
    if known is None or a.outcome is not None or (a.renews is not None and a.renews.application_id == known["id"]):
        return None
    seen = visible_to(user).filter(pk=known["id"]).exists()
    return Twin(known["number"], bool(known["granted"]), seen)
