"""Posts given and ended. Nobody gives themselves one, nor ends the last of those without whom nobody is given any.

The account is locked first: what is recorded is about it; then its person.
"""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from linli.commons.people.actions.accounts import acting, locked, others_needed
from linli.commons.people.actions.exporting import ACCOUNT
from linli.commons.people.actions.persons import cut, hold
from linli.commons.people.facts import PostEnded, PostGiven
from linli.commons.people.models import Person, Post
from linli.commons.people.queries.posts import visible_to
from linli.commons.people.rules import may_give
from linli.commons.people.states import GIVEN_BY, Role
from linli.commons.places.models import Unit
from linli.kernel import clock
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, forbidden, not_found
from linli.kernel.database.generation import bump
from linli.kernel.record.writing import Ref, record


def give_post(account: User, unit: Unit, role: str, since: date, until: date | None = None, *, by: User) -> Post:
    """As `give_quietly`, and every process reads the posts anew once it is committed."""
    with transaction.atomic():
        post = give_quietly(account, unit, role, since, until, by=by)
        bump()
    return post


@transaction.atomic
def give_quietly(account: User, unit: Unit, role: str, since: date, until: date | None = None, *, by: User) -> Post:
    """The account's person has a post from `since` until the day before `until`.

    Raises Problem 403 where this role is not the caller's to give, or it is the caller's own; 409 where the person
    has the post already, or a post that cannot stand beside it.
    """
    _may(by, account, role)
    holder = locked(account)
    person = hold(Person.objects.only("pk").get(account=holder).pk)
    try:
        with transaction.atomic():
            post = Post.objects.create(person=person, unit=unit, role=role, during=DateRange(since, until))
    except IntegrityError as error:
        raise _refused(error, role) from error
    fact = PostGiven(unit.code, role, since.isoformat(), until.isoformat() if until else None)
    record(fact, about=Ref(ACCOUNT, str(holder.pk)), by=acting(by, GIVEN_BY[Role(role)]))
    return post


@transaction.atomic
def end_post(id: int, on: date | None = None, *, by: User) -> Post | None:
    """`on` is the first day without the post; today unless said: then every door it opened is closed at once.

    None where it had not begun: it is gone as if it had never been given, but for the record. Raises Problem 403, 404,
    409 where it is over, and where without it nobody could be given a post or an account any more.
    """
    seen = visible_to(by).filter(pk=id).select_related("person__account").first()
    if seen is None or seen.person.account is None:
        raise not_found()
    _may(by, seen.person.account, seen.role)
    holder, today = locked(seen.person.account), clock.today()
    hold(seen.person_id)
    others_needed(seen.role, holder)  # locks more posts than this one, all in one order: so before it
    post = Post.objects.select_for_update().select_related("unit").get(pk=id)
    on = on or today
    if post.during.upper is not None and post.during.upper <= max(today, on):  # by then it is: nothing grows longer
        raise Problem(409, "over", _("This post is over already."))
    begun = cut(post, on)
    bump()
    ended = PostEnded(post.unit.code, post.role, on.isoformat())
    record(ended, about=Ref(ACCOUNT, str(holder.pk)), by=acting(by, GIVEN_BY[Role(post.role)]))
    return post if begun else None


def _may(by: User, account: User, role: str) -> None:
    if not may_give(by, role):
        raise forbidden(_("The security administrator gives these posts, the district officer all others."))
    if account.pk == by.pk:
        raise forbidden(_("Nobody gives or ends a post of their own."))


def _refused(error: IntegrityError, role: str) -> Problem:
    """Which guard of the database said no, in words."""
    if "trusted_apart" in str(error):
        words = _("Who is system administrator, security administrator or auditor holds no other post beside it.")
        detail = _("End the other post first, or give this one to somebody else.")
        return Problem(409, "apart", words, detail=detail)
    return Problem(409, "held", _("The person has this post already in that time."), role=role)
