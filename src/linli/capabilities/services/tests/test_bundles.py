"""A bundle's file: what keeps items from being asked as one is named; it follows its items to new versions."""

import shutil
from pathlib import Path

import pytest

from linli.capabilities.services.forms import load_catalogue
from linli.capabilities.services.models import ItemVersion
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.tests import items
from linli.kernel.sources import Flawed

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parent / "bundles" / "hard-times.yaml"
POOR = "subsistence-allowance"


@pytest.fixture(autouse=True)
def _published():
    items.network()
    load_catalogue(items.REAL)


def changed(tmp_path, old, new, source=FILE):
    text = source.read_text()
    assert text.count(old) >= 1, old
    file = tmp_path / source.name
    file.write_text(text.replace(old, new))
    return file


WRONG = {
    "item: nothing-at-all": (
        "item: subsistence-allowance",
        "parts[1].item: nothing-at-all is no item of the catalogue",
    ),
    "item: unemployment-registration": (
        "item: subsistence-allowance",
        "parts[1].item: unemployment-registration is named",
    ),
    "needs: [licence]": ("needs: [subsistence-allowance]", "parts[2].needs[0]: licence does not come before it"),
    "": (
        "choose: {zh-hans: 要办的事, en: What to apply for}",
        "choose: must be there exactly where a part is asked for",
    ),
    "group: nowhere": ("group: hardship", 'group: "nowhere" is none of'),
    "    wants: 1": ("    needs: [subsistence-allowance]", "parts[2].wants: is not known here"),
    "    given: {housing: palace}": ("    needs: [subsistence-allowance]", "parts[2].given.housing: is no choice"),
    "whose:": ("who:", "who: is missing"),
}


@pytest.mark.parametrize("new", WRONG)
def test_what_is_wrong_is_named(tmp_path, new):
    old, what = WRONG[new]
    with pytest.raises(Flawed) as caught:
        load_catalogue(changed(tmp_path, old, new))
    assert any(what in str(flaw) for flaw in caught.value.flaws), caught.value.flaws
    assert not catalogue().bundles


def test_it_has_a_code_of_its_own(tmp_path):
    file = changed(tmp_path, "code: hard-times", f"code: {POOR}").rename(tmp_path / f"{POOR}.yaml")
    with pytest.raises(Flawed) as caught:
        load_catalogue(file)
    assert f"{POOR} is the code of an item" in str(caught.value)


def narrowed(tmp_path):
    """An item whose name field is not that of the others."""
    old, new = (f"maxLength: {n}\n      x-known: profile.name" for n in (60, 6))
    return changed(tmp_path, old, new, items.REAL / f"{POOR}.yaml")


def test_items_that_ask_otherwise_cannot_be_joined(tmp_path):
    load_catalogue(narrowed(tmp_path))
    with pytest.raises(Flawed) as caught:
        load_catalogue(FILE)
    assert "its field name is not the same as in unemployment-registration" in str(caught.value)


def test_it_follows_its_items(tmp_path):
    load_catalogue(FILE)
    first = catalogue().bundles[0]
    assert load_catalogue(FILE).startswith("1 items: 0 published, 1 as before")
    summary = load_catalogue(
        changed(tmp_path, "zh-hans: 家里人均收入和财产", "zh-hans: 家庭人均收入和财产", items.REAL / f"{POOR}.yaml")
    )
    assert summary.startswith("2 items: 2 published")
    now = catalogue().bundles[0]
    assert (first.version, now.version) == (1, 2)
    assert {part.item: part.version for part in now.parts}[POOR] == 2
    assert [p.version for p in catalogue().version(first.id).parts] == [1, 1, 1]


def test_an_item_that_no_longer_fits_is_not_published(tmp_path):
    load_catalogue(FILE)
    before = ItemVersion.objects.count()
    with pytest.raises(Flawed) as caught:
        load_catalogue(narrowed(tmp_path))
    assert "hard-times" in str(caught.value)
    assert ItemVersion.objects.count() == before


def test_items_and_bundles_of_one_folder(tmp_path):
    for file in [*items.REAL.glob("*.yaml"), FILE]:
        shutil.copy(file, tmp_path)
    n = len(list(tmp_path.iterdir()))
    assert load_catalogue(tmp_path).startswith(f"{n} items: 1 published, {n - 1} as before")


def test_it_asks_each_field_once_and_only_what_is_chosen():
    load_catalogue(FILE)
    bundle = catalogue().bundles[0]
    listed = [name for group in bundle.form.groups for name in group["fields"]]
    assert len(listed) == len(set(listed)) == len(bundle.form.every)
    without, with_ = ({"with_unemployment_registration": chosen} for chosen in (False, True))
    assert "situation" not in bundle.form.fields(without)
    assert "situation" in bundle.form.required(with_)
    assert "left_on" in bundle.form.fields(with_ | {"situation": "left_employer"})
    assert "left_on" not in bundle.form.fields(without | {"situation": "left_employer"})
    codes = {material.code for material in bundle.materials}
    assert "subsistence-certificate" not in codes  # it is the result of another part
    shared = bundle.material("identity-card")
    assert shared.asked(without)


def test_what_goes_without_saying_is_not_asked(tmp_path):
    load_catalogue(
        changed(
            tmp_path, "  - item: subsistence-allowance", "  - item: subsistence-allowance\n    given: {housing: rented}"
        )
    )
    bundle = catalogue().bundles[0]
    assert "housing" not in bundle.form.every
    assert "rent" in bundle.form.fields({})
