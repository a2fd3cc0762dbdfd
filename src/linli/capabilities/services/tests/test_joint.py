"""Several items as one (一件事): filed once, each part a matter of its own, what needs another's result later."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from linli.capabilities.services import actions, forms
from linli.capabilities.services.models import Application, Joint, Part
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.queries.joint import joint_detail
from linli.capabilities.services.tests.items import example_answers
from linli.commons.duties.models import Duty
from linli.commons.messages.models import Message
from linli.commons.people.queries import person_of
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref
from tests.cast import go_on

CODE = "hard-times"
WORK, POOR, DISABLED = "unemployment-registration", "subsistence-allowance", "disability-living-allowance"


@pytest.fixture(autouse=True)
def published(cast):
    forms.load_catalogue(Path(__file__).parent / "bundles")


def draft(cast, account="resident", work=True, **raw):
    item, person = catalogue().item(CODE), person_of(cast[account])
    answers = example_answers(item, with_unemployment_registration=work, name=person.name)
    body = {"item": CODE, "answers": answers} | raw
    filing, _submit = forms.new(body, cast[account], bundle=True)
    return actions.draft(filing, by=cast[account]).number


def together(cast, account="resident", **raw):
    number = draft(cast, account, **raw)
    joint = actions.file_together(number, by=cast[account])
    go_on()
    return joint


def parts(joint):
    return {one.item: one for one in Application.objects.filter(joint=joint)}


def refused(call):
    with pytest.raises(Problem) as problem:
        call()
    return problem.value.status, sorted((e.pointer, e.code) for e in problem.value.errors)


def through(cast, number):
    """Granted by its desks."""
    cast.do("generalist", "accept", number)
    while (now := cast.look(number)).application.state == "review" and now.application.step_k is not None:
        step, desk = now.item.step(now.application.step_k), f"{now.stay.unit.code}.{now.stay.role}"
        if step.kind == "notice":
            with clock.standing(clock.now() + timedelta(days=20)):
                go_on()
                cast.do(desk, "complete-step", number)
            continue
        officers = {"officers": [desk, f"{desk}-2"]} if step.officers > 1 else {}
        cast.do(desk, "complete-step", number, outcome="agree", opinion="同意", **officers)
    decides = cast.look(number).application.decided_by.code
    cast.do("generalist" if now.item.deciding.unit == "station" else f"{decides}.approver", "grant", number)
    go_on()


def test_one_number_and_its_parts(cast):
    number = draft(cast)
    joint = actions.file_together(number, by=cast["resident"])
    assert joint.number == number
    assert not Application.objects.filter(number=number).exists()
    found = parts(joint)
    assert {code: one.state for code, one in found.items()} == {WORK: "filed", POOR: "filed", DISABLED: "draft"}
    assert [(p.k, p.item, p.needs) for p in joint.parts.order_by("k")] == [
        (1, WORK, []),
        (2, POOR, []),
        (3, DISABLED, [POOR]),
    ]
    assert Duty.objects.filter(kind="accept", closed=None).count() == 2
    facts = [entry.fact for entry in timeline(Ref("joint", number))]
    assert facts == ["services.JointFiled"]
    go_on()
    told = Message.objects.filter(person=person_of(cast["resident"]))
    assert [one.template for one in told] == ["services.joint_filed"]


def test_what_is_not_chosen_is_not_filed(cast):
    joint = together(cast, work=False)
    assert set(parts(joint)) == {POOR, DISABLED}


def test_each_part_gets_what_it_asks_and_no_more(cast):
    joint = together(cast)
    for code, one in parts(joint).items():
        item = catalogue().item(code)
        view = cast.look(one.number)
        answers = (view.draft or view.filing)["answers"]
        assert answers and set(answers) <= set(item.form.every)
        assert item.form.required(answers) <= set(answers)


def test_it_waits_and_goes_on_by_itself(cast):
    joint = together(cast)
    waits, needed = parts(joint)[DISABLED].number, parts(joint)[POOR].number
    assert refused(lambda: forms.perform("submit", waits, {}, by=cast["resident"]))[0] == 409
    through(cast, needed)
    one = Application.objects.get(number=waits)
    assert (one.state, cast.look(waits).filing["materials"][-1]["from"]["source"]["id"]) == ("filed", needed)
    assert "services.filed" in Message.objects.filter(person=joint.person).values_list("template", flat=True)
    assert Duty.objects.filter(kind="accept", closed=None, subject_id=waits).count() == 1


@pytest.mark.parametrize("verb", ["withdraw", "not-accept"])
def test_what_needs_a_result_that_does_not_come_is_left_out(cast, verb):
    joint = together(cast)
    needed = parts(joint)[POOR].number
    if verb == "withdraw":
        cast.do("resident", "withdraw", needed)
    else:
        cast.do("generalist", "not-accept", needed, reason="不属于本街道", ground="not_required")
    go_on()
    assert DISABLED not in parts(joint)
    assert Part.objects.get(joint=joint, item=DISABLED).left == "needed"
    templates = list(Message.objects.filter(person=joint.person).values_list("template", flat=True))
    assert templates.count("services.part_left") == 1
    view = joint_detail(cast["resident"], joint.number)
    assert not view.over  # the registration goes on
    go_on()
    assert Message.objects.filter(template="services.part_left").count() == 1


def test_wrong_answers_file_nothing(cast):
    number = draft(cast)
    forms.perform_change(number, {"answers": {"card_grade": None, "housing": "palace"}}, by=cast["resident"])
    status, found = refused(lambda: actions.file_together(number, by=cast["resident"]))
    assert (status, found) == (
        422,
        [("/answers/card_grade", "required"), ("/answers/housing", "choice"), ("/answers/rent", "unknown")],
    )
    assert Application.objects.filter(number=number, bundle=True).exists()
    assert not Joint.objects.exists()


def test_a_second_press_finds_it_filed(cast):
    joint = together(cast)
    assert refused(lambda: actions.file_together(joint.number, by=cast["resident"]))[0] == 404
    assert Joint.objects.count() == 1


def test_strangers_see_nothing(cast):
    joint, number = together(cast), draft(cast, "neighbour")
    for account in ("stranger", "neighbour", "administrator", "auditor"):
        assert refused(lambda account=account: joint_detail(cast[account], joint.number))[0] == 404
        assert refused(lambda account=account: actions.withdraw_together(joint.number, by=cast[account]))[0] == 404
    assert refused(lambda: actions.file_together(number, by=cast["resident"]))[0] == 404


def test_staff_see_what_they_work_on_and_withdraw_nothing(cast):
    joint = together(cast)
    view = joint_detail(cast["generalist"], joint.number)
    assert [one.view is not None for one in view.parts] == [True, True, False]
    assert refused(lambda: actions.withdraw_together(joint.number, by=cast["generalist"]))[0] == 403


def test_all_of_it_is_taken_back(cast):
    joint = together(cast)
    cast.do("generalist", "accept", parts(joint)[WORK].number)
    cast.do("generalist", "grant", parts(joint)[WORK].number)
    actions.withdraw_together(joint.number, by=cast["resident"], reason="搬家了")
    go_on()
    assert {code: one.outcome for code, one in parts(joint).items()} == {WORK: "granted", POOR: "withdrawn"}
    assert Part.objects.get(joint=joint, item=DISABLED).left == "given_up"
    assert refused(lambda: actions.withdraw_together(joint.number, by=cast["resident"]))[0] == 409
    assert not Message.objects.filter(template="services.part_left").exists()


def test_a_part_that_waits_can_be_left_out(cast):
    joint = together(cast)
    actions.discard(parts(joint)[DISABLED].number, by=cast["resident"])
    go_on()
    assert Part.objects.get(joint=joint, item=DISABLED).left == "given_up"
    through(cast, parts(joint)[POOR].number)
    assert set(parts(joint)) == {WORK, POOR}


def test_what_can_no_longer_be_filed_waits_for_its_person(cast):
    joint = together(cast)
    waits = parts(joint)[DISABLED].number
    forms.perform_change(waits, {"answers": {"card_number": None}}, by=cast["resident"])
    through(cast, parts(joint)[POOR].number)
    assert Application.objects.get(number=waits).state == "draft"
    assert Message.objects.filter(template="services.part_not_filed").count() == 1
    card = catalogue().item(DISABLED).form.every["card_number"]["examples"][0]
    forms.perform_change(waits, {"answers": {"card_number": card}}, by=cast["resident"])
    forms.perform("submit", waits, {}, by=cast["resident"])
    assert Application.objects.get(number=waits).state == "filed"


def test_a_bundle_is_no_item_of_its_own(cast):
    number = draft(cast)
    assert refused(lambda: forms.perform("submit", number, {}, by=cast["resident"]))[0] == 409
    body = {"item": CODE, "answers": {}}
    assert refused(lambda: forms.new(body, cast["resident"])) == (422, [("/item", "choice")])
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(number=number).update(state="filed", filed_at="2026-06-08T10:00+08:00")


CHAIN, HARD, PAID = "hardship-and-subsidy", "employment-hardship", "flexible-work-insurance"


def chained(cast):
    item, person = catalogue().item(CHAIN), person_of(cast["resident"])
    answers = example_answers(item, with_unemployment_registration=True, name=person.name)
    raw = {"item": CHAIN, "answers": answers, "submit": True}
    return Joint.objects.get(number=forms.begin_together(raw, by=cast["resident"]))


@pytest.mark.parametrize("way", ["not-accept", "give-up"])
def test_what_needs_what_is_left_out_is_left_out_too(cast, way):
    joint = chained(cast)
    found = parts(joint)
    if way == "give-up":
        actions.discard(found[HARD].number, by=cast["resident"])
    else:
        cast.do("generalist", "not-accept", found[WORK].number, reason="不属于本社区", ground="not_required")
    go_on()
    assert {one.item: one.left for one in joint.parts.all()} == {
        WORK: "", HARD: "given_up" if way == "give-up" else "needed", PAID: "needed",
    }  # fmt: skip
    assert set(parts(joint)) == {WORK}
    told = Message.objects.filter(template="services.part_left").count()
    assert told == (1 if way == "give-up" else 2)
    if way == "give-up":
        actions.withdraw_together(joint.number, by=cast["resident"])
    go_on()
    assert joint_detail(cast["resident"], joint.number).over


def test_all_of_a_chain_is_taken_back(cast):
    joint = chained(cast)
    actions.withdraw_together(joint.number, by=cast["resident"])
    facts = [entry.fact for entry in timeline(Ref("joint", joint.number))]
    assert facts.count("services.PartLeft") == 2
    assert {one.item: one.left for one in joint.parts.all()} == {WORK: "", HARD: "given_up", PAID: "given_up"}
