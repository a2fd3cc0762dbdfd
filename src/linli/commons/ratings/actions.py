"""Rating and what follows. The room that owns the subject holds its lock, opens the duties and records."""

from __future__ import annotations

from datetime import date

from linli.commons.ratings.models import Rating
from linli.commons.ratings.queries import PURPOSE
from linli.kernel import clock
from linli.kernel.record.writing import Ref
from linli.kernel.secrets import seal


def rate(subject: Ref, level: int, comment: str, *, unit: int, topic: str) -> Rating:
    """Keep the rating (1–5). Raises IntegrityError for a second one."""
    return Rating.objects.create(
        subject_kind=subject.kind, subject_id=subject.id, topic=topic, level=level, comment=_sealed(comment),
        unit_id=unit, rated=clock.now(),
    )  # fmt: skip


def called(rating: Rating, on: date | None) -> None:
    """Who rated badly was reached on this day; None: nobody answered."""
    if on is None:
        rating.tries += 1
    else:
        rating.called = on
    rating.save(update_fields=["called", "tries"])


def answer(rating: Rating, what_was_done: str) -> None:
    """Keep what the head says was done."""
    rating.answer = seal(what_was_done.encode(), purpose=PURPOSE)
    rating.answered = clock.now()
    rating.save(update_fields=["answer", "answered"])


def follow_up(rating: Rating, level: int, comment: str) -> None:
    """Keep how it is now (1–5), in the rater's words; the first rating stays as it is."""
    rating.followed_level, rating.followed_comment = level, _sealed(comment)
    rating.save(update_fields=["followed_level", "followed_comment"])


def appeal(rating: Rating, by: int) -> None:
    """An account says that the rating is mistaken."""
    rating.appealed_by = by
    rating.save(update_fields=["appealed_by"])


def decide(rating: Rating, strike: bool) -> None:
    """Whether it counts in no figure from now on; it is kept either way."""
    rating.struck = strike
    rating.save(update_fields=["struck"])


def forget(subject: Ref) -> None:
    """Take the words out of a rating; that it was given, its level and its figures stay."""
    rows = Rating.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    rows.update(comment=None, answer=None, followed_comment=None)


def _sealed(words: str) -> bytes | None:
    return seal(words.encode(), purpose=PURPOSE) if words else None
