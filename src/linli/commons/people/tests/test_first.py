"""Whoever sets an installation up becomes its first administrator, once."""

import pytest

from linli.commons.people.models import Post
from linli.commons.people.public import first_administrator, posts_of
from linli.commons.people.tests.conftest import CAST
from linli.kernel.access.models import User

__all__ = ["CAST"]
WORD = "a-word-of-length"


@pytest.fixture
def empty(cast):
    Post.objects.filter(role="administrator").delete()
    return cast


def test_the_first_one_has_an_account_and_a_post(empty):
    assert first_administrator("root-of-all", "王敏", "district-office", WORD)
    made = User.objects.get(username="root-of-all")
    assert made.check_password(WORD)
    assert [(post.unit, post.role) for post in posts_of(made)] == [("district-office", "administrator")]


def test_asked_again_nothing_changes(empty):
    first_administrator("root-of-all", "王敏", "district-office", WORD)
    assert not first_administrator("root-of-all", "王敏", "district-office", "another-word-of-length")
    assert User.objects.get(username="root-of-all").check_password(WORD)


def test_nobody_takes_over_an_account_or_becomes_a_second_first(cast, empty):
    with pytest.raises(ValueError, match="somebody else's"):
        first_administrator("resident", "王敏", "district-office", WORD)
    with pytest.raises(LookupError):
        first_administrator("root-of-all", "王敏", "nowhere", WORD)
    assert not User.objects.filter(username="root-of-all").exists()
    first_administrator("root-of-all", "王敏", "district-office", WORD)
    with pytest.raises(ValueError, match="already"):
        first_administrator("second", "李强", "district-office", WORD)
