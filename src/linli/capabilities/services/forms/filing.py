"""What comes in with a filing, for pages and API alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from linli.capabilities.services.actions.prepared import Filing, Prepared
from linli.capabilities.services.forms.bodies import MOST_MATERIALS
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import UnknownItem, catalogue
from linli.capabilities.services.queries.applications import draft_of
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.offers import Offer
from linli.capabilities.services.rules import LEARNED, allowed, check_change, offered
from linli.capabilities.services.states import Channel, State
from linli.commons.mandates.queries import Acts, covering, tied
from linli.commons.mandates.rules import is_minor
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of, visible_to
from linli.commons.places.queries import network
from linli.commons.places.states import PlaceKind
from linli.kernel.access.grants import held
from linli.kernel.access.models import User
from linli.kernel.api.bodies import Reading
from linli.kernel.api.problems import Problem, forbidden
from linli.kernel.forms import merge

FIELDS = ("item", "community", "answers", "materials", "submit", "on_behalf_of", "channel", "handed_in_by", "remember")


def new(raw: dict[str, Any], by: User, *, bundle: bool = False) -> tuple[Filing, bool]:
    """A new matter (or a draft of several items as one), and whether it is to be filed at once.

    Raises Problem 403 when the caller may file neither for themselves nor for others, 422 for wrong values.
    """
    reading = Reading(raw)
    acts = _acts(raw, by)
    windows = () if acts else held(by, "services.take_in")
    for_other = acts is None and raw.get("on_behalf_of") not in (None, "")
    person = Person.objects.get(pk=acts.principal) if acts else None if for_other else person_of(by)
    if (for_other and not windows) or (not for_other and (person is None or person.community_id is None)):
        raise forbidden(_("Only a resident can file for themselves, and for whom they act, and a window for others."))
    if for_other:
        person = _person(reading, by)
        if person is not None and (person.account_id == by.pk or tied(by, person.pk)):
            raise forbidden(_("Nobody handles a matter of their own."))
    elif acts is None and person is not None and is_minor(person):
        raise forbidden(_("Who is under 18 acts through a guardian: a parent files it, or comes along to any window."))
    item = _item(reading, bundle)
    channel = _channel(reading, for_other)
    community = _community(reading, person, {p for w in windows for p in network().reach(w.unit_id)}, for_other)
    prepared = _prepared(reading, item)
    submit = reading.raw.get("submit", False)
    if not isinstance(submit, bool):
        reading.flaw("/submit", "type", _("This is true or false."))
    remember = remembered(reading)
    if remember and submit is not True:
        reading.flaw("/remember", "unknown", _("It is remembered when it is filed, not before."))
    reading.only(*FIELDS)
    reading.finish()
    assert item is not None and person is not None and community is not None
    post = next((w for w in windows if community in network().reach(w.unit_id)), None) if for_other else None
    at = (post.unit, post.role) if post else None
    return Filing(item, person, community, channel, prepared, at, acts, remember), bool(submit)


def remembered(reading: Reading) -> list[str]:
    """What the profile is to learn, by its names."""
    names = reading.texts("remember", most=len(LEARNED))
    for n, name in enumerate(names):
        if name not in LEARNED:
            reading.flaw(
                f"/remember/{n}", "choice", _("Please choose one of: %(options)s.") % {"options": ", ".join(LEARNED)}
            )
    return list(dict.fromkeys(names))


def _acts(raw: dict[str, Any], by: User) -> Acts | None:
    """By what the caller files for whom they name; None: for themselves, or at a window."""
    principal, item = raw.get("on_behalf_of"), raw.get("item")
    if not isinstance(principal, str) or not isinstance(item, str):
        return None
    known = principal.isascii() and principal.isdigit() and len(principal) < 19
    return covering(by, int(principal), item) if known else None


def _person(reading: Reading, by: User) -> Person | None:
    id = reading.text("on_behalf_of", required=True, longest=60)
    found = visible_to(by).filter(pk=int(id)).first() if id.isascii() and id.isdigit() and len(id) < 19 else None
    if found is None:
        reading.flaw("/on_behalf_of", "choice", _("This person is not known here; find or add them first."))
    return found


def _item(reading: Reading, bundle: bool) -> PublishedItem | None:
    code = reading.text("item", required=True, longest=60)
    try:
        found = catalogue().item(code)
    except UnknownItem:
        if code:
            reading.flaw("/item", "choice", _("This item is not in the catalogue."))
        return None
    if bool(found.parts) != bundle:
        words = _("These are several items, which are filed together.") if found.parts else _("This is one item only.")
        reading.flaw("/item", "choice", words)
        return None
    if not found.fileable:
        reading.flaw("/item", "choice", _("This item cannot be applied for here; its page says where."))
        return None
    return found


def _channel(reading: Reading, for_other: bool) -> str:
    channel = reading.choice("channel", Channel.values)
    if not for_other and channel not in ("", Channel.ONLINE):
        reading.flaw("/channel", "choice", _("What you file yourself is filed online."))
    return channel or Channel.ONLINE


def _community(reading: Reading, person: Person | None, reach: set[int], for_other: bool) -> int | None:
    """The resident's own community; at a window one that the window takes in for."""
    code = reading.text("community", longest=60)
    try:
        found = network().place(code).pk if code else (person.community_id if person else None)
    except LookupError:
        reading.flaw("/community", "choice", _("There is no such community."))
        return None
    if found is None:
        if person is not None:
            reading.flaw("/community", "required", _("Please choose the community."))
        return None
    if network().place_by_id(found).kind != PlaceKind.COMMUNITY:
        reading.flaw("/community", "choice", _("Please choose a community."))
    elif for_other and found not in reach:
        reading.flaw("/community", "choice", _("This window does not take in for that community."))
    elif not for_other and person is not None and person.community_id != found:
        reading.flaw("/community", "choice", _("A matter belongs to the community where you live."))
    elif not _taken_in(found):
        says = _("It is not known which station takes matters in for this community; please ask at any station.")
        reading.flaw("/community", "choice", says)
    return found


