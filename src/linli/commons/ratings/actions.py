"""Rating and answering. The room that owns the subject holds its lock, opens the duty and records."""

from __future__ import annotations

from linli.commons.ratings.models import Rating
from linli.commons.ratings.queries import PURPOSE
from linli.kernel import clock
from linli.kernel.record.writing import Ref
from linli.kernel.secrets import seal


def rate(subject: Ref, level: int, comment: str, *, unit: int) -> Rating:
    """Keep the rating (1–5). Raises IntegrityError for a second one."""
    sealed = seal(comment.encode(), purpose=PURPOSE) if comment else None
    return Rating.objects.create(
        subject_kind=subject.kind, subject_id=subject.id, level=level, comment=sealed, unit_id=unit, rated=clock.now()
    )


def answer(rating: Rating, what_was_done: str) -> None:
    """Keep what the head says was done."""
    rating.answer = seal(what_was_done.encode(), purpose=PURPOSE)
    rating.answered = clock.now()
    rating.save(update_fields=["answer", "answered"])
