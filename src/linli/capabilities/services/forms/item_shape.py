"""The shape of an item's file: every part, its words and its values. Each flaw is noted, none stops the checking."""

from __future__ import annotations

import re
from collections.abc import Collection

from linli.capabilities.services.models.catalogue import (
    AUDIENCES,
    CHANNELS,
    CLOCK_UNITS,
    GROUPS,
    HANDLING,
    KINDS,
    LONG_UNITS,
    NEEDS,
    ROLES,
    SOURCES,
    STEP_KINDS,
)
from linli.capabilities.services.rules.catalogue import BLOCKS
from linli.commons.places.public import Network
from linli.commons.places.states import PLACED
from linli.kernel import clock
from linli.kernel.sources import At, Checker
from linli.kernel.texts import LANGUAGES

REQUIRED = (
    "code", "name", "summary", "keywords", "group", "kind", "audience", "fileable", "handling", "who", "deciding",
    "competent_body", "receives_on_behalf", "rating", "not_found", "confirmed_here",
)  # fmt: skip
OPTIONAL = (
    "national_code", "as_published_by", "assumed", "materials", "steps", "notice", "limit", "promise", "acceptance",
    "correction", "delivery", "fee", "basis", "remedies", "result", "retention", "form",
    "special_procedures", "extension", "quota", "renewal", "conditional", "spot_check", "questions", "urgent",
    "in_person",
)  # fmt: skip
WORDS = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
LONGEST = 3650  # of any period
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")


