"""How well an item fits what somebody typed: Chinese words, pinyin, whole or initials, English words."""

from __future__ import annotations

from dataclasses import dataclass

from linli.capabilities.services.queries.item import PublishedItem
from linli.kernel.texts import LANGUAGES, fold, initials, syllables

MOST = 8  # words of one question that are looked at
SPELT = 4  # letters from which a word may be pinyin written out: fewer begin too many


@dataclass(frozen=True)
class Words:
    """An item's own words, folded: names by language, then the rest."""

    names: dict[str, str]
    keywords: tuple[str, ...]
    initials: tuple[str, ...]  # of the Chinese name first, then of its keywords
    spelt: tuple[tuple[str, ...], ...]  # the same, each as its syllables
    rest: str


def words_of(item: PublishedItem) -> Words:
    """The words by which an item is found."""
    chinese = [item.name["zh-hans"], *item.body["keywords"]["zh-hans"]]
    return Words(
        names={language: fold(item.name[language]) for language in LANGUAGES},
        keywords=tuple(fold(word) for word in item.keywords),
        initials=tuple(fold(initials(word)) for word in chinese),
        spelt=tuple(syllables(word) for word in chinese),
        rest=fold(" ".join([item.code, *item.summary.values()])),
    )


def score(q: str, words: Words, language: str) -> int:
    """Points for a question: 0 if a word of it does not fit at all; 1 if nothing was asked."""
    asked = fold(q).split()[:MOST]
    points = [_points(word, words, language) for word in asked]
    return (sum(points) if all(points) else 0) if asked else 1


def _points(word: str, words: Words, own: str) -> int:
    return max(
        *(_name(word, name, language == own) for language, name in words.names.items()),
        *(_keyword(word, keyword) for keyword in words.keywords),
        *(_initials(word, letters, first=index == 0) for index, letters in enumerate(words.initials)),
        *(_spelt(word, parts, first=index == 0) for index, parts in enumerate(words.spelt)),
        10 if word in words.rest else 0,
    )


def _name(word: str, name: str, own: bool) -> int:
    more = 5 if own else 0  # the reader's own language first
    if word not in name:
        return 50 + more if name in word else 0  # "我要办失业登记" holds the whole name
    return (100 if word == name else 60 if name.startswith(word) else 50) + more


def _keyword(word: str, keyword: str) -> int:
    if word in keyword:
        return 40 if word == keyword else 30
    within = keyword in word and not word.isdigit()  # no "80" in the number of a matter
    return 20 if len(keyword) > 1 and within else 0  # "失业了怎么办" holds "失业"


def _initials(word: str, letters: str, *, first: bool) -> int:
    if not (word.isascii() and word.isalpha()) or len(word) < 2 or word not in letters:
        return 0
    return (45 if letters.startswith(word) else 15) - (0 if first else 10)


def _spelt(word: str, parts: tuple[str, ...], *, first: bool) -> int:
    """Pinyin written out, from the start of any character: `shiye`, `dengji` and `shiyedeng` fit 失业登记."""
    if not (word.isascii() and word.isalpha()) or len(word) < SPELT:
        return 0
    starts = (at for at in range(len(parts)) if "".join(parts[at:]).startswith(word))
    at = next(starts, None)
    return 0 if at is None else (40 if at == 0 else 15) - (0 if first else 10)
