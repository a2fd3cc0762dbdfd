import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from linli.capabilities.services.models import Item, ItemVersion
from linli.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    item = Item.objects.create(code="a")
    return ItemVersion.objects.create(item=item, number=1, body={"code": "a"}, published_at=clock.now())


@pytest.mark.parametrize("change", [{"body": {"code": "b"}}, {"number": 2}, {"published_at": "2020-01-01T00:00Z"}])
def test_the_database_refuses_to_change_a_published_version(version, change):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ItemVersion.objects.filter(pk=version.pk).update(**change)
    version.refresh_from_db()
    assert (version.body, version.number) == ({"code": "a"}, 1)


def test_the_database_refuses_to_delete_a_published_version(version):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ItemVersion.objects.filter(pk=version.pk).delete()
    assert ItemVersion.objects.filter(pk=version.pk).exists()


def test_the_guard_is_the_trigger_and_nothing_else(version):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the table has pending events and can't be altered
        cursor.execute("ALTER TABLE services_itemversion DISABLE TRIGGER services_itemversion_frozen")
        assert ItemVersion.objects.filter(pk=version.pk).update(number=2) == 1
        cursor.execute("ALTER TABLE services_itemversion ENABLE TRIGGER services_itemversion_frozen")


def test_two_versions_never_share_a_number(version):
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.create(item=version.item, number=1, body={}, published_at=clock.now())
    ItemVersion.objects.create(item=version.item, number=2, body={}, published_at=clock.now())
