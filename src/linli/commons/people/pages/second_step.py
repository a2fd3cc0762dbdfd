"""The second step at sign-in: set up, shown, taken off by its owner. The ceremonies are allauth's; what may be, and
what is recorded of it, is ours.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.views import ReauthenticateView
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.commons.people.actions.second_step import note_changes, unchanged
from linli.commons.people.pages.staff import user_of
from linli.kernel.access import sessions
from linli.kernel.access.doors import door
from linli.kernel.access.grants import posts, waits_for_step
from linli.kernel.access.second_step import note_passed, shown_lately, steps_of
from linli.kernel.ui.views import page

View = Callable[..., HttpResponseBase]


def guarded(view: View) -> View:
    """A view of the library's that changes or shows a step, for whoever has shown lately that it is theirs: one change
    at a time, its whole effect in one transaction. Where else the account is signed in, it is not any more."""

    @door("signed_in", early=settings.SECOND_STEP_PAGE)
    @require_http_methods(["GET", "POST"])
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = user_of(request)
        if not shown_lately(request):
            raise ReauthenticationRequired
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            unchanged(user)
            before = list(Authenticator.objects.filter(user=user))
            response = view(request, *args, **kwargs)
            added, removed = (_steps(some) for some in note_changes(user, before))
            if added or removed:
                sessions.nowhere_else(request, user)
        for step in added:
            note_passed(request, step)
            messages.success(request, _("Set up. From now on you are asked for it when you sign in."))
        if removed and not added:
            messages.success(request, _("Taken off."))
        return response

    return inner


def _steps(some: list[Authenticator]) -> list[Authenticator]:
    """Without backup codes, which stand beside a step."""
    return [one for one in some if one.type != Authenticator.Type.RECOVERY_CODES]


def confirming(view: View) -> View:
    """A view of the library's where one shows that it is oneself. What was sent before is not done without a look: one
    comes back to its page."""

    @door("signed_in", early=settings.SECOND_STEP_PAGE)
    @require_http_methods(["GET", "POST"])
    @wraps(view)
    @transaction.atomic
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.session.pop(STATE_SESSION_KEY, None)
        return view(request, *args, **kwargs)

    return inner


def entrance(view: View) -> View:
    """A view of the library's on the way in. Who waits at a step that is there no more begins anew."""

    @door("public")
    @require_http_methods(["GET", "POST"])
    @wraps(view)
    @transaction.atomic
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.headers.get("Location") == reverse("account_login"):
            request.session.pop(LOGIN_SESSION_KEY, None)
        return response

    return inner


@door("signed_in", early=settings.SECOND_STEP_PAGE)
def index(request: HttpRequest) -> HttpResponseBase:
    """What is set up. Who has a step and came in without it, before it was there, is asked for it."""
    user = user_of(request)
    steps = steps_of(user)
    if waits_for_step(user) and steps:
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': request.path})}")
    backup = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    context = {
        "needed": needs_step(request),
        "waits": waits_for_step(user),
        "app": next((one for one in steps if one.type == Authenticator.Type.TOTP), None),
        "keys": [one for one in steps if one.type == Authenticator.Type.WEBAUTHN],
        "left": len(backup.wrap().get_unused_codes()) if backup else 0,
        "only": len(steps) == 1,
    }
    return page(request, "mfa/index.html", context)


def needs_step(request: HttpRequest) -> bool:
    """Whether this account has to have a second step: it works here."""
    return settings.SECOND_STEP == "staff" and (bool(posts(request.user)) or waits_for_step(request.user))


def kept(view: View) -> View:
    """The last step of somebody who has to have one is not taken off: another takes its place first."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if needs_step(request) and len(steps_of(user_of(request))) == 1:
            messages.error(request, _("This is your only second step. Set up another one first."))
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return inner


app = guarded(totp.ActivateTOTPView.as_view())
app_off = guarded(kept(totp.DeactivateTOTPView.as_view()))
key = guarded(webauthn.AddWebAuthnView.as_view())
key_off = guarded(kept(webauthn.RemoveWebAuthnView.as_view()))
backup = guarded(codes.ViewRecoveryCodesView.as_view())
backup_new = guarded(codes.GenerateRecoveryCodesView.as_view())
again = confirming(ReauthenticateView.as_view())
again_code = confirming(base.ReauthenticateView.as_view())
again_key = confirming(webauthn.ReauthenticateWebAuthnView.as_view())
sign_in = entrance(base.AuthenticateView.as_view())
passkey = entrance(webauthn.LoginWebAuthnView.as_view())
