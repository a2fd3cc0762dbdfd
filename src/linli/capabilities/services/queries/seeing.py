"""Who sees which matter, and who acts for the person concerned."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from linli.capabilities.services.models import Application, Step
from linli.capabilities.services.queries.catalogue import catalogue
from linli.capabilities.services.states import LIVE, Outcome, State
from linli.commons.mandates.queries import ACTED_FOR, acted_for, acting, agents, guardians, unentered
from linli.commons.mandates.rules import is_minor
from linli.commons.mandates.states import Kind
from linli.commons.people.models import Person
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.grants import Post, Somebody, held, posts
from linli.kernel.access.models import User
from linli.kernel.api.problems import not_found
from linli.kernel.database.generation import Cached
from linli.kernel.record.writing import Ref

KIND, OBJECTION = "application", "objection"
AT_DESKS = ~Q(state=State.DRAFT) & Q(restricted_at=None)
TOGETHER = ("person", "agent", "result", "correction", "renews")


def ref(number: str) -> Ref:
    """How the record, duties and clocks name a matter."""
    return Ref(KIND, number)


def objection_ref(number: str) -> Ref:
    """How duties name the calls to who objected: they are owed whatever becomes of the matter."""
    return Ref(OBJECTION, number)


def joint_ref(number: str) -> Ref:
    """How the record names what was applied for as one."""
    return Ref("joint", number)


PERSONS = (
    f"SELECT id FROM people_person WHERE account_id = ANY(%s) UNION ALL SELECT principal_id FROM {ACTED_FOR} acted"
)


def own(user: User) -> Q:
    """The user's own matters, as the person concerned or acting for them (guardian, mandate)."""
    return Q(person__account=user.pk) | _acted(user)


def _acted(user: User) -> Q:
    """The matters of whom the user acts for. What somebody else prepares is seen by a guardian only, who speaks for
    the person; a part that waits for another's result was handed in with it."""
    private = Q(state=State.DRAFT, joint=None) & ~Q(filed_by=user.pk)
    by_any, as_guardian = (Q(acted_for(user, "person", "item", *kinds)) for kinds in ((), (Kind.GUARDIAN,)))
    return (~private & by_any) | (private & as_guardian)


def begun(user: User) -> Q:
    """The drafts that the user made at a window; one made for whom one acts is seen as long as one does."""
    return Q(filed_by=user.pk, state=State.DRAFT, agent=None)


def visible_to(user: Somebody) -> QuerySet[Application]:
    """One's own; or the community in reach and the item within the role; or it has or had a step at the post's unit;
    or it will be decided there and its limit can be extended meanwhile.

    A draft is seen by who made it and the person concerned, or their guardian; one begun at a window by that station's
    generalists too.
    What is restricted at the person's wish is seen by no desk.
    """
    if not isinstance(user, User):
        return Application.objects.none()
    if not posts(user):
        return Application.objects.filter(own(user) | begun(user))
    kept, who = _of_staff(), (user.pk, posts(user))
    if who not in kept:
        kept[who] = _seen_from_posts(user)
    return kept[who].all()


# Every page of staff begins with this: it is put together once, and anew when the network or the day changes.
_of_staff: Cached[dict[tuple[int, tuple[Post, ...]], QuerySet[Application]]] = Cached(dict, civic.today)


def _seen_from_posts(user: User) -> QuerySet[Application]:
    seen = Q(person__account=user.pk) | begun(user)
    if acting(user):  # kept in memory; a begin or end makes this anew
        seen |= _acted(user)
    if units := {post.unit_id for post in held(user, "services.work")}:
        stays = Step.objects.filter(application=OuterRef("pk"), unit__in=units)
        seen |= Q(Exists(stays)) & AT_DESKS
        if extendable := catalogue().extendable:
            seen |= Q(decided_by__in=units, version__in=extendable) & AT_DESKS
    if taking := [post.unit_id for post in held(user, "services.see")]:
        reach = frozenset().union(*(network().reach(unit) for unit in taking))
        seen |= Q(community__in=reach) & AT_DESKS
    if windows := [post.unit_id for post in held(user, "services.take_in")]:
        seen |= Q(state=State.DRAFT, taken_in_by__in=windows) & ~Q(channel="online")
    return Application.objects.filter(seen)


def locked(user: Somebody, number: str) -> Application:
    """The matter, locked until the transaction ends. Raises Problem 404 when the user doesn't see it."""
    rows = visible_to(user).select_related(*TOGETHER)
    found = rows.select_for_update(of=("self",)).filter(number=number).first()
    if found is None:
        raise not_found()
    return found


def lock(number: str) -> None:
    """Lock a matter's row: whoever records about it, or moves its clocks and duties, holds this."""
    Application.objects.select_for_update().only("pk").get(number=number)


def mine(user: User) -> QuerySet[Application]:
    """The user's own matters and those of whom they act for, newest first."""
    persons = RawSQL(PERSONS, [[user.pk], [user.pk], civic.today()])  # so that an index finds them
    rows = Application.objects.filter(own(user), person__in=persons)
    return rows.select_related(*TOGETHER).order_by("-id")


def heard(application: Application) -> list[Person]:
    """Who hears of it beside the person concerned: guardians, and who filed it for them, while they may."""
    return agents(application.person_id, application.item, application.agent_id)


def who_acts(application: Application) -> int:
    """Who owes what the resident owes: who filed it for the person, the guardian of who has no account, else they.

    Asked while the matter is locked: when that changes meanwhile, `reactions.hand_over` waits for the lock.
    """
    found = [one.pk for one in heard(application)]
    if application.agent_id in found:
        return application.agent_id
    return found[0] if found and application.person.account_id is None else application.person_id


def brought(application: Application, bringer: str) -> bool:
    """Whether somebody handed it in of whom the person must learn: not a guardian, whose word is theirs.

    Of who is under 18 and has nobody entered yet, whoever came along is taken for the guardian.
    """
    if not bringer:
        return False
    known = guardians(application.person_id)
    return unentered(bringer, known) if known else not is_minor(application.person)


def open_twin(person: int, items: Collection[str], but: int | None = None) -> str | None:
    """The number of an open matter of one of these items for the same person, if there is one."""
    rows = Application.objects.filter(person=person, item__in=items, state__in=LIVE)
    rows = rows if but is None else rows.exclude(pk=but)
    return rows.order_by("-id").values_list("number", flat=True).first()


def with_twin(rows: QuerySet[Application]) -> QuerySet[Application]:
    """With `twin`, the newest other matter of the same person and item that is open or granted and holds, if any."""
    holds = Q(result__until=None) | Q(result__until__gte=civic.today())
    granted = Q(outcome=Outcome.GRANTED, restricted_at=None, result__revoked=None) & holds
    same = Application.objects.filter(Q(state__in=LIVE) | granted, person=OuterRef("person"), item=OuterRef("item"))
    others = same.exclude(pk=OuterRef("pk")).order_by("-id")
    twin = JSONObject(id="pk", number="number", granted=Q(outcome=Outcome.GRANTED))
    return rows.annotate(twin=Subquery(others.values(found=twin)[:1]))
