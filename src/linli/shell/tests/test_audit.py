"""The auditor reads who looked at what and what became of accounts and posts; no resident's name, and nobody else."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from linli.commons.people.actions import accounts as actions
from linli.commons.people.actions.persons import make_person
from linli.commons.people.forms import posts
from linli.commons.people.public import person_of
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.access.models import AccessLog
from tests.cast import go_on

ITEM = "unemployment-registration"
LOOKS, ACCOUNTS = "/audit/looks/", "/audit/accounts/"


@pytest.fixture
def seen(cast):
    """A matter that the generalist opened, whose applicant was looked up, and whose number was seen in full."""
    number = cast.file(ITEM).number
    page = cast.page("generalist")
    page.get(f"/matters/{number}")
    person = person_of(cast["resident"])
    page.get(f"/people/{person.pk}")
    page.post(f"/people/{person.pk}/unmask", {"number": "phone", "reason": "打电话核实"})
    return number


def text(response):
    return re.sub(r"<[^>]+>|\s+", " ", response.text)


def test_who_looked_at_what_is_read_by_the_auditor(cast, seen):
    page = cast.page("auditor")
    told = text(page.get(LOOKS))
    assert "打开: 办件" in told.replace("：", ": ") and "查看完整号码：手机号" in told and "打电话核实" in told
    assert "景城民众联络所 · 全科社工" in told and cast["generalist"].name in told
    assert cast["resident"].name not in told and "林秋怡" not in told
    assert seen in told.replace(" ", "")


def test_narrowed_by_account_matter_and_day(cast, seen):
    page = cast.page("auditor")
    assert "没有这样的记录" in text(page.get(LOOKS, {"q": "specialist"}))
    assert "打开" in text(page.get(LOOKS, {"q": "generalist"}))
    by_number = text(page.get(LOOKS, {"q": f"{seen[:4]} {seen[4:]}"}))
    assert "办件" in by_number and "居民信息" not in by_number
    today = clock.today()
    assert "打开" in text(page.get(LOOKS, {"day": today.isoformat()}))
    assert "没有这样的记录" in text(page.get(LOOKS, {"day": (today - timedelta(days=1)).isoformat()}))
    assert "请输入日期" in text(page.get(LOOKS, {"day": "30.2."}))


def test_what_became_of_accounts_and_posts(cast):
    actions.make_account("wang.min", "王敏", by=cast["administrator"])
    posts.give({"account": "wang.min", "unit": "labour", "role": "specialist"}, by=cast["officer"])
    cast.page("administrator").post("/staff/accounts/wang.min/close", {"once": "c"})
    page = cast.page("auditor")
    for turn in range(2):  # before the record has put them in order, and after
        told = text(page.get(ACCOUNTS))
        places = [told.index(words) for words in ("停用账号", "结束岗位", "授予岗位", "按名单开通账号")]
        assert places == sorted(places), turn
        go_on()
    assert "· 专办" in told and cast["officer"].name in told
    assert "按名单开通账号" in text(page.get(ACCOUNTS, {"q": "wang.min"}))
    assert "没有这样的记录" in text(page.get(ACCOUNTS, {"q": "nobody"}))


def test_a_residents_account_bears_no_name_of_theirs(cast):
    """Who took an account home from a window is named by user name alone."""
    known = {"identity_number": "320500194503090029"}
    woman = make_person("陈桂兰", by=None, community=network().place("jingcheng"), known=known)
    cast.page("generalist").post(f"/people/{woman.pk}/account", {"seen": "yes", "once": "k"})
    for address in (LOOKS, ACCOUNTS):
        told = text(cast.page("auditor").get(address))
        assert "陈桂兰" not in told
    assert "在窗口开通账号" in told


def test_by_program_page_by_page(cast, seen):
    program = cast.api("auditor")
    first = program.get("/api/v1/audit/looks?limit=1").json()
    assert set(first["items"][0]) == {"at", "account", "unit", "role", "what", "subject", "number", "reason"}
    everything, url = [], "/api/v1/audit/looks?limit=2"
    while url:
        answer = program.get(url).json()
        everything += answer["items"]
        url = answer["next"]
    assert len(everything) == AccessLog.objects.count()
    for n in range(3):
        actions.make_account(f"colleague{n}", "王敏", by=cast["administrator"])
    facts, url = [], "/api/v1/audit/accounts?limit=2"
    go_on()
    while url:
        answer = program.get(url).json()
        facts += [one["account"] for one in answer["items"]]
        url = answer["next"]
    assert facts[:3] == ["colleague2", "colleague1", "colleague0"] and len(facts) == len(set(facts))
    assert program.get("/api/v1/audit/accounts?cursor=x").status_code == 400
    assert program.get("/api/v1/audit/looks?day=x").status_code == 400


@pytest.mark.parametrize("account", ["administrator", "security", "officer", "head", "generalist", "resident"])
def test_nobody_else_reads_it(cast, account):
    for address in (LOOKS, ACCOUNTS):
        assert cast.page(account).get(address).status_code == 404
    for address in ("looks", "accounts"):
        assert cast.api(account).get(f"/api/v1/audit/{address}").status_code == 404


def test_the_auditor_opens_nothing_of_it(cast, seen):
    assert cast.page("auditor").get(f"/matters/{seen}").status_code == 404


@pytest.mark.parametrize("statement", ["UPDATE kernel_accesslog SET reason = ''", "DELETE FROM kernel_accesslog"])
def test_nobody_rewrites_who_looked(cast, seen, statement):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_as_many_queries_for_many_lines_as_for_few(cast, seen):
    page = cast.page("auditor")
    actions.make_account("colleague", "王敏", by=cast["administrator"])
    counts = []
    for turn in range(2):
        counts.append([])
        for address in (LOOKS, ACCOUNTS):
            with CaptureQueriesContext(
                connection,
            ) as seen_queries:
                page.get(address)
            counts[-1].append(len(seen_queries))
        for n in range(10):
            actions.make_account(f"colleague{turn}{n}", "王敏", by=cast["administrator"])
            AccessLog.objects.create(
                at=clock.now(), user=cast["specialist"], subject_kind="person", subject_id=str(n), what="person.found"
            )
    assert counts[0] == counts[1]
