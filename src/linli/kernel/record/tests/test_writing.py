from dataclasses import dataclass, make_dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from linli.kernel import clock
from linli.kernel.record.facts import FACTS, fact, name_of
from linli.kernel.record.writing import By, Ref, record, record_each

from .facts import Counted, Said
from .stage import NOBODY, happen, rows, subject


@pytest.mark.django_db
def test_a_fact_is_one_row_with_all_it_says(django_assert_num_queries):
    at = datetime(2026, 9, 30, 8, 30, 0, 123456, tzinfo=UTC)
    with django_assert_num_queries(1):
        record(
            Said(["你好"], {"fen": 2**62}), about=Ref("application", "100"), others=[Ref("person", "7")],
            by=By(5, "civil-affairs", "approver"), place="jingcheng", content=b"c" * 32, at=at,
        )  # fmt: skip
    assert rows("SELECT * FROM record_inbox")[0][1:] == (
        "application", "100", '[["person", "7"]]', "tests.Said", 2, at,
        rows("SELECT recorded FROM record_inbox")[0][0], 5, "civil-affairs", "approver", "jingcheng",
        '{"more": {"fen": 4611686018427387904}, "words": ["你好"]}', b"c" * 32,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_fact_of_many_is_a_row_for_each_as_if_recorded_alone(django_assert_num_queries):
    by = By(5, "jingcheng", "generalist", under=Ref("mandate", "3"))
    with clock.standing(datetime(2026, 9, 30, tzinfo=UTC)):
        with django_assert_num_queries(1):
            record_each(Counted(1), "application", [("100", "jingcheng"), ("99", "")], by=by)
        for id, place in (("100", "jingcheng"), ("99", "")):
            record(Counted(1), about=Ref("application", id), by=by, place=place)
    said = "subject_kind, others, fact, fact_version, occurred, actor, unit, role, payload, content"
    found = rows(f"SELECT subject_id, place, {said} FROM record_inbox ORDER BY id")
    assert [one[0] for one in found] == ["100", "99"] * 2
    assert found[:2] == found[2:]


@pytest.mark.django_db
def test_a_fact_occurs_by_the_installations_clock_and_is_recorded_by_the_machines():
    with clock.standing(datetime(2020, 1, 2, tzinfo=UTC)):
        happen(1)
    ((occurred, recorded),) = rows("SELECT occurred, recorded FROM record_inbox")
    assert occurred == datetime(2020, 1, 2, tzinfo=UTC)
    assert abs(recorded - clock.machine()) < timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction():
    with pytest.raises(RuntimeError):
        record(Counted(1), about=subject(1), by=NOBODY)
    happen(1)
    assert rows("SELECT count(*) FROM record_inbox") == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_has_not_happened():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(Counted(1), about=subject(1), by=NOBODY)
        raise ZeroDivisionError
    assert rows("SELECT count(*) FROM record_inbox") == [(0,)]


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [1.5, datetime(2020, 1, 1, tzinfo=UTC), b"x", (1,), {1: "x"}, {"deep": [0.1]}])
def test_a_payload_holds_nothing_whose_writing_is_not_fixed(wrong):
    with pytest.raises(TypeError):
        record(Said([], {"x": wrong}), about=subject(1), by=NOBODY)
    record(Said([], {"x": "fine"}), about=subject(1), by=NOBODY)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"c" * 31, b"c" * 33])
def test_content_is_a_digest_of_32_bytes(content):
    with pytest.raises(IntegrityError), transaction.atomic():
        record(Counted(1), about=subject(1), by=NOBODY, content=content)
    record(Counted(1), about=subject(1), by=NOBODY, content=b"c" * 32)


@pytest.mark.django_db
def test_a_fact_is_about_something():
    with pytest.raises(DatabaseError), transaction.atomic():
        record(Counted(1), about=Ref("test", ""), by=NOBODY)


def test_a_fact_is_named_by_its_room():
    assert name_of(Counted(1)) == "tests.Counted"
    assert FACTS["tests.Said"] is Said


def test_what_nobody_declared_is_no_fact():
    @dataclass(frozen=True)
    class Rumour:
        VERSION = 1

    with pytest.raises(LookupError):
        name_of(Rumour())


def told(frozen: bool, **more):
    made = make_dataclass("Told", ["x"], frozen=frozen, namespace=more)
    made.__module__ = "linli.somewhere.facts.filing"
    return made


def test_a_fact_is_frozen_and_has_a_version():
    for wrong in (told(False, VERSION=1), told(True), told(True, VERSION="1")):
        with pytest.raises(TypeError):
            fact(wrong)
    right = told(True, VERSION=1)
    fact(right)
    assert FACTS.pop("somewhere.Told") is right


def test_no_two_facts_share_a_name():
    with pytest.raises(ValueError, match=r"tests\.Counted"):
        fact(Counted)
