"""How allauth lets people in: by user name and password. Residents get accounts at the window, not by themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether to go there after signing in; what is no address at all is not safe."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # urllib.parse refuses some, such as http://[
            return False
