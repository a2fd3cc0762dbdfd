"""A pytest plugin: the district and its cast, as `make demo` knows them; and short ways to file and to move matters."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache as kept
from django.db import connection
from django.test import Client

from linli.capabilities.services import forms
from linli.capabilities.services.actions import file
from linli.capabilities.services.demo import answers_for
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import View, catalogue, view
from linli.commons.people.public import load_cast, person_of
from linli.commons.places.public import load_network
from linli.kernel import clock, sources
from linli.kernel.access.models import User
from linli.kernel.access.tokens import issue
from linli.kernel.api.problems import Problem
from linli.kernel.record.followers import pump
from linli.kernel.sweeps import run_all
from tests.district import lay_out

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "a-password-for-tests-only"
MONDAY = datetime(2026, 6, 8, 9, 30, tzinfo=clock.HERE)
_keys = itertools.count(1)


PBKDF2PasswordHasher.iterations = 1  # what is slow on purpose need not be so at every test


def load_district() -> None:
    """The network, the catalogue and the cast; all of them data of the product, read once."""
    load_network(_read("networks/hudong-2020.yaml"))
    for folder in ("catalogue/services", "catalogue/bundles"):
        forms.load_sources(*_read_all(folder))
    load_cast(_read("networks/demo-cast.yaml"), PASSWORD)


@cache
def _read(file: str) -> sources.Source:
    return sources.read(ROOT / file)


@cache
def _read_all(folder: str) -> tuple[list[sources.Source], list[sources.Flaw]]:
    return forms.read_sources(ROOT / folder)


@dataclass
class Cast:
    """Everybody by account name, and what they do most."""

    tokens: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, account: str) -> User:
        return User.objects.get(username=account)

    def file(self, item: str, account: str = "resident", **raw: Any) -> Application:
        """A matter that the resident filed online with answers that pass; `raw` overrides the body."""
        user = self[account]
        person = person_of(user)
        assert person is not None
        answers = answers_for(catalogue().item(item), person)
        filing, _submit = forms.new({"item": item, "answers": answers, "submit": True} | raw, user)
        return file(filing, by=user)[0]

    def do(self, account: str, verb: str, number: str, **raw: Any) -> View:
        """A verb by somebody of the cast; then the record goes on."""
        forms.perform(verb, number, raw, by=self[account])
        return self.look(number)

    def look(self, number: str) -> View:
        """The matter as it is now."""
        rows = Application.objects.select_related("person", "result", "correction")
        return view(rows.get(number=number))

    def token(self, account: str) -> str:
        """A bearer token, made once."""
        if account not in self.tokens:
            self.tokens[account] = issue(self[account])
        return self.tokens[account]

    def page(self, account: str | None = None, **headers: str) -> Client:
        """A browser without script, signed in as somebody."""
        client = Client(headers=headers)
        if account:
            client.force_login(self[account])
        return client

    def api(self, account: str | None = None) -> Client:
        """A program with somebody's token."""
        headers = {"Authorization": f"Bearer {self.token(account)}"} if account else {}
        return Client(headers={"Accept-Language": "en"} | headers)


def go_on() -> None:
    """The worker's turn: sweeps, sequencer, followers."""
    run_all()
    pump()


def forget_looks() -> None:
    """No line in the access log: where a test counts from nought. The database lets nobody do this in earnest."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM kernel_accesslog")
        cursor.execute("SET session_replication_role = DEFAULT")


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """What each answers when they begin together, each in a thread: "done", or the status of its refusal; sorted."""
    together = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> str:
        together.wait()
        try:
            call()
        except Problem as problem:
            return str(problem.status)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(one, calls))


@pytest.fixture
def cast(db: Any) -> Iterator[Cast]:
    """The district with its cast, on a Monday morning."""
    kept.clear()
    with clock.standing(MONDAY):
        lay_out(load_district)
        yield Cast()


@pytest.fixture
def at() -> Any:
    """`with at(days=3): …`: so long after that Monday morning, or at an aware time."""

    def moved(moment: datetime | None = None, **after: float) -> Any:
        return clock.standing(moment or MONDAY + timedelta(**after))

    return moved
