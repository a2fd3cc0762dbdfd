"""How allauth lets people in: by user name and password. Residents get accounts at the window, not by themselves."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.http import HttpRequest
from django.utils import timezone

from linli.kernel.access.models import User


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


class Accounts(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """Who a session belongs to, if the account is still active."""
        return User.objects.active("%s", user_id)

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        """Who it is; a first password that has run out is a wrong one."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if isinstance(user, User) and user.first_until is not None and user.first_until <= timezone.now():
            return None
        return user


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether to go there after signing in; what is no address at all is not safe."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # urllib.parse refuses some, such as http://[
            return False
