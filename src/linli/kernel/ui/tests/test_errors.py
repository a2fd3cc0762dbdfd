import json

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, override_settings
from django.urls import path

from linli.kernel.access.doors import door
from linli.kernel.api.problems import Problem, Wrong
from linli.kernel.ui.errors import WORDS

REFUSALS = (403, 409, 413, 415, 422, 429, 503)


def fails(error):
    @door("public")
    def view(request):
        raise error

    return view


urlpatterns = [
    path("missing", fails(Http404())),
    path("denied", fails(PermissionDenied())),
    path("strange", fails(SuspiciousOperation())),
    path("broken", fails(RuntimeError())),
    path("wrong", fails(Problem(422, "invalid", "", errors=[Wrong("/x", "range", "Too many of them")]))),
    *(path(f"refused/{n}", fails(Problem(n, "x", "", headers={"Retry-After": "7"}))) for n in REFUSALS),
    path("api/v1/refused", fails(Problem(409, "x", "Not now"))),
    *(path(name, fails(Http404()), name=name) for name in ("home", "display", "account_login", "account_logout")),
]
handler400 = "linli.kernel.ui.errors.bad_request"
handler403 = "linli.kernel.ui.errors.forbidden"
handler404 = "linli.kernel.ui.errors.not_found"
handler500 = "linli.kernel.ui.errors.broken"


@pytest.fixture
def client(db):
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


ADDRESSES = [
    ("/strange", 400),
    ("/denied", 403),
    ("/missing", 404),
    ("/nowhere", 404),
    ("/broken", 500),
    *((f"/refused/{status}", status) for status in REFUSALS),
]


@pytest.mark.parametrize(("address", "status"), ADDRESSES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_failure_is_a_page_that_says_what_to_do(client, address, status, language):
    response = client.get(address, headers={"Accept-Language": language})
    assert response.status_code == status
    html = response.text.replace("&#39;", "'")
    for text in map(str, WORDS[status]):
        assert text in html


@pytest.mark.parametrize("status", [429, 503])
def test_whoever_shall_come_back_is_told_when(client, status):
    assert client.get(f"/refused/{status}")["Retry-After"] == "7"


@pytest.mark.parametrize("address", ["/broken", "/refused/503"])
def test_a_page_for_a_broken_house_asks_the_database_nothing(client, address, django_assert_num_queries):
    client.cookies["sessionid"] = "x" * 32
    with django_assert_num_queries(0):
        client.get(address)


def test_an_error_page_has_the_icon_of_its_kind(client):
    assert '.svg#signpost"' in client.get("/missing").text


def test_what_is_wrong_is_listed(client):
    assert "Too many of them" in client.get("/wrong").text


@pytest.mark.parametrize(("address", "status"), [("/api/v1/refused", 409), ("/api/v1/nowhere", 401)])
def test_programs_get_a_problem_document(client, address, status):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert json.loads(response.content)["status"] == status
