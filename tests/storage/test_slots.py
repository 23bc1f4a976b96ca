"""Which slots answer one question, and how periods add up."""

import itertools
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.slots import Slot, bases, official_slots, parts_by_span, previous_total, spans_within, wholes

Q2 = Slot(period_start=date(2023, 4, 1), period_end=date(2023, 6, 30))
YEAR = Slot(period_start=date(2023, 1, 1), period_end=date(2023, 12, 31))


def test_arrivals_and_escapes_without_a_country_are_measured_by_arrivals_in_the_south() -> None:
    assert replace(YEAR, destination="KR") in official_slots(replace(YEAR, destination=None))
    assert YEAR in official_slots(replace(YEAR, event="escape", destination=None))
    assert official_slots(replace(YEAR, destination="US")) == (replace(YEAR, destination="US"),)
    assert official_slots(replace(YEAR, event="repatriation", destination=None)) == (
        replace(YEAR, event="repatriation", destination=None),
    )


def test_a_running_total_since_the_beginning_is_measured_whatever_its_start() -> None:
    total = Slot(scope="cumulative", period_start=date(1998, 1, 1), period_end=date(2023, 12, 31))
    assert replace(total, period_start=None) in official_slots(total)
    since_2009 = replace(total, period_start=date(2009, 1, 1))
    assert replace(total, period_start=None) not in official_slots(since_2009)


def test_ten_months_hold_their_quarters_and_are_held_by_their_year() -> None:
    ten_months = Slot(sex="female", period_start=date(2023, 1, 1), period_end=date(2023, 10, 31))
    within = {(each.period_start, each.period_end) for each in spans_within(ten_months)}
    assert within == {
        (date(2023, 1, 1), date(2023, 6, 30)),
        (date(2023, 1, 1), date(2023, 9, 30)),
        (date(2023, 1, 1), date(2023, 3, 31)),
        (date(2023, 4, 1), date(2023, 6, 30)),
        (date(2023, 7, 1), date(2023, 9, 30)),
    }
    assert wholes(ten_months) == (replace(YEAR, sex="female"), replace(ten_months, sex="all"))


@pytest.mark.parametrize("start", [1, 4, 7, 10])
def test_every_quarter_is_part_of_a_year_and_of_a_half(start: int) -> None:
    quarter = Slot(
        period_start=date(2023, start, 1), period_end=date(2023, start + 2, {1: 31, 4: 30, 7: 30, 10: 31}[start])
    )
    wholes = [whole.period_end for whole, parts in parts_by_span(quarter) if quarter in parts]
    assert date(2023, 12, 31) in wholes
    assert len(wholes) >= 2


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(0, 400))
def test_parts_lie_in_their_whole_without_gap_or_overlap(start: date, days: int) -> None:
    slot = Slot(period_start=start, period_end=date.fromordinal(start.toordinal() + days))
    for whole, parts in parts_by_span(slot):
        spans = [(part.period_start, part.period_end) for part in parts]
        assert spans[0][0] == whole.period_start
        assert spans[-1][1] == whole.period_end
        for (_, end), (following, _) in itertools.pairwise(spans):
            assert end is not None
            assert following is not None
            assert following.toordinal() == end.toordinal() + 1


def test_a_change_without_a_base_is_measured_against_the_period_before_and_the_year_before() -> None:
    assert [(base.period_start, base.period_end) for base in bases(replace(Q2, measure="multiple"))] == [
        (date(2023, 1, 1), date(2023, 3, 31)),
        (date(2022, 4, 1), date(2022, 6, 30)),
    ]
    assert [base.period_start for base in bases(replace(YEAR, measure="multiple"))] == [date(2022, 1, 1)]
    stated = replace(Q2, measure="multiple", versus_start=date(2019, 4, 1), versus_end=date(2019, 6, 30))
    assert [base.period_start for base in bases(stated)] == [date(2019, 4, 1)]
    last_year = replace(Q2, measure="multiple", versus_start=date(2022, 1, 1), versus_end=date(2022, 12, 31))
    assert [base.period_end for base in bases(last_year)] == [date(2022, 12, 31), date(2022, 6, 30)]


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(0, 800))
def test_a_base_is_as_long_and_lies_before(start: date, days: int) -> None:
    slot = Slot(measure="multiple", period_start=start, period_end=date.fromordinal(start.toordinal() + days))
    for base in bases(slot):
        assert base.period_start is not None
        assert base.period_end is not None
        assert base.period_start < start
        assert abs((base.period_end - base.period_start).days - days) <= 3


def test_a_total_is_the_last_years_total_and_what_came_since() -> None:
    steps = previous_total(Slot(scope="cumulative", period_end=date(2023, 6, 30)))
    assert steps is not None
    before, since = steps
    assert (before.period_start, before.period_end) == (None, date(2022, 12, 31))
    assert (since.scope, since.period_start, since.period_end) == ("period", date(2023, 1, 1), date(2023, 6, 30))
    assert previous_total(YEAR) is None
