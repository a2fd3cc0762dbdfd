"""Several items as one, against what goes otherwise: other proofs, other readers, what can't be filed by itself."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services import actions, forms
from linli.capabilities.services.models import Application, Joint, Part
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.queries.joint import joint_detail
from linli.capabilities.services.tests.items import example_answers
from linli.capabilities.services.tests.test_acting import mandate
from linli.capabilities.services.tests.test_joint import (
    CHAIN,
    CODE,
    DISABLED,
    HARD,
    POOR,
    WORK,
    chained,
    draft,
    parts,
    refused,
    through,
    together,
)
from linli.commons.credentials.actions import Line, List, load
from linli.commons.duties.models import Duty
from linli.commons.messages.models import Message
from linli.commons.people.demo import identity_number
from linli.commons.people.public import make_person
from linli.commons.people.queries import person_of, profile
from linli.commons.places.queries import network
from linli.kernel import clock
from tests.cast import go_on

API = "/api/v1/joint-applications"


@pytest.fixture(autouse=True)
def published(cast):
    forms.load_catalogue(Path(__file__).parent / "bundles")


def on_a_list(cast, account="resident"):
    """An office has told that this person holds a disability card."""
    person, today = person_of(cast[account]), clock.today()
    line = Line(profile(person)["identity_number"], person.name, today, None)
    names = {"zh-hans": "残疾人名单", "en": "A list"}
    load(List("cards", "disability-card", names, {"en": "An office"}, today, today + timedelta(days=90), [line]))


def text(response):
    return response.content.decode()


def stuck(cast, joint):
    """What its second part needed is granted, but an answer was taken out of it meanwhile."""
    waits = parts(joint)[DISABLED].number
    by = cast["resident"] if joint.person.account_id else cast["generalist"]
    forms.perform_change(waits, {"answers": {"card_number": None}}, by=by)
    through(cast, parts(joint)[POOR].number)
    return waits


def test_only_what_was_waited_for_is_added(cast):
    on_a_list(cast)
    joint = chained(cast)  # who applies as hard to place, not as disabled
    through(cast, parts(joint)[WORK].number)
    assert parts(joint)[HARD].state == "filed"
    kept = cast.look(parts(joint)[HARD].number).filing["materials"]
    assert [one["code"] for one in kept if "from" in one] == ["employment-certificate"]


def test_an_agent_learns_of_no_list(cast):
    on_a_list(cast)
    mandate(cast, items=[])
    person = person_of(cast["resident"])
    answers = example_answers(catalogue().item(CODE), with_unemployment_registration=False, name=person.name)
    raw = {"item": CODE, "answers": answers, "on_behalf_of": str(person.pk), "submit": True}
    joint = Joint.objects.get(number=forms.begin_together(raw, by=cast["neighbour"]))
    through(cast, parts(joint)[POOR].number)
    told = cast.api("neighbour").get(f"/api/v1/applications/{parts(joint)[DISABLED].number}").json()
    assert told["state"] == "filed"
    assert [one["code"] for one in told["materials"]] == ["subsistence-certificate"]


def test_what_is_stuck_waits_for_its_person_everywhere(cast):
    joint = together(cast)
    waits = stuck(cast, joint)
    page = cast.page("resident")
    for path in ("/", "/matters/", f"/matters/{joint.number}"):
        assert "请核对" in text(page.get(path)), path
    told = {one["item"]: one["state"] for one in cast.api("resident").get(f"{API}/{joint.number}").json()["parts"]}
    assert told[DISABLED] == "draft"
    card = catalogue().item(DISABLED).form.every["card_number"]["examples"][0]
    forms.perform_change(waits, {"answers": {"card_number": card}}, by=cast["resident"])
    forms.perform("submit", waits, {}, by=cast["resident"])
    go_on()
    kept = {one["code"]: one for one in cast.look(waits).filing["materials"]}
    assert kept["subsistence-certificate"]["from"]["source"]["id"] == parts(joint)[POOR].number
    assert Message.objects.filter(person=joint.person, template="services.filed").count() == 1
    assert f"{catalogue().item(DISABLED).name['zh-hans']}：已提交" in text(page.get(f"/matters/{joint.number}"))


def test_who_has_no_account_is_telephoned_when_it_is_stuck(cast):
    place = network().place("jingcheng")
    known = {"identity_number": identity_number(date(1949, 3, 5), 777, woman=True), "address": "3 幢"}
    person = make_person("王阿婆", by=None, community=place, known=known)
    answers = example_answers(catalogue().item(CODE), with_unemployment_registration=False, name=person.name)
    raw = {"item": CODE, "answers": answers, "on_behalf_of": str(person.pk), "channel": "window", "submit": True}
    joint = Joint.objects.get(number=forms.begin_together(raw, by=cast["generalist"]))
    waits = stuck(cast, joint)
    assert Duty.objects.filter(kind="tell", subject_id=waits, closed=None).count() == 1
    assert refused(lambda: actions.withdraw_together(joint.number, by=cast["generalist"]))[0] == 403
    told = cast.api("generalist").get(f"{API}/{joint.number}").json()
    assert told["allowed"] == []  # at a window each part is withdrawn, on its own signed sheet


def test_what_is_ticked_is_remembered_though_a_waiting_part_asks_it(cast):
    person = person_of(cast["resident"])
    answers = example_answers(catalogue().item(CHAIN), with_unemployment_registration=True, name=person.name)
    raw = {"item": CHAIN, "answers": answers | {"bank_card": "6228480402564890018"}, "submit": True}
    forms.begin_together(raw | {"remember": ["bank_card"]}, by=cast["resident"])
    assert profile(person_of(cast["resident"]))["bank_card"] == "6228480402564890018"


def test_who_sees_one_part_learns_of_no_other(cast):
    joint = together(cast)
    mandate(cast, items=[WORK])
    cast.do("generalist", "accept", parts(joint)[POOR].number)
    stay = cast.look(parts(joint)[POOR].number).stay
    for account, seen in (("neighbour", WORK), (f"{stay.unit.code}.{stay.role}", POOR)):
        told = cast.api(account).get(f"{API}/{joint.number}").json()
        assert [one["item"] for one in told["parts"]] == [seen], account
        assert told["timeline"][0]["details"]["parts"] == [seen]
        shown = text(cast.page(account).get(f"/matters/{joint.number}"))
        assert str(catalogue().item(DISABLED).name["zh-hans"]) not in shown
        assert "print-together" not in shown
    cast.do("resident", "withdraw", parts(joint)[POOR].number)
    go_on()
    facts = [line["fact"] for line in cast.api("neighbour").get(f"{API}/{joint.number}").json()["timeline"]]
    assert "services.PartLeft" not in facts
    assert Part.objects.get(joint=joint, item=DISABLED).left == "needed"


def test_a_paper_that_another_replaced_still_holds(cast):
    from linli.capabilities.services.tests.test_known_papers import card

    card(cast)
    item, person = catalogue().item(CHAIN), person_of(cast["resident"])
    answers = example_answers(item, with_unemployment_registration=True, name=person.name)
    number = forms.begin_together({"item": CHAIN, "answers": answers}, by=cast["resident"])
    offered = {one.material: one for one in forms.offers(Application.objects.get(number=number), by=cast["resident"])}
    forms.perform_change(number, {"materials": [offered["identity-card"].given]}, by=cast["resident"])
    joint = forms.perform_together(number, {}, by=cast["resident"])
    card(cast)
    through(cast, parts(joint)[WORK].number)
    assert parts(joint)[HARD].state == "filed"


def test_lists_ask_no_more_for_more_of_them(cast):
    api = cast.api("resident")

    def count(path):
        with CaptureQueriesContext(connection) as asked:
            assert api.get(path).status_code == 200
        return len(asked)

    together(cast)
    paths = (API, "/api/v1/applications")
    before = [count(path) for path in paths]
    for _n in range(3):
        together(cast)
    assert [count(path) for path in paths] == before


def test_a_bundles_draft_has_its_own_door(cast):
    api, number = cast.api("resident"), draft(cast)
    assert api.get(f"/api/v1/applications/{number}").status_code == 404
    assert number not in [one["number"] for one in api.get("/api/v1/applications").json()["items"]]
    assert api.get(f"{API}/{number}").json()["state"] == "draft"


def test_it_is_over_when_its_parts_are(cast):
    joint = together(cast, work=False)
    through(cast, parts(joint)[POOR].number)
    cast.do("generalist", "deliver", parts(joint)[POOR].number, means="window")
    actions.withdraw_together(joint.number, by=cast["resident"])
    go_on()
    view = joint_detail(cast["resident"], joint.number)
    assert (view.over, [one.part.left for one in view.parts]) == (True, ["", ""])
