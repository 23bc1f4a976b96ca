"""What a table says of a figure."""

from dataclasses import replace
from datetime import date

import pytest

from flows.wording import amount, period, several, subject
from parsers.records import Statistic

FIGURE = Statistic(measure="count", value=1047, event="arrival", sentence="", start=0, end=0, rule="r")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "1,047"),
        ({"qualifier": "about"}, "about 1,047"),
        ({"measure": "multiple", "value": 3, "qualifier": "nearly"}, "nearly 3 times"),
        ({"measure": "percent_change", "value": -77}, "-77 %"),
        ({"measure": "percent_change", "value": 12.5}, "+12.5 %"),
        ({"measure": "absolute_change", "value": -94}, "-94"),
        ({"measure": "share", "value": 72.3}, "72.3 %"),
        ({"value": None, "low": 200, "high": 299}, "200 to 299"),
    ],
)
def test_an_amount_shows_measure_and_qualifier(change: dict[str, object], words: str) -> None:
    assert amount(replace(FIGURE, **change)) == words  # type: ignore[arg-type]


def test_a_subject_names_only_what_narrows_it() -> None:
    assert subject(FIGURE) == "arrivals"
    narrow = replace(FIGURE, destination="KR", sex="female", group="elite", scope="cumulative")
    assert subject(narrow) == "arrivals in KR, women, elite, running total"


def test_things_are_counted_in_words() -> None:
    assert [several(n, "page") for n in (0, 1, 2, 1200)] == ["0 pages", "1 page", "2 pages", "1,200 pages"]
    assert [several(2, noun) for noun in ("entry", "fetch")] == ["2 entries", "2 fetches"]
    assert [several(n, "new entry") for n in (1, 3)] == ["1 new entry", "3 new entries"]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2019, 1, 1), date(2019, 12, 31), "2019"),
        (date(2023, 1, 1), date(2023, 6, 30), "H1 2023"),
        (date(2023, 7, 1), date(2023, 12, 31), "H2 2023"),
        (date(2023, 4, 1), date(2023, 6, 30), "Q2 2023"),
        (date(2023, 2, 1), date(2023, 4, 30), "2023-02 to 2023-04"),
        (date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
        (date(2024, 2, 1), date(2024, 2, 28), "2024-02-01 to 2024-02-28"),
        (date(2022, 10, 1), date(2023, 9, 30), "2022-10-01 to 2023-09-30"),
        (date(2024, 2, 3), date(2024, 2, 3), "2024-02-03"),
        (None, date(2024, 2, 29), "to 2024-02-29"),
        (date(2024, 2, 3), None, "since 2024-02-03"),
        (None, None, ""),
    ],
)
def test_a_span_of_days_is_called_as_people_call_it(start: date | None, end: date | None, words: str) -> None:
    assert period(start, end) == words
