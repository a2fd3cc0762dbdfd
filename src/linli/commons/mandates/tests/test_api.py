"""`/mandates` as a program knows it."""

import pytest

from linli.commons.mandates.models import Mandate
from linli.commons.mandates.tests.test_acting import CHILD, scan
from linli.commons.people.queries import person_of
from linli.kernel.access.models import AccessLog


def post(cast, who, path="", body=None, key=""):
    headers = {"Idempotency-Key": key} if key else {}
    return cast.api(who).post(f"/api/v1/mandates{path}", body or {}, "application/json", headers=headers)


def test_a_parent_asks_and_the_window_confirms(cast):
    body = CHILD | {"file": scan(cast, "resident")}
    first, again = (post(cast, "resident", "/ask", body, "once") for _n in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    made = first.json()
    assert (made["kind"], made["ground"], made["state"], made["allowed"]) == ("guardian", "parent", "asked", ["end"])
    assert made["written"] == {"name": "林小满", "identity_number": "3205**********0249"} or "*" in str(made["written"])
    id = made["id"]
    seen = cast.api("generalist").get(f"/api/v1/mandates/{id}").json()
    assert set(seen["allowed"]) >= {"confirm", "refuse"}
    assert post(cast, "neighbour", f"/{id}/confirm").status_code == 404
    assert post(cast, "resident", f"/{id}/confirm").status_code == 403
    assert post(cast, "generalist", f"/{id}/refuse").status_code == 422
    done = post(cast, "generalist", f"/{id}/confirm").json()
    assert (done["state"], done["principal"]["name"], done["from"], done["until"]) == (
        "active", "林小满", "2026-06-08", "2036-05-11",
    )  # fmt: skip
    assert post(cast, "generalist", f"/{id}/confirm").status_code == 409
    assert [row["id"] for row in cast.api("resident").get("/api/v1/mandates?state=active").json()["items"]] == [id]
    assert cast.api("stranger").get("/api/v1/mandates").json()["items"] == []


def test_an_offer_shows_its_code_to_who_made_it_alone(cast):
    body = {"name": person_of(cast["neighbour"]).name, "until": "2026-12-31"}
    first, again = (post(cast, "resident", "/offer", body, "once") for _n in range(2))
    code = first.json()["written"]["code"]
    assert again.json()["written"]["code"] == code
    assert Mandate.objects.count() == 1
    assert cast.api("generalist").get(f"/api/v1/mandates/{first.json()['id']}").status_code == 404
    spoken = f"{code[:3]} {code[3:6]} {code[6:]}"
    taken = post(cast, "neighbour", "/take", {"code": spoken})
    assert (taken.status_code, taken.json()["state"], taken.json()["written"]) == (200, "active", {})
    assert taken.json()["principal"]["id"] == str(person_of(cast["resident"]).pk)


def test_a_window_writes_down_and_ends(cast):
    me, other = (person_of(cast[who]).pk for who in ("resident", "neighbour"))
    body = {
        "principal": str(me), "agent": str(other), "ground": "written", "until": "2026-12-31",
        "file": scan(cast, "generalist"),
    }  # fmt: skip
    assert post(cast, "resident", "", body).status_code == 403
    made = post(cast, "generalist", "", body)
    assert made.status_code == 201, made.content
    assert made.json()["evidence"]
    ended = post(cast, "resident", f"/{made.json()['id']}/end", {"reason": "不需要了"})
    assert (ended.json()["state"], ended.json()["allowed"], ended.json()["from"]) == ("ended", [], None)


@pytest.mark.parametrize("id", ["0", "x", "9" * 30, "９"])
def test_what_is_not_there(cast, id):
    assert cast.api("generalist").get(f"/api/v1/mandates/{id}").status_code == 404
    for verb in ("confirm", "refuse", "end"):
        assert post(cast, "generalist", f"/{id}/{verb}").status_code == 404


WHY = {"reason": "核对户口簿"}


def test_the_number_is_compared_with_the_paper_by_who_checks_it(cast):
    id = post(cast, "resident", "/ask", CHILD | {"file": scan(cast, "resident")}).json()["id"]
    for account, status in (("resident", 403), ("neighbour", 404), ("head", 404), ("fangzhou.generalist", 404)):
        assert post(cast, account, f"/{id}/unmask", WHY).status_code == status, account
    assert post(cast, "generalist", f"/{id}/unmask").status_code == 422
    first, again = (post(cast, "generalist", f"/{id}/unmask", WHY, "once") for _n in range(2))
    assert (first.json(), again.json()) == ({"value": CHILD["identity_number"]},) * 2
    lines = AccessLog.objects.filter(what="unmask.child", subject_kind="mandate", subject_id=id)
    assert [(line.user, line.reason) for line in lines] == [(cast["generalist"], WHY["reason"])] * 2
    assert "Saw your child" in cast.page("resident", **{"Accept-Language": "en"}).get("/me/data/looks/").text
    post(cast, "generalist", f"/{id}/confirm")
    assert post(cast, "generalist", f"/{id}/unmask", WHY).status_code == 409


def test_by_page_it_is_one_button(cast):
    id = post(cast, "resident", "/ask", CHILD | {"file": scan(cast, "resident")}).json()["id"]
    page = cast.page("generalist", **{"Accept-Language": "en"})
    assert CHILD["identity_number"] not in page.get(f"/acting/{id}").text
    shown = page.post(f"/acting/{id}/unmask")
    assert CHILD["identity_number"] in shown.text and "The paper shows it" in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert AccessLog.objects.get(what="unmask.child").reason == "To compare it with the paper"
    assert cast.page("resident").post(f"/acting/{id}/unmask").status_code in (403, 404)
    assert cast.page("neighbour").post(f"/acting/{id}/unmask").status_code == 404
