"""What is declared: what an item may say of it, and who files it in which way."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.capabilities.services.forms.catalogue import judge_source
from linli.capabilities.services.models import Material
from linli.capabilities.services.tests.items import FOLDER
from linli.capabilities.services.tests.test_declarations import DECLARED, licence, old, scanned, wrong
from linli.commons.people.queries import person_of
from linli.kernel.api.problems import Problem
from linli.kernel.sources import read

__all__ = ["licence", "old"]
ENGLISH = ", en: I declare that I meet every condition of the trial."
DECLARES = f", declares: {{zh-hans: 本人承诺，试验条件全部符合。{ENGLISH}}}"
SHARED = "need: declaration, source: shared_data"
RESULT = "result: {name: {zh-hans: 试验证, en: Trial certificate}, valid_for: {amount: 1, unit: year}}\n"
CHECK = "spot_check: {share: 100, limit: {amount: 30, unit: natural_day}"
MISTAKES = {
    "a declaration that says nothing": (DECLARES, "", {"materials[2].declares"}),
    "only in Chinese": (ENGLISH, "", {"materials[2].declares.en"}),
    "a paper that declares": ("need: declaration", "need: may_follow", {"materials[2].declares", "spot_check"}),
    "a declaration of what the office knows": ("need: declaration, source: applicant", SHARED, {"materials[2].source"}),
    "nothing that could be revoked": (RESULT, "", {"spot_check", "result", "assumed[11].block"}),
    "none of a hundred": ("share: 100", "share: 0", {"spot_check.share"}),
    "more than all": ("share: 100", "share: 101", {"spot_check.share"}),
    "hours": (CHECK, CHECK.replace("natural_day", "hour"), {"spot_check.limit.unit"}),
    "no limit": (CHECK, "spot_check: {share: 100", {"spot_check.limit"}),
    "no basis": (f"{CHECK}, basis:", f"{CHECK}, basic:", {"spot_check.basis", "spot_check.basic"}),
    "a block whose source is gone": (
        "  - {block: spot_check,",
        "  - {block: notice,",
        {"spot_check", "assumed[17].block"},
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_of_an_item_is_told_where_it_stands(cast, tmp_path, name):
    before, after, fields = MISTAKES[name]
    text = (FOLDER / "licence.yaml").read_text()
    assert before in text
    file = tmp_path / "licence.yaml"
    file.write_text(text.replace(before, after, 1))
    _body, flaws = judge_source(read(file))
    assert {flaw.field for flaw in flaws} == fields


def test_an_item_may_declare_and_check_nothing(cast, tmp_path):
    lines = (FOLDER / "licence.yaml").read_text().splitlines()
    file = tmp_path / "licence.yaml"
    file.write_text("\n".join(line for line in lines if "spot_check" not in line))
    assert judge_source(read(file))[1] == []


def test_she_declares_and_it_is_not_missing(cast, licence):
    number = cast.file("licence", materials=DECLARED).number
    row = Material.objects.get(application__number=number, code="declared")
    assert (row.code, row.declared, row.seen, row.known, row.file) == ("declared", True, False, False, None)
    assert cast.look(number).missing == ["paper", "later-paper"]
    told = cast.api("resident").get(f"/api/v1/applications/{number}").json()
    assert told["materials"] == [*DECLARED, {"code": "shared", "known": True}]
    without = cast.file("licence").number
    assert cast.look(without).missing == ["paper", "later-paper", "declared"]
    warned = cast.api("resident").get(f"/api/v1/applications/{without}").json()["warnings"]
    assert {"code": "missing_material", "message": "A declaration is missing.", "material": "declared"} in warned


def test_a_paper_is_there_somehow(cast, licence):
    application = cast.file("licence")
    with pytest.raises(IntegrityError, match="a_paper_is_there_somehow"), transaction.atomic():
        Material.objects.create(application=application, code="paper", handed_in=date(2026, 6, 8))


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"code": "paper", "declared": True}, "/materials/0/declared"),
        ({"code": "declared", "known": True}, "/materials/0/known"),
        ({"code": "declared", "seen": True}, "/materials/0/seen"),
        ({"code": "declared", "declared": False}, "/materials/0/declared"),
        ({"code": "declared", "declared": True, "seen": True}, "/materials/0"),
    ],
)
def test_only_a_declaration_is_declared_and_in_no_other_way(cast, licence, given, pointer):
    with pytest.raises(Problem) as problem:
        cast.file("licence", materials=[given])
    assert [e.pointer for e in problem.value.errors] == [pointer]


@pytest.mark.parametrize("way", ["declared", "seen", "known"])
def test_staff_never_declare_for_somebody(cast, old, way):
    with pytest.raises(Problem) as problem:
        cast.file("licence", **scanned(cast, old) | {"materials": [{"code": "declared", way: True}]})
    assert wrong(problem.value) == [(f"/materials/0/{way}", "choice")]
    assert cast.look(cast.file("licence", **scanned(cast, old)).number).missing == ["paper", "later-paper"]


def test_who_prepares_a_filing_online_for_somebody_with_an_account_does_not_declare_either(cast, licence):
    raw = {"item": "licence", "on_behalf_of": str(person_of(cast["resident"]).pk)}
    made = cast.api("generalist").post("/api/v1/applications", raw, content_type="application/json").json()
    path, given = f"/api/v1/applications/{made['number']}", {"materials": DECLARED}
    assert cast.api("generalist").patch(path, given, content_type="application/json").status_code == 422
    assert cast.api("resident").patch(path, given, content_type="application/json").status_code == 200
    assert cast.api("generalist").post(f"{path}/submit", {}, content_type="application/json").status_code == 422
    assert cast.api("resident").get(path).json()["materials"] == DECLARED
