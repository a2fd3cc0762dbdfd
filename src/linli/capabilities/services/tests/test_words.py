"""Matters are found by words: all that fit and one sees, nothing else, newest first."""

import json

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.matters import grow
from linli.capabilities.services import actions, forms, jobs
from linli.capabilities.services.actions.words import forget
from linli.capabilities.services.models import Application, Words
from linli.capabilities.services.queries import catalogue, newest, visible_to, words
from linli.capabilities.services.queries.lists import listed
from linli.capabilities.services.tests.test_counts import asked, rows_read
from linli.commons.people.actions.persons import set_profile
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.commons.places.queries import network
from linli.kernel.api.paging import page
from linli.kernel.numbers import spoken
from linli.kernel.record.followers import pump
from linli.kernel.texts import fold
from tests.cast import go_on

SPOT, LONG = "unemployment-registration", "disability-living-allowance"
V1 = "/api/v1/applications"


def found(cast, who, q, limit=7, **equal):
    """All the numbers that a question finds, page by page as the API does it."""
    user, shown, cursor = cast[who], [], None
    rows = visible_to(user)
    while cursor != "":
        before = shown[-1].pk if shown else None
        narrowed = listed(user, rows, q, limit + 1, before, bundle=False, **equal)
        more, cursor = page(narrowed, cursor or "", ("-id",), limit)
        shown += more
    return [a.number for a in shown]


def draft(cast):
    """A draft of resident's."""
    filing, _submit = forms.new({"item": LONG, "answers": {}}, cast["resident"])
    return actions.draft(filing, by=cast["resident"]).number


def rename(person, name):
    set_profile(person, by=None, changes={"name": name})


@pytest.fixture
def two(cast):
    """Matters of resident's (林秋) and neighbour's."""
    return cast.file(SPOT).number, cast.file(LONG, "neighbour").number


def test_by_names_initials_items_places_numbers_and_words_in_any_order(cast, two):
    first, second = two
    name = person_of(cast["resident"]).name
    assert name == "林秋怡"
    for q in (
        "林秋",
        "秋怡",
        "怡",
        "林",
        "lq",
        "LQY",
        "ＬＱＹ",
        "林秋 失业",
        "失业、林秋",
        "sydj 林秋",
        "林秋 民众联络",
    ):
        assert first in found(cast, "generalist", q), q
        assert second not in found(cast, "generalist", q), q
    for q in ("失业登记", "失業登記", "登记", "sydj", "unemployment", "Unemployment registration", "我要办失业登记"):
        assert found(cast, "generalist", q) == [first], q
    for q in ("景城", "Jingcheng", "景城 残疾人", "残疾"):
        assert second in found(cast, "generalist", q), q
    for q in (first, spoken(first), f" {first[:5]}-{first[5:]} ", first[-4:], f"林秋 {first}", f"林秋 {first[2:7]}"):
        assert found(cast, "generalist", q) == [first], q
    for q in ("林秋 残疾", "秋林", "林登", "火星", "·", "q林秋", f"王 {first}", "1234567890"):
        assert found(cast, "generalist", q) == [], q


def test_today_it_finds_a_part_of_a_latin_name_too(cast, two):
    rename(person_of(cast["resident"]), "Anna-Lena Müller")
    for q in ("Müller", "ülle", "anna", "nna lena", "MÜLLER Lena", "annalenam"[:4], "a"):
        assert two[0] in found(cast, "generalist", q), q
    assert found(cast, "generalist", "anne") == found(cast, "generalist", "林秋") == []


def test_far_pairs_of_characters_are_no_word(cast, two):
    rename(person_of(cast["resident"]), "王秀王秀兰芳秀兰")
    assert found(cast, "generalist", "王秀兰") == [two[0]]
    rename(person_of(cast["resident"]), "王秀芳秀兰")
    assert found(cast, "generalist", "王秀") == found(cast, "generalist", "秀兰") == [two[0]]
    assert found(cast, "generalist", "王秀兰") == []


@pytest.mark.parametrize(
    "who", ["resident", "neighbour", "generalist", "head", "hudong-committee.specialist", "stranger"]
)
@pytest.mark.parametrize("q", ["林秋", "登记", "景城", "a"])
def test_nobody_finds_what_the_list_does_not_show_them(cast, two, who, q):
    draft(cast)
    rows = visible_to(cast[who]).filter(bundle=False).order_by("-pk")
    shown = list(rows.values_list("number", flat=True))
    hits = found(cast, who, q)
    assert hits == [number for number in shown if number in hits]
    every = found(cast, "generalist", q) + found(cast, "resident", q)
    assert hits == [number for number in shown if number in every]


LETTERS = st.sampled_from("王秀兰林秋陈阿依古丽曾單葉あ가abcdeé12·-' 　")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(names=st.lists(st.text(LETTERS, min_size=1, max_size=40), min_size=2, max_size=2), data=st.data())
def test_every_part_of_any_name_is_found_and_nothing_else(cast, two, names, data):
    people = [person_of(cast["resident"]), person_of(cast["neighbour"])]
    for person, name in zip(people, names, strict=True):
        rename(person, name)
    at = data.draw(st.integers(0, len(names[0]) - 1))
    user = cast["generalist"]
    part = names[0][at : at + data.draw(st.integers(1, 8))]
    wanted = fold(part).replace(" ", "").strip("·-'")
    if not wanted or any(c in wanted for c in "·-' ") or fold(part) != fold(part).strip():
        return
    asked = words.read(part)
    if asked.number or not asked.words:
        return
    rows = Application.objects.filter(pk__in=newest.newest_that_fit(user, asked, 20))
    hits = set(rows.values_list("number", flat=True))
    for number, person in zip(two, people, strict=True):
        told = person.name_fold, person.initials, number
        if wanted in told[0] or wanted in told[2]:
            assert number in hits, (part, told)
        elif not asked.words[0].ids:
            assert number not in hits or told[1].startswith(wanted), (part, told)


