"""Static files, gathered, hashed and compressed into DATA/static; done again only when their sources have changed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from linli.cli.installation import ROOT


def digest(parts: Iterable[bytes]) -> str:
    """One name for these parts in this order."""
    seen = hashlib.sha256()
    for part in parts:
        seen.update(hashlib.sha256(part).digest())
    return seen.hexdigest()


def collect(folder: Path) -> bool:
    """Gather them for the installation in `folder`; True if there was anything to do. Django is set up."""
    from django.core.management import call_command

    target, stamp = folder / "static", folder / "run" / "static"
    now = digest(_sources())
    if stamp.exists() and stamp.read_text() == now and (target / "staticfiles.json").exists():
        return False
    shutil.rmtree(target, ignore_errors=True)  # or hashed files of yesterday would stay for ever
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(now)
    return True


def _sources() -> Iterable[bytes]:
    """Our own files whole; those of the packages by their locks and the list of what is served."""
    from django.conf import settings

    for file in sorted((ROOT / "src" / "linli").glob("**/static/**/*")):
        if file.is_file():
            yield str(file.relative_to(ROOT)).encode() + file.read_bytes()
    for lock in (ROOT / "assets" / "package-lock.json", ROOT / "requirements.txt"):
        yield lock.read_bytes()
    yield repr(settings.NPM_FILES).encode()
