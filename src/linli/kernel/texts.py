"""Texts: folded for search, by initials, in several languages, and masked."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, pgettext

DEFAULT = "zh-hans"
LANGUAGES = (DEFAULT, "en")  # what every translated text must have
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003347f"
_HAN_FIRST = re.compile(f"[{HAN}]")
_RUNS = re.compile(f"[{HAN}]+|\\d+|[^\\W\\d_{HAN}]+")  # letters and digits apart: A3号楼 is found by 3号楼
LONGEST_WORD = 60


@cache
def _trad_to_simp() -> dict[int, str]:
    """One character to one, so that positions stay: opencc's own table, without its phrases."""
    spec = importlib.util.find_spec("opencc")
    if spec is None or spec.origin is None:
        raise RuntimeError("opencc is not installed")
    table = Path(spec.origin).parent / "dictionary" / "TSCharacters.txt"
    pairs = (line.split() for line in table.read_text(encoding="utf-8").splitlines() if line.strip())
    return {ord(pair[0]): pair[1] for pair in pairs if len(pair[0]) == len(pair[1]) == 1}


def fold(text: str) -> str:
    """For comparing: full-width and case made equal, traditional characters simplified one by one."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_trad_to_simp())


def fold_name(name: str) -> str:
    """A person's name for comparing: as `fold`, and without spaces."""
    return fold(name).replace(" ", "")


def lexemes(text: str, *, within: bool = False) -> set[str]:
    """What a text is found by: each pair of Chinese characters and the last alone; other words and numbers whole.

    `within`: these too are found by any part, for each of their ends is a lexeme; for what is short, as names are.
    """
    found: set[str] = set()
    for run in _RUNS.findall(fold(text)):
        size, starts = (2, len(run)) if _HAN_FIRST.match(run) else (LONGEST_WORD, len(run) if within else 1)
        found |= {run[at : at + size] for at in range(starts)}
    return found


def tsquery(text: str) -> str | None:
    """The question as PostgreSQL's `%s::tsquery` (never to_tsquery); None where there is nothing to look for."""
    parts: list[str] = []
    for run in _RUNS.findall(fold(text))[:8]:
        if len(run) == 1 or not _HAN_FIRST.match(run):
            parts.append(f"'{run[:LONGEST_WORD]}':*")
        else:
            parts += [f"'{run[at : at + 2]}'" for at in range(min(len(run) - 1, 20))]
    return " & ".join(dict.fromkeys(parts)) or None


# Read otherwise in names of families than in words.
_SURNAMES = {
    "曾": "z",
    "单": "s",
    "解": "x",
    "仇": "q",
    "查": "z",
    "翟": "z",
    "朴": "p",
    "区": "o",
    "缪": "m",
    "种": "c",
}


def initials(text: str, *, person: bool = False) -> str:
    """First letters of the pinyin, other words and digits kept: 失业登记 `sydj`, Wi-Fi 登记 `wifidj`.

    `person`: the first character is a family name (曾 is `z`, 单 is `s`).
    """
    folded = fold(text)
    letters = "".join("".join(word[0] for word in read) or run for run, read in _spoken(folded))
    return _SURNAMES[folded[0]] + letters[1:] if person and folded[:1] in _SURNAMES else letters


def syllables(text: str) -> tuple[str, ...]:
    """The pinyin of each Chinese character, without tones; other words and digits whole: `("shi", "ye")` of 失业."""
    return tuple(part for run, read in _spoken(fold(text)) for part in read or [run])


def _spoken(folded: str) -> Iterator[tuple[str, list[str]]]:
    """Each run of a text, and how its Chinese characters are read; nothing for what is no Chinese."""
    # Inline: its dictionaries take a fifth of a second, which every command that needs none of them would pay.
    from pypinyin import lazy_pinyin

    for run in _RUNS.findall(folded):
        yield run, lazy_pinyin(run) if _HAN_FIRST.match(run) else []


def said(value: Mapping[str, str] | str | None, language: str | None = None) -> str:
    """A translated text (`{"zh-hans": …, "en": …}`) in a language (default: the active one), else in Chinese."""
    if value is None or isinstance(value, str):
        return value or ""
    return value.get(language or get_language() or DEFAULT) or value.get(DEFAULT) or next(iter(value.values()), "")


def translated(value: Any) -> bool:
    """Whether a value is a translated text: an object by language, with nothing but texts."""
    return isinstance(value, dict) and DEFAULT in value and all(isinstance(text, str) for text in value.values())


def localised(tree: Any, language: str | None = None) -> Any:
    """A JSON tree with each translated text replaced by the text in one language."""
    if translated(tree):
        return said(tree, language)
    if isinstance(tree, dict):
        return {name: localised(value, language) for name, value in tree.items()}
    if isinstance(tree, list):
        return [localised(value, language) for value in tree]
    return tree


_SHOWN = {"identity": (4, 4), "phone": (3, 4), "card": (0, 4)}


def mask(kind: str, value: str) -> str:
    """What may be seen: identity `3205**********0026`, phone `138****4096`, card `***************1890`; else `****`.

    A value so short that it would be guessed from what is seen shows nothing.
    """
    first, last = _SHOWN.get(kind, (0, 0))
    hidden = len(value) - first - last
    if kind not in _SHOWN or hidden < 4:
        return "****"
    return value[:first] + "*" * hidden + value[-last:]


def joined(*sentences: str) -> str:
    """Sentences one after the other: Chinese leaves no space after a full stop."""
    whole = ""
    for sentence in filter(None, sentences):
        told = {"one": whole, "next": sentence}
        whole = pgettext("two sentences", "%(one)s %(next)s") % told if whole else sentence
    return whole
