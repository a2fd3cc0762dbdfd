import re

import pytest

from linli.capabilities.services.tests.test_acting import mandate
from linli.commons.mandates.actions import end
from linli.kernel.access.models import AccessLog
from linli.kernel.record.followers import pump

SPOT, LONG, HELP = "unemployment-registration", "disability-living-allowance", "temporary-assistance"
ENGLISH = {"Accept-Language": "en"}
IDENTITY = "320594198604128629"


def html(response):
    return response.content.decode()


def offered(body):
    """The verbs that the page offers as forms."""
    return set(re.findall(r'action="/matters/\d+/([a-z-]+)"', body)) - {"unmask", "told"}


@pytest.fixture
def long(cast):
    return cast.file(LONG).number


def test_the_page_offers_exactly_the_verbs_that_are_possible(cast, long):
    generalist, street = cast.page("generalist"), cast.page("hudong-committee.specialist")
    assert offered(html(generalist.get(f"/matters/{long}"))) == {"accept", "request-correction", "not-accept"}
    cast.do("generalist", "accept", long)
    assert offered(html(generalist.get(f"/matters/{long}"))) == set()
    assert offered(html(street.get(f"/matters/{long}"))) == {"complete-step"}


@pytest.mark.parametrize("account", ["fangzhou.generalist", "labour.specialist", "neighbour", "stranger", "auditor"])
def test_a_stranger_gets_404(cast, long, account):
    page = cast.page(account)
    for address in (f"/matters/{long}", f"/matters/{long}/filing", f"/matters/{long}/filed"):
        assert page.get(address).status_code == 404
    for verb in ("accept", "unmask", "told"):
        assert page.post(f"/matters/{long}/{verb}").status_code == 404


def test_a_matters_page_asks_nine_queries(cast, long, django_assert_num_queries):
    cast.do("generalist", "accept", long)
    page = cast.page("hudong-committee.specialist")
    page.get(f"/matters/{long}")
    # generation, session, account; matter, record, words, clocks, stays; the line for the auditor
    with django_assert_num_queries(9):
        page.get(f"/matters/{long}")


def test_the_correction_form_lists_every_paper_and_every_question(cast, long):
    page = cast.page("generalist", **ENGLISH)
    body = html(page.get(f"/matters/{long}?do=request-correction"))
    assert re.search(r'<details class="fold" id="request-correction" open>', body)
    item = cast.look(long).item
    asked = set(re.findall(r'name="(?:material|pointer)-\d+" value="([^"]+)"', body))
    fields = item.form.fields(cast.look(long).filing["answers"])
    assert asked == {m.code for m in item.materials} | {f"/answers/{name}" for name in fields}
    lines = re.findall(r'name="((?:what|material|pointer)-\d+)" value="([^"]*)"', body)
    page.post(f"/matters/{long}/request-correction", dict(lines))
    told = cast.look(long)
    items = told.said(told.last("services.CorrectionRequested"))["items"]
    assert [one["material"] for one in items] == told.missing  # what was missing was written in beforehand


def test_an_empty_correction_is_told_of_the_whole_list(cast, long):
    page = cast.page("generalist", **ENGLISH)
    refused = page.post(f"/matters/{long}/request-correction", {"note": "hm"})
    assert refused.status_code == 422
    assert html(refused).count("List everything that is missing or wrong, at once.") == 2  # on top, above the list
    assert 'class="why"' not in html(refused)
    assert cast.look(long).application.state == "filed"


def test_while_papers_are_missing_the_correction_comes_first_and_accepting_warns(cast, long):
    page = cast.page("generalist", **ENGLISH)
    body = html(page.get(f"/matters/{long}"))
    names = ", ".join(m.name["en"] for m in cast.look(long).item.materials if m.code in cast.look(long).missing)
    assert f"{names}. Once it is accepted, no correction can be asked for." in body
    assert body.index('id="request-correction"') < body.index('id="accept"')
    cast.do("generalist", "request-correction", long, items=[{"pointer": "/answers/phone", "what": "Which is right?"}])
    cast.do("resident", "resubmit", long, materials=[])
    assert "no correction can be asked for" not in html(page.get(f"/matters/{long}"))
    assert "Accept, after the correction" in html(page.get("/desk/"))


def test_what_cannot_be_undone_is_asked_once_more_and_nothing_is_chosen_beforehand(cast):
    number = cast.file(SPOT).number
    cast.do("generalist", "accept", number)
    page = cast.page("generalist", **ENGLISH)
    assert 'data-confirm="Grant “' in html(page.get(f"/matters/{number}"))
    done = page.post(f"/matters/{number}/grant", follow=True)
    assert re.search(rf'Granted: \S+ · .+ <a href="/matters/{number}/print/decision">Print</a>', html(done))
    body = html(page.get(f"/matters/{number}"))
    form = re.search(r'<form[^>]*action="/matters/\d+/deliver".*?</form>', body, re.S)[0]
    assert ("checked" in form, "required" in form) == (False, True)
    assert "For you: Deliver the result" in body


