import re

import pytest

from linli.commons.duties.models import Duty

SPOT, LONG = "unemployment-registration", "disability-living-allowance"


def shown(page):
    """What the table says, row by row, without tags."""
    body = page.content.decode()
    rows = re.findall(r"<tr data-href.*?</tr>", body, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def duty(number, kind="accept"):
    return Duty.objects.get(subject_id=number, kind=kind, closed=None)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_desk_asks_six_queries_however_much_is_owed(cast, django_assert_num_queries, rows):
    for _ in range(rows):
        cast.file(SPOT)
    desk = cast.page("generalist")
    desk.get("/desk/")  # network, catalogue and posts come into memory
    with django_assert_num_queries(6):  # generation, session, account; duties, counts, lines
        page = desk.get("/desk/")
    assert len(shown(page)) == min(rows, 20)


def test_a_matter_is_on_the_desk_the_moment_it_is_filed(cast):
    desk = cast.page("generalist")
    assert shown(desk.get("/desk/")) == []
    cast.file(SPOT)
    [row] = shown(desk.get("/desk/"))
    assert "失业登记 林秋怡 受理" in row


def test_the_most_urgent_comes_first(cast, at):
    with at(days=3):
        cast.file(LONG)
    cast.file(SPOT, "neighbour")
    with at(days=3):
        page = cast.page("generalist").get("/desk/")
    assert [re.search(r"林秋怡|陆建平", row)[0] for row in shown(page)] == ["陆建平", "林秋怡"]
    assert "晚了 3 天" in shown(page)[0]


def test_what_has_no_date_says_since_when_it_waits(cast, at):
    """As a call to who has no account has none."""
    number = cast.file(SPOT).number
    Duty.objects.filter(subject_id=number).update(due_at=None, clock=None)
    with at(days=3):
        [row] = shown(cast.page("generalist").get("/desk/"))
    assert row == "已等 3 天 失业登记 林秋怡 受理 6 月 8 日 9:30 起"


def test_the_desk_pages_by_cursor(cast):
    for _ in range(25):
        cast.file(SPOT)
    desk = cast.page("generalist")
    first = desk.get("/desk/")
    link = re.search(r'rel="next" href="([^"]+)"', first.content.decode())[1].replace("&amp;", "&")
    second = desk.get("/desk/" + link)
    assert (len(shown(first)), len(shown(second))) == (20, 5)
    assert 'rel="next"' not in second.content.decode()


def test_the_pane_opens_without_script_and_alone_for_htmx(cast):
    number = cast.file(SPOT).number
    desk, id = cast.page("generalist"), duty(number).pk
    whole = desk.get(f"/desk/?open={id}").content.decode()
    alone = desk.get(f"/desk/?open={id}", headers={"HX-Request": "true", "HX-Target": "pane"}).content.decode()
    assert f"/matters/{number}/accept" in whole
    assert f"/matters/{number}/accept" in alone
    assert "<html" in whole
    assert "<html" not in alone
    assert "<table" not in alone


def test_the_list_comes_alone_with_its_counts(cast):
    cast.file(SPOT)
    page = cast.page("generalist").get("/desk/", headers={"HX-Request": "true", "HX-Target": "list"})
    body = page.content.decode()
    assert 'hx-swap-oob="true"' in body
    assert "<html" not in body
    assert len(shown(page)) == 1


def test_the_page_its_table_and_its_pane_are_not_taken_for_each_other(cast):
    page = cast.page("generalist").get("/desk/")
    assert {"HX-Request", "HX-Target"} <= set(page["Vary"].split(", "))


def test_a_pane_learns_that_its_duty_has_been_done(cast):
    first, second = duty(cast.file(SPOT).number), duty(cast.file(SPOT, "neighbour").number)
    desk, table = cast.page("generalist"), {"HX-Request": "true", "HX-Target": "list"}
    poll = f"/desk/?show=all&open={first.pk}"
    assert "这件刚才已经有人办了" not in desk.get(poll, headers=table).content.decode()
    assert "这件刚才已经有人办了" not in desk.get(f"{poll}&show=late", headers=table).content.decode()
    cast.do("jingcheng.generalist", "accept", first.subject_id)
    gone = desk.get(poll, headers=table).content.decode()
    assert "这件刚才已经有人办了" in gone
    assert f"open={second.pk}" in gone


@pytest.mark.parametrize("account", ["officer", "administrator", "security", "auditor"])
def test_whose_work_comes_to_no_desk_reads_where_it_is_done(cast, account):
    where = {"auditor": "上方菜单“审计”", "security": "账号和岗位"}.get(account, "上方菜单")
    assert where in cast.page(account).get("/desk/").content.decode()


def test_a_duty_is_taken_and_handed_over_to_a_colleague(cast):
    id = duty(cast.file(SPOT).number).pk
    desk = cast.page("generalist")
    desk.post(f"/desk/{id}/take")
    assert Duty.objects.get(pk=id).holder == cast["generalist"]
    refused = cast.page("jingcheng.generalist").post(f"/desk/{id}/take")
    assert refused.status_code == 409
    assert "同事" in refused.content.decode()
    desk.post(f"/desk/{id}/hand-over", {"to": "jingcheng.generalist", "reason": "请您接着办"})
    assert Duty.objects.get(pk=id).holder == cast["jingcheng.generalist"]
    assert "请您接着办" in cast.page("jingcheng.generalist").get(f"/desk/?open={id}").content.decode()
    wrong = cast.page("jingcheng.generalist").post(f"/desk/{id}/hand-over", {"to": "resident"})
    assert wrong.status_code == 422


@pytest.mark.parametrize("account", ["fangzhou.generalist", "specialist", "head", "stranger", "resident"])
def test_a_duty_of_another_desk_is_not_there(cast, account):
    id = duty(cast.file(SPOT).number).pk
    page = cast.page(account)
    assert page.post(f"/desk/{id}/take").status_code == 404
    assert page.post(f"/desk/{id}/hand-over", {"to": account}).status_code == 404
    assert Duty.objects.get(pk=id).holder is None


def test_who_has_no_post_has_no_desk(cast):
    assert cast.page("resident").get("/desk/").status_code == 404
    assert cast.page().get("/desk/").status_code == 302


def test_the_head_sees_what_is_late_and_at_whom(cast, at):
    from tests.cast import go_on

    number = cast.file(SPOT).number
    with at(days=1):
        go_on()
        desk = cast.page("head")
        [row] = shown(desk.get("/desk/?show=late"))
        pane = desk.get(f"/desk/?open={duty(number, 'late').pk}").content.decode()
    assert "晚了 1 天" in row
    assert "景城民众联络所" in pane
    assert "还没有人接手" in pane
    assert f"/matters/{number}/accept" not in pane


def test_an_own_matter_has_no_verbs_in_the_pane(cast):
    from linli.commons.people.models import Person

    number = cast.file(SPOT).number
    Person.objects.filter(account=cast["resident"]).update(account=None)
    Person.objects.filter(account=cast["generalist"]).update(account=None)
    Person.objects.filter(name="林秋怡").update(account=cast["generalist"])
    from linli.commons.people.models import Post
    from linli.kernel.database.generation import bump

    Post.objects.filter(person__name="沈晓岚").update(person=Person.objects.get(name="林秋怡"))
    bump()
    desk = cast.page("generalist", **{"Accept-Language": "en"})
    pane = desk.get(f"/desk/?open={duty(number).pk}").content.decode()
    assert "This is your own matter." in pane
    assert f"/matters/{number}/accept" not in pane
