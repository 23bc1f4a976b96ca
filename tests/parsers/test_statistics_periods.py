"""Over which days a figure is told: English texts in, the periods of their figures out."""

from datetime import date

import pytest

from parsers.statistics import extract_statistics

LEAD = "North Korean defectors keep coming to the South. "
TOLD = [
    ("Since the current leader Kim Jong-un took power 13,000 have come.", 13000, "2011-12-17", "2021-12-01"),
    ("Before 1999 some 940 of them had come.", 940, None, "1998-12-31"),
    ("Before they came over, 940 of them hid for years; in 1998 26 died.", 26, "1998-01-01", "1998-12-31"),
    (
        "The 90 of 2020 are the first time that their number fell below the level since 1999.",
        90,
        "2020-01-01",
        "2020-12-31",
    ),
    ("In 2016 the total passed 30,000, a number that has since risen to 33,700.", 33700, None, "2021-12-01"),
    (
        "Of the over 30,000 who have come, 28 returned to the North between 2012 and 2018.",
        28,
        "2012-01-01",
        "2018-12-31",
    ),
    (
        "So far this year 59 arrived.\nFrom January to October 59 came, 40 of them women.",
        59,
        "2021-01-01",
        "2021-10-31",
    ),
    ("Up to 60 were sent back, a group said.\nThe 60 were sent back in May 2021.", 60, "2021-05-01", "2021-05-31"),
]


@pytest.mark.parametrize(("text", "value", "start", "end"), TOLD)
def test_a_figure_is_told_of_the_days_its_text_gives_it(text: str, value: int, start: str | None, end: str) -> None:
    read = extract_statistics(LEAD + text, published=date(2021, 12, 1), language="en")
    spans = {(s.period_start and s.period_start.isoformat(), str(s.period_end)) for s in read if s.value == value}
    assert spans == {(start, end)}
