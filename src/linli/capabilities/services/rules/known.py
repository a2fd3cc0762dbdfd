"""What is known of the person concerned, as a form asks for it; and what their answers would teach."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from linli.capabilities.services.queries import PublishedItem
from linli.commons.people.rules import household_flaws, joined
from linli.commons.people.states import LONGEST_ADDRESS, LONGEST_NAME, MOST_MEMBERS
from linli.kernel.forms import Form, merge
from linli.kernel.forms.form import blank

LEARNED = ("phone", "bank_card", "address", "household")
Profile = Mapping[str, Any]


def known(form: Form, name: str, profile: Profile) -> Any:
    """What the profile holds for a field; None where it holds nothing."""
    path = form.known[name].removeprefix("profile.")
    if path == "household_size":
        return None if profile.get("household") is None else len(profile["household"]) + 1
    if path == "household" and profile.get(path):
        asked = form.rows[name].every
        return [{part: member[part] for part in asked if part in member} for member in profile[path]]
    return profile.get(path) or None


def with_known(item: PublishedItem, answers: Mapping[str, Any], profile: Callable[[], Profile]) -> dict[str, Any]:
    """Required fields that were left out, taken from the profile of the person concerned (asked only if need be).

    The mask of what the profile knows stands for it: that is how callers have seen it.
    """
    form = item.form
    filled = dict(answers)
    for name in form.sensitive & filled.keys() & form.known.keys():
        if "*" in str(filled[name]) and (value := known(form, name, profile())) is not None:
            filled[name] = merge(form, {name: value}, {name: filled[name]}).get(name, filled[name])
    for name in sorted(item.form.required(filled) - set(filled)):
        if (
            name in form.known
            and owned(form.every[name], filled)
            and (value := known(form, name, profile())) is not None
        ):
            filled[name] = value
    return filled


def owned(field: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
    """Whether with these answers a field asks for what is the person's own: a relative's bank card is not."""
    return all(answers.get(other) == answer for other, answer in field.get("x-own", {}).items())


def learnable(item: PublishedItem, answers: Mapping[str, Any], profile: Profile) -> dict[str, Any]:
    """What the profile would hold once it had learned from the answers, by its names: only what is new to it."""
    form, fields = item.form, item.form.fields(answers)
    found: dict[str, Any] = {}
    for name, asked in form.known.items():
        path = asked.removeprefix("profile.")
        if path not in LEARNED or path in found or name not in fields or blank(answers.get(name)):
            continue
        if not owned(fields[name], answers):
            continue
        if answers[name] != known(form, name, profile) and (value := _learned(path, answers[name], profile)):
            found[path] = value
    return found


def _learned(path: str, answer: Any, profile: Profile) -> Any:
    """The value to keep; None where it can't be kept as it is."""
    if path == "address":
        plain = " ".join(str(answer).split())
        return plain if len(plain) <= LONGEST_ADDRESS and plain != profile.get(path) else None
    return _household(answer, profile) if path == "household" else answer


def _household(answer: Any, profile: Profile) -> Any:
    whole = all(row.get("name") and row.get("relation") and len(row["name"]) <= LONGEST_NAME for row in answer)
    if not whole or len(answer) > MOST_MEMBERS:
        return None
    members = joined(profile.get("household") or (), answer)
    flawed = any(household_flaws(members, profile.get("identity_number")))
    return None if flawed or members == profile.get("household") else members


def asked_for(item: PublishedItem) -> list[str]:
    """What this item's form asks for and a profile could learn."""
    paths = {path.removeprefix("profile.") for path in item.form.known.values()}
    return [name for name in LEARNED if name in paths]


def shared(
    item: PublishedItem, answers: Mapping[str, Any], given: Iterable[Mapping[str, Any]] = ()
) -> list[dict[str, Any]]:
    """The papers that the office knows itself, as far as these answers ask for them and they are not given."""
    there = {one["code"] for one in given}
    asked = (m.code for m in item.asked(answers) if m.source == "shared_data")
    return [{"code": code, "known": True} for code in asked if code not in there]