def test_the_head_reads_how_badly_it_was_rated_and_why(cast):
    from linli.commons.duties.models import Duty

    number = cast.file(SPOT).number
    for verb in ("accept", "grant"):
        cast.do("generalist", verb, number)
    cast.do("generalist", "deliver", number, means="window")
    cast.do("resident", "rate", number, level=1, comment="来了三趟")
    page = cast.page("head")
    pane = html(page.get(f"/desk/?open={Duty.objects.get(kind='answer_rating', subject_id=number).pk}"))
    for body in (pane, html(page.get(f"/matters/{number}"))):
        assert "<b>非常不满意</b>" in body
        assert "“来了三趟”" in body


def test_while_the_notice_hangs_its_desk_finds_it_to_print(cast, long):
    cast.do("generalist", "accept", long)
    desk = "hudong-committee.specialist"
    cast.do(desk, "complete-step", long, outcome="disagree", opinion="不符合条件")
    assert "公示中，到" in html(cast.page(desk).get(f"/matters/{long}"))
    assert 'href="/notices/jingcheng/print"' in html(cast.page(desk).get(f"/matters/{long}"))


def test_what_the_desk_before_said_stands_above_what_can_be_done(cast):
    number = cast.file(HELP).number
    cast.do("generalist", "accept", number)
    cast.do("hudong-committee.specialist", "complete-step", number, outcome="disagree", opinion="家里另有收入")
    desk = cast.page("hudong-committee.specialist", **ENGLISH)
    said = html(desk.get(f"/matters/{number}")).partition('id="pane"')[2].partition("<form")[0]
    assert "The desk before says" in said and "does not agree" in said and "家里另有收入" in said
    other = html(cast.page("generalist", **ENGLISH).get(f"/matters/{number}")).partition('id="pane"')[2]
    assert "The desk before says" not in other  # nothing is to be done there


def test_wrong_values_are_shown_at_their_fields_with_what_was_written(cast, long):
    page = cast.page("generalist", **ENGLISH)
    refused = page.post(f"/matters/{long}/not-accept", {"ground": "not_this_body", "reason": "Not ours, sorry"})
    body = html(refused)
    assert refused.status_code == 422
    assert '<a href="#not-accept-right_body">' in body
    assert 'id="not-accept-right_body-why"' in body
    assert "Not ours, sorry" in body
    assert '<details class="fold grave" id="not-accept" open>' in body


def test_who_comes_second_reads_what_happened_and_what_is_possible_now(cast, long):
    one, two = cast.page("generalist"), cast.page("jingcheng.generalist", **ENGLISH)
    assert one.post(f"/matters/{long}/accept").status_code == 302
    late = two.post(f"/matters/{long}/not-accept", {"reason": "Not of this district"})
    assert late.status_code == 409
    assert "“Not accept” was not recorded" in html(late)
    assert re.search(r"What happened last: <b>Accepted</b> · today \d+:\d\d · \S", html(late))
    assert '<blockquote class="small">Not of this district</blockquote>' in html(late)
    assert "Nothing was changed by this." in html(late)
    assert cast.look(long).application.state == "review"


def test_one_form_sent_five_times_has_one_effect(cast, long):
    page = cast.page("generalist")
    assert {page.post(f"/matters/{long}/accept", {"once": "k"}).status_code for _ in range(5)} == {302}
    assert [e.fact for e in cast.look(long).entries].count("services.ApplicationAccepted") == 1


def test_identity_is_masked_until_somebody_says_why(cast, long):
    page = cast.page("generalist", **ENGLISH)
    assert IDENTITY not in html(page.get(f"/matters/{long}"))
    unsaid = page.post(f"/matters/{long}/unmask", {"number": "identity_number"})
    assert unsaid.status_code == 422
    assert IDENTITY not in html(unsaid)
    shown = page.post(f"/matters/{long}/unmask", {"number": "identity_number", "reason": "Compare with the card"})
    assert IDENTITY in html(shown)
    assert "no-store" in shown["Cache-Control"]
    assert IDENTITY not in html(page.get(f"/matters/{long}"))
    line = AccessLog.objects.get(what="unmask.identity_number")
    assert (line.user.username, line.subject_id, line.reason) == ("generalist", long, "Compare with the card")


