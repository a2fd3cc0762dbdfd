"""Several items as one, by page and by API: from the list of services to one page with its parts."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services import forms
from linli.capabilities.services.models import Application, Joint
from linli.capabilities.services.pages.joint import coming_together, lines
from linli.capabilities.services.pages.next import Next
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.queries.joint import joint_detail
from linli.capabilities.services.tests.items import example_answers
from linli.capabilities.services.tests.test_joint import CODE, DISABLED, POOR, WORK, draft, parts, through, together
from linli.commons.people.queries import person_of
from tests.cast import go_on

API = "/api/v1/joint-applications"


@pytest.fixture(autouse=True)
def published(cast):
    forms.load_catalogue(Path(__file__).parent / "bundles")


def text(response):
    return response.content.decode()


def test_found_read_and_begun(cast):
    page = cast.page("resident")
    listed = text(page.get("/items/"))
    assert f'href="/items/{CODE}"' in listed
    assert f'href="/items/{CODE}"' in text(page.get("/items/", {"q": "困难帮扶"}))
    shown = text(page.get(f"/items/{CODE}"))
    for code in (WORK, POOR, DISABLED):
        assert f'href="/items/{code}"' in shown
    start = text(page.get(f"/apply/{CODE}"))
    key = re.search(r'name="once" value="([^"]+)"', start)[1]
    begun = page.post(f"/apply/{CODE}", {"once": key})
    assert begun.status_code == 302
    number = begun.url.rsplit("/", 1)[1]
    assert Application.objects.get(number=number).bundle
    first = page.get(begun.url, follow=True)
    assert "with_unemployment_registration" in text(first)
    assert begun.url in text(page.get("/matters/"))


def test_papers_of_what_is_not_chosen_are_not_asked(cast):
    page = cast.page("resident")
    with_work, without = (text(page.get(f"/matters/{draft(cast, work=work)}/papers")) for work in (True, False))
    assert "paper-id-or-social-security-card" in with_work
    assert "paper-id-or-social-security-card" not in without


def test_checked_and_filed_once(cast):
    page, number = cast.page("resident"), draft(cast)
    shown = text(page.get(f"/matters/{number}/check"))
    assert f"/matters/{number}/file-together" in shown
    key = re.search(r'name="once" value="([^"]+)"', shown)[1]
    filed = [page.post(f"/matters/{number}/file-together", {"once": key}) for _n in range(2)]
    assert {answer.url for answer in filed} == {f"/matters/{number}?filed=1"}
    assert Joint.objects.count() == 1
    go_on()
    whole = text(page.get(f"/matters/{number}?filed=1"))
    for one in Application.objects.filter(joint__number=number):
        assert f"/matters/{one.number}" in whole
    listed = text(page.get("/matters/"))
    assert f'href="/matters/{number}"' in listed
    assert not any(f'href="/matters/{one.number}"' in listed for one in Application.objects.all())
    assert f'href="/matters/{number}"' in text(page.get("/matters/?show=open"))
    assert f'href="/matters/{number}"' in text(page.get("/"))


def test_wrong_answers_lead_back_to_the_look(cast):
    page, number = cast.page("resident"), draft(cast)
    forms.perform_change(number, {"answers": {"card_grade": None}}, by=cast["resident"])
    answer = page.post(f"/matters/{number}/file-together", {"once": "a"})
    assert answer.status_code == 422
    assert f"/matters/{number}/fill/" in text(answer)


def test_a_part_knows_its_whole_and_what_waits_says_so(cast):
    page, joint = cast.page("resident"), together(cast)
    number, waits = parts(joint)[POOR].number, parts(joint)[DISABLED].number
    assert f'href="/matters/{joint.number}"' in text(page.get(f"/matters/{number}"))
    assert f'href="/matters/{joint.number}"' in text(cast.page("generalist").get(f"/matters/{number}"))
    check = text(page.get(f"/matters/{waits}/check"))
    assert f"/matters/{waits}/submit" not in check
    assert f"/matters/{waits}/discard" in check


def test_the_whole_for_staff_and_not_for_strangers(cast):
    joint = together(cast)
    assert cast.page("generalist").get(f"/matters/{joint.number}").status_code == 200
    for account in ("stranger", "neighbour", "administrator"):
        client = cast.page(account)
        for way in ("", "/print-together/receipt", "/print-together/form", "/receipt"):
            assert client.get(f"/matters/{joint.number}{way}").status_code == 404, way
        for way in ("withdraw-together", "file-together"):
            assert client.post(f"/matters/{joint.number}/{way}", {"once": "x"}).status_code == 404


def test_printed_as_one(cast):
    page, joint = cast.page("resident"), together(cast)
    receipt = text(page.get(f"/matters/{joint.number}/print-together/receipt"))
    assert all(str(catalogue().item(code).name["zh-hans"]) in receipt for code in (WORK, POOR, DISABLED))
    form = text(page.get(f"/matters/{joint.number}/print-together/form"))
    name = person_of(cast["resident"]).name
    assert form.count(f"<td>{name}</td>") >= 1
    assert page.get(f"/matters/{joint.number}/print-together/other").status_code == 404


def test_its_queries_do_not_grow_with_what_else_there_is(cast):
    page = cast.page("resident")
    joint = together(cast)

    def count(path):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert page.get(path).status_code == 200
        return len(asked)

    count("/matters/")
    one, listed = count(f"/matters/{joint.number}"), count("/matters/")
    for _n in range(3):
        together(cast)
    assert (count(f"/matters/{joint.number}"), count("/matters/")) == (one, listed)


def test_at_the_window(cast):
    page, person = cast.page("generalist"), person_of(cast["neighbour"])
    shown = text(page.get(f"/people/{person.pk}/new/{CODE}"))
    key = re.search(r'name="once" value="([^"]+)"', shown)[1]
    answers = example_answers(catalogue().item(CODE), with_unemployment_registration=False, name=person.name)
    form = catalogue().item(CODE).form
    money = {name for name, field in form.every.items() if field.get("x-widget") == "money"}
    fields = {name: str(value / 100) if name in money else value for name, value in answers.items()}
    fields |= {name: str(value).lower() for name, value in answers.items() if isinstance(value, bool)}
    filed = page.post(f"/people/{person.pk}/new/{CODE}", fields | {"once": key, "go": "seen", "channel": "window"})
    assert filed.status_code == 302, re.findall(r'<a href="#[^>]*>([^<]+)', text(filed))
    joint = Joint.objects.get(person=person)
    assert filed.url.endswith(f"/matters/{joint.number}/filed")
    assert joint.number in text(page.get(filed.url, follow=True)).replace(" ", "")
    assert {one.channel for one in Application.objects.filter(joint=joint)} == {"window"}


def test_by_api_alone(cast):
    api, item = cast.api("resident"), catalogue().item(CODE)
    listed = api.get("/api/v1/bundles").json()["items"]
    assert sorted(one["code"] for one in listed) == [CODE, "hardship-and-subsidy", "newborn"]
    told = api.get(f"/api/v1/bundles/{CODE}").json()
    assert [(p["item"], p["choice"], p["needs"]) for p in told["parts"]] == [
        (WORK, "with_unemployment_registration", []),
        (POOR, None, []),
        (DISABLED, None, [POOR]),
    ]
    answers = example_answers(item, with_unemployment_registration=True, name=person_of(cast["resident"]).name)
    made = api.post(API, {"item": CODE, "answers": answers}, content_type="application/json")
    assert made.status_code == 201, made.json()
    number = made.json()["number"]
    assert (made.json()["state"], made.json()["allowed"]) == ("draft", ["submit"])
    changed = api.patch(f"{API}/{number}", {"answers": {"wish": "training"}}, content_type="application/json")
    assert changed.json()["answers"]["wish"] == "training"
    headers = {"headers": {"Idempotency-Key": "k1"}}
    filed = [api.post(f"{API}/{number}/submit", {}, content_type="application/json", **headers) for _n in range(2)]
    assert [one.status_code for one in filed] == [200, 200]
    assert filed[1].headers["Idempotency-Replayed"] == "true"
    states = {one["item"]: (one["state"], bool(one["application"])) for one in filed[0].json()["parts"]}
    assert states == {WORK: ("filed", True), POOR: ("filed", True), DISABLED: ("waiting", True)}
    part = next(one["application"] for one in filed[0].json()["parts"] if one["item"] == POOR)
    assert api.get(f"/api/v1/applications/{part}").json()["joint"] == number
    assert [one["number"] for one in api.get(API).json()["items"]] == [number]
    through(cast, part)
    now = api.get(f"{API}/{number}").json()
    assert {one["item"]: one["state"] for one in now["parts"]}[DISABLED] == "filed"
    assert now["timeline"][0]["fact"] == "services.JointFiled"
    done = api.post(f"{API}/{number}/withdraw", {}, content_type="application/json")
    assert done.status_code == 200
    assert api.post(f"{API}/{number}/withdraw", {}, content_type="application/json").status_code == 409


def test_by_api_strangers_and_wrong_bodies(cast):
    joint, number = together(cast), draft(cast)
    for account in ("stranger", "neighbour", "auditor"):
        api = cast.api(account)
        assert api.get(f"{API}/{joint.number}").status_code == 404
        assert api.post(f"{API}/{joint.number}/withdraw", {}, content_type="application/json").status_code == 404
        assert api.post(f"{API}/{number}/submit", {}, content_type="application/json").status_code == 404
        assert api.delete(f"{API}/{number}").status_code == 404
    api = cast.api("resident")
    assert api.post(API, {"item": POOR}, content_type="application/json").json()["errors"][0]["pointer"] == "/item"
    plain = cast.file(WORK)
    assert api.get(f"{API}/{plain.number}").status_code == 404
    assert api.post(f"{API}/{plain.number}/submit", {}, content_type="application/json").status_code == 404
    assert api.delete(f"{API}/{number}").status_code == 204
    assert api.get(f"{API}/{number}").status_code == 404
    assert api.get("/api/v1/bundles/none").status_code == api.get(f"/api/v1/bundles/{POOR}").status_code == 404


def test_what_is_under_way_already_is_said(cast):
    before, page, number = cast.file(POOR).number, cast.page("resident"), draft(cast)
    for path in (f"/apply/{CODE}", f"/matters/{number}/check"):
        assert f"/matters/{before}" in text(page.get(path)), path
    told = cast.api("resident").get(f"{API}/{number}").json()["warnings"]
    assert [one["number"] for one in told if one["code"] == "already_open"] == [before]


def test_a_line_never_says_the_state_twice():
    assert Next("done", "Granted", "Granted", "The station brings it to you").line == "The station brings it to you"
    assert Next("done", "Granted", "Granted").line == "Granted"
    assert Next("running", "Being decided", "Decided by Friday", "You need not do anything").line == "Decided by Friday"


@pytest.mark.parametrize("waits", [False, True])
def test_its_headline_says_which_part_was_turned_down(cast, waits):
    joint = together(cast)
    work, poor = parts(joint)[WORK], parts(joint)[POOR]
    cast.do("generalist", "not-accept", poor.number, reason="不属于本街道", ground="not_required")
    if waits:
        asked = [{"pointer": f"/answers/{next(iter(catalogue().item(WORK).form.every))}", "what": "请核对"}]
        cast.do("generalist", "request-correction", work.number, items=asked)
    go_on()
    view = joint_detail(cast["resident"], joint.number)
    [first, second, _left], told = lines(view), coming_together(view)
    assert told.waits == waits
    assert told.big == f"{first.name}：{first.next.big}；{second.name}：不予受理；另有 1 项没有开始"
