from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.commons.duties.actions import start_clock
from linli.commons.duties.models import Clock
from linli.commons.notices.actions import empty_old, post, take_down
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.record.writing import Ref

ENGLISH = {"Accept-Language": "en"}


def hang(n=1, community="jingcheng", days=7):
    name = {"title": {"zh-hans": "姓名", "en": "Name"}, "value": f"李建国{n}"}
    words = {"zh-hans": "补贴", "en": "Allowance"}
    until = clock.now() + timedelta(days=days)
    place = network().place(community).pk
    about = Ref("thing", str(n))
    return post(about, 1, community=place, item="thing", title=words, body={}, published=[name], until=until)


def test_anybody_reads_what_hangs_in_a_community_and_only_there(client, cast):
    hang()
    assert "李建国1" in client.get("/notices/jingcheng", headers=ENGLISH).text
    printed = client.get("/notices/jingcheng/print", headers=ENGLISH).text
    assert "李建国1" in printed and "on the page http://testserver/notices/jingcheng before" in printed
    assert "李建国1" not in client.get("/notices/baitang", headers=ENGLISH).text


def test_a_notice_says_for_how_long_and_whom_to_tell_and_its_paper_bears_its_own_day(client, cast):
    hang()
    with clock.standing(clock.now() + timedelta(days=2)):
        page = client.get("/notices/jingcheng", headers=ENGLISH).text
        paper = client.get("/notices/jingcheng/print", headers=ENGLISH).text
    for words in ("applied for “Allowance”. This is shown to everybody for 7 days.", "tell Jingcheng Liaison Station"):
        assert (words in page, words in paper) == (True, True)
    assert "shown until Monday 15 June" in page
    assert "</div>8 June 2026</div>" in paper


def test_when_its_days_are_over_it_is_gone_at_once(client, cast):
    hang(days=7)
    with clock.standing(clock.now() + timedelta(days=7, seconds=1)):
        assert "李建国1" not in client.get("/notices/jingcheng").text
        assert "李建国1" not in client.get("/notices/jingcheng/print").text


def test_what_was_taken_down_is_gone(client, cast):
    hang()
    take_down(Ref("thing", "1"))
    assert "Nothing hangs here now" in client.get("/notices/jingcheng", headers=ENGLISH).text


@pytest.mark.parametrize("code", ["nowhere", "hudong", "sip"])
def test_only_communities_have_a_board(client, cast, code):
    assert [client.get(f"/notices/{code}{page}").status_code for page in ("", "/print")] == [404, 404]


def test_the_print_comes_in_large_letters_too(client, cast):
    assert 'class="paper-desk large"' in client.get("/notices/jingcheng/print?large=1").text


def test_one_notice_and_thirty_ask_the_same(client, cast):
    hang()
    client.get("/notices/jingcheng")
    counts = []
    for first, last in ((2, 2), (2, 31)):
        for n in range(first, last):
            hang(n)
        with CaptureQueriesContext(connection) as asked:
            client.get("/notices/jingcheng")
        counts.append(len(asked))
    assert counts == [2, 2]


def test_the_days_are_counted_by_the_calendar_whatever_the_hour(client, cast):
    """Hung at half past six in the evening until 17:00 a week later: seven days."""
    with clock.standing(clock.now() + timedelta(hours=9)):
        name = {"zh-hans": "补贴", "en": "Allowance"}
        until = clock.now() + timedelta(days=7, hours=-1, minutes=-30)
        place = network().place("jingcheng").pk
        post(Ref("thing", "1"), 1, community=place, item="thing", title=name, body={}, published=[], until=until)
        assert "This is shown to everybody for 7 days." in client.get("/notices/jingcheng", headers=ENGLISH).text


def test_it_hangs_for_as_long_as_its_clock_runs(cast):
    """The holidays of a year were published after it was hung, and it takes longer."""
    notice = hang()
    about = Ref("thing", "1")
    started = start_clock(about, "notice", 7, "natural_day", at_unit=None, started=clock.now())
    Clock.objects.filter(pk=started.pk).update(due_at=notice.until + timedelta(days=1))
    empty_old()
    notice.refresh_from_db()
    assert notice.until == Clock.objects.get().due_at
    before = notice.until
    Clock.objects.update(due_at=before - timedelta(days=3))
    empty_old()
    notice.refresh_from_db()
    assert notice.until == before
