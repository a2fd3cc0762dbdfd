"""The demo, from nothing to an address: database, data, web, worker; and a clean end."""

from __future__ import annotations

import os
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType

from linli.cli.demo.children import Child
from linli.cli.demo.leftovers import alone, end_leftovers
from linli.cli.installation import Refused, data, disconnect, named_server, server
from linli.cli.processes import address
from linli.kernel.database.server import Server

READY = 60.0  # seconds that the web may take until it answers


class Ended(BaseException):
    """Somebody asked the demo to end."""


def supervise() -> None:
    """Run the demo until it is asked to end. Raises Refused with the message of whatever ended by itself."""
    folder, (host, port) = data(), address()
    parent = os.getppid() if os.environ.get("LINLI_UNDER_MAKE") else None
    with _signals(), alone(folder):
        try:
            end_leftovers(folder)
            _refuse_taken(host, port)
            with nullcontext() if named_server() else server(stop_always=True) as it:
                _run(folder, it, parent)
        except Ended:
            print("\nEnded. The data stay; `make demo` goes on with them.", flush=True)


def _run(folder: Path, it: Server | None, parent: int | None) -> None:
    from linli.cli.demo.prepare import prepare
    from linli.cli.demo.welcome import welcome

    prepare(folder, it)
    children: list[Child] = []
    try:
        for name in ("worker", "web"):
            children.append(Child(name, folder))
        _until_ready(children, it)
        print(welcome(_url(), folder), flush=True)
        disconnect()
        _watch(children, it, parent)
    finally:
        for child in reversed(children):
            child.end()


@contextmanager
def _signals() -> Iterator[None]:
    """Within, Ctrl-C, SIGTERM and a closed terminal raise Ended, once; a second one does not disturb the ending."""
    ends = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end(number: int, frame: FrameType | None) -> None:
        for each in ends:
            signal.signal(each, signal.SIG_IGN)
        raise Ended

    before = {each: signal.signal(each, end) for each in ends}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused(f"Port {port} of {host} is not free ({error.strerror}): choose another with PORT=.") from None


def _url() -> str:
    host, port = address()
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{host}:{port}"


def _until_ready(children: list[Child], it: Server | None) -> None:
    end, last = time.monotonic() + READY, ""
    while time.monotonic() < end:
        _check(children, it)
        try:
            with urllib.request.urlopen(f"{_url()}/readyz", timeout=5):  # noqa: S310 (our own address)
                return
        except OSError as error:  # refused, or an answer that says "not yet"
            last = str(error)
            time.sleep(0.1)
    raise Refused(f"The web is not ready after {READY:.0f} seconds ({last}). Its log: {children[-1].log}")


def _watch(children: list[Child], it: Server | None, parent: int | None) -> None:
    """Until somebody ends it, a child ends, or the parent (the `make` that started it) is gone."""
    while parent in (None, os.getppid()):
        _check(children, it)
        time.sleep(0.3)
    raise Ended


def _check(children: list[Child], it: Server | None) -> None:
    for child in children:
        if words := child.ended():
            raise Refused(words)
    if it and not it.running():
        log = it.folder / "postgres.log"
        last = log.read_text(errors="replace").strip().splitlines()[-10:]
        raise Refused("\n".join([*last, f"The database has ended. Its log: {log}"]))
