"""Numbers right and wrong, and what the search box means."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from linli.commons.people import rules
from linli.commons.people.demo import identity_number
from linli.commons.people.rules import Question
from linli.kernel.clock import standing


def right(body: str) -> str:
    """The body of 17 digits with its check character."""
    return body + str(ric.calc_check_digit(body + "0"))


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",  # the standard's own two examples
        "440524188001010014",
        "11010519491231002x",
        right("32059420000229001"),  # the Park's own codes
        right("32057119560101001"),
        right("32052419560307001"),  # a county younger than the person
        right("81000019900101001"),  # residence permits of Hong Kong, Macao, Taiwan
        right("82000019900101001"),
        right("83000019900101001"),
    ],
)
def test_right_identity_numbers(number):
    assert rules.identity_flaw(number) is None


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "length"),
        ("110105491231002", "length"),  # of fifteen digits: no longer valid
        ("11010519491231002", "length"),
        ("1101051949123100222", "length"),
        ("110105194912310021", "checksum"),
        ("110105194912310022", "checksum"),
        ("011010519491231005", "checksum"),
        ("1101051949123100X2", "format"),
        ("11010519491231002Y", "format"),
        ("11010519491231002Ⅹ", "format"),
        ("１１０１０５１９４９１２３１００２Ｘ", "format"),
        ("٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧", "format"),
        ("11010519491231002X\n", "format"),
        (" 11010519491231002X", "format"),
        (right("32059420990101001"), "date"),
        (right("32059419990229001"), "date"),
        (right("32059419001301001"), "date"),
        (right("32059400000101001"), "date"),
        (right("32059417991231001"), "date"),
        (right("00000019900101001"), "format"),
        (right("99059419900101001"), "format"),
    ],
)
def test_wrong_identity_numbers(number, code):
    assert rules.identity_flaw(number) == code


def test_nobody_is_born_tomorrow_by_the_installations_clock():
    number = right("32059420270101001")
    with standing(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)):
        assert rules.identity_flaw(number) == "date"
    with standing(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)):
        assert rules.identity_flaw(number) is None


@given(st.dates(date(1900, 1, 1), date(2020, 1, 1)), st.integers(0, 400), st.booleans())
def test_every_made_number_tells_its_date_and_gender(day, serial, woman):
    number = identity_number(day, serial, woman)
    assert rules.identity_flaw(number) is None
    assert rules.born(number) == day
    assert rules.gender(number) == ("female" if woman else "male")


@given(st.integers(0, 17), st.integers(1, 9))
def test_any_single_wrong_digit_is_found(at, by):
    number = "320594198604128629"
    changed = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    assert rules.identity_flaw(changed) is not None


@given(st.text(max_size=30))
def test_no_text_makes_a_check_crash(text):
    codes = {None, "length", "format", "checksum", "date"}
    assert {rules.identity_flaw(text), rules.phone_flaw(text), rules.card_flaw(text)} <= codes
    rules.asked(text)
    assert rules.tidy(rules.tidy(text)) == rules.tidy(text)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("13800004096", None),
        ("1380000409", "length"),
        ("12800004096", "format"),
        ("+8613800004096", "format"),
        ("1380000409６", "format"),
    ],
)
def test_phones(number, code):
    assert rules.phone_flaw(number) == code


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("6217001990008604121", None),
        ("6217001990008604122", "checksum"),
        ("62170019900", "length"),
        ("62170019900086041211", "length"),
        ("0000000000000000", "checksum"),
        ("6217 0019 9000 8604 121", "format"),
    ],
)
def test_bank_cards(number, code):
    assert rules.card_flaw(number) == code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("6217 0019-9000 8604 121", "6217001990008604121"),
        ("１３８００００４０９６", "13800004096"),
        ("+86 138 0000 4096", "13800004096"),
        ("11010519491231002x", "11010519491231002X"),
        ("not a number", "not a number"),
    ],
)
def test_what_people_type_becomes_one_spelling(typed, kept):
    assert rules.tidy(typed) == kept


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("11010519491231002x", Question(document="11010519491231002X")),
        ("1101 0519 4912 3100 2X", Question(document="11010519491231002X")),
        ("E12345678", Question(document="E12345678")),
        ("138 0000 4096", Question(phone="13800004096")),
        ("+86 13800004096", Question(phone="13800004096")),
        ("4096 陈美芳", Question(name="陈美芳", tail="4096")),
        ("陈美芳4096", Question(name="陈美芳", tail="4096")),
        ("John Smith ４０９６", Question(name="John Smith", tail="4096")),
        ("陈美芳", Question(name="陈美芳")),
        (" cmf ", Question(name="cmf")),
        ("买买提·艾合买提", Question(name="买买提·艾合买提")),
        ("4096", Question(name="4096")),
        ("", Question()),
    ],
)
def test_what_was_typed_is_understood(typed, meant):
    assert rules.asked(typed) == meant
