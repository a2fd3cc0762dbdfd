"""What need not be handed in again, on the pages: ticked at home and at the window, shown at the desk."""

from datetime import timedelta

from linli.capabilities.services import forms
from linli.capabilities.services.models import Application, Material, Result
from linli.capabilities.services.tests.test_known_papers import ITEM, PROOF, card, draft, published, registered
from linli.commons.credentials.actions import Line, List, load, unload
from linli.commons.duties.models import Duty
from linli.commons.people.queries import person_of
from linli.kernel import clock

__all__ = ["published"]
ENGLISH = {"Accept-Language": "en"}


def test_at_home_it_is_ticked_and_can_be_left(cast):
    granted, before = registered(cast), card(cast)
    number = draft(cast)
    page = cast.page("resident", **ENGLISH)
    shown = page.get(f"/matters/{number}/papers").content.decode()
    assert 'name="use-proof"' in shown and 'name="use-identity-card"' in shown
    assert 'name="use-household-register"' not in shown
    check = page.get(f"/matters/{number}/check").content.decode()
    assert "missing, though it is here already:" in check
    page.post(f"/matters/{number}/papers", {"use-proof": "1", "use-identity-card": "1", "go": "stay"})
    kept = cast.look(number).draft["materials"]
    assert [paper["from"]["source"]["id"] for paper in kept] == [granted, before]
    shown = page.get(f"/matters/{number}/papers").content.decode()
    assert (
        "use-proof" not in shown
        and "handed in on 8 June 2026 for “Yearly endorsement of the residence permit”" in shown
    )
    page.post(f"/matters/{number}/papers", {"remove": "proof"})
    assert [paper["code"] for paper in cast.look(number).draft["materials"]] == ["identity-card"]
    page.post(f"/matters/{number}/papers", {"use-proof": "1"})
    cast.do("resident", "submit", number)
    told = page.get(f"/matters/{number}/receipt").content.decode()
    assert "You were spared: 2 papers, 1 trip." in told
    assert "handed in on 8 June 2026" in page.get(f"/matters/{number}").content.decode()
    assert "Entrepreneurship Certificate" in page.get(f"/matters/{number}/print/form").content.decode()


def test_what_is_here_is_an_offer_until_it_is_used(cast):
    registered(cast)
    card(cast)
    number = draft(cast)
    page = cast.page("resident", **ENGLISH)
    papers, check = f"/matters/{number}/papers", f"/matters/{number}/check"
    shown = page.get(papers).text
    assert shown.count("Here already: tick it to use it") == 2 and 'class="known"' not in shown
    offered = [code for code in ("proof", "identity-card") if f'name="use" value="{code}"' in page.get(check).text]
    assert offered == ["proof", "identity-card"] and page.get(check).text.count('name="use"') == 2
    forms.perform_change(number, {"materials": [{"code": "later", "follows": True}]}, by=cast["resident"])
    for code in ("proof", "proof", "household-register", "nothing"):  # pressed twice; not offered; not asked for
        assert page.post(papers, {"use": code})["Location"] == check
    assert [paper["code"] for paper in cast.look(number).draft["materials"]] == ["later", "proof"]
    left = page.get(check).text
    assert 'value="proof"' not in left and 'name="use" value="identity-card"' in left
    assert 'class="known"' in page.get(papers).text


def test_at_the_window_it_is_ticked_and_shown(cast):
    registered(cast)
    card(cast)
    person, page = person_of(cast["resident"]), cast.page("generalist", **ENGLISH)
    address = f"/people/{person.pk}/new/{ITEM}"
    shown = page.get(address).content.decode()
    assert 'name="use-proof"' in shown and 'name="use-identity-card"' in shown
    answers = {"name": person.name, "identity_number": "320594198604128629", "phone": "19900008601"}
    values = answers | {"use-proof": "1", "use-identity-card": "1", "go": "file", "channel": "window"}
    answer = page.post(address, values)
    assert answer.status_code == 302, answer.content.decode()
    number = Application.objects.get(item=ITEM).number
    assert [paper["code"] for paper in cast.look(number).filing["materials"] if "from" in paper] == [
        "proof", "identity-card",
    ]  # fmt: skip


def test_the_desk_sees_on_what_it_rests_and_that_it_holds_no_longer(cast):
    granted = registered(cast)
    number = draft(cast, materials=[PROOF])
    cast.do("resident", "submit", number)
    page = cast.page("generalist", **ENGLISH)
    pane = f"/desk/?open={Duty.objects.get(subject_id=number, closed=None).pk}"
    for shown in (page.get(f"/matters/{number}").text, page.get(pane).text):
        assert "since 8 June 2026" in shown and "Holds no longer" not in shown
    Result.objects.filter(application__number=granted).update(revoked=clock.now())
    for shown in (page.get(f"/matters/{number}").text, page.get(pane).text):
        assert "Holds no longer" in shown
    cast.do("generalist", "accept", number)
    cast.do("civil-affairs.approver", "grant", number)
    assert "Holds no longer" not in page.get(f"/matters/{number}").content.decode()  # decided as it was


