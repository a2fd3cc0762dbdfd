"""Every item of the catalogue is lived through: drafted with its examples, filed, taken from desk to desk, closed."""

from __future__ import annotations

import pytest

from linli.capabilities.services import actions, forms
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.tests import items
from linli.commons.duties.states import ClockKind
from linli.commons.places.queries import network
from linli.kernel import clock
from tests.cast import go_on

CODES = sorted(file.stem for file in items.REAL.glob("*.yaml") if "fileable: true" in file.read_text())
FAMILY = ("birth-registration", "childcare-subsidy", "newborn-medical-insurance")


def paper(material):
    """As the window would take it: declared on paper or seen; here from home, so it follows or is left out."""
    return {"code": material.code, "declared": True} if material.declares else None


def begun(cast, item, **fixed):
    answers = items.example_answers(item, **fixed)
    given = [one for one in map(paper, item.asked(answers)) if one]
    raw = {"item": item.code, "answers": answers, "materials": given}
    return actions.draft(forms.new(raw, cast["resident"])[0], by=cast["resident"]).number


def desk(view):
    """Who is at the desk where it lies."""
    return f"{network().unit_by_id(view.stay.unit_id).code}.{view.stay.role}"


def walked(cast, number):
    """To the decision, by the accounts that the rehearsal has for its desks."""
    while (view := cast.look(number)).application.step_k is not None:
        account, step = desk(view), view.item.step(view.application.step_k)
        raw = {"outcome": "agree", "opinion": "情况属实"}
        if step.officers > 1:
            raw["officers"] = [account, f"{account}-2"]
        notice = view.clock(ClockKind.NOTICE) if step.kind == "notice" else None
        with clock.standing(notice.due_at if notice else clock.now()):
            cast.do(account, "complete-step", number, **raw)
    return desk(view) if view.item.deciding.unit != "station" else "generalist"


@pytest.mark.parametrize("code", CODES)
def test_it_is_lived_through_by_its_desks(cast, code):
    item = catalogue().item(code)
    number = begun(cast, item)
    cast.do("resident", "submit", number)
    cast.do("generalist", "accept", number)
    decides = walked(cast, number)
    with clock.standing(clock.now().replace(day=28)):  # after any notice
        cast.do(decides, "grant", number)
        cast.do("generalist", "deliver", number, means="online")
        view = cast.do("resident", "rate", number, level=5)
        go_on()
        assert (view.application.state, view.application.outcome) == ("closed", "granted")
        for account in ("resident", "generalist"):
            assert cast.page(account).get(f"/matters/{number}").status_code == 200


@pytest.mark.parametrize("code", CODES)
def test_each_answer_that_asks_for_a_paper_can_be_given(cast, code):
    """Whatever is chosen in a field on which papers depend: the form goes through, and the papers page shows them."""
    item = catalogue().item(code)
    for name in sorted(item.situational):
        for answer in item.form.every[name].get("enum", (True, False)):
            number = begun(cast, item, **{name: answer})
            shown = cast.page("resident").get(f"/matters/{number}/papers").content.decode()
            answers = items.example_answers(item, **{name: answer})
            asked = {material.code for material in item.asked(answers)}
            assert {m.code for m in item.materials if f'id="paper-{m.code}"' in shown} == asked
            cast.do("resident", "submit", number)


@pytest.mark.parametrize("name", ["name", "identity_number", "phone", "address", "account_holder", "bank_card"])
def test_what_several_items_ask_is_asked_alike(cast, name):
    """So that the forms of several items can be one: the same words; a hint may differ."""
    asked = [item.form.every[name] for item in catalogue().items if item.fileable and name in item.form.every]
    alike = [{word: value for word, value in field.items() if word != "description"} for field in asked]
    assert len(alike) > 1
    assert all(field == alike[0] for field in alike)


def test_a_family_writes_its_child_and_parents_once(cast):
    forms_ = [catalogue().item(code).form.every for code in FAMILY]
    shared = [name for name in forms_[0] if sum(name in form for form in forms_) > 1]
    assert {"relation_to_child", "child_name", "child_birth_date", "child_gender", "spouse_name"} <= set(shared)
    for name in {name for form in forms_ for name in form}:
        found = [form[name] for form in forms_ if name in form]
        assert all(field == found[0] for field in found), name
    papers = [
        {m.code: (m.name, m.need, m.valid_for, m.when) for m in catalogue().item(code).materials} for code in FAMILY
    ]
    for code in {code for one in papers for code in one}:
        found = [one[code] for one in papers if code in one]
        assert all(one == found[0] for one in found), code


def test_confirmed_hardship_is_the_proof_of_the_subsidy(cast):
    number = begun(cast, catalogue().item("employment-hardship"))
    cast.do("resident", "submit", number)
    cast.do("generalist", "accept", number)
    cast.do(walked(cast, number), "grant", number)
    other = begun(cast, catalogue().item("flexible-work-insurance"))
    offers = cast.api("resident").get(f"/api/v1/applications/{other}/offers").json()["items"]
    assert [(one["give"]["code"], one["source"]["id"]) for one in offers] == [("hardship-confirmation", number)]
