"""The boards by API: whatever an item publishes can be read, numbers too."""

from __future__ import annotations

from tests.cast import Cast

MEANS = "subsistence-allowance"


def test_a_published_number_is_shown_as_it_is(cast: Cast) -> None:
    number = cast.file(MEANS).number
    cast.do("generalist", "accept", number)
    officers = ["hudong-committee.specialist", "hudong-committee.specialist-2"]
    cast.do(officers[0], "complete-step", number, outcome="agree", opinion="属实", officers=officers)
    found = cast.api().get("/api/v1/notices", headers={"Accept-Language": "en"})
    assert found.status_code == 200
    assert found.json()["items"][0]["fields"]["household_size"] == 3
