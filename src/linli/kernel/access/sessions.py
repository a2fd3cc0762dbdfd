"""Sessions in the database. Every page of somebody signed in begins by reading one: a plain statement is enough.

Where an account is signed in is listed by allauth's user sessions. To end all of them the account's epoch is raised,
which no session survives, listed or not.
"""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.db import connection
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from linli.kernel.access.models import Token, User
from linli.kernel.secrets.sealing import seal_json, unseal_json
from linli.kernel.sweeps import seldom

HOUR = 3600.0


class Sealed:
    """What a session carries is sealed: on the way through sign-in it bears secrets that are not yet anybody's."""

    def dumps(self, contents: dict[str, Any]) -> bytes:
        return seal_json(contents, purpose="session")

    def loads(self, sealed: bytes) -> Any:
        return unseal_json(sealed, purpose="session")


class SessionStore(InDatabase):
    def _get_session_from_db(self) -> Any:
        """The session's row, unless it has run out."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT session_key, session_data, expire_date FROM django_session "
                "WHERE session_key = %s AND expire_date > %s",
                [self.session_key, timezone.now()],
            )
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return None
        return self.model(*found)


def sessions_of(user: User) -> QuerySet[UserSession]:
    """Where the account is signed in now, newest first."""
    alive = SessionStore.get_model_class().objects.filter(expire_date__gt=timezone.now()).values("session_key")
    rows: QuerySet[UserSession] = UserSession.objects.filter(user=user, session_key__in=alive)
    return rows.order_by("-created_at", "-pk")


def goes_on(request: HttpRequest, user: User) -> None:
    """With a new password this session goes on, under a new key, while all others end."""
    before = request.session.session_key
    update_session_auth_hash(request, user)
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
    for other in sessions_of(user).exclude(session_key=request.session.session_key):
        other.end()


def nowhere_else(request: HttpRequest, user: User) -> None:
    """This session goes on, and no other. The account's row is locked by the caller."""
    User.objects.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    user.refresh_from_db(fields=["epoch"])
    goes_on(request, user)


def end_all(user: User) -> tuple[int, int]:
    """Nowhere is the account signed in any more, and no program's token of it is good: how many there were of each.

    Its row is locked by the caller.
    """
    User.objects.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    ended, _each = SessionStore.get_model_class().objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()
    return ended, Token.objects.filter(user=user).delete()[0]


@seldom(HOUR)
def forget_ended() -> int:
    """Sessions that have run out, and what was noted of them: from where, with which browser."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session WHERE expire_date <= %s", [timezone.now()])
        gone = cursor.rowcount
        cursor.execute(
            "DELETE FROM usersessions_usersession u WHERE NOT EXISTS "
            "(SELECT 1 FROM django_session s WHERE s.session_key = u.session_key)"
        )
    return int(gone)
