"""How allauth lets people in: by user name and password, or by passkey. Residents get accounts at the window, not by
themselves."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from linli.kernel.access.models import User
from linli.kernel.access.second_step import shown_lately
from linli.kernel.secrets.sealing import mac

NOBODY = " "  # no account is called so
BEGUN = "sign-in"  # in the session: whose sign-in has begun


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


def run_out(account: User) -> bool:
    """Whether a first password was given and is good no longer."""
    return account.first_until is not None and account.first_until <= timezone.now()


class Accounts(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """Who a session belongs to, if the account is still active and its first password has not run out."""
        found = User.objects.active("%s", user_id)
        return None if found is None or run_out(found) else found

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """Who it is; a first password that has run out is a wrong one."""
        account = _by_phone(credentials.get("username") or "")
        if account is not None:
            credentials["username"] = account or NOBODY
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return None if isinstance(user, User) and run_out(user) else user


class Adapter(DefaultAccountAdapter):
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong tries are counted by what was typed, however it was spaced; it may be a telephone number, which is kept
        nowhere in plain."""
        plain = unicodedata.normalize("NFKC", str(credentials.get("username", ""))).lower()
        typed = "".join(filter(str.isalnum, plain)).removeprefix("86" if "+86" in plain else "")
        super().pre_authenticate(request, **credentials | {"username": mac("sign-in", typed.encode()).hex()})

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not shown_lately(self.request)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """How one shows it: by the second step if there is one, a passkey first; else by the password."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        steps = [one for one in methods if one["id"] != "reauthenticate"]
        return sorted(steps, key=lambda one: one["id"] != "mfa_reauthenticate:webauthn") or methods

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """The sign-in begins: for the account as it is now."""
        request.session[BEGUN] = user.get_session_auth_hash()
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def login(self, request: HttpRequest, user: Any) -> None:
        """It ends. Whose password, sessions or account were taken back in between is not in."""
        if request.session.pop(BEGUN, "") != user.get_session_auth_hash() or not user.is_active:
            request.session.flush()
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether to go there after signing in: only within this site; what is no address at all is not safe."""
        here = {self.request.get_host()}
        try:
            return url_has_allowed_host_and_scheme(url, here, require_https=self.request.is_secure())
        except ValueError:  # urllib.parse refuses some, such as http://[
            return False
