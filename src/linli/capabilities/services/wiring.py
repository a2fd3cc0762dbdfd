"""Plugs the room in: permissions, duty lines, messages, reactions, sweeps, what the home page and the bars show."""

from django.utils.translation import gettext_lazy as _

from linli.capabilities.services import facts, jobs, reactions
from linli.capabilities.services.actions import objected, restrict
from linli.capabilities.services.actions.words import renamed
from linli.capabilities.services.api import held as holdings
from linli.capabilities.services.pages.case import panel
from linli.capabilities.services.pages.finding import find_items, find_matters
from linli.capabilities.services.pages.mine import home_rows
from linli.capabilities.services.queries import catalogue, lock, visible_to
from linli.capabilities.services.queries.credentials import granted
from linli.capabilities.services.queries.credentials import kinds as credential_kinds
from linli.capabilities.services.queries.declarations import KIND as DECLARATION
from linli.capabilities.services.queries.drafts import named_in_drafts
from linli.capabilities.services.queries.fates import fates
from linli.capabilities.services.queries.lists import lines, unfinished
from linli.capabilities.services.queries.ratings import KIND as RATING
from linli.capabilities.services.queries.seeing import OBJECTION
from linli.capabilities.services.queries.station_ratings import LEADING, led
from linli.capabilities.services.queries.templates import TEMPLATES
from linli.commons.credentials.queries import KINDS, SOURCES
from linli.commons.duties.queries import SIDES, Side, Subject
from linli.commons.duties.queries import register as register_subject
from linli.commons.mandates.queries import BEGUN_AT, COVERED
from linli.commons.messages.queries import register as register_message
from linli.commons.notices.queries import OBJECTED
from linli.commons.people.queries import RENAMED
from linli.commons.people.queries.erasing import ERASERS, Eraser
from linli.commons.people.queries.looks import SUBJECTS
from linli.commons.people.queries.looks import Subject as Looked
from linli.commons.places.public import unfinished_at
from linli.commons.ratings.queries.figures import TOPICS
from linli.kernel.access.grants import Somebody, allow, held, posts
from linli.kernel.access.models import User
from linli.kernel.files.loose import NAMED
from linli.kernel.files.store import seen_by
from linli.kernel.ui import home, hooks, menu
from linli.kernel.ui.finding import Group, let_find

__all__ = ["facts", "holdings", "jobs", "reactions"]

allow("generalist", "services.take_in", "services.see", "services.work")
allow("head", "services.see", "services.work", LEADING)
for role in ("specialist", "approver"):
    allow(role, "services.work")
allow("officer", "services.retention")
allow("auditor", "services.retention")
ERASERS.append(Eraser(fates, restrict))
OBJECTED["application"] = objected
SOURCES.insert(0, granted)  # what was granted here goes before what a list says
KINDS.append(credential_kinds)
COVERED.append(lambda: {item.code: dict(item.name) for item in catalogue().items if item.fileable})
BEGUN_AT.append("services:items")
TOPICS.append(lambda: {item.code: item.name for item in catalogue().items})
for kind in ("application", DECLARATION, RATING, OBJECTION):  # these bear the number of their matter
    register_subject(kind, Subject(lock=lock, lines=lines, panel=panel))
for name, template in TEMPLATES.items():
    register_message(name, template)


def sees(user: User, number: str) -> bool:
    """Whoever sees a matter sees the papers attached to it."""
    return visible_to(user).filter(number=number).exists()


def resident(user: Somebody) -> bool:
    """Somebody who comes for themselves: not at a desk."""
    return user.is_authenticated and not posts(user)


seen_by("application", sees)
NAMED.append(named_in_drafts)
for kind, table, noun in (
    ("application", "services_application", _("matter")),
    ("joint", "services_joint", _("joint application")),
):
    SUBJECTS[kind] = Looked(
        f"SELECT number FROM {table} WHERE person_id = %s", _("Opened the matter"), lambda number: f"/matters/{number}",
        noun=noun,
    )  # fmt: skip
unfinished_at(unfinished)
RENAMED.append(renamed)
home.rows_by(home_rows)
let_find(Group("items", 10, "file-earmark-text", _("Services"), find_items))
let_find(Group("matters", 20, "file-earmark-check", _("Matters"), find_matters, menu.signed_in))
menu.add(menu.Entry("matters", _("My matters"), "file-earmark-text", "services:matters", 10, shown=resident))


def at_window(user: Somebody) -> bool:
    """Whoever takes matters in."""
    return bool(held(user, "services.take_in"))


def finds(user: Somebody) -> bool:
    """Whoever may look for persons."""
    return bool(held(user, "people.find"))


def keeps(user: Somebody) -> bool:
    """Whoever sees how long matters are kept."""
    return bool(held(user, "services.retention"))


menu.add(menu.Entry("retention", _("Retention"), "clock-history", "services:retention", 40, shown=keeps))
SIDES.append(Side(_("Put aside"), "pause", "services:aside", "services:aside", at_window))
hooks.search_at("services:find", finds)
hooks.person_at("services:person")
menu.add(menu.Entry("find", _("Persons"), "people", "services:find", 5, shown=finds))


def rated(user: Somebody) -> bool:
    """Whoever leads a station, or decides on its appeals."""
    return led(user).any


menu.add(menu.Entry("ratings", _("Ratings"), "star", "services:station-ratings", 6, shown=rated))
