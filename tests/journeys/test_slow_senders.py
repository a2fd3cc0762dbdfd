"""Requests whose bodies never come: they wait alone."""

from __future__ import annotations

import socket
import time
import urllib.request
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.django_db(transaction=True)
IDLE = 40  # more than all places at work of all processes


def test_bodies_that_never_come_hold_nobody_up(site: str) -> None:
    address = urlsplit(site)
    head = f"POST /display/ HTTP/1.1\r\nHost: {address.netloc}\r\nOrigin: {site}\r\nContent-Length: 1000\r\n\r\nlogin="
    with ExitStack() as open_sockets:
        idle = [
            open_sockets.enter_context(socket.create_connection(("127.0.0.1", address.port or 0))) for _n in range(IDLE)
        ]
        for one in idle:
            one.sendall(head.encode())
        time.sleep(1)
        began = time.monotonic()
        for _n in range(20):
            urllib.request.urlopen(f"{site}/items/", timeout=5).close()
        assert time.monotonic() - began < 5