class ItemChecker(Checker):
    """Checks the shape of one file; `network` knows the units."""

    network: Network

    def shape(self, network: Network) -> None:
        """Note everything that is missing, unknown or of the wrong kind."""
        self.network = network
        if not self.mapping((), REQUIRED, OPTIONAL):
            return
        self._first_lines()
        self.provenance()
        for at in self.items(("who",), least=1):
            self.both(at)
        self._materials()
        self._in_person()
        self._steps()
        self._periods()
        self._shifts()
        self._money_and_law()
        for at in self.items(("not_found",)):
            self.text(at)

    def both(self, at: At, required: bool = True) -> None:
        """A text in each language, and each in its own letters."""
        self.translated(at, LANGUAGES, required)
        for language, letters in (("zh-hans", HAN), ("en", LATIN)):
            value = self.source.get((*at, language))
            if isinstance(value, str) and value.strip() and not letters.search(value):
                self.flaw((*at, language), f"has no word of that language: {value[:40]}")

    def switch(self, at: At) -> None:
        """A choice that must be written out: true or false."""
        if self.has(at):
            self.flag(at)

    def says(self, at: At, parts: tuple[str, ...]) -> None:
        """A mapping with one of these parts at least."""
        if isinstance(self.source.get(at), dict) and not any(self.mapping(at, (), parts).values()):
            self.flaw(at, f"says nothing; it may have {', '.join(parts)}")

    def unit(self, at: At, placed: bool = True) -> None:
        """A desk found by place, or the code of a unit of the network."""
        code = self.text(at, required=False)
        if not code or (placed and code in PLACED):
            return
        try:
            unit = self.network.unit(code)
        except LookupError:
            known = "station, street or " if placed else ""
            self.flaw(at, f"{code} is no unit of the loaded network (known: {known}the code of a unit)")
        else:
            if not self.network.is_open(unit):
                self.flaw(at, f"{code} does not exist on {self.network.day}")

    def time(self, at: At, units: tuple[str, ...], more: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> None:
        """An amount of a unit; `accept` is always 0 and nothing else is."""
        if not self.has(at):
            return
        self.mapping(at, ("amount", "unit", *more), optional)
        unit = self.one_of((*at, "unit"), units, required=False)
        amount = self.integer((*at, "amount"), 0 if "accept" in units else 1, LONGEST, required=False)
        if unit and amount is not None and (unit == "accept") != (amount == 0):
            self.flaw((*at, "amount"), "must be 0 with `accept`, and at least 1 otherwise")

    def ground(self, at: At) -> None:
        """What it rests on: the law or the guide, and where that was read."""
        for name in ("basis", "source"):
            self.both((*at, name), required=False)

    def limit(self, at: At, *, mine: bool = False, channel: bool = False, units: tuple[str, ...] = CLOCK_UNITS) -> None:
        """A period with basis and source; `mine`: a desk's own, which says whether law or a promise sets it."""
        if not self.has(at):
            return
        self.time(at, units, ("basis", "source", *(("by",) if mine else ())), ("channel",) if channel else ())
        self.ground(at)
        if mine:
            self.one_of((*at, "by"), ("promise", "statute"), required=False)
        if channel:
            self.one_of((*at, "channel"), CHANNELS, required=False)

    def _first_lines(self) -> None:
        self.text(("code",), required=False, longest=60, pattern=WORDS, like="lower-case words joined by hyphens")
        self.text(
            ("national_code",), required=False, pattern=r"[0-9A-Z]{12}|[0-9A-Z]{31}", like="a code of 12 or 31 signs"
        )
        for name in ("name", "summary"):
            self.both((name,), required=False)
        self.mapping(("keywords",), LANGUAGES)
        for language in LANGUAGES:
            for at in self.items(("keywords", language), least=1):
                self.text(at, longest=40)
        choices = {"group": GROUPS, "kind": KINDS, "audience": AUDIENCES, "handling": HANDLING}
        for name, words in choices.items():
            self.one_of((name,), list(words), required=False)
        for name in ("fileable", "confirmed_here"):
            self.switch((name,))
        self.unit(("competent_body",), placed=False)
        self.unit(("receives_on_behalf",))

    def provenance(self, blocks: Collection[str] = BLOCKS) -> None:
        """Whose rules each block states, or why we chose it ourselves."""
        for at in self.items(("as_published_by",)):
            self.mapping(at, ("block", "place", "source"), ("published", "url", "copy"))
            self.one_of((*at, "block"), blocks, required=False)
            for name in ("place", "source"):
                self.both((*at, name), required=False)
            published = self.date((*at, "published"), required=False)
            if published and published > clock.local(clock.machine()).date():  # whatever a rehearsal believes
                self.flaw((*at, "published"), f"{published} has not come yet")
            self.text((*at, "url"), required=False, longest=400, pattern=r"https?://\S+", like="an address")
            self.switch((*at, "copy"))
        for at in self.items(("assumed",)):
            self.mapping(at, ("block", "reason"))
            self.one_of((*at, "block"), blocks, required=False)
            self.both((*at, "reason"), required=False)

    def _materials(self) -> None:
        for at in self.items(("materials",)):
            self.mapping(at, ("code", "name", "need", "source"), ("note", "valid_for", "declares", "proved_by", "when"))
            self.text((*at, "code"), required=False, longest=60, pattern=WORDS, like="lower-case words")
            self.both((*at, "name"), required=False)
            self.both((*at, "note"), required=False)
            self.one_of((*at, "need"), NEEDS, required=False)
            self.one_of((*at, "source"), SOURCES, required=False)
            self.time((*at, "valid_for"), LONG_UNITS)
            self.both((*at, "declares"), required=False)
            for kind in self.items((*at, "proved_by"), least=1 if self.has((*at, "proved_by")) else 0):
                self.text(kind, longest=60, pattern=WORDS, like="lower-case words")
            self._when((*at, "when"))

    def _in_person(self) -> None:
        for at in self.items(("in_person",), least=1 if self.has(("in_person",)) else 0):
            self.mapping(at, ("says",), ("when",))
            self.both((*at, "says"), required=False)
            self._when((*at, "when"))

    def _when(self, at: At) -> None:
        """One situation, or a list of which any will do: fields, each with the answers that bring it about."""
        written = self.source.get(at)
        places = list(self.items(at, least=1)) if isinstance(written, list) else [at] if self.has(at) else []
        for place in places:
            if isinstance(self.source.get(place), dict) and not self.source.get(place):
                self.flaw(place, "names no field")
            for field in self.keys(place):
                for answer in self.items(field, least=1):
                    if not isinstance(self.source.get(answer), str | bool):
                        self.flaw(answer, "must be text in quotes, or true or false")

    def _steps(self) -> None:
        optional = ("limit", "limit_with", "duration", "officers", "counts", "counts_basis", "counts_source")
        for at in self.items(("steps",)):
            self.mapping(at, ("k", "kind", "unit", "role", "name"), optional)
            self.integer((*at, "k"), 1, 99, required=False)
            self.one_of((*at, "kind"), STEP_KINDS, required=False)
            self._desk(at)
            self.both((*at, "name"), required=False)
            self.limit((*at, "limit"), mine=True)
            self.integer((*at, "limit_with"), 1, 99, required=False)
            self.time((*at, "duration"), ("working_day", "natural_day"))
            self.integer((*at, "officers"), 1, 9, required=False)
            self.switch((*at, "counts"))
            for name in ("counts_basis", "counts_source"):
                self.both((*at, name), required=False)
        if self.has(("deciding",)):
            self.mapping(("deciding",), ("unit", "role"), ("limit",))
            self._desk(("deciding",))
            self.limit(("deciding", "limit"), mine=True)
        if self.has(("notice",)):
            self.mapping(("notice",), ("fields",))
            for at in self.items(("notice", "fields"), least=1):
                self.text(at)

    def _desk(self, at: At) -> None:
        self.unit((*at, "unit"))
        self.one_of((*at, "role"), ROLES, required=False)

    def _periods(self) -> None:
        for name in ("limit", "promise"):
            self.limit((name,), channel=True)
        self.limit(("retention",), units=LONG_UNITS)
        self.time(("rating",), CLOCK_UNITS, optional=("call_back", "put_right"))
        for name in ("call_back", "put_right"):
            self.time(("rating", name), CLOCK_UNITS)
        for name, kinds in {
            "acceptance": ("promise", "deemed"),
            "correction": ("limit",),
            "delivery": ("limit",),
        }.items():
            if self.has((name,)):
                self.says((name,), kinds)
                for kind in kinds:
                    units = ("accept", *CLOCK_UNITS) if kind == "promise" else CLOCK_UNITS
                    self.limit((name, kind), units=units)

    def _shifts(self) -> None:
        """What makes a limit stand still or stretches it; of results how many, which are renewed, which are checked."""
        for at in self.items(("special_procedures",), least=1 if self.has(("special_procedures",)) else 0):
            self.mapping(at, ("code", "name", "basis", "source"), ("limit",))
            self.text((*at, "code"), required=False, longest=60, pattern=WORDS, like="lower-case words")
            self.both((*at, "name"), required=False)
            self.ground(at)
            self.time((*at, "limit"), ("working_day", "natural_day"))
        self.limit(("extension",))
        self.limit(("conditional",), units=("working_day", "natural_day"))
        if self.has(("quota",)):
            self.mapping(("quota",), ("amount", "basis", "source"))
            self.integer(("quota", "amount"), 1, 10**6, required=False)
            self.ground(("quota",))
        if self.has(("renewal",)):
            self.mapping(("renewal",), ("item", "before", "basis", "source"))
            self.text(("renewal", "item"), required=False, longest=60, pattern=WORDS, like="the code of an item")
            self.time(("renewal", "before"), ("working_day", "natural_day"))
            self.ground(("renewal",))
        if self.has(("urgent",)):
            self.mapping(("urgent",), ("field", "value", "basis", "source"))
            for name in ("field", "value"):
                self.text(("urgent", name), required=False)
            self.ground(("urgent",))
        if self.has(("spot_check",)):
            self.mapping(("spot_check",), ("share", "limit", "basis", "source"))
            self.integer(("spot_check", "share"), 1, 100, required=False)
            self.time(("spot_check", "limit"), ("working_day", "natural_day"))
            self.ground(("spot_check",))

    def _money_and_law(self) -> None:
        if self.has(("fee",)):
            self.mapping(("fee",), ("amount", "basis", "source"))
            self.integer(("fee", "amount"), 0, 10**8, required=False)
            self.ground(("fee",))
        for at in self.items(("basis",)):
            self.mapping(at, ("name",), ("number", "article"))
            self.both((*at, "name"), required=False)
            self.text((*at, "number"), required=False)
            self.both((*at, "article"), required=False)
        if self.has(("remedies",)):
            self.says(("remedies",), ("reconsider", "court"))
            for kind in ("reconsider", "court"):
                self.time(("remedies", kind), (*CLOCK_UNITS, "month"), ("basis", "source"), ("body",))
                self.ground(("remedies", kind))
                self.both(("remedies", kind, "body"), required=False)
        if self.has(("result",)):
            self.mapping(("result",), ("name",), ("valid_for",))
            self.both(("result", "name"), required=False)
            self.time(("result", "valid_for"), LONG_UNITS)
