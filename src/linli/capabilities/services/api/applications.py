"""`/applications`: file, read, change, and one operation for each verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from linli.capabilities.services import actions, forms
from linli.capabilities.services.api import shapes
from linli.capabilities.services.api.schemas import APPLICATION, OFFER
from linli.capabilities.services.api.warnings import open_in_household
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import View, detail, open_at_home, ref, view, views, visible_to
from linli.capabilities.services.queries.lists import listed as matters
from linli.capabilities.services.queries.ratings import FOLLOWED, RATED
from linli.capabilities.services.states import State
from linli.commons.ratings import queries as ratings
from linli.kernel.access.doors import door
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.bodies import body
from linli.kernel.api.once import refer, renders
from linli.kernel.api.paging import LIMIT, Limit, key, listing, page
from linli.kernel.api.problems import not_found
from linli.kernel.api.schema import documented, listed

router = Router(tags=["applications"])


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the bearer token's
    return request.user


@renders("application")
def shown(request: HttpRequest, number: str) -> dict[str, Any]:
    """A matter as the caller sees it now."""
    return _shown(detail(_user(request), number), _user(request))


def _shown(view: View, user: User, twin: str | None = None) -> dict[str, Any]:
    """A matter as it was just prepared or filed, with what its filer should know; any other as it is."""
    a, told = view.application, shapes.application(view, user, twin)
    if a.state in (State.DRAFT, State.FILED):
        answers = (view.draft or view.filing).get("answers", {})
        at_home = open_at_home(user, a.person, view.item, answers)
        told["warnings"] += [] if at_home is None else [open_in_household(at_home)]
    return told


@renders("new-application")
def shown_new(request: HttpRequest, reference: str) -> dict[str, Any]:
    """A matter just filed, with the twin that was noticed."""
    number, _sep, twin = reference.partition("+")
    return _shown(detail(_user(request), number), _user(request), twin or None)


@router.get("", summary="Matters that I see", openapi_extra=documented(answer=listed(APPLICATION)))
@door("signed_in")
def applications(
    request: HttpRequest,
    state: State | None = None,
    item: str = "",
    q: str = "",
    cursor: str = "",
    limit: Limit = LIMIT,
) -> dict[str, Any]:
    """Newest first."""
    user = _user(request)
    rows = visible_to(user).select_related("person", "result", "correction", "joint")
    equal: dict[str, Any] = {name: str(value) for name, value in {"state": state, "item": item}.items() if value}
    equal["bundle"] = False
    before = key(rows, cursor, ["id"])[0] if cursor else None
    rows = matters(user, rows, forms.question(q), limit + 1, before, **equal)
    found, mark = page(rows, cursor, ("-id",), limit)
    found_views = views(found)
    beside = shapes.around(found_views, user)
    return listing(request, found_views, mark, lambda v: shapes.application(v, user, beside=beside))


@router.post(
    "",
    response={201: Any},
    summary="Begin or file a matter",
    openapi_extra=documented(forms.NEW, required=True, example=forms.EXAMPLES["new"], answer=APPLICATION, status=201),
)
@door("signed_in")
def create(request: HttpRequest) -> Status[dict[str, Any]]:
    """With `submit: true` it is filed at once; otherwise it is a draft."""
    user = _user(request)
    filing, submit = forms.new(body(request), user)
    opened(user, filing.person.account_id, "person", str(filing.person.pk))
    twin = None
    if submit:
        made, twin = actions.file(filing, by=user)
    else:
        made = actions.draft(filing, by=user)
    refer(request, "new-application", f"{made.number}+{twin or ''}")
    return Status(201, _shown(view(made), user, twin))


@router.get("/{number}", summary="One matter with its whole life", openapi_extra=documented(answer=APPLICATION))
@door("signed_in")
def application(request: HttpRequest, number: str) -> dict[str, Any]:
    user = _user(request)
    found = detail(user, number)
    if found.application.bundle:  # its door is /joint-applications
        raise not_found()
    opened(user, found.application.person.account_id, "application", number)
    return _with_comment(shapes.application(found, user), number)


KEPT = {RATED: ratings.comment, FOLLOWED: ratings.followed}


def _with_comment(told: dict[str, Any], number: str) -> dict[str, Any]:
    """A matter with what was said at its rating: that is kept with the rating, not in the record."""
    for line in told["timeline"]:
        if line["fact"] in KEPT and (rated := ratings.of(ref(number))):
            line["note"] = KEPT[line["fact"]](rated) or None
    return told


@router.patch(
    "/{number}",
    summary="Change a draft or a correction",
    openapi_extra=documented(forms.CHANGE, example=forms.EXAMPLES["change"], answer=APPLICATION),
)
@door("signed_in")
def patch(request: HttpRequest, number: str) -> dict[str, Any]:
    """Merges top-level answers (null removes); `materials`, if given, replaces the list."""
    user = _user(request)
    changed = forms.perform_change(number, body(request), by=user)
    opened(user, changed.person.account_id, "application", number)
    return shapes.application(view(changed), user)


@router.get("/{number}/offers", summary="What is here already", openapi_extra=documented(answer=listed(OFFER)))
@door("signed_in")
def offers(request: HttpRequest, number: str) -> dict[str, Any]:
    """What need not be handed in again before it is filed: proved by a credential, or handed in before and still good.

    `give` goes into `materials` as it is. Who acts by a mandate is offered nothing: what the office knows of the person
    is not theirs to see.
    """
    user = _user(request)
    found = detail(user, number).application
    opened(user, found.person.account_id, "application", number)
    return {"items": [shapes.offer(one) for one in forms.offers(found, by=user)], "next": None}


@router.delete("/{number}", response={204: None}, summary="Throw a draft away")
@door("signed_in")
def delete(request: HttpRequest, number: str) -> Status[None]:
    actions.discard(number, by=_user(request))
    return Status(204, None)


def _operation(verb: str) -> Callable[[HttpRequest, str], dict[str, Any]]:
    @door("signed_in")
    def operation(request: HttpRequest, number: str) -> dict[str, Any]:
        user = _user(request)
        done: Application = forms.perform(verb, number, body(request), by=user)
        refer(request, "application", number)
        return _shown(view(done), user)

    operation.__name__ = verb.replace("-", "_")
    return operation


for _verb in forms.VERBS:
    router.post(
        f"/{{number}}/{_verb}",
        summary=_verb,
        operation_id=f"application_{_verb.replace('-', '_')}",
        openapi_extra=documented(forms.BODIES[_verb], example=forms.EXAMPLES[_verb], answer=APPLICATION),
    )(_operation(_verb))
