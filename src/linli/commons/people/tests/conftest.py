"""The network and the cast that the product ships, loaded for each test."""

import pytest

from linli.commons.people.models import Person
from linli.commons.people.public import load_cast
from linli.commons.places.public import load_network
from linli.commons.places.tests.test_network_file import HUDONG
from linli.kernel.access.models import User
from linli.kernel.sources import read

CAST = HUDONG.with_name("demo-cast.yaml")


@pytest.fixture
def hudong(db):
    load_network(read(HUDONG))


@pytest.fixture
def cast(hudong):
    load_cast(read(CAST), "lake-willow-41")
    return {user.username: user for user in User.objects.all()}


@pytest.fixture
def people(cast):
    return {person.account.username: person for person in Person.objects.select_related("account")}
