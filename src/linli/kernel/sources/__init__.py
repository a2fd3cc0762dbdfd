"""YAML files with line numbers, and a checker that names every flaw at once."""

from linli.kernel.sources.checker import Checker
from linli.kernel.sources.reading import At, Flaw, Flawed, Source, dotted, read, shown

__all__ = ["At", "Checker", "Flaw", "Flawed", "Source", "dotted", "read", "shown"]
