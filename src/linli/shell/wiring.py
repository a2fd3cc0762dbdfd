"""What the bars of every page show that belongs to no room."""

from django.utils.translation import gettext_lazy as _

from linli.commons.people.queries import person_of
from linli.commons.people.states import Role
from linli.commons.places.queries import network
from linli.kernel.access.grants import Somebody, posts
from linli.kernel.access.models import User
from linli.kernel.texts import said
from linli.kernel.ui import home, hooks, menu
from linli.kernel.ui.finding import Group, let_find
from linli.shell.offices import find_offices
from linli.shell.situations import situations


def resident(user: Somebody) -> bool:
    """Somebody who comes for themselves: not at a desk."""
    return not posts(user)


def place(user: User) -> str:
    """A worker's first post, without a query of its own; a resident's community."""
    places = network()
    for post in posts(user):
        unit = places.unit_by_id(post.unit_id)
        return f"{said(unit.names) if unit.names else unit.name} · {Role(post.role).label}"
    person = person_of(user)
    if person is None or person.community_id is None:
        return ""
    home = places.place_by_id(person.community_id)
    return said(home.names) if home.names else home.name


let_find(Group("offices", 40, "geo-alt", _("Offices and stations"), find_offices))
menu.add(menu.Entry("home", _("Home"), "house-door", "home", 0, shown=resident))
hooks.place_by(place)
home.doors_by(situations)
