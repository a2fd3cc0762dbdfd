import subprocess
import sys
from pathlib import Path

import pytest

from linli.kernel.secrets import keys, seal
from linli.kernel.secrets.keys import fingerprints, lying_in, session_key


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.KEYS = tmp_path / "keys"


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_keys_are_made_at_first_need_and_for_the_owner_alone(settings):
    assert fingerprints() == []
    seal(b"x", purpose="a")
    keys.current("index")
    assert names(settings.KEYS) == ["data-1.key", "index-1.key"]
    assert mode(settings.KEYS) == 0o700
    assert [mode(file) for file in settings.KEYS.iterdir()] == [0o600, 0o600]


def test_a_folder_that_was_open_to_others_is_closed(settings):
    settings.KEYS.mkdir(mode=0o755)
    seal(b"x", purpose="a")
    assert mode(settings.KEYS) == 0o700


def test_fingerprints_tell_keys_apart_and_tell_nothing_of_them(settings):
    seal(b"x", purpose="a")
    (named,) = fingerprints()
    assert named.startswith("data-1:")
    assert named.split(":")[1] not in (settings.KEYS / "data-1.key").read_text()
    assert lying_in(settings.KEYS) == fingerprints()
    (settings.KEYS / "data-1.key").write_text("linli-key-1 aes-gcm+sha256 " + "00" * 32)
    assert fingerprints() != [named]


def test_a_damaged_key_file_is_named(settings):
    settings.KEYS.mkdir()
    (settings.KEYS / "data-1.key").write_text("linli-key-1 aes-gcm+sha256 00")
    with pytest.raises(ValueError, match=r"data-1\.key"):
        fingerprints()


def test_the_session_key_is_kept_and_needs_no_restore(settings):
    made = session_key(settings.KEYS / "session.key")
    assert session_key(settings.KEYS / "session.key") == made
    assert len(made) >= 48
    assert mode(settings.KEYS / "session.key") == 0o600
    assert fingerprints() == []


def test_processes_that_start_at_once_agree_on_one_key(tmp_path):
    script = (
        "import sys; from pathlib import Path; from django.conf import settings\n"
        "settings.configure(KEYS=Path(sys.argv[1]), SUITE='aes-gcm+sha256')\n"
        "from linli.kernel.secrets import keys\n"
        "sys.stdin.readline()\n"
        "print(keys.current('data').fingerprint, keys.session_key(Path(sys.argv[1]) / 'session.key'))"
    )
    folder = tmp_path / "together"
    starters = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(6)
    ]
    for starter in starters:
        assert starter.stdin
        starter.stdin.write("go\n")
        starter.stdin.flush()
    said = {starter.communicate(timeout=60)[0] for starter in starters}
    assert len(said) == 1
    assert len(said.pop()) > 60
    assert names(folder) == ["data-1.key", "session.key"]
