"""Several items as one, a ward, and a copy taken while something is being filed."""

import json

import pytest

from linli.capabilities.services.demo import answers_for
from linli.capabilities.services.forms import begin_together
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.tests.test_acting import guardian
from linli.commons.mandates.models import Mandate
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.commons.people.queries.export import pieces
from linli.commons.people.queries.looks import lines
from linli.kernel import clock
from linli.kernel.database.generation import forget_all
from tests.cast import MONDAY, Cast, at_once, forget_looks, load_district

QUICK = "unemployment-registration"


def person(cast, account="resident"):
    return Person.objects.get(account=cast[account])


def matters(who):
    told = json.loads("".join(pieces(who)))
    found = next(one["items"] for one in told["holdings"] if one["key"] == "matters")
    return {one["number"]: one for one in found}


@pytest.fixture
def together(cast):
    """What was filed as one, and a draft of it."""
    answers = answers_for(catalogue().item("newborn"), person_of(cast["resident"]))
    raw = {"item": "newborn", "answers": answers}
    return [begin_together(raw | {"submit": True}, by=cast["resident"]), begin_together(raw, by=cast["resident"])]


def test_parts_and_drafts_of_several_items_are_in_it(cast, together):
    filed, draft = together
    found = matters(person(cast))
    assert draft in found
    assert {one["joint"] for number, one in found.items() if number != draft} == {filed}
    page = cast.page("resident").get("/me/data/").text
    assert f'href="/matters/{draft}"' in page


def test_who_opened_the_whole_is_seen(cast, together):
    filed, _draft = together
    assert cast.page("generalist").get(f"/matters/{filed}").status_code == 200
    assert cast.api("generalist").get(f"/api/v1/joint-applications/{filed}").status_code == 200
    assert cast.page("generalist").get(f"/matters/{filed}/print-together/receipt").status_code == 200
    found = [(one.subject_kind, one.what) for one in lines(person(cast)).order_by("id")]
    assert found == [("joint", "open"), ("joint", "open"), ("joint", "print receipt")]


@pytest.fixture
def ward(cast):
    child = guardian(cast)
    forget_looks()
    return child


def looks_page(cast, account="resident"):
    mandate = Mandate.objects.get(kind="guardian").pk
    return cast.page(account, **{"Accept-Language": "en"}).get(f"/acting/{mandate}/looks")


def test_the_guardian_sees_who_looked_at_the_ward_and_nobody_else_does(cast, ward):
    assert cast.page("generalist").get(f"/people/{ward.pk}").status_code == 200
    shown = looks_page(cast)
    assert (shown.status_code, shown.text.count("Opened what is known of you")) == (200, 1)
    assert looks_page(cast).text.count("Opened what is known of you") == 1  # the guardian's own looks stay out
    for account in ("neighbour", "stranger", "generalist", "auditor"):
        assert looks_page(cast, account).status_code == 404
    Mandate.objects.update(state="ended")
    forget_all()
    assert looks_page(cast).status_code == 404


def test_a_guardian_finds_the_ward_among_who_acts_for_whom_and_no_number_of_theirs(cast, ward):
    told = json.loads("".join(pieces(person(cast))))
    (acts,) = next(one["items"] for one in told["holdings"] if one["key"] == "mandates")
    assert (acts["person"], acts["state"]) == (ward.name, "active")
    assert "320594201805120249" not in json.dumps(told)


@pytest.mark.django_db(transaction=True)
def test_a_copy_taken_while_a_matter_is_filed_has_it_whole_or_not_at_all(transactional_db):
    forget_all()
    with clock.standing(MONDAY):
        load_district()
        cast, copies = Cast(), []
        user, who = cast["resident"], person(Cast())

        def copy():
            with clock.standing(MONDAY):
                copies.extend(matters(who) for _n in range(5))

        def file():
            with clock.standing(MONDAY):
                cast.file(QUICK, user.username)

        for _n in range(3):
            assert at_once(copy, file) == ["done", "done"]
        copies.append(matters(who))
        assert len(copies[-1]) == 3
        assert all(one["state"] == "filed" and one["answers"] for found in copies for one in found.values())
