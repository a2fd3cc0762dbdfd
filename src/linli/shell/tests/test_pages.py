import gzip
import re
from datetime import datetime
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, override_settings
from django.utils import translation

from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.ui import home, menu
from linli.shell.pages import greeting

PUBLIC = ("/", "/accounts/login/", "/styleguide/", "/styleguide/paper/")
INLINE = re.compile(r"""\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\bsrc=)""")
LINKED = re.compile(r"""(?:href|src)="/static/([^"#]+)""")
HASH = re.compile(r"\.[0-9a-f]{12}(?=\.)")  # in the names, once static files have been collected


@pytest.fixture
def client(db):
    return Client()


@pytest.fixture
def resident(db):
    return User.objects.create_user("wang", "a long secret", name="王秀兰")


@pytest.mark.parametrize("address", PUBLIC)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("elder", ["0", "1"])
def test_every_public_page_stands_in_both_languages_and_both_sizes(client, address, language, elder):
    client.cookies["linli-language"], client.cookies["linli-elder"] = language, elder
    response = client.get(address)
    assert response.status_code == 200
    assert f'<html lang="{"en" if language == "en" else "zh-Hans"}"' in response.text
    assert ('data-mode="elder"' in response.text) == (elder == "1" and "paper" not in address)
    assert INLINE.findall(response.text) == []
    assert response["Content-Language"] == language


@pytest.mark.parametrize("address", PUBLIC[:2])
def test_a_first_visit_weighs_at_most_120_kilobytes_and_ten_requests(client, address):
    html = client.get(address).content
    linked = set(LINKED.findall(html.decode()))
    files = [finders.find(HASH.sub("", name)) for name in linked]
    assert all(files)
    weight = len(gzip.compress(html)) + sum(len(gzip.compress(Path(file).read_bytes())) for file in files)
    assert (weight <= 120_000, len(gzip.compress(html)) <= 15_000, 1 + len(linked) <= 10) == (True, True, True)


def test_a_public_page_is_the_same_at_every_request_so_that_it_can_be_kept(client):
    with clock.standing(clock.now()):
        assert client.get("/").content == client.get("/").content


def test_a_visitors_page_asks_the_database_for_the_generation_only(client, django_assert_max_num_queries):
    client.get("/")
    with django_assert_max_num_queries(1):
        client.get("/")


def test_rows_of_a_resident_stand_under_whom_they_wait_for(client, resident, monkeypatch):
    rows = [home.Row("Card", "/a", waits=True), home.Row("Permit", "/b")]
    monkeypatch.setattr(home, "_rows", [lambda user: rows if user == resident else []])
    client.force_login(resident)
    html = client.get("/", headers={"Accept-Language": "en"}).text
    waiting, running = html.split('id="running"')
    assert ("Card" in waiting, "Permit" in waiting, "Permit" in running) == (True, False, True)
    assert "王秀兰" in html


def test_a_visitor_sees_nobodys_rows(client, monkeypatch):
    monkeypatch.setattr(home, "_rows", [lambda user: [home.Row("Card", "/a", waits=True)]])
    assert "Card" not in client.get("/").text


def test_the_phones_bar_has_at_most_five_entries_and_elder_mode_fewer(client, resident, monkeypatch):
    monkeypatch.setattr(menu, "_entries", {})
    for n in range(7):
        menu.add(menu.Entry(f"e{n}", f"Entry {n}", "inbox", "home", n, plain=n != 1))
    client.force_login(resident)

    def bar() -> list[str]:
        return re.findall(r"Entry \d", client.get("/").text.split('class="bottombar')[1])

    assert bar() == [f"Entry {n}" for n in range(5)]
    client.cookies["linli-elder"] = "1"
    assert bar() == ["Entry 0", "Entry 2", "Entry 3", "Entry 4", "Entry 5"]


HOURS = [
    (2, "夜深了", "Good evening"),
    (5, "早上好", "Good morning"),
    (9, "上午好", "Good morning"),
    (12, "中午好", "Good day"),
    (13, "下午好", "Good afternoon"),
    (18, "晚上好", "Good evening"),
]


@pytest.mark.parametrize(("hour", "chinese", "english"), HOURS)
def test_the_greeting_is_that_of_the_hour(hour, chinese, english):
    here = datetime(2026, 11, 23, hour, tzinfo=clock.HERE)
    with translation.override("zh-hans"):
        assert greeting(here) == chinese
    with translation.override("en"):
        assert greeting(here) == english


def test_one_signs_in_and_out(client, resident):
    wrong = client.post("/accounts/login/", {"login": "wang", "password": "no"})
    assert (wrong.status_code, 'class="errors"' in wrong.text) == (200, True)
    right = client.post("/accounts/login/", {"login": "wang", "password": "a long secret"})
    assert (right.status_code, right["Location"]) == (302, "/")
    assert "王秀兰" in client.get("/").text
    assert client.get("/accounts/logout/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 302
    assert "王秀兰" not in client.get("/").text


@pytest.mark.parametrize("name", ["signup", "email", "password/reset", "reauthenticate", "inactive"])
def test_other_ways_in_are_closed(client, name):
    assert client.get(f"/accounts/{name}/").status_code == 404


@pytest.mark.parametrize(("address", "status"), [("/healthz", 200), ("/readyz", 200), ("/metrics", 200)])
def test_the_house_says_that_it_stands(client, address, status):
    assert client.get(address).status_code == status


@override_settings(REHEARSAL=False)
@pytest.mark.parametrize("address", ["/styleguide/", "/styleguide/paper/"])
def test_the_styleguide_is_for_rehearsals(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("rehearsal", [True, False])
def test_a_rehearsal_says_so_on_every_page(client, rehearsal):
    with override_settings(REHEARSAL=rehearsal):
        assert ('class="rehearsal"' in client.get("/accounts/login/").text) == rehearsal


def test_pages_carry_the_strict_policy(client):
    policy = client.get("/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
