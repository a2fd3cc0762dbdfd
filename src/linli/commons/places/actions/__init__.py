"""The verbs of the network."""

from linli.commons.places.actions.clean import LinkIn, NetworkIn, PlaceIn, UnitIn
from linli.commons.places.actions.kept import check_against_kept, unfinished_at
from linli.commons.places.actions.network import Loaded, load_network, refresh_reach

__all__ = [
    "LinkIn",
    "Loaded",
    "NetworkIn",
    "PlaceIn",
    "UnitIn",
    "check_against_kept",
    "load_network",
    "refresh_reach",
    "unfinished_at",
]
