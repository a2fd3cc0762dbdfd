"""Who has no account, nor anybody who acts for them, is telephoned when it ends without a decision."""

from datetime import date, timedelta

import pytest

from linli.capabilities.services.queries.lists import unfinished
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import PICTURE, body
from linli.capabilities.services.tests.promised import DUE
from linli.commons.duties.models import Duty
from linli.commons.mandates.actions import record_at_window
from linli.commons.messages.models import Message
from linli.commons.people.actions.persons import make_person
from linli.commons.people.queries import person_of
from linli.commons.places.queries import network
from linli.kernel import clock
from linli.kernel.access.grants import posts
from linli.kernel.files import store
from tests.cast import MONDAY, go_on

ENGLISH = {"Accept-Language": "en"}
REASON = "该事项无需申请"
TOLD = {"means": "phone", "on": "2026-06-08"}


@pytest.fixture
def old(cast):
    """An old woman without an account."""
    publish("licence", "correction-limit")
    known = {"identity_number": "320594194503091240", "phone": "13800004096", "birth_date": "1945-03-09"}
    return make_person("陈美芳", by=None, community=network().place("jingcheng"), known=known)


def at_window(cast, person, item="licence", **more):
    return cast.file(item, "generalist", on_behalf_of=str(person.pk), channel="window", **more).number


def owed(number):
    rows = Duty.objects.filter(subject_id=number, closed=None).select_related("unit")
    return [(d.subject_kind, d.kind, f"{d.unit.code}.{d.role}" if d.unit else "resident") for d in rows]


CALL = [("application", "tell", "jingcheng.generalist")]


def not_accepted(cast, number):
    cast.do("generalist", "not-accept", number, reason=REASON, ground="not_required")
    go_on()


def test_not_accepted_they_are_called(cast, old):
    number = at_window(cast, old)
    not_accepted(cast, number)
    assert owed(number) == CALL
    go_on()
    assert Duty.objects.filter(subject_id=number, kind="tell").count() == 1
    window = cast.page("generalist", **ENGLISH)
    page = window.get(f"/matters/{number}").text
    for words in ("It is not accepted, because:", REASON, f"/matters/{number}/print/not-acceptance?large=1"):
        assert words in page
    assert "Nothing for you to do" not in page
    duty = Duty.objects.get(subject_id=number, closed=None)
    assert REASON in window.get(f"/desk/?open={duty.pk}").text
    for account in ("jingcheng.generalist", "generalist"):
        assert cast.page(account).get(f"/matters/{number}").status_code == 200
    assert window.post(f"/matters/{number}/told", TOLD).status_code == 302
    assert owed(number) == []
    assert cast.look(number).entries[-1].fact == "services.ResidentTold"
    assert f'action="/matters/{number}/told"' not in window.get(f"/matters/{number}").text
    assert window.post(f"/matters/{number}/told", TOLD).status_code == 409
    go_on()
    assert owed(number) == []


def test_they_are_told_where_to_turn_to(cast, old):
    number = at_window(cast, old)
    body = {"reason": REASON, "ground": "not_this_body", "right_body": "苏州市民政局"}
    cast.do("generalist", "not-accept", number, **body)
    go_on()
    page = cast.page("generalist", **ENGLISH).get(f"/matters/{number}").text
    assert '<p class="small">Please turn to: 苏州市民政局</p>' in page
    assert "It has ended: no limit runs any more." in page


def test_by_api_it_is_told_once_and_by_that_desk_alone(cast, old):
    number = at_window(cast, old)
    not_accepted(cast, number)
    duty = Duty.objects.get(subject_id=number, closed=None)
    [shown] = cast.api("generalist").get("/api/v1/duties?kind=tell").json()["items"]
    assert shown["subject"] == {"type": "application", "number": number}
    path = f"/api/v1/duties/{duty.pk}/told"
    for account in ("resident", "fangzhou.generalist", "civil-affairs.approver"):
        assert cast.api(account).post(path, TOLD, content_type="application/json").status_code == 404
    assert cast.api("generalist").post(path, TOLD, content_type="application/json").status_code == 200
    assert cast.api("generalist").post(path, TOLD, content_type="application/json").status_code == 409


def test_lapsed_the_end_alone_is_told(cast, old):
    number = at_window(cast, old, "correction-limit")
    cast.do("generalist", "request-correction", number, **body("request-correction", cast.look(number)))
    go_on()
    assert ("application", "tell", "jingcheng.generalist") in owed(number)
    with clock.standing(MONDAY + timedelta(days=60)):
        go_on()
        assert cast.look(number).application.outcome == "lapsed"
        assert owed(number) == CALL
        page = cast.page("generalist", **ENGLISH).get(f"/matters/{number}").text
        called = page[page.index('id="told"') :].partition("</section>")[0]
        assert "The correction did not come in time." in called
        assert f"/matters/{number}/print/correction?large=1" not in called
        page = cast.page("generalist")
        page.post(f"/matters/{number}/told", TOLD)  # a day on which there was nothing to be told yet
        assert owed(number) == CALL
        page.post(f"/matters/{number}/told", TOLD | {"on": clock.today().isoformat()})
        go_on()
        assert owed(number) == []


