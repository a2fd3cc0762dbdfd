"""Static files under names that carry their hash, compressed at set-up."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class House(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Before anything has been collected (tests, the first minutes) files go by their plain names."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known: dict[str, str] = {}

    def stored_name(self, name: str) -> str:
        return str(super().stored_name(name)) if self.hashed_files else name

    def url(self, name: str, force: bool = False) -> str:
        """The address; remembered once the files are collected, for they change with an update only."""
        found = self._known.get(name)
        if found is None:
            found = str(super().url(name, force))
            if self.hashed_files and not force:
                self._known[name] = found
        return found