def _taken_in(community: int) -> bool:
    try:
        return network().takes_in(community) is not None
    except LookupError:
        return False


def _prepared(reading: Reading, item: PublishedItem | None) -> Prepared:
    answers, materials = judged_shapes(reading)
    tidied = merge(item.form, {}, answers) if item and answers else {}  # null is nothing, here as in a change
    return Prepared(tidied, materials or (), reading.text("handed_in_by", longest=60))


def judged_shapes(reading: Reading) -> tuple[Mapping[str, Any] | None, list[Any] | None]:
    """The answers (an object) and materials (a list), None where they are not given."""
    answers, materials = reading.raw.get("answers"), reading.raw.get("materials")
    if answers is not None and not isinstance(answers, dict):
        reading.flaw("/answers", "type", _("The answers are an object."))
        answers = None
    if materials is not None and not isinstance(materials, list):
        reading.flaw("/materials", "type", _("The materials are a list."))
        materials = None
    if materials is not None and len(materials) > MOST_MATERIALS:
        reading.flaw("/materials", "length", _("These are too many materials."))
        materials = None
    return answers, materials


def offers(application: Application, *, by: User) -> list[Offer]:
    """What need not be handed in again, or need not follow, for who goes on with it; for anybody else nothing."""
    if "supply" in allowed(by, application):
        return [offer for code, offer in offered(by, application).items() if code in application.to_follow]
    if application.state not in (State.DRAFT, State.CORRECTION):
        return []
    try:
        check_change(by, application)
    except Problem:  # who sees it and does not go on with it
        return []
    item, now = catalogue().version(application.version_id), (draft_of(application) or {}).get("answers", {})
    asked = {material.code for material in item.asked(now)}
    return [offer for code, offer in offered(by, application).items() if code in asked]


def change(raw: dict[str, Any]) -> dict[str, Any]:
    """New answers and materials for a draft or a correction, and who handed them in. Raises Problem 422."""
    reading = Reading(raw)
    answers, materials = judged_shapes(reading)
    bringer = reading.text("handed_in_by", longest=60) if "handed_in_by" in raw else None
    reading.only("answers", "materials", "handed_in_by")
    reading.finish()
    return {"answers": answers, "materials": materials, "handed_in_by": bringer}
