"""What is done to the host, as root: its users, files, services and commands."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from linli.cli.installation import Refused

HOME = Path("/opt/linli")  # releases, and which of them runs
DATA = Path("/var/lib/linli")
BACKUPS = Path("/var/backups/linli")
ETC = Path("/etc/linli")
SETTINGS = ETC / "linli.env"
CURRENT, INSTALLED = HOME / "current", HOME / "installed"
USER = "linli"
LINES = 12  # of what a command says when it fails
FILES = Path(__file__).parent / "files"


def need_root() -> None:
    """Raises Refused for anybody else."""
    if os.geteuid() != 0:
        raise Refused("This changes the host: run it as root.")


def say(what: str) -> None:
    """To whoever still looks on."""
    with suppress(OSError):
        print(what, flush=True)


def run(*command: str, user: str = "", words: str | None = None, env: dict[str, str] | None = None) -> str:
    """What a command prints; `words` are its input. Raises Refused with what it says when it fails."""
    told: dict[str, Any] = {"stdin": subprocess.DEVNULL} if words is None else {"input": words}
    told |= as_user(user)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd="/", **told)
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip() or f"it ended with {done.returncode}"
        last = "\n".join(said.splitlines()[-LINES:])
        raise Refused(f"{Path(command[0]).name} {' '.join(command[1:3])}: {last}")
    return str(done.stdout)


def as_user(name: str) -> dict[str, Any]:
    """For subprocess: to run as this user, and as no group but theirs."""
    if not name:
        return {}
    who = pwd.getpwnam(name)
    return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


def make_user() -> None:
    """The account that Linli runs as: nobody signs in with it."""
    try:
        pwd.getpwnam(USER)
    except KeyError:
        run("useradd", "--system", "--user-group", "--home-dir", str(DATA), "--shell", "/usr/sbin/nologin", USER)


def folder(path: Path, mode: int = 0o755, owner: str = "root") -> None:
    """Raises Refused for a link: it may lead anywhere, and what lies above may be another account's."""
    path.mkdir(parents=True, exist_ok=True)
    try:
        number = os.open(path, os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error
    who = pwd.getpwnam(owner)
    os.fchmod(number, mode)
    os.fchown(number, who.pw_uid, who.pw_gid)
    os.close(number)


def write(path: Path, text: str, mode: int = 0o644, group: str = "root") -> bool:
    """Put a file in its place, whole or not at all; whether it is new or another than before."""
    if path.exists() and path.read_text() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    number, staged = tempfile.mkstemp(dir=path.parent, prefix=".linli-")
    with open(number, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    Path(staged).chmod(mode)
    shutil.chown(staged, "root", group)
    Path(staged).replace(path)
    sync(path.parent)
    return True


def sync(place: Path) -> None:
    """What was put into this folder, or taken out of it, stays so when the power goes."""
    number = os.open(place, os.O_RDONLY)
    os.fsync(number)
    os.close(number)


def link(path: Path, to: Path) -> None:
    """Let a link show elsewhere, in one step."""
    staged = path.with_name(f".{path.name}.new")
    staged.unlink(missing_ok=True)
    staged.symlink_to(to)
    staged.replace(path)
    sync(path.parent)


def settings() -> dict[str, str]:
    """What the installation is told by its environment."""
    lines = (line.partition("=") for line in SETTINGS.read_text().splitlines() if line and not line.startswith("#"))
    return {name: value.strip('"') for name, _is, value in lines}


def linli(release: Path, *words: str, given: str | None = None) -> str:
    """What a command of a release prints, run as the installation is."""
    return run(str(program(release)), *words, user=USER, words=given, env=environment())


def program(release: Path) -> Path:
    return release / ".venv" / "bin" / "linli"


def environment() -> dict[str, str]:
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": str(DATA), **settings()}


def booted() -> bool:
    """Whether systemd runs this host."""
    return Path("/run/systemd/system").is_dir()


def services(*words: str) -> None:
    """`systemctl`, where systemd runs; elsewhere only what needs it not."""
    if booted() or words[0] in ("enable", "disable"):
        run("systemctl", "--quiet", *words)


def warn(what: str) -> None:
    with suppress(OSError):
        print(what, file=sys.stderr, flush=True)
