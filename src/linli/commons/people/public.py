"""What the storeys above may use of people."""

from linli.commons.people.actions import cast
from linli.commons.people.actions.first import first_administrator
from linli.commons.people.actions.persons import Twin, find, make_person, set_profile
from linli.commons.people.forms.cast import clean_cast
from linli.commons.people.queries import (
    add_to_me,
    head_desk,
    masked,
    masked_profile,
    person_of,
    posts_of,
    profile,
    reach_of,
    visible_to,
)
from linli.kernel.sources import Source

__all__ = [
    "Twin",
    "add_to_me",
    "find",
    "first_administrator",
    "head_desk",
    "load_cast",
    "make_person",
    "masked",
    "masked_profile",
    "person_of",
    "posts_of",
    "profile",
    "reach_of",
    "set_profile",
    "visible_to",
]


def load_cast(source: Source, password: str) -> int:
    """Load a cast file, all or nothing; returns how many of the cast were made or changed. Raises Flawed."""
    return cast.load_cast(clean_cast(source), password)
