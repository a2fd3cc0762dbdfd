"""What was applied for as one, with its parts as far as somebody sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from linli.capabilities.services.models import Application, Joint, Part, ServicesContent
from linli.capabilities.services.queries.applications import View, draft_of, views
from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.ratings import veil
from linli.capabilities.services.queries.seeing import TOGETHER, joint_ref, own, visible_to
from linli.capabilities.services.states import OVER, Left, Outcome, State
from linli.commons.mandates.queries import covering
from linli.commons.places.queries import network
from linli.kernel.access.grants import Somebody, held
from linli.kernel.access.models import User
from linli.kernel.api.problems import not_found
from linli.kernel.record.content import contents
from linli.kernel.record.timeline import Entry, timeline

FILED, NOT_FILED = "services.JointFiled", "services.PartNotFiled"


@dataclass(frozen=True)
class PartView:
    """One part: its item; its matter, where it was filed; `draft`: its draft while it waits, where that is seen.

    `stuck`: what it waited for is there, but it could not be filed by itself.
    """

    part: Part
    item: PublishedItem
    view: View | None
    draft: Application | None = None
    stuck: bool = False

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

    @property
    def outcome(self) -> str | None:
        return self.view.application.outcome if self.view is not None else None

    @property
    def taken_back(self) -> bool:
        """Whether the person no longer wants it."""
        return self.part.left == Left.GIVEN_UP or self.outcome == Outcome.WITHDRAWN

    @property
    def counts(self) -> bool:
        """Whether it has an end of its own, or will have one."""
        return not self.part.left and not self.taken_back


@dataclass(frozen=True)
class JointView:
    """The whole as somebody sees it: its parts in their order, and what happened to it beside what happened to them.

    A part that is not theirs to see is not among them, nor anything that happened to it. `entire`: none is missing.
    """

    joint: Joint
    item: PublishedItem
    parts: Sequence[PartView]
    own: Sequence[Entry]
    entire: bool

    @property
    def number(self) -> str:
        return self.joint.number

    @property
    def over(self) -> bool:
        """Whether nothing of it is under way any more."""
        return all(one.over for one in self.parts)

    @property
    def printable(self) -> bool:
        """Whether all that was said is there to be printed."""
        return self.entire and all(one.view or one.draft or one.part.left for one in self.parts)

    @cached_property
    def entries(self) -> list[tuple[PartView | None, Entry]]:
        """Everything that happened, in order; None for what concerns the whole."""
        found: list[tuple[PartView | None, Entry]] = [(None, entry) for entry in self.own]
        found += [(one, entry) for one in self.parts if one.view for entry in one.view.entries]
        return sorted(found, key=lambda pair: pair[1].occurred)

    def codes(self) -> set[str]:
        """The items of the parts that are seen."""
        return {one.item.code for one in self.parts}

    def item_of(self, code: str) -> PublishedItem:
        """An item that the bundle joins. Raises LookupError."""
        [part] = [one for one in self.item.parts if one.item == code]
        return catalogue().numbered(part.item, part.version)


def joints_visible_to(user: Somebody) -> QuerySet[Joint]:
    """Those of the person concerned, of whom they act for, and those of whose parts the user sees one."""
    if not isinstance(user, User):
        return Joint.objects.none()
    seen = visible_to(user).filter(joint=OuterRef("pk"))
    return Joint.objects.filter(Q(person__account=user.pk) | Exists(seen))


def joint_views(joints: Sequence[Joint], user: User) -> list[JointView]:
    """Each with its parts as this user sees them; the same few queries however many."""
    ids = [one.pk for one in joints]
    seen = list(visible_to(user).select_related(*TOGETHER).filter(joint__in=ids))
    filed = [veil(one, user) for one in views([one for one in seen if one.state != State.DRAFT])]
    shown = {(view.application.joint_id, view.application.item): view for view in filed}
    drafts = {(one.joint_id, one.item): one for one in seen if one.state == State.DRAFT}
    there = set(Application.objects.filter(joint__in=ids).exclude(state=State.DRAFT).values_list("joint_id", "item"))
    told = _told(joints)
    parts = list(Part.objects.filter(joint__in=ids).order_by("joint", "k"))
    found = []
    for joint in joints:
        all_ = [part for part in parts if part.joint_id == joint.pk]
        mine = [
            part for part in all_
            if (joint.pk, part.item) in shown or ((joint.pk, part.item) not in there and _concerns(user, joint, part))
        ]  # fmt: skip
        items = {part.item for part in mine}
        own_ = [entry for entry in told[joint.number] if entry.payload["item"] in items or "parts" in entry.payload]
        stuck = {entry.payload["item"] for entry in own_ if entry.fact == NOT_FILED}
        lines = [
            PartView(
                part, catalogue().version(part.version_id), shown.get((joint.pk, part.item)),
                drafts.get((joint.pk, part.item)), part.item in stuck,
            )
            for part in mine
        ]  # fmt: skip
        found.append(JointView(joint, catalogue().version(joint.version_id), lines, own_, len(mine) == len(all_)))
    return found


def _told(joints: Sequence[Joint]) -> dict[str, list[Entry]]:
    """What happened to each as a whole."""
    told: dict[str, list[Entry]] = {one.number: [] for one in joints}
    for entry in timeline(*(joint_ref(one.number) for one in joints)) if joints else ():
        told[entry.subject.id].append(entry)
    return told


def _concerns(user: User, joint: Joint, part: Part) -> bool:
    """Whether a part that has no matter is this user's to know of: theirs, of whom they act for, or of their reach."""
    if joint.person.account_id == user.pk or covering(user, joint.person_id, part.item) is not None:
        return True
    return any(joint.community_id in network().reach(post.unit_id) for post in held(user, "services.see"))


def joint_detail(user: User, number: str) -> JointView:
    """The page of the whole. Raises Problem 404 when the user doesn't see it."""
    return joint_views([joint_of(user, number)], user)[0]


def handed_in(view: JointView) -> Sequence[Mapping[str, Any]] | None:
    """The papers as they came in with all of it, whatever became of its parts since; None where that was not kept."""
    filed = contents(ServicesContent, [one.content for one in view.own if one.fact == FILED and one.content])
    return next((said["materials"] for said in filed.values()), None)


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
