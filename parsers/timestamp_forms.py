"""The words of timestamps.toml come in, the patterns of written times made of them go out; no time is read here.

Patterns are for text in NFKC, case-folded, with single blanks. Each is linear: no repetition stands inside another.
"""

import re
import tomllib
from importlib.resources import files
from typing import Final

WORDS: Final = tomllib.loads(files("parsers").joinpath("timestamps.toml").read_text("utf-8"))


def _any_of(words: list[str]) -> str:
    if not words:
        raise ValueError("timestamps.toml has an empty list of words")
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


MONTHS: Final = {word: int(number) for number, words in WORDS["months"].items() for word in words}
_UNITS: Final = {unit: f"(?:{_any_of(words)})" for unit, words in WORDS["units"].items()}
_WEEKDAYS: Final = [word for words in WORDS["weekdays"].values() for word in words]
_HALF: Final = _any_of(WORDS["halves"]["am"] + WORDS["halves"]["pm"])
_ZONE_NAMES: Final = _any_of([*WORDS["zones"], *WORDS["places"], *WORDS["several_meanings"]["names"]])
_IN_CLOCK: Final = _any_of(WORDS["beside"]["in_clock"])
_AFTER_CLOCK: Final = _any_of(WORDS["beside"]["after_clock"])
BETWEEN: Final = " ,;:·•|@/–—-[]"
_OFFSET: Final = r"[+-] ?\d{1,2}(?::?\d{2})?(?!\d)"

COMPACT: Final = re.compile(r"^(\d{4})(\d{2})(\d{2})[t ]?(\d{2})(\d{2})(\d{2})(?=z|[+-]|\.| |$)")
ISO_T: Final = re.compile(r"(?<=\d)t(?=\d)")
CLOCK: Final = re.compile(
    rf"(?:(?:(?<![^\W\d])|(?<={_UNITS['day']}))(?P<half>{_HALF})\s*)?"
    r"(?<!\d)(?:"
    rf"(?P<hour>\d{{1,2}})(?::|\s?(?:{_IN_CLOCK})\s?)(?P<minute>\d{{2}})(?::(?P<second>\d{{2}})(?:[.,](?P<fraction>\d+))?)?(?![\d:])"
    rf"|(?P<hour_word>\d{{1,2}})\s*{_UNITS['hour']}(?:\s*(?P<minute_word>\d{{1,2}})\s*{_UNITS['minute']}"
    rf"(?:\s*(?P<second_word>\d{{1,2}})\s*{_UNITS['second']})?)?"
    rf"|(?<!\.)(?P<hour_dot>\d{{1,2}})\.(?P<minute_dot>\d{{2}})(?=\s*(?:{_AFTER_CLOCK}|{_HALF}|{_ZONE_NAMES})(?![^\W\d]))"
    rf"|(?P<hour_half>\d{{1,2}})(?=\s*(?:{_HALF})(?!\s*\d|[^\W\d]))"
    r")"
    rf"(?:\s*(?P<half_behind>{_HALF})(?![^\W\d]))?"
)
ZONE_BEHIND: Final = re.compile(
    rf"\s*(?:(?:{_AFTER_CLOCK})\s+)?\(?(?:(?:gmt|utc|ut)?\s*(?P<offset>{_OFFSET})(?:\s*\([^()]*\))?|(?P<name>{_ZONE_NAMES})(?![^\W\d]))\)?"
)
# XML Schema lets a bare day carry a zone.
DAY_WITH_ZONE: Final = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?P<zone>z|[+-]\d{2}:\d{2})")
DAY_FIRST_WORD: Final = re.compile(rf"(?<![^\W\d])(?:{_any_of(WORDS['day_first']['words'])})(?![^\W\d])")
_LABELS: Final = _any_of(WORDS["beside"]["labels"])
EDGE_LABEL: Final = re.compile(rf"^(?:{_LABELS})(?![^\W\d])\s*[:|]?|(?<![^\W\d])(?:{_LABELS})\s*$")
WEEKDAY_IN_BRACKETS: Final = re.compile(rf"\((?:{_any_of([w.strip('()') for w in _WEEKDAYS])})\)")
LEADING_WEEKDAY: Final = re.compile(
    rf"^(?:{_any_of(_WEEKDAYS)})(?![^\W\d])\.?\s*,?|(?<![^\W\d])(?:{_any_of(_WEEKDAYS)})$"
)
BESIDE: Final = re.compile(
    rf"(?<!\S)(?:{_any_of(WORDS['beside']['words'] + WORDS['beside']['after_clock'])})[.,]*(?!\S)"
)

_MONTH: Final = rf"(?P<month>(?:{_any_of(list(MONTHS))}))\.?"
_YEAR: Final = r"(?P<year>\d{4})"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|o|\.)?"
_GAP: Final = r"(?:\s*,\s*|\s+|[-/])"

DAY_FORMS: Final = (
    ("iso8601", re.compile(rf"{_YEAR}-(?P<month>\d{{2}})-(?P<day>\d{{2}})")),
    ("y/m/d", re.compile(rf"{_YEAR}\s*(?P<sep>[-/.])\s*(?P<month>\d{{1,2}})\s*(?P=sep)\s*(?P<day>\d{{1,2}})\.?")),
    (
        "year-month-day words",
        re.compile(
            rf"{_YEAR}\s*{_UNITS['year']}\s*(?P<month>\d{{1,2}})\s*{_UNITS['month']}\s*(?P<day>\d{{1,2}})\s*{_UNITS['day']}"
        ),
    ),
    ("rfc822", re.compile(rf"(?P<day>\d{{1,2}})\s+{_MONTH}\s+(?P<year>\d{{4}}|\d{{2}})")),
    ("month name", re.compile(rf"{_DAY}{_GAP}{_MONTH}{_GAP}{_YEAR}")),
    ("month name", re.compile(rf"{_MONTH}{_GAP}{_DAY}{_GAP}{_YEAR}")),
    ("month name", re.compile(rf"{_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}")),
)
DAY_OR_MONTH_FIRST: Final = re.compile(
    r"(?P<a>\d{1,2})\s*(?P<sep>[-/.])\s*(?P<b>\d{1,2})\s*(?P=sep)\s*(?P<year>\d{4})\.?"
)
TWO_DIGIT_YEAR: Final = re.compile(r"\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,2}\.?")
MONTH_ONLY: Final = re.compile(
    rf"\d{{4}}(?:[-/.]\d{{1,2}})?|{_MONTH}{_GAP}\d{{4}}|\d{{4}}\s*{_UNITS['year']}(?:\s*\d{{1,2}}\s*{_UNITS['month']})?"
)
