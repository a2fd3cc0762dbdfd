"""What is here already is used by nobody else, not after it ended, and not without a trace."""

import pytest

from linli.capabilities.services import actions
from linli.capabilities.services.models import Application
from linli.capabilities.services.tests.test_acting import mandate
from linli.capabilities.services.tests.test_known_papers import (
    ITEM,
    PROOF,
    card,
    day,
    draft,
    offered,
    published,
    put,
    refused,
    registered,
    scan,
)
from linli.commons.people.queries import person_of
from linli.kernel.access.models import AccessLog

__all__ = ["published"]
ENGLISH = {"Accept-Language": "en"}


@pytest.mark.parametrize("end", ["refused", "withdrawn", "aged"])
def test_a_paper_in_an_old_draft_must_still_be_good_when_it_is_filed(cast, end):
    before = card(cast)
    number = draft(cast, materials=[offered(cast, draft(cast))["identity-card"]["give"]])
    if end == "withdrawn":
        cast.do("resident", "withdraw", before)
    elif end == "refused":
        Application.objects.filter(number=before).update(state="decided", outcome="refused", step_k=None)
    with day(60 if end == "aged" else 0):
        assert refused(lambda: cast.do("resident", "submit", number)) == (422, [("/materials/0/file", "choice")])
        check = cast.page("resident", **ENGLISH).get(f"/matters/{number}/check").content.decode()
        assert "Identity card holds no longer" in check
        put(cast, number)
        assert cast.do("resident", "submit", number).application.state == "filed"


def test_only_the_matter_for_which_it_came_vouches_for_a_paper(cast):
    before = card(cast)
    number = draft(cast, materials=[offered(cast, draft(cast))["identity-card"]["give"]])
    cast.do("resident", "submit", number)
    cast.do("generalist", "accept", number)
    assert offered(cast, draft(cast))["identity-card"]["source"]["id"] == before
    Application.objects.filter(number=before).update(state="decided", outcome="refused", step_k=None)
    assert offered(cast, draft(cast)) == {}


def test_by_a_mandate_nobody_learns_on_what_a_paper_rests_nor_moves_it(cast):
    registered(cast)
    card(cast)
    mandate(cast, items=[ITEM])
    number = draft(cast, "neighbour", on_behalf_of=str(person_of(cast["resident"]).pk))
    gives = [one["give"] for one in offered(cast, number).values()]
    put(cast, number, *gives)
    agent = cast.api("neighbour")
    shown = agent.get(f"/api/v1/applications/{number}").json()
    assert [sorted(paper) for paper in shown["materials"] if "known" in paper] == [["code", "known"]]
    assert not any("from" in paper for paper in shown["materials"])
    page = cast.page("neighbour", **ENGLISH)
    for path in ("papers", "check"):
        told = page.get(f"/matters/{number}/{path}").content.decode()
        assert "Entrepreneurship" not in told and "handed in on" not in told
    file = next(give["file"] for give in gives if "file" in give)
    moved = {"materials": [{"code": "household-register", "file": file}]}
    answer = agent.patch(f"/api/v1/applications/{number}", moved, "application/json")
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/materials/0/file"]
    assert {e[0] for e in refused(lambda: cast.do("neighbour", "submit", number))[1]} == {
        "/materials/0/file",
        "/materials/1/known",
    }
    cast.do("resident", "submit", number)
    for path in ("", "/print/form", "/print/receipt"):
        told = page.get(f"/matters/{number}{path}").content.decode()
        assert "Entrepreneurship" not in told and "handed in on" not in told, path
        assert "Entrepreneurship" in cast.page("resident", **ENGLISH).get(f"/matters/{number}{path}").content.decode()


def test_who_looks_by_filing_leaves_a_line(cast):
    registered(cast)
    person = person_of(cast["resident"])
    raw = {"item": ITEM, "on_behalf_of": str(person.pk), "channel": "phone", "materials": [PROOF]}
    before = AccessLog.objects.count()
    answer = cast.api("generalist").post("/api/v1/applications", raw, "application/json")
    assert answer.status_code == 201
    assert AccessLog.objects.count() > before


def test_a_draft_that_goes_leaves_the_files_of_others_drafts(cast):
    file = scan(cast)
    mandate(cast)
    theirs = draft(cast, "neighbour", on_behalf_of=str(person_of(cast["resident"]).pk))
    put(cast, theirs, {"code": "identity-card", "file": file})
    mine = draft(cast, materials=[{"code": "identity-card", "file": file}])
    actions.discard(theirs, by=cast["resident"])
    assert cast.do("resident", "submit", mine).application.state == "filed"
