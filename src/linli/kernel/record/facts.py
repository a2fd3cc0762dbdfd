"""What can have happened: frozen dataclasses, past tense, versioned. Their names are permanent, like app labels."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

F = TypeVar("F", bound=type)
FACTS: dict[str, type] = {}
_names: dict[type, str] = {}
PLAIN = (str, int, bool, type(None))


def fact(cls: F) -> F:
    """Declare a fact of the room in whose `facts.py` it stands: `services.ApplicationFiled`.

    Raises TypeError for anything but a frozen dataclass with a VERSION, ValueError for a name that is taken.
    """
    name = _name(cls)
    frozen = is_dataclass(cls) and cls.__dataclass_params__.frozen  # type: ignore[attr-defined]
    if not frozen or not isinstance(getattr(cls, "VERSION", None), int):
        raise TypeError(f"{name}: a fact is a frozen dataclass with a VERSION")
    if name in FACTS:
        raise ValueError(f"two facts are called {name}")
    FACTS[name], _names[cls] = cls, name
    return cls


def _name(cls: type) -> str:
    """The room is the package that holds `facts`, be that a file or a folder."""
    path = cls.__module__.split(".")
    return f"{path[path.index('facts') - 1]}.{cls.__name__}"


def name_of(happened: object) -> str:
    """The permanent name of a fact. Raises LookupError for what nobody declared."""
    cls = type(happened)
    if cls not in _names:
        raise LookupError(f"{cls.__module__}.{cls.__qualname__} is not a declared fact")
    return _names[cls]


def payload_of(happened: Any) -> dict[str, Any]:
    """The fact's values as JSON without floats. Raises TypeError for anything else."""
    payload = {field.name: getattr(happened, field.name) for field in fields(happened)}
    _plain(payload, type(happened).__name__)
    return payload


def _plain(value: Any, where: str) -> None:
    """A float has no one form in writing, and a value that JSON changes would not fit its seal."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _plain(inner, f"{where}.{key}")
            if not isinstance(key, str):
                raise TypeError(f"{where}: names are text")
    elif isinstance(value, list):
        for inner in value:
            _plain(inner, where)
    elif not isinstance(value, PLAIN):
        raise TypeError(f"{where}: a payload holds text, whole numbers, truth values, lists and objects only")
