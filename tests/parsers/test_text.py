"""The normal form of text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.text import normal_line, normal_lines, normal_text


@given(st.text())
def test_the_normal_form_is_its_own_normal_form(text: str) -> None:
    assert normal_line(normal_line(text)) == normal_line(text)
    assert normal_text(normal_text(text)) == normal_text(text)


@given(st.text())
def test_no_line_has_margins_or_double_spaces_or_loose_marks(text: str) -> None:
    line = normal_line(text)
    assert line == " ".join(line.split())
    assert unicodedata.is_normalized("NFC", line)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("  a \t b ", "a b"),
        ("co\u00adop\u200beration", "cooperation"),
        ("e\u0301", "é"),
        ("\u1100\u1161", "가"),
        ("a\u00a0b\u3000c", "a b c"),
        ("bell\x07", "bell"),
        ("\ud800x", "\ufffdx"),
        ("نمی\u200cشود", "نمی\u200cشود"),
        ("a\u200cb", "ab"),
        ("👩\u200d🔬", "👩\u200d🔬"),
    ],
)
def test_what_cannot_be_seen_goes_and_what_carries_meaning_stays(written: str, normal: str) -> None:
    assert normal_line(written) == normal


def test_every_kind_of_line_break_parts_lines_and_blank_lines_stay_in_place() -> None:
    assert normal_lines("a\r\nb\u2028c\n\nd\x0be") == ["a", "b", "c", "", "d", "e"]
    assert normal_text("a\n\n b ") == "a\nb"
