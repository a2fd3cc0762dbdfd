"""What was applied for as one, with its parts as far as somebody sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.capabilities.services.models import Application, Joint, Part
from linli.capabilities.services.queries.applications import View, draft_of, views
from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.seeing import TOGETHER, joint_ref, own, visible_to
from linli.capabilities.services.states import OVER, Outcome, State
from linli.commons.mandates.queries import covering
from linli.kernel.access.grants import Somebody
from linli.kernel.access.models import User
from linli.kernel.api.problems import not_found
from linli.kernel.record.timeline import Entry, timeline


@dataclass(frozen=True)
class PartView:
    """One part: its item; its matter, where it was filed and is seen; `draft`: its draft while it waits."""

    part: Part
    item: PublishedItem
    view: View | None
    draft: Application | None = None

    @property
    def waits(self) -> bool:
        """Whether it is still to be filed."""
        return self.draft is not None or (self.view is None and not self.part.left)

    @property
    def application(self) -> Application | None:
        return self.view.application if self.view is not None else self.draft

    @property
    def said(self) -> Mapping[str, Any]:
        """What was filed of it, or is being kept until it is: {"answers", "materials"}."""
        if self.view is not None:
            return self.view.filing
        return (draft_of(self.draft) if self.draft is not None else None) or {}

    @property
    def over(self) -> bool:
        return bool(self.part.left) or (self.view is not None and self.view.application.state in OVER)


@dataclass(frozen=True)
class JointView:
    """The whole: its parts in their order, and what happened to it beside what happened to them."""

    joint: Joint
    item: PublishedItem
    parts: Sequence[PartView]
    own: Sequence[Entry]

    @property
    def number(self) -> str:
        return self.joint.number

    @property
    def over(self) -> bool:
        """Whether nothing of it is under way any more."""
        return all(one.over for one in self.parts)

    @cached_property
    def entries(self) -> list[tuple[PartView | None, Entry]]:
        """Everything that happened, in order; None for what concerns the whole."""
        found: list[tuple[PartView | None, Entry]] = [(None, entry) for entry in self.own]
        found += [(one, entry) for one in self.parts if one.view for entry in one.view.entries]
        return sorted(found, key=lambda pair: pair[1].occurred)

    def item_of(self, code: str) -> PublishedItem:
        """The item of this code among its parts. Raises LookupError."""
        for one in self.parts:
            if one.item.code == code:
                return one.item
        raise LookupError(code)


def joints_visible_to(user: Somebody) -> QuerySet[Joint]:
    """Those of the person concerned, of whom they act for, and those of whose parts the user sees one."""
    if not isinstance(user, User):
        return Joint.objects.none()
    seen = visible_to(user).filter(joint=OuterRef("pk"))
    return Joint.objects.filter(Q(person__account=user.pk) | Exists(seen))


def joint_views(joints: Sequence[Joint], user: User) -> list[JointView]:
    """Each with its parts as this user sees them; the same few queries however many."""
    ids = [one.pk for one in joints]
    rows = visible_to(user).select_related(*TOGETHER).filter(joint__in=ids)
    seen = list(rows)
    shown = {
        (v.application.joint_id, v.application.item): v for v in views([a for a in seen if a.state != State.DRAFT])
    }
    drafts = {(a.joint_id, a.item): a for a in seen if a.state == State.DRAFT}
    told: dict[str, list[Entry]] = {one.number: [] for one in joints}
    for entry in timeline(*(joint_ref(one.number) for one in joints)) if joints else ():
        told[entry.subject.id].append(entry)
    parts: dict[int, list[PartView]] = {one.pk: [] for one in joints}
    for part in Part.objects.filter(joint__in=ids).order_by("joint", "k"):
        at = (part.joint_id, part.item)
        item = catalogue().version(part.version_id)
        parts[part.joint_id].append(PartView(part, item, shown.get(at), drafts.get(at)))
    return [JointView(one, catalogue().version(one.version_id), parts[one.pk], told[one.number]) for one in joints]


def joint_detail(user: User, number: str) -> JointView:
    """The page of the whole. Raises Problem 404 when the user doesn't see it."""
    return joint_views([joint_of(user, number)], user)[0]


def joint_of(user: User, number: str) -> Joint:
    """The row. Raises Problem 404 when the user doesn't see it."""
    found = joints_visible_to(user).select_related("person", "agent").filter(number=number).first()
    if found is None:
        raise not_found()
    return found


def concerned(user: User, joint: Joint) -> bool:
    """The person concerned, or who acts for them in one of the parts."""
    if joint.person.account_id == user.pk:
        return True
    return any(covering(user, joint.person_id, part.item) for part in joint.parts.all())


def unmet(application: Application) -> list[str]:
    """The items that a part needs and that are not granted yet; nothing is asked of a matter that is no part."""
    if application.joint_id is None or application.state != State.DRAFT:
        return []
    needs = Part.objects.get(joint=application.joint_id, item=application.item).needs
    rows = Application.objects.filter(joint=application.joint_id, item__in=needs, outcome=Outcome.GRANTED)
    granted = set(rows.filter(result__revoked=None).values_list("item", flat=True))
    return [code for code in needs if code not in granted]


def needs_met(application: Application) -> bool:
    """Whether all that a part needs is granted."""
    return not unmet(application)


def waiting_on(joint: int, item: str) -> Iterable[str]:
    """The numbers of the parts that wait and need this item's result."""
    codes = Part.objects.filter(joint=joint, needs__contains=[item], left="").values("item")
    rows = Application.objects.filter(joint=joint, state=State.DRAFT, item__in=codes)
    return rows.order_by("pk").values_list("number", flat=True)


def whole(rows: QuerySet[Application], user: User, *, under_way: bool) -> QuerySet[Application]:
    """Of one's own matters, each by itself, and of what was applied for as one its first part, which stands for it.

    `under_way`: only what is not over; of several items, what has a part that is not.
    """
    others = Application.objects.filter(own(user), joint=OuterRef("joint"))
    found = rows.filter(Q(joint=None) | ~Exists(others.filter(pk__lt=OuterRef("pk"))))
    if under_way:
        found = found.filter(Q(joint=None) & ~Q(state__in=OVER) | Exists(others.exclude(state__in=OVER)))
    return found


def joints_of(user: User) -> QuerySet[Joint]:
    """One's own, and those of whom one acts for, newest first."""
    seen = Application.objects.filter(own(user), joint=OuterRef("pk"))
    return Joint.objects.filter(Exists(seen)).select_related("person", "agent").order_by("-id")
