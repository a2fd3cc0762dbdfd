"""`/audit`: who looked at what, and what became of accounts and posts; for the auditor."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from linli.commons.people.forms.audit import asked, cut
from linli.commons.people.queries.audit import NEWEST_FIRST, Seen, accounts_in, changes, lines, seen
from linli.kernel.access.doors import door
from linli.kernel.access.grants import held
from linli.kernel.access.models import User
from linli.kernel.api.paging import LIMIT, Limit, listing, page
from linli.kernel.api.problems import Problem, not_found
from linli.kernel.api.schema import ANY_OBJECT, MOMENT, TEXT, component, documented, listed, maybe, shape
from linli.kernel.clock import local
from linli.kernel.record.timeline import Entry

router = Router(tags=["audit"])
LOOKED = component(
    "AuditLook",
    shape(
        at=MOMENT, account=TEXT, unit=maybe(TEXT), role=maybe(TEXT), what=TEXT, subject=TEXT, number=maybe(TEXT),
        reason=maybe(TEXT),
    ),
)  # fmt: skip
CHANGED = component(
    "AccountChange",
    shape(at=MOMENT, account=maybe(TEXT), fact=TEXT, details=ANY_OBJECT, by=maybe(TEXT), role=maybe(TEXT)),
)


def _auditor(request: HttpRequest) -> User:
    """For all others nothing is there."""
    assert isinstance(request.user, User)  # the bearer token's
    if not held(request.user, "audit.see"):
        raise not_found()
    return request.user


@router.get("/looks", summary="Who looked at what", openapi_extra=documented(answer=listed(LOOKED)))
@door("audit.see")
def looks(request: HttpRequest, q: str = "", day: str = "", cursor: str = "", limit: Limit = LIMIT) -> dict[str, Any]:
    """Newest first. `q`: an account or the number of a matter; `day`: a date."""
    _auditor(request)
    wanted, wrong = asked({"q": q, "day": day})
    if wrong:
        raise Problem(400, "day", wrong["day"])
    found, mark = page(lines(wanted), cursor, NEWEST_FIRST, limit)
    return listing(request, [seen(one) for one in found], mark, _look)


def _look(one: Seen) -> dict[str, Any]:
    line = one.line
    return {
        "at": local(line.at).isoformat(), "account": line.user.username, "unit": line.unit or None,
        "role": line.role or None, "what": line.what, "subject": line.subject_kind, "number": one.number or None,
        "reason": one.reason or None,
    }  # fmt: skip


@router.get("/accounts", summary="What became of accounts and posts", openapi_extra=documented(answer=listed(CHANGED)))
@door("audit.see")
def accounts(request: HttpRequest, account: str = "", cursor: str = "", limit: Limit = LIMIT) -> dict[str, Any]:
    """Newest first, of all accounts or of one: made, closed, given posts, second steps, passwords, and by whom."""
    user = _auditor(request)
    found, mark = cut(lambda before, n: changes(account, before, n), cursor, limit)
    named = accounts_in(found, user)
    return listing(request, found, mark, lambda one: _change(one, named))


def _change(one: Entry, named: dict[int, User]) -> dict[str, Any]:
    whose, by = named.get(int(one.subject.id)), named.get(one.actor or 0)
    return {
        "at": local(one.occurred).isoformat(), "account": whose.username if whose else None,
        "fact": one.fact.removeprefix("people."), "details": one.payload, "by": by.username if by else None,
        "role": one.role or None,
    }  # fmt: skip
