"""Where filing is not enough: who files from home reads that they are still to be seen."""

import pytest

from linli.capabilities.services.demo import answers_for
from linli.capabilities.services.forms import load_catalogue
from linli.capabilities.services.queries import catalogue
from linli.capabilities.services.queries.presence import asked_in_person
from linli.capabilities.services.queries.spared import spared
from linli.commons.duties.models import Duty
from linli.commons.messages.models import Message
from linli.commons.people.public import person_of
from tests.cast import ROOT, go_on

pytestmark = pytest.mark.django_db
ITEM = "pension-eligibility"
ENGLISH = {"Accept-Language": "en"}
COME, VISIT = "Please come to a window yourself", "We call you and agree on a time to visit"


def filed(cast, where, **more):
    answers = answers_for(catalogue().item(ITEM), person_of(cast["resident"])) | {"seen_where": where}
    return cast.file(ITEM, answers=answers, **more).number


@pytest.mark.parametrize(("where", "says"), [("window", COME), ("home", VISIT)])
def test_who_filed_from_home_reads_where_they_are_seen_until_it_is_done(cast, where, says):
    number = filed(cast, where)
    page = cast.page("resident", **ENGLISH)
    shown = page.get(f"/matters/{number}").text
    assert says in shown and "You need not do anything" not in shown
    desk, note = cast.page("generalist", **ENGLISH), "granted once the person has been seen"
    assert note in desk.get(f"/matters/{number}").text
    assert note in desk.get(f"/desk/?open={Duty.objects.get(subject_id=number, closed=None).pk}").text
    cast.do("generalist", "accept", number)
    assert says in page.get(f"/matters/{number}").text
    cast.do("generalist", "grant", number)
    assert says not in page.get(f"/matters/{number}").text
    assert note not in desk.get(f"/matters/{number}").text


def test_no_trip_is_counted_as_spared(cast):
    number = filed(cast, "window")
    assert spared(cast.look(number)).trips == 0
    page = cast.page("resident", **ENGLISH)
    assert "spared" not in page.get("/matters/").text
    cast.file("unemployment-registration")
    assert "This year you were spared: 1 trip." in page.get("/matters/").text


def test_the_messages_say_that_it_is_not_finished(cast):
    number = filed(cast, "window")
    cast.do("generalist", "accept", number)
    go_on()
    codes = set(Message.objects.filter(person=person_of(cast["resident"])).values_list("template", flat=True))
    assert {"services.filed_in_person", "services.accepted_in_person"} <= codes
    assert not codes & {"services.filed", "services.accepted"}


def test_who_filed_at_the_window_has_been_seen(cast):
    person = person_of(cast["resident"])
    number = filed(cast, "window", account="generalist", on_behalf_of=str(person.pk), channel="window")
    shown = cast.page("resident", **ENGLISH).get(f"/matters/{number}").text
    assert COME not in shown


def test_an_answer_that_asks_nobody_to_come(cast):
    item = catalogue().item(ITEM)
    assert asked_in_person(item, {}) == ""
    assert asked_in_person(catalogue().item("unemployment-registration"), {"seen_where": "window"}) == ""


@pytest.mark.parametrize(
    ("instead", "flaw"),
    [("nowhere", "there is no field nowhere"), ("seen_where: [moon]", "seen_where can never be 'moon'")],
)
def test_a_situation_that_can_never_be_is_a_flaw(cast, tmp_path, instead, flaw):
    text = (ROOT / "catalogue/services/pension-eligibility.yaml").read_text()
    wrong = instead if ":" in instead else f"{instead}: [window]"
    (tmp_path / "pension-eligibility.yaml").write_text(text.replace("seen_where: [window]", wrong, 1))
    with pytest.raises(Exception, match=flaw):
        load_catalogue(tmp_path)
