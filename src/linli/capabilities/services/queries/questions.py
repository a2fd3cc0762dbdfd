"""Can I apply? An item's own questions, one after another, and what the answers come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.parts import Text


@dataclass(frozen=True)
class Answer:
    """`no`: why it is not for who answers so. `unsure`: what only the office can say. `instead`: other items' codes."""

    says: Text
    no: Text | None
    unsure: Text | None
    instead: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question; none of the answers is kept anywhere."""

    ask: Text
    note: Text | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Way:
    """How far somebody has come: what was asked and answered, and what is asked now; None when it is over."""

    answered: tuple[tuple[Question, Answer], ...]
    asked: Question | None

    @property
    def refused(self) -> Answer | None:
        """The answer with which it can't be applied for."""
        return next((answer for _question, answer in self.answered if answer.no), None)

    @property
    def unsure(self) -> tuple[Text, ...]:
        """What the office has to look at."""
        return tuple(answer.unsure for _question, answer in self.answered if answer.unsure)

    @property
    def instead(self) -> tuple[str, ...]:
        """The codes of items that may fit as well or better, each once."""
        return tuple(dict.fromkeys(code for _question, answer in self.answered for code in answer.instead))


def questions(item: PublishedItem) -> tuple[Question, ...]:
    """An item's questions in order; none where it has none."""
    return tuple(
        Question(one["ask"], one.get("note"), tuple(map(_answer, one["answers"])))
        for one in item.body.get("questions", ())
    )


def _answer(body: dict[str, Any]) -> Answer:
    return Answer(body["says"], body.get("no"), body.get("unsure"), tuple(body.get("instead", ())))


def way(item: PublishedItem, given: Sequence[int]) -> Way:
    """What these answers, counted from 0, come to. Raises LookupError for one that can't be, or one too many."""
    answered, left = [], iter(questions(item))
    for n in given:
        question = next(left, None)
        if question is None or not 0 <= n < len(question.answers):
            raise LookupError(n)
        answered.append((question, question.answers[n]))
        if question.answers[n].no:
            left = _over(n, len(given) > len(answered))
    return Way(tuple(answered), next(left, None))


def _over(n: int, more: bool) -> Iterator[Question]:
    """Nothing is asked after a no."""
    if more:
        raise LookupError(n)
    return iter(())
