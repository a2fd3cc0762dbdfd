import pytest
from django.contrib.auth.models import AnonymousUser

from linli.kernel.ui import menu

NOBODY = AnonymousUser()


@pytest.fixture(autouse=True)
def _own_entries(monkeypatch):
    monkeypatch.setattr(menu, "_entries", {})


def entry(key, name="home", order=0, **more):
    menu.add(menu.Entry(key, key, "house-door", name, order, **more))


def test_entries_come_in_order_and_only_to_whom_they_are_shown():
    entry("late", order=9)
    entry("early", order=1)
    entry("private", order=5, shown=menu.signed_in)
    assert [e.key for e in menu.entries(NOBODY)] == ["early", "late"]


def test_the_same_key_again_replaces_the_entry():
    entry("one", order=1)
    entry("one", order=2)
    assert [e.order for e in menu.entries(NOBODY)] == [2]


@pytest.mark.parametrize(
    ("path", "key"),
    [("/", "home"), ("/accounts/login/", "in"), ("/accounts/login/x", "in"), ("/elsewhere/", "")],
)
def test_here_is_the_entry_that_fits_best(path, key):
    entry("home")
    entry("in", name="account_login")
    assert menu.here(path, menu.entries(NOBODY)) == key
