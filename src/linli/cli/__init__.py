"""The `linli` command."""

from linli.cli.main import main

__all__ = ["main"]
