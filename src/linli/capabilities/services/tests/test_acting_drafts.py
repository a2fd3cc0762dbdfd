"""Who sees what is being prepared for somebody: who made it, the person concerned, and their guardian."""

from linli.capabilities.services.models import Application
from linli.capabilities.services.queries import mine, visible_to
from linli.capabilities.services.queries.newest import newest
from linli.capabilities.services.tests.order import PICTURE
from linli.capabilities.services.tests.test_acting import LONG, answers, file_for, guardian, mandate
from linli.commons.mandates import actions as mandates
from linli.commons.mandates import forms as mandate_forms
from linli.commons.people.queries import person_of
from linli.kernel.files import store


def test_a_draft_begun_for_somebody_goes_out_of_sight_with_the_mandate(cast):
    me = person_of(cast["resident"])
    held = mandate(cast)
    number = file_for(cast, "neighbour", me, answers={}, submit=False).json()["number"]
    assert {who for who in ("resident", "neighbour") if visible_to(cast[who]).filter(number=number)} == {
        "resident", "neighbour",
    }  # fmt: skip
    mandates.end(str(held.pk), by=cast["resident"])
    assert not visible_to(cast["neighbour"]).filter(number=number).exists()
    assert (
        cast.api("neighbour").post(f"/api/v1/applications/{number}/submit", {}, "application/json").status_code == 404
    )
    assert cast.api("resident").get(f"/api/v1/applications/{number}").status_code == 200


def test_what_a_person_prepares_alone_who_acts_by_a_mandate_learns_nothing_of(cast):
    me, api, other = person_of(cast["resident"]), cast.api("neighbour"), cast["neighbour"]
    mandate(cast)
    held = mandate(cast, to="stranger")
    mine_ = cast.api("resident").post("/api/v1/applications", {"item": LONG}, "application/json").json()["number"]
    theirs = file_for(cast, "stranger", me, answers={}, submit=False).json()["number"]
    for number in (mine_, theirs):
        at, page = f"/api/v1/applications/{number}", f"/matters/{number}"
        assert {number} & set(visible_to(cast["resident"]).values_list("number", flat=True))
        assert api.get(at).status_code == api.delete(at).status_code == 404
        assert api.patch(at, {"answers": {}}, "application/json").status_code == 404
        assert api.post(f"{at}/submit", {}, "application/json").status_code == 404
        assert {cast.page("neighbour").get(page + more).status_code for more in ("", "/check", "/papers")} == {404}
        assert not mine(other).filter(number=number) and not visible_to(other).filter(number=number)
        assert not Application.objects.filter(pk__in=newest(other, 20), number=number)
        assert number not in [one["number"] for one in api.get("/api/v1/applications").json()["items"]]
        assert number not in cast.page("neighbour").get(f"/apply/{LONG}?for={me.pk}").text
    mandates.end(str(held.pk), by=cast["resident"])
    assert cast.api("resident").delete(f"/api/v1/applications/{theirs}").status_code == 204


def test_what_one_parent_prepares_for_a_child_the_other_goes_on_with(cast):
    child = guardian(cast)
    second = mandate_forms.ask(
        {"name": "林小满", "identity_number": "320594201805120249",
         "file": store.keep(cast["neighbour"], "证.png", PICTURE).pk}, by=cast["neighbour"],
    )  # fmt: skip
    assert mandates.confirm(str(second.pk), by=cast["generalist"]).principal == child
    made = file_for(cast, "resident", child, answers=answers(cast, child), submit=False).json()["number"]
    assert made in mine(cast["neighbour"]).values_list("number", flat=True)
    assert Application.objects.filter(pk__in=newest(cast["neighbour"], 20), number=made)
    assert cast.do("neighbour", "submit", made).application.state == "filed"
