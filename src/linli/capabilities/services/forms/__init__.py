"""Input to clean values."""

from linli.capabilities.services.forms.bodies import BODIES, CALLED_BACK, CHANGE, EXAMPLES, NEW, REASON, TOLD
from linli.capabilities.services.forms.catalogue import load_catalogue, load_sources, read_sources
from linli.capabilities.services.forms.filing import change, new, offers
from linli.capabilities.services.forms.joint import (
    begin_together,
    change_together,
    discard_together,
    perform_together,
    withdraw_together,
)
from linli.capabilities.services.forms.objecting import called_back
from linli.capabilities.services.forms.question import question
from linli.capabilities.services.forms.verbs import VERBS, perform, perform_change, told

__all__ = [
    "BODIES",
    "CALLED_BACK",
    "CHANGE",
    "EXAMPLES",
    "NEW",
    "REASON",
    "TOLD",
    "VERBS",
    "begin_together",
    "called_back",
    "change",
    "change_together",
    "discard_together",
    "load_catalogue",
    "load_sources",
    "new",
    "offers",
    "perform",
    "perform_change",
    "perform_together",
    "question",
    "read_sources",
    "told",
    "withdraw_together",
]
