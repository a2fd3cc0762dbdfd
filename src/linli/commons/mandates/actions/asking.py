"""A parent asks from home to be known as a guardian; the window looks at the paper and says yes or no."""

from __future__ import annotations

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from linli.commons.duties import actions as duties
from linli.commons.duties.states import DutyKind
from linli.commons.mandates.actions import begun
from linli.commons.mandates.facts import GuardianshipAsked, GuardianshipRefused
from linli.commons.mandates.models import Mandate
from linli.commons.mandates.queries import ref, words
from linli.commons.mandates.rules import acts_freely, check_state, window
from linli.commons.mandates.states import Ground, Kind, State
from linli.commons.people.actions.persons import Twin, make_person
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, Wrong, forbidden, wrong
from linli.kernel.record.writing import By, record
from linli.kernel.texts import fold_name

MOST = 5  # askings of one person that wait at once
TITLE = {"zh-hans": "核实监护关系", "en": "Check a guardianship"}


@transaction.atomic
def ask(*, name: str, identity_number: str, file: str, by: User) -> Mandate:
    """A parent asks to be known as the guardian of a child (民法典 27). Raises Problem 403, 409, 422."""
    agent = person_of(by)
    if agent is None or agent.community_id is None or not acts_freely(agent):
        raise forbidden(_("Only a grown-up resident can be entered as a guardian."))
    scan = begun.scan(by, file, "/file")
    Person.objects.select_for_update().get(pk=agent.pk)
    waiting = Mandate.objects.filter(agent=agent, state=State.ASKED)
    if waiting.count() >= MOST:
        raise Problem(409, "too-many", _("Please wait until what you have asked for is checked."))
    try:
        unit = network().takes_in(agent.community_id)
    except LookupError as error:
        told = _("It is not known which station takes matters in for this community; please ask at any station.")
        raise wrong([Wrong("/name", "choice", told)]) from error
    made = Mandate.objects.create(
        agent=agent, kind=Kind.GUARDIAN, ground=Ground.PARENT, state=State.ASKED, unit_id=unit.pk, made=clock.now(),
        during=DateRange(clock.today(), None),
    )  # fmt: skip
    made.content = begun.keep("asked", made, {"name": name, "identity_number": identity_number})
    made.save(update_fields=["content"])
    begun.keep_scan(made, scan)
    duties.owe(
        ref(made.pk), DutyKind.CHECK_MANDATE, desk=(unit.pk, "generalist"), community=agent.community_id, title=TITLE
    )
    fact = GuardianshipAsked(made.ground)
    record(fact, about=ref(made.pk), by=By(by.pk), place=begun.place(agent), content=bytes(made.content))
    return made


def _asked(id: str, by: User) -> tuple[Mandate, By]:
    """An asking before the window that checks it. Raises Problem 404, 403, 409."""
    mandate = begun.locked(id, by)
    post = window(by, mandate)
    assert mandate.agent is not None
    if post is None or mandate.agent.account_id == by.pk:
        raise forbidden()
    check_state(mandate, State.ASKED)
    return mandate, By(by.pk, post.unit, post.role)


@transaction.atomic
def confirm(id: str, *, by: User) -> Mandate:
    """The paper shows it: from today the asker acts for the child, who is written down if nobody knew them yet.

    Raises Problem 404, 403, 409, 422.
    """
    mandate, who = _asked(id, by)
    said = words([mandate])[mandate.pk]
    assert mandate.agent is not None
    mandate.principal = _child(said["name"], said["identity_number"], mandate.agent, by)
    begun.begin(mandate, who, None, "/ground")
    duties.done(ref(mandate.pk), DutyKind.CHECK_MANDATE)
    return mandate


def _child(name: str, identity_number: str, guardian: Person, by: User) -> Person:
    try:
        known = {"identity_number": identity_number}
        return make_person(name, by=by, community=guardian.community, known=known, language=guardian.language)
    except Twin as twin:
        if twin.person.name_fold != fold_name(name):
            words = _("This identity number belongs to a person of another name.")
            raise wrong([Wrong("/name", "choice", words)]) from twin
        return twin.person


@transaction.atomic
def refuse(id: str, *, by: User, reason: str) -> Mandate:
    """The paper does not show it; the asker reads why. Raises Problem 404, 403, 409."""
    mandate, who = _asked(id, by)
    assert mandate.agent is not None
    mandate.state, mandate.settled = State.REFUSED, clock.now()
    said = words([mandate])[mandate.pk]
    mandate.content = begun.keep("refused", mandate, {"name": said.get("name", ""), "reason": reason})
    mandate.save(update_fields=["state", "settled", "content"])
    duties.done(ref(mandate.pk), DutyKind.CHECK_MANDATE)
    record(
        GuardianshipRefused(), about=ref(mandate.pk), by=who, place=begun.place(mandate.agent),
        content=bytes(mandate.content),
    )  # fmt: skip
    return mandate
