"""The calendar arithmetic of periods keeps its laws."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from parsers import periods

years = st.integers(1950, 2100)


@given(years)
def test_quarters_and_halves_make_up_a_year(year: int) -> None:
    quarters = [periods.quarter(year, n) for n in (1, 2, 3, 4)]
    halves = [periods.half(year, n) for n in (1, 2)]
    for parts in (quarters, halves, [periods.month(year, n) for n in range(1, 13)]):
        assert parts[0].start == date(year, 1, 1)
        assert parts[-1].end == date(year, 12, 31)
        for first, second in pairwise(parts):
            assert first.end is not None
            assert first.end + timedelta(days=1) == second.start


@given(years, st.integers(1, 4))
def test_the_stretch_before_ends_the_day_before(year: int, which: int) -> None:
    quarter = periods.quarter(year, which)
    before = periods.before(quarter)
    assert before is not None
    assert quarter.start is not None
    assert before.end == quarter.start - timedelta(days=1)
    assert before == periods.quarter(year - (which == 1), (which - 2) % 4 + 1)


@given(years, st.integers(1, 12), st.integers(-30, 30))
def test_a_month_shifted_by_years_is_that_month_of_the_other_year(year: int, month: int, by: int) -> None:
    assert periods.shifted(periods.month(year, month), by) == periods.month(year + by, month)


def test_fiscal_years_are_named_by_the_year_they_end_in() -> None:
    assert periods.fiscal_year(2015, "US").start == date(2014, 10, 1)
    assert periods.fiscal_year(2015, "US").end == date(2015, 9, 30)
    assert periods.fiscal_year(2016, "GB").start == date(2015, 4, 1)


def test_a_day_that_does_not_exist_is_no_period() -> None:
    assert periods.day(2023, 2, 30) is None
    assert periods.before(periods.Period(start=None, end=date(2023, 1, 1))) is None
