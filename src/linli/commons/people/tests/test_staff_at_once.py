"""Two at once: the last administrators do not close each other out, a post is given once, a list brought in twice."""

import pytest
from django.db import connection

from linli.commons.people.actions import accounts as actions
from linli.commons.people.actions import posts as post_actions
from linli.commons.people.forms import accounts as forms
from linli.commons.people.forms import posts
from linli.commons.people.models import Post
from linli.kernel.access.models import User
from linli.kernel.database.generation import forget_all
from tests.cast import Cast, at_once, load_district

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(transactional_db):
    forget_all()
    load_district()
    yield Cast()
    forget_all()


def second(here):
    raw = {"account": "stranger", "unit": "district-office", "role": "security"}
    posts.give(raw, by=here["security"])
    return here["stranger"]


def their_ends(here, other):
    """Each of the two security administrators ends the other's post."""
    own = Post.objects.get(person__account=here["security"])
    its = Post.objects.get(person__account=other)
    return (lambda: posts.end(its.pk, {}, by=here["security"])), (lambda: posts.end(own.pk, {}, by=other))


def left():
    return Post.objects.filter(role="security", during__endswith=None).count()


def test_two_who_end_each_other_leave_one(here):
    assert at_once(*their_ends(here, second(here))) == ["409", "done"]
    assert left() == 1


def test_without_the_guard_nobody_would_be_left(here, monkeypatch):
    monkeypatch.setattr(post_actions, "others_needed", lambda role, but: None)
    assert at_once(*their_ends(here, second(here))) == ["done", "done"]
    assert left() == 0


def test_two_who_close_each_other_leave_one(here):
    posts.give({"account": "stranger", "unit": "district-office", "role": "administrator"}, by=here["security"])
    one, other = here["administrator"], here["stranger"]
    calls = (lambda: actions.close_account(other, by=one)), (lambda: actions.close_account(one, by=other))
    assert at_once(*calls) == ["409", "done"]
    assert User.objects.filter(username__in=["administrator", "stranger"], is_active=True).count() == 1


def test_a_post_given_four_times_is_one(here):
    raw = {"account": "stranger", "unit": "labour", "role": "specialist"}
    calls = [lambda: posts.give(raw, by=here["officer"]) for _n in range(4)]
    assert at_once(*calls) == ["409", "409", "409", "done"]


def test_two_posts_that_do_not_stand_together_are_one(here):
    calls = [
        lambda: posts.give({"account": "stranger", "unit": "labour", "role": "specialist"}, by=here["officer"]),
        lambda: posts.give({"account": "stranger", "unit": "district-office", "role": "auditor"}, by=here["security"]),
    ]
    assert at_once(*calls) == ["409", "done"]
    assert Post.objects.filter(person__account__username="stranger").count() == 1


def test_without_the_guard_both_would_stand(here):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE people_post DROP CONSTRAINT trusted_apart")
    try:
        test_two = [
            lambda: posts.give({"account": "stranger", "unit": "labour", "role": "specialist"}, by=here["officer"]),
            lambda: posts.give({"account": "stranger", "unit": "labour", "role": "auditor"}, by=here["security"]),
        ]
        assert at_once(*test_two) == ["done", "done"]
    finally:
        Post.objects.filter(person__account__username="stranger").delete()
        with connection.cursor() as cursor, connection.schema_editor() as editor:
            guard = next(c for c in Post._meta.constraints if c.name == "trusted_apart")
            cursor.execute(str(guard.create_sql(Post, editor)))


def test_two_lists_of_posts_in_other_orders_wait_for_each_other(here):
    rows = [{"account": a, "unit": "labour", "role": "specialist"} for a in ("stranger", "neighbour", "resident")]
    lists = [lambda r=r: posts.bring(r, by=here["officer"], really=True) for r in (rows, rows[::-1])]
    assert at_once(*lists) == ["done", "done"]
    assert (
        Post.objects.filter(unit__code="labour", person__account__username__in=["stranger", "neighbour"]).count() == 2
    )


def test_the_same_list_brought_in_twice_at_once(here):
    rows = [{"account": f"w{n}", "name": "王敏"} for n in range(5)]
    answers = at_once(*(lambda: forms.bring(rows, by=here["administrator"], really=True) for _n in range(2)))
    assert answers in (["409", "done"], ["done", "done"])
    assert User.objects.filter(username__startswith="w").count() == 5
