"""What the room can be asked."""

from linli.capabilities.services.queries.applications import (
    View,
    detail,
    lock,
    locked,
    mine,
    open_twin,
    ref,
    view,
    views,
    visible_to,
)
from linli.capabilities.services.queries.catalogue import Catalogue, UnknownItem, catalogue
from linli.capabilities.services.queries.item import PublishedItem

__all__ = [
    "Catalogue",
    "PublishedItem",
    "UnknownItem",
    "View",
    "catalogue",
    "detail",
    "lock",
    "locked",
    "mine",
    "open_twin",
    "ref",
    "view",
    "views",
    "visible_to",
]
