"""What the room can be asked."""

from linli.capabilities.services.queries.applications import OBJECTED, View, view, views
from linli.capabilities.services.queries.catalogue import Catalogue, UnknownItem, catalogue
from linli.capabilities.services.queries.detail import detail
from linli.capabilities.services.queries.home import open_at_home
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.seeing import (
    joint_ref,
    lock,
    locked,
    mine,
    objection_ref,
    open_twin,
    ref,
    visible_to,
)

__all__ = [
    "OBJECTED",
    "Catalogue",
    "PublishedItem",
    "UnknownItem",
    "View",
    "catalogue",
    "detail",
    "joint_ref",
    "lock",
    "locked",
    "mine",
    "objection_ref",
    "open_at_home",
    "open_twin",
    "ref",
    "view",
    "views",
    "visible_to",
]
