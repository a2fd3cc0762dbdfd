"""The files of npm packages that we serve, as they are. Everything else in node_modules stays there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


class Npm(BaseFinder):
    """static('npm/htmx.org/dist/htmx.min.js') is assets/node_modules/htmx.org/dist/htmx.min.js, if it is listed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.root = Path(settings.NPM_ROOT)
        self.storage = FileSystemStorage(location=self.root)
        self.storage.prefix = "npm"  # type: ignore[attr-defined]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        name = path.removeprefix("npm/")
        served = path.startswith("npm/") and name in settings.NPM_FILES and (self.root / name).is_file()
        if not served:
            return []
        found = str(self.root / name)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in settings.NPM_FILES:
            if not (self.root / name).is_file():
                raise FileNotFoundError(f"{name} is missing from {self.root}: run `make assets`.")
            yield name, self.storage
