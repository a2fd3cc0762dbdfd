"""What lies on the page of a filing at the window."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from linli.capabilities.services.pages.given import resting
from linli.capabilities.services.queries import PublishedItem, View
from linli.capabilities.services.queries.offers import Offer, offers_to, told_to
from linli.capabilities.services.queries.parts import Material
from linli.capabilities.services.rules import WAYS, asked_for, form_for
from linli.capabilities.services.states import Channel, State
from linli.commons.mandates.queries import guardians, unentered
from linli.commons.mandates.rules import is_minor
from linli.commons.people.models import Person
from linli.commons.people.queries import profile
from linli.kernel.access.grants import Somebody
from linli.kernel.api.problems import Problem
from linli.kernel.forms import FieldError, Form
from linli.kernel.texts import fold_name
from linli.kernel.ui.once import new_key


@dataclass
class Filing:
    """What is on the page: whose matter of which item, what has been filled in, and what is wrong with it."""

    item: PublishedItem
    person: Person
    answers: dict[str, Any]
    papers: dict[str, dict[str, Any]]
    channel: str = Channel.WINDOW
    handed_in_by: str = ""
    view: View | None = None
    reader: Somebody | None = None
    key: str = field(default_factory=new_key)
    errors: list[FieldError] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)  # of a paper, by its code
    others: list[str] = field(default_factory=list)
    nobody: str = ""  # why it can't be that nobody speaks for a ward
    unentered: str = ""  # that who speaks for a ward is not entered as guardian
    checked: bool = False  # the window has looked at the paper that shows it all the same
    twin: str | None = None
    at_home: str | None = None  # of another member of the household, as `open_at_home` tells it
    remember: bool = False  # the person asks that what is new is kept for next time
    stored: dict[str, Any] = field(default_factory=dict)  # the answers before what was typed just now

    def __post_init__(self) -> None:
        self.stored = self.answers
        if len(self.guardians) == 1:
            self.handed_in_by = self.handed_in_by or self.guardians[0]

    @cached_property
    def guardians(self) -> list[str]:
        """Who is known as the person's guardian, by name."""
        return guardians(self.person.pk)

    @cached_property
    def ward(self) -> bool:
        """Whether the person acts through a guardian: is under 18, or has one."""
        return bool(self.guardians) or is_minor(self.person)

    def spoken_for(self, checked: str) -> bool:
        """Whether who speaks for a ward may; if they aren't entered as guardian, that is what is wrong.

        `checked`: the name of whom the window has looked at the paper that shows the guardianship; of who is not
        entered yet, a second parent, that is enough.
        """
        if self.handed_in_by and unentered(self.handed_in_by, self.guardians):
            told = {"who": self.handed_in_by, "name": self.person.name}
            self.unentered = _("%(who)s is not entered as guardian of %(name)s.") % told
            self.checked = fold_name(checked) == fold_name(self.handed_in_by)
        return self.checked or not self.unentered

    @property
    def number(self) -> str:
        return self.view.number if self.view else ""

    @cached_property
    def form(self) -> Form:
        return form_for(self.item, profile(self.person))

    @property
    def asked(self) -> tuple[Material, ...]:
        """The papers that are asked for by the answers so far."""
        return self.item.asked(self.answers)

    @cached_property
    def keys(self) -> dict[str, int]:
        """The digit of each paper that is shown and can be seen, by code."""
        return {m.code: n for n, m in enumerate((m for m in self.asked if not m.declares), start=1)}

    @cached_property
    def offers(self) -> dict[str, Offer]:
        """What the person needs not hand in again."""
        assert self.reader is not None
        return offers_to(self.reader, self.item, self.person, self.number)

    def filed(self, code: str) -> dict[str, Any] | None:
        """How a paper was filed last, where this is a correction."""
        materials = self.view.filing.get("materials", ()) if self.view else ()
        return next((paper for paper in materials if paper["code"] == code), None)

    def used(self, code: str) -> bool:
        """Whether what is here already is chosen."""
        paper, offer = self.papers.get(code, {}), self.offers.get(code)
        return offer is not None and offer.given.items() <= paper.items()

    def rests(self, code: str) -> str:
        """On what a paper would rest, or rests since it was filed."""
        if offer := self.offers.get(code):
            return resting(offer.shown, seen=offer.way == "known")
        filed = self.filed(code) or {}
        if "from" not in filed or self.reader is None:
            return ""
        [told] = told_to(self.reader, [filed])
        return resting(told["from"], seen="known" in told)

    @property
    def correcting(self) -> bool:
        return self.view is not None and self.view.application.state == State.CORRECTION

    def declared(self, code: str) -> bool:
        """Whether the person filed it declared: what is only ticked in a draft is not declared yet."""
        return self.view is not None and {"code": code, "declared": True} in self.view.filing.get("materials", ())

    @property
    def body(self) -> dict[str, Any]:
        """As the verbs take it."""
        papers = [{name: paper[name] for name in ("code", *WAYS) if name in paper} for paper in self.papers.values()]
        return {"answers": self.answers, "materials": papers, "handed_in_by": self.handed_in_by}

    @property
    def remembered(self) -> dict[str, Any]:
        """What is to be remembered, as the verb takes it."""
        return {"remember": asked_for(self.item)} if self.remember else {}

    def change(self) -> dict[str, Any]:
        """The body as a change of what was kept: what is gone is said to be gone."""
        before = ((self.view.draft if self.view else None) or {}).get("answers", {})
        return self.body | {"answers": {name: self.answers.get(name) for name in {*before, *self.answers}}}

    def refuse(self, problem: Problem) -> None:
        """Put each error where it belongs."""
        codes = list(self.papers)
        for error in problem.errors:
            kind, _sep, rest = error.pointer.removeprefix("/").partition("/")
            if kind == "answers":
                self.errors.append(FieldError(f"/{rest}", error.code, str(error.message)))
            elif kind == "materials" and rest:
                self.wrong[codes[int(rest.split("/")[0])]] = str(error.message)
            elif kind == "handed_in_by":
                self.nobody = str(error.message)
            else:
                self.others.append(str(error.message))
        if not problem.errors:
            self.others.append(f"{problem.title} {problem.detail}")
