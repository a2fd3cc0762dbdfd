"""What this room holds of a person: who they are, who lives with them, and their account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.commons.people.forms.known import household_of, mark
from linli.commons.people.models import Person
from linli.commons.people.pages.staff import STEPS
from linli.commons.people.pages.words import about, facts, titles
from linli.commons.people.queries import masked_household, masked_profile, profile
from linli.commons.people.queries.erasing import ref, wishes
from linli.commons.people.queries.held import Holding, Row, hold
from linli.commons.people.states import Gender
from linli.commons.places.queries import network
from linli.kernel.access.models import Token
from linli.kernel.access.second_step import steps_of
from linli.kernel.access.sessions import sessions_of
from linli.kernel.clock import local
from linli.kernel.files.models import File
from linli.kernel.texts import said
from linli.kernel.ui.words import day_full

LANGUAGES = {"zh-hans": "中文", "en": "English"}


def _who(person: Person, _most: int | None) -> Iterable[Row]:
    known = masked_profile(person)
    names = {title: name for name, title in titles().items()}
    yield from (Row(title, str(value), id=names[title]) for title, value in facts(known))
    if gender := known.get("gender"):
        yield Row(_("Gender"), str(Gender(gender).label), id="gender")
    if person.community_id:
        place = network().place_by_id(person.community_id)
        yield Row(_("Community"), said(place.names) or place.name, id="community")
    yield Row(_("Language"), LANGUAGES.get(person.language, person.language))


def _who_told(person: Person) -> Iterable[dict[str, Any]]:
    known = {name: value for name, value in profile(person).items() if name != "household"}
    community = network().place_by_id(person.community_id).code if person.community_id else None
    yield {"id": str(person.pk), **known, "community": community, "language": person.language}


def _household(person: Person, _most: int | None) -> Iterable[Row]:
    said_of = masked_household(person)
    if said_of == []:
        yield Row(_("Nobody, I live alone"))
    marks = (mark(one) for one in household_of(profile(person)))
    yield from (Row(one["name"], about(one), id=id) for one, id in zip(said_of or (), marks, strict=True))


def _household_told(person: Person) -> Iterable[dict[str, Any]]:
    yield from profile(person).get("household") or ()


def _account(person: Person, _most: int | None) -> Iterable[Row]:
    user = person.account
    if user is None:
        return
    yield Row(_("User name"), user.username, id="username")
    yield Row(_("Made on"), day_full(local(user.created)))
    if user.last_login:
        yield Row(_("Last signed in"), day_full(local(user.last_login)))
    tokens = Token.objects.filter(user=user).count()
    if tokens:
        yield Row(_("Keys for programs"), str(tokens))
    yield from (Row(_("Second step"), str(STEPS[step.type])) for step in steps_of(user))
    places = sessions_of(user).count()
    if places:
        yield Row(_("Signed in now"), ngettext("%(num)s place", "%(num)s places", places) % {"num": places})


def _account_told(person: Person) -> Iterable[dict[str, Any]]:
    user = person.account
    if user is not None:
        tokens = Token.objects.filter(user=user).order_by("pk").values_list("created", flat=True)
        yield {
            "username": user.username,
            "language": user.language,
            "made_at": _moment(user.created),
            "last_signed_in_at": _moment(user.last_login),
            "second_steps": [{"kind": step.type, "since": _moment(step.created_at)} for step in steps_of(user)],
            "signed_in_now": [
                {"since": _moment(one.created_at), "address": one.ip, "browser": one.user_agent}
                for one in sessions_of(user)
            ],
            "tokens": [_moment(made) for made in tokens],
        }


def _signed(person: Person, most: int | None) -> Iterable[Row]:
    for wish in wishes(person)[:most]:
        unit = network().unit(wish.unit)
        title = _("Signed on %(day)s that it be erased") % {"day": day_full(local(wish.at))}
        yield Row(title, said(unit.names) or unit.name, f"/papers/{wish.file}")


def _signed_told(person: Person) -> Iterable[dict[str, Any]]:
    for wish in wishes(person):
        yield {"signed_at": _moment(wish.at), "unit": wish.unit, "file": wish.file}


def _signed_files(person: Person) -> Iterable[tuple[str, File]]:
    about = ref(person)
    rows = File.objects.filter(attached_kind=about.kind, attached_id=about.id).order_by("created", "pk")
    return (("signed", file) for file in rows)


def _moment(at: datetime | None) -> str | None:
    return local(at).isoformat() if at else None


AGREED = gettext_lazy(
    "With your consent (Personal Information Protection Law, article 13(1)1), to fill in forms for you, and to find "
    "you at a window."
)
hold(
    Holding(
        "profile", 10, "person", gettext_lazy("Basic data"), AGREED,
        gettext_lazy("Until you remove it. Name and identity document stay as long as you are known here."),
        _who, _who_told,
        change=(gettext_lazy("Change phone, bank card or address"), "people:change"), short=True, guarded=True,
    )
)  # fmt: skip
hold(
    Holding(
        "household", 20, "people", gettext_lazy("Household"),
        gettext_lazy("With your consent, to fill in forms for you; you said it yourself."),
        gettext_lazy("Until you take it out."),
        _household, _household_told,
        change=(gettext_lazy("My household"), "people:household"), short=True, guarded=True,
    )
)  # fmt: skip
hold(
    Holding(
        "account", 90, "key", gettext_lazy("Account"),
        gettext_lazy("So that you can sign in, and nobody else in your name."),
        gettext_lazy("As long as you have the account. Passwords and keys are not kept, only what checks them."),
        _account, _account_told, short=True,
    )
)  # fmt: skip
hold(
    Holding(
        "signed", 80, "pencil", gettext_lazy("What you signed at a window"),
        gettext_lazy("So that the office can show that you wanted your data erased."),
        gettext_lazy("No period is published."),
        _signed, _signed_told, _signed_files,
    )
)  # fmt: skip
