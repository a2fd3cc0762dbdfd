"""A backup in place of what is there: whole or not at all, never under somebody's feet, on any server from 15."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from linli.cli.tests.running import errors, linli
from linli.cli.tests.test_backup import file, original, place, restored, running, shell
from linli.kernel.database import dump
from linli.kernel.database.server import socket_folder

__all__ = ["file", "original", "place"]
ACCOUNTS = "from linli.kernel.access.models import User; print(sorted(User.objects.values_list('username', flat=True)))"
ANOTHER = "from linli.kernel.access.models import User; User.objects.create_user('another')"


def test_what_came_after_the_backup_is_gone_and_what_was_in_it_is_back(file: Path, original: Path, place: Path) -> None:
    data = place / "replaced"
    with running(data):
        assert restored(file, data, original / "keys").returncode == 0
        assert linli("messages", "release", data=data).returncode == 0
        shell(data, ANOTHER)
        assert shell(data, ACCOUNTS) == "['another', 'resident']"
        for _n in range(2):
            done = linli("restore", "--replace", str(file), data=data)
            assert done.returncode == 0, done
            assert shell(data, ACCOUNTS) == "['resident']"
        assert linli("verify-record", data=data).returncode == 0
        assert not (data / "half-restored").exists()


def test_while_others_use_the_database_nothing_is_thrown_away(file: Path, original: Path, place: Path) -> None:
    data = place / "used"
    with running(data):
        assert restored(file, data, original / "keys").returncode == 0
        with psycopg.connect(host=str(socket_folder(data)), port=5432, user="linli", dbname="linli"):
            done = linli("restore", "--replace", str(file), data=data)
            assert errors(done) == ["Others use this database: stop web and worker first."]
            assert shell(data, ACCOUNTS) == "['resident']"
            # Where nobody is at work, it is the server that has not noticed yet that somebody is gone.
            assert linli("restore", "--replace", "--same-host", str(file), data=data).returncode == 0
        assert shell(data, ACCOUNTS) == "['resident']"


def test_what_breaks_in_the_middle_leaves_an_empty_database(file: Path, original: Path, place: Path) -> None:
    """The reader of the dump dies: what it has passed on must not be kept."""
    data = place / "broken"
    script = (
        "from pathlib import Path\nfrom linli.kernel.database import dump\n"
        "from linli.cli.installation import has_tables\n"
        "dump.dump(Path('{0}'))\n"
        "whole = Path('{0}').read_bytes(); Path('{0}').write_bytes(whole[: len(whole) * 2 // 3])\n"
        "dump.empty()\n"
        "try: dump.restore(Path('{0}')); print('restored')\n"
        "except dump.DumpError as error: print(has_tables(), str(error)[:11])\n"
    )
    with running(data):
        assert restored(file, data, original / "keys").returncode == 0
        assert shell(data, script.format(data / "part.dump")) == "False pg_restore:"


MARK = b'ALTER TABLE ONLY public."t t" ALTER COLUMN "at" SET (pg_attver=26489168);\n'
ROWS = b"-- Data for Name: t; Type: TABLE DATA\nCOPY t FROM stdin;\nSET transaction_timeout = 1\n" + MARK + b"\\.\n"


@pytest.mark.parametrize("end", [b"", ROWS])
def test_only_what_not_every_server_knows_is_left_out(end: bytes) -> None:
    """Nothing of what is in the tables, whatever it reads like."""
    out = io.BytesIO()
    head, tables = (
        b"SET statement_timeout = 0;\n",
        b"CREATE TABLE t ();\nALTER TABLE ONLY t ALTER COLUMN a SET (n_distinct=5);\n",
    )
    dump._pass_on(io.BytesIO(head + b"SET transaction_timeout = 0;\n" + tables + MARK + end), out)
    assert out.getvalue() == head + tables + end


def test_the_tools_speak_tls_to_a_server_elsewhere(monkeypatch) -> None:
    """They ask for it only once they have a connection: here nobody listens."""
    asked = dump._command("psql", "--dbname=host=127.0.0.1 port=1 sslmode=require")
    for host, words in (("/run", "SSL support is not compiled in"), ("127.0.0.1", "refused")):
        monkeypatch.setitem(connection.settings_dict, "HOST", host)
        done = subprocess.run(asked, capture_output=True, text=True, env=dump._environment(), check=False)
        assert words in done.stderr


def test_a_newer_linlis_tables_are_left_alone(original: Path, place: Path) -> None:
    data = place / "newer"
    note = "INSERT INTO django_migrations (app, name, applied) VALUES ('kernel', '9999_later', now())"
    with running(data):
        assert linli("migrate", data=data).returncode == 0
        shell(data, f'from django.db import connection; connection.cursor().execute("{note}")')
        told = errors(linli("migrate", data=data))
        assert told == [
            "A newer Linli has changed these tables (kernel.9999_later): take that one, or a backup of before."
        ]
