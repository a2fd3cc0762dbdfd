"""How allauth lets people in: by user name and password, or by passkey. Residents get accounts at the window, not by
themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from linli.kernel.access.models import User
from linli.kernel.access.second_step import steps_of
from linli.kernel.secrets.sealing import mac

NOBODY = " "  # no account is called so


class First(PBKDF2PasswordHasher):
    """For passwords that we made, random and long: nothing is won by making them slow."""

    algorithm = "first"
    iterations = 1

    def verify(self, password: str, encoded: str) -> bool:
        """A wrong one takes as long as everybody's, so that no clock tells which accounts have just been made."""
        right = super().verify(password, encoded)
        if not right:
            slow = PBKDF2PasswordHasher()
            slow.encode(password, slow.salt())
        return right


ByPhone = Callable[[str], str | None]
_by_phone: ByPhone = lambda typed: None  # noqa: E731


def provide(by_phone: ByPhone) -> None:
    """Register who knows whose account a telephone number is: its user name; "" for nobody's; None: no such number."""
    global _by_phone
    _by_phone = by_phone


class Accounts(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """Who a session belongs to, if the account is still active."""
        return User.objects.active("%s", user_id)

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """Who it is; a first password that has run out is a wrong one."""
        account = _by_phone(credentials.get("username") or "")
        if account is not None:
            credentials["username"] = account or NOBODY
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if isinstance(user, User) and user.first_until is not None and user.first_until <= timezone.now():
            return None
        return user


class Adapter(DefaultAccountAdapter):
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong tries are counted by what was typed; it may be a telephone number, which is kept nowhere in plain."""
        typed = str(credentials.get("username", "")).lower()
        super().pre_authenticate(request, **credentials | {"username": mac("sign-in", typed.encode()).hex()})

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether to show once more that it is oneself before a second step is changed: not in the minutes after one
        has signed in. Who has a second step shows that, for a password alone is what it is there against."""
        recent = timezone.now().timestamp() - app_settings.REAUTHENTICATION_TIMEOUT
        has_step = bool(steps_of(self.request.user))
        shown = (one for one in get_authentication_records(self.request, self.request.user) if one["at"] > recent)
        return not any(one["method"] == "mfa" or not has_step for one in shown)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """How one shows it: by the second step if there is one, a passkey first; else by the password."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        steps = [one for one in methods if one["id"] != "reauthenticate"]
        return sorted(steps, key=lambda one: one["id"] != "mfa_reauthenticate:webauthn") or methods

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether to go there after signing in; what is no address at all is not safe."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # urllib.parse refuses some, such as http://[
            return False
