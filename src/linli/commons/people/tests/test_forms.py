"""What a desk writes down, judged value by value."""

import pytest

from linli.commons.people.forms.person import person, question
from linli.kernel.api.problems import Problem

GOOD = {"name": " 陈 美芳 ", "community": "jingcheng"}


def errors(raw):
    with pytest.raises(Problem) as caught:
        person(raw)
    assert caught.value.status == 422
    return sorted((error.pointer, error.code) for error in caught.value.errors)


def test_a_name_and_a_community_are_enough(hudong):
    made = person(GOOD)
    assert (made.name, made.community.code, made.language, made.known) == ("陈 美芳", "jingcheng", "zh-hans", {})


def test_numbers_are_kept_in_one_spelling(hudong):
    known = person({**GOOD, "identity_number": "11010519491231002x", "phone": "138 0000 4096"}).known
    assert known == {"identity_number": "11010519491231002X", "phone": "13800004096"}


def test_a_passport_needs_its_kind(hudong):
    passport = {"document_kind": "passport", "document_number": "e 1234 5678"}
    assert person({**GOOD, **passport}).known == {"document_kind": "passport", "document_number": "E12345678"}
    assert errors({**GOOD, "document_kind": "passport"}) == [("/document_number", "required")]
    assert errors({**GOOD, "document_number": "E12345678"}) == [("/document_kind", "required")]
    assert errors({**GOOD, **passport, "identity_number": "11010519491231002X"}) == [("/document_number", "unknown")]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "required"),
        ("name", "  ", "required"),
        ("name", None, "required"),
        ("name", 5, "type"),
        ("name", "a" * 61, "length"),
        ("name", "a\u202eb", "format"),
        ("community", "nowhere", "choice"),
        ("community", "hudong", "choice"),
        ("community", [], "type"),
        ("identity_number", "110105194912310021", "checksum"),
        ("identity_number", "12", "length"),
        ("identity_number", 110105194912310021, "type"),
        ("phone", "12345678901", "format"),
        ("bank_card", "6217001990008604122", "checksum"),
        ("document_kind", "cn-id", "choice"),
        ("birth_date", "1945-02-30", "date"),
        ("birth_date", "19450309", "date"),
        ("birth_date", "2999-01-01", "date"),
        ("gender", "x", "choice"),
        ("language", "fr", "choice"),
        ("nick/name", "x", "unknown"),
    ],
)
def test_a_wrong_value_is_named(hudong, field, value, code):
    assert (f"/{field.replace('/', '~1')}", code) in errors({**GOOD, field: value})


def test_a_birth_date_must_be_that_of_the_card(hudong):
    card = {"identity_number": "11010519491231002X"}
    assert person({**GOOD, **card, "birth_date": "1949-12-31"}).known["birth_date"] == "1949-12-31"
    assert errors({**GOOD, **card, "birth_date": "1949-12-30"}) == [("/birth_date", "date")]


@pytest.mark.parametrize("raw", [{}, {"q": ""}, {"q": 5}, {"q": "a" * 61}, {"q": "a", "r": 1}, {"q": "a\x1bb"}])
def test_a_question_must_be_one_line(raw):
    with pytest.raises(Problem) as caught:
        question(raw)
    assert caught.value.status == 422
