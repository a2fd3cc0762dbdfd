"""What the person asked to be erased, and what is erased because its time is over (个人信息保护法 19, 47)."""

from __future__ import annotations

from django.db import transaction

from linli.capabilities.services.actions import verbs, words
from linli.capabilities.services.actions.discarding import throw
from linli.capabilities.services.facts import ApplicationErased, ApplicationRestricted
from linli.capabilities.services.models import Application, Correction, Joint, Material, ServicesContent
from linli.capabilities.services.queries import joint_ref, lock, ref
from linli.capabilities.services.queries.retention import OWED_ON, due, owed_on
from linli.capabilities.services.queries.seeing import KIND
from linli.capabilities.services.states import State
from linli.commons.duties import actions as duties
from linli.commons.messages import actions as messages
from linli.commons.notices import actions as notices
from linli.commons.people.actions.persons import nobody
from linli.commons.people.models import Person
from linli.commons.places.queries import network
from linli.commons.ratings import actions as ratings
from linli.kernel import clock
from linli.kernel.files.store import destroy
from linli.kernel.record.writing import By, Ref, record_each


def restrict(person: Person, by: By) -> None:
    """The person wants to be forgotten: drafts go, and no desk uses what is over. What is under way, or still owes an
    answer, goes on. The same few statements however many there are. Needs a transaction."""
    of = Application.objects.filter(person=person).order_by("pk").select_for_update(of=("self",))
    throw(*of.filter(state=State.DRAFT, joint=None))
    over = of.filter(over_at__isnull=False, restricted_at=None).values_list("number", "community")
    found = list(over)
    waits = owed_on([number for number, _community in found])
    gone = [(number, network().place_by_id(place).code) for number, place in found if number not in waits]
    rows = Application.objects.filter(number__in=[number for number, _place in gone])
    rows.update(restricted_at=clock.now())
    record_each(ApplicationRestricted(), KIND, gone, by=by)


@transaction.atomic
def erase(number: str) -> bool:
    """A matter's period is over: everything of the person goes. Number, item, place, dates and outcome stay, and the
    code under which its result is checked. Done by the clock; False when it is not so (any more)."""
    lock(number)
    application = due(clock.today()).filter(number=number).first()
    if application is None:
        return False
    about = ref(number)
    Material.objects.filter(application=application).delete()
    Correction.objects.filter(application=application).delete()
    destroy(about)
    ServicesContent.erase(about)
    notices.forget(about)
    ratings.forget(about)
    messages.forget(about)
    words.forget([application.pk])
    for kind in OWED_ON:
        duties.forget(Ref(kind, number))
    application.person, application.agent, application.filed_by = nobody(), None, None
    application.draft, application.restricted_at, application.erased_at = None, None, clock.now()
    application.save()
    if application.joint_id is not None:
        _close(application.joint_id)
    verbs.note(ApplicationErased(), application, By(None))
    return True


def _close(joint: int) -> None:
    """What came in with all of it goes with the first matter that is erased, for from then on no receipt is printed;
    once the last one is, nobody is left of the whole either."""
    found = Joint.objects.select_for_update().get(pk=joint)
    ServicesContent.erase(joint_ref(found.number))
    if found.applications.filter(erased_at=None).exists():
        return
    messages.forget(joint_ref(found.number))
    found.person, found.agent, found.filed_by = nobody(), None, None
    found.save()
