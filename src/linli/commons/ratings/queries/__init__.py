"""What was said of a subject."""

from __future__ import annotations

from linli.commons.ratings.models import Rating
from linli.kernel.record.writing import Ref
from linli.kernel.secrets import unseal

PURPOSE = "rating"


def of(subject: Ref) -> Rating | None:
    """The rating of a subject, if it has one."""
    return Rating.objects.filter(subject_kind=subject.kind, subject_id=subject.id).first()


def comment(rating: Rating) -> str:
    """What the rater wrote; "" when nothing."""
    return unseal(bytes(rating.comment), purpose=PURPOSE).decode() if rating.comment else ""


def followed(rating: Rating) -> str:
    """What the rater wrote after the answer; "" when nothing."""
    return unseal(bytes(rating.followed_comment), purpose=PURPOSE).decode() if rating.followed_comment else ""


def answer(rating: Rating) -> str:
    """What the head says was done; "" while there is no answer."""
    return unseal(bytes(rating.answer), purpose=PURPOSE).decode() if rating.answer else ""
