"""A catalogue file is judged whole: every mistake at once, each with its line and field, and nothing written."""

import copy
import dataclasses
import functools
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from linli.capabilities.services.forms import load_catalogue
from linli.capabilities.services.forms.catalogue import judge_source
from linli.capabilities.services.models import Item, ItemVersion
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.tests import items
from linli.commons.places.models import Unit
from linli.kernel import clock
from linli.kernel.database.generation import bump
from linli.kernel.sources import Flawed, read

pytestmark = pytest.mark.django_db
FLAWED = Path(__file__).parent / "flawed"


@pytest.fixture(autouse=True)
def _desks():
    items.desks()


def flaws(path):
    with pytest.raises(Flawed) as caught:
        load_catalogue(path)
    assert not Item.objects.exists()
    return caught.value.flaws


def changed(tmp_path, old, new, code="disability-living-allowance", count=1):
    """One real file with one mistake planted."""
    text = (items.REAL / f"{code}.yaml").read_text()
    assert old in text, old
    file = tmp_path / f"{code}.yaml"
    file.write_text(text.replace(old, new, count))
    return file


def told(path):
    return [(flaw.field, flaw.what) for flaw in flaws(path)]


def planted():
    """(line, field) of every mistake that the planted file announces."""
    for number, line in enumerate((FLAWED / "planted-mistakes.yaml").read_text().splitlines(), 1):
        for field in line.split("#!")[1].split() if "#! " in line and not line.startswith("#") else ():
            yield number, field


def test_every_planted_mistake_is_told_at_once_with_its_line():
    found = {(flaw.line, flaw.field) for flaw in flaws(FLAWED / "planted-mistakes.yaml")}
    assert found == set(planted())
    assert len(found) >= 60


def test_a_flaw_reads_file_line_field_and_what_is_wrong():
    file = FLAWED / "planted-mistakes.yaml"
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if text.startswith("limit:"))
    assert f"{file}:{line}: limit.basis: is missing" in [str(flaw) for flaw in flaws(file)]


def test_the_real_catalogue_is_sound_and_complete_in_both_languages():
    assert load_catalogue(items.REAL).startswith("19 items: 19 published, 0 as before")
    for item in catalogue().items:
        assert not item.confirmed_here
        assert {tuple(sorted(text)) for text in texts(item.body)} == {("en", "zh-hans")}


def texts(tree):
    """Every translated text in a tree."""
    if isinstance(tree, dict) and {"zh-hans", "en"} & set(tree):
        yield tree
    for part in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from texts(part)


def test_the_trial_items_are_sound():
    for code in items.codes():
        assert load_catalogue(items.FOLDER / f"{code}.yaml").startswith("1 items: 1 published")
    assert len(items.codes()) >= 11


def test_loading_twice_changes_nothing():
    load_catalogue(items.REAL)
    before = list(ItemVersion.objects.order_by("pk").values())
    assert load_catalogue(items.REAL).startswith("19 items: 0 published, 19 as before")
    assert list(ItemVersion.objects.order_by("pk").values()) == before


def test_a_changed_file_becomes_the_next_version_and_the_old_one_stays(tmp_path):
    load_catalogue(items.REAL)
    old = catalogue().item("disability-living-allowance")
    moment = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    with clock.standing(moment):
        summary = load_catalogue(changed(tmp_path, "zh-hans: 困难残疾人生活补贴", "zh-hans: 困难残疾人补贴"))
    assert summary.removesuffix("; nothing shows yet who holds disability-card") == (
        "1 items: 1 published, 0 as before (disability-living-allowance 2)"
    )
    new = catalogue().item("disability-living-allowance")
    assert (new.version, new.published_at, new.name["zh-hans"]) == (2, moment, "困难残疾人补贴")
    assert catalogue().version(old.id).name["zh-hans"] == "困难残疾人生活补贴"


def test_one_flawed_file_keeps_the_whole_folder_out(tmp_path):
    shutil.copytree(items.REAL, tmp_path / "services")
    changed(tmp_path / "services", "amount: 20", "amount: 0")
    assert [flaw.field for flaw in flaws(tmp_path / "services")] == ["promise.amount"]


def test_flaws_of_several_files_come_together(tmp_path):
    changed(tmp_path, "amount: 20", "amount: 0")
    changed(tmp_path, "group: work", "group: play", code="unemployment-registration")
    assert [(Path(flaw.file).stem, flaw.field) for flaw in flaws(tmp_path)] == [
        ("disability-living-allowance", "promise.amount"),
        ("unemployment-registration", "group"),
    ]


def test_two_files_may_not_have_one_code(tmp_path):
    file = changed(tmp_path, "amount: 20", "amount: 20")
    shutil.copy(file, tmp_path / "another.yml")
    found = {(Path(flaw.file).name, flaw.field, flaw.what.split(" ")[1]) for flaw in flaws(tmp_path)}
    assert found == {("another.yml", "code", "differs"), ("disability-living-allowance.yaml", "code", "is")}
    assert {flaw.line for flaw in flaws(tmp_path)} == {2}


@pytest.mark.parametrize("name", ["nothing", "nothing.yaml"])
def test_a_path_without_items_is_told(tmp_path, name):
    (tmp_path / "nothing").mkdir()
    assert [field for field, _what in told(tmp_path / name)] == ["file"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a list",
        "just text",
        "code: [",
        "code: a\ncode: b",
        "code: [a]",
        "code: {a: b}",
        "\0",
        "&a [*a]",
        "form: &f {properties: *f}",
    ],
)
def test_what_is_no_item_at_all_is_told_and_nothing_breaks(tmp_path, text):
    file = tmp_path / "odd.yaml"
    file.write_text(text)
    assert flaws(file)


def test_the_same_file_without_the_mistake_is_taken(tmp_path):
    assert load_catalogue(changed(tmp_path, "amount: 20", "amount: 21"))


def test_words_of_the_code_are_lower_case(tmp_path):
    file = changed(tmp_path, "code: disability-living-allowance", "code: Disability")
    assert {field for field, _what in told(file)} == {"code"}


def test_without_a_network_the_desks_are_told_unknown(tmp_path):
    Unit.objects.all().delete()
    bump()
    fields = {flaw.field for flaw in flaws(changed(tmp_path, "amount: 20", "amount: 20"))}
    assert fields == {"steps[2].unit", "deciding.unit", "competent_body"}


def test_a_unit_that_has_ended_is_no_desk(tmp_path):
    Unit.objects.filter(code="disabled-federation").update(valid=DateRange(date(2020, 9, 1), date(2021, 12, 1)))
    bump()
    fields = {flaw.field for flaw in flaws(changed(tmp_path, "amount: 20", "amount: 20"))}
    assert fields == {"steps[2].unit"}


ODD = (None, 7, 1.5, True, "x", "", [], {}, [7], {"x": 7}, {"zh-hans": 7}, [[]], -1, "2026-01-01", float("1e300"))


def paths(tree, at=()):
    yield at
    parts = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for name, part in parts:
        yield from paths(part, (*at, name))


@pytest.mark.parametrize("code", ["disability-living-allowance", "subsistence-allowance"])
def test_nothing_odd_anywhere_in_a_file_breaks_the_judge(code):
    source = read(items.REAL / f"{code}.yaml")
    for n, at in enumerate(paths(source.data)):
        data = copy.deepcopy(source.data)
        if not at:
            continue
        inner = functools.reduce(lambda part, name: part[name], at[:-1], data)
        inner[at[-1]] = ODD[n % len(ODD)]
        _body, wrong = judge_source(dataclasses.replace(source, data=data))
        assert all(str(flaw).startswith(source.file) for flaw in wrong)
