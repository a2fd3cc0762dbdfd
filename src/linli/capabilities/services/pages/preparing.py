"""A filing in preparation, as its pages see it: a draft, or a matter whose correction is awaited."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.capabilities.services import forms
from linli.capabilities.services.queries import PublishedItem, View, detail, open_twin
from linli.capabilities.services.queries.applications import missing
from linli.capabilities.services.queries.offers import Offer, told_to
from linli.capabilities.services.queries.parts import Material
from linli.capabilities.services.rules import (
    LEARNED,
    WAYS,
    Standing,
    check_change,
    document,
    form_for,
    judge,
    judge_materials,
    known,
    learnable,
    offered,
    stale,
    with_known,
)
from linli.capabilities.services.states import State
from linli.commons.people.queries import profile
from linli.kernel.access.grants import Somebody
from linli.kernel.access.log import opened
from linli.kernel.access.models import User
from linli.kernel.api.problems import Wrong
from linli.kernel.forms import FieldError, Form, draft_errors, errors
from linli.kernel.texts import said

OPEN = (State.DRAFT, State.CORRECTION)


@dataclass(frozen=True)
class Mark:
    """One thing of the correction notice: what is asked, where it is put right, and of what it speaks."""

    name: str
    what: str
    href: str


class Preparing:
    """What has been filled in so far, group by group."""

    def __init__(self, view: View, user: Somebody | None = None) -> None:
        self.view, self.item, self.number = view, view.item, view.number
        standing = Standing(user, view.application, view) if user else None
        self.speaks = standing is None or standing.speaks  # so that what is declared is declared
        self.user = user
        self.mandated = standing is not None and standing.mandated
        self.person = view.application.person.name
        self.whose = self.person if standing and standing.acts else ""
        kept = view.draft or {}
        self.profile = profile(view.application.person)
        self.answers = with_known(self.item, kept.get("answers", {}), lambda: self.profile)
        self.kept = [as_given(paper) for paper in kept.get("materials", ())]
        self.papers = fitting(self.item, self.answers, kept.get("materials", ()))

    def twin(self) -> str | None:
        """The number of an open matter of what this draft applies for; None where there is none, or it was filed."""
        a = self.view.application
        applied_for = self.item.applied_for(self.answers)
        return open_twin(a.person_id, applied_for, but=a.pk) if a.state == State.DRAFT else None

    @property
    def over(self) -> str:
        """What stands above the heading: the item, and for whom, where it is for somebody else."""
        item = said(self.item.name)
        return _("%(item)s · for %(name)s") % {"item": item, "name": self.whose} if self.whose else item

    @cached_property
    def form(self) -> Form:
        return form_for(self.item, self.profile)

    @cached_property
    def offers(self) -> dict[str, Offer]:
        """What need not be handed in again; of that, who acts by a mandate learns nothing."""
        return offered(self.user, self.view.application) if self.user else {}

    @cached_property
    def told(self) -> dict[str, dict[str, Any]]:
        """The papers as their reader may know on what each rests."""
        if self.user is None or self.mandated:
            return self.papers
        return dict(zip(self.papers, told_to(self.user, list(self.papers.values())), strict=True))

    @property
    def materials(self) -> tuple[Material, ...]:
        """What is asked for by the answers so far."""
        return self.item.asked(self.answers)

    @property
    def missing(self) -> list[str]:
        """The codes of what is asked for and not there."""
        return missing(self.materials, self.papers.values())

    @property
    def unfit(self) -> bool:
        """Whether papers are kept that are not asked for any more, or others come with the answers."""
        return self.kept != [as_given(paper) for paper in self.papers.values()]

    def fit(self, by: User) -> None:
        """Keep the papers that the answers ask for, and no others."""
        if self.unfit:
            papers = [as_given(paper) for paper in self.papers.values()]
            forms.perform_change(self.number, {"materials": papers}, by=by)

    @property
    def correcting(self) -> bool:
        return self.view.application.state == State.CORRECTION

    def groups(self, answers: Mapping[str, Any] | None = None) -> dict[int, str]:
        """The pages that apply now: their number and title. A number stays a group's own whatever is answered."""
        fields = self.form.fields(self.answers if answers is None else answers)
        all_groups = enumerate(self.form.groups)
        return {n: said(group["title"]) for n, group in all_groups if fields.keys() & set(group["fields"])}

    def names(self, index: int) -> list[str]:
        """The fields of a group, whether they apply now or not."""
        return list(self.form.groups[index]["fields"])

    def group_of(self, name: str) -> int:
        """The group that holds a field."""
        return next((n for n, group in enumerate(self.form.groups) if name in group["fields"]), 0)

    def known(self, answers: Mapping[str, Any] | None = None) -> set[str]:
        """The fields whose answers are those of the profile."""
        given = self.answers if answers is None else answers
        return {name for name in self.form.known if name in given and given[name] == self._kept(name)}

    def _kept(self, name: str) -> Any:
        return known(self.form, name, self.profile)

    @cached_property
    def learnable(self) -> list[str]:
        """What the profile could learn from what is filed now, by its names; from who speaks for the person only."""
        if not self.speaks or errors(self.form, self.answers):
            return []
        new = learnable(self.item, self.answers, self.profile)
        return [name for name in LEARNED if name in new]

    def steps(self) -> list[str]:
        """The pages by name, for the progress bar; of several items all that can still be chosen."""
        ahead = {part.choice: True for part in self.item.parts if part.choice} | self.answers
        papers = [_("Papers")] if self.item.asked(ahead) else []
        return [*self.groups(ahead).values(), *papers, _("Check and file")]

    def href_after(self, index: int, answers: Mapping[str, Any]) -> str:
        """Where "continue" leads from a group."""
        later = [n for n in self.groups(answers) if n > index]
        if later:
            return reverse("services:fill", args=[self.number, later[0]])
        last = "services:papers" if self.item.asked(answers) else "services:check"
        return reverse(last, args=[self.number])

    def href_before(self, index: int) -> str:
        """Where "back" leads from a group."""
        earlier = [n for n in self.groups() if n < index]
        if earlier:
            return reverse("services:fill", args=[self.number, earlier[-1]])
        return reverse("services:matter", args=[self.number]) if self.correcting else reverse("services:matters")

    def href_field(self, pointer: str) -> str:
        """Where a field is filled in."""
        name = pointer.removeprefix("/answers").split("/")[1]
        anchor = "f" + pointer.removeprefix("/answers").replace("/", "-")
        return reverse("services:fill", args=[self.number, self.group_of(name)]) + f"#{anchor}"

    @cached_property
    def asked(self) -> list[dict[str, str]]:
        """What the correction notice lists; empty for a draft."""
        entry = self.view.last("services.CorrectionRequested") if self.correcting else None
        return list(self.view.said(entry).get("items", ())) if entry else []

    def marks(self) -> list[Mark]:
        """The correction notice, each thing with the place where it is put right."""
        return [_mark(self, one) for one in self.asked]

    def unmet(self) -> list[Mark]:
        """The papers of the correction notice that are still not there."""
        left = self.missing
        return [_mark(self, one) for one in self.asked if one.get("material") in left]

    @property
    def note(self) -> str:
        """The word beside the correction notice."""
        entry = self.view.last("services.CorrectionRequested") if self.correcting else None
        return str(self.view.said(entry).get("note", "")) if entry else ""

    def asked_of_fields(self) -> list[FieldError]:
        """What the correction notice says of fields, to be shown at them."""
        pointers = [(one["pointer"].removeprefix("/answers"), one["what"]) for one in self.asked if "pointer" in one]
        return [FieldError(pointer, "correction", what) for pointer, what in pointers]

    def asked_of_paper(self, code: str) -> str:
        """What the correction notice says of a paper."""
        return " ".join(one["what"] for one in self.asked if one.get("material") == code)

    @property
    def words(self) -> dict[str, Any]:
        """As it would be filed now."""
        return {"answers": self.answers, "document": document(self.item, self.answers, lambda: self.profile)}

    def wrong(self) -> list[Wrong]:
        """What would refuse the filing now."""
        stays = [paper for code, paper in self.papers.items() if not self.only_ticked(code)]
        papers = judge_materials(self.item, list(self.papers.values()), staff=False, own=self.speaks, had=stays)
        kept = list(self.papers.values())
        papers += stale(self.item, kept, kept, lambda: self.view.filing.get("materials", ()), self.offers)
        return judge(self.item, self.answers, lambda: self.profile) + papers

    def only_ticked(self, code: str) -> bool:
        """Whether the person ticked this declaration and never filed it, and somebody who can't declare goes on."""
        tick, filed = {"code": code, "declared": True}, self.view.filing.get("materials", ())
        return not self.speaks and "declared" in self.papers.get(code, {}) and tick not in filed

    def href_paper(self, code: str) -> str:
        """Where a paper is handed in."""
        return reverse("services:papers", args=[self.number]) + f"#paper-{code}"

    def errors(self, index: int, answers: Mapping[str, Any]) -> list[FieldError]:
        """What is wrong with the answers of one group."""
        names = self.names(index)
        return [error for error in errors(self.form, answers) if error.pointer.split("/")[1] in names]

    def save(self, answers: Mapping[str, Any], names: Collection[str], by: User) -> list[FieldError]:
        """Keep what can be kept of these answers; what even a draft cannot hold."""
        refused = draft_errors(self.form, answers)
        bad = {error.pointer.split("/")[1] for error in refused}
        before = (self.view.draft or {}).get("answers", {})
        changed = {n: answers.get(n) for n in {*before, *names, *answers} - bad if answers.get(n) != before.get(n)}
        papers = [as_given(paper) for paper in fitting(self.item, answers, self.papers.values()).values()]
        change: dict[str, Any] = {"answers": changed} if changed else {}
        if changed and papers != self.kept:
            change["materials"] = papers
        if change:
            forms.perform_change(self.number, change, by=by)
        return refused


