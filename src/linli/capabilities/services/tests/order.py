"""What holds for a matter whatever happened to it, and values with which a verb passes."""

from __future__ import annotations

from base64 import b64decode
from datetime import datetime, timedelta
from typing import Any

from linli.capabilities.services.models import Correction
from linli.capabilities.services.queries import View
from linli.capabilities.services.rules import unpromised
from linli.capabilities.services.states import OVER, State
from linli.commons.duties.models import Clock, Duty
from linli.commons.people.models import NOBODY
from linli.commons.places.queries import network
from linli.kernel import clock as civic
from linli.kernel.access.models import User
from linli.kernel.files import store

PICTURE = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def _paper(by: User | None) -> str:
    """The id of a new file of theirs."""
    return store.keep(by, "纸.png", PICTURE).pk if by else ""


def body(verb: str, view: View, by: User | None = None) -> dict[str, Any]:
    """Values that pass. `by`: who does it; for whom it matters, their files are made."""
    if verb in ("promise", "withdraw"):
        own = by is not None and view.application.person.account_id == by.pk
        return ({"agreed": True} if verb == "promise" else {}) | ({} if own else {"file": _paper(by)})
    if verb == "supply":
        return {"materials": [{"code": code, "file": _paper(by)} for code in view.application.to_follow]}
    if verb == "complete-step" and view.application.step_k:
        step = view.item.step(view.application.step_k)
        if step.kind == "notice":
            return {}
        desk = f"{network().unit_by_id(view.stay.unit_id).code}.{step.role}" if view.stay else ""
        officers = [desk, f"{desk}-2"] if step.officers > 1 else []
        return {"outcome": "agree", "opinion": "x", "officers": officers}
    return {
        "help-first": {"what": "x"},
        "request-correction": {"items": [{"pointer": f"/answers/{next(iter(view.item.form.every))}", "what": "x"}]},
        "accept-conditionally": {
            "materials": list(view.item.may_follow),
            "until": (civic.today() + timedelta(days=10)).isoformat(),
        },
        "answer-objection": {"upheld": False, "finding": "x", "objection": next(iter(view.objections), 0)},
        "not-accept": {"reason": "x", "ground": "not_required"},
        "send-back": {"reason": "x"},
        "suspend": {
            "procedure": next(iter(view.item.procedures), ""),
            "reason": "x",
            "expected": {"amount": 3, "unit": "working_day"},
        },
        "extend": {"amount": 5, "unit": view.item.extension.unit if view.item.extension else "", "reason": "x"},
        "refuse": {"reasons": "x"},
        "deliver": {"means": "window"},
        "rate": {"level": 1},
        "call-rater": {"reached": True, "on": civic.today().isoformat()},
        "answer-rating": {"what_was_done": "x"},
        "follow-up": {"level": 4},
        "appeal-rating": {"ground": "mistaken", "reason": "x"},
        "decide-appeal": {"strike": True, "reason": "x"},
        "check-declaration": {"holds": False, "finding": "x"},
    }.get(verb, {})


def stays_and_clocks_fit(view: View) -> None:
    """Under review it lies at one desk; at the end no limit runs."""
    a = view.application
    here = [stay for stay in view.stays if stay.left is None]
    assert len(here) == (a.state == State.REVIEW)
    assert not here or here[0].k == (a.step_k or len(view.item.steps) + 1)
    runs = {c.kind for c in Clock.objects.filter(subject_kind="application", subject_id=a.number, ended=None)}
    if a.state in OVER or a.state == State.DRAFT:
        assert runs <= ({"answer_rating"} if a.state == State.CLOSED else set())
    elif a.state == State.DECIDED:
        assert runs <= {"deliver"}
    elif a.state == State.FILED:
        assert runs <= {"accept", "deemed"}
    stops_fit(view)
    check_fits(view)


