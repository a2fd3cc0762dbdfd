"""What a filing or its change is made of, before it is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from linli.capabilities.services.models import Application, Joint, ServicesContent
from linli.capabilities.services.queries import PublishedItem
from linli.capabilities.services.queries.applications import draft_of
from linli.commons.mandates.queries import Acts
from linli.commons.people.models import Person
from linli.kernel.forms import merge
from linli.kernel.record.content import contents

Papers = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Prepared:
    """Answers and materials as given; `had`: the papers that the matter holds already."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    materials: Sequence[Any] = ()
    handed_in_by: str = ""
    had: Sequence[Mapping[str, Any]] = ()

    @classmethod
    def of(cls, application: Application) -> Prepared:
        """What lies in its draft."""
        kept = draft_of(application) or {}
        papers = kept.get("materials", ())
        return cls(kept.get("answers", {}), papers, kept.get("handed_in_by", ""), papers)

    def changed(
        self,
        item: PublishedItem,
        answers: Mapping[str, Any] | None,
        materials: Sequence[Any] | None,
        handed_in_by: str | None = None,
    ) -> Prepared:
        """With these answers merged in (null removes, a masked value keeps) and this list of materials instead."""
        merged = merge(item.form, dict(self.answers), dict(answers)) if answers is not None else self.answers
        papers = self.materials if materials is None else materials
        bringer = self.handed_in_by if handed_in_by is None else handed_in_by
        return replace(self, answers=merged, materials=papers, handed_in_by=bringer)


@dataclass(frozen=True)
class Filing:
    """What a filing starts from; the forms have made sure that all of it fits together.

    `post`: the window's unit and role when it writes down what the person says. `acts`: by what somebody files for
    whom they act for.
    """

    item: PublishedItem
    person: Person
    community: int
    channel: str = "online"
    prepared: Prepared = field(default_factory=Prepared)
    post: tuple[str, str] | None = None
    acts: Acts | None = None
    remember: Sequence[str] = ()  # what the profile is to learn once it is filed
    joint: Joint | None = None  # of which it is a part


def filed_before(application: Application, papers: Papers) -> Papers:
    """Which of the papers that the matter holds somebody else can file for its owner.

    A declaration that was only ticked in a draft is none yet: it is made by filing it oneself.
    """
    if not any("declared" in paper for paper in papers):
        return papers
    filed = papers_filed(application)
    return [paper for paper in papers if "declared" not in paper or paper in filed]


def papers_filed(application: Application) -> Papers:
    """The papers as they were filed last; none of a draft."""
    digests = [bytes(application.filed)] if application.filed else []
    return [one for said in contents(ServicesContent, digests).values() for one in said.get("materials", ())]
