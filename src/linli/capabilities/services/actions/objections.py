"""Objections 异议 to a matter's public notice: the notice's desk looks into each before the matter goes on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from linli.capabilities.services.actions import desks, verbs
from linli.capabilities.services.facts import ObjectionAnswered, ObjectorCalledBack
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import catalogue, locked, objection_ref, ref
from linli.capabilities.services.queries.seeing import KIND
from linli.capabilities.services.rules import Standing, earlier
from linli.commons.duties import actions as duties
from linli.commons.duties.queries import open_duties
from linli.commons.duties.states import DutyKind
from linli.commons.notices import actions as notices
from linli.commons.notices.models import Objection
from linli.commons.notices.queries import unanswered
from linli.commons.notices.states import Outcome
from linli.kernel import clock as civic
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem, forbidden
from linli.kernel.record.writing import By


def objected(number: str, n: int) -> None:
    """Somebody objected, the n-th time: the notice's desk owes the answer. Called under the matter's lock."""
    if open_duties(ref(number)).filter(kind=DutyKind.OBJECTION).exists():
        return
    application = Application.objects.get(number=number)
    stay = application.steps.get(left=None)
    duties.owe(
        ref(number), DutyKind.OBJECTION, desk=(stay.unit_id, stay.role), clock=desks.clock_of_stay(application),
        community=application.community_id, title=catalogue().version(application.version_id).name, round=n,
    )  # fmt: skip


@transaction.atomic
def answer_objection(
    number: str, *, by: User, objection: int, upheld: bool, finding: str, told: date | None = None
) -> Application:
    """Say what came of an objection. Upheld: the matter goes back, and a new notice hangs when it comes to it again.

    It goes to the last earlier step that is no notice; where there is none, the notice hangs anew. What else was
    objected to the same notice is answered with it. `told`: on what day who objected this was told it by phone; kept
    with the finding, for staff only. Raises Problem 404, 403, 409.
    """
    application, standing = verbs.begin("answer-objection", number, by)
    about, k, now = ref(number), application.step_k, civic.now()
    assert k is not None  # it lies at its notice
    who = verbs.in_post("answer-objection", standing, by)
    content = verbs.keep("finding", application, {"finding": finding, "told": told and told.isoformat()})
    verbs.move(application, "answer-objection")
    open_ = list(unanswered(about))
    answered = open_ if upheld else [one for one in open_ if one.n == objection]
    for one in answered:
        outcome = Outcome.UPHELD if upheld else Outcome.DISMISSED
        notices.answer(one, outcome, told if one.n == objection else None)
    if len(answered) == len(open_):
        duties.done(about, DutyKind.OBJECTION)
    owe_calls(application, answered)
    back = 0
    if upheld:
        back = earlier(standing.item, k) or k
        desks.leave(application, standing.item, "sent_back", now)
        desks.enter(application, standing.item, back, now)
    application.save()
    verbs.note(ObjectionAnswered([one.n for one in answered], upheld, back), application, who, content)
    return application


def owe_calls(application: Application, answered: Iterable[Objection]) -> None:
    """The notice's desk owes a call to who objected and was not told what came of it: one duty for each notice."""
    about = objection_ref(application.number)
    owed = set(open_duties(about).values_list("round", flat=True))
    for round in {one.notice.round for one in answered if one.told is None} - owed:
        stay = application.steps.get(round=round)
        duties.owe(
            about, DutyKind.CALL_OBJECTOR, desk=(stay.unit_id, stay.role), community=application.community_id,
            title=catalogue().version(application.version_id).name, round=round,
        )  # fmt: skip


def to_call_back(number: str, *, by: User) -> dict[int, Objection]:
    """The objections that this user's desk answered and of which nobody was called back, by number.

    The matter is locked first. Raises Problem 404, 403 to other desks, 409 when there is none. Needs a transaction.
    """
    standing = Standing(by, locked(by, number))
    about = {"notice__subject_kind": KIND, "notice__subject_id": number}
    rows = Objection.objects.select_related("notice").filter(**about)
    here = [one for one in rows if standing.notice_post(one.notice.round)]
    if not here:
        raise forbidden()
    waits = {one.n: one for one in here if one.outcome in (Outcome.UPHELD, Outcome.DISMISSED) and one.told is None}
    if not waits:
        raise Problem(409, "closed", _("Nobody is to be called back about an objection."))
    return waits


@transaction.atomic
def call_back(number: str, *, by: User, objection: int, on: date) -> Application:
    """Who objected was told by phone what came of it, on that day. Raises Problem 404, 403, 409."""
    waits, application = to_call_back(number, by=by), locked(by, number)
    found = waits[objection]
    post = Standing(by, application).notice_post(found.notice.round)
    assert post is not None  # it is among those of the user's desk
    content = verbs.keep("called_back", application, {"told": on.isoformat()})
    notices.called_back(found, on)
    round = found.notice.round
    if not any(one.notice.round == round and one.n != objection for one in waits.values()):
        duties.done(objection_ref(number), DutyKind.CALL_OBJECTOR, round=round)
    verbs.note(ObjectorCalledBack(found.n), application, By(by.pk, post.unit, post.role), content)
    return application
