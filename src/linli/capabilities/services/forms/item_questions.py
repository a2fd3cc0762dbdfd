"""The questions of "Can I apply?": short, each with an answer that leads on, so that somebody can."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linli.capabilities.services.forms.item_parts import as_dicts, as_list
from linli.capabilities.services.forms.item_shape import WORDS, ItemChecker
from linli.kernel.sources import At

MOST, ANSWERS = 6, 6  # it is a short way


def questions_shape(checker: ItemChecker) -> None:
    """Note what is missing, unknown or of the wrong kind in `questions`."""
    for at in checker.items(("questions",), least=1 if checker.has(("questions",)) else 0):
        checker.mapping(at, ("ask", "answers"), ("note",))
        checker.both((*at, "ask"), required=False)
        checker.both((*at, "note"), required=False)
        for answer in checker.items((*at, "answers"), least=2):
            checker.mapping(answer, ("says",), ("no", "unsure", "instead"))
            for name in ("says", "no", "unsure"):
                checker.both((*answer, name), required=False)
            for code in checker.items((*answer, "instead")):
                checker.text(code, longest=60, pattern=WORDS, like="the code of an item")


def questions_flaws(body: dict[str, Any]) -> Iterator[tuple[At, str]]:
    """What contradicts itself."""
    found = as_dicts(body.get("questions"))
    if len(found) > MOST:
        yield ("questions",), f"asks {len(found)} questions; it is a short way, of {MOST} at most"
    for index, question in enumerate(found):
        answers = as_dicts(question.get("answers"))
        at: At = ("questions", index, "answers")
        if len(answers) > ANSWERS:
            yield at, f"offers {len(answers)} answers; {ANSWERS} at most"
        if answers and all(answer.get("no") for answer in answers):
            yield at, "nobody gets past this question"
        for n, answer in enumerate(answers):
            if answer.get("no") and answer.get("unsure"):
                yield (*at, n), "is a no or unsure, not both"
            for k, code in enumerate(as_list(answer.get("instead"))):
                if code == body.get("code"):
                    yield (*at, n, "instead", k), "is this item itself"
