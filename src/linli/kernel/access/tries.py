"""How often an account may try what has to be guessed right: a code, never more than so many wrong ones in a time.

A try is kept before it is judged, in a transaction of its own, and forgotten when it was right: so a refusal that rolls
everything back counts, and of many at once none passes the limit. `settings.TRIES`: name -> (wrong ones, seconds).
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from linli.kernel import clock
from linli.kernel.access.models import Try, User
from linli.kernel.sweeps import sweep

WRONG = (404, 422)
_doors: dict[str, str] = {}


def limited(what: str, *paths: str) -> None:
    """A room says where something is tried: POSTs to these paths, of which those answered 404 or 422 were wrong."""
    _doors.update(dict.fromkeys(paths, what))


def tried_at(path: str) -> str:
    """What is tried at this path; "" for nothing."""
    return _doors.get(path, "")


def _lock(user: User) -> None:
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)


@transaction.atomic
def begin(user: User, what: str) -> Try | int:
    """Keep a try; or in how many seconds the next is free, when there were too many."""
    most, seconds = settings.TRIES[what]
    _lock(user)
    now, period = clock.now(), timedelta(seconds=seconds)
    kept = list(Try.objects.filter(user=user, what=what, at__gt=now - period).order_by("-at")[:most])
    if len(kept) >= most:
        return max(1, int((kept[-1].at + period - now).total_seconds()) + 1)
    return Try.objects.create(user=user, what=what, at=now)


def judged(kept: Try, status: int) -> None:
    """Forget a try that was not wrong. `status`: what it was answered."""
    if status not in WRONG:
        kept.delete()


@sweep
def forget_tries() -> int:
    """Tries that count no longer."""
    gone = 0
    for what, (_most, seconds) in settings.TRIES.items():
        old = Try.objects.filter(what=what, at__lte=clock.now() - timedelta(seconds=seconds))
        gone += old.delete()[0]
    return gone
