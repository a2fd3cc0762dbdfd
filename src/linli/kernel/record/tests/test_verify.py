import re

import pytest
from django.db import connection, transaction

from linli.kernel import clock
from linli.kernel.record import verify as verifying
from linli.kernel.record.canonical import AS_TEXT, GENESIS, chain, leaf, root, row
from linli.kernel.record.sequencer import sequence
from linli.kernel.record.verify import Broken, Seal, verify

from .notes import notes
from .stage import happen, rows, subject

__all__ = ["notes"]


@pytest.fixture
def ten(notes):
    """Ten entries in three blocks (1–4, 5–8, 9–10), each with its content."""
    for n in range(1, 11):
        happen(n, about=n % 3, content=notes.keep("note", subject(n % 3), {"n": n}))
    while sequence(4):
        pass
    return verify()


def tamper(*deeds: str, values=()) -> None:
    """What somebody can do who may write to the database."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for deed in deeds:
            cursor.execute(deed, values or None)


def broken(against: Seal | None = None) -> str:
    with pytest.raises(Broken) as caught:
        verify(str(against) if against else None)
    return str(caught.value)


def test_an_empty_record_is_consistent(transactional_db):
    assert verify() == Seal(0, GENESIS.hex())
    assert verify(str(verify())) == verify()


def test_a_seal_is_one_line_that_says_where_the_head_stands(ten):
    assert re.fullmatch(r"linli-seal-1 10 [0-9a-f]{64}", str(ten))
    assert verify(str(ten)) == ten


def test_an_old_seal_still_holds_when_more_has_happened(ten):
    happen(11)
    sequence()
    assert verify(str(ten)).position == 11


def test_what_is_not_sealed_yet_breaks_nothing(ten):
    happen(11)
    assert verify() == ten


@pytest.mark.parametrize(
    "change",
    [
        "payload = jsonb_set(payload, '{n}', '70')", "payload = '{\"n\": 7.0}'", "payload = payload || '{\"m\": 1}'",
        "subject_id = '9'", "subject_kind = 'x'", "others = '[[\"person\", \"1\"]]'", "fact = 'tests.Said'",
        "fact_version = 2", "occurred = occurred + interval '1 microsecond'",
        "recorded = recorded + interval '1 microsecond'", "actor = 1", "unit = 'x'", "role = 'x'", "place = 'x'",
        "content = NULL", "content = sha256('x')", "id = 70", "leaf = sha256('x')",
    ],
)  # fmt: skip
def test_a_changed_column_is_found_and_its_entry_named(ten, change):
    tamper(f"UPDATE record_entry SET {change} WHERE position = 7")
    assert broken().startswith("Position 7 was altered: tests.")


def test_an_unknown_form_is_named(ten):
    tamper("UPDATE record_entry SET form = 9 WHERE position = 7")
    assert broken().startswith("Position 7 cannot be read: form 9")


def test_a_changed_entry_with_a_leaf_to_match_does_not_fit_its_seal(ten):
    tamper("UPDATE record_entry SET payload = '{\"n\": 70}' WHERE position = 7")
    _leaves_anew(7)
    assert broken() == "Position 5: the entries 5 to 8 do not fit their seal."


def test_the_first_of_several_changes_is_named(ten):
    tamper("UPDATE record_entry SET unit = 'x' WHERE position IN (3, 9)", "UPDATE kernel_note SET salt = sha256('x')")
    assert broken().startswith("Position 1: its content was altered")
    tamper("DELETE FROM record_block WHERE first = 1")
    assert broken() == "Position 1: positions 1 to 4 have no seal."


@pytest.mark.parametrize("position", [1, 4, 6, 10])
def test_a_deleted_entry_is_named(ten, position):
    tamper(f"DELETE FROM record_entry WHERE position = {position}")
    assert broken() == f"Position {position} is missing."


def test_an_entry_put_at_the_end_is_named(ten):
    tamper(_copy(10, 11))
    assert broken().startswith("Position 11 was altered")
    _leaves_anew(11)
    assert broken().startswith("Position 11 has no seal")


def test_an_entry_put_in_between_is_found(ten):
    tamper(
        "UPDATE record_entry SET position = position + 100 WHERE position >= 6",
        "UPDATE record_entry SET position = position - 99 WHERE position > 100",
        _copy(5, 6),
    )
    assert broken().startswith("Position 6 was altered")


def test_an_entry_put_before_the_first_is_found(ten):
    tamper("ALTER TABLE record_entry DROP CONSTRAINT record_entry_position_check", _copy(1, 0))
    _leaves_anew(0)
    try:
        assert broken() == "Position 0 was inserted."
    finally:
        tamper(
            "DELETE FROM record_entry WHERE position = 0",
            "ALTER TABLE record_entry ADD CONSTRAINT record_entry_position_check CHECK (position > 0)",
        )


def test_two_swapped_entries_are_found(ten):
    tamper("UPDATE record_entry SET position = CASE position WHEN 6 THEN 107 ELSE 106 END WHERE position IN (6, 7)")
    tamper("UPDATE record_entry SET position = position - 100 WHERE position > 100")
    assert broken().startswith("Position 6 was altered")


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        (
            "UPDATE record_block SET head = sha256('x') WHERE first = 5",
            "Position 5: the seal of 5 to 8 does not follow",
        ),
        ("UPDATE record_block SET root = sha256('x') WHERE first = 5", "Position 5: the entries 5 to 8 do not fit"),
        ("DELETE FROM record_block WHERE first = 5", "Position 5: positions 5 to 8 have no seal"),
        ("DELETE FROM record_block WHERE first = 9", "Position 9 has no seal"),
        ("UPDATE record_block SET last = 9 WHERE first = 5", "Position 5: the entries 5 to 9 do not fit"),
        ("INSERT INTO record_block VALUES (6, 7, sha256('x'), sha256('y'))", "Position 6 is sealed twice"),
        ("UPDATE record_head SET position = 9", "Position 11: the head says 9"),
        ("UPDATE record_head SET head = sha256('x')", "Position 11: the head says 10"),
        ("DELETE FROM record_head", "Position 11: the head says 0"),
    ],
)
def test_a_bad_chain_is_found(ten, deed, said):
    tamper(deed)
    assert broken().startswith(said)


@pytest.mark.parametrize("column", ["salt", "sealed"])
def test_altered_content_is_found(ten, notes, column):
    seventh, other = notes.objects.order_by("pk")[6], notes.objects.order_by("pk")[7]
    notes.objects.filter(pk=seventh.pk).update(**{column: getattr(other, column)})
    assert broken().startswith("Position 7: its content was altered: tests.Counted about test 1")


def test_content_that_does_not_open_is_found(ten, notes):
    seventh = notes.objects.order_by("pk")[6]
    *body, last = bytes(seventh.sealed)
    notes.objects.filter(pk=seventh.pk).update(sealed=bytes([*body, last ^ 1]))
    assert broken().startswith("Position 7: its content cannot be read")


def test_content_that_vanished_is_found_and_erased_content_is_fine(ten, notes):
    seventh = notes.objects.order_by("pk")[6]
    notes.objects.filter(pk=seventh.pk).update(salt=None, sealed=None, erased_at=clock.now())
    assert verify() == ten
    seventh.delete()
    assert broken().startswith("Position 7: its content is missing, and was not erased")


def test_a_cut_tail_is_found_only_against_a_seal(ten):
    tamper(
        "DELETE FROM record_entry WHERE position > 8", "DELETE FROM record_block WHERE first = 9",
        "UPDATE record_head SET position = 8, head = (SELECT head FROM record_block WHERE last = 8)",
    )  # fmt: skip
    assert verify().position == 8
    assert broken(ten) == "Position 9: positions 9 to 10 were cut off."


def test_a_tail_that_was_cut_and_grown_again_is_found_only_against_a_seal(ten):
    test_a_cut_tail_is_found_only_against_a_seal(ten)
    happen(9)
    happen(10)
    sequence()
    assert verify().position == 10
    assert broken(ten).startswith("Position 10: the record up to here was made anew")


@pytest.mark.parametrize("size", [4, 3])
def test_a_chain_made_anew_is_found_only_against_a_seal(ten, size):
    tamper("UPDATE record_entry SET payload = '{\"n\": 70}' WHERE position = 7")
    _leaves_anew(7)
    _chain_anew(size)
    assert verify().position == 10
    assert "made anew" in broken(ten)
    assert "made anew" in broken(Seal(8, "0" * 64))


@pytest.mark.parametrize("seal", ["", "linli-seal-1 10", "linli-seal-2 10 " + "0" * 64, "linli-seal-1 x " + "0" * 64])
def test_what_is_no_seal_is_said_to_be_none(ten, seal):
    with pytest.raises(Broken, match="no seal"):
        verify(seal)


def test_batches_of_any_size_prove_the_same(ten, monkeypatch):
    for size in (1, 3):
        monkeypatch.setattr(verifying, "BATCH", size)
        assert verify() == ten
    tamper("DELETE FROM record_entry WHERE position = 6")
    assert broken() == "Position 6 is missing."


def _copy(position: int, to: int) -> str:
    names = (
        "subject_kind, subject_id, others, fact, fact_version, occurred, recorded, actor, unit, role, place, payload"
    )
    columns = f"id, {names}, content, leaf, form"
    return f"INSERT INTO record_entry SELECT {to}, {columns} FROM record_entry WHERE position = {position}"


def _leaves_anew(position: int) -> None:
    (values,) = rows(f"SELECT {AS_TEXT} FROM record_entry WHERE position = %s", position)
    tamper("UPDATE record_entry SET leaf = %s WHERE position = %s", values=[leaf(position, row(values)), position])


def _chain_anew(size: int) -> None:
    """Seal everything again, in blocks of `size`."""
    tamper("DELETE FROM record_block")
    leaves = [bytes(one) for (one,) in rows("SELECT leaf FROM record_entry ORDER BY position")]
    head = GENESIS
    for at in range(0, len(leaves), size):
        batch = leaves[at : at + size]
        head = chain(head, at + 1, at + len(batch), root(batch))
        rows("INSERT INTO record_block VALUES (%s, %s, %s, %s)", at + 1, at + len(batch), root(batch), head)
    tamper("UPDATE record_head SET head = %s", values=[head])