def test_a_visit_asks_who_went_there_and_takes_two_different_officers(cast):
    number = cast.file("subsistence-allowance").number
    cast.do("generalist", "accept", number)
    view = cast.look(number)
    while view.item.step(view.application.step_k).officers < 2:
        stay = view.stay
        from linli.commons.places.queries import network

        who = f"{network().unit_by_id(stay.unit_id).code}.{stay.role}"
        view = cast.do(who, "complete-step", number, outcome="agree", opinion="ok")
    from linli.commons.places.queries import network

    desk = f"{network().unit_by_id(view.stay.unit_id).code}.{view.stay.role}"
    page = cast.page(desk, **ENGLISH)
    acts = mandate(cast, to=f"{desk}-2")  # who acts for the person handles nothing of theirs, not as the second either
    assert f'value="{desk}-2"' not in html(page.get(f"/matters/{number}"))
    given = {"outcome": "agree", "opinion": "Seen at home", "officers": [desk, f"{desk}-2"]}
    assert page.post(f"/matters/{number}/complete-step", given).status_code == 422
    end(str(acts.pk), by=cast["resident"])
    offered_officers = re.findall(r'name="officers" value="([^"]+)"', html(page.get(f"/matters/{number}")))
    assert set(offered_officers) >= {desk, f"{desk}-2"}
    given = {"outcome": "agree", "opinion": "Seen at home", "officers": [desk]}
    assert page.post(f"/matters/{number}/complete-step", given).status_code == 422
    done = page.post(f"/matters/{number}/complete-step", given | {"officers": [desk, f"{desk}-2"]})
    assert done.status_code == 302


def test_refusing_tells_the_remedies_beforehand_and_afterwards(cast):
    number = cast.file(SPOT).number
    cast.do("generalist", "accept", number)
    page = cast.page("generalist", **ENGLISH)
    before = html(page.get(f"/matters/{number}"))
    assert "administrative reconsideration" in before
    page.post(f"/matters/{number}/refuse", {"reasons": "You have work"})
    after = html(page.get(f"/matters/{number}"))
    assert "You have work" in after
    assert offered(after) == {"deliver"}


def test_nobody_handles_a_matter_of_their_own(cast, long):
    """A worker who is the person concerned sees it as a resident does."""
    from linli.commons.people.models import Person, Post
    from linli.kernel.database.generation import bump

    Person.objects.filter(account=cast["resident"]).update(account=None)
    worker = Person.objects.get(account=cast["generalist"])
    Person.objects.filter(pk=worker.pk).update(account=None)
    me = Person.objects.get(name="林秋怡")
    Person.objects.filter(pk=me.pk).update(account=cast["generalist"])
    Post.objects.filter(person=worker).update(person=me)
    bump()
    page = cast.page("generalist")
    assert offered(html(page.get(f"/matters/{long}"))) & {"accept", "not-accept", "request-correction"} == set()
    assert page.post(f"/matters/{long}/accept").status_code == 403
    assert page.post(f"/matters/{long}/unmask", {"number": "phone", "reason": "x"}).status_code == 403
    assert page.get(f"/people/{me.pk}/new/{SPOT}").status_code == 403
    assert f"/people/{me.pk}/new" not in html(page.get(f"/people/{me.pk}"))


def test_told_by_phone_closes_the_duty_and_is_kept(cast):
    from linli.commons.duties.models import Duty
    from linli.commons.people.models import Person

    Person.objects.filter(account=cast["resident"]).update(account=None)
    person = Person.objects.get(name="林秋怡")
    page = cast.page("generalist", **ENGLISH)
    number = filed(page, person)
    assert page.post(f"/matters/{number}/told", {"means": "phone", "on": "2026-06-08"}).status_code == 409
    cast.do("generalist", "accept", number)
    cast.do("generalist", "grant", number)
    pump()
    duty = Duty.objects.get(kind="tell", subject_id=number)
    assert f'action="/matters/{number}/told"' in html(page.get(f"/desk/?open={duty.pk}"))
    future = page.post(f"/matters/{number}/told", {"means": "phone", "on": "2026-06-09"})
    assert (future.status_code, "2026-06-09" in html(future)) == (422, True)
    page.post(f"/matters/{number}/told", {"means": "phone", "on": "2026-06-08", "note": "Her daughter answered"})
    duty.refresh_from_db()
    assert duty.closed is not None
    body = html(page.get(f"/matters/{number}"))
    assert "Her daughter answered" in body
    assert f'action="/matters/{number}/told"' not in body


def filed(page, person, **more):
    shown = "name identity_number phone address situation place_tie wish"
    answers = {"situation": "other", "_shown": shown}
    done = page.post(f"/people/{person.pk}/new/{SPOT}", answers | {"go": "seen"} | more)
    return re.search(r"/matters/(\d+)/filed", done["Location"])[1]
