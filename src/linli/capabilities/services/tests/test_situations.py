"""A paper that is asked for in some situations only: by every door, in what is said to be missing, and in words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services import actions, forms
from linli.capabilities.services.models import Application
from linli.capabilities.services.queries.parts import read_material
from linli.capabilities.services.rules import following
from linli.capabilities.services.rules.standing import Standing
from linli.capabilities.services.tests.items import FOLDER, publish
from linli.capabilities.services.tests.test_known_papers import registered
from linli.commons.people.actions.persons import make_person
from linli.commons.people.queries import person_of
from linli.commons.places.queries import network
from linli.kernel.api.problems import Problem
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref

ITEM, ENGLISH = "situational", {"Accept-Language": "en"}
CARD, LEASE = {"code": "disability-card", "follows": True}, {"code": "lease", "follows": True}
ID, TICK, REGISTER = "identity-card", {"code": "school-letter", "declared": True}, {"code": "register", "known": True}
ASKED = [
    ({}, [ID]),
    ({"ground": "disability"}, [ID, "disability-card"]),
    ({"ground": "disability", "rents": False}, [ID, "disability-card", "school-letter"]),
    ({"ground": "age"}, [ID, "register"]),
    ({"ground": "age", "rents": True}, [ID, "lease", "register"]),
    ({"ground": "other", "rents": True, "detail": "none"}, [ID, "lease"]),
    ({"ground": "other", "rents": False, "detail": "school"}, [ID, "school-letter"]),
    ({"ground": "age", "detail": "school"}, [ID, "register"]),  # the question does not apply: no answer
]


@pytest.fixture
def item(cast):
    return publish(ITEM)[0]


def draft(cast, answers, *materials):
    raw = {"item": ITEM, "answers": answers, "materials": list(materials)}
    return actions.draft(forms.new(raw, cast["resident"])[0], by=cast["resident"]).number


def lacking(cast, number, account="resident"):
    told = cast.api(account).get(f"/api/v1/applications/{number}").json()
    return [w["material"] for w in told["warnings"] if w["code"] == "missing_material"]


def refused(call):
    with pytest.raises(Problem) as problem:
        call()
    return problem.value.status, [(e.pointer, e.code) for e in problem.value.errors]


@pytest.mark.parametrize(("answers", "codes"), ASKED)
def test_what_is_asked_for_depends_on_the_answers(item, answers, codes):
    assert [material.code for material in item.asked(answers)] == codes


def test_true_is_not_a_word_nor_a_number(item):
    lease = item.material("lease")
    assert [lease.asked({"ground": "age", "rents": value}) for value in (True, "true", 1, False, None)] == [
        True, False, False, False, False,
    ]  # fmt: skip


def test_a_material_without_when_is_always_asked_for():
    part = {"code": "x", "name": {}, "need": "necessary", "source": "applicant"}
    assert read_material(part).when == () and read_material(part).asked({})
    assert read_material(part | {"when": {"a": ["b"]}}).when == ({"a": ("b",)},)
    assert read_material(part | {"when": [{"a": ["b"]}, {"c": [True]}]}).asked({"c": True})


MISTAKES = {
    "a field that is not there": ("when: {ground: [disability]}", "when: {grund: [disability]}", "grund"),
    "an answer that is not offered": ("when: {ground: [disability]}", "when: {ground: [disabled]}", "ground[0]"),
    "a field that is no choice": ("when: {ground: [disability]}", "when: {name: [王]}", "name"),
    "a truth for a word": ("when: {ground: [disability]}", "when: {ground: [true]}", "ground[0]"),
    "a number": ("when: {ground: [disability]}", "when: {ground: [1]}", "ground[0]"),
    "an answer twice": ("when: {ground: [disability]}", "when: {ground: [disability, disability]}", "ground[1]"),
    "no answer": ("when: {ground: [disability]}", "when: {ground: []}", "ground"),
    "a word for a list": ("when: {ground: [disability]}", "when: {ground: disability}", "ground"),
    "no field": ("when: {ground: [disability]}", "when: {}", None),
    "a list of nothing": ("when: {ground: [disability]}", "when: []", None),
    "a word": ("when: {ground: [disability]}", "when: always", None),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_told_where_it_stands(cast, tmp_path, name):
    old, new, where = MISTAKES[name]
    (tmp_path / f"{ITEM}.yaml").write_text((FOLDER / f"{ITEM}.yaml").read_text().replace(old, new, 1))
    with pytest.raises(Exception) as wrong:
        forms.load_catalogue(tmp_path / f"{ITEM}.yaml")
    at = "materials[1].when"
    assert {flaw.field for flaw in wrong.value.flaws} == {at if where is None else f"{at}.{where}"}
    assert all(flaw.line > 1 for flaw in wrong.value.flaws)


def test_in_a_list_the_wrong_one_is_told(cast, tmp_path):
    text = (FOLDER / f"{ITEM}.yaml").read_text().replace("detail: [school]}", "detail: [scool]}", 1)
    (tmp_path / f"{ITEM}.yaml").write_text(text)
    with pytest.raises(Exception) as wrong:
        forms.load_catalogue(tmp_path / f"{ITEM}.yaml")
    assert [flaw.field for flaw in wrong.value.flaws] == ["materials[3].when[0].detail[0]"]


def test_the_api_shows_it_as_written(cast, item):
    told = cast.api("resident").get(f"/api/v1/items/{ITEM}").json()["materials"]
    assert [one.get("when") for one in told] == [
        None, {"ground": ["disability"]}, {"ground": ["age", "other"], "rents": [True]},
        [{"ground": ["other"], "detail": ["school"]}, {"ground": ["disability"], "rents": [False]}],
        {"ground": ["age"]},
    ]  # fmt: skip


def test_by_api_a_paper_of_another_situation_is_refused_when_it_is_filed(cast, item):
    body = {"item": ITEM, "answers": {"ground": "age", "rents": True}, "materials": [CARD | {"known": True}]}
    del body["materials"][0]["follows"]
    answer = cast.api("resident").post("/api/v1/applications", body | {"submit": True}, "application/json")
    assert answer.status_code == 422
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [("/materials/0/code", "choice")]
    number = draft(cast, {"ground": "age", "rents": True}, LEASE)
    forms.perform_change(number, {"answers": {"rents": False}}, by=cast["resident"])
    assert refused(lambda: cast.do("resident", "submit", number)) == (422, [("/materials/0/code", "choice")])
    assert Application.objects.get(number=number).state == "draft"


def test_only_what_is_asked_for_is_missing_before_and_after_it_is_filed(cast, item):
    number = draft(cast, {"ground": "age", "rents": True})
    assert lacking(cast, number) == [ID, "lease"]
    forms.perform_change(number, {"answers": {"rents": False}}, by=cast["resident"])
    assert lacking(cast, number) == [ID]  # the register is the office's own
    cast.do("resident", "submit", number)
    assert lacking(cast, number, "generalist") == [ID]
    assert cast.look(number).filing["materials"] == [REGISTER]
    [entry] = [e for e in timeline(Ref("application", number)) if e.fact == "services.ApplicationFiled"]
    assert entry.payload["missing"] == [ID]


@pytest.mark.parametrize("given", [[], [REGISTER], [{"code": "register", "seen": True}]])
def test_what_the_office_knows_itself_need_not_be_named(cast, item, given):
    person = make_person("陈美芳", by=None, community=network().place("jingcheng"))
    answers = {"name": person.name, "ground": "age", "rents": False}
    raw = {"channel": "window", "on_behalf_of": str(person.pk), "answers": answers, "materials": given}
    number = cast.file(ITEM, "generalist", **raw).number
    [kept] = cast.look(number).filing["materials"]
    assert kept.items() >= (given or [REGISTER])[0].items()
    asked = [{"pointer": "/answers/ground", "what": "x"}]
    cast.do("generalist", "request-correction", number, items=asked)
    cast.do("generalist", "resubmit", number, answers={"ground": "other", "detail": "none"}, materials=[])
    assert cast.look(number).filing["materials"] == []


def test_a_correction_asks_for_what_the_answers_ask_for_or_will(cast, item):
    number = cast.file(ITEM, answers={"ground": "age"}).number
    paper, other = {"material": "register", "what": "x"}, {"material": "disability-card", "what": "x"}
    assert refused(lambda: cast.do("generalist", "request-correction", number, items=[paper, other])) == (
        422, [("/items/1/material", "choice")]
    )  # fmt: skip
    cast.do("generalist", "request-correction", number, items=[other, {"pointer": "/answers/ground", "what": "x"}])
    page = cast.page("resident", **ENGLISH)
    shown = page.get(f"/matters/{number}/check").content.decode()
    assert f'href="/matters/{number}/fill/1#f-ground"' in shown and "is still missing" not in shown
    page.post(f"/matters/{number}/fill/1", {"ground": "disability", "go": "on"})
    shown = page.get(f"/matters/{number}/check").content.decode()
    assert f'href="/matters/{number}/papers#paper-disability-card"' in shown and "is still missing" in shown
    cast.do("resident", "resubmit", number)
    [entry] = [e for e in timeline(Ref("application", number)) if e.fact == "services.ApplicationResubmitted"]
    assert entry.payload["missing"] == [ID, "disability-card"]


@pytest.mark.parametrize(("rents", "open_"), [(True, ["lease"]), (False, [])])
def test_what_may_follow_follows_only_where_it_is_asked_for(cast, item, rents, open_):
    number = cast.file(ITEM, answers={"ground": "age", "rents": rents}).number
    view = cast.look(number)
    for seen in (view, None):
        assert following(Standing(cast["generalist"], view.application, seen)) == open_
    shown = cast.page("generalist", **ENGLISH).get(f"/matters/{number}").content.decode()
    assert ("Accept; papers follow" in shown) == bool(open_)
    assert "School letter" not in shown.split("Ask once for what is missing")[0]


def test_what_is_here_already_is_offered_only_where_it_is_asked_for(cast, item):
    registered(cast)
    for ground, codes in (("disability", ["disability-card"]), ("age", [])):
        number = draft(cast, {"ground": ground})
        offers = cast.api("resident").get(f"/api/v1/applications/{number}/offers").json()["items"]
        assert [offer["give"]["code"] for offer in offers] == codes


def test_no_more_is_asked_of_the_database_for_it(cast, item):
    api, counts = cast.api("generalist"), []
    for answers in ({"ground": "age"}, {"ground": "other", "detail": "none"}):
        number = cast.file(ITEM, answers=answers).number
        api.get(f"/api/v1/applications/{number}")
        with CaptureQueriesContext(connection) as queries:
            api.get(f"/api/v1/applications/{number}")
        counts.append(len(queries))
    number = cast.file("unemployment-registration").number
    with CaptureQueriesContext(connection) as queries:
        api.get(f"/api/v1/applications/{number}")
    assert counts == [len(queries)] * 2


def test_the_pages_show_and_keep_what_the_answers_ask_for(cast, item):
    page, number = cast.page("resident", **ENGLISH), draft(cast, {"ground": "disability", "rents": False}, TICK)
    shown = page.get(f"/matters/{number}/papers").content.decode()
    assert 'id="paper-disability-card"' in shown and 'id="paper-school-letter"' in shown
    assert 'id="paper-lease"' not in shown and 'id="paper-register"' not in shown
    page.post(f"/matters/{number}/fill/1", {"ground": "age", "rents": "true", "go": "on"})
    assert cast.look(number).draft["materials"] == [REGISTER]  # gone with the answer; come with it
    shown = page.get(f"/matters/{number}/papers").content.decode()
    assert 'id="paper-disability-card"' not in shown and 'name="later-lease"' in shown
    page.post(f"/matters/{number}/papers", {"later-lease": "1", "later-disability-card": "1", "go": "on"})
    assert sorted(p["code"] for p in cast.look(number).draft["materials"]) == ["lease", "register"]
    shown = page.get(f"/matters/{number}/check").content.decode()
    assert "Lease" in shown and "Disability card" not in shown and "1 paper is still missing" in shown
    form = page.get(f"/matters/{number}/print/form").content.decode()
    assert "I still go to school" not in form and "Disability card" not in form
    assert page.post(f"/matters/{number}/submit").status_code == 302
    for address in (f"/matters/{number}", f"/matters/{number}/receipt", f"/matters/{number}/print/receipt"):
        shown = page.get(address).content.decode()
        assert "Identity card" in shown and "Disability card" not in shown, address


def test_a_draft_made_by_a_program_is_filed_from_its_page_without_what_is_not_asked_for(cast, item):
    number = draft(cast, {"ground": "age", "rents": False}, LEASE, REGISTER)
    page = cast.page("resident", **ENGLISH)
    shown = page.get(f"/matters/{number}/check").content.decode()
    assert 'name="fit"' in shown and "needs your attention" not in shown
    assert page.post(f"/matters/{number}/submit", {"fit": "1", "once": "a"}).status_code == 302
    assert cast.look(number).filing["materials"] == [REGISTER]


class TestWindow:
    def sent(self, cast, *asked, **more):
        person = person_of(cast["resident"])
        body = {"name": person.name, "channel": "window", "_shown": "name ground rents", "asked": list(asked)}
        return f"/people/{person.pk}/new/{ITEM}", body | {"go": "file"} | more

    def test_an_answer_brings_its_papers_and_takes_others_away(self, cast, item):
        page = cast.page("generalist", **ENGLISH)
        address, values = self.sent(cast, "disability-card", ground="age", rents="true")
        blank = page.get(address).content.decode()
        assert 'id="seen-identity-card"' in blank and 'id="seen-disability-card"' not in blank
        assert 'data-siblings="ground rents"' in blank or "ground" in blank.split('data-siblings="')[1][:40]
        part = page.post(address, values, headers={"HX-Request": "true", "HX-Target": "fields"}).content.decode()
        assert '<div id="paper-disability-card" hx-swap-oob="true"></div>' in part
        assert '<div id="paper-lease" hx-swap-oob="true"><input type="hidden" name="asked" value="lease">' in part
        assert "paper-school-letter" not in part and "identity-card" not in part

    def test_without_script_the_page_is_shown_again_and_nothing_counts_as_seen(self, cast, item):
        page = cast.page("generalist", **ENGLISH)
        address, values = self.sent(cast, ground="disability", go="seen")
        shown = page.post(address, values)
        assert shown.status_code == 200 and not Application.objects.exists()
        told = shown.content.decode()
        assert 'value="disability-card"' in told
        assert told.split('name="seen-disability-card" value="1"')[1][:90].count("checked") == 0
        address, values = self.sent(cast, "disability-card", ground="disability", go="seen")
        assert page.post(address, values).status_code == 302
        number = Application.objects.get().number
        assert [p["code"] for p in cast.look(number).filing["materials"]] == [ID, "disability-card"]
        assert cast.look(number).missing == []

    def test_what_is_not_asked_for_is_not_taken(self, cast, item):
        page = cast.page("generalist", **ENGLISH)
        address, values = self.sent(
            cast, "disability-card", ground="other", detail="none", **{"seen-disability-card": 1}
        )
        values["_shown"] += " detail"
        assert page.post(address, values).status_code == 302
        assert cast.look(Application.objects.get().number).filing["materials"] == []
