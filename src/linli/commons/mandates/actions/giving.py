"""Somebody lets another act for them: from their own account, or by a letter signed at the window; and its end."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from linli.commons.duties import actions as duties
from linli.commons.duties.states import DutyKind
from linli.commons.mandates.actions import begun
from linli.commons.mandates.facts import MandateEnded, MandateOffered
from linli.commons.mandates.models import Mandate
from linli.commons.mandates.queries import OFFER_LIFE, last_day, over, ref, tied, words
from linli.commons.mandates.rules import OPEN, acts_freely, check_state, may_end, whose
from linli.commons.mandates.states import Ground, Kind, State
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.kernel import clock
from linli.kernel.access.grants import Post
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, Wrong, forbidden, not_found, wrong
from linli.kernel.numbers import compose
from linli.kernel.record.writing import By, record
from linli.kernel.secrets import mac
from linli.kernel.texts import fold_name

PURPOSE = "mandate.code"
MOST = 20  # offers of one person that nobody has taken up


def _tag(code: str) -> bytes:
    return mac(PURPOSE, code.encode())


@transaction.atomic
def offer(*, name: str, items: Sequence[str], until: date, by: User) -> Mandate:
    """Let somebody act for oneself, until a last day (民法典 165: name, matters, period).

    The code to give them lies in its content, and holds for seven days. Raises Problem 403, 409.
    """
    principal = person_of(by)
    if principal is None or not acts_freely(principal):
        raise forbidden(_("Only a grown-up person can let somebody else act."))
    Person.objects.select_for_update().get(pk=principal.pk)
    if Mandate.objects.filter(principal=principal, state=State.OFFERED).count() >= MOST:
        raise Problem(409, "too-many", _("Too many of your codes have not been taken up."))
    code = compose(secrets.randbelow(10**9))
    last = DateRange(clock.today(), date.fromordinal(until.toordinal() + 1))
    made = Mandate.objects.create(
        principal=principal, kind=Kind.MANDATE, ground=Ground.SELF, items=list(items), state=State.OFFERED,
        during=last, code=_tag(code), made=clock.now(),
    )  # fmt: skip
    made.content = begun.keep("offered", made, {"name": name, "code": code})
    made.save(update_fields=["content"])
    fact = MandateOffered(list(items), until.isoformat())
    record(fact, about=ref(made.pk), by=By(by.pk), place=begun.place(principal), content=bytes(made.content))
    return made


def offered(code: str, by: User) -> Mandate:
    """What a code offers to this user. Raises Problem 404 for a code that isn't, or is made out to somebody else."""
    agent = person_of(by)
    rows = Mandate.objects.select_related("principal", "agent", "unit").filter(state=State.OFFERED, code=_tag(code))
    found = rows.filter(made__gt=clock.now() - OFFER_LIFE).first()
    if found is None or agent is None or found.principal_id == agent.pk:
        raise not_found()
    if fold_name(words([found])[found.pk].get("name", "")) != agent.name_fold:
        raise not_found()
    return found


@transaction.atomic
def take(code: str, *, by: User) -> Mandate:
    """Take up what a code offers: from today on one may act. Raises Problem 404, 403, 409."""
    found = offered(code, by)
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("principal", "unit").get(pk=found.pk)
    check_state(mandate, State.OFFERED)
    mandate.agent = person_of(by)
    assert mandate.agent is not None
    assert mandate.principal is not None
    if not acts_freely(mandate.agent) or not acts_freely(mandate.principal):
        raise forbidden(_("Only a grown-up person can act for somebody else, and let somebody act."))
    last = last_day(mandate)
    if last is None or last < clock.today():
        raise Problem(409, "over", _("The last day of this offer is over."))
    begun.begin(mandate, By(by.pk), last, "/code")
    return mandate


@transaction.atomic
def record_at_window(
    *,
    principal: Person,
    agent: Person,
    kind: str,
    ground: str,
    items: Sequence[str],
    until: date | None,
    file: str,
    by: User,
    post: Post,
) -> Mandate:
    """Write down what the window was shown: a letter that the person signed, or what makes somebody a guardian.

    Nobody writes down what concerns themselves. Raises Problem 403, 409, 422.
    """
    if by.pk in (principal.account_id, agent.account_id) or tied(by, principal.pk):
        raise forbidden(_("Nobody handles a matter of their own."))
    flaws = []
    if principal.pk == agent.pk:
        flaws.append(Wrong("/agent", "choice", _("Nobody acts for themselves.")))
    if not acts_freely(agent):
        flaws.append(Wrong("/agent", "choice", _("Only a grown-up person can act for somebody else.")))
    if kind == Kind.MANDATE and not acts_freely(principal):
        flaws.append(Wrong("/ground", "choice", _("This person acts through a guardian.")))
    if flaws:
        raise wrong(flaws)
    scan = begun.scan(by, file, "/file")
    mandate = Mandate.objects.create(
        principal=principal, agent=agent, kind=kind, ground=ground, items=list(items), state=State.ENDED,
        during=DateRange(clock.today(), until or clock.today()), unit_id=post.unit_id, made=clock.now(),
    )  # fmt: skip
    begun.keep_scan(mandate, scan)
    begun.begin(mandate, By(by.pk, post.unit, post.role), until, "/ground")
    return mandate


@transaction.atomic
def end(id: str, *, by: User, reason: str = "") -> Mandate:
    """It holds no longer, from this moment on. Raises Problem 404, 403, 409."""
    mandate = begun.locked(id, by)
    if not may_end(by, mandate):
        raise forbidden()
    check_state(mandate, *OPEN)
    if mandate.state == State.ASKED:
        duties.done(ref(mandate.pk), DutyKind.CHECK_MANDATE)
        name = words([mandate]).get(mandate.pk, {}).get("name", "")
        mandate.content = begun.keep("taken_back", mandate, {"name": name})  # the child's number goes
    if mandate.state == State.ACTIVE:
        since, last = mandate.during.lower, mandate.during.upper
        until = max(clock.today(), since)
        mandate.during = DateRange(since, min(until, last) if last else until)
    if reason:
        mandate.content = begun.keep("ended", mandate, {"reason": reason})
    content = bytes(mandate.content) if reason and mandate.content else None
    side = whose(by, mandate)
    _end(mandate)
    person = mandate.principal or mandate.agent
    assert person is not None
    who = begun.doer(by, mandate)
    record(MandateEnded(side), about=ref(mandate.pk), by=who, place=begun.place(person), content=content)
    return mandate


def _end(mandate: Mandate) -> None:
    mandate.state = State.REFUSED if mandate.principal is None else State.ENDED
    mandate.settled, mandate.code = clock.now(), None
    mandate.save()
    begun.changed(mandate)


@transaction.atomic
def lapse(mandate: int) -> bool:
    """Its last day is over, the child has come of age, or nobody took the code up. False: it is not to end."""
    rows = Mandate.objects.select_for_update(of=("self",)).select_related("principal", "agent")
    found = rows.get(pk=mandate)
    if found.pk not in over():
        return False
    _end(found)
    assert found.principal is not None
    record(MandateEnded("time"), about=ref(found.pk), by=By(None), place=begun.place(found.principal))
    return True
