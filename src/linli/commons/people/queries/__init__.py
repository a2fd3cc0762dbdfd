"""Who somebody is, what is known of them, and which desk answers for a unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.functional import Promise

from linli.commons.people.models import Person, Post
from linli.commons.people.states import Document, Role
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.access import grants
from linli.kernel.access.models import AccessLog, User
from linli.kernel.api.problems import Problem, forbidden, not_found
from linli.kernel.database.generation import Cached
from linli.kernel.secrets import blinds, unseal_json
from linli.kernel.texts import mask

PROFILE = "people.profile"  # what the sealed block is for; part of its seal
MASKED = {"identity_number": "identity", "document_number": "card", "phone": "phone", "bank_card": "card"}
# What the access log calls it.
FOUND, MADE, CHANGED, ERASED = "person.found", "person.made", "person.changed", "person.erased"
ACCOUNTED = "person.account"
LINKS: list[tuple[str | Promise, str, str]] = []  # what a storey above adds to the page about me: words, icon, URL name
# What a storey above offers beside somebody of one's own household: (words, icon, URL name) or None; the address ends
# in `?member=` and the place in the household, from 0.
FOR_MEMBERS: list[Callable[[Mapping[str, Any]], tuple[str, str, str] | None]] = []
RENAMED: list[Callable[[Person], None]] = []  # what a storey above does, in that transaction, when a name is corrected
WARDS: list[Callable[[Person], bool]] = []  # who changes nothing alone, as a storey above knows
_additions: list[Callable[[User], dict[str, Any]]] = []


def person_of(user: User) -> Person | None:
    """The person behind an account; asked once per loaded user object."""
    if "_person" not in user.__dict__:
        user.__dict__["_person"] = next(
            iter(Person.objects.raw("SELECT * FROM people_person WHERE account_id = %s", [user.pk])), None
        )
    found: Person | None = user.__dict__["_person"]
    return found


@dataclass(frozen=True)
class Member:
    """Who holds a post today: account, user name, name."""

    account: int
    username: str
    name: str
    post: grants.Post


@dataclass(frozen=True)
class Staff:
    """Everybody who holds a post today and has an account, by account and by desk; in memory, as the network is."""

    of_account: dict[int, tuple[Member, ...]]
    of_desk: dict[tuple[int, str], tuple[Member, ...]]

    def name(self, account: int | None) -> str:
        """A worker's name; "" for whoever holds no post today."""
        found = self.of_account.get(account or 0)
        return found[0].name if found else ""

    def at(self, unit_id: int) -> tuple[Member, ...]:
        """Everybody with a post at a unit, by name."""
        found = {m.account: m for (unit, _), members in self.of_desk.items() if unit == unit_id for m in members}
        return tuple(sorted(found.values(), key=lambda m: m.name))


def _staff() -> Staff:
    rows = Post.objects.filter(during__contains=clock.today(), person__account__is_active=True)
    found = rows.order_by("unit__code", "role", "person__name_fold", "pk").values_list(
        "person__account", "person__account__username", "person__name", "unit_id", "unit__code", "role"
    )
    accounts: defaultdict[int, tuple[Member, ...]] = defaultdict(tuple)
    desks: defaultdict[tuple[int, str], tuple[Member, ...]] = defaultdict(tuple)
    for account, username, name, unit_id, unit, role in found:
        member = Member(account, username, name, grants.Post(unit_id, unit, role))
        accounts[account] += (member,)
        desks[member.post.unit_id, member.post.role] += (member,)
    return Staff(dict(accounts), dict(desks))


staff: Cached[Staff] = Cached(_staff, clock.today)


def met(user: User, person: Person) -> None:
    """This person, whom somebody has read already, is the one behind the account: not asked for again."""
    if person.account_id == user.pk:
        user.__dict__["_person"] = person


def posts_of(user: User) -> tuple[grants.Post, ...]:
    """The posts that the account's person holds today, by unit and role; no query of its own."""
    return tuple(member.post for member in staff().of_account.get(user.pk, ()))


def colleagues(unit_id: int, role: str, but: User) -> list[Member]:
    """The others of a desk, by name."""
    return [member for member in staff().of_desk.get((unit_id, role), ()) if member.account != but.pk]


def reach_of(user: User) -> frozenset[int]:
    """The communities that the user's posts reach today."""
    reached = (network().reach(post.unit_id) for post in grants.posts(user))
    return frozenset[int]().union(*reached)


