import threading

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from linli.kernel.record.canonical import GENESIS, chain, leaf, root
from linli.kernel.record.sequencer import sequence
from linli.kernel.record.verify import verify

from .stage import counted, happen, rows

pytestmark = pytest.mark.django_db(transaction=True)


def outside() -> psycopg.Connection:
    """A connection that is nobody's of ours."""
    known = connection.settings_dict
    return psycopg.connect(host=known["HOST"], port=known["PORT"], user=known["USER"], dbname=known["NAME"])


def anew() -> None:
    connection.close()
    connection.close_pool()


INSERT = (
    "INSERT INTO record_inbox "
    "(subject_kind, subject_id, others, fact, fact_version, occurred, unit, role, place, payload) "
    """VALUES ('test', %s, '[]', 'tests.Counted', 1, now(), '', '', '', jsonb_build_object('n', %s::int))"""
)


def test_an_empty_inbox_moves_nothing_and_makes_no_block():
    assert sequence() == 0
    assert rows("SELECT count(*) FROM record_block") == [(0,)]


def test_positions_are_dense_whatever_the_ids():
    happen(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        happen(2)
        raise ZeroDivisionError  # its id is burnt
    happen(3)
    assert sequence() == 2
    assert rows("SELECT position, id - min(id) OVER () FROM record_entry ORDER BY position") == [(1, 0), (2, 2)]
    assert rows("SELECT count(*) FROM record_inbox") == [(0,)]


def test_a_batch_has_a_limit_and_each_batch_is_a_block():
    for n in range(5):
        happen(n)
    assert [sequence(2), sequence(2), sequence(2), sequence(2)] == [2, 2, 1, 0]
    assert rows("SELECT first, last FROM record_block ORDER BY first") == [(1, 2), (3, 4), (5, 5)]


def test_blocks_are_chained_from_the_beginning():
    for n in range(3):
        happen(n)
        sequence(2)
    head = GENESIS
    for first, last, kept_root, kept in rows("SELECT * FROM record_block ORDER BY first"):
        head = chain(head, first, last, bytes(kept_root))
        assert head == bytes(kept)
    assert rows("SELECT position, head FROM record_head") == [(3, head)]


def test_the_tree_is_that_of_rfc_6962():
    # the first leaves of the test vectors that RFC 6962's own logs are tried with
    from hashlib import sha256

    leaves = [sha256(b"\0" + bytes.fromhex(x)).digest() for x in ("", "00", "10", "2021", "3031")]
    assert root(leaves[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root(leaves[:2]).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert root(leaves[:3]).hex() == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    assert root(leaves[:5]).hex() == "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"


def test_every_column_is_in_the_leaf():
    from linli.kernel.record.canonical import AS_TEXT, row

    happen(1, content=b"c" * 32)
    sequence()
    ((position, form, kept, *values),) = rows(f"SELECT position, form, leaf, {AS_TEXT} FROM record_entry")
    found = row(values)
    assert leaf(position, found, form) == bytes(kept)
    others = {
        "id": 9, "others": [["a", "b"]], "fact_version": 9, "occurred": found.recorded, "recorded": found.occurred,
        "actor": 1, "payload": {"n": 2}, "content": None,
    }  # fmt: skip
    for name in found._fields:
        altered = found._replace(**{name: others.get(name, "other")})
        assert leaf(position, altered, form) != bytes(kept), name
    assert leaf(position + 1, found, form) != bytes(kept)


@pytest.mark.parametrize("table", ["record_entry", "record_block"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_is_sealed_is_neither_changed_nor_removed(table, deed):
    happen(1)
    sequence()
    column = {"record_entry": "fact", "record_block": "last"}[table]
    with pytest.raises(DatabaseError, match="append-only"):
        rows(deed.format(table, column, column))
    assert rows(f"SELECT count(*) FROM {table}") == [(1,)]


def test_an_unrelated_writer_held_open_delays_nobody():
    with outside() as unrelated:
        unrelated.execute("CREATE TEMP TABLE something (x int)")
        unrelated.execute("SELECT pg_current_xact_id()")
        happen(1)
        assert sequence() == 1
        unrelated.rollback()


def test_a_slow_transaction_delays_its_own_entries_only_and_is_not_lost():
    with outside() as slow:
        slow.execute(INSERT, ["1", 1])  # takes the lower id
        happen(1, about=2)
        assert sequence() == 1
        assert counted() == [(2, 1)]
        slow.commit()
    assert sequence() == 1
    assert counted() == [(2, 1), (1, 1)]


def test_control_a_cursor_over_ids_without_the_sequencer_loses_the_slow_one():
    seen, cursor = [], 0
    with outside() as slow:
        slow.execute(INSERT, ["1", 1])
        happen(1, about=2)
        for _ in range(2):
            for id, about in rows("SELECT id, subject_id FROM record_inbox WHERE id > %s ORDER BY id", cursor):
                cursor = id
                seen.append(about)
            slow.commit()
    assert seen == ["2"]  # subject 1 is never seen


def test_a_second_sequencer_waits_for_the_first_and_goes_on_after_it():
    happen(1)
    happen(2)
    done: list[int] = []
    with outside() as first:
        first.execute("INSERT INTO record_head VALUES (true, 0, %s) ON CONFLICT DO NOTHING", [GENESIS])
        first.commit()
        first.execute("SELECT * FROM record_head FOR UPDATE")
        second = threading.Thread(target=lambda: (done.append(sequence()), connections.close_all()))
        second.start()
        second.join(0.3)
        assert done == []
        first.rollback()
        second.join(10)
    assert done == [2]
    assert verify().position == 2


def test_a_stricter_isolation_is_refused_before_anything_moves():
    happen(1)
    sequence()
    happen(2)
    name = connection.settings_dict["NAME"]
    rows(f"ALTER DATABASE \"{name}\" SET default_transaction_isolation = 'repeatable read'")
    anew()
    try:
        with pytest.raises(RuntimeError, match="REPEATABLE READ"):
            sequence()
    finally:
        rows(f'ALTER DATABASE "{name}" RESET default_transaction_isolation')
        anew()
    assert sequence() == 1
