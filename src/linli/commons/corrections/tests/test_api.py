"""`/me/corrections` and `/corrections` as a program knows them."""

import pytest

from linli.commons.corrections.models import CorrectionRequest
from linli.commons.corrections.tests.test_corrections import NAME, STRANGERS, ask
from linli.commons.people.models import Person
from linli.kernel.access.models import AccessLog

OWN = "/api/v1/me/corrections"


def post(cast, who, path, body=None, key=""):
    headers = {"Idempotency-Key": key} if key else {}
    return cast.api(who).post(path, body or {}, "application/json", headers=headers)


def test_she_asks_is_answered_and_reads_it(cast):
    first, again = (post(cast, "resident", OWN, NAME, "once") for _n in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    made = first.json()
    assert made["subject"] == {"kind": "profile", "id": "name", "title": "Name", "text": "林秋怡"}
    assert (made["asked_as"], made["unit"], made["outcome"], made["allowed"]) == ("person", "jingcheng", None, [])
    assert (made["asked_at"], made["due_at"]) == ("2026-06-08T09:30:00+08:00", "2026-06-30T17:00:00+08:00")
    address = f"/api/v1/corrections/{made['id']}"
    assert cast.api("generalist").get(address).json()["allowed"] == ["answer"]
    assert post(cast, "generalist", f"{address}/answer").status_code == 422
    body = {"outcome": "partly", "reason": "名字已改，曾用名无法证明", "changes": {"name": "林秋宜"}}
    done, repeated = (post(cast, "generalist", f"{address}/answer", body, "answer") for _n in range(2))
    assert (done.status_code, repeated.json()) == (200, done.json())
    assert post(cast, "jingcheng.generalist", f"{address}/answer", body).status_code == 409
    told = cast.api("resident").get(OWN).json()["items"]
    assert [(one["outcome"], one["reason"]) for one in told] == [("partly", body["reason"])]
    assert "people's court" in told[0]["complaint"]["text"] and "65" in told[0]["complaint"]["basis"]
    assert cast.api("resident").get("/api/v1/me").json()["name"] == "林秋宜"


def test_a_key_means_one_asking_and_a_refusal_burns_none(cast):
    assert post(cast, "resident", OWN, NAME | {"wrong": ""}, "k").status_code == 422
    assert post(cast, "resident", OWN, NAME, "k").status_code == 201
    assert post(cast, "resident", OWN, NAME | {"wrong": "x"}, "k").status_code == 422  # another request, same key
    assert post(cast, "resident", OWN, NAME, "k2").status_code == 409
    assert CorrectionRequest.objects.count() == 1


@pytest.mark.parametrize("who", STRANGERS)
def test_for_strangers_it_is_not_there(cast, who):
    made = ask(cast)
    assert cast.api(who).get(f"/api/v1/corrections/{made.pk}").status_code == 404
    assert post(cast, who, f"/api/v1/corrections/{made.pk}/answer", {"no": "such value"}).status_code == 404
    assert cast.api(who).get(OWN).json() == {"items": [], "next": None}


@pytest.mark.parametrize("id", ["0", "x", "9" * 30, "９"])
def test_what_is_not_there(cast, id):
    assert cast.api("generalist").get(f"/api/v1/corrections/{id}").status_code == 404
    assert post(cast, "generalist", f"/api/v1/corrections/{id}/answer").status_code == 404
    assert post(cast, "resident", OWN, NAME | {"ward": id}).status_code == 404


def test_that_the_desk_read_it_is_hers_to_see(cast):
    made = ask(cast)
    cast.api("resident").get(f"/api/v1/corrections/{made.pk}")
    assert not AccessLog.objects.filter(subject_kind="correction").exists()
    cast.api("generalist").get(f"/api/v1/corrections/{made.pk}")
    seen = cast.api("resident").get("/api/v1/me/looks").json()["items"]
    assert [(one["subject"]["type"], one["words"]) for one in seen] == [("correction", "Opened what you said is wrong")]


def test_a_copy_of_ones_data_has_the_askings_with_all_that_was_written(cast):
    made = ask(cast)
    her = Person.objects.get(account=cast["resident"])
    copy = post(cast, "resident", "/api/v1/me/export").json()
    [held] = [one for one in copy["holdings"] if one["key"] == "corrections"]
    assert [(one["id"], one["right"], one["person"]["id"]) for one in held["items"]] == [
        (str(made.pk), NAME["right"], str(her.pk))
    ]
    other = post(cast, "neighbour", "/api/v1/me/export").json()
    assert [one["items"] for one in other["holdings"] if one["key"] == "corrections"] == [[]]
