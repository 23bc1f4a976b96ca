"""Written numbers read back as what was written, in both ways of writing them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.numerals import myriad, thousands_reading, western_digits, western_words

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
SMALL = dict(enumerate(ONES.split()))
TENS = {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty", 90: "ninety"}
VALUES = {word: (float(n), False) for n, word in (*SMALL.items(), *TENS.items())} | {
    "hundred": (100.0, True),
    "thousand": (1000.0, True),
    "million": (1e6, True),
}
DIGITS = dict(zip("일이삼사오육칠팔구", range(1, 10), strict=True))
SCALES = {"십": 10, "백": 100, "천": 1000, "만": 10_000, "억": 100_000_000}


def spelled(number: int) -> list[str]:
    if number < 20:
        return [SMALL[number]]
    if number < 100:
        return [TENS[number // 10 * 10], *([SMALL[number % 10]] if number % 10 else [])]
    for scale, word in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = number % scale
            return [*spelled(number // scale), word, *(spelled(rest) if rest else [])]
    raise AssertionError


def spelled_in_korean(number: int) -> str:
    text = ""
    for scale, sign in ((10_000, "만"), (1000, "천"), (100, "백"), (10, "십")):
        count, number = divmod(number, scale)
        if count:
            text += ("" if count == 1 else spelled_in_korean(count)) + sign
    return text + ("" if not number else "영일이삼사오육칠팔구"[number])


@given(st.integers(1, 9_999_999))
def test_a_number_spelled_in_english_reads_back(number: int) -> None:
    words = spelled(number)
    assert western_words(VALUES[w] for w in words) == (number, len(words))


@given(st.integers(1, 99_999_999))
def test_a_number_spelled_in_korean_reads_back(number: int) -> None:
    assert myriad(spelled_in_korean(number), DIGITS, SCALES) == number


@given(st.integers(0, 10**9))
def test_a_number_with_commas_reads_back(number: int) -> None:
    assert western_digits(f"{number:,}") == number
    assert western_digits(f"{number:,}".replace(",", "."), ".", ",") == number


@given(st.integers(1, 99_999))
def test_a_number_in_mixed_korean_reads_back(number: int) -> None:
    thousands, rest = divmod(number, 10_000)
    mixed = (f"{thousands}만 " if thousands else "") + (f"{rest // 1000}천" if rest >= 1000 else "")
    assert myriad(f"{mixed}{rest % 1000 or ''}" or "0", DIGITS, SCALES) == number


@pytest.mark.parametrize(
    ("surface", "value"),
    [
        ("1천47", 1047),
        ("천백", 1100),
        ("3만4천", 34000),
        ("만 5천", 15000),
        ("2천2백73", 2273),
        ("3만 4천538", 34538),
        ("만", 10000),
    ],
)
def test_the_ways_korean_newspapers_write_numbers(surface: str, value: int) -> None:
    assert myriad(surface, DIGITS, SCALES) == value


def test_words_that_belong_to_two_numbers_are_parted() -> None:
    assert western_words(VALUES[w] for w in ["five", "six"]) == (5, 1)
    assert western_words(VALUES[w] for w in ["eleven", "hundred", "thirty", "seven"]) == (1137, 4)


def test_marks_set_as_in_no_number_are_no_number() -> None:
    assert western_digits("1,04,7") is None
    assert western_digits("24,6O8") == 24608
    assert thousands_reading("1.502", ".") == 1502
    assert thousands_reading("1.5", ".") is None
