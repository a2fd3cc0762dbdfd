"""Nothing is asked twice: what a credential proves, and what was handed in before, is offered, ticked and recorded."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services import actions, forms
from linli.capabilities.services.models import Application, Material, Result
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import PICTURE
from linli.capabilities.services.tests.test_acting import guardian, mandate
from linli.commons.credentials.actions import Line, List, load
from linli.commons.people.queries import person_of
from linli.kernel import clock
from linli.kernel.api.problems import Problem
from linli.kernel.files import store
from linli.kernel.files.models import File
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref
from tests.cast import MONDAY

ITEM, QUICK, PERMIT = "known-papers", "unemployment-registration", "residence-permit-endorsement"
PROOF = {"code": "proof", "known": True}


@pytest.fixture(autouse=True)
def published(cast):
    publish(ITEM)


def day(offset):
    return clock.standing(MONDAY + timedelta(days=offset))


def registered(cast, account="resident"):
    """The resident's unemployment is registered: a credential."""
    number = cast.file(QUICK, account, answers={"situation": "left_employer"}).number
    cast.do("generalist", "accept", number)
    cast.do("generalist", "grant", number)
    return number


def scan(cast, account="resident"):
    return store.keep(cast[account], "身份证.png", PICTURE).pk


def card(cast, account="resident", item=PERMIT, accept=True, **paper):
    """A matter in which an identity card was handed in, and accepted."""
    given = {"code": "identity-card"} | (paper or {"file": scan(cast, account)})
    number = cast.file(item, account, materials=[given]).number
    if accept:
        cast.do("generalist", "accept", number)
    return number


def draft(cast, account="resident", **raw):
    filing, _submit = forms.new({"item": ITEM, "answers": {}} | raw, cast[account])
    return actions.draft(filing, by=cast[account]).number


def offered(cast, number, account="resident"):
    answer = cast.api(account).get(f"/api/v1/applications/{number}/offers")
    assert answer.status_code == 200, answer.json()
    return {one["give"]["code"]: one for one in answer.json()["items"]}


def put(cast, number, *materials, account="resident"):
    forms.perform_change(number, {"materials": list(materials)}, by=cast[account])


def refused(call):
    with pytest.raises(Problem) as problem:
        call()
    return problem.value.status, [(e.pointer, e.code) for e in problem.value.errors]


def test_what_was_granted_here_is_offered_used_and_recorded(cast):
    granted = registered(cast)
    number = draft(cast)
    offer = offered(cast, number)["proof"]
    source = {"type": "application", "id": granted}
    assert (offer["give"], offer["source"], offer["since"], offer["until"]) == (PROOF, source, "2026-06-08", None)
    assert offer["name"] == "Employment and Entrepreneurship Certificate, electronic"
    put(cast, number, offer["give"])
    cast.do("resident", "submit", number)
    shown = cast.api("generalist").get(f"/api/v1/applications/{number}").json()
    assert shown["materials"] == [PROOF | {"from": {n: v for n, v in offer.items() if n != "give"}}]
    assert [w["material"] for w in shown["warnings"]] == ["identity-card", "household-register", "later"]
    [entry] = [e for e in timeline(Ref("application", number)) if e.fact == "services.ApplicationFiled"]
    assert entry.others == (Ref("application", granted),)
    row = Material.objects.get(application__number=number)
    assert (row.code, row.known, row.file, row.handed_in) == ("proof", True, None, MONDAY.date())
    assert not any(e.others for e in timeline(Ref("application", granted)))


@pytest.mark.parametrize("end", ["none", "refused", "open", "revoked", "over", "another's"])
def test_what_does_not_hold_is_not_offered_nor_taken(cast, end):
    if end in ("revoked", "over"):
        number = registered(cast)
        change = {"revoked": clock.now()} if end == "revoked" else {"until": MONDAY.date() - timedelta(days=1)}
        Result.objects.filter(application__number=number).update(**change)
    elif end == "another's":
        registered(cast, "neighbour")
    elif end != "none":
        number = cast.file(QUICK, answers={"situation": "left_employer"}).number
        cast.do("generalist", "accept", number)
        if end == "refused":
            cast.do("generalist", "refuse", number, reasons="不在本地")
    number = draft(cast)
    assert "proof" not in offered(cast, number)
    assert refused(lambda: put(cast, number, PROOF)) == (422, [("/materials/0/known", "choice")])
    whole = {"item": ITEM, "answers": {}, "materials": [PROOF], "submit": True}
    answer = cast.api("resident").post("/api/v1/applications", whole, "application/json")
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["message"] == "A proof is not known here, or holds no longer: please hand it in."


