"""The kernel's tables, gathered for Django from the modules that own them."""

from linli.kernel.access.models import AccessLog, Key, Token, Try, User
from linli.kernel.database.models import ClockOffset, Generation, Upkeep
from linli.kernel.files.models import File

__all__ = ["AccessLog", "ClockOffset", "File", "Generation", "Key", "Token", "Try", "Upkeep", "User"]