def test_a_name_is_corrected_in_the_same_transaction_and_stays_emptied_once_it_was(cast, two):
    person = person_of(cast["resident"])
    rename(person, "林秋月")
    assert found(cast, "generalist", "秋怡") == []
    assert found(cast, "generalist", "秋月") == [two[0]]
    forget([Application.objects.get(number=two[0]).pk])
    assert found(cast, "generalist", "秋月") == found(cast, "generalist", "失业") == []
    rename(person, "林秋")
    jobs.compare_names()
    jobs.write_words()
    assert found(cast, "generalist", "林秋") == []
    assert found(cast, "generalist", two[0]) == [two[0]]


def test_what_is_to_be_written_is_written_by_the_worker(cast, two):
    Words.objects.update(text="", words="", stale=True)
    assert found(cast, "generalist", "林秋") == []
    jobs.write_words()
    assert found(cast, "generalist", "林秋") == [two[0]]
    Person.objects.filter(account=cast["resident"]).update(name="林夏", name_fold="林夏", initials="lx")
    jobs.write_words()
    assert found(cast, "generalist", "林秋") == [two[0]]
    jobs.compare_names()
    jobs.write_words()
    assert found(cast, "generalist", "林夏") == [two[0]]
    assert not Words.objects.filter(stale=True).exists()


def test_a_document_holds_nothing_that_is_sealed(cast):
    cast.file(SPOT)
    kept = Words.objects.get()
    version = catalogue().item(SPOT).id
    a = Application.objects.get()
    assert kept.text == f"林秋怡 lqy {a.number}"
    ids = {f"={SPOT}", f"~{version}", f"@{a.community_id}", f"#{a.taken_in_by_id}"}
    lexemes = {part.strip("'") for part in kept.words.split()}
    assert lexemes == ids | {"林秋", "秋怡", "怡", "lqy"} | {a.number[at:] for at in range(10)}


def test_by_api_page_by_page(cast, two):
    more = cast.file(SPOT, "neighbour").number
    api = cast.api("generalist")
    first = api.get(V1, {"q": "失业 景城", "limit": 1}).json()
    then = api.get(first["next"]).json()
    assert [[a["number"] for a in one["items"]] for one in (first, then)] == [[more], [two[0]]]
    assert then["next"] is None
    assert api.get(V1, {"q": "王 13800138000"}).status_code == 400


def naive(rows, q):
    """The numbers of these matters that fit, told by looking at each."""
    places = network()
    for a in rows:
        names = places.place_by_id(a.community_id).names, places.unit_by_id(a.taken_in_by_id).names
        item = catalogue().version(a.version_id)
        texts = [a.person.name, a.number, *names[0].values(), *names[1].values(), *item.name.values(), *item.keywords]
        texts += item.summary.values()
        if all(any(fold(word) in fold(text) for text in texts) for word in q.split()):
            yield a.number


@pytest.fixture
def many(cast, monkeypatch):
    """Two hundred matters of six communities, a few recent enough to be looked at one by one."""
    monkeypatch.setattr(newest, "RECENT", 25)
    over = cast.file(LONG).number
    cast.do("resident", "withdraw", over)
    cast.do("generalist", "accept", cast.file(LONG, "neighbour").number)
    cast.file(SPOT)
    go_on()
    pump()
    grow(200, 5, under_way=0.5)
    return cast


@pytest.mark.parametrize("who", ["resident", "generalist", "head", "hudong-committee.specialist", "jingcheng.head"])
def test_beyond_the_newest_all_are_found(many, who):
    rename(person_of(many["neighbour"]), "慕容雪")
    rows = list(visible_to(many[who]).select_related("person").order_by("-pk"))
    for q in ("登记", "残疾", "慕容", "林秋", "秋 残疾", "景城", "雪 失业"):
        assert found(many, who, q) == list(naive(rows, q)), q
        over = [a for a in rows if a.state == "ended"]
        assert found(many, who, q, state="ended") == list(naive(over, q)), q


def test_a_page_of_found_asks_no_more_than_a_page_of_the_list(many):
    api = many.api("generalist")
    api.get(V1)
    for q in ("登记", "慕容", "残疾 景城"):
        assert asked(lambda q=q: api.get(V1, {"q": q})) <= asked(lambda: api.get(V1)), q


def test_of_many_matters_only_those_that_fit_are_read_and_the_newest(many):
    grow(2_500, 6, under_way=0.1)
    rename(person_of(many["neighbour"]), "慕容雪")
    for q in ("慕容", "残疾", "火星"):
        assert _read(many, q) < 700, q


def _read(cast, q):
    """The rows that are read for a question; nothing is read whole that has another way."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql = newest.newest_that_fit(cast["generalist"], words.read(q), 20)
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql.sql}", sql.params)
        told = cursor.fetchone()[0]
        cursor.execute("RESET enable_seqscan")
    return rows_read((json.loads(told) if isinstance(told, str) else told)[0]["Plan"])


def test_discarded_drafts_leave_no_words(cast):
    number = draft(cast)
    assert Words.objects.count() == 1
    actions.discard(number, by=cast["resident"])
    assert Words.objects.count() == 0
