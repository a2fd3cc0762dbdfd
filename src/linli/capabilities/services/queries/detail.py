"""One matter as one user sees it."""

from __future__ import annotations

from linli.capabilities.services.queries.applications import View, view
from linli.capabilities.services.queries.ratings import veil
from linli.capabilities.services.queries.seeing import TOGETHER, visible_to
from linli.kernel.access.grants import Somebody
from linli.kernel.api.problems import not_found


def detail(user: Somebody, number: str) -> View:
    """A matter's page. Raises Problem 404 when the user doesn't see it."""
    found = visible_to(user).select_related(*TOGETHER).filter(number=number).first()
    if found is None:
        raise not_found()
    return veil(view(found), user)
