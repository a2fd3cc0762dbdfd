"""Items that no district publishes, for what no real item has; published through the same door as real ones."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from linli.capabilities.services import actions
from linli.capabilities.services.forms.catalogue import judged, read_sources
from linli.capabilities.services.queries import PublishedItem, catalogue
from linli.commons.places.models import Place, Unit
from linli.commons.places.public import load_network
from linli.kernel.database.generation import bump
from linli.kernel.sources import read

ROOT = Path(__file__).parents[6]
FOLDER = Path(__file__).parent
REAL = ROOT / "catalogue" / "services"


def network() -> None:
    """The real network, once."""
    if not Place.objects.exists():
        load_network(read(ROOT / "networks" / "hudong-2020.yaml"))


def desks() -> None:
    """The units that items name, and no more: enough to judge a file."""
    ever = DateRange(date(2020, 9, 1), None)
    codes = ("civil-affairs", "disabled-federation", "family-planning", "labour", "public-security")
    Unit.objects.bulk_create(Unit(code=code, kind="department", name=code, valid=ever) for code in codes)
    bump()


def codes() -> list[str]:
    """The items there are."""
    return sorted(file.stem for file in FOLDER.glob("*.yaml"))


def publish(*wanted: str) -> list[PublishedItem]:
    """Publish these items (all, if none is named) and answer them in that order. Their units must be there."""
    for code in wanted or codes():
        _publish(FOLDER / f"{code}.yaml")
    return [catalogue().item(code) for code in wanted or codes()]


def publish_real() -> None:
    """Publish the items that the product comes with. Their units must be there."""
    _publish(REAL)


@cache
def _bodies(path: Path) -> list[dict[str, Any]]:
    return judged(*read_sources(path))


def _publish(path: Path) -> None:
    for body in _bodies(path):  # read and judged once a process, which is what takes the time
        actions.publish(body)


def example_answers(item: PublishedItem, **fixed: Any) -> dict[str, Any]:
    """The first example of every field that applies when these answers are given."""
    answers, before = dict(fixed), None
    while answers != before:  # an example may open a branch, and that another
        before = dict(answers)
        for name, field in item.form.fields(answers).items():
            answers.setdefault(name, field["examples"][0])
    return answers
