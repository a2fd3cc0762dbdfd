"""How allauth lets people in: by user name and password. Residents get accounts at the window, not by themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from linli.kernel.access.models import User


class Accounts(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """Who a session belongs to, if the account is still active."""
        return User.objects.active("%s", user_id)


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether to go there after signing in; what is no address at all is not safe."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # urllib.parse refuses some, such as http://[
            return False
