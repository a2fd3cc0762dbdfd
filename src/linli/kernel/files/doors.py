"""Files at the doors: an upload taken in with the contract's refusals, a file given out."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, Wrong, wrong
from linli.kernel.files import store
from linli.kernel.files.models import File
from linli.kernel.record.writing import Ref

TAKEN = ("image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf")  # what a file may say it is


def take(owner: User, upload: UploadedFile[Any]) -> File:
    """Keep an uploaded file. Raises Problem 413, 415."""
    title = _("This is over 10 MB: please take the photo again or choose a smaller size.")
    too_large = Problem(413, "file-too-large", title)
    if upload.size is not None and upload.size > store.LARGEST:
        raise too_large
    try:
        return store.keep(owner, upload.name or "", upload.read())
    except store.TooLargeError as error:
        raise too_large from error
    except store.WrongTypeError as error:
        title = _("We can't take this kind of file: please take a photo or choose a PDF.")
        if not upload.size or upload.content_type in TAKEN:
            title = _("This file can't be opened: please take the photo again or choose another one.")
        raise Problem(415, "file-type", title) from error


def signed(by: User, id: str, to: Ref) -> str:
    """Attach the scan of what somebody signed at a window; its id, or its copy's where it serves elsewhere already.

    Raises Problem 422. Needs a transaction.
    """
    files = store.usable(by, [id])
    if not files:
        raise wrong([Wrong("/file", "file", _("This file is not there, or not yours."))])
    kept = store.free(files, to)[files[0].pk].pk
    store.attach([kept], to)
    return kept


def served(file: File, reader: User) -> HttpResponse:
    """The plain bytes, never cached; opening another's file leaves a line for the auditor."""
    response = HttpResponse(store.opened(file, by=reader), content_type=file.type)
    disposition = content_disposition_header(False, file.plain_name)
    response["Content-Disposition"] = disposition or "inline"
    response["Cache-Control"] = "private, no-store"
    return response
