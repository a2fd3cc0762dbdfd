"""A list that is taken out proves nothing any more; what it proved once is not undone."""

import pytest

from linli.commons.credentials.actions import unload
from linli.commons.credentials.forms import load_register
from linli.commons.credentials.models import Entry, Register
from linli.commons.credentials.tests.test_registers import HERS, held, write
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref

__all__ = ["write"]


def test_it_is_gone_whole_and_only_it(cast, write):
    load_register(write())
    load_register(write(HERS, code="others"))
    assert len(held(cast)) == 2
    assert unload("cards") is True
    assert list(Register.objects.values_list("code", flat=True)) == ["others"]
    assert Entry.objects.count() == len(held(cast)) == 1
    entry = timeline(Ref("register", "cards"))[-1]
    told = {"kind": "disability-card", "as_of": "2026-06-01", "entries": 2}
    assert (entry.fact, entry.payload, entry.actor) == ("credentials.RegisterUnloaded", told, None)


def test_twice_is_harmless_and_what_never_was_is_named(cast, write):
    load_register(write())
    assert unload("cards") is True
    before = len(timeline(Ref("register", "cards")))
    assert unload("cards") is False
    assert len(timeline(Ref("register", "cards"))) == before
    with pytest.raises(LookupError):
        unload("another")


def test_it_can_be_loaded_anew_also_an_older_one(cast, write):
    load_register(write(as_of="2026-06-05"))
    unload("cards")
    assert load_register(write(as_of="2026-06-01")).endswith("loaded")
    assert len(held(cast)) == 1


def test_loading_tells_how_far_it_is(cast, write):
    heard = []
    load_register(write(), lambda done, total: heard.append(done / total))
    assert heard == sorted(heard)
    assert (heard[0] > 0, heard[-1], any(0.3 < share < 0.6 for share in heard)) == (True, 1, True)
