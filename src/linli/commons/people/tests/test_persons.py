"""Finding and making persons, like an opponent."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from linli.commons.people.demo import identity_number, residents
from linli.commons.people.models import Identity, Person, Phone, Post
from linli.commons.people.public import Twin, find, make_person, masked, profile, set_profile, visible_to
from linli.commons.people.tests.conftest import CAST
from linli.commons.places.models import Unit
from linli.commons.places.public import network
from linli.kernel.access.models import AccessLog, User
from linli.kernel.clock import standing
from linli.kernel.secrets import blinds, keys
from linli.kernel.sources import read

ELDER = identity_number(date(1945, 3, 9), 41, woman=True)


def elder(by=None, community="haishang", **more):
    known = {"identity_number": ELDER, "phone": "13800004096", **more}
    return make_person("陈美芳", by=by, community=network().place(community), known=known)


def names(persons):
    return [person.name for person in persons]


def test_a_whole_number_finds_anybody_a_name_only_those_in_reach(cast):
    made = elder()  # of a community that Jingcheng does not serve
    by = cast["generalist"]
    assert find(ELDER, by) == [made]
    assert find(ELDER.lower(), by) == [made]
    assert find(" 138 0000 4096 ", by) == [made]
    assert find("陈美芳", by) == []
    assert find("陈美芳 4096", by) == []
    assert find("cmf", by) == []
    assert names(find("陈美芳", cast["station-5.generalist"])) == ["陈美芳"]


@pytest.mark.parametrize("typed", ["陈美芳", "陳美芳", "美芳", "cmf", "CM", "4096 陈美芳", "陈4096", "ｃｍｆ"])
def test_a_name_is_found_as_people_type_it(cast, typed):
    elder(community="jingcheng")
    assert names(find(typed, cast["generalist"])) == ["陈美芳"]


@pytest.mark.parametrize(
    "typed", ["4097 陈美芳", "4096", "138000040", "%", "_", "\\", "陈%", "0", ELDER[:17], "x' OR 1=1"]
)
def test_what_does_not_match_finds_nobody(cast, typed):
    elder(community="jingcheng")
    assert find(typed, cast["generalist"]) == []


def test_a_document_other_than_the_card_is_found_by_its_number(cast):
    known = {"document_kind": "passport", "document_number": "E12345678"}
    made = make_person("John Smith", by=None, community=network().place("jingcheng"), known=known)
    assert find("e1234 5678", cast["generalist"]) == [made]
    assert find("John Smith", cast["generalist"]) == [made]


def test_a_family_may_share_a_phone(cast):
    first = elder(community="jingcheng")
    known = {"phone": "13800004096"}
    second = make_person("陈小明", by=None, community=network().place("jingcheng"), known=known)
    assert find("13800004096", cast["generalist"]) == sorted([first, second], key=lambda person: person.name_fold)


def test_a_search_by_number_is_kept_for_the_auditor_without_the_number(cast):
    made = elder()
    find(ELDER, cast["generalist"])
    find(identity_number(date(1950, 1, 1), 7, woman=False), cast["generalist"])
    find("陈美芳", cast["generalist"])
    lines = list(
        AccessLog.objects.order_by("pk").values_list("subject_kind", "subject_id", "what", "reason", "unit", "role")
    )
    assert lines == [
        ("person", str(made.pk), "person.found", "identity", "jingcheng", "generalist"),
        ("person", "", "person.found", "identity", "jingcheng", "generalist"),
    ]


def test_who_was_found_by_number_may_be_served_and_nobody_else(cast):
    made, by = elder(), cast["generalist"]
    assert made not in visible_to(by)
    find(ELDER, by)
    assert made in visible_to(by)
    assert made not in visible_to(cast["fangzhou.generalist"])
    assert [person.name for person in visible_to(cast["resident"])] == ["林秋怡"]
    assert names(visible_to(cast["auditor"])) == [cast["auditor"].person.name]


def test_the_database_holds_no_number_in_clear(cast):
    made = elder(bank_card="6217001990008604121", address="海尚社区1幢")
    with connection.cursor() as cursor:
        for table in ("people_person", "people_identity", "people_phone", "kernel_accesslog"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            text = cursor.fetchone()[0] or ""
            for secret in (ELDER, "13800004096", "6217001990008604121", "海尚社区1幢", ELDER.encode().hex()):
                assert secret not in text
    assert profile(made)["address"] == "海尚社区1幢"


def test_birth_date_and_gender_come_from_the_identity_number(cast):
    assert profile(elder(birth_date="2000-01-01", gender="male")) == {
        "name": "陈美芳",
        "identity_number": ELDER,
        "phone": "13800004096",
        "birth_date": "1945-03-09",
        "gender": "female",
    }


def test_what_is_shown_is_masked(people):
    shown = masked(people["resident"])
    assert shown["identity_number"] == "3205**********8629"
    assert shown["phone"] == "199****8601"
    assert shown["bank_card"] == "***************4121"
    assert shown["community"] == "jingcheng"


def test_a_twin_is_refused_and_named(cast):
    made = elder()
    with pytest.raises(Twin) as caught:
        make_person("陈美方", by=None, known={"identity_number": ELDER})
    assert caught.value.person == made
    assert Person.objects.filter(name="陈美方").count() == 0
    other = make_person("王大力", by=None, known={})
    with pytest.raises(Twin):
        set_profile(other, by=None, changes={"identity_number": ELDER})
    assert "identity_number" not in profile(Person.objects.get(pk=other.pk))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_the_same_woman_at_two_windows_at_once_is_one_person(guarded):
    """Control: without the unique index there are two of her."""
    index = "ALTER TABLE people_identity DROP CONSTRAINT one_person_an_identity"
    back = "ALTER TABLE people_identity ADD CONSTRAINT one_person_an_identity UNIQUE (blind)"
    if not guarded:
        run(index)
    barrier, seen = Barrier(4), []

    def window() -> None:
        try:
            barrier.wait(5)
            seen.append(make_person("陈美芳", by=None, known={"identity_number": ELDER}).pk)
        except Twin as twin:
            seen.append(twin.person.pk)
        finally:
            connection.close()

    threads = [Thread(target=window) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert len(seen) == 4
        assert (len(set(seen)), Person.objects.count()) == ((1, 1) if guarded else (4, 4))
    finally:
        if not guarded:
            Identity.objects.all().delete()
            run(back)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_changed_profile_is_found_by_the_new_and_no_longer_by_the_old(cast):
    made, by = elder(), cast["generalist"]
    set_profile(made, by=by, changes={"phone": "13900001111", "name": "陈美方", "address": None})
    assert find("13800004096", by) == []
    assert names(find("13900001111", by)) == ["陈美方"]
    assert names(find(ELDER, by)) == ["陈美方"]
    set_profile(made, by=by, changes={"phone": None})
    assert find("13900001111", by) == []
    assert Phone.objects.filter(person=made).count() == 0
    assert AccessLog.objects.filter(what="person.changed", subject_id=str(made.pk)).count() == 2


def test_the_same_post_twice_at_a_time_is_impossible(people):
    unit = Unit.objects.get(code="jingcheng")
    during = DateRange(date(2026, 1, 1), date(2026, 2, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(person=people["generalist"], unit=unit, role="generalist", during=during)
    Post.objects.create(person=people["generalist"], unit=unit, role="head", during=during)  # control: another role


def test_the_invented_residents_are_the_same_at_every_rehearsal(cast):
    made = residents(60)
    assert len({person.community_id for person in made}) == 35
    first = [profile(person) for person in made]
    Person.objects.filter(pk__in=[person.pk for person in made]).delete()
    User.objects.filter(username__startswith="resident-").delete()
    assert [profile(person) for person in residents(60)] == first
    assert sum("phone" not in known for known in first) > 0


@pytest.mark.parametrize("rows", [1, 30])
def test_a_search_takes_a_fixed_number_of_queries(cast, django_assert_num_queries, rows):
    by, home = cast["generalist"], network().place("jingcheng")
    for serial in range(rows):
        make_person(f"周{serial}号", by=None, community=home, known={"phone": "13800004096"})
    find("周", by)
    with django_assert_num_queries(2):  # the generation, the persons
        assert len(find("周", by)) == min(rows, 20)
    with django_assert_num_queries(2):  # the persons, the log
        assert len(find("13800004096", by)) == min(rows, 20)


def test_the_shipped_cast_file_is_where_the_tests_look():
    assert read(CAST).data["cast"] == "demo"


def test_a_key_that_rotates_still_refuses_a_twin_and_finds_her(cast, tmp_path, settings):
    settings.KEYS = tmp_path / "keys"
    made = elder()
    (settings.KEYS / "index-2.key").write_text(f"linli-key-1 aes-gcm+sha256 {'5e' * 32}")
    keys._ring.cache_clear()
    assert len(blinds("phone", "13800004096")) == 2
    assert find(ELDER, cast["generalist"]) == [made]
    assert find("13800004096", cast["generalist"]) == [made]
    with pytest.raises(Twin):
        elder()
    later = make_person("王大力", by=None, known={"identity_number": "11010519491231002X", "phone": "13900001111"})
    assert find("13900001111", cast["generalist"]) == [later]
    assert sorted(later.identities.values_list("version", flat=True)) == [1, 2]


def test_day_of_the_search_counts_by_the_installations_clock(cast):
    made, by = elder(), cast["generalist"]
    with standing(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)):
        find(ELDER, by)
        assert made in visible_to(by)
    with standing(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)):
        assert made not in visible_to(by)
