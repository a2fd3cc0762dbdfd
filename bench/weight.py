"""What a page weighs on the wire: itself and everything that it makes a browser fetch, compressed as served."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

KB = 1024
FIRST, LATER, REQUESTS = 120 * KB, 15 * KB, 10  # F9
REFERENCES = (
    re.compile(r"""<(?:script|img|source)\b[^>]*?\bsrc="([^"]+)\""""),
    re.compile(
        r"""<link\b(?=[^>]*\brel="(?:stylesheet|icon|manifest|preload|modulepreload)")[^>]*?\bhref="([^"]+)\""""
    ),
    re.compile(r"""<use\b[^>]*?\bhref="([^"#]+)"""),
)
IN_STYLES = re.compile(r"""url\(["']?([^"')#]+)""")


@dataclass(frozen=True)
class Answer:
    """What came back: bytes on the wire, the text if it is one, and whether a browser keeps it for ever."""

    wire: int
    text: str
    immutable: bool


@dataclass(frozen=True)
class Weight:
    """In bytes; `later`: when everything that may be kept is kept."""

    first: int
    later: int
    requests: int

    @property
    def light(self) -> bool:
        return self.first <= FIRST and self.later <= LATER and self.requests <= REQUESTS


def weigh(address: str, fetch: Callable[[str], Answer]) -> Weight:
    """The page with what it, and its style sheets, refer to. An empty cache, then a full one."""
    html = fetch(address)
    answers = {address: html}
    waiting = [urljoin(address, found) for pattern in REFERENCES for found in pattern.findall(html.text)]
    while waiting:
        one = waiting.pop()
        if one in answers or one.startswith(("data:", "http")):
            continue
        answers[one] = fetch(one)
        if one.split("?")[0].endswith(".css"):
            waiting += [urljoin(one, found) for found in IN_STYLES.findall(answers[one].text)]
    again = sum(answer.wire for answer in answers.values() if not answer.immutable)
    return Weight(sum(answer.wire for answer in answers.values()), again, len(answers))
