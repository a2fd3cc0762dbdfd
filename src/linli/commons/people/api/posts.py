"""`/posts`: who works where, as what, from when to when."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from linli.commons.people.forms import posts as forms
from linli.commons.people.models import Post
from linli.commons.people.queries.posts import NEWEST_FIRST, shown, visible_to
from linli.commons.people.states import Role
from linli.kernel.access.doors import door
from linli.kernel.access.grants import held
from linli.kernel.access.models import User
from linli.kernel.api.bodies import body
from linli.kernel.api.once import refer, renders
from linli.kernel.api.paging import LIMIT, Limit, listing, page
from linli.kernel.api.problems import forbidden, not_found
from linli.kernel.api.schema import DAY, TEXT, choice, component, documented, listed, maybe, shape

router = Router(tags=["posts"])
POST = component(
    "Post",
    shape(id=TEXT, account=TEXT, name=TEXT, unit=TEXT, role=choice(*Role.values), since=maybe(DAY), until=maybe(DAY)),
)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the bearer token's
    return request.user


def _allowed(request: HttpRequest, permission: str) -> User:
    user = _user(request)
    if held(user, permission):
        return user
    raise forbidden() if held(user, "posts.see") else not_found()


def of(post: Post) -> dict[str, Any]:
    """`until`: the first day without it."""
    account = post.person.account
    return {
        "id": str(post.pk),
        "account": account.username if account else "",
        "name": post.person.name,
        "unit": post.unit.code,
        "role": post.role,
        "since": post.during.lower.isoformat(),
        "until": post.during.upper.isoformat() if post.during.upper else None,
    }


@router.get("", summary="Posts that are held, or will be", openapi_extra=documented(answer=listed(POST)))
@door("posts.see")
def posts(request: HttpRequest, unit: str = "", cursor: str = "", limit: Limit = LIMIT) -> dict[str, Any]:
    """Newest first; of a unit. An officer sees those of desks, administrators and the auditor all."""
    found, mark = page(shown(_allowed(request, "posts.see"), unit=unit), cursor, NEWEST_FIRST, limit)
    return listing(request, found, mark, of)


@router.post(
    "",
    response={201: Any},
    summary="Give a post",
    openapi_extra=documented(forms.GIVE, required=True, example=forms.EXAMPLES["give"], answer=POST, status=201),
)
@door("posts.give")
def give(request: HttpRequest) -> Status[dict[str, Any]]:
    """By the district officer; those of officers, administrators and auditors by the security administrator. Nobody
    gives themselves one, and none of the last three stands beside another post."""
    given, user = body(request), _allowed(request, "posts.give")
    made = forms.give(given, by=user)
    refer(request, "post", str(made.pk))
    return Status(201, again(request, str(made.pk)))


@renders("post")
def again(request: HttpRequest, id: str) -> dict[str, Any]:
    """As it is now. Raises Problem 404 for one that had not begun when it was ended."""
    found = visible_to(_user(request)).select_related("person__account", "unit").filter(pk=id).first()
    if found is None:
        raise not_found()
    return of(found)


@router.post("/{id}/end", summary="End a post", openapi_extra=documented(forms.END, example={}, answer=POST))
@door("posts.give")
def end(request: HttpRequest, id: str) -> dict[str, Any]:
    """At once, unless `on` names the first day without it: the next call of its holder finds the doors closed."""
    given, user = body(request), _allowed(request, "posts.give")
    if not (id.isascii() and id.isdigit() and len(id) < 19):
        raise not_found()
    seen = visible_to(user).select_related("person__account", "unit").filter(pk=id).first()
    if seen is None:
        raise not_found()
    kept = forms.end(int(id), given, by=user)
    refer(request, "post", id)
    return of(kept) if kept is not None else of(seen) | {"until": of(seen)["since"]}
