"""Who opened whose file: for the auditor, without what was in it."""

from __future__ import annotations

from linli.kernel import clock
from linli.kernel.access.grants import posts
from linli.kernel.access.models import AccessLog, User


def opened(user: User, owner: int | None, kind: str, subject: str, what: str = "open", reason: str = "") -> None:
    """Note that the user opened the file of somebody else; one's own leaves no line. `owner`: account, or None."""
    if owner == user.pk:
        return
    post = next(iter(posts(user)), None)
    AccessLog.objects.create(
        at=clock.now(), user=user, unit=post.unit if post else "", role=post.role if post else "",
        subject_kind=kind, subject_id=subject, what=what, reason=reason,
    )  # fmt: skip
