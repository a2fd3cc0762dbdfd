"""`/notices`: what hangs on the boards, for anybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router

from linli.commons.notices.models import Notice
from linli.commons.notices.queries import running
from linli.commons.places.queries import network
from linli.kernel.access.doors import door
from linli.kernel.api.paging import LIMIT, Limit, listing, page
from linli.kernel.api.problems import Problem
from linli.kernel.api.schema import MOMENT, TEXT, component, documented, listed, shape
from linli.kernel.clock import local
from linli.kernel.texts import localised, said

router = Router(tags=["notices"])
FIELDS = {"type": "object", "description": "By the names of the item's form; `titles` says what each is called."}
TITLES = {"type": "object", "additionalProperties": TEXT}
NOTICE = component(
    "Notice",
    shape(id=TEXT, community=TEXT, item=TEXT, title=TEXT, fields=FIELDS, titles=TITLES, from_=MOMENT, until=MOMENT),
)


def shape_of(notice: Notice) -> dict[str, Any]:
    """The contract's Notice: nothing but what the item publishes."""
    return {
        "id": str(notice.pk),
        "community": network().place_by_id(notice.community_id).code,
        "item": notice.item,
        "title": said(notice.title),
        "fields": {field["name"]: localised(field["value"]) for field in notice.published},
        "titles": {field["name"]: said(field["title"]) for field in notice.published},
        "from": local(notice.starts).isoformat(),
        "until": local(notice.until).isoformat(),
    }


@router.get("", auth=None, summary="What hangs on the boards", openapi_extra=documented(answer=listed(NOTICE)))
@door("public")
def notices(request: HttpRequest, community: str = "", cursor: str = "", limit: Limit = LIMIT) -> dict[str, Any]:
    """Public notices that run now, newest first."""
    rows = running()
    if community:
        try:
            rows = rows.filter(community=network().place(community).id)
        except LookupError as error:
            raise Problem(400, "malformed", _("There is no such community."), detail=community) from error
    found, mark = page(rows, cursor, ("-id",), limit)
    return listing(request, found, mark, shape_of)
