"""The accounts of those who work here. A resident's account is no administrator's to look into."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from linli.commons.people.models import Person, Post
from linli.commons.people.queries.posts import standing
from linli.commons.people.states import AccountState
from linli.kernel.access import grants
from linli.kernel.access.grants import Somebody
from linli.kernel.access.models import User
from linli.kernel.api.problems import not_found
from linli.kernel.texts import fold_name

SEE = "accounts.see"
NEWEST_FIRST = ("-id",)
UNUSABLE = "!"  # how a password begins that nobody was given


def visible_to(user: Somebody) -> QuerySet[User]:
    """Who has or had a post, and who was brought in to get one: those belong to no community."""
    if not grants.held(user, SEE):
        return User.objects.none()
    posts = Post.objects.filter(person__account=OuterRef("pk"))
    return User.objects.filter(Q(Exists(posts)) | Q(person__community=None, person__isnull=False))


def _state(state: str) -> Q:
    waiting = Q(password__startswith=UNUSABLE)
    return {
        AccountState.WAITING: Q(is_active=True) & waiting,
        AccountState.FIRST: Q(is_active=True, first_until__isnull=False) & ~waiting,
        AccountState.READY: Q(is_active=True, first_until=None) & ~waiting,
        AccountState.CLOSED: Q(is_active=False),
    }[AccountState(state)]


def shown(user: Somebody, *, q: str = "", state: str = "") -> QuerySet[User]:
    """Newest first, with person and posts of today and later: three queries for any number."""
    held = Post.objects.filter(standing()).select_related("unit").order_by("unit__code", "pk")
    rows = visible_to(user).select_related("person").prefetch_related(Prefetch("person__posts", held, to_attr="held"))
    if state:
        rows = rows.filter(_state(state))
    if q:
        rows = rows.filter(Q(username__icontains=q) | Q(person__name_fold__contains=fold_name(q)))
    return rows


def detail(user: Somebody, username: str) -> User:
    """One of them. Raises Problem 404."""
    found = shown(user).filter(username=username).first()
    if found is None:
        raise not_found()
    return found


def state_of(account: User) -> AccountState:
    """Closed, waiting for a first password, waiting for its owner to choose one, or ready."""
    if not account.is_active:
        return AccountState.CLOSED
    if account.password.startswith(UNUSABLE):
        return AccountState.WAITING
    return AccountState.FIRST if account.first_until else AccountState.READY


def posts_of(account: User) -> list[Post]:
    """Its posts of today and later, of an account that `shown` found."""
    held: list[Post] = getattr(getattr(account, "person", None), "held", [])
    return held


def name_of(account: User) -> str:
    person: Person | None = getattr(account, "person", None)
    return person.name if person else account.name
