"""Publishing: the one verb of the catalogue."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from linli.capabilities.services.models.catalogue import Item, ItemVersion
from linli.kernel import clock
from linli.kernel.database.generation import bump


@transaction.atomic
def publish(body: dict[str, Any]) -> ItemVersion | None:
    """A new version of the item with this body; None where the newest version says the same already.

    The item's row is locked, so that two who publish at once get numbers one after the other.
    """
    Item.objects.get_or_create(code=body["code"])
    item = Item.objects.select_for_update().get(code=body["code"])
    newest = item.versions.order_by("-number").first()
    if newest is not None and newest.body == body:
        return None
    number = newest.number + 1 if newest else 1
    version = ItemVersion.objects.create(item=item, number=number, body=body, published_at=clock.now())
    bump()
    return version