def test_what_was_spared_in_a_year_is_counted(cast, at):
    registered(cast)  # from home, and not fetched yet
    card(cast)
    number = draft(cast, materials=[PROOF])
    cast.do("resident", "submit", number)
    page = cast.page("resident", **ENGLISH)
    assert "This year you were spared: 1 paper, 3 trips." in page.get("/matters/").content.decode()
    granted = Application.objects.get(item="unemployment-registration").number
    cast.do("generalist", "deliver", granted, means="post")
    assert "1 paper, 4 trips." in page.get("/matters/").content.decode()
    assert "You were spared: 2 trips." in page.get(f"/matters/{granted}").content.decode()
    assert "spared" not in cast.page("neighbour", **ENGLISH).get("/matters/").content.decode()
    with at(days=365):
        assert "spared" not in page.get("/matters/").content.decode()


def window(cast, **more):
    """What the window sends."""
    person = person_of(cast["resident"])
    answers = {"name": person.name, "identity_number": "320594198604128629", "phone": "19900008601"}
    return f"/people/{person.pk}/new/{ITEM}", answers | {"channel": "window", "go": "file"} | more


def test_at_the_window_a_tick_stays_while_something_else_is_put_right(cast):
    registered(cast)
    card(cast)
    page = cast.page("generalist", **ENGLISH)
    address, values = window(cast, **{"use-proof": "1", "use-identity-card": "1", "phone": "1"})
    shown = page.post(address, values)
    assert shown.status_code == 422
    told = shown.content.decode()
    assert 'name="use-proof" value="1" checked' in told and 'name="use-identity-card" value="1" checked' in told
    assert page.post(address, values | {"phone": "19900008601", "go": "seen"}).status_code == 302
    kept = cast.look(Application.objects.get(item=ITEM).number).filing["materials"]
    assert {paper["code"]: sorted({"known", "file", "seen"} & set(paper)) for paper in kept} == {
        "proof": ["known"], "identity-card": ["file"], "household-register": ["seen"], "later": ["seen"],
    }  # fmt: skip


def test_what_holds_no_longer_does_not_stop_the_window(cast):
    granted = registered(cast)
    page = cast.page("generalist", **ENGLISH)
    address, values = window(cast, **{"use-proof": "1", "go": "aside", "once": "k"})
    page.post(address, values)
    number = Application.objects.get(item=ITEM).number
    assert cast.look(number).draft["materials"][0]["code"] == "proof"
    Result.objects.filter(application__number=granted).update(revoked=clock.now())
    shown = page.get(f"/matters/{number}").content.decode()
    assert "use-proof" not in shown and "We have it" not in shown
    assert page.post(f"/matters/{number}/filing", values | {"go": "file", "once": "j"}).status_code == 302
    assert cast.look(number).filing["materials"] == []


def test_what_is_to_follow_need_not_when_it_is_here(cast):
    today = clock.today()
    number = draft(cast)
    cast.do("resident", "submit", number)
    until = (today + timedelta(days=10)).isoformat()
    cast.do("generalist", "accept-conditionally", number, materials=["later"], until=until)
    cast.do("resident", "promise", number, agreed=True)
    page = cast.page("resident", **ENGLISH)
    assert "use-later" not in page.get(f"/matters/{number}").content.decode()
    line = Line("320594198604128629", person_of(cast["resident"]).name, today, None)
    load(List("cards", "proof", {"en": "A list"}, {"en": "An office"}, today, today, [line]))
    assert 'name="use-later"' in page.get(f"/matters/{number}").content.decode()
    [offer] = cast.api("resident").get(f"/api/v1/applications/{number}/offers").json()["items"]
    assert offer["give"] == {"code": "later", "known": True}
    page.post(f"/matters/{number}/following", {"do": "supply", "use-later": "1", "once": "s"})
    assert cast.look(number).application.to_follow == []


def test_the_desk_sees_that_the_matter_from_which_a_paper_came_was_revoked(cast):
    before = card(cast)
    number = draft(cast)
    paper = Material.objects.get(application__number=before)
    file = {"code": "identity-card", "file": paper.file_id}
    forms.perform_change(number, {"materials": [file]}, by=cast["resident"])
    cast.do("resident", "submit", number)
    page = cast.page("generalist", **ENGLISH)
    assert "Holds no longer" not in page.get(f"/matters/{number}").content.decode()
    row = Application.objects.filter(number=before)
    row.update(state="decided", outcome="granted", step_k=None)
    Result.objects.create(application=row.get(), code="A" * 16, issued=clock.now())
    assert "Holds no longer" not in page.get(f"/matters/{number}").content.decode()
    Result.objects.update(revoked=clock.now())
    assert "Holds no longer" in page.get(f"/matters/{number}").content.decode()


def test_a_list_that_is_taken_out_carries_no_open_matter_and_undoes_no_decision(cast):
    person, today = person_of(cast["resident"]), clock.today()
    line = Line("320594198604128629", person.name, today, None)
    load(List("cards", "proof", {"en": "A list"}, {"en": "An office"}, today, today, [line]))
    numbers = [draft(cast, materials=[PROOF]) for _n in range(2)]
    for number in numbers:
        cast.do("resident", "submit", number)
        cast.do("generalist", "accept", number)
    cast.do("civil-affairs.approver", "grant", numbers[0])
    page = cast.page("civil-affairs.approver", **ENGLISH)
    shown = [page.get(f"/matters/{number}").content.decode() for number in numbers]
    assert all("An office" in told and "Holds no longer" not in told for told in shown)
    assert unload("cards")
    shown = [page.get(f"/matters/{number}").content.decode() for number in numbers]
    assert ["Holds no longer" in told for told in shown] == [False, True]
    assert cast.look(numbers[0]).application.outcome == "granted"
    assert Result.objects.get(application__number=numbers[0]).revoked is None
