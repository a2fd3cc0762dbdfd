"""Speed that can be counted: statements of a filing and of lists, and what is read when the past grows."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.capture import statements
from bench.matters import grow
from linli.capabilities.services.queries import visible_to
from linli.kernel.record.followers import pump
from tests.cast import go_on

SPOT, LONG = "unemployment-registration", "disability-living-allowance"
CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET ", "BEGIN", "COMMIT")
READING = ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan")


def body(cast):
    """What a program sends."""
    answers = {"situation": "left_employer"}
    return {"item": SPOT, "answers": answers, "submit": True}


def asked(call):
    with CaptureQueriesContext(connection) as queries:
        assert call().status_code in (200, 201)
    return len([q for q in queries if not q["sql"].startswith(CONTROL)])


def test_a_filing_by_api_asks_sixteen_statements_at_most_the_first_and_the_thirtieth(cast):
    api = cast.api("resident")

    def file(n):
        key = {"Idempotency-Key": f"filing-{n}"}
        return asked(lambda: api.post("/api/v1/applications", body(cast), "application/json", headers=key))

    file(0)  # network, catalogue and posts come into memory
    counts = [file(n) for n in range(1, 31)]
    assert set(counts) == {counts[0]}
    assert counts[0] <= 16


@pytest.mark.parametrize("address", ["/api/v1/applications", "/api/v1/duties"])
@pytest.mark.parametrize("account", ["resident", "generalist"])
def test_a_list_asks_the_same_for_one_row_and_for_twenty(cast, address, account):
    api = cast.api(account)
    cast.file(SPOT)
    api.get(address)
    few = asked(lambda: api.get(address))
    for _ in range(19):
        cast.file(SPOT)
    assert asked(lambda: api.get(address)) == few


def read(page, address):
    """How many rows the database reads for a page, and the plan that reads most of them.

    A small table is cheapest read whole, and chance decides how small; here nothing is read whole that has another way.
    """
    kept, plans = [], []
    with statements(kept):
        assert page.get(address).status_code == 200, address
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        for sql, values in kept:
            if sql.startswith(("SELECT", "WITH")):
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", values)
                found = cursor.fetchone()[0]
                plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
                plans.append((rows_read(plan), f"{sql[:400]}\n{json.dumps(plan)[:4000]}"))
        cursor.execute("RESET enable_seqscan")
    return sum(rows for rows, _plan in plans), max(plans)[1]


def rows_read(node):
    """Rows that the scans of a plan gave and threw away."""
    inner = sum(map(rows_read, node.get("Plans", ())))
    if node["Node Type"] not in READING:
        return inner
    gone = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return inner + round((node["Actual Rows"] + gone) * node["Actual Loops"])


@pytest.fixture
def past(cast):
    """Thirty matters that wait at one desk, and one that is over: the pattern of the past."""
    over = cast.file(LONG).number
    cast.do("resident", "withdraw", over)
    for _ in range(30):
        cast.file(SPOT)
    go_on()
    pump()
    return cast


def test_a_long_past_is_not_read_by_the_desk_nor_by_a_matters_page(past):
    from linli.capabilities.services.models import Application

    number = Application.objects.filter(item=SPOT).latest("id").number
    desk, pages = past.page("generalist"), ("/desk/", "/desk/?show=late", f"/matters/{number}")
    grow(100, 1, under_way=0)
    few = _each(desk, pages)
    grow(2_900, 2, under_way=0)
    many = _each(desk, pages)
    for page in pages:  # another plan may read the thirty twice; the past would be 2,900
        assert 0 < many[page][0] <= few[page][0] + 100, (page, few[page][0], many[page][0], many[page][1])


def _each(client, pages):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {page: read(client, page) for page in pages}


@pytest.mark.parametrize(
    "account", ["resident", "generalist", "jingcheng.head", "hudong-committee.specialist", "stranger"]
)
@pytest.mark.parametrize("query", ["", "state=ended", f"item={LONG}"])
def test_the_list_shows_all_that_one_may_see_newest_first(past, account, query):
    past.file(LONG, submit=False)
    past.do("generalist", "accept", past.file(LONG, "neighbour").number)
    grow(60, 3, under_way=0.5)
    rows = visible_to(past[account])
    if query:
        rows = rows.filter(**dict([query.split("=")]))
    api, shown, address = past.api(account), [], f"/api/v1/applications?limit=7&{query}"
    while address:
        page = api.get(address).json()
        shown += [matter["number"] for matter in page["items"]]
        address = page["next"]
    assert shown == list(rows.order_by("-id").values_list("number", flat=True))
