"""Who asks for everything to be erased: drafts go, what is over is used by no desk, what is under way goes on."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries.newest import newest
from linli.capabilities.services.queries.seeing import visible_to
from linli.capabilities.services.tests.items import publish
from linli.capabilities.services.tests.order import body
from linli.commons.duties.models import Duty
from linli.commons.people.models import Person
from linli.commons.people.queries import profile
from linli.kernel.access.models import User
from linli.kernel.api.problems import Problem
from linli.kernel.record.timeline import timeline
from linli.kernel.record.writing import Ref
from tests.cast import go_on

QUICK = "unemployment-registration"
STAFF = ("generalist", "head", "labour.specialist", "labour.approver", "labour.head", "civil-affairs.specialist")
ENGLISH = {"Accept-Language": "en"}


def person(cast, account="resident"):
    return Person.objects.get(account=cast[account])


def ended(cast, item="licence"):
    """A matter that was looked at by several desks and is over."""
    number = cast.file(item).number
    cast.do("generalist", "accept", number)
    cast.do("civil-affairs.specialist", "complete-step", number, **body("complete-step", cast.look(number)))
    cast.do("civil-affairs.approver", "grant", number)
    cast.do("generalist", "deliver", number, means="online")
    go_on()
    return number


def ask(cast, account="resident", **body):
    return cast.api(account).post("/api/v1/me/erase", body, content_type="application/json")


def drafted(cast):
    body = {"item": QUICK, "community": "jingcheng", "answers": {}, "materials": [], "submit": False}
    made = cast.api("resident").post("/api/v1/applications", body, content_type="application/json")
    assert made.status_code == 201
    return made.json()["number"]


@pytest.fixture
def over(cast):
    publish("licence", "licence-renewal")
    return ended(cast)


def test_each_thing_has_its_fate(cast, over):
    draft = drafted(cast)
    live = cast.file("disability-living-allowance").number
    answer = ask(cast)
    assert answer.status_code == 200
    left = {one["number"]: one for one in answer.json()["left"]}
    assert draft not in left
    assert left[over]["fate"] == "restricted"
    assert left[over]["until"] == "2036-06-07"
    assert left[live]["fate"] == "kept"
    assert "under way" in left[live]["why"]
    assert not Application.objects.filter(number=draft).exists()
    assert Application.objects.get(number=live).restricted_at is None
    assert "phone" in answer.json()["known"]  # somebody may have to call about what is under way
    assert "bank_card" not in answer.json()["known"]


def test_no_desk_sees_what_is_restricted_from_any_door(cast, over):
    seeing = [account for account in STAFF if visible_to(cast[account]).filter(number=over).exists()]
    assert {"generalist", "head", "civil-affairs.specialist"} <= set(seeing)
    ask(cast)
    for account in STAFF:
        user = cast[account]
        assert not visible_to(user).filter(number=over).exists()
        assert not Application.objects.filter(pk__in=newest(user, 20)).filter(number=over).exists()
        assert cast.page(account).get(f"/matters/{over}").status_code == 404
        assert cast.page(account).get(f"/matters/{over}/print/decision").status_code == 404
        api = cast.api(account)
        assert api.get(f"/api/v1/applications/{over}").status_code == 404
        assert over not in str(api.get("/api/v1/applications").json())
        assert over not in str(api.get(f"/api/v1/applications?q={over}").json())
    assert cast.page("resident").get(f"/matters/{over}").status_code == 200
    assert "locked away since 8 June 2026, as you asked" in cast.page("resident", **ENGLISH).get("/me/data/").text
    told = cast.page("resident", **ENGLISH).get(f"/matters/{over}").text
    assert "Locked away, as the person asked" in told


def test_nothing_more_is_done_with_it(cast, over):
    ask(cast)
    with pytest.raises(Problem) as refused:
        cast.do("resident", "rate", over, level=5)
    assert refused.value.status == 409
    assert cast.api("resident").get(f"/api/v1/applications/{over}").json()["allowed"] == []


def test_what_was_granted_is_offered_no_more(cast, over):
    from linli.commons.credentials.queries import holds

    assert holds(person(cast))
    ask(cast)
    assert not holds(person(cast))


def test_what_still_owes_an_answer_goes_on_and_is_restricted_when_asked_again(cast, over):
    cast.do("resident", "rate", over, level=1, comment="很慢")
    [line] = ask(cast).json()["left"]
    assert (line["fate"], "owes an answer" in line["why"]) == ("kept", True)
    cast.do("head", "answer-rating", over, what_was_done="道歉")
    assert not Duty.objects.filter(subject_id=over, closed=None).exists()
    [line] = ask(cast).json()["left"]
    assert line["fate"] == "restricted"


def test_without_a_period_it_is_locked_away_for_good(cast):
    number = cast.file(QUICK).number
    cast.do("resident", "withdraw", number)
    [line] = ask(cast).json()["left"]
    assert (line["number"], line["fate"], line["until"]) == (number, "restricted", None)
    assert "never erased" in line["why"]


def test_asked_again_it_says_the_same_and_records_once_a_matter(cast, over):
    first, again = ask(cast), ask(cast)
    assert first.json() == again.json()
    facts = [one.fact for one in timeline(Ref("application", over))]
    assert facts.count("services.ApplicationRestricted") == 1
    asked = [one for one in timeline(Ref("account", str(cast["resident"].pk))) if one.fact == "people.ErasureAsked"]
    assert [one.payload["restricted"] for one in asked] == [1, 1]


def test_a_key_is_answered_again(cast, over):
    headers = {"Idempotency-Key": "erase-1"}
    api = cast.api("resident")
    answers = [api.post("/api/v1/me/erase", {}, content_type="application/json", headers=headers) for _n in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize("wrong", [{"everything": True}, {"applications": []}, {"sure": "yes"}])
def test_what_is_not_known_is_refused(cast, wrong):
    assert ask(cast, **wrong).status_code == 422


def test_who_is_nobody_here_asks_for_nothing(cast):
    User.objects.create_user("nobody", None)
    assert ask(cast, "nobody").status_code == 404
    assert cast.page("nobody").get("/me/data/erase/").status_code == 404
    assert cast.api(None).post("/api/v1/me/erase").status_code == 401


def test_the_page_tells_first_and_asks_once_more(cast, over):
    page = cast.page("resident", **ENGLISH)
    assert "/me/data/erase/" in page.get("/me/data/").text
    shown = page.get("/me/data/erase/").text
    for words in ("Locked away, no longer used", "7 June 2036", "Bank card", "can't be undone"):
        assert words in shown
    assert page.post("/me/data/erase/", {"once": "k1"}).status_code == 422
    assert Application.objects.get(number=over).restricted_at is None
    assert page.post("/me/data/erase/", {"once": "k1", "sure": "yes"}).status_code == 302
    assert Application.objects.get(number=over).restricted_at is not None
    assert "bank_card" not in profile(person(cast))
    after = page.get("/me/data/erase/").text
    assert "Done. What is left stands here" in after
    assert "Bank card" not in after
    assert "can't be undone" not in after  # nothing more would come of it


def again(kept, digit, times):
    """The same matter so many times, under other numbers."""
    for n in range(times):
        kept.pk, kept.number = None, f"{digit}{n:09d}"
        kept.save()


def test_the_queries_do_not_grow(cast, over):
    page = cast.page("resident", **ENGLISH)
    cast.do("resident", "withdraw", cast.file(QUICK).number)
    page.get("/me/data/erase/")
    with CaptureQueriesContext(connection) as few:
        page.get("/me/data/erase/")
    again(Application.objects.get(outcome="withdrawn"), 9, 30)
    with CaptureQueriesContext(connection) as many:
        assert "and 12 more" in page.get("/me/data/erase/").text
    assert len(many) == len(few)


def test_asking_costs_the_same_for_one_matter_and_for_many(cast):
    cast.do("resident", "withdraw", cast.file(QUICK).number)
    draft = Application.objects.get(number=drafted(cast))
    with CaptureQueriesContext(connection) as few:
        assert ask(cast).status_code == 200
    over = Application.objects.get(outcome="withdrawn")
    over.restricted_at = None
    again(over, 9, 30)
    again(draft, 8, 30)
    with CaptureQueriesContext(connection) as many:
        assert len(ask(cast).json()["left"]) == 31
    assert len(many) <= len(few)  # the first forgets phone and card too
    assert not Application.objects.filter(state="draft").exists()
    assert Application.objects.filter(restricted_at__isnull=False).count() == 31
    for number in ("9000000000", "9000000029"):
        [entry] = timeline(Ref("application", number))
        assert (entry.fact, entry.actor, entry.place) == (
            "services.ApplicationRestricted", cast["resident"].pk, "jingcheng",
        )  # fmt: skip
