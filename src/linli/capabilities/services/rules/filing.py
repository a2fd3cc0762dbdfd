"""Whether what was filed can be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from linli.capabilities.services.queries import PublishedItem
from linli.capabilities.services.queries.offers import Offer
from linli.capabilities.services.queries.parts import Material
from linli.commons.mandates.rules import acts_freely
from linli.commons.people.models import Person
from linli.kernel.api.problems import Wrong
from linli.kernel.forms import Form, draft_errors, errors
from linli.kernel.texts import said

WAYS = ("file", "known", "seen", "declared", "follows")
Document = dict[str, str]


def form_for(item: PublishedItem, profile: Mapping[str, Any]) -> Form:
    """The item's form for one person: whose passport or permit a desk has noted needn't give an identity number."""
    return item.form.waiving(item.identity_fields) if profile.get("document_number") else item.form


def document(item: PublishedItem, answers: Mapping[str, Any], profile: Callable[[], Mapping[str, Any]]) -> Document:
    """The passport or permit (kind, number) that stands for an identity number asked for and not given; else empty."""
    if not item.identity_fields - answers.keys():
        return {}
    known = profile()
    return {part: known[f"document_{part}"] for part in ("kind", "number") if f"document_{part}" in known}


def judge(
    item: PublishedItem, answers: Mapping[str, Any], profile: Callable[[], Mapping[str, Any]] = dict
) -> list[Wrong]:
    """What is wrong with the answers of a filing, each value named (`profile` is asked only if need be)."""
    found = errors(item.form, dict(answers))
    found = errors(form_for(item, profile()), dict(answers)) if found else found
    return [Wrong(f"/answers{e.pointer}", e.code, e.message) for e in found]


def unspoken(person: Person, bringer: str) -> list[Wrong]:
    """That nobody is named who speaks for a ward at the window; for anybody else nobody need be."""
    if bringer or acts_freely(person):
        return []
    words = _("%(name)s acts through a guardian: please write who is here or calls as guardian.")
    return [Wrong("/handed_in_by", "required", words % {"name": person.name})]


def judge_draft(item: PublishedItem, answers: Mapping[str, Any]) -> list[Wrong]:
    """A draft refuses unknown fields and wrong JSON types only."""
    return [Wrong(f"/answers{e.pointer}", e.code, e.message) for e in draft_errors(item.form, dict(answers))]


def judge_materials(
    item: PublishedItem,
    given: Sequence[Any],
    staff: bool,
    own: bool,
    had: Sequence[Mapping[str, Any]] = (),
    offers: Mapping[str, Offer] = MappingProxyType({}),
    answers: Mapping[str, Any] | None = None,
) -> list[Wrong]:
    """Shape of a list of materials: known codes, each once, in one way each that is open to the caller.

    `staff`: who sees an original. `own`: the person concerned, who alone declares (国办发〔2020〕42号).
    `offers`: what need not be handed in again.
    `had`: what the matter holds already: an original that the window saw stays seen when its owner goes on from home.
    `answers`: as filed; without them, in a draft, whatever the item may ask for can be given.
    """
    before = [_as_given(one) for one in had]
    found: list[Wrong] = []
    seen: set[str] = set()
    known = {m.code: m for m in (item.materials if answers is None else item.asked(answers))}
    for i, one in enumerate(given):
        at = f"/materials/{i}"
        if not isinstance(one, dict) or not isinstance(one.get("code"), str):
            found.append(Wrong(at, "type", _("Name the material by its code.")))
        elif one["code"] not in known or one["code"] in seen:
            words = _("This material is not asked for.") if one["code"] not in known else _("It is here twice.")
            found.append(Wrong(f"{at}/code", "choice", words))
        else:
            seen.add(one["code"])
            if _as_given(one) not in before:
                material = known[one["code"]]
                found += _judge_way(at, one, material, _open_ways(item, material, staff, own, offers))
    return found


def _as_given(one: Mapping[str, Any]) -> dict[str, Any]:
    """A paper without what was noted about its file."""
    return {name: value for name, value in one.items() if name in ("code", *WAYS)}


def stale(
    item: PublishedItem,
    given: Sequence[Any],
    had: Sequence[Mapping[str, Any]],
    filed: Callable[[], Sequence[Mapping[str, Any]]],
    offers: Mapping[str, Offer],
) -> list[Wrong]:
    """What was left to the office while it was prepared, and can't be any more on the day of the filing.

    `had`: the papers being prepared. `filed`: as they were filed last, asked only where something was left.
    """
    used = [paper for paper in had if "from" in paper]
    left = [_as_given(paper) for paper in used if paper not in filed()]
    found = []
    for i, one in enumerate(given):
        if not isinstance(one, dict) or _as_given(one) not in left:
            continue
        offer = offers.get(one["code"])
        if offer is None or offer.given != _as_given(one):
            way, name = next(way for way in WAYS if way in one), said(item.material(one["code"]).name)
            words = _("%(name)s holds no longer, or only the person concerned can use it: hand it in, or leave it out.")
            found.append(Wrong(f"/materials/{i}/{way}", "choice", words % {"name": name}))
    return found


def _open_ways(
    item: PublishedItem, material: Material, staff: bool, own: bool, offers: Mapping[str, Offer]
) -> set[str]:
    """How this caller can give it. What is to be declared is declared, or signed on paper: a scan of that is a file."""
    if material.need == "declaration":
        return {"file", *(["declared"] if own else ())}
    offer = offers.get(material.code)
    known = material.source == "shared_data" or (offer is not None and offer.way == "known")
    ways = {"file": True, "seen": staff, "known": known, "follows": material.code in item.may_follow}
    return {way for way, is_open in ways.items() if is_open}


def _judge_way(at: str, one: Mapping[str, Any], material: Material, open_: set[str]) -> list[Wrong]:
    ways = [w for w in one if w in WAYS]
    if len(ways) != 1:
        return [Wrong(at, "required", _("Say in one way how the material is given."))]
    way = ways[0]
    if way == "declared" and material.need == "declaration" and way not in open_:
        words = _("Nobody declares for somebody else: the person files it personally, or signs it on paper.")
        return [Wrong(f"{at}/{way}", "choice", words)]
    if way == "known" and way not in open_ and (material.proved_by or material.valid_for):
        words = _("%(name)s is not known here, or holds no longer: please hand it in.")
        return [Wrong(f"{at}/{way}", "choice", words % {"name": said(material.name)})]
    if way not in open_:
        words = _("%(name)s cannot be given in this way.") % {"name": said(material.name)}
        return [Wrong(f"{at}/{way}", "choice", words)]
    if way == "file" and not isinstance(one["file"], str):
        return [Wrong(f"{at}/file", "type", _("Give the file's id."))]
    if way != "file" and one[way] is not True:
        return [Wrong(f"{at}/{way}", "type", _("This can only be true."))]
    return []
