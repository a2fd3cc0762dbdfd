"""A form sent five times has one effect: every form that files something carries a key (`ui.once_key`)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from psycopg import errors

from linli.kernel.access.models import User
from linli.kernel.api.once import asked, claim, remember
from linli.kernel.api.problems import Problem

FIELD = "once"
PASSING = ("csrfmiddlewaretoken", FIELD)


def new_key() -> str:
    """A key for a form that is shown anew."""
    return secrets.token_urlsafe(18)


def once(request: HttpRequest, run: Callable[[], str]) -> str:
    """Do what the form asks for, once for its key; the reference that `run` returned, also when it comes again.

    Raises Problem 409 when the key came with other values before, or when its first sending still runs. A form
    without a key is simply done.
    """
    key = request.POST.get(FIELD, "")
    if not key or not isinstance(request.user, User):
        return run()
    fingerprint = asked(request.user, str(request.method), request.path, repr(sorted(_values(request))).encode())
    try:
        with transaction.atomic():
            twin = claim(request.user, key[:255], fingerprint)
            if twin is None:
                reference = run()
                remember(request.user, key[:255], 200, reference)
                return reference
    except OperationalError as error:
        if isinstance(error.__cause__, errors.LockNotAvailable):
            raise Problem(409, "in-progress", _("The same request is still being worked on.")) from error
        raise
    if bytes(twin.asked) != fingerprint:
        words = _("You filed this already as %(number)s; change it there.") % {"number": twin.reference}
        raise Problem(409, "filed-already", _("This has been filed."), detail=words, reference=twin.reference)
    return twin.reference


def _values(request: HttpRequest) -> Iterator[tuple[str, list[str]]]:
    """What the form says, its files by their content."""
    for name, found in request.POST.lists():
        if name not in PASSING:
            yield name, [str(value) for value in found]
    for name, files in request.FILES.lists():
        yield name, [_digest(file) for file in files]


def _digest(file: UploadedFile[Any]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