def visible_to(user: User) -> QuerySet[Person]:
    """Oneself; and for who may look for persons: all in their reach, and whom they found by number or made today."""
    own = Person.objects.filter(account=user)
    if not grants.held(user, "people.find"):
        return own
    day = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    met = AccessLog.objects.filter(user=user, subject_kind="person", what__in=(FOUND, MADE), at__gte=day)
    ids = met.exclude(subject_id="").annotate(person=Cast("subject_id", BigIntegerField())).values("person")
    return Person.objects.filter(Q(account=user) | Q(community__in=reach_of(user)) | Q(pk__in=ids))


def _headed() -> frozenset[int]:
    rows = Post.objects.filter(role=Role.HEAD, during__contains=clock.today())
    return frozenset(rows.values_list("unit_id", flat=True))


headed: Cached[frozenset[int]] = Cached(_headed, clock.today)


def head_desk(unit_id: int) -> tuple[int, str]:
    """The desk (unit, role) that leads a unit: its own head's, else that of the unit that administers there."""
    if unit_id in headed():
        return unit_id, str(Role.HEAD)
    places = network()
    for serving in places.serving_of(unit_id):
        for at in (places.place_by_id(serving.place_id), *places.parents(serving.place_id)):
            try:
                leader = places.administers(at.pk).pk
            except LookupError:
                break
            if leader in headed():
                return leader, str(Role.HEAD)
    return unit_id, str(Role.HEAD)


def desk_of(role: str) -> int | None:
    """The unit where somebody holds a role today; None where nobody does."""
    rows = Post.objects.filter(role=role, during__contains=clock.today()).order_by("unit__code")
    return rows.values_list("unit_id", flat=True).first()


def profile(person: Person) -> dict[str, Any]:
    """What is known of a person, to fill in forms: name, identity_number, document_kind and document_number (for
    another document), phone, bank_card, address, birth_date (ISO), gender; household (a list of name, relation,
    identity_number, birth_date; empty for who lives alone). What isn't known is left out; no query."""
    known: dict[str, Any] = unseal_json(bytes(person.profile), purpose=PROFILE)
    return {"name": person.name, **known}


def masked_profile(person: Person) -> dict[str, Any]:
    """The profile as it may be shown: identity, phone and card numbers masked. Without the household: who sees a matter
    need not learn who lives with whom."""
    return _masked({name: value for name, value in profile(person).items() if name != "household"})


def masked_household(person: Person) -> list[dict[str, Any]] | None:
    """Who lives with a person, numbers masked, for themselves and a window; None where nothing was said."""
    said = profile(person).get("household")
    return None if said is None else [_masked(member) for member in said]


def _masked(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: mask(MASKED[name], value) if name in MASKED else value for name, value in values.items()}


def persons_with(numbers: Collection[str]) -> list[Person]:
    """The persons behind these identity numbers, whoever they are: nothing for eyes that may not see them."""
    tags = [tag for number in numbers for _version, tag in blinds(f"identity.{Document.RESIDENT}", number)]
    return list(Person.objects.filter(identities__blind__in=tags).distinct().order_by("pk")) if tags else []


def masked(person: Person) -> dict[str, Any]:
    """A person as a list of persons shows them: the masked profile, where they live, and the id to file for."""
    community = network().place_by_id(person.community_id).code if person.community_id else None
    return {"id": str(person.pk), **masked_profile(person), "community": community, "language": person.language}


def kept_out(user: User) -> Problem:
    """What answers a call that a window alone makes: 403 for who belongs here, and for a stranger it isn't there."""
    person = person_of(user)
    known = bool(grants.posts(user)) or (person is not None and person.community_id is not None)
    return forbidden() if known else not_found()


def add_to_me(addition: Callable[[User], dict[str, Any]]) -> None:
    """A storey above adds to what `GET /me` says (the number of unread messages)."""
    _additions.append(addition)


def me(user: User) -> dict[str, Any]:
    """The contract's Me."""
    person = person_of(user)
    shown: dict[str, Any] = {
        "account": user.username,
        "name": person.name if person else user.name or user.username,
        "language": person.language if person else user.language,
        "posts": [{"unit": post.unit, "role": post.role} for post in grants.posts(user)],
        "person": None,
    }
    if person:
        community = network().place_by_id(person.community_id).code if person.community_id else None
        said = masked_household(person)
        known = masked_profile(person) | ({} if said is None else {"household": said})
        shown["person"] = {"id": str(person.pk), "community": community, "known": known}
    for addition in _additions:
        shown |= addition(user)
    return shown
