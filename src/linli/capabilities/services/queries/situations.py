"""In which situations a material is asked for, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from linli.capabilities.services.queries.item import PublishedItem
from linli.capabilities.services.queries.parts import Material, Situation
from linli.kernel.texts import said


def only_if(item: PublishedItem, material: Material) -> str:
    """In which situation it is asked for; "" where it always is."""
    if not material.when:
        return ""
    return _("Only if – %(situation)s") % {"situation": _("; or ").join(_words(item, one) for one in material.when)}


def situations(item: PublishedItem) -> dict[str, str]:
    """The same of every material, by code."""
    return {material.code: only_if(item, material) for material in item.materials}


def _words(item: PublishedItem, situation: Situation) -> str:
    every = item.form.every  # in the order in which the form asks
    return _("; ").join(_answered(every[name], situation[name]) for name in every if name in situation)


def _answered(field: dict[str, Any], values: tuple[Any, ...]) -> str:
    told = {"field": said(field["title"]), "answers": _(" or ").join(_label(field, value) for value in values)}
    return _("%(field)s: %(answers)s") % told


def _label(field: dict[str, Any], value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return said(field["x-labels"][value])
