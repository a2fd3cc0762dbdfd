"""Loading is all or nothing, and twice is as good as once."""

from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from linli.commons.places import actions
from linli.commons.places.models import Place, PlaceEdge, Reach, Serves, Succession, Unit
from linli.commons.places.public import load_network, network, refresh_reach
from linli.commons.places.tests.test_network_file import GOOD, HUDONG
from linli.kernel.clock import standing
from linli.kernel.database.generation import generation
from linli.kernel.sources import Flawed, read

TABLES = (Place, PlaceEdge, Succession, Unit, Serves, Reach)


def load(tmp_path: Path, text: str) -> actions.Loaded:
    file = tmp_path / "network.yaml"
    file.write_text(text)
    return load_network(read(file))


def rows() -> list[list[tuple]]:
    return [sorted(map(str, model.objects.values_list())) for model in TABLES]


def day(text: str):
    return standing(datetime.fromisoformat(f"{text}T04:00:00+00:00").astimezone(UTC))


@pytest.mark.django_db
def test_hudong_loads_and_loading_it_again_changes_nothing():
    first = load_network(read(HUDONG))
    assert (first.places, first.units, first.made, first.changed) == (37, 12, 49, 0)
    assert first.unserved == ()
    before, at = rows(), generation()
    again = load_network(read(HUDONG))
    assert (again.made, again.changed) == (0, 0)
    assert (rows(), generation()) == (before, at)


@pytest.mark.django_db
def test_a_flaw_leaves_everything_as_it_was(tmp_path):
    load(tmp_path, GOOD)
    before = rows()
    changed = GOOD.replace("en: Station", "en: Changed")
    with pytest.raises(Flawed):
        load(tmp_path, changed.replace("[one, two]", "[one, three]"))
    assert rows() == before
    load(tmp_path, changed)
    assert rows() != before


@pytest.mark.django_db
def test_what_is_changed_in_the_file_is_changed_and_counted(tmp_path):
    load(tmp_path, GOOD)
    later = load(tmp_path, GOOD.replace("en: Station", "en: Changed").replace("[one, two]", "[two]"))
    assert (later.made, later.changed, later.unserved) == (0, 1, ("one",))
    assert Unit.objects.get(code="hall").names["en"] == "Changed"
    assert [row.place.code for row in Serves.objects.filter(purpose="takes_in")] == ["two"]


@pytest.mark.django_db
def test_what_the_file_leaves_out_stays_and_is_named(tmp_path):
    load(tmp_path, GOOD)
    without = GOOD.replace("  - {code: two, kind: community, parent: area, name: {zh-hans: 二, en: Two}}\n", "")
    later = load(tmp_path, without.replace("[one, two]", "[one]"))
    assert later.absent == ("two",)
    assert Place.objects.filter(code="two").exists()


@pytest.mark.django_db
def test_a_community_moves_from_one_station_to_another_in_one_load(tmp_path):
    second = (
        "  - {code: z, kind: station, name: {zh-hans: 二所, en: Z}, serves: [{purpose: takes_in, places: [PLACE]}]}\n"
    )
    load(tmp_path, GOOD.replace("[one, two]", "[one]") + second.replace("PLACE", "two"))
    load(tmp_path, GOOD.replace("[one, two]", "[two]") + second.replace("PLACE", "one"))
    known = network()
    assert {known.takes_in(known.place(code).pk).code: code for code in ("one", "two")} == {
        "z": "one",
        "hall": "two",
    }


@pytest.mark.django_db
def test_a_code_never_changes_its_kind(tmp_path):
    load(tmp_path, GOOD)
    with pytest.raises(Flawed) as caught:
        load(tmp_path, GOOD.replace("kind: station", "kind: department"))
    assert [(flaw.line, flaw.field) for flaw in caught.value.flaws] == [(17, "units[1].kind")]


@pytest.mark.django_db
def test_what_only_the_loaded_network_knows_is_told_with_all_else(tmp_path):
    load(tmp_path, GOOD)
    with pytest.raises(Flawed) as caught:
        load(tmp_path, GOOD.replace("kind: station", "kind: department").replace("en: Area", "en: 1"))
    assert [flaw.field for flaw in caught.value.flaws] == ["places[1].name.en", "units[1].kind"]


@pytest.mark.django_db
def test_a_unit_of_another_file_is_not_pushed_aside(tmp_path):
    load(tmp_path, GOOD)
    with pytest.raises(Flawed) as caught:
        load(tmp_path, GOOD.replace("code: hall", "code: other"))
    assert [str(flaw).split(": ", 2)[2] for flaw in caught.value.flaws] == [
        "one already has a unit that takes_in: hall",
        "two already has a unit that takes_in: hall",
    ]


@pytest.mark.django_db
def test_reach_follows_every_change_and_the_turn_of_the_year(tmp_path):
    """A link that ends with the year reaches on 31 December and no longer on 1 January, civil time."""
    text = GOOD.replace("[one, two]}", "[one, two], until: 2027-01-01}")
    with standing(datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)):
        load(tmp_path, text)
        assert reach() == {"office": {"one", "two"}, "hall": {"one", "two"}}
        assert refresh_reach() == 0
    with standing(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)):
        assert network().reach(network().unit("hall").pk) == frozenset()
        assert refresh_reach() == 2
        assert reach() == {"office": {"one", "two"}}
    load(tmp_path, GOOD.replace("[one, two]}", "[one]}"))
    assert reach() == {"office": {"one", "two"}, "hall": {"one"}}


def reach() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in Reach.objects.select_related("unit", "place"):
        found.setdefault(row.unit.code, set()).add(row.place.code)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("with_guard", [True, False])
def test_the_database_refuses_two_parents_and_two_stations_at_a_time(tmp_path, with_guard):
    load(tmp_path, GOOD)
    one, d, office = Place.objects.get(code="one"), Place.objects.get(code="d"), Unit.objects.get(code="office")
    during = DateRange(datetime(2026, 1, 1).date(), datetime(2026, 2, 1).date())
    if not with_guard:  # the control: without the constraints nothing stops it
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE places_placeedge DROP CONSTRAINT one_parent_at_a_time")
            cursor.execute("ALTER TABLE places_serves DROP CONSTRAINT one_unit_at_a_time")
    for make in (
        lambda: PlaceEdge.objects.create(child=one, parent=d, during=during),
        lambda: Serves.objects.create(unit=office, place=one, purpose="takes_in", during=during),
    ):
        if with_guard:
            with pytest.raises(IntegrityError), transaction.atomic():
                make()
        else:
            make()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("locked", [True, False])
def test_two_loaders_at_once_make_one_network(tmp_path, monkeypatch, locked):
    """The second waits for the first, then finds nothing to do. Control: without the lock they collide."""
    file = tmp_path / "network.yaml"
    file.write_text(GOOD)
    source, barrier, seen = read(file), Barrier(2), []
    if not locked:
        monkeypatch.setattr(actions.network, "_alone", lambda: barrier.wait(5))

    def run() -> None:
        try:
            seen.append(load_network(source).made)
        except Exception as error:
            seen.append(type(error).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, seen)) == (["0", "6"] if locked else ["6", "IntegrityError"])
