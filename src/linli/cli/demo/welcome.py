"""What the demo says when it opens."""

from __future__ import annotations

from pathlib import Path

from linli.cli.demo.prepare import password

# The cast that stories are told with; every desk has an account UNIT.ROLE besides.
CAST = (
    ("resident", "files from home"),
    ("neighbour", "lives in the same community"),
    ("generalist", "takes every matter in at the station"),
    ("specialist", "works steps at civil affairs"),
    ("approver", "decides at civil affairs"),
    ("head", "leads the station, answers for what is late"),
    ("officer", "keeps catalogue, network and calendar of the district"),
    ("administrator", "keeps accounts and system, sees no matter"),
    ("auditor", "reads record and access log, no personal data"),
    ("stranger", "has no tie to the place"),
)
TRIES = (
    "As resident, look for 失业 (or type sydj), file it, and see the receipt.",
    "As generalist, open the desk: the matter is there. Accept it, grant it, deliver it.",
    "As head, see what is late; then run `.venv/bin/linli verify-record`.",
)


def welcome(url: str, folder: Path) -> str:
    """Address, cast, three things to try."""
    from linli.kernel import clock

    width = max(len(name) for name, _ in CAST)
    cast = [f"  {name:<{width}}  {what}" for name, what in CAST]
    tries = [f"  {number}. {text}" for number, text in enumerate(TRIES, 1)]
    return "\n".join(
        [
            "",
            f"Linli 邻里 is open: {url}",
            f"It is a rehearsal; its clock says {clock.local(clock.now()):%Y-%m-%d %H:%M}.",
            "",
            f"Sign in as one of these, or as any desk like civil-affairs.approver. Password of all: {password(folder)}",
            *cast,
            "",
            "Three things to try:",
            *tries,
            "",
            "Ctrl-C ends it; the data stay.",
        ]
    )
