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

__all__ = ["Application", "Correction", "Item", "ItemVersion", "Material", "Result", "ServicesContent", "Step"]
