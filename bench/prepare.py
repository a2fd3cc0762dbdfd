"""Run inside the installation: `-m bench.prepare district | grow COUNT SEED`. Prints JSON."""

from __future__ import annotations

import json
import sys

import django

COUNTED = "SELECT count(*) FROM services_application"


def main(words: list[str]) -> object:
    """What was asked, done; what there is to tell about it."""
    django.setup()
    from django.db import connection

    usual = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = usual | {"options": "-c synchronous_commit=off"}
    made = district() if words[0] == "district" else grown(int(words[1]), int(words[2]))
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    return made


def district() -> object:
    """Tables, network, catalogue, cast; a past of 150 matters lived by the real verbs; who files during the run."""
    from django.core.management import call_command

    from bench.filers import filers
    from linli.capabilities.services import demo
    from linli.cli import statics
    from linli.cli.installation import data, migrate
    from tests.cast import load_district

    migrate()
    load_district()
    demo.seed(lambda done, whole: None)
    statics.collect(data())
    call_command("clearsessions")
    return filers()


def grown(count: int, seed: int) -> object:
    """More matters of the past."""
    from django.db import connection

    from bench import searching
    from bench.matters import grow

    grow(count, seed)
    searching.plant()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute(COUNTED)
        return cursor.fetchone()[0]


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:])))
