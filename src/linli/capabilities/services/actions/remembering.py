"""What a profile learns from a filing, because the person concerned wishes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import PublishedItem
from linli.capabilities.services.rules import LEARNED, Standing, asked_for, learnable
from linli.commons.people.actions.persons import set_profile
from linli.kernel.access.models import User
from linli.kernel.api.problems import Wrong, wrong


def learn(
    application: Application, item: PublishedItem, answers: Mapping[str, Any], names: Sequence[str], *, by: User
) -> list[str]:
    """Keep these parts of judged answers in the profile; which of them were new to it.

    Only for who speaks for the person, or the window that writes down what they say. Needs the transaction of the
    filing: what is refused teaches nothing. Raises Problem 422.
    """
    if not names:
        return []
    standing, asked = Standing(by, application), asked_for(item)
    if not (standing.speaks or standing.scribe):
        words = _("Only the person concerned, or a guardian, lets us remember this.")
        raise wrong([Wrong("/remember", "choice", words)])
    strange = [n for n, name in enumerate(names) if name not in asked]
    if strange:
        raise wrong([Wrong(f"/remember/{n}", "choice", _("This application does not ask for it.")) for n in strange])
    learned: list[str] = []

    def decided(known: Mapping[str, Any]) -> Mapping[str, Any]:
        new = learnable(item, answers, known)
        learned[:] = [name for name in LEARNED if name in names and name in new]
        return {name: new[name] for name in learned}

    set_profile(application.person, by=by, changes=decided)
    return learned
