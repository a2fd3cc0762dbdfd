"""In which situations a material is asked for, in words."""

from __future__ import annotations

from functools import reduce
from typing import Any

from django.utils.translation import gettext as _

from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.parts import Material, Situation
from linli.kernel.texts import said


def only_if(item: PublishedItem, material: Material) -> str:
    """In which situation it is asked for, as a sentence; "" where it always is."""
    if not material.when:
        return ""
    told = {"situation": _("; or ").join(_words(item, one) for one in material.when)}
    if material.source == "shared_data":
        return _("Used only if %(situation)s.") % told
    if material.declares:
        return _("Declared only if %(situation)s.") % told
    return _("Handed in only if %(situation)s.") % told


def situations(item: PublishedItem) -> dict[str, str]:
    """The same of every material, by code."""
    return {material.code: only_if(item, material) for material in item.materials}


def _words(item: PublishedItem, situation: Situation) -> str:
    every = item.form.every  # in the order in which the form asks
    return _("; ").join(_answered(every[name], situation[name]) for name in every if name in situation)


def _answered(field: dict[str, Any], values: tuple[Any, ...]) -> str:
    quoted = [_("“%(name)s”") % {"name": _label(field, value)} for value in values]
    told = {"field": said(field["title"]), "answers": reduce(_either, quoted)}
    if len(values) > 1:
        return _("“%(field)s” is one of %(answers)s") % told
    return _("“%(field)s” is %(answers)s") % told


def _either(some: str, other: str) -> str:
    return _("%(some)s or %(other)s") % {"some": some, "other": other}


def _label(field: dict[str, Any], value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return said(field["x-labels"][value])
