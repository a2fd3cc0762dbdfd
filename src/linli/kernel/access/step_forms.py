"""What is typed or signed at the second step. A code opens once; of wrong ones there are not many a day; and whatever a
stranger sends as a passkey is right or wrong, never a surprise.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from linli.kernel.access import tries
from linli.kernel.access.models import User
from linli.kernel.access.second_step import PURPOSE, Adapter

CODE_COUNTS = 120  # seconds that a code could be right, and more: it opens once in them
WRONG = 422
LONGEST_CREDENTIAL, LONGEST_NAME, MOST_PASSKEYS = 64 * 1024, 40, 10


def refused() -> ValidationError:
    found: ValidationError = Adapter().validation_error("incorrect_code")
    return found


class _Once(forms.Form):
    """Of two who send the same right code one comes in, however near they are."""

    user: User

    def clean_code(self) -> str:
        kept = tries.begin(self.user, PURPOSE)  # locks the account's row
        if isinstance(kept, int):
            raise ValidationError(_("Too many wrong codes today. Use a passkey, or ask who looks after accounts."))
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            tries.judged(kept, WRONG)
            raise
        tries.judged(kept, 200)
        shown = "".join(filter(str.isalnum, code))  # however it was typed
        if not cache.add(f"{PURPOSE}:{self.user.pk}:{shown}", 1, CODE_COUNTS):
            raise refused()
        return code


class Asked(_Once, AuthenticateForm):
    """The code that is asked for at sign-in."""


class AskedAgain(_Once, ReauthenticateForm):
    """The code that is asked for before the second step itself is changed."""


class SetUp(_Once, ActivateTOTPForm):
    """The first code of an app. Its key stays while the page is opened again: it may have been scanned."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        before = context.request.session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if before:
            context.request.session[SECRET_SESSION_KEY] = self.secret = before


class Credential(forms.JSONField):
    """What a browser's authenticator signed: a JSON object that a database can keep, of some size at most."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            if value in self.empty_values or len(value) > LONGEST_CREDENTIAL:
                raise refused()
            found = super().to_python(value)
            plain = json.dumps(found, allow_nan=False, ensure_ascii=False)
            plain.encode()  # raises where half a character stands alone
        except (ValueError, RecursionError, ValidationError) as error:
            raise refused() from error
        if not isinstance(found, dict) or "\\u0000" in plain:
            raise refused()
        return found


class _Careful(forms.Form):
    """The library takes a stranger's objects apart without looking; what breaks it was no passkey's answer."""

    credential = Credential()

    def clean_credential(self) -> Any:
        try:
            found: Any = super().clean_credential()  # type: ignore[misc]
        except ValidationError:
            raise
        except Exception as error:
            raise refused() from error
        return found


class Signed(_Careful, AuthenticateWebAuthnForm):
    """A passkey in place of the code."""


class SignedAgain(_Careful, ReauthenticateWebAuthnForm):
    """A passkey before the second step itself is changed."""


class SignsIn(_Careful, LoginWebAuthnForm):
    """A passkey in place of name, password and code: of an account whose owner has chosen a password."""

    def clean_credential(self) -> Authenticator:
        found: Authenticator = super().clean_credential()
        if found.user.first_until is not None or not found.user.has_usable_password() or not found.user.is_active:
            raise refused()
        return found


class Adds(AddWebAuthnForm):
    """A new passkey, and what its owner calls it."""

    credential = Credential()
    name = forms.CharField(required=False, max_length=LONGEST_NAME)
    KNOWN: ClassVar[tuple[str, ...]] = ("id", "rawId", "type", "response", "clientExtensionResults", "transports")

    def clean_credential(self) -> dict[str, Any]:
        if Authenticator.objects.filter(user=self.user, type=Authenticator.Type.WEBAUTHN).count() >= MOST_PASSKEYS:
            raise ValidationError(_("You have %(n)d passkeys. Take one off first.") % {"n": MOST_PASSKEYS})
        return {name: value for name, value in self.cleaned_data["credential"].items() if name in self.KNOWN}

    def clean(self) -> Any:
        try:
            return super().clean()
        except ValidationError:
            raise
        except Exception as error:
            raise refused() from error
