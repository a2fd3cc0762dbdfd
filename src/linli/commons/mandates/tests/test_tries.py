"""A code is guessed ten times in an hour at most, by page and by API together, many at once or one by one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from linli.commons.mandates.models import Mandate
from linli.commons.mandates.tests.test_acting import offer
from linli.kernel import clock
from linli.kernel.access import tries
from linli.kernel.access.models import Try
from linli.kernel.database.generation import forget_all
from tests.cast import MONDAY, Cast, go_on, load_district

API, PAGE, MOST = "/api/v1/mandates/take", "/acting/take", 10


def by_api(cast, code, account="neighbour", key=""):
    headers = {"Idempotency-Key": key} if key else {}
    return cast.api(account).post(API, {"code": code}, "application/json", headers=headers)


def wrong(n):
    return f"{900000000 + n}"


def use_up(cast, n=MOST):
    for i in range(n):
        with clock.standing(clock.now()):
            assert by_api(cast, wrong(i), key=f"k{i}" if i % 2 else "").status_code == 404
    assert Try.objects.count() == n


def test_after_ten_wrong_ones_even_the_right_one_waits(cast):
    _made, code = offer(cast)
    use_up(cast)
    for key in ("", "right"):
        answer = by_api(cast, code, key=key)
        assert (answer.status_code, answer.json()["type"]) == (429, "/problems/slow-down")
        assert 3590 <= int(answer.headers["Retry-After"]) <= 3601
    page = cast.page("neighbour", **{"Accept-Language": "en"})
    for more in ({}, {"do": "take"}):
        answer = page.post(PAGE, {"code": code} | more)
        assert (answer.status_code, "Please try again after 10:30." in answer.text) == (429, True)
        assert answer.headers["Retry-After"]
    assert page.get(PAGE).status_code == 200
    assert Mandate.objects.get().state == "offered"
    assert by_api(cast, wrong(0), "resident").status_code == 404  # others go on
    assert by_api(cast, code, key="right").status_code == 429
    with clock.standing(MONDAY + timedelta(hours=1, seconds=1)):
        assert by_api(cast, code, key="right").status_code == 200  # a refusal burnt no key


def test_page_and_api_count_together_and_right_ones_do_not(cast):
    _made, code = offer(cast)
    page = cast.page("neighbour")
    for n in range(MOST - 1):
        answer = page.post(PAGE, {"code": wrong(n)} | ({"do": "take", "once": f"o{n}"} if n % 2 else {}))
        assert answer.status_code == 422
    for _n in range(3):
        assert page.post(PAGE, {"code": code}).status_code == 200  # looked at
    assert by_api(cast, code).status_code == 200
    assert Try.objects.count() == MOST - 1
    assert by_api(cast, wrong(0)).status_code == 404
    assert page.post(PAGE, {"code": wrong(1)}).status_code == 429


def test_what_is_no_try_does_not_count(cast):
    for _n in range(MOST + 1):
        assert cast.api().post(API, {"code": "1"}, "application/json").status_code == 401
        assert cast.api("neighbour").post(API, "[", "application/json").status_code == 400
        assert cast.page().post(PAGE, {"code": "1"}).status_code == 302
    assert not Try.objects.exists()


def test_how_many_is_data_and_what_counts_no_longer_goes(cast, settings):
    settings.TRIES = {"mandates.code": (2, 60)}
    use_up(cast, 2)
    assert by_api(cast, wrong(3)).status_code == 429
    with clock.standing(MONDAY + timedelta(seconds=61)):
        go_on()
        assert not Try.objects.exists()
        assert by_api(cast, wrong(3)).status_code == 404


def at_once(cast, n):
    """How many of n wrong tries at once were judged."""
    ready, now = Barrier(n), clock.now()
    client = [cast.api("neighbour") for _n in range(n)]

    def one(i):
        try:
            with clock.standing(now):
                ready.wait()
                return client[i].post(API, {"code": wrong(i)}, "application/json").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(n) as pool:
        found = list(pool.map(one, range(n)))
    assert set(found) <= {404, 429}
    return found.count(404)


@pytest.fixture
def here(transactional_db):
    forget_all()
    with clock.standing(MONDAY):
        load_district()
        yield Cast()
    forget_all()


@pytest.mark.django_db(transaction=True)
def test_of_thirty_at_once_no_more_are_judged(here):
    assert at_once(here, 30) == MOST


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_share_the_last_try(here, monkeypatch):
    """The control: both have counted before either writes."""
    use_up(here, MOST - 1)
    both, create = Barrier(2), Try.objects.create

    def late(**kept):
        both.wait(timeout=5)
        return create(**kept)

    monkeypatch.setattr(tries, "_lock", lambda user: None)
    monkeypatch.setattr(Try.objects, "create", late)
    assert at_once(here, 2) == 2
    assert Try.objects.count() == MOST + 1