def test_it_must_hold_on_the_day_on_which_it_is_filed(cast):
    granted = registered(cast)
    number = draft(cast)
    put(cast, number, PROOF)
    Result.objects.filter(application__number=granted).update(revoked=clock.now())
    put(cast, number, PROOF)  # a draft keeps it
    assert refused(lambda: cast.do("resident", "submit", number)) == (422, [("/materials/0/known", "choice")])
    put(cast, number)
    assert cast.do("resident", "submit", number).application.state == "filed"


def test_a_correction_keeps_what_was_filed_and_cannot_add_what_holds_no_longer(cast):
    granted = registered(cast)
    number = draft(cast, materials=[PROOF])
    cast.do("resident", "submit", number)
    Result.objects.filter(application__number=granted).update(revoked=clock.now())
    cast.do("generalist", "request-correction", number, items=[{"material": "identity-card", "what": "x"}])
    cast.do("resident", "resubmit", number, materials=[PROOF, {"code": "identity-card", "file": scan(cast)}])
    paper = cast.look(number).filing["materials"][0]
    assert paper["from"]["source"]["id"] == granted
    other = draft(cast)
    cast.do("resident", "submit", other)
    cast.do("generalist", "request-correction", other, items=[{"material": "proof", "what": "x"}])
    assert refused(lambda: cast.do("resident", "resubmit", other, materials=[PROOF]))[0] == 422


def test_the_list_of_another_office_proves_too_and_what_follows_need_not(cast):
    person = person_of(cast["resident"])
    number = "320594198604128629"
    line = Line(number, person.name, MONDAY.date(), None)
    today = MONDAY.date()
    load(List("cards", "proof", {"zh-hans": "名单", "en": "A list"}, {"en": "An office"}, today, today, [line]))
    mine = draft(cast)
    told = offered(cast, mine)
    assert set(told) == {"proof", "later"}
    assert (told["proof"]["source"], told["proof"]["as_of"]) == ({"type": "register", "id": "cards"}, "2026-06-08")
    cast.do("resident", "submit", mine)
    body = {"materials": ["later"], "until": (today + timedelta(days=10)).isoformat()}
    cast.do("generalist", "accept-conditionally", mine, **body)
    cast.do("resident", "promise", mine, agreed=True)
    cast.do("resident", "supply", mine, materials=[{"code": "later", "known": True}])
    entry = timeline(Ref("application", mine))[-1]
    assert (entry.fact, entry.others) == ("services.MaterialsSupplied", (Ref("register", "cards"),))
    with day(1):  # the list serves no more
        assert offered(cast, draft(cast)) == {}


def test_an_accepted_paper_is_offered_again_while_it_is_good(cast):
    before = card(cast)
    with day(10):
        number = draft(cast)
        offer = offered(cast, number)["identity-card"]
        paper = Material.objects.get(application__number=before)
        assert (offer["give"], offer["since"], offer["until"], offer["by"]) == (
            {"code": "identity-card", "file": paper.file_id}, "2026-06-08", "2026-07-08", None
        )  # fmt: skip
        put(cast, number, offer["give"])
        cast.do("resident", "submit", number)
        again = Material.objects.get(application__number=number)
        assert again.file_id != paper.file_id  # each matter keeps its own, for its own time
        assert (again.file.sha256, again.handed_in) == (paper.file.sha256, MONDAY.date())
        assert cast.look(number).filing["materials"][0]["from"]["source"] == {"type": "application", "id": before}
        cast.do("generalist", "accept", number)
    with day(30):  # used again or not: a paper is as old as it is
        assert offered(cast, draft(cast))["identity-card"]["since"] == "2026-06-08"
    with day(31):
        assert "identity-card" not in offered(cast, draft(cast))


def test_an_old_file_given_by_its_id_is_not_made_young_by_that(cast):
    card(cast)
    file = Material.objects.get(code="identity-card").file_id
    with day(40):
        number = draft(cast, materials=[{"code": "identity-card", "file": file}])
        cast.do("resident", "submit", number)
        cast.do("generalist", "accept", number)
        assert Material.objects.get(application__number=number).handed_in == MONDAY.date()
        assert "identity-card" not in offered(cast, draft(cast))


