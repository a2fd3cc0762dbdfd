"""Who answers an asking for correction."""

from __future__ import annotations

from linli.commons.corrections.models import CorrectionRequest
from linli.commons.mandates.queries import tied
from linli.commons.people.queries import head_desk
from linli.commons.people.states import Role
from linli.kernel.access.grants import Post, posts
from linli.kernel.access.models import User


def own(user: User, request: CorrectionRequest) -> bool:
    """Whether it is about the user, or about somebody for whom the user asked or acts."""
    return user.pk in (request.person.account_id, request.by_id) or tied(user, request.person_id)


def desk(user: User, request: CorrectionRequest) -> Post | None:
    """The user's post that answers it: a generalist of the unit, or who leads it."""
    desks = ((request.unit_id, str(Role.GENERALIST)), head_desk(request.unit_id))
    return next((post for at in desks for post in posts(user) if (post.unit_id, post.role) == at), None)


def may_answer(user: User, request: CorrectionRequest) -> bool:
    """Whether the user may answer it now."""
    return not request.outcome and desk(user, request) is not None and not own(user, request)
