"""`/notices`: what hangs on the boards, for anybody; who has something against it says so here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import Router

from linli.commons.notices.actions import object_to
from linli.commons.notices.forms import objection
from linli.commons.notices.models import Notice
from linli.commons.notices.queries import running
from linli.commons.places.queries import network
from linli.kernel.access.doors import door
from linli.kernel.api.bodies import body
from linli.kernel.api.once import KEY
from linli.kernel.api.paging import LIMIT, Limit, listing, page
from linli.kernel.api.problems import Problem, Wrong
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


LONG = {"type": "string", "minLength": 1, "maxLength": 2000}
OBJECTION = {
    "type": "object",
    "required": ["name", "phone", "what"],
    "properties": {"name": LONG | {"maxLength": 60}, "phone": LONG | {"maxLength": 40}, "what": LONG},
    "additionalProperties": False,
}
EXAMPLE = {"name": "王建国", "phone": "13800138000", "what": "申请人名下另有住房"}
CONFIRMED = component("Objection", shape(notice=TEXT, objection=TEXT, at=MOMENT))


@router.post(
    "/{id}/object",
    auth=None,
    summary="Object to what a notice shows",
    openapi_extra=documented(OBJECTION, required=True, example=EXAMPLE, answer=CONFIRMED, status=201)
    | {"parameters": [{"name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string"}}]},
)
@door("public")
def object_(request: HttpRequest, id: str) -> HttpResponse:
    """Anybody, with name and telephone, while it hangs; the key counts within the notice."""
    key = request.headers.get("Idempotency-Key", "")
    if key and not KEY.fullmatch(key):
        title = _("Idempotency-Key must have 1 to 255 visible ASCII characters.")
        raise Problem(422, "idempotency-key", title, errors=[Wrong("", "format", title)])
    address = str(request.META.get("REMOTE_ADDR", ""))
    made, again = object_to(id, body(request), objection, key=key, address=address)
    told = {"notice": id, "objection": str(made.n), "at": local(made.at).isoformat()}
    headers = {"Idempotency-Replayed": "true"} if again else None
    return JsonResponse(told, status=201, headers=headers, json_dumps_params={"ensure_ascii": False})
