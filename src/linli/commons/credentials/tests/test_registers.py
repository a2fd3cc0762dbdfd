"""Registers: loaded whole or not at all, in place of the one before, found by who is in them, and by nobody else."""

from datetime import date, timedelta

import pytest

from linli.commons.credentials import actions
from linli.commons.credentials.forms import load_register
from linli.commons.credentials.models import Entry, Register
from linli.commons.credentials.queries import holds, registered, tags
from linli.commons.people.actions.persons import make_person, set_profile
from linli.commons.people.queries import person_of
from linli.kernel import clock
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref
from linli.kernel.sources import Flawed
from tests.cast import MONDAY, ROOT

HEAD = """register: {code}
kind: disability-card
name: {{zh-hans: 残疾人证, en: Disability card}}
keeper: {{zh-hans: 区残联, en: Disabled persons' federation}}
as_of: {as_of}
use_until: {until}
list: list.csv
"""
COLUMNS = "identity_number,name,since,until\n"
HERS = "320594198604128629,林秋怡,2021-03-15,2031-03-14\n"
HIS = "320594197109238711,陆建平,2019-08-01,\n"


@pytest.fixture
def write(tmp_path):
    def written(lines=HERS + HIS, as_of="2026-06-01", until="2026-12-31", code="cards", columns=COLUMNS):
        head = tmp_path / "register.yaml"
        head.write_text(HEAD.format(code=code, as_of=as_of, until=until), encoding="utf-8")
        (tmp_path / "list.csv").write_text(columns + lines, encoding="utf-8")
        return head

    return written


def flaws(path):
    with pytest.raises(Flawed) as flawed:
        load_register(path)
    return [(flaw.file.rsplit("/", 1)[-1], flaw.line, flaw.field, flaw.what) for flaw in flawed.value.flaws]


def held(cast, account="resident"):
    return [(p.kind, p.name["en"], p.since, p.until, p.as_of) for p in registered(person_of(cast[account]), None)]


def test_who_is_in_a_list_holds_what_it_shows(cast, write):
    summary = load_register(write())
    assert summary == "cards: 2 lines as of 2026-06-01, to be used until 2026-12-31: loaded"
    hers = ("disability-card", "Disability card", date(2021, 3, 15), date(2031, 3, 14), date(2026, 6, 1))
    assert held(cast) == [hers]
    assert [one.until for one in holds(person_of(cast["neighbour"]), ["disability-card"])] == [None]
    assert holds(person_of(cast["resident"]), ["another-kind"]) == []
    assert held(cast, "stranger") == []  # nobody without an identity number
    [entry] = timeline(Ref("register", "cards"))
    told = {"kind": "disability-card", "as_of": "2026-06-01", "use_until": "2026-12-31", "entries": 2}
    assert (entry.fact, entry.payload, entry.actor) == ("credentials.RegisterLoaded", told, None)


def test_loading_twice_changes_nothing_and_a_newer_list_takes_the_place(cast, write):
    load_register(write())
    before = list(Entry.objects.values_list("pk", flat=True))
    assert load_register(write()).endswith("as before")
    assert list(Entry.objects.values_list("pk", flat=True)) == before
    assert len(timeline(Ref("register", "cards"))) == 1
    load_register(write(HIS, as_of="2026-06-05"))
    assert held(cast) == []
    assert len(held(cast, "neighbour")) == 1
    assert flaws(write(HERS)) == [
        ("register.yaml", 5, "as_of", "is older than the list of 2026-06-05 that is there")
    ]  # fmt: skip
    assert held(cast) == []
    assert load_register(write(HERS, as_of="2026-06-05")).endswith("loaded")  # put right on the same day
    assert len(held(cast)) == 1


def test_it_proves_from_to_and_while_the_list_serves(cast, write):
    load_register(write("320594198604128629,林秋怡,2026-06-09,2026-06-20\n", until="2026-06-19"))
    days = {0: 0, 1: 1, 11: 1, 12: 0}
    for n, count in days.items():
        with clock.standing(MONDAY + timedelta(days=n)):
            assert len(held(cast)) == count, n
    load_register(write("320594198604128629,林秋怡,2026-06-09,2026-06-10\n", as_of="2026-06-02"))
    for n, count in {1: 1, 2: 1, 3: 0}.items():
        with clock.standing(MONDAY + timedelta(days=n)):
            assert len(held(cast)) == count, n


