"""`linli load`: what the loaders say reaches stderr line by line, and nothing is written."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from linli.cli.tests.running import errors, linli
from linli.commons.credentials.models import Register
from linli.commons.places.models import Place

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "none.yaml"
    for kind in ("network", "catalogue"):
        assert errors(linli("load", kind, str(missing))) == [f"{missing}: there is no such file."]


def test_every_flaw_has_a_line_with_file_line_and_field(tmp_path: Path) -> None:
    file = tmp_path / "network.yaml"
    file.write_text("network: Bad Code\nplaces: nothing\nunits: nothing\n")
    lines = errors(linli("load", "network", str(file)))
    assert len(lines) > 1
    assert all(line.startswith(f"{file}:") and line.count(": ") >= 2 for line in lines)
    assert not Place.objects.exists()


@pytest.fixture
def register(tmp_path: Path) -> Path:
    file = tmp_path / "register.yaml"
    file.write_text(
        "register: cards\nkind: card\nname: {zh-hans: 证, en: Card}\nkeeper: {zh-hans: 区残联, en: Office}\n"
        "as_of: 2026-06-01\nuse_until: 2099-12-31\nlist: list.csv\n"
    )
    (tmp_path / "list.csv").write_text("identity_number,name,since,until\n320594198604128629,林秋怡,2021-03-15,\n")
    return file


def test_a_register_is_taken_out_and_one_that_never_was_is_refused(register: Path) -> None:
    assert errors(linli("unload", "register", "cards")) == ["cards: no register of this code was ever loaded."]
    loaded = linli("load", "register", str(register))
    assert (loaded.returncode, loaded.stderr) == (0, "")
    for told in ("taken out", "as before"):
        done = linli("unload", "register", "cards")
        assert (done.returncode, done.stdout, done.stderr) == (0, f"cards: {told}\n", "")
    assert not Register.objects.exists()


@pytest.mark.parametrize("words", [("unload",), ("unload", "register"), ("unload", "network", "x")])
def test_what_can_be_taken_out_is_a_register(words: tuple[str, ...]) -> None:
    assert linli(*words).returncode == 2


def test_on_a_terminal_a_bar_shows_how_far_it_is(register: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "linli.cli", "load", "register", str(register)]
    given = {**os.environ, "LINLI_DATABASE": str(connection.settings_dict["NAME"])}
    done = subprocess.run(command, env=given, stdout=subprocess.PIPE, stderr=theirs, text=True, check=True)
    os.close(theirs)
    bar = os.read(ours, 10000).decode()
    os.close(ours)
    assert done.stdout.endswith(": loaded\n")
    assert "Loading [" in bar and bar.rstrip().endswith("100%")
