"""What must not go wrong when somebody acts: ends nobody announced, wards, workers, and who hears of what."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import visible_to
from linli.capabilities.services.rules import allowed
from linli.capabilities.services.tests.order import PICTURE
from linli.capabilities.services.tests.test_acting import (
    LONG,
    QUICK,
    answers,
    file_for,
    guardian,
    mandate,
    refused,
)
from linli.commons.duties.models import Duty
from linli.commons.mandates import actions, forms
from linli.commons.mandates.models import Mandate
from linli.commons.mandates.queries import acting, words
from linli.commons.messages.models import Message
from linli.commons.people.actions.persons import find, make_person, set_profile
from linli.commons.people.models import Person
from linli.commons.people.queries import person_of
from linli.commons.places.queries import network
from linli.kernel.access.models import User
from linli.kernel.files import store
from tests.cast import go_on

WINDOW, ASKED = "jingcheng.generalist", [{"pointer": "/answers/phone", "what": "请核对"}]
ENGLISH = {"Accept-Language": "en"}


def written(cast, by="generalist", **more):
    raw = {
        "principal": str(person_of(cast["resident"]).pk), "agent": str(person_of(cast["neighbour"]).pk),
        "ground": "written", "until": "2026-12-31", "file": store.keep(cast[by], "a.png", PICTURE).pk,
    }  # fmt: skip
    return forms.record(raw | more, by=cast[by])


def correcting(cast, account, person):
    number = file_for(cast, account, person, answers=answers(cast, person)).json()["number"]
    cast.do("generalist", "request-correction", number, items=ASKED)
    go_on()
    return number


def owes(kind="correct"):
    return Duty.objects.get(kind=kind, closed=None).person


def told(person):
    return list(Message.objects.filter(person=person).order_by("pk").values_list("template", flat=True))


def test_the_last_day_ends_it_as_a_word_would(cast, at):
    me, agent = person_of(cast["resident"]), person_of(cast["neighbour"])
    held = mandate(cast)
    Mandate.objects.filter(pk=held.pk).update(during=(date(2026, 6, 8), date(2026, 6, 11)))
    correcting(cast, "neighbour", me)
    assert owes() == agent
    with at(days=3):
        for _n in range(2):
            go_on()
        held.refresh_from_db()
        assert (held.state, held.during.upper) == ("ended", date(2026, 6, 11))
        assert owes() == me
        assert told(me).count("mandates.ended") == told(agent).count("mandates.ended_agent") == 1
        assert refused(lambda: actions.end(str(held.pk), by=cast["resident"])) == 409


def test_a_code_that_nobody_took_up_runs_out(cast, at):
    made = forms.offer({"name": "某人", "until": "2026-12-31"}, by=cast["resident"])
    with at(days=7):
        go_on()
    made.refresh_from_db()
    assert (made.state, made.code) == ("ended", None)


def test_a_guardian_entered_later_takes_over_what_is_owed(cast):
    known = {"identity_number": "320594194503091240", "phone": "13800004096"}
    old = make_person("王秀兰", by=cast["generalist"], community=network().place("jingcheng"), known=known)
    body = {"channel": "window", "handed_in_by": "", "answers": {"situation": "other"}}
    number = file_for(cast, "generalist", old, QUICK, **body).json()["number"]
    cast.do("generalist", "request-correction", number, items=[{"pointer": "/answers/situation", "what": "请核对"}])
    go_on()
    assert owes() == old
    held = written(cast, principal=str(old.pk), ground="court", until="")
    go_on()
    assert owes() == held.agent
    page = cast.page("generalist", **ENGLISH).get(f"/matters/{number}").text
    assert f"/matters/{number}/told" in page  # the telephone call that was owed before is still to be made
    cast.page("generalist").post(f"/matters/{number}/told", {"means": "phone", "on": "2026-06-08"})
    actions.end(str(held.pk), by=cast["neighbour"])
    go_on()
    assert owes() == old
    assert Duty.objects.filter(kind="tell", closed=None).exists()


def test_a_locked_account_hears_nothing(cast):
    child = guardian(cast)
    number = file_for(cast, "resident", child, answers=answers(cast, child)).json()["number"]
    User.objects.filter(username="resident").update(is_active=False)
    cast.do("generalist", "request-correction", number, items=ASKED)
    go_on()
    assert owes() == child
    assert Duty.objects.filter(kind="tell", closed=None).exists()


def test_each_hears_what_the_other_does(cast):
    me, agent = person_of(cast["resident"]), person_of(cast["neighbour"])
    mandate(cast)
    number = file_for(cast, "neighbour", me, answers=answers(cast, me)).json()["number"]
    cast.do("resident", "withdraw", number)
    go_on()
    assert "services.withdrawn" in told(agent)
    assert "services.withdrawn" not in told(me)


def test_a_ward_with_an_account_goes_on_with_nothing_alone(cast):
    child = guardian(cast)
    draft = file_for(cast, "resident", child, answers=answers(cast, child), submit=False).json()["number"]
    Person.objects.filter(account=cast["stranger"]).update(account=None)
    Person.objects.filter(pk=child.pk).update(account=cast["stranger"])
    ward = cast["stranger"]
    assert visible_to(ward).filter(number=draft).exists()
    assert allowed(ward, Application.objects.get(number=draft)) == []
    assert refused(lambda: cast.do("stranger", "submit", draft)) == 403
    cast.do("resident", "submit", draft)
    assert refused(lambda: cast.do("stranger", "withdraw", draft)) == 403
    assert cast.page("stranger").get(f"/matters/{draft}").status_code == 200


def test_wards_neither_give_nor_take_authority(cast):
    me = person_of(cast["resident"])
    made = forms.offer({"name": person_of(cast["neighbour"]).name, "until": "2026-12-31"}, by=cast["resident"])
    code = words([made])[made.pk]["code"]
    other = make_person("王建国", by=cast["generalist"], community=me.community, known={"birth_date": "1970-01-01"})
    written(cast, ground="court", until="", agent=str(other.pk))
    assert refused(lambda: actions.take(code, by=cast["neighbour"])) == 403
    assert refused(lambda: written(cast)) == 422
    assert refused(lambda: written(cast, principal=str(other.pk), agent=str(me.pk))) == 422
    assert refused(lambda: forms.offer({"name": "某人", "until": "2026-12-31"}, by=cast["resident"])) == 403
    assert not acting(cast["neighbour"])


def test_a_worker_who_acts_in_one_item_handles_none_of_theirs(cast):
    me, own = person_of(cast["resident"]), cast["generalist"]
    set_profile(person_of(own), by=None, changes={"phone": "13900001111"})
    find("13900001111", cast[WINDOW])
    held = written(cast, WINDOW, agent=str(person_of(own).pk), items=[LONG])
    number = cast.file(QUICK).number
    assert allowed(cast["generalist"], Application.objects.get(number=number)) == []
    assert file_for(cast, "generalist", me, QUICK, channel="window").status_code == 403
    assert refused(lambda: written(cast)) == 403
    other = written(cast, WINDOW)
    assert refused(lambda: actions.end(str(other.pk), by=cast["generalist"], reason="x")) == 403
    assert (
        cast.page("generalist").post(f"/people/{me.pk}/unmask", {"number": "phone", "reason": "x"}).status_code == 403
    )
    actions.end(str(held.pk), by=cast["resident"])
    assert "accept" in allowed(cast["generalist"], Application.objects.get(number=number))


def test_principal_and_agent_learn_no_more_of_each_other_than_the_matter_needs(cast):
    me = person_of(cast["resident"])
    mandate(cast)
    number = file_for(cast, "neighbour", me, answers=answers(cast, me)).json()["number"]
    seen = cast.api("neighbour").get(f"/api/v1/applications/{number}").json()
    assert set(seen["applicant"]) == {"id", "name", "community", "language"}
    mine = cast.api("resident").get(f"/api/v1/applications/{number}").json()
    assert set(mine["agent"]) == {"id", "name"}
    assert "phone" in mine["applicant"]


def test_an_agent_throws_away_only_what_the_agent_began(cast):
    me = person_of(cast["resident"])
    mandate(cast)
    hers = cast.api("resident").post("/api/v1/applications", {"item": LONG}, "application/json").json()["number"]
    api = cast.api("neighbour")
    assert api.delete(f"/api/v1/applications/{hers}").status_code == 404  # it is not even seen
    own = file_for(cast, "neighbour", me, submit=False).json()["number"]
    assert api.delete(f"/api/v1/applications/{own}").status_code == 204


def test_some_but_none_chosen_is_never_all(cast):
    me, agent = person_of(cast["resident"]), person_of(cast["neighbour"])
    set_profile(agent, by=None, changes={"phone": "13900001111"})
    desk = cast.page("generalist", **ENGLISH)
    form = {
        "agent_name": agent.name, "agent_number": "13900001111", "ground": "written", "until": "2026-12-31",
        "scope": "some",
    }  # fmt: skip
    scan = SimpleUploadedFile("a.png", PICTURE, "image/png")
    assert desk.post(f"/acting/of/{me.pk}", form | {"do": "record", "file": scan}).status_code == 422
    letter = desk.post(f"/acting/of/{me.pk}", form | {"do": "letter"})
    assert (letter.status_code, "Letter of authority</h1>" in letter.text) == (422, False)
    assert not Mandate.objects.exists()


def test_a_window_says_why_and_both_read_it(cast):
    held = written(cast)
    desk = cast.page("generalist")
    assert desk.post(f"/acting/{held.pk}/end", {"reason": " "}).status_code == 422
    assert desk.post(f"/acting/{held.pk}/end", {"reason": "本人来窗口结束", "next": "9" * 5000}).status_code == 302
    for account in ("resident", "neighbour"):
        assert "本人来窗口结束" in cast.page(account).get("/acting/").text
    assert cast.page("neighbour").get(f"/acting/{held.pk}/paper").status_code == 404


@pytest.mark.parametrize("account", ["generalist", "resident"])
def test_an_asking_is_taken_back_by_who_asked_and_the_number_goes(cast, account):
    file = store.keep(cast["resident"], "a.png", PICTURE).pk
    made = forms.ask({"name": "林小满", "identity_number": "320594201805120249", "file": file}, by=cast["resident"])
    if account == "generalist":
        assert refused(lambda: actions.end(str(made.pk), by=cast["generalist"], reason="x")) == 403
        return
    done = actions.end(str(made.pk), by=cast["resident"])
    assert words([done])[done.pk] == {"name": "林小满"}
