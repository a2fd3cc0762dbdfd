"""A lived-in district for a rehearsal: whose matters there are (`choices`), and how they went (`life`)."""

from linli.capabilities.services.demo.choices import answers_for
from linli.capabilities.services.demo.life import seed

__all__ = ["answers_for", "seed"]
