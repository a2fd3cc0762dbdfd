"""The record. Plain SQL: no model, no foreign key; nothing but kernel.record writes here."""

from django.db import migrations

COLUMNS = """
    subject_kind text NOT NULL CHECK (subject_kind <> ''),
    subject_id text NOT NULL CHECK (subject_id <> ''),
    others jsonb NOT NULL,
    fact text NOT NULL,
    fact_version int NOT NULL,
    occurred timestamptz NOT NULL,
    recorded timestamptz NOT NULL{recorded},
    actor bigint,
    unit text NOT NULL,
    role text NOT NULL,
    place text NOT NULL,
    payload jsonb NOT NULL,
    content bytea CHECK (octet_length(content) = 32)
"""

# The identity's cache stays 1: ids of one subject must grow in the order of its lock.
INBOX = f"""
CREATE TABLE record_inbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    {COLUMNS.format(recorded=" DEFAULT clock_timestamp()")}
);
CREATE INDEX record_inbox_subject ON record_inbox (subject_kind, subject_id);
"""

ENTRY = f"""
CREATE TABLE record_entry (
    position bigint PRIMARY KEY CHECK (position > 0),
    id bigint NOT NULL,
    {COLUMNS.format(recorded="")},
    leaf bytea NOT NULL CHECK (octet_length(leaf) = 32),
    form smallint NOT NULL
);
CREATE INDEX record_entry_subject ON record_entry (subject_kind, subject_id, position);
CREATE TABLE record_block (
    first bigint PRIMARY KEY,
    last bigint NOT NULL UNIQUE CHECK (last >= first),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    head bytea NOT NULL UNIQUE CHECK (octet_length(head) = 32)
);
CREATE TABLE record_head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint NOT NULL,
    head bytea NOT NULL CHECK (octet_length(head) = 32)
);
"""

APPEND_ONLY = """
CREATE FUNCTION record_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is append-only: % on % is refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON record_entry
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON record_block
    FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only();
"""

FOLLOWERS = """
CREATE TABLE record_cursor (
    follower text PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0,
    attempts int NOT NULL DEFAULT 0,
    next_try timestamptz NOT NULL DEFAULT '-infinity',
    error text NOT NULL DEFAULT ''
);
CREATE TABLE record_parked (
    follower text NOT NULL,
    position bigint NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    error text NOT NULL,
    parked timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (follower, position)
);
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    # There is no way back: a record is never dropped.
    operations = [migrations.RunSQL(sql) for sql in (INBOX, ENTRY, APPEND_ONLY, FOLLOWERS)]
