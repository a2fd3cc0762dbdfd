"""What of the room is found by words: items and bundles for everybody, matters for who sees them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import get_language

from linli.capabilities.services.models import Application
from linli.capabilities.services.pages.joint import coming_together
from linli.capabilities.services.queries import PublishedItem, catalogue, visible_to
from linli.capabilities.services.queries.joint import JointView, joint_views, joints_visible_to
from linli.capabilities.services.queries.lists import listed
from linli.capabilities.services.queries.words import read
from linli.capabilities.services.states import State
from linli.kernel.access.grants import Somebody
from linli.kernel.access.models import User
from linli.kernel.api.paging import key, page
from linli.kernel.numbers import spoken
from linli.kernel.texts import DEFAULT, said
from linli.kernel.ui.finding import Found, Hit, counted_off, words
from linli.kernel.ui.words import day

TOKENS = {
    State.DRAFT: "you", State.FILED: "waiting", State.CORRECTION: "you", State.REVIEW: "running",
    State.DECIDED: "running", State.CLOSED: "done", State.ENDED: "ended",
}  # fmt: skip


def find_items(user: Somebody, q: str, mark: str, limit: int) -> Found:
    """Best first, several items that are applied for as one before single ones."""
    language, asked = get_language() or DEFAULT, " ".join(words(q))
    fitting = [catalogue().search(asked, language, bundles=bundles) for bundles in (True, False)] if asked else []
    return counted_off([_item(one) for group in fitting for one in group], mark, limit)


def _item(item: PublishedItem) -> Hit:
    return Hit(said(item.name), said(item.summary), reverse("services:item", args=[item.code]))


def find_matters(user: Somebody, q: str, mark: str, limit: int) -> Found:
    """Those that one sees, newest first; in three queries. What was applied for as one, found by its number, stands
    before its parts. Raises Problem 400 for a mark that is not ours."""
    if not isinstance(user, User):
        return Found()
    rows = visible_to(user).select_related("person")
    before = key(rows, mark, ["id"])[0] if mark else None
    found, further = page(listed(user, rows, q, limit + 1, before, bundle=False), mark, ("-id",), limit)
    return Found([*(_wholes(user, q) if not mark else ()), *(_matter(one) for one in found)], further)


def _wholes(user: User, q: str) -> list[Hit]:
    asked = read(q)
    if asked is None or not asked.number:
        return []
    rows = joints_visible_to(user).filter(number=asked.number).select_related("person")
    return [_whole(one) for one in joint_views(list(rows), user)] if rows else []


def _whole(view: JointView) -> Hit:
    joint, now = view.joint, coming_together(view)
    told = " · ".join([joint.person.name, spoken(joint.number), day(joint.filed_at)])
    href = reverse("services:matter", args=[joint.number])
    return Hit(said(view.item.name), told, href, (now.token, now.words))


def _matter(a: Application) -> Hit:
    state = State(a.state)
    told = " · ".join([a.person.name, spoken(a.number), day(a.filed_at or a.drafted_at)])
    href = reverse("services:matter", args=[a.number])
    return Hit(said(catalogue().version(a.version_id).name), told, href, (TOKENS[state], str(state.label)))
