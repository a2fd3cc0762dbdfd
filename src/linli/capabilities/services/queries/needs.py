"""What the parts of several items that are applied for as one wait for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from linli.capabilities.services.models import Application, Part
from linli.capabilities.services.states import Outcome, State


def unmet_of(applications: Sequence[Application]) -> dict[int, list[str]]:
    """By the id of each that waits to be filed, the items that it needs and that are not granted yet; in two queries.

    Nothing is asked where none of them is such a part.
    """
    waiting = [one for one in applications if one.joint_id is not None and one.state == State.DRAFT]
    if not waiting:
        return {}
    joints = {one.joint_id for one in waiting}
    needs = {(part.joint_id, part.item): part.needs for part in Part.objects.filter(joint__in=joints)}
    rows = Application.objects.filter(joint__in=joints, outcome=Outcome.GRANTED, result__revoked=None)
    granted = set(rows.values_list("joint_id", "item"))
    return {
        one.pk: [code for code in needs[one.joint_id or 0, one.item] if (one.joint_id, code) not in granted]
        for one in waiting
    }


def unmet(application: Application) -> list[str]:
    """The items that a part needs and that are not granted yet."""
    return unmet_of([application]).get(application.pk, [])


def waiting_on(joint: int, item: str) -> Iterable[str]:
    """The numbers of the parts that wait and need this item's result."""
    codes = Part.objects.filter(joint=joint, needs__contains=[item], left="").values("item")
    rows = Application.objects.filter(joint=joint, state=State.DRAFT, item__in=codes)
    return rows.order_by("pk").values_list("number", flat=True)


def needing(application: Application) -> list[str]:
    """The items of the parts that are not begun either without this one's result, in their order."""
    gone = [application.item]
    for part in Part.objects.filter(joint=application.joint_id, left="").order_by("k"):
        if set(gone) & set(part.needs):
            gone.append(part.item)
    return gone[1:]


def filed_with_the_rest(application: Application) -> bool:
    """Whether it is a part that needed nothing of the others, and so came in with all of it."""
    rows = Part.objects.filter(joint=application.joint_id, item=application.item, needs=[])
    return application.joint_id is not None and rows.exists()
