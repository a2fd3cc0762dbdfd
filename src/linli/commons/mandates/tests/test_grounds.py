"""On what ground somebody is a guardian: of a child, of an adult."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.commons.mandates.models import Mandate
from linli.commons.mandates.queries import acting, agents
from linli.commons.mandates.tests.test_acting import CHILD, offer, recorded, refused
from linli.commons.people.actions.persons import make_person
from linli.commons.people.queries import person_of


def child_of(cast):
    known = {"identity_number": CHILD["identity_number"]}
    return make_person(CHILD["name"], by=None, community=person_of(cast["resident"]).community, known=known)


@pytest.mark.parametrize("ground", ["relative", "appointed"])
def test_a_near_relative_is_a_childs_guardian_until_it_comes_of_age(cast, ground):
    child = child_of(cast)
    of_child = {"principal": str(child.pk), "ground": ground, "until": ""}
    assert refused(lambda: recorded(cast, **of_child, file="")) == (422, [("/file", "required")])
    made = recorded(cast, **of_child)
    assert (made.kind, made.ground, made.during.upper) == ("guardian", ground, date(2036, 5, 12))
    assert [p.pk for p in agents(child.pk, "anything", None)] == [made.agent_id]
    assert refused(lambda: recorded(cast, ground=ground, until="")) == (422, [("/ground", "choice")])


def test_an_adults_guardian_agreed_beforehand_is_entered_with_or_without_a_last_day(cast):
    child = child_of(cast)
    agreed = {"ground": "agreed", "until": ""}
    assert refused(lambda: recorded(cast, **agreed, principal=str(child.pk))) == (422, [("/ground", "choice")])
    made = recorded(cast, **agreed)
    assert (made.kind, made.ground, made.during.upper) == ("guardian", "agreed", None)
    assert acting(cast["neighbour"])[0].guardian
    assert refused(lambda: offer(cast))[0] == 403


@pytest.mark.parametrize("ground", ["relative", "agreed"])
def test_the_new_grounds_make_guardians_alone(cast, ground):
    made = recorded(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=made.pk).update(ground=ground)
