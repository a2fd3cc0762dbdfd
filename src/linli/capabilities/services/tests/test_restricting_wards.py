"""A guardian has a ward's data erased; who is under 18 doesn't alone, and nobody else does."""

import pytest

from linli.capabilities.services.models import Application
from linli.capabilities.services.tests.test_acting import guardian
from linli.commons.mandates.models import Mandate
from linli.commons.people.models import Person
from linli.commons.people.queries import profile
from linli.kernel.access.models import User

QUICK = "unemployment-registration"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def ward(cast):
    return guardian(cast)


def held():
    return Mandate.objects.get(kind="guardian", state="active").pk


def ask(cast, account="resident"):
    return cast.api(account).post(f"/api/v1/mandates/{held()}/erase", {}, content_type="application/json")


def test_the_guardian_has_it_erased(cast, ward):
    assert "phone" in profile(ward)
    answer = ask(cast)
    assert answer.status_code == 200
    assert "phone" not in answer.json()["known"]
    assert "phone" not in profile(Person.objects.get(pk=ward.pk))
    assert "phone" in profile(Person.objects.get(account=cast["resident"]))  # the guardian's own stays


def test_by_page_too(cast, ward):
    page, id = cast.page("resident", **ENGLISH), held()
    assert f"/acting/{id}/erase" in page.get(f"/acting/{id}/known").text
    shown = page.get(f"/acting/{id}/erase").text
    assert "Have the data of 林小满 erased" in shown
    assert page.post(f"/acting/{id}/erase", {"sure": "yes", "once": "a"}).status_code == 302
    assert "phone" not in profile(Person.objects.get(pk=ward.pk))


@pytest.mark.parametrize("account", ["neighbour", "generalist", "head", "officer"])
def test_nobody_else_does(cast, ward, account):
    assert ask(cast, account).status_code == 404
    assert cast.page(account).get(f"/acting/{held()}/erase").status_code == 404
    assert "phone" in profile(Person.objects.get(pk=ward.pk))


def test_who_is_under_18_does_not_alone(cast, ward):
    child = User.objects.create_user("child", None)
    Person.objects.filter(pk=ward.pk).update(account=child)
    answer = cast.api("child").post("/api/v1/me/erase", {}, content_type="application/json")
    assert (answer.status_code, "guardian" in answer.json()["detail"]) == (403, True)
    page = cast.page("child", **ENGLISH)
    assert "through a parent or guardian" in page.get("/me/data/erase/").text
    assert page.post("/me/data/erase/", {"sure": "yes", "once": "a"}).status_code == 403
    assert not Application.objects.filter(restricted_at__isnull=False).exists()
