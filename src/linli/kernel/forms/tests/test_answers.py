"""Answers merged, masked and pruned."""

import pytest

from linli.kernel.forms import Form, masked, merge, prune
from linli.kernel.forms.tests.sample import form, full

FORM = Form(form())


def test_sensitive_are_kinds_with_a_mask_what_the_form_marks_and_groups_that_hold_such():
    assert FORM.sensitive == {"badge", "note", "members"}


def test_masked_hides_sensitive_values_in_rows_too():
    shown = masked(FORM, full())
    assert (shown["badge"], shown["note"], shown["name"]) == ("1*****784", "****", "王秀兰")
    assert [row.get("badge") for row in shown["members"]] == ["9*****998", None, None]
    assert shown["members"][1] == full()["members"][1]


def test_masked_leaves_unknown_answers_and_empty_ones():
    assert masked(FORM, {"other": 1, "badge": "", "note": None}) == {"other": 1, "badge": "", "note": None}


def test_masked_answers_sent_back_unchanged_keep_everything():
    assert merge(FORM, full(), masked(FORM, full())) == full()


def test_merge_changes_top_level_answers_and_null_or_nothing_removes():
    patch = {"name": "李兰", "rent": None, "note": "  ", "help": [], "members": [{"name": "李明", "tie": "child"}]}
    expected = full(name="李兰", rent=None, note=None, help=None, members=[{"name": "李明", "tie": "child"}])
    assert merge(FORM, full(), patch) == expected


def test_a_new_sensitive_value_replaces_the_old_one_in_one_spelling():
    assert merge(FORM, full(), {"badge": " 999 999 998 "})["badge"] == "999999998"


def test_a_masked_value_where_nothing_was_is_kept_as_typed_and_fails_later():
    assert merge(FORM, {}, {"badge": "1*****784"}) == {"badge": "1*****784"}


def test_rows_may_move_and_keep_what_is_masked():
    old = full(members=[{"name": "甲某", "tie": "child", "badge": "999999998"}, {"name": "乙某", "tie": "spouse"}])
    rows = masked(FORM, old)["members"][::-1]
    assert merge(FORM, old, {"members": rows})["members"] == old["members"][::-1]


def test_a_masked_value_that_two_rows_could_mean_is_not_guessed():
    alike = [
        {"name": "甲某", "tie": "child", "badge": "950000998"},
        {"name": "乙某", "tie": "child", "badge": "900005998"},
    ]
    old = full(members=alike)
    new = [{"name": "丙某", "tie": "child"}, {"name": "丁某", "tie": "child"}, masked(FORM, old)["members"][0]]
    assert merge(FORM, old, {"members": new})["members"][2]["badge"] == "9*****998"


@pytest.mark.parametrize("rows", ["x", 3, [1, None, "x"], [[]]])
def test_merge_takes_nonsense_as_it_is_so_that_the_check_can_name_it(rows):
    assert merge(FORM, full(), {"members": rows})["members"] == rows


def test_dates_have_one_spelling():
    typed = ["2026年3月8日", "2026/3/8", "2026.03.08", "20260308", " 2026-3-8 "]
    assert [merge(FORM, {}, {"born": text})["born"] for text in typed] == ["2026-03-08"] * 5
    assert merge(FORM, {}, {"born": "in March"})["born"] == "in March"


def test_prune_drops_what_an_earlier_answer_has_made_moot():
    changed = full(employed="yes", employer="别处", since="2020-01-01")
    changed["members"][0]["tie"] = "spouse"
    kept = prune(FORM, changed)
    assert changed.keys() - kept.keys() == {"left_on", "since"}
    assert "school" not in kept["members"][0]
    assert prune(FORM, full()) == full()
