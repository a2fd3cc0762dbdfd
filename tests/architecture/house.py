"""Where things are: the storeys, the rooms, the files. Read by all architecture tests."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINLI = ROOT / "src" / "linli"
# From below. What stands in one set are strangers to each other; the rooms are, too.
COMMONS: tuple[frozenset[str], ...] = (
    frozenset({"places"}),
    frozenset({"people"}),
    frozenset({"calendar", "messages"}),
    frozenset({"duties"}),
    frozenset({"ratings", "notices", "mandates", "credentials"}),
    frozenset({"corrections"}),
)
STOREYS = ("kernel", "commons", "capabilities", "across", "shell", "config", "cli")


def committed() -> list[Path]:
    """Every file that is, or is about to be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def sources() -> list[Path]:
    """Our Python, without migrations."""
    return [file for file in sorted(LINLI.rglob("*.py")) if "migrations" not in file.parts]


def rooms() -> dict[str, str]:
    """Every room and every common noun: its name, and the storey that it is in."""
    found = {}
    for storey in ("commons", "capabilities", "across"):
        for folder in (LINLI / storey).glob("*/"):
            if (folder / "__init__.py").exists():
                found[folder.name] = storey
    return found


def home(file: Path) -> tuple[str, str]:
    """The storey and the room of a file; the room is empty outside of rooms."""
    parts = file.relative_to(LINLI).parts
    room = parts[1] if parts[0] in ("commons", "capabilities", "across") and len(parts) > 2 else ""
    return parts[0], room


def may_know(storey: str, room: str, other: str) -> bool:
    """Whether what is in `room` of `storey` may know the room `other`."""
    if room == other:
        return True
    where = rooms()[other]
    if storey != where:
        return STOREYS.index(storey) > STOREYS.index(where)
    return storey == "commons" and _height(room) > _height(other)


def _height(noun: str) -> int:
    return next(height for height, names in enumerate(COMMONS) if noun in names)
