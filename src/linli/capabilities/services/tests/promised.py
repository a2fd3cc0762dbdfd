"""A licence of the trial that was accepted though a paper is still to follow, and what is asked about it."""

from datetime import datetime

import pytest

from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import PICTURE
from linli.commons.duties.models import Duty
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from linli.kernel.files import store

DESK, DECIDES = "civil-affairs.specialist", "civil-affairs.approver"
UNTIL = "2026-06-18"  # the Thursday of the next week; the festival of 19 June begins after it
DUE = datetime(2026, 6, 18, 17, 0, tzinfo=clock.HERE)


@pytest.fixture
def filed(cast):
    publish("licence")
    return cast.file("licence").number


@pytest.fixture
def conditional(cast, filed):
    cast.do("generalist", "accept-conditionally", filed, materials=["later-paper"], until=UNTIL)
    return filed


def paper(cast, account="resident"):
    return {"code": "later-paper", "file": store.keep(cast[account], "纸.png", PICTURE).pk}


def refused(cast, account, verb, number, **raw):
    with pytest.raises(Problem) as problem:
        cast.do(account, verb, number, **raw)
    found = problem.value
    return found.status, sorted((e.pointer, e.code) for e in found.errors)


def owed(number):
    rows = Duty.objects.filter(subject_id=number, closed=None).exclude(kind="tell").select_related("unit")
    return {(d.kind, f"{d.unit.code}.{d.role}" if d.unit else "resident") for d in rows}
