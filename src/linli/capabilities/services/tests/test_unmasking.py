"""A number in full by API: for staff, for a reason, and never without a line."""

import pytest

from linli.capabilities.services.tests.scenes import object_to
from linli.commons.people.models import Person
from linli.kernel import clock
from linli.kernel.access.models import AccessLog, Key
from tests.cast import MONDAY, go_on

LONG, STREET = "disability-living-allowance", "hudong-committee.specialist"
IDENTITY, PHONE, CARD = "320594198604128629", "19900008601", "6217001990008604121"
WHY = "She is called back"


def ask(cast, account, path, pointer="/applicant/phone", key="", **more):
    given = {"pointer": pointer, "reason": WHY} | more
    headers = {"Idempotency-Key": key} if key else {}
    return cast.api(account).post(f"/api/v1{path}/unmask", given, "application/json", headers=headers)


def unmasked():
    return list(AccessLog.objects.filter(what__startswith="unmask.").order_by("id").values_list("what", "reason"))


@pytest.fixture
def matter(cast):
    return f"/applications/{cast.file(LONG).number}"


@pytest.fixture
def person(cast):
    return f"/people/{Person.objects.get(account=cast['resident']).pk}"


@pytest.mark.parametrize(
    ("pointer", "value", "what"),
    [
        ("/applicant/identity_number", IDENTITY, "identity_number"),
        ("/applicant/phone", PHONE, "phone"),
        ("/answers/bank_card", CARD, "filed.bank_card"),
    ],
)
def test_what_stands_masked_in_a_matter_is_shown_where_it_stands(cast, matter, pointer, value, what):
    shown = cast.api("generalist").get(f"/api/v1{matter}").json()
    first, name = pointer[1:].split("/")
    assert "*" in shown[first][name]
    answer = ask(cast, "generalist", matter, pointer)
    assert (answer.status_code, answer.json()) == (200, {"value": value})
    assert unmasked() == [(f"unmask.{what}", WHY)]
    assert "no-store" in answer["Cache-Control"]


def test_a_persons_number_is_shown_to_the_window(cast, person):
    assert ask(cast, "generalist", person, "/identity_number").json() == {"value": IDENTITY}
    assert unmasked() == [("unmask.identity_number", WHY)]


@pytest.mark.parametrize(
    "more", [{"reason": ""}, {"reason": None}, {"reason": "x" * 201}, {"pointer": "/name"}, {"x": 1}]
)
def test_without_a_reason_or_a_number_nothing_is_shown(cast, matter, person, more):
    for path, pointer in ((matter, "/applicant/phone"), (person, "/phone")):
        answer = ask(cast, "generalist", path, **{"pointer": pointer} | more)
        assert answer.status_code == 422
        assert PHONE not in answer.text
    assert unmasked() == []


def test_who_sees_nothing_finds_nothing(cast, matter, person):
    for account, of_matter, of_person in (
        ("stranger", 404, 404), ("neighbour", 404, 404), ("resident", 403, 404), ("fangzhou.generalist", 404, 404),
        ("auditor", 404, 404), ("administrator", 404, 404), ("officer", 404, 404), (None, 401, 401),
    ):  # fmt: skip
        answers = [ask(cast, account, matter), ask(cast, account, person, "/phone")]
        assert [a.status_code for a in answers] == [of_matter, of_person], account
        assert not any(PHONE in a.text for a in answers)
    assert ask(cast, "generalist", "/people/999999999", "/phone").status_code == 404
    assert ask(cast, "generalist", "/people/x", "/phone").status_code == 404
    assert unmasked() == []


def test_a_worker_sees_no_number_of_their_own_matter(cast):
    community = Person.objects.get(account=cast["resident"]).community_id
    Person.objects.filter(account=cast["generalist"]).update(community=community)
    own = {"situation": "left_employer", "identity_number": IDENTITY, "phone": PHONE}
    number = cast.file("unemployment-registration", "generalist", answers=own).number
    assert ask(cast, "generalist", f"/applications/{number}").status_code == 403


def test_a_repetition_is_judged_anew_written_down_again_and_kept_nowhere(cast, matter, person):
    for path, pointer in ((matter, "/applicant/phone"), (person, "/phone")):
        answers = [ask(cast, "generalist", path, pointer, key=path) for _n in range(2)]
        assert [a.json() for a in answers] == [{"value": PHONE}] * 2
        assert answers[1]["Idempotency-Replayed"] == "true"
        assert ask(cast, "generalist", path, pointer, key=path, reason="another").status_code == 422
    assert unmasked() == [("unmask.phone", WHY)] * 4
    assert [PHONE in one.reference for one in Key.objects.all()] == [False, False]


def test_a_telephone_of_who_objected_is_for_the_desk_that_answers(cast):
    with clock.standing(MONDAY):
        number = cast.file(LONG).number
        cast.do("generalist", "accept", number)
        cast.do(STREET, "complete-step", number, outcome="agree", opinion="x")
        go_on()
        object_to(number)
        go_on()
    path = f"/applications/{number}"
    seen = {account: ask(cast, account, path, "/objections/0/phone") for account in (STREET, "generalist", "resident")}
    assert {account: a.status_code for account, a in seen.items()} == {STREET: 200, "generalist": 422, "resident": 403}
    assert seen[STREET].json() == {"value": "13800138000"}


def test_a_card_is_seen_only_where_the_matter_asked_for_it(cast, matter):
    page, api = cast.page("generalist"), cast.api("generalist")
    head = lambda number: page.get(f"/matters/{number}").text.partition('id="who"')[2].partition("</dl>")[0]  # noqa: E731
    without, number = cast.file("unemployment-registration").number, matter.rpartition("/")[2]
    assert (CARD[-4:] in head(number), CARD[-4:] in head(without)) == (True, False)
    asked = page.post(f"/matters/{without}/unmask", {"number": "bank_card", "reason": WHY})
    assert (asked.status_code, CARD in asked.text) == (422, False)
    shown = [api.get(f"/api/v1/applications/{one}").json()["applicant"] for one in (number, without)]
    assert ["bank_card" in one for one in shown] == [True, False]
    assert ask(cast, "generalist", f"/applications/{without}", "/applicant/bank_card").status_code == 422
    assert not unmasked()
    own = cast.api("resident").get(f"/api/v1/applications/{without}").json()["applicant"]
    assert own["bank_card"].endswith(CARD[-4:])
