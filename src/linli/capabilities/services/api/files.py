"""`/files`: papers, photographed or scanned."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File as Upload
from ninja import Router, Status
from ninja.files import UploadedFile

from linli.capabilities.services.api.schemas import FILE
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.once import refer, renders
from linli.kernel.api.problems import not_found
from linli.kernel.api.schema import documented
from linli.kernel.files import store
from linli.kernel.files.doors import served, take
from linli.kernel.files.models import File

router = Router(tags=["files"])
BYTES = {"type": "string", "contentMediaType": "application/octet-stream"}
KINDS = ("image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf")


@renders("file")
def shown(request: HttpRequest, id: str) -> dict[str, Any]:
    found = File.objects.filter(pk=id).first()
    if found is None:  # nobody handed it in, so it was thrown away
        raise not_found()
    return store.shape(found)


@router.post("", response={201: Any}, summary="Upload a paper", openapi_extra=documented(answer=FILE, status=201))
@door("signed_in")
def upload(request: HttpRequest, file: Upload[UploadedFile]) -> Status[dict[str, Any]]:
    """JPEG, PNG, WebP, HEIC or PDF, told by the content, up to 10 MiB; kept encrypted. What no draft and no verb names
    within a day is thrown away."""
    assert isinstance(request.user, User)
    kept = take(request.user, file)
    refer(request, "file", kept.pk)
    return Status(201, store.shape(kept))


@router.get(
    "/{id}",
    summary="The paper itself",
    openapi_extra={"responses": {200: {"content": {kind: {"schema": BYTES} for kind in KINDS}}}},
)
@door("signed_in")
def download(request: HttpRequest, id: str) -> HttpResponse:
    """To its owner, and to whoever sees the matter that it belongs to."""
    assert isinstance(request.user, User)
    found = store.visible(request.user, id)
    if found is None:
        raise not_found()
    return served(found, request.user)
