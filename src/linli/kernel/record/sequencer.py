"""Ordering and sealing as one act: committed rows of the inbox get dense positions and become a block."""

from __future__ import annotations

import json

from django.db import connection, transaction

from linli.kernel.record.canonical import AS_TEXT, COLUMNS, FORM, GENESIS, chain, leaf, root, row

BATCH = 500


@transaction.atomic(durable=True)
def sequence(limit: int = BATCH) -> int:
    """Move up to `limit` committed rows from the inbox into the record; how many. Safe with several running.

    No transaction id is stored or compared: a long transaction delays its own entries only. A subject's rows are in
    causal order, because whoever records holds the subject's lock. Raises RuntimeError unless READ COMMITTED: what is
    read after waiting for another sequencer must be what that one left.
    """
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO record_head VALUES (true, 0, %s) ON CONFLICT DO NOTHING", [GENESIS])
        cursor.execute("SELECT position, head, current_setting('transaction_isolation') FROM record_head FOR UPDATE")
        at, head, isolation = cursor.fetchone()
        if isolation != "read committed":
            raise RuntimeError(f"The sequencer needs READ COMMITTED, not {isolation.upper()}.")
        cursor.execute(
            "DELETE FROM record_inbox WHERE id = ANY(ARRAY(SELECT id FROM record_inbox ORDER BY id LIMIT %s)) "
            f"RETURNING {AS_TEXT}",
            [limit],
        )
        rows = sorted((row(values) for values in cursor.fetchall()), key=lambda found: found.id)
        if not rows:
            return 0
        leaves = [leaf(position, found) for position, found in enumerate(rows, at + 1)]
        with cursor.copy(f"COPY record_entry (position, {COLUMNS}, leaf, form) FROM STDIN") as copy:
            for position, (found, hashed) in enumerate(zip(rows, leaves, strict=True), at + 1):
                texts = {
                    "others": json.dumps(found.others, ensure_ascii=False),
                    "payload": json.dumps(found.payload, ensure_ascii=False),
                }
                copy.write_row((position, *found._replace(**texts), hashed, FORM))  # type: ignore[arg-type]
        last, block = at + len(rows), root(leaves)
        head = chain(bytes(head), at + 1, last, block)
        cursor.execute(
            "INSERT INTO record_block (first, last, root, head) VALUES (%s, %s, %s, %s)", [at + 1, last, block, head]
        )
        cursor.execute("UPDATE record_head SET position = %s, head = %s", [last, head])
    return len(rows)