def asked_name(item: PublishedItem, one: Mapping[str, str]) -> str:
    """The field or paper that a line of the correction notice speaks of."""
    if "material" in one:
        return said(item.material(one["material"]).name)
    return said(item.form.every[one["pointer"].removeprefix("/answers").split("/")[1]]["title"])


def _mark(made: Preparing, one: Mapping[str, str]) -> Mark:
    href = _where(made, made.item.material(one["material"])) if "material" in one else made.href_field(one["pointer"])
    return Mark(asked_name(made.item, one), one["what"], href)


def _where(made: Preparing, material: Material) -> str:
    """Where a paper is handed in; while the answers don't ask for it, the answer that would."""
    if material in made.materials:
        return made.href_paper(material.code)
    return made.href_field(f"/answers/{next(iter(material.when[0]))}")


def as_given(paper: Mapping[str, Any]) -> dict[str, Any]:
    """A paper as a verb takes it, without what we know of its file."""
    return {name: paper[name] for name in ("code", *WAYS) if name in paper}


def fitting(
    item: PublishedItem, answers: Mapping[str, Any], papers: Iterable[dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Of these papers those that are asked for now; and what the office knows itself and was not asked for before."""
    asked = {material.code: material for material in item.asked(answers)}
    kept = {paper["code"]: paper for paper in papers if paper["code"] in asked}
    new = [m.code for m in asked.values() if m.when and m.source == "shared_data" and m.code not in kept]
    return kept | {code: {"code": code, "known": True} for code in new}


def siblings(item: PublishedItem) -> str:
    """The fields on whose answers others depend, by name."""
    return " ".join(sorted({next(iter(part["if"]["properties"])) for part in item.form.schema.get("allOf", ())}))


def begin(user: User, number: str) -> Preparing | None:
    """The filing to go on with; None when it is past that. Raises Problem 404, 403."""
    view = detail(user, number)
    if view.application.state not in OPEN:
        return None
    check_change(user, view.application)
    opened(user, view.application.person.account_id, "application", number)
    return Preparing(view, user)
