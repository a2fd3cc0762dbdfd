from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from linli.capabilities.services.forms.catalogue import load_catalogue
from linli.capabilities.services.models.catalogue import GROUPS
from linli.commons.places.actions import load_network
from linli.commons.places.forms.network import clean_network
from linli.kernel.sources import read
from linli.kernel.ui import icons
from linli.shell.situations import ICONS, ITEMS, situations

ROOT = Path(__file__).parents[4]


@pytest.fixture
def loaded(db):
    load_network(clean_network(read(ROOT / "networks" / "hudong-2020.yaml")))
    load_catalogue(ROOT / "catalogue" / "services")


def test_every_situation_has_an_icon_that_is_drawn():
    assert set(ICONS) == set(GROUPS)
    assert set(ICONS.values()) <= set(icons.names())


def test_there_is_a_door_for_each_situation_that_has_items_and_one_for_all(loaded):
    with translation.override("en"):
        doors = situations()
    assert [door.title for door in doors[:-1]] == [
        "Work and unemployment", "Living in hardship", "Living with a disability", "Living here",
        "Family and children", "Growing old", "Health",
    ]  # fmt: skip
    assert (doors[-1].title, doors[-1].text, doors[-1].href) == ("All services", "19 items", ITEMS)


def test_a_visitor_finds_the_doors_at_home(loaded):
    html = Client().get("/", headers={"Accept-Language": "en"}).text
    assert 'href="/items/#group-1"' in html
    assert "Unemployment registration" in html


def test_an_empty_catalogue_leaves_one_door(db):
    assert [door.href for door in situations()] == [ITEMS]