def test_number_and_name_must_both_be_right(cast, write):
    load_register(write("320594198604128629,林秋仪,2021-03-15,\n"))
    assert held(cast) == []
    load_register(write("320594198604128629,林 秋怡,2021-03-15,\n", as_of="2026-06-02"))  # spaces do no harm
    assert len(held(cast)) == 1
    person = person_of(cast["resident"])
    set_profile(person, by=None, changes={"name": "林秋仪"})
    assert tags(person) != []
    assert list(registered(person, None)) == []


def test_nothing_in_the_table_names_anybody(cast, write):
    load_register(write())
    rows = [bytes(tag) for tag in Entry.objects.values_list("tag", flat=True)]
    for plain in ("320594198604128629", "林秋怡"):
        assert not any(plain.encode() in row for row in rows)
    assert plain not in str(Register.objects.values())
    assert len({len(row) for row in rows}) == 1


MISTAKES = {
    "number": ("320594198604128620,林秋怡,2021-03-15,\n", (2, "identity_number", "is no right number (checksum)")),
    "twice": (HERS + HERS, (3, "identity_number", "is written twice; first in line 2")),
    "no name": ("320594198604128629,,2021-03-15,\n", (2, "name", "is missing, too long or not printable")),
    "no day": ("320594198604128629,林秋怡,,\n", (2, "since", "is missing")),
    "a date": ("320594198604128629,林秋怡,15.3.2021,\n", (2, "since", "must be a date like 2020-09-01")),
    "backwards": ("320594198604128629,林秋怡,2021-03-15,2020-01-01\n", (2, "until", "is before since")),
    "columns": ("320594198604128629,林秋怡\n", (2, "file", "has 2 columns, not 4")),
    "a quote": ('"320594198604128629,林秋怡,2021-03-15,\n', (2, "file", "not CSV: unexpected end of data")),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_wrong_line_refuses_the_whole_list(cast, write, name):
    lines, (line, field, what) = MISTAKES[name]
    told = flaws(write(lines + ("" if name == "a quote" else HIS)))
    assert told == [("list.csv", line, field, what)]
    assert not Register.objects.exists()
    assert "3205941986" not in str(told)


def test_the_head_is_judged_and_the_list_must_be_there(cast, write, tmp_path):
    assert [f[2:] for f in flaws(write(until="2026-05-01"))] == [("use_until", "is before the day of the list")]
    assert [f[1:] for f in flaws(write(columns="number,name\n"))] == [
        (1, "file", "the first line must be identity_number,name,since,until")
    ]
    path = write()
    (tmp_path / "list.csv").unlink()
    assert [f[2:] for f in flaws(path)] == [("list", "list.csv can't be read: No such file or directory")]
    (tmp_path / "list.csv").write_bytes((COLUMNS + HERS).encode("gb18030"))
    assert [f[2:] for f in flaws(path)] == [("list", "list.csv can't be read: not UTF-8")]
    path.write_text("register: X\nlist: ../list.csv\n")
    assert {f[2] for f in flaws(path)} >= {"register", "kind", "name", "keeper", "as_of", "use_until", "list"}
    assert not Register.objects.exists()


def test_the_rehearsals_own_register_loads(cast):
    assert "2 lines" in load_register(ROOT / "catalogue/registers/disability-card.yaml")
    assert len(held(cast)) == 1


def test_ten_thousand_lines(cast, write, django_assert_max_num_queries):
    lines = [
        actions.Line(f"{n:017d}X", f"某{n}", date(2020, 1, 1), None) for n in range(10_000)
    ]  # fmt: skip
    list_ = actions.List("many", "k", {"en": "K"}, {"en": "B"}, date(2026, 1, 1), date(2027, 1, 1), lines)
    with django_assert_max_num_queries(12):
        assert actions.load(list_)
    assert Entry.objects.count() == 10_000
    somebody = make_person("某7", by=None)
    assert list(registered(somebody, None)) == []
    load_register(write())
    assert len(held(cast)) == 1


def test_the_page_and_the_api(cast, write):
    load_register(write())
    page = cast.page("resident").get("/credentials/").content.decode()
    assert "残疾人证" in page and "区残联" in page and "2031 年 3 月 14 日" in page
    assert "残疾人证" not in cast.page("stranger").get("/credentials/").content.decode()
    answer = cast.api("resident").get("/api/v1/credentials", headers={"Accept-Language": "zh-Hans"})
    assert answer.json()["items"] == [
        {"kind": "disability-card", "name": "残疾人证", "by": "区残联", "since": "2021-03-15", "until": "2031-03-14",
         "as_of": "2026-06-01", "source": {"type": "register", "id": "cards"}}
    ]  # fmt: skip