def stops_fit(view: View) -> None:
    """Time stands still on all limits or on none; no stop ends before it began; a limit is extended once."""
    clocks = Clock.objects.filter(subject_id=view.number).prefetch_related("stops")
    standing = {c.pk for c in clocks for stop in c.stops.all() if stop.during.upper is None}
    hangs = any(c.kind == "notice" and c.ended is None for c in clocks)
    assert hangs or bool(standing) <= bool(view.application.procedure or unpromised(view.application))
    if view.application.procedure:
        own = "supply"  # the person's own time goes on
        assert standing == {c.pk for c in clocks if c.ended is None and c.kind != own}
    for clock in clocks:
        ended = [stop.during for stop in clock.stops.all() if stop.during.upper is not None]
        assert all(during.upper > during.lower for during in ended)
    assert sum(c.extra is not None for c in clocks) <= 1


Told = dict[int, tuple[datetime, tuple[object, ...]]]


def told_dates_hold(view: View, before: Told) -> None:
    """A date that was told never becomes a later one, unless time stood still or the limit was extended meanwhile.

    `before`: what was told of each clock when it was looked at last; it is brought up to date.
    """
    for clock in Clock.objects.filter(subject_id=view.number).prefetch_related("stops"):
        shifts = (clock.extra, *((stop.pk, stop.during.upper, stop.expected) for stop in clock.stops.all()))
        told, why = before.get(clock.pk, (clock.told_due, shifts))
        assert clock.told_due <= told or shifts != why, (clock.kind, told, clock.told_due)
        before[clock.pk] = (clock.told_due, shifts)


def nothing_is_left_to_do(view: View) -> None:
    """What is locked away at the person's wish, or erased, is over, owes nothing, and lies at nobody's desk."""
    a = view.application
    if a.restricted_at is None and a.erased_at is None:
        return
    assert a.state in OVER
    assert not Duty.objects.filter(subject_id=a.number, closed=None).exists()
    assert not Clock.objects.filter(subject_id=a.number, ended=None).exclude(kind="answer_rating").exists()
    if a.erased_at is not None:
        assert not view.filing
        assert all(not view.said(entry) for entry in view.entries)
        assert (a.person_id, a.agent_id, a.filed_by_id) == (NOBODY, None, None)


def one_correction(view: View, told: dict[str, list[str]]) -> None:
    given = Correction.objects.filter(application=view.application).count()
    assert given <= 1
    assert not given or not any("request-correction" in verbs for verbs in told.values())


def check_fits(view: View) -> None:
    """What was declared is checked once, of a delivered result only, by who decided; a result is revoked by that only.

    The check runs as long as it is owed; afterwards nothing is owed but to tell of a revocation.
    """
    a = view.application
    runs = [c.kind for c in Clock.objects.filter(subject_kind="declaration", subject_id=a.number, ended=None)]
    owed = list(Duty.objects.filter(subject_kind="declaration", subject_id=a.number, closed=None))
    assert runs == [d.kind for d in owed if d.kind == "spot_check"]
    assert {d.kind for d in owed} <= ({"spot_check", "late"} if runs else {"tell"})
    assert len(runs) <= (a.state == State.CLOSED and a.outcome == "granted" and bool(view.declared))
    assert all(
        (d.unit_id, d.role) == (a.decided_by_id, view.item.deciding.role) for d in owed if d.kind == "spot_check"
    )
    checked = [e for e in view.entries if e.fact in ("services.DeclarationChecked", "services.ResultRevoked")]
    assert len(checked) + len(runs) <= 1
    revoked = a.outcome == "granted" and a.result.revoked is not None
    assert revoked == (view.last("services.ResultRevoked") is not None)


def remedies_were_told(view: View) -> None:
    """With a refusal or a revocation go all the remedies that the item carries."""
    refusal = view.last("services.ApplicationRefused", "services.ResultRevoked")
    if refusal is not None:
        words = view.said(refusal)
        assert words["reasons"]
        assert [r["kind"] for r in words.get("remedies", [])] == [r.kind for r in view.item.remedies]
