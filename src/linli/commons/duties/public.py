"""What the storeys above may use of duties."""

from linli.commons.duties.actions import repaired

__all__ = ["repaired"]
