"""What runs, and what it runs on: disk, clock, worker, followers, calendar."""

from __future__ import annotations

import os
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from linli.cli.doctor.database import ask
from linli.cli.doctor.findings import Finding, age, graded, size
from linli.cli.installation import ROOT, data, named_server
from linli.cli.processes import address

FULL = 0.85, 0.95  # of the disk
LEAST = 2e9  # bytes free, below which a night's backup may not fit
APART = 2.0, 30.0  # seconds between two clocks
BEHIND = 30.0, 300.0  # seconds that a fact waits for the worker
SILENT = 180.0, 180.0  # seconds since the worker's last note
CERTIFICATE = Path("/etc/linli/tls/certificate.pem")
EXPIRES = -30.0, -7.0  # days since its end
DECEMBER = 12  # by when the State Council has published the next year's holidays


def disk() -> Iterator[Finding]:
    folder = data()
    while not folder.exists():
        folder = folder.parent
    used = shutil.disk_usage(folder)
    level = "bad" if used.free < LEAST else graded(1 - used.free / used.total, *FULL)
    todo = "" if level == "ok" else "Make room, or move DATA to a larger disk."
    yield Finding(level, "disk", f"{size(used.free)} of {size(used.total)} free at {data()}.", todo)


def machine_clock() -> Iterator[Finding]:
    """The clocks of machine and database agree, and neither was set back."""
    from linli.kernel import clock

    before = clock.machine()
    (theirs,) = ask("SELECT clock_timestamp()")
    middle = before + (clock.machine() - before) / 2
    apart = abs((theirs - middle).total_seconds())
    todo = "Let both machines follow one time server."
    level = graded(apart, *APART)
    words = f"The database's clock is {apart:.1f} seconds from this machine's."
    yield Finding(level, "clock", words, "" if level == "ok" else todo)
    newest = _newest_recorded()
    if newest and newest > clock.machine() + timedelta(seconds=APART[0]):
        words = f"The newest fact was recorded {age(newest - clock.machine())} in the future: the clock was set back."
        yield Finding("bad", "clock", words, "Put the machine's clock right before anybody files.")
    if _unsynchronised():
        yield Finding("warn", "clock", "No time server is followed.", "timedatectl set-ntp true")
    if moved := clock.offset():
        ahead = "ahead" if moved > timedelta() else "behind"
        yield Finding("ok", "clock", f"A rehearsal: its clock runs {age(abs(moved))} {ahead} of the machine's.")


def _newest_recorded() -> datetime | None:
    newest: datetime | None = ask(
        "SELECT max(recorded) FROM (SELECT recorded FROM record_inbox UNION ALL "
        "(SELECT recorded FROM record_entry ORDER BY position DESC LIMIT 1)) AS facts"
    )[0]
    return newest


