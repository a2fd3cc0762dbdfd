import pytest
from django.test import Client

from linli.kernel.access.models import User

HERE = {"Origin": "http://testserver"}


def choose(client, headers=HERE, **values):
    return client.post("/display/", values, headers=headers)


@pytest.fixture
def client(db):
    return Client(enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("name", "value", "cookie", "kept"),
    [
        ("language", "en", "linli-language", "en"),
        ("elder", "1", "linli-elder", "1"),
        ("elder", "0", "linli-elder", "0"),
        ("theme", "dark", "linli-theme", "dark"),
    ],
)
def test_a_choice_is_kept_in_a_cookie_and_leads_back(client, name, value, cookie, kept):
    response = choose(client, **{name: value, "next": "/accounts/login/?next=/x"})
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/x")
    assert response.cookies[cookie].value == kept
    assert response.cookies[cookie]["httponly"]


ELSEWHERE = ("//evil.example/", "https://evil.example/", "javascript:alert(1)", "\\\\evil", "")


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_a_choice_never_leads_off_site(client, elsewhere):
    assert choose(client, language="en", next=elsewhere)["Location"] == "/"


def test_unknown_values_are_not_kept(client):
    response = choose(client, language="tlh", elder="2", theme="pink")
    assert (response.status_code, dict(response.cookies)) == (302, {})


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Referer": "https://evil.example/x"}])
def test_a_choice_made_on_another_site_is_refused(client, headers):
    assert choose(client, headers=headers, language="en").status_code == 403


def test_a_choice_is_never_made_by_a_link(client):
    assert client.get("/display/?language=en").status_code == 405


def test_an_account_keeps_the_language_that_it_last_chose(client):
    user = User.objects.create_user("wang", "a long secret")
    client.force_login(user)
    choose(client, language="en")
    user.refresh_from_db()
    assert user.language == "en"
