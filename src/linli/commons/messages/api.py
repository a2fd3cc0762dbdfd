"""`/messages`: what the caller was told, newest first."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from linli.commons.messages.models import Message
from linli.commons.messages.queries import said, visible_to
from linli.kernel.access.doors import door
from linli.kernel.api.paging import LIMIT, Limit, listing, page
from linli.kernel.api.schema import MOMENT, TEXT, YES_NO, component, documented, listed, maybe, shape
from linli.kernel.clock import local

router = Router(tags=["messages"])
MESSAGE = component(
    "Message",
    shape(
        id=TEXT, at=MOMENT, subject=shape(type=TEXT, number=TEXT), title=TEXT, body=TEXT, link=maybe(TEXT), read=YES_NO
    ),
)


def shape_of(message: Message) -> dict[str, Any]:
    """The contract's Message."""
    title, text, link = said(message)
    return {
        "id": str(message.pk),
        "at": local(message.occurred).isoformat(),
        "subject": {"type": message.params["kind"], "number": message.params["id"]},
        "title": title,
        "body": text,
        "link": link,
        "read": message.read is not None,
    }


@router.get("", summary="What I was told", openapi_extra=documented(answer=listed(MESSAGE)))
@door("signed_in")
def messages(request: HttpRequest, cursor: str = "", limit: Limit = LIMIT) -> dict[str, Any]:
    """The caller's messages, newest first."""
    found, mark = page(visible_to(request.user), cursor, ("-id",), limit)
    return listing(request, found, mark, shape_of)