def test_an_original_seen_at_the_window_need_not_be_shown_again(cast):
    raw = {"item": PERMIT, "on_behalf_of": str(person_of(cast["resident"]).pk), "channel": "window"}
    filing, _submit = forms.new(
        raw | {"answers": cast.look(card(cast, "resident")).filing["answers"]}
        | {"materials": [{"code": "identity-card", "seen": True}]}, cast["generalist"],
    )  # fmt: skip
    with day(5):
        made, _twin = actions.file(filing, by=cast["generalist"])
        cast.do("generalist", "accept", made.number)
        offer = offered(cast, draft(cast))["identity-card"]
    assert offer["give"] == {"code": "identity-card", "known": True}
    assert (offer["source"]["id"], offer["since"]) == (made.number, "2026-06-13")


@pytest.mark.parametrize("end", ["filed", "refused", "withdrawn", "revoked"])
def test_what_was_not_accepted_vouches_for_nothing(cast, end):
    number = card(cast, accept=end != "filed")
    rows = Application.objects.filter(number=number)
    if end == "refused":
        rows.update(state="decided", outcome="refused", step_k=None)
    elif end == "withdrawn":
        cast.do("resident", "withdraw", number)
    elif end == "revoked":
        rows.update(state="decided", outcome="granted", step_k=None)
        Result.objects.create(application=rows.get(), code="A" * 16, issued=clock.now(), revoked=clock.now())
    assert offered(cast, draft(cast)) == {}


def test_a_paper_of_another_name_is_another_paper(cast):
    file = {"code": "household-register", "file": scan(cast)}
    number = cast.file("disability-living-allowance", materials=[file]).number
    cast.do("generalist", "accept", number)
    assert offered(cast, draft(cast)) == {}


def test_what_the_window_scanned_may_be_used_by_its_owner_and_by_nobody_else(cast):
    answers = cast.look(card(cast, accept=False)).filing["answers"]
    file = scan(cast, "generalist")
    raw = {"item": PERMIT, "on_behalf_of": str(person_of(cast["resident"]).pk), "channel": "window", "answers": answers}
    raw |= {"materials": [{"code": "identity-card", "file": file}]}
    filing, _submit = forms.new(raw, cast["generalist"])
    cast.do("generalist", "accept", actions.file(filing, by=cast["generalist"])[0].number)
    give = offered(cast, draft(cast))["identity-card"]["give"]
    number = draft(cast, materials=[give])
    cast.do("resident", "submit", number)
    assert File.objects.get(attached_id=number).owner == cast["generalist"]
    assert refused(lambda: draft(cast, "neighbour", materials=[give])) == (422, [("/materials/0/file", "file")])


def test_a_guardian_is_offered_it_and_by_a_mandate_nobody_is(cast):
    registered(cast)
    card(cast)
    mandate(cast)
    mine = {"on_behalf_of": str(person_of(cast["resident"]).pk)}
    number = draft(cast, "neighbour", **mine)
    assert offered(cast, number, "neighbour") == {}
    file = Material.objects.get(code="identity-card").file_id
    give = [PROOF, {"code": "identity-card", "file": file}]
    assert refused(lambda: draft(cast, "neighbour", materials=give[:1], **mine))[0] == 422
    assert refused(lambda: draft(cast, "neighbour", materials=give[1:], **mine))[0] == 422
    assert set(offered(cast, number)) == {"proof", "identity-card"}  # the person concerned, in the same draft
    child = guardian(cast)
    whole = {"on_behalf_of": str(child.pk)}
    assert offered(cast, draft(cast, **whole)) == {}  # nothing of the parent's is the child's
    today = MONDAY.date()
    line = Line("320594201805120249", child.name, today, None)
    load(List("cards", "proof", {"en": "A list"}, {"en": "An office"}, today, today, [line]))
    assert set(offered(cast, draft(cast, **whole))) == {"proof", "later"}


def test_who_is_offered_nothing(cast):
    registered(cast)
    number = draft(cast)
    for account, status in (("stranger", 404), ("neighbour", 404), ("generalist", 404), ("auditor", 404)):
        assert cast.api(account).get(f"/api/v1/applications/{number}/offers").status_code == status, account
    cast.do("resident", "submit", number)
    assert offered(cast, number) == {}
    assert cast.api("generalist").get(f"/api/v1/applications/{number}/offers").json()["items"] == []


def test_an_item_that_takes_nothing_again_asks_nothing(cast):
    registered(cast)
    counts = []
    for item in (QUICK, ITEM):
        filing, _submit = forms.new({"item": item, "answers": {}}, cast["resident"])
        number = actions.draft(filing, by=cast["resident"]).number
        api = cast.api("resident")
        api.get(f"/api/v1/applications/{number}/offers")
        with CaptureQueriesContext(connection) as queries:
            api.get(f"/api/v1/applications/{number}/offers")
        counts.append(len(queries))
    assert counts[1] - counts[0] == 4  # results, registers, earlier papers, which of their matters the reader sees
