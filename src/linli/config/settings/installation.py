"""Where this installation lives, and whether it is a rehearsal."""

import os
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
DATA = Path(os.environ.get("DATA") or ROOT / "var").absolute()
KEYS = DATA / "keys"
FILES = DATA / "files"
LOOSE_FILES_KEPT = timedelta(days=1)  # an upload that nobody attached to anything

# A folder on another machine: the worker adds the newest seal of the record to a file there, once a night.
SEALS = Path(os.environ["LINLI_SEALS"]).absolute() if os.environ.get("LINLI_SEALS") else None

REHEARSAL = os.environ.get("LINLI_REHEARSAL") == "1"
if os.environ.get("LINLI_CLOCK") and not REHEARSAL:
    raise SystemExit("LINLI_CLOCK is refused: only a rehearsal (LINLI_REHEARSAL=1) may move the clock.")

DEBUG = os.environ.get("LINLI_DEBUG") == "1"
SECRET_KEY_FILE = KEYS / "session.key"

# For what is sealed from now on; what was sealed under the other suite stays readable.
SUITE = os.environ.get("LINLI_SUITE") or "aes-gcm+sha256"
