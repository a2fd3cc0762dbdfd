"""Numbers that survive the telephone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.numbers import compose, heard, spoken, valid

SERIALS = st.integers(0, 10**9 - 1)


def check_character(digits: str) -> str:
    """ISO 7064 hybrid system MOD 11,10, as the standard's steps are written."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


@given(SERIALS)
def test_a_number_is_nine_digits_and_the_check_character_of_the_standard(serial):
    number = compose(serial)
    assert number == f"{serial:09d}" + check_character(f"{serial:09d}")
    assert valid(number)


def test_known_numbers():
    assert compose(123_456_789) == "1234567897"
    assert compose(0) == "0000000006"


@given(SERIALS, st.integers(0, 9), st.integers(1, 9))
def test_every_wrong_digit_is_found(serial, place, change):
    number = compose(serial)
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert not valid(wrong)


def test_nearly_every_swap_of_neighbours_is_found():
    numbers = [compose(n * 7_654_321 % 10**9) for n in range(300)]
    swaps = [n[:i] + n[i + 1] + n[i] + n[i + 2 :] for n in numbers for i in range(9) if n[i] != n[i + 1]]
    assert sum(map(valid, swaps)) / len(swaps) < 0.03


@pytest.mark.parametrize(
    "number", ["", "123456789", "12345678977", "123 456 789 7", "１２３４５６７８９７", "123456789X", "-123456789"]
)
def test_only_ten_plain_digits_are_a_number(number):
    assert not valid(number)


@pytest.mark.parametrize("serial", [-1, 10**9])
def test_a_serial_beyond_nine_digits_is_refused(serial):
    with pytest.raises(ValueError, match="nine digits"):
        compose(serial)


def test_a_number_is_read_out_in_groups_and_understood_again():
    assert spoken("1234567897") == "123 456 789 7"
    assert heard(spoken("1234567897")) == "1234567897"
    assert heard(" １２３-456.789–7 ") == "1234567897"
    assert heard("123 456 789 8") is None
    assert heard("失业登记") is None
