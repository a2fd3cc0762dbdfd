"""What is known of a ward: the guardian's to see and change while the guardianship holds, and nobody else's."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from linli.capabilities.services.tests.test_acting import guardian, mandate
from linli.commons.mandates import actions
from linli.commons.mandates.models import Mandate
from linli.commons.messages.models import Message
from linli.commons.people.actions.persons import set_profile
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of, profile
from linli.kernel.access.models import AccessLog, User
from linli.kernel.api.problems import Problem
from linli.kernel.database.generation import forget_all
from linli.kernel.record.followers import pump
from tests.cast import Cast, forget_looks, load_district

ENGLISH = {"Accept-Language": "en"}
MOTHER = {"name": "林秋怡", "relation": "parent"}
PATHS = ("known", "known/change", "household", "household/new", "household/0")


@pytest.fixture
def ward(cast):
    child = guardian(cast)
    set_profile(child, by=None, changes={"household": [MOTHER]})
    forget_looks()
    return child


def held(kind="guardian"):
    return Mandate.objects.get(kind=kind, state="active").pk


def known(child):
    return profile(Person.objects.get(pk=child.pk))


def patch(cast, body, account="resident", kind="guardian"):
    return cast.api(account).patch(f"/api/v1/mandates/{held(kind)}/known", body, "application/json")


def lines(account="resident"):
    return list(AccessLog.objects.filter(user__username=account).order_by("pk").values_list("subject_id", "what"))


def test_the_guardian_sees_it_masked_and_leaves_a_line(cast, ward):
    page, id = cast.page("resident", **ENGLISH), held()
    told = page.get(f"/acting/{id}/known").content.decode()
    assert "199****8601" in told and "1 person" in told and "2018" in told
    assert "19900008601" not in told and "320594201805120249" not in told
    assert lines() == [(str(ward.pk), "open")]
    assert "Profile of 林小满" in told
    home = page.get(f"/acting/{id}/household").content.decode()
    assert "林秋怡" in home and "forms that you fill in for 林小满." in home
    assert "Relation to 林小满" in page.get(f"/acting/{id}/household/new").content.decode()
    assert "Relation to the person" in page.get("/me/household/new").content.decode()
    assert f"/acting/{id}/known" in page.get("/acting/").content.decode()
    answer = cast.api("resident").get(f"/api/v1/mandates/{id}/known").json()
    assert (answer["id"], answer["known"]["household"]) == (str(ward.pk), [MOTHER])
    assert answer["known"]["phone"] == "199****8601"


def test_the_guardian_changes_it_by_page(cast, ward):
    page, id = cast.page("resident", **ENGLISH), held()
    before = known(ward)
    shown = page.get(f"/acting/{id}/known/change").content.decode()
    assert "Change what is known of 林小满" in shown and "of me" not in shown
    sent = {"phone": "13800138000", "bank_card": "621700*********9121", "address": "景城社区1幢", "once": "a"}
    done = page.post(f"/acting/{id}/known/change", sent | {"bank_card": before["bank_card"]})
    assert (done.status_code, done["Location"]) == (302, f"/acting/{id}/known")
    assert known(ward) == before | {"phone": "13800138000", "address": "景城社区1幢"}
    assert lines() == [(str(ward.pk), "open")] * 1 + [(str(ward.pk), "person.changed"), (str(ward.pk), "open")]
    wrong = page.post(f"/acting/{id}/known/change", {"phone": "1", "once": "b"})
    assert wrong.status_code == 422
    mine = profile(person_of(cast["resident"]))
    assert mine["phone"] == "19900008601"  # and not their own


def test_the_guardian_changes_the_household_by_page(cast, ward):
    page, id = cast.page("resident", **ENGLISH), held()
    done = page.post(f"/acting/{id}/household/new", {"name": "陆建平", "relation": "parent", "once": "a"})
    assert (done.status_code, done["Location"]) == (302, f"/acting/{id}/household")
    done = page.post(f"/acting/{id}/household/1", {"name": "陆建明", "relation": "parent", "once": "b", "seen": "x"})
    assert done.status_code == 409  # it was not that entry
    shown = page.get(f"/acting/{id}/household/1").content.decode()
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    body = {"name": "陆建明", "relation": "parent", "once": "c", "seen": seen}
    assert page.post(f"/acting/{id}/household/1", body).status_code == 302
    assert [one["name"] for one in known(ward)["household"]] == ["林秋怡", "陆建明"]
    shown = page.get(f"/acting/{id}/household").content.decode()
    assert f"/acting/{id}/household/1" in shown and "/me/household/1" not in shown
    seen = shown.split('name="seen" value="')[1].split('"')[0]
    assert page.post(f"/acting/{id}/household", {"do": "out", "n": "0", "seen": seen, "once": "d"}).status_code == 302
    assert [one["name"] for one in known(ward)["household"]] == ["陆建明"]
    assert "household" not in profile(person_of(cast["resident"]))


def test_by_api_it_is_judged_as_ones_own(cast, ward):
    assert patch(cast, {"phone": "13800138000", "household": []}).json()["known"]["household"] == []
    assert (known(ward)["phone"], known(ward)["household"]) == ("13800138000", [])
    wrong = patch(cast, {"phone": "1", "name": "x"})
    assert (wrong.status_code, {e["pointer"] for e in wrong.json()["errors"]}) == (422, {"/phone", "/name"})


@pytest.mark.parametrize("account", ["neighbour", "stranger", "generalist", "auditor"])
def test_for_anybody_else_it_is_not_there(cast, ward, account):
    before, id = known(ward), held()
    page = cast.page(account)
    for path in PATHS:
        assert page.get(f"/acting/{id}/{path}").status_code == 404, path
        assert page.post(f"/acting/{id}/{path}", {"do": "alone", "phone": "13800138000"}).status_code == 404, path
    assert cast.api(account).get(f"/api/v1/mandates/{id}/known").status_code == 404
    assert patch(cast, {"phone": "13800138000"}, account).status_code == 404
    assert (known(ward), lines(account)) == (before, [])


def test_by_a_mandate_nobody_sees_nor_changes_it(cast):
    mandate(cast)
    before, page, id = known(person_of(cast["resident"])), cast.page("neighbour"), held("mandate")
    for path in PATHS:
        assert page.get(f"/acting/{id}/{path}").status_code == 404, path
        assert page.post(f"/acting/{id}/{path}", {"do": "alone", "phone": "13800138000"}).status_code == 404, path
    assert f"/acting/{id}/known" not in page.get("/acting/").content.decode()
    assert cast.api("neighbour").get(f"/api/v1/mandates/{id}/known").status_code == 404
    assert patch(cast, {"phone": "13800138000"}, "neighbour", "mandate").status_code == 404
    assert known(person_of(cast["resident"])) == before


def test_once_the_guardianship_is_over_it_is_not_there(cast, ward, at):
    id, page = held(), cast.page("resident")
    with at(days=365 * 12):  # of age
        assert page.get(f"/acting/{id}/known").status_code == 404
    assert page.get(f"/acting/{id}/known").status_code == 200
    actions.end(str(id), by=cast["resident"])
    for path in PATHS:
        assert page.get(f"/acting/{id}/{path}").status_code == 404, path
        assert page.post(f"/acting/{id}/{path}", {"do": "alone"}).status_code == 404, path
    assert cast.api("resident").patch(f"/api/v1/mandates/{id}/known", {}, "application/json").status_code == 404


def test_a_ward_with_an_account_is_told_once_a_change_and_of_nothing_else(cast, ward):
    rows = Message.objects.filter(template="mandates.ward_changed")
    patch(cast, {"phone": "13800138000"})
    pump()
    assert not rows.exists()  # nobody there to read it
    Person.objects.filter(pk=ward.pk).update(account=User.objects.create_user("child", None, name=ward.name))
    patch(cast, {"phone": "13800138001"})
    patch(cast, {"phone": "13800138001"})  # as it is already
    patch(cast, {"phone": "1"})  # refused
    pump()
    [message] = rows.filter(person=ward)
    assert "13800138001" not in str(message.params)
    shown = cast.page("child", **ENGLISH).get("/messages/").content.decode()
    assert "林秋怡 changed what is known of you" in shown


@pytest.mark.django_db(transaction=True)
def test_a_guardianship_that_ends_meanwhile_ends_before_or_after(transactional_db):
    forget_all()
    load_district()
    cast = Cast()
    child, begun, go = guardian(cast), Event(), Event()
    id, user = str(held()), cast["resident"]

    def change():
        def do():
            set_profile(child, by=user, changes={"phone": "13800138000"})
            begun.set()
            assert go.wait(20)

        try:
            actions.speak(id, do, by=user)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        changing = pool.submit(change)
        assert begun.wait(20)
        try:
            with transaction.atomic(), connection.cursor() as cursor, pytest.raises(Exception, match="lock timeout"):
                cursor.execute("SET LOCAL lock_timeout = '300ms'")
                actions.end(id, by=user)
        finally:
            go.set()
        changing.result()
    assert known(child)["phone"] == "13800138000"
    actions.end(id, by=user)
    with pytest.raises(Problem) as gone:
        actions.speak(id, lambda: set_profile(child, by=user, changes={"phone": None}), by=user)
    assert gone.value.status == 404
