"""Who answers an asking for correction."""

from __future__ import annotations

from linli.commons.corrections.models import CorrectionRequest
from linli.commons.mandates.queries import tied
from linli.commons.people.queries import head_desk
from linli.commons.people.states import Role
from linli.kernel.access.grants import Post, posts
from linli.kernel.access.models import User


def own(user: User, request: CorrectionRequest) -> bool:
    """Whether it is about the user, or about somebody for whom the user asked or acts; not for who wrote it down."""
    return user.pk in (request.person.account_id, guardian(request)) or tied(user, request.person_id)


def guardian(request: CorrectionRequest) -> int | None:
    """The account of the guardian who asked, where there is one."""
    agent = request.under.agent if request.under else None
    return agent.account_id if agent else None


def untold(request: CorrectionRequest) -> bool:
    """Whether nobody reads the answer here: neither the person nor a guardian who asked has an account."""
    return request.person.account_id is None and guardian(request) is None


def desk(user: User, request: CorrectionRequest) -> Post | None:
    """The user's post that answers it: a generalist of the unit, or who leads it."""
    desks = ((request.unit_id, str(Role.GENERALIST)), head_desk(request.unit_id))
    return next((post for at in desks for post in posts(user) if (post.unit_id, post.role) == at), None)


def may_answer(user: User, request: CorrectionRequest) -> bool:
    """Whether the user may answer it now."""
    return not request.outcome and desk(user, request) is not None and not own(user, request)
