"""What staff may do with a matter now, each verb as a form: its fields, its key, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.capabilities.services import rules
from linli.capabilities.services.pages import following, objecting, rating
from linli.capabilities.services.pages.act import Act, Asked, Button, Field, Given
from linli.capabilities.services.pages.afterwards import afterwards
from linli.capabilities.services.queries import View
from linli.capabilities.services.queries.periods import period
from linli.capabilities.services.queries.situations import only_if
from linli.capabilities.services.queries.urgent import waits
from linli.capabilities.services.rules import Standing
from linli.capabilities.services.rules.applications import STAFF
from linli.capabilities.services.states import Ground, Means
from linli.commons.duties.states import DutyKind
from linli.commons.mandates.queries import staff_tied
from linli.commons.people.queries import staff
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.texts import joined, said

ORDER = ("primary", "plain", "grave")


def acts(
    view: View,
    can: Sequence[str],
    user: User,
    *,
    problem: Problem | None = None,
    verb: str = "",
    given: Given | None = None,
) -> list[Act]:
    """The forms of exactly the verbs of staff that are possible, the likely one first, grave ones last.

    While it waits for help nothing else is a main button; where it can wait, help is the last of the plain ones.
    `problem`: what was wrong with `verb` just now.
    """
    found, first = [], "help-first" in can and waits(view.application)
    for name in [v for v in can if v in STAFF]:
        mine = name == verb and bool(problem)
        asked = Asked(view, user, (given or {}) if mine else {}, list(problem.errors) if mine and problem else [])
        made = BUILD[name](asked)
        troubles = [(f"{name}-{f.name}", f.label, f.error) for f in made.fields if f.error]
        found.append(
            Act(
                **{
                    **made.__dict__,
                    "kind": "plain" if first and made.kind == "primary" and name != "help-first" else made.kind,
                    "then": afterwards(name, view),
                    "open": name == verb,
                    "troubles": troubles or asked.unplaced(),
                }
            )
        )
    return sorted(found, key=lambda act: (ORDER.index(act.kind), act.verb == "help-first"))


def _to_ask_for(a: Asked) -> list[str]:
    """Papers that are missing, while the one notice can still ask for them."""
    return [] if hasattr(a.view.application, "correction") else a.view.missing


def _accept(a: Asked) -> Act:
    missing = [said(a.view.item.material(code).name) for code in _to_ask_for(a)]
    if not missing:
        return Act("accept", _("Accept"), "a", "primary", folded=False)
    told = {"n": len(missing), "names": _(", ").join(missing)}
    says = ngettext("%(n)d paper is missing: %(names)s.", "%(n)d papers are missing: %(names)s.", len(missing)) % told
    says = joined(says, _("Once it is accepted, no correction can be asked for."))
    return Act("accept", _("Accept"), "a", folded=False, warn=says)


def _help(a: Asked) -> Act:
    hint = _("Such as what was given, how much, and to whom. The resident reads it.")
    what = a.text("what", _("How you helped"), hint=hint)
    kind = "primary" if waits(a.view.application) else "plain"
    sure = _("Record the help for %(name)s? It is recorded once and can't be changed. Press once more to confirm.")
    sure %= {"name": a.view.application.person.name}
    words = _("Help first, papers after")
    return Act("help-first", words, "f", kind, folded=kind == "plain", fields=[what], confirm=sure)


def _correction(a: Asked) -> Act:
    """Every paper and every question, so that everything can be named at once; it can be asked for only once."""
    lines = [*_papers(a), *_questions(a)]
    note = a.text("note", _("A word beside it"), required=False)
    kind, nothing = "primary" if _to_ask_for(a) else "plain", a.error("/items")
    ask = _("Ask once for what is missing")
    return Act("request-correction", ask, "c", kind, fields=[*lines, note], warn=nothing)


def _papers(a: Asked) -> list[Field]:
    missing, found = set(a.view.missing), []
    hints = {m.code: only_if(a.view.item, m) for m in a.view.item.materials if m not in a.view.asked}
    for n, material in enumerate(a.view.item.materials):
        name, given = said(material.name), _line(a, "material", material.code)
        wish = _("Please hand it in") if material.code in missing and not a.given else ""
        found.append(
            Field(
                f"what-{n:03}", name, "what", value=given[0] or wish, error=given[1], required=False,
                hint=_("missing") if material.code in missing else hints.get(material.code, ""),
                hidden=(f"material-{n:03}", material.code), group=_("Papers"),
            )
        )  # fmt: skip
    return found


def _questions(a: Asked) -> list[Field]:
    answers, found = a.view.filing.get("answers", {}), []
    for n, (name, schema) in enumerate(a.view.item.form.fields(answers).items(), start=200):
        pointer = f"/answers/{name}"
        value, error = _line(a, "pointer", pointer)
        found.append(
            Field(
                f"what-{n}", said(schema["title"]), "what", value=value, error=error, required=False,
                hidden=(f"pointer-{n}", pointer), group=_("Answers"),
            )
        )  # fmt: skip
    return found


def _line(a: Asked, kind: str, of: str) -> tuple[str, str]:
    """What was written about a paper or a field just now, and what is wrong with it."""
    for n, one in enumerate(a.given.get("items", ())):
        if one.get(kind) == of:
            parts = [a.error(f"/items/{n}{part}") for part in ("", "/what", f"/{kind}")]
            return str(one.get("what", "")), " ".join(filter(None, parts))
    return "", ""


def _not_accept(a: Asked) -> Act:
    grounds = [(g.value, str(g.label)) for g in Ground]
    if not hasattr(a.view.application, "correction"):
        grounds = [one for one in grounds if one[0] != Ground.INCOMPLETE_AFTER_NOTICE]
    ground = a.text("ground", _("Ground"), widget="radio", options=grounds)
    when = _("if it is another body's: required")
    body = a.text("right_body", _("Which body has the power"), widget="text", required=False, when=when)
    reason = a.text("reason", _("Reason, as the resident reads it"))
    return Act("not-accept", _("Not accept"), "x", "grave", fields=[ground, body, reason])


def _complete(a: Asked) -> Act:
    view = a.view
    step = view.item.step(view.application.step_k or 1)
    if step.kind == "notice":
        return Act("complete-step", _("The notice is over: pass it on"), "s", "primary", folded=False)
    hint = _("It stays with the matter; the resident sees it.")
    fields = [a.text("opinion", _("Opinion"), hint=hint)]
    if step.officers > 1:
        fields.append(_officers(a, step.officers))
    buttons = [
        Button(_("Agree and pass it on"), "primary", "agree", "s"),
        Button(_("Disagree and pass it on"), "plain", "disagree", "n"),
    ]
    return Act(
        "complete-step", said(step.name), "s", "primary", folded=False, fields=fields, buttons=buttons, name="outcome"
    )


def _officers(a: Asked, n: int) -> Field:
    stay = a.view.stay
    person, told = a.view.application.person, {"n": n}
    own = staff_tied(person.pk) | {person.account_id}
    members = [one for one in staff().at(stay.unit_id) if one.account not in own] if stay else []
    return Field(
        "officers", _("Who went there"), "checkboxes", hint=_("%(n)d different officers") % told,
        chosen=list(a.given.get("officers", [a.user.username])),
        options=[(m.username, m.name) for m in members], error=a.error("/officers"),
    )  # fmt: skip


def _send_back(a: Asked) -> Act:
    reason, n = a.text("reason", _("What is to be done again, and why")), len(a.view.objections)
    sure = ngettext(
        "%(n)d objection waits. If you send it back it is not answered on its own, and a new notice hangs later. Press "
        "once more to confirm.",
        "%(n)d objections wait. If you send it back they are not answered on their own, and a new notice hangs later. "
        "Press once more to confirm.",
        n,
    ) % {"n": n}
    return Act("send-back", _("Send back"), "b", fields=[reason], confirm=sure if n else "")


def _suspend(a: Asked) -> Act:
    offered = [(code, said(one.name)) for code, one in a.view.item.procedures.items()]
    which = a.text("procedure", _("Which procedure"), widget="radio", options=offered)
    expected = dict(a.given.get("expected") or {})
    missing = a.error("/expected")
    long = Field(
        "expected-amount", _("Expected to take"), "number", value=str(expected.get("amount", "")),
        error=a.error("/expected/amount") or missing,
    )  # fmt: skip
    units = [("working_day", _("working days")), ("natural_day", _("days"))]
    unit = Field(
        "expected-unit", _("Counted in"), "radio", value=str(expected.get("unit", "working_day")), options=units,
        error=a.error("/expected/unit"),
    )  # fmt: skip
    reason = a.text("reason", _("Reason, as the resident reads it"))
    return Act("suspend", _("Begin a special procedure"), "p", fields=[which, long, unit, reason])


def _resume(a: Asked) -> Act:
    return Act("resume", _("The special procedure is over"), "p", "primary", folded=False)


def _extend(a: Asked) -> Act:
    most = a.view.item.extension
    assert most is not None  # else the verb is not offered
    told = {"period": period(most), "basis": said(most.basis)}
    hint = _("At most %(period)s, once (%(basis)s)") % told
    label = _("By how many working days") if most.unit == "working_day" else _("By how many days")
    long = a.text("amount", label, widget="number", hint=hint)
    unit = Field("unit", "", "hidden", value=most.unit)
    reason = a.text("reason", _("Reason, as the resident reads it"))
    return Act("extend", _("Extend the limit"), "l", fields=[unit, long, reason])


def _grant(a: Asked) -> Act:
    text = a.text("text", _("Text of the decision"), required=False)
    told = {"name": a.view.application.person.name, "item": said(a.view.item.name)}
    sure = _("Grant “%(item)s” to %(name)s? It can't be undone. Press once more to confirm.") % told
    return Act("grant", _("Grant"), "g", "primary", folded=False, fields=[text], confirm=sure)


def _refuse(a: Asked) -> Act:
    reasons = a.text("reasons", _("Reasons, as the resident reads them"))
    return Act("refuse", _("Refuse"), "r", "grave", fields=[reasons])


def _deliver(a: Asked) -> Act:
    means = [(m.value, str(m.label)) for m in Means]
    if a.view.application.person.account_id is None:
        means = [one for one in means if one[0] != Means.ONLINE]
    how = Field(
        "means", _("How it reached the person"), "radio", options=means,
        value=str(a.given.get("means", "")), error=a.error("/means"),
    )  # fmt: skip
    reference = a.text("reference", _("Postal number or signature"), widget="text", required=False)
    return Act("deliver", _("Record the delivery"), "y", "primary", folded=False, fields=[how, reference])


def _check(a: Asked) -> Act:
    """What was declared, and what was found; a result that is revoked can't be given back."""
    finding = a.text("finding", _("What was found"), hint=_("The resident reads it."))
    told = {"name": a.view.application.person.name, "item": said(a.view.item.name)}
    sure = _("Revoke “%(item)s” of %(name)s? It can't be undone. Press once more to confirm.") % told
    buttons = [
        Button(_("It is true"), "primary", "true", "y"),
        Button(_("It is not true: revoke the result"), "grave", "false", "x", sure),
    ]
    return Act(
        "check-declaration", str(DutyKind.SPOT_CHECK.label), "y", "primary", folded=False, fields=[finding],
        buttons=buttons, name="holds", declared=[said(one.declares) for one in a.view.declared],
    )  # fmt: skip


BUILD: dict[str, Callable[[Asked], Act]] = {
    "help-first": _help,
    "accept": _accept,
    "accept-conditionally": lambda a: following.act(a, rules.following(Standing(a.user, a.view.application, a.view))),
    "request-correction": _correction,
    "not-accept": _not_accept,
    "complete-step": _complete,
    "send-back": _send_back,
    "answer-objection": objecting.act,
    "suspend": _suspend,
    "resume": _resume,
    "extend": _extend,
    "grant": _grant,
    "refuse": _refuse,
    "deliver": _deliver,
    **rating.BUILD,
    "check-declaration": _check,
}