def _unsynchronised() -> bool:
    """Whether systemd says that this machine's clock follows nobody; without systemd nothing is known."""
    if not shutil.which("timedatectl"):
        return False
    asked = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
    try:
        said = subprocess.run(asked, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.stdout.strip() == "no"


def unfinished() -> Iterator[Finding]:
    """On a host of its own, an upgrade that was broken off keeps everything closed until it is ended."""
    if (ROOT.parent.parent / "upgrade.json").exists():
        yield Finding("bad", "upgrade", "It is under way, or was broken off.", "`linli upgrade --resume` ends it.")


def certificate() -> Iterator[Finding]:
    """What browsers are shown, on a host that `linli install` has set up."""
    from cryptography import x509

    if not CERTIFICATE.exists():
        return
    ends = x509.load_pem_x509_certificate(CERTIFICATE.read_bytes()).not_valid_after_utc
    left = (ends - datetime.now(UTC)).total_seconds() / 86_400
    level = graded(-left, *EXPIRES)
    todo = "" if level == "ok" else "`linli certificate FILE KEY` puts the next one in place."
    yield Finding(level, "certificate", f"It holds until {ends:%Y-%m-%d}.", todo)


def web() -> Iterator[Finding]:
    host, port = address()
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/readyz", timeout=5):
            yield Finding("ok", "web", f"{host}:{port} is ready.")
    except (urllib.error.URLError, OSError) as error:
        yield Finding("bad", "web", f"{host}:{port} is not ready: {error}", "Start `linli web` and see its log.")


def worker() -> Iterator[Finding]:
    """The worker notes that it turns; a fact that waits long says that it does not keep up."""
    from linli.kernel import clock
    from linli.kernel.database.models import Care
    from linli.kernel.database.upkeep import last

    todo, found = "Start `linli worker` and see its log.", last(Care.WORKER)
    if found is None:
        yield Finding("bad", "worker", "Never ran.", todo)
        return
    span = clock.machine() - found[0]
    level = graded(span.total_seconds(), *SILENT)
    yield Finding(level, "worker", f"Turned {age(span)} ago.", "" if level == "ok" else todo)
    waits, oldest = ask(
        "SELECT count(*), coalesce(extract(epoch FROM now() - min(recorded)), 0)::float FROM record_inbox"
    )
    if (level := graded(oldest, *BEHIND)) != "ok":
        words = f"{waits:,} facts wait to be ordered, the oldest for {age(timedelta(seconds=oldest))}."
        yield Finding(level, "worker", words, todo)


def followers() -> Iterator[Finding]:
    """Nobody follows far behind, and nothing was set aside."""
    from django.db import connection

    from linli.kernel.record.followers import followers as declared

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.follower, count(*), extract(epoch FROM now() - min(e.recorded))::float, c.error "
            "FROM record_cursor c JOIN record_entry e ON e.position > c.position "
            "WHERE c.follower = ANY(%s) GROUP BY c.follower, c.error ORDER BY c.follower",
            [declared()],
        )
        behind = [(name, n, span, error) for name, n, span, error in cursor.fetchall() if span >= BEHIND[0]]
    for name, n, span, error in behind:
        words = f"{name} is {n:,} entries behind, by {age(timedelta(seconds=span))}" + (f": {error}" if error else ".")
        yield Finding(graded(span, *BEHIND), "followers", words, "See the worker's log.")
    (parked,) = ask("SELECT count(*) FROM record_parked")
    if parked:
        words = f"{parked:,} entries are set aside."
        yield Finding("bad", "followers", words, "`linli followers` names them; `linli followers retry` takes them up.")
    elif not behind:
        yield Finding("ok", "followers", f"All {len(declared())} are up to date.")


def calendar() -> Iterator[Finding]:
    """Without the published holidays of a year, dates within it are only what the law fixes."""
    from linli.commons.calendar.queries import calendar as days
    from linli.kernel import clock

    today, known = clock.today(), days()
    todo = "Take a Linli that knows them, or enter them in the installation's own calendar."
    if not known.day(date(today.year, 7, 1)).known:
        yield Finding("bad", "calendar", f"The holidays of {today.year} are not known.", todo)
    elif not known.day(date(today.year + 1, 7, 1)).known and today.month >= DECEMBER:
        yield Finding("warn", "calendar", f"The holidays of {today.year + 1} are not known.", todo)
    else:
        newest = max(year for year in range(today.year, today.year + 5) if known.day(date(year, 7, 1)).known)
        yield Finding("ok", "calendar", f"Holidays are known until the end of {newest}.")


def configured() -> Iterator[Finding]:
    """What stands in the environment and must not, in service."""
    from django.conf import settings

    if os.environ.get("LINLI_DEBUG") == "1":
        yield Finding("bad", "settings", "LINLI_DEBUG shows the program's inside to everybody.", "Take it away.")
    if named_server() and os.environ.get("LINLI_REHEARSAL") == "1":
        yield Finding(
            "warn", "settings", "This is a rehearsal: its clock may be moved.", "In service, take LINLI_REHEARSAL away."
        )
    elif named_server() and settings.SECOND_STEP == "nobody":
        words = "Who works here signs in by password alone."
        yield Finding("warn", "settings", words, "Take LINLI_SECOND_STEP=nobody away.")
