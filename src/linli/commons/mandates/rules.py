"""Who may do what with a mandate, and from when to when it holds."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from linli.commons.mandates.models import Mandate
from linli.commons.mandates.queries import guarded, tied
from linli.commons.mandates.states import OF_AGE, OF_MINORS, State
from linli.commons.people.models import Person
from linli.commons.people.queries import profile
from linli.kernel import clock
from linli.kernel.access.grants import Post, held
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem

OPEN = (State.ASKED, State.OFFERED, State.ACTIVE)


def of_age_on(born: date) -> date:
    """The day on which somebody comes of age (民法典 17); who was born on 29 February on 1 March."""
    try:
        return born.replace(year=born.year + OF_AGE)
    except ValueError:
        return date(born.year + OF_AGE, 3, 1)


def born(person: Person) -> date | None:
    """The birth date, where it is known."""
    known = profile(person).get("birth_date")
    return date.fromisoformat(known) if known else None


def is_minor(person: Person) -> bool:
    """Whether somebody is known to be under 18 today."""
    day = born(person)
    return day is not None and clock.today() < of_age_on(day)


def acts_freely(person: Person) -> bool:
    """Grown up and nobody's ward: who may let somebody act, and act for somebody (民法典 17–22, 173)."""
    return not is_minor(person) and not guarded(person.pk)


def holds_until(ground: str, principal: Person, chosen: date | None) -> date | None:
    """The day from which it holds no longer: a guardianship of a child ends when the child comes of age.

    `chosen`: the last day, where one was. Raises ValueError where the ground does not fit the person.
    """
    day = born(principal)
    if ground not in OF_MINORS:
        if day is not None and clock.today() < of_age_on(day):
            raise ValueError(_("This ground is for adults only."))
        return date.fromordinal(chosen.toordinal() + 1) if chosen else None
    if day is None:
        told = _(
            "No date of birth is known, so nothing shows that this person is under 18. It is entered where a person is "
            "written down: the identity number tells it, or the field “Date of birth”."
        )
        raise ValueError(told)
    if clock.today() >= of_age_on(day):
        raise ValueError(_("This person has come of age."))
    return of_age_on(day)


def window(user: User, mandate: Mandate) -> Post | None:
    """The user's post at the window that checks it."""
    return next((post for post in held(user, "mandates.record") if post.unit_id == mandate.unit_id), None)


def may_check(user: User, mandate: Mandate) -> bool:
    """Whether this user compares what a parent asks with the paper: at the window, and never what is their own."""
    own = mandate.agent is not None and mandate.agent.account_id == user.pk
    return mandate.state == State.ASKED and window(user, mandate) is not None and not own


def whose(user: User, mandate: Mandate) -> str:
    """What the user is to a mandate: principal, agent, window, or "" nobody."""
    if mandate.principal and mandate.principal.account_id == user.pk:
        return "principal"
    if mandate.agent and mandate.agent.account_id == user.pk:
        return "agent"
    return "window" if held(user, "mandates.record") else ""


def may_end(user: User, mandate: Mandate) -> bool:
    """A ward does not end a guardianship, and a window writes down no end of what it did not see signed."""
    side = whose(user, mandate)
    if mandate.state == State.ASKED:  # the window says no to it, with a reason
        return side == "agent"
    if side == "window" and mandate.principal is not None and tied(user, mandate.principal.pk):
        return False
    return side in ("agent", "window") or (side == "principal" and mandate.kind != "guardian")


def reads(user: User, mandate: Mandate) -> bool:
    """Whether the paper behind it is this user's to read: an agent's only while it holds."""
    return mandate.state in OPEN or whose(user, mandate) != "agent" or mandate.kind == "guardian"


def check_state(mandate: Mandate, *wanted: str) -> None:
    """Raises Problem 409 when it stands elsewhere."""
    if mandate.state not in wanted:
        now = {"state": mandate.get_state_display()}
        raise Problem(
            409, "state", _("This is not possible now."), detail=_("It is now “%(state)s”.") % now, state=mandate.state
        )