def test_what_was_promised_and_did_not_come_is_told_too(cast, old):
    number = at_window(cast, old)
    cast.do("generalist", "accept-conditionally", number, materials=["later-paper"], until="2026-06-18")
    go_on()
    cast.page("generalist").post(f"/matters/{number}/told", TOLD)
    with clock.standing(DUE + timedelta(seconds=1)):
        go_on()
        assert owed(number) == CALL
        assert "did not come in time" in cast.page("generalist", **ENGLISH).get(f"/matters/{number}").text


def test_a_station_does_not_end_while_it_has_still_to_tell(cast, old):
    number, station = at_window(cast, old), network().unit("jingcheng")
    not_accepted(cast, number)
    assert unfinished(station) == 1
    cast.page("generalist").post(f"/matters/{number}/told", TOLD)
    assert unfinished(station) == 0


def test_who_has_an_account_gets_a_message_and_no_call(cast):
    publish("licence")
    number = cast.file("licence").number
    not_accepted(cast, number)
    assert owed(number) == []
    assert Message.objects.filter(params__id=number, template="services.not_accepted").count() == 1


def test_who_has_a_guardian_is_not_called(cast, old):
    scan = store.keep(cast["generalist"], "判决.png", PICTURE).pk
    guardian = person_of(cast["neighbour"])
    record_at_window(
        principal=old, agent=guardian, kind="guardian", ground="court", items=[], until=date(2030, 1, 1), file=scan,
        by=cast["generalist"], post=posts(cast["generalist"])[0],
    )  # fmt: skip
    number = at_window(cast, old, handed_in_by=guardian.name)
    not_accepted(cast, number)
    assert owed(number) == []
    assert Message.objects.filter(params__id=number, template="services.not_accepted", person=guardian).count() == 1


def test_what_came_before_the_end_is_not_told_after_it(cast, old):
    """The record is read late: the correction was asked for, and then taken back."""
    number = at_window(cast, old)
    cast.do("generalist", "request-correction", number, **body("request-correction", cast.look(number)))
    cast.do("generalist", "withdraw", number, **body("withdraw", cast.look(number), cast["generalist"]))
    go_on()
    assert owed(number) == []
    assert 'id="told"' not in cast.page("generalist", **ENGLISH).get(f"/matters/{number}").text


def asked_to_follow(cast, old):
    number = at_window(cast, old)
    cast.do("generalist", "accept-conditionally", number, materials=["later-paper"], until="2026-06-18")
    return number


def called(cast, number):
    go_on()
    return 'id="told"' in cast.page("generalist").get(f"/matters/{number}").text, CALL[0] in owed(number)


@pytest.mark.parametrize("at_once", [True, False])  # before the record was followed
@pytest.mark.parametrize("verb", ["promise", "supply"])
def test_who_did_what_was_asked_is_not_called_about_it(cast, old, verb, at_once):
    number = asked_to_follow(cast, old)
    assert at_once or called(cast, number) == (True, True)
    if verb == "promise":
        cast.do("generalist", verb, number, agreed=True, file=store.keep(cast["generalist"], "x.png", PICTURE).pk)
    else:
        cast.do("generalist", verb, number, materials=[{"code": "later-paper", "seen": True}])
    assert at_once or CALL[0] not in owed(number)
    assert called(cast, number) == (False, False)


@pytest.mark.parametrize(("bringer", "still"), [("", False), ("陆建平", True)])
def test_who_corrected_it_is_not_called_unless_another_did(cast, old, bringer, still):
    number = at_window(cast, old, "correction-limit")
    cast.do("generalist", "request-correction", number, **body("request-correction", cast.look(number)))
    assert called(cast, number) == (True, True)
    cast.do("generalist", "resubmit", number, handed_in_by=bringer)
    assert called(cast, number) == (still, still)


def test_what_else_is_to_be_told_is_told_all_the_same(cast, old):
    number = asked_to_follow(cast, old)
    scan = store.keep(cast["generalist"], "x.png", PICTURE).pk
    cast.do("generalist", "promise", number, agreed=True, file=scan)
    view = cast.look(number)
    cast.do("civil-affairs.specialist", "suspend", number, **body("suspend", view))
    assert called(cast, number) == (True, True)
    cast.do("generalist", "supply", number, materials=[{"code": "later-paper", "seen": True}])
    assert called(cast, number) == (True, True)
