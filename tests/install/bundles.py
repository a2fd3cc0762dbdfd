"""The bundle as `make bundle` writes it, and newer ones made from it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MIGRATIONS = "src/linli/kernel/migrations"


def make(place: Path) -> Path:
    """Unpacked, as it lies on a host."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "bundle"), str(place)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    [file] = place.glob("*.tar")
    subprocess.run(["tar", "-xf", str(file), "-C", str(place)], check=True)
    file.unlink()
    return next(path for path in place.iterdir() if path.is_dir())


def newer(bundle: Path, name: str, operations: str) -> Path:
    """The same under another release's name, `9.1.0-good`, with one more migration."""
    made = bundle.with_name(f"linli-{name}")
    shutil.rmtree(made, ignore_errors=True)
    subprocess.run(["cp", "--archive", "--link", str(bundle), str(made)], check=True)
    folder = made / "program" / MIGRATIONS
    last, before = sorted(folder.glob("[0-9]*.py"))[-1].stem, len(list(folder.glob("9*.py")))
    change(made, "RELEASE", f"{name}\n")
    change(
        made,
        f"program/{MIGRATIONS}/9{before:03}_{name.split('-')[1]}.py",
        "from time import sleep\n\nfrom django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
        f"    dependencies = [('kernel', '{last}')]\n    operations = [{operations}]\n",
    )
    return made


def change(bundle: Path, name: str, text: str) -> None:
    """Another text for one of its files, with the sum that belongs to it."""
    _put(bundle / name, text)
    known = dict(line.split("  ")[::-1] for line in (bundle / "SHA256SUMS").read_text().splitlines())
    known[name] = hashlib.sha256(text.encode()).hexdigest()
    _put(bundle / "SHA256SUMS", "".join(f"{sum_}  {name}\n" for name, sum_ in known.items()))


def _put(path: Path, text: str) -> None:
    """In place of the link that this file shares with the other bundle."""
    path.unlink(missing_ok=True)
    path.write_text(text)


def packed(bundle: Path) -> Path:
    """As one file again."""
    file = bundle.with_suffix(".tar")
    subprocess.run(["tar", "-cf", str(file), "-C", str(bundle.parent), bundle.name], check=True)
    return file
