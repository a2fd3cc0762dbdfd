"""Foreign keys follow the storeys, as imports do."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, Model

from tests.architecture.house import home, may_know


def place(model: type[Model]) -> tuple[str, str]:
    return home(Path(apps.get_app_config(model._meta.app_label).path) / "models.py")


def follows(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether a table at `one` (storey, room) may point at a table at `other`."""
    if one == other or other[0] == "kernel":
        return True
    return bool(other[1]) and may_know(one[0], one[1], other[1])


@pytest.mark.parametrize(
    ("one", "other", "allowed"),
    [
        (("capabilities", "services"), ("commons", "people"), True),
        (("commons", "people"), ("commons", "places"), True),
        (("commons", "places"), ("commons", "people"), False),
        (("commons", "calendar"), ("commons", "messages"), False),
        (("commons", "duties"), ("capabilities", "services"), False),
        (("kernel", ""), ("commons", "places"), False),
    ],
)
def test_an_arrow_points_down(one: tuple[str, str], other: tuple[str, str], allowed: bool) -> None:
    assert follows(one, other) is allowed


def test_foreign_keys_follow_the_storeys() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("linli.")]
    wrong = []
    for model in ours:
        for field in model._meta.get_fields(include_parents=False):
            target = field.related_model
            ours_too = isinstance(field, Field) and isinstance(target, type) and target in ours
            if ours_too and not follows(place(model), place(target)):
                wrong.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert wrong == []
    assert ours
