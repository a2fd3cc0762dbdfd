"""What the storeys above may use of places."""

from linli.commons.places import actions
from linli.commons.places.actions import Loaded, refresh_reach
from linli.commons.places.forms.network import clean_network
from linli.commons.places.queries import Network, network
from linli.kernel.sources import Source

__all__ = ["Loaded", "Network", "load_network", "network", "refresh_reach"]


def load_network(source: Source) -> Loaded:
    """Load a network file, all or nothing. Raises Flawed with every flaw."""
    return actions.load_network(clean_network(source))
