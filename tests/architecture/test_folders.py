"""A folder without `__init__.py` is invisible to import-linter; code in one is out of its sight as well."""

from __future__ import annotations

from tests.architecture.house import LINLI, rooms


def test_every_folder_with_python_is_a_package() -> None:
    folders = {file.parent for file in LINLI.rglob("*.py")}
    assert [str(f.relative_to(LINLI)) for f in sorted(folders) if not (f / "__init__.py").exists()] == []


def test_the_storeys_and_the_rooms_have_empty_doorsteps() -> None:
    packages = ["", "commons", "capabilities", *(f"{storey}/{room}" for room, storey in rooms().items())]
    assert [p for p in packages if (LINLI / p / "__init__.py").read_text().strip()] == []


def test_rooms_are_found() -> None:
    """The other tests would be content with an empty house."""
    assert rooms().items() >= {"places": "commons", "duties": "commons", "services": "capabilities"}.items()
