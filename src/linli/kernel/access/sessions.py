"""Sessions in the database. Every page of somebody signed in begins by reading one: a plain statement is enough."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.db import connection
from django.utils import timezone


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
