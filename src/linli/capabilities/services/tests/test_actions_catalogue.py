"""Two who publish the same item at once get one version each, numbered one after the other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from linli.capabilities.services.actions import publish
from linli.capabilities.services.models import ItemVersion


@pytest.mark.django_db(transaction=True)
def test_publishing_at_once_gives_each_its_own_number():
    together = Barrier(6)

    def one(n):
        together.wait()
        try:
            return publish({"code": "a", "n": n}).number
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(one, range(6))) == [1, 2, 3, 4, 5, 6]
    assert ItemVersion.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_publishing_the_same_at_once_publishes_it_once():
    together = Barrier(6)

    def one(_n):
        together.wait()
        try:
            return publish({"code": "a", "text": "the same"})
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert [version.number for version in pool.map(one, range(6)) if version] == [1]


@pytest.mark.django_db
def test_key_order_and_missing_nulls_are_no_change():
    assert publish({"code": "a", "x": 1, "y": {"p": 1, "q": [1, 2]}})
    assert publish({"y": {"q": [1, 2], "p": 1}, "x": 1, "code": "a"}) is None
    assert publish({"code": "a", "x": 1, "y": {"p": 1, "q": [2, 1]}}).number == 2
