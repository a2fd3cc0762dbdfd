"""The second step at sign-in: a code from an app (TOTP, RFC 6238), a passkey (WebAuthn), or a backup code.

What a session has passed stands in it. Who works here and has signed in by password alone has no post in that session
where `settings.SECOND_STEP` asks for the step: no door opens but those where it is set up or passed.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar, cast

import segno
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linli.kernel.access.models import User
from linli.kernel.secrets.sealing import seal, unseal

PURPOSE = "second-step"
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
LATELY = timedelta(seconds=300)  # so long after it was shown a step may be changed


class Adapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "Not accepted: the code is wrong or was used already, or the passkey was taken off."
        )
    }

    def encrypt(self, text: str) -> str:
        return b64encode(seal(text.encode(), purpose=PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(b64decode(encrypted_text), purpose=PURPOSE).decode()

    def get_totp_issuer(self) -> str:
        return _("Linli")

    def build_totp_svg(self, url: str) -> str:
        return str(segno.make(url, error="m", micro=False).svg_inline(scale=5, border=4, light="#fff"))

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """What a passkey is called as long as its owner has no word for it."""
        n = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return ngettext("Passkey %(num)s", "Passkey %(num)s", n) % {"num": n}


def steps_of(user: User) -> list[Authenticator]:
    """The second steps that an account has set up; its backup codes are none."""
    return list(Authenticator.objects.filter(user=user, type__in=STEPS).order_by("pk"))


def shown_lately(request: HttpRequest) -> bool:
    """Whether it was shown in the last minutes that it is oneself: by the second step where there is one, for a
    password alone is what it is there against; else by signing in."""
    has_step = bool(steps_of(cast(User, request.user)))
    since = (timezone.now() - LATELY).timestamp()
    lately = (one for one in get_authentication_records(request, request.user) if one["at"] > since)
    return any(one["method"] == "mfa" or not has_step for one in lately)


def note_passed(request: HttpRequest, step: Authenticator) -> None:
    """Who has just set one up has shown it."""
    record = {"method": "mfa", "at": timezone.now().timestamp(), "id": step.pk, "type": step.type}
    request.session[METHODS] = [*get_authentication_records(request, request.user), record]


class Seen:
    """Middleware: whoever signed in by password alone is marked as such, where that is not enough for staff."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_STEP == "staff":
            found = request.user
            request.user = cast(Any, SimpleLazyObject(lambda: self.marked(request, found)))
        return self.get_response(request)

    @staticmethod
    def marked(request: HttpRequest, user: Any) -> Any:
        if user.is_authenticated:
            shown = get_authentication_records(request, user)
            user.one_step = not any(one.get("method") == "mfa" for one in shown)
        return user
