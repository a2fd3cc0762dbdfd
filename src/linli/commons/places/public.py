"""What the storeys above may use of places."""

from linli.commons.places import actions
from linli.commons.places.actions import Loaded, refresh_reach, unfinished_at
from linli.commons.places.forms.network import read_network
from linli.commons.places.queries import Network, network
from linli.kernel.sources import Checker, Source

__all__ = ["Loaded", "Network", "load_network", "network", "refresh_reach", "unfinished_at"]


def load_network(source: Source) -> Loaded:
    """Load a network file, all or nothing. Raises Flawed with every flaw."""
    c = Checker(source)
    clean = read_network(c)
    actions.check_against_kept(c, clean)  # again under the lock; here so that all flaws are told at once
    c.finish()
    return actions.load_network(clean)
