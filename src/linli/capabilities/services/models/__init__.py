"""The room's tables."""

from linli.capabilities.services.models.applications import (
    Application,
    Correction,
    Material,
    Result,
    ServicesContent,
    Step,
)
from linli.capabilities.services.models.catalogue import Item, ItemVersion
from linli.capabilities.services.models.joint import Joint, Part
from linli.capabilities.services.models.words import Words

__all__ = [
    "Application",
    "Correction",
    "Item",
    "ItemVersion",
    "Joint",
    "Material",
    "Part",
    "Result",
    "ServicesContent",
    "Step",
    "Words",
]
