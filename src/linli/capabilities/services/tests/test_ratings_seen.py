"""Who learns how a matter was rated: whom it concerns and the heads, on each page and by API; nobody who handled it."""

from __future__ import annotations

import json

import pytest

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries.ratings import FACTS
from linli.capabilities.services.tests.test_ratings import ABOVE, APPEAL, SAID, badly, call, owed
from linli.commons.people.models import Person
from linli.kernel import clock
from tests.cast import go_on

HANDLERS = ("generalist", "jingcheng.generalist", "civil-affairs.specialist", "civil-affairs.approver", "approver")


def lived(cast):
    number = badly(cast)
    cast.do("head", "call-rater", number, **call(note="回访记录"))
    cast.do("head", "answer-rating", number, what_was_done="整改说明")
    cast.do("resident", "follow-up", number, level=2, comment="还是不行")
    cast.do("head", "appeal-rating", number, **APPEAL)
    cast.do(ABOVE, "decide-appeal", number, strike=True, reason="核减理由")
    go_on()
    return number


WORDS = (SAID, "回访记录", "整改说明", "还是不行", "按错了", "核减理由", "不满意", "追评")


@pytest.mark.parametrize("account", HANDLERS)
def test_who_handled_it_learns_nothing_of_its_rating(cast, account):
    """No page, no pane, no timeline, no list, no message of theirs speaks of it."""
    number = lived(cast)
    page, api = cast.page(account), cast.api(account)
    seen = [page.get(path).content.decode() for path in (f"/matters/{number}", "/desk/", "/messages/")]
    seen.append(api.get(f"/api/v1/applications/{number}").content.decode())
    seen.append(api.get("/api/v1/applications").content.decode())
    seen.append(api.get("/api/v1/duties").content.decode())
    for text in seen:
        assert not [word for word in WORDS if word in text]
        assert not [fact for fact in FACTS if fact in text]
        assert "answer_rating" not in text
    assert "services.ResultDelivered" in seen[3]


@pytest.mark.parametrize("account", ["resident", "head", ABOVE])
def test_who_is_concerned_reads_it(cast, account):
    number = lived(cast)
    told = cast.api(account).get(f"/api/v1/applications/{number}").json()["timeline"]
    facts = {line["fact"]: line.get("note") for line in told}
    assert facts["services.ApplicationRated"] == SAID
    assert facts["services.RatingFollowedUp"] == "还是不行"
    assert facts["services.RatingAnswered"] == "整改说明"
    assert ("services.RatingAppealed" in facts) == (account != "resident")
    page = cast.page(account).get(f"/matters/{number}").content.decode()
    assert "整改说明" in page
    assert "核减理由" in page


def test_the_head_does_each_on_the_page(cast):
    number = badly(cast)
    head, above = cast.page("head"), cast.page(ABOVE)
    page = head.get(f"/matters/{number}").content.decode()
    for name in ('name="reached"', 'name="what_was_done"', 'name="ground"', SAID):
        assert name in page
    assert head.get("/desk/").content.decode().count(f"/matters/{number}") >= 0
    wrong = head.post(f"/matters/{number}/call-rater", {"on": "2026-01-01", "reached": "true"})
    assert wrong.status_code == 422
    assert 'id="call-rater-on-why"' in wrong.content.decode()
    head.post(f"/matters/{number}/call-rater", {"on": clock.today().isoformat(), "reached": "true"})
    head.post(f"/matters/{number}/appeal-rating", APPEAL)
    assert "按错了" in above.get(f"/matters/{number}").content.decode()
    above.post(f"/matters/{number}/decide-appeal", {"strike": "false", "reason": "不成立"})
    head.post(f"/matters/{number}/answer-rating", {"what_was_done": "已改进"})
    home = cast.page("resident")
    assert "follow-up" in home.get(f"/matters/{number}").content.decode()
    assert home.post(f"/matters/{number}/follow-up", {}).status_code == 422
    home.post(f"/matters/{number}/follow-up", {"level": "5", "comment": "好了"})
    assert "好了" in home.get(f"/matters/{number}").content.decode()
    assert owed(number) == []


@pytest.mark.parametrize(
    ("account", "verb", "raw", "pointer"),
    [
        ("head", "call-rater", {"on": "2026-06-08"}, "/reached"),
        ("head", "call-rater", {"reached": "yes", "on": "2026-06-08"}, "/reached"),
        ("head", "call-rater", {"reached": True}, "/on"),
        ("head", "call-rater", {"reached": True, "on": "2026-06-07"}, "/on"),
        ("head", "call-rater", {"reached": True, "on": "2026-06-09"}, "/on"),
        ("head", "appeal-rating", {"reason": "x"}, "/ground"),
        ("head", "appeal-rating", {"ground": "rude", "reason": "x"}, "/ground"),
        ("head", "appeal-rating", {"ground": "mistaken"}, "/reason"),
    ],
)
def test_wrong_values_are_named(cast, account, verb, raw, pointer):
    number = badly(cast)
    answer = cast.api(account).post(f"/api/v1/applications/{number}/{verb}", raw, content_type="application/json")
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_a_copy_of_ones_data_has_all_that_one_said_and_nothing_between_offices(cast):
    lived(cast)
    answer = cast.api("resident").post("/api/v1/me/export", {}, content_type="application/json")
    assert answer.status_code == 200
    copy = json.dumps(answer.json(), ensure_ascii=False)
    assert [word for word in (SAID, "还是不行", "整改说明") if word not in copy] == []
    assert "按错了" not in copy
    page = cast.page("resident").get("/me/data/").content.decode()
    assert "还是不行" in page


def test_staff_read_of_their_own_matter_as_any_resident_does(cast):
    """Who works at a desk and is the person concerned: what offices settle among themselves stays there."""
    number = lived(cast)
    theirs = Person.objects.get(account=cast["civil-affairs.specialist"])
    Application.objects.filter(number=number).update(person=theirs)
    told = cast.api("civil-affairs.specialist").get(f"/api/v1/applications/{number}").json()["timeline"]
    facts = {line["fact"] for line in told}
    assert "services.RatingFollowedUp" in facts
    assert "services.RatingAppealed" not in facts
