"""The pages of accounts and posts, as administrators press them; a first password leads nowhere but to a new one."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from linli.commons.duties.models import Duty
from linli.commons.people.actions import accounts as actions
from linli.commons.people.models import Post
from linli.kernel.access.models import User
from tests.cast import PASSWORD, go_on

LIST = "账号,姓名,单位,岗位\nwang.min,王敏,jingcheng,全科社工\nli.qiang,李强,labour,专办\n"
WORD = "three-lake-willows"


def upload(text=LIST):
    return SimpleUploadedFile("list.csv", text.encode("gb18030"))


def sign_in(username, password, **headers):
    client = Client(headers=headers)
    answer = client.post("/accounts/login/", {"login": username, "password": password})
    return client, answer


def brought(cast):
    """Two accounts from a list, as the administrator brings them in."""
    page = cast.page("administrator")
    seen = page.post("/staff/accounts/list", {"file": upload()})
    assert seen.status_code == 200
    kept = seen.context["kept"] if seen.context else rows_of(seen)
    done = page.post("/staff/accounts/list", {"rows": kept, "do": "bring", "once": "k1"})
    assert (done.status_code, done["Location"]) == (302, "/staff/accounts/")
    return page


def rows_of(response):
    import html
    import re

    return html.unescape(re.search(r'name="rows" value="([^"]*)"', response.text)[1])


def slips(page, *accounts, key="s1"):
    return page.post("/staff/accounts/first-passwords", {"account": accounts, "once": key})


def word_of(response):
    import re

    return re.search(r"<b>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</b>", response.text)[1]


def test_a_colleague_comes_in_from_a_list_to_their_desk(cast):
    page = brought(cast)
    assert "王敏" in page.get("/staff/accounts/?state=waiting").text
    officer = cast.page("officer")
    kept = rows_of(officer.post("/staff/posts/list", {"file": upload()}))
    assert officer.post("/staff/posts/list", {"rows": kept, "do": "bring", "once": "k2"}).status_code == 302
    word = word_of(slips(page, "wang.min"))
    client, answer = sign_in("wang.min", word)
    assert answer.status_code == 302
    for address in ("/", "/desk/", "/me", "/messages/", "/staff/accounts/"):
        assert client.get(address)["Location"] == "/me/password", address
    assert client.post("/me/password", {"new": "short", "again": "short"}).status_code == 400
    done = client.post("/me/password", {"new": WORD, "again": WORD})
    assert (done.status_code, done["Location"]) == (302, "/")
    assert client.get("/desk/").status_code == 200
    assert sign_in("wang.min", word)[1].status_code == 200  # refused: the form again
    assert sign_in("wang.min", WORD)[1].status_code == 302


def test_with_a_first_password_nothing_of_a_matter_is_found(cast):
    number = cast.file("unemployment-registration").number
    word = actions.give_first_password(cast["generalist"], by=cast["administrator"])
    client, _answer = sign_in("generalist", word)
    assert f"/matters/{number}" not in client.get("/search/?q=林秋怡").text
    assert f"/matters/{number}" in cast.page("jingcheng.generalist").get("/search/?q=林秋怡").text


def test_looking_at_a_list_does_nothing(cast):
    cast.page("administrator").post("/staff/accounts/list", {"file": upload()})
    assert not User.objects.filter(username="wang.min").exists()


@pytest.mark.parametrize("rows", ["", "[]", "{}", "[1]", "[[]]", "nothing", '[{"account":{}}]', "[" * 5000])
def test_rows_that_were_tampered_with_are_judged_anew(cast, rows):
    answer = cast.page("administrator").post("/staff/accounts/list", {"rows": rows, "do": "bring", "once": "k"})
    assert answer.status_code == 422


def test_a_wrong_row_is_shown_beside_it_and_nothing_is_made(cast):
    answer = cast.page("administrator").post("/staff/accounts/list", {"file": upload(LIST + "王,王,x,y\n")})
    assert answer.status_code == 422
    assert 'name="rows"' not in answer.text
    assert "账号只能用小写字母和数字" in answer.text


def test_the_sheet_is_shown_once_for_its_key(cast):
    page = brought(cast)
    first = word_of(slips(page, "wang.min"))
    assert slips(page, "wang.min").status_code == 302  # the same press again: no second password
    assert sign_in("wang.min", first)[1].status_code == 302
    assert word_of(slips(page, "wang.min", key="s2")) != first


def test_hundreds_of_sheets_are_done_in_a_moment(cast):
    for n in range(100):
        actions.make_account(f"w{n:03}", "王敏", by=cast["administrator"])
    answer = slips(cast.page("administrator"), *(f"w{n:03}" for n in range(100)))
    assert answer.text.count('class="slip"') == 100
    assert slips(cast.page("administrator"), *(f"w{n:03}" for n in range(101)), key="s9").status_code == 422


def test_a_closed_account_is_out_with_its_next_click(cast):
    client, _answer = sign_in("specialist", PASSWORD)
    assert client.get("/desk/").status_code == 200
    cast.page("administrator").post("/staff/accounts/specialist/close", {"once": "c"})
    assert client.get("/desk/")["Location"].startswith("/accounts/login/")


def test_signed_out_everywhere_it_is_out_with_its_next_click_and_may_come_again(cast):
    client, _answer = sign_in("specialist", PASSWORD)
    forced = cast.page("specialist")  # a session that nobody listed ends too
    cast.page("security").post("/staff/accounts/specialist/end-sessions", {"once": "e"})
    for one in (client, forced):
        assert one.get("/desk/")["Location"].startswith("/accounts/login/")
    assert sign_in("specialist", PASSWORD)[1].status_code == 302


def test_a_post_ended_closes_its_doors_with_the_next_click(cast):
    client, _answer = sign_in("generalist", PASSWORD)
    api = cast.api("generalist")
    number = cast.file("unemployment-registration").number
    assert client.get(f"/matters/{number}").status_code in (200, 302)
    assert api.get(f"/api/v1/applications/{number}").status_code == 200
    post = Post.objects.get(person__account=cast["generalist"])
    assert cast.page("officer").post(f"/staff/posts/{post.pk}/end", {"once": "p"}).status_code == 302
    assert api.get(f"/api/v1/applications/{number}").status_code == 404
    assert client.get(f"/matters/{number}").status_code == 404
    assert client.get("/desk/").status_code == 404
    assert api.get("/api/v1/me").json()["posts"] == []


def test_what_they_had_taken_is_the_desks_again(cast):
    number = cast.file("unemployment-registration").number
    duty = Duty.objects.get(subject_id=number)
    cast.page("generalist").post(f"/desk/{duty.pk}/take")
    post = Post.objects.get(person__account=cast["generalist"])
    go_on()
    assert Duty.objects.get(pk=duty.pk).holder == cast["generalist"]
    cast.page("officer").post(f"/staff/posts/{post.pk}/end", {"once": "p"})
    go_on()
    assert Duty.objects.get(pk=duty.pk).holder is None
    assert "原经办人已不在本岗位" in cast.page("jingcheng.generalist").get(f"/matters/{number}").text
    go_on()
    cast.page("jingcheng.generalist").post(f"/desk/{duty.pk}/take")
    go_on()
    assert Duty.objects.get(pk=duty.pk).holder == cast["jingcheng.generalist"]


def test_the_owner_sees_where_they_are_signed_in_and_ends_it(cast):
    phone, _a = sign_in("resident", PASSWORD, User_Agent="Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0")
    desk, _b = sign_in("resident", PASSWORD, User_Agent="Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537 Edg/130")
    text = desk.get("/me/sessions").text
    assert "WeChat · Android" in text and "Edge · Windows" in text
    assert desk.post("/me/sessions/end", {"session": "others"}).status_code == 302
    assert phone.get("/me")["Location"].startswith("/accounts/login/")
    assert desk.get("/me").status_code == 200
    for wrong in ("", "0", "x", "9" * 30):
        assert desk.post("/me/sessions/end", {"session": wrong}).status_code == 404


def test_nobody_ends_anothers_session_there(cast):
    theirs, _a = sign_in("neighbour", PASSWORD)
    mine, _b = sign_in("resident", PASSWORD)
    from allauth.usersessions.models import UserSession

    other = UserSession.objects.get(user=cast["neighbour"])
    assert mine.post("/me/sessions/end", {"session": other.pk}).status_code == 404
    assert theirs.get("/me").status_code == 200


def test_a_new_password_signs_out_every_other_place(cast):
    phone, _a = sign_in("resident", PASSWORD)
    desk, _b = sign_in("resident", PASSWORD)
    answer = desk.post("/me/password", {"old": PASSWORD, "new": WORD, "again": WORD})
    assert (answer.status_code, answer["Location"]) == (302, "/me")
    assert desk.get("/me").status_code == 200
    assert "本机" in desk.get("/me/sessions").text
    assert phone.get("/me")["Location"].startswith("/accounts/login/")


def test_the_old_password_is_not_guessed_here(cast):
    desk = cast.page("resident")
    wrong = {"old": "wrong", "new": WORD, "again": WORD}
    assert [desk.post("/me/password", wrong).status_code for _n in range(6)] == [422] * 5 + [429]
    weak = {"old": PASSWORD, "new": "x", "again": "x"}
    other = cast.page("neighbour")
    assert [other.post("/me/password", weak).status_code for _n in range(7)] == [400] * 7


def test_who_is_there_is_not_told_at_the_door(cast):
    """Unknown, known, closed, without a password, with one that ran out: the same page, and the same wait."""
    actions.make_account("waits", "王敏", by=cast["administrator"])
    actions.make_account("stale", "李强", by=cast["administrator"])
    actions.give_first_password(User.objects.get(username="stale"), by=cast["administrator"])
    User.objects.filter(username="stale").update(first_until=timezone.now() - timedelta(days=1))
    actions.close_account(cast["specialist"], by=cast["administrator"])
    pages = set()
    for n, account in enumerate(("nobody", "approver", "specialist", "waits", "stale")):
        client = Client(headers={"X-Forwarded-For": f"10.0.0.{n}"}, REMOTE_ADDR=f"10.0.0.{n}")
        answers = [client.post("/accounts/login/", {"login": account, "password": "wrong"}) for _n in range(6)]
        pages.add(tuple((a.status_code, strip(a.text, account)) for a in answers))
    assert len(pages) == 1
    assert "429" in str(pages) or len({text for _status, text in next(iter(pages))}) == 2  # the sixth is told to wait


def strip(text, account):
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text.replace(account, ""))


@pytest.mark.parametrize("account", ["officer", "auditor", "security", "generalist", "head", "resident", "stranger"])
def test_accounts_are_the_system_administrators_to_make(cast, account):
    page = cast.page(account)
    assert page.post("/staff/accounts/list", {"file": upload()}).status_code == 404
    assert slips(page, "specialist").status_code == 404
    for verb in ("close", "open"):
        assert page.post(f"/staff/accounts/specialist/{verb}").status_code == 404
    assert User.objects.get(username="specialist").is_active


@pytest.mark.parametrize("account", ["administrator", "auditor", "officer", "generalist", "resident"])
def test_sessions_are_the_security_administrators_to_end(cast, account):
    assert cast.page(account).post("/staff/accounts/specialist/end-sessions").status_code == 404


@pytest.mark.parametrize("account", ["administrator", "auditor", "generalist", "head", "resident", "stranger"])
def test_posts_are_the_officers_and_the_security_administrators_to_give(cast, account):
    post = Post.objects.get(person__account=cast["specialist"])
    page = cast.page(account)
    assert page.post(f"/staff/posts/{post.pk}/end").status_code == 404
    assert page.post("/staff/posts/list", {"file": upload()}).status_code == 404
    raw = {"account": "stranger", "unit": "labour", "role": "specialist"}
    assert page.post("/staff/posts/", raw).status_code in (403, 404)
    assert Post.objects.filter(person__account=cast["specialist"], during__endswith=None).exists()
    assert not Post.objects.filter(person__account=cast["stranger"]).exists()


def test_the_empty_list_opens_in_excel(cast):
    answer = cast.page("officer").get("/staff/list.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf" + "账号,姓名,单位,岗位,起始日期\r\n".encode())
    assert io.BytesIO(answer.content).readline()
