"""Posted forms become answers, and the form's own buttons only change the form."""

import pytest
from django.http import QueryDict

from linli.kernel.forms import Form, errors, grown, merge, pressed, read
from linli.kernel.forms.tests.sample import form, full

FORM = Form(form())


def post(**fields):
    query = QueryDict(mutable=True)
    for name, value in fields.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


@pytest.mark.parametrize(
    ("name", "typed", "answer"),
    [
        ("name", "  王秀兰 ", "王秀兰"),
        ("name", "", None),
        ("note", "一\r\n二", "一\n二"),
        ("rent", "1,200.5", 120_050),
        ("rent", "￥1200", 120_000),
        ("rent", "１２００．５０ 元", 120_050),
        ("rent", "-3.20", -320),
        ("rent", "0.07", 7),
        ("rent", "1200.505", "1200.505"),
        ("rent", "about 1200", "about 1200"),
        ("rent", "1e5", "1e5"),
        ("rooms", "２", 2),
        ("rooms", "1_0", "1_0"),
        ("rooms", "2.0", "2.0"),
        ("rooms", "9" * 5000, "9" * 5000),
        ("agree", "true", True),
        ("pet", "false", False),
        ("pet", "perhaps", "perhaps"),
        ("help", ["home", "walk"], ["home", "walk"]),
    ],
)
def test_what_is_typed_is_read(name, typed, answer):
    assert read(FORM, post(**{name: typed}), [name]) == {name: answer}


def test_what_does_not_parse_is_told_by_the_forms_own_check():
    answers = merge(FORM, full(), read(FORM, post(rent="dear", rooms="two", pet="perhaps"), ["rent", "rooms", "pet"]))
    assert [(e.pointer, e.code) for e in errors(FORM, answers)] == [
        ("/rent", "type"),
        ("/rooms", "type"),
        ("/pet", "type"),
    ]


def test_only_the_fields_of_the_page_are_read_and_what_was_emptied_is_removed():
    answers = merge(FORM, full(), read(FORM, post(name="李兰", badge=""), ["name", "badge"]))
    assert answers == full(name="李兰", badge=None)


def test_rows_are_read_without_empty_ones():
    fields = {"members-count": "3", "members-0-name": "李明", "members-0-tie": "child", "members-0-income": "5.5"}
    assert read(FORM, post(**fields, **{"members-2-name": " "}), ["members"]) == {
        "members": [{"name": "李明", "tie": "child", "income": 550}]
    }


@pytest.mark.parametrize("count", ["", "x", "-1", "1e9", "٣", "9" * 30])
def test_a_count_that_is_none_reads_no_row(count):
    assert read(FORM, post(**{"members-count": count, "members-0-name": "李明"}), ["members"]) == {"members": None}


def test_a_huge_count_is_bounded():
    fields = {"members-count": "999999999", "members-60-name": "李明"}
    assert read(FORM, post(**fields), ["members"]) == {"members": None}


def test_add_and_remove_change_rows_only():
    answers = full()
    assert pressed(FORM, post(_add="members"), answers) == full(members=[*answers["members"], {}])
    assert pressed(FORM, post(_remove="members-1"), answers) == full(members=answers["members"][::2])
    assert pressed(FORM, post(_remove="members-7"), answers) == answers
    assert pressed(FORM, post(_add="members"), {}) == {"members": [{}]}


@pytest.mark.parametrize(
    "button", [{}, {"_add": "name"}, {"_add": "nobody"}, {"_remove": "members"}, {"_remove": "x-0"}]
)
def test_no_other_button_changes_the_form(button):
    assert pressed(FORM, post(**button), full()) is None


def test_a_page_has_grown_when_an_answer_brought_a_field_that_was_not_on_it():
    page = ["name", "employed", "employer"]
    assert grown(FORM, post(_shown="name employed"), page, {"employed": "yes"})
    assert not grown(FORM, post(_shown="name employed employer"), page, {"employed": "yes"})
    assert not grown(FORM, post(_shown="name employed"), page, {"employed": "no"})
    assert not grown(FORM, post(), page, {"employed": "yes"})
