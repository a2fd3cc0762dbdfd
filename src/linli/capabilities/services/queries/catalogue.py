"""The catalogue in memory: current items, any version, and search. One query for its generation, none for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from linli.capabilities.services.models.catalogue import GROUPS, ItemVersion
from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.search import Words, score, words_of
from linli.kernel.database.generation import Cached
from linli.kernel.texts import fold


class UnknownItem(LookupError):
    """No such item, or no such version."""


@dataclass(frozen=True)
class Catalogue:
    """Every published version; `items` and `bundles` are the newest of each, by situation in life and code."""

    versions: dict[int, PublishedItem] = field(default_factory=dict)

    @cached_property
    def items(self) -> tuple[PublishedItem, ...]:
        return tuple(item for item in self._ordered if not item.parts)

    @cached_property
    def bundles(self) -> tuple[PublishedItem, ...]:
        """一件事: several items that are applied for as one."""
        return tuple(item for item in self._ordered if item.parts)

    @cached_property
    def extendable(self) -> list[int]:
        """The versions whose limit can be extended by who decides, wherever the matter lies (行政许可法 42)."""
        return sorted(item.id for item in self.versions.values() if item.extension is not None)

    @cached_property
    def _ordered(self) -> tuple[PublishedItem, ...]:
        order = list(GROUPS)
        return tuple(sorted(self._newest.values(), key=lambda item: (order.index(item.group), item.code)))

    @cached_property
    def _numbered(self) -> dict[tuple[str, int], PublishedItem]:
        return {(item.code, item.version): item for item in self.versions.values()}

    @cached_property
    def _newest(self) -> dict[str, PublishedItem]:
        return {item.code: item for item in sorted(self.versions.values(), key=lambda item: item.version)}

    @cached_property
    def _words(self) -> dict[str, Words]:
        return {item.code: words_of(item) for item in self._ordered}

    @cached_property
    def _older(self) -> dict[int, tuple[str, ...]]:
        gone = (item for item in self.versions.values() if self._newest[item.code] is not item)
        return {item.id: tuple(map(fold, item.name.values())) for item in gone}

    def once_called(self, word: str) -> list[int]:
        """The ids of versions that are not the newest and in whose name the word stands; matters keep theirs."""
        return [id for id, names in self._older.items() if any(fold(word) in name for name in names)]

    def item(self, code: str) -> PublishedItem:
        """The newest version. Raises UnknownItem."""
        try:
            return self._newest[code]
        except KeyError:
            raise UnknownItem(code) from None

    def version(self, version_id: int) -> PublishedItem:
        """One version, old or new: an application keeps its own. Raises UnknownItem."""
        try:
            return self.versions[version_id]
        except KeyError:
            raise UnknownItem(version_id) from None

    def numbered(self, code: str, number: int) -> PublishedItem:
        """One version by the item's code and its number. Raises UnknownItem."""
        try:
            return self._numbered[code, number]
        except KeyError:
            raise UnknownItem(code, number) from None

    def search(self, q: str, language: str, *, bundles: bool = False) -> list[PublishedItem]:
        """The items (or bundles) that every word of `q` fits, best first; all where nothing was asked."""
        among = self.bundles if bundles else self.items
        found = [(score(q, self._words[item.code], language), item) for item in among]
        return [item for points, item in sorted(found, key=_best) if points > 0]


def _best(found: tuple[int, PublishedItem]) -> tuple[int, bool]:
    """Best first; where nothing was asked, as listed; of equals what can be filed."""
    points, item = found
    return -points, points > 1 and not item.fileable


def _load() -> Catalogue:
    rows = ItemVersion.objects.order_by("pk")
    return Catalogue({row.pk: PublishedItem(row.pk, row.number, row.published_at, row.body) for row in rows})


catalogue: Cached[Catalogue] = Cached(_load)
