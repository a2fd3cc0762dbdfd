"""What is known of a person, changed at the window for who stands there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from linli.capabilities.services.pages.persons import met
from linli.commons.mandates.queries import tied
from linli.commons.people.forms import known as forms
from linli.kernel.access.doors import door
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, forbidden
from linli.kernel.forms import FieldError, inputs, merge, pressed, read, troubles
from linli.kernel.ui.once import new_key, once
from linli.kernel.ui.views import page


@door("people.make")
def change(request: HttpRequest, id: int) -> HttpResponse:
    """Phone, bank card, address and household on one page; never one's own, nor of whom one acts for."""
    assert isinstance(request.user, User)
    who, user, found = met(request, id), request.user, list[FieldError]()
    if who.account_id == user.pk or tied(user, who.pk):
        raise forbidden(_("This is you, or somebody for whom you act. A colleague changes it, or you do at home."))
    form, kept = forms.shown(who)
    answers, given, refused = kept, {}, None
    if request.method == "POST":
        given = read(form, request.POST)
        typed = merge(form, kept, given)
        changed = pressed(form, request.POST, typed)
        answers = typed if changed is None else changed

    def do() -> str:
        forms.change(who, given, by=user)
        return str(who.pk)

    if request.method == "POST" and changed is None:
        try:
            once(request, do)
        except Problem as problem:
            found = [FieldError(e.pointer, e.code, str(e.message)) for e in problem.errors]
            refused = None if found else problem
        else:
            messages.success(request, _("Kept. It is filled in at the next matter of %(name)s.") % {"name": who.name})
            return redirect("services:person", who.pk)
    context = {
        "who": who,
        "inputs": inputs(form, answers, errors=found, stored=kept),
        "troubles": troubles(form, found),
        "refused": refused,
        "once": new_key(),
    }
    status = refused.status if refused else 422 if found else 200
    response = page(request, "services/person_known.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
