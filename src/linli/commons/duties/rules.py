"""Who may take a duty, hand it over, or say that the resident was told."""

from __future__ import annotations

from linli.commons.duties.models import Duty
from linli.kernel.access.grants import posts
from linli.kernel.access.models import User


def of_desk(user: User, duty: Duty) -> bool:
    """Whether the user is a member of the desk that owes the duty today."""
    return any(post.unit_id == duty.unit_id and post.role == duty.role for post in posts(user))
