"""When a statement agrees with the truth: hedges widen it, and only as far as writers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.records import Measure, Qualifier
from storage.agreement import Stated, agrees, excludes, overlap


@pytest.mark.parametrize(
    ("measure", "value", "qualifier", "truth", "holds"),
    [
        ("count", 196, "exact", 196, True),
        ("count", 196, "exact", 197, False),
        ("count", 200, "about", 196, True),
        ("count", 800, "about", 196, False),
        ("count", 34000, "exact", 34078, True),
        ("count", 34000, "exact", 36000, False),
        ("count", 200, "nearly", 196, True),
        ("count", 200, "nearly", 214, False),
        ("count", 34000, "over", 34078, True),
        ("count", 34000, "over", 33882, False),
        ("count", 70, "under", 67, True),
        ("count", 200, "over", 214, True),
        ("count", 200, "over", 1137, False),
        ("count", 1000, "over", 1418, True),
        ("count", 1500, "at_most", 229, False),
        ("share", 80, "exact", 78.7, True),
        ("share", 33.3, "exact", 35.1, True),
        ("share", 72, "exact", 75, False),
        ("multiple", 2, "exact", 65 / 34, True),
        ("multiple", 3, "nearly", 196 / 67, True),
        ("multiple", 3, "nearly", 3.5, False),
        ("multiple", 4, "exact", 196 / 67, False),
        ("multiple", 2.9, "exact", 196 / 67, True),
        ("multiple", 0.5, "exact", 0.47, True),
        ("percent_change", -72.4, "exact", -72.49, True),
        ("percent_change", -72.4, "exact", -70.74, False),
        ("percent_change", -77, "exact", -78.2, False),
        ("percent_change", 20, "over", 20.4, True),
        ("absolute_change", -94, "exact", -94, True),
        ("absolute_change", 94, "exact", -94, False),
        ("share", 72.3, "exact", 72.34, True),
    ],
)
def test_a_statement_is_held_to_its_wording(
    measure: Measure, value: float, qualifier: Qualifier, truth: float, *, holds: bool
) -> None:
    assert agrees(Stated(measure=measure, value=value, qualifier=qualifier), truth) is holds


def test_a_bound_that_is_far_off_neither_agrees_nor_is_excluded() -> None:
    over_200 = Stated(measure="count", value=200, qualifier="over")
    assert not agrees(over_200, 1137)
    assert not excludes(over_200, 1137)
    assert excludes(over_200, 196)


@pytest.mark.parametrize(
    ("low", "high", "truth", "holds"),
    [(200, 299, 236, True), (200, 299, 196, False), (None, 9, 5, True), (1000, None, 999, False)],
)
def test_a_range_holds_what_lies_in_it(low: float | None, high: float | None, truth: float, *, holds: bool) -> None:
    assert agrees(Stated(measure="count", value=None, low=low, high=high), truth) is holds


@given(st.integers(0, 10**6), st.sampled_from(["exact", "about", "nearly", "at_least", "at_most"]))
def test_the_number_itself_always_agrees(value: int, qualifier: Qualifier) -> None:
    assert agrees(Stated(measure="count", value=value, qualifier=qualifier), value)


@given(st.integers(0, 5000), st.integers(0, 5000), st.sampled_from(["exact", "about", "over", "under"]))
def test_overlap_is_mutual(one: int, other: int, qualifier: Qualifier) -> None:
    first = Stated(measure="count", value=one, qualifier=qualifier)
    second = Stated(measure="count", value=other)
    assert overlap(first, second) == overlap(second, first)
    assert overlap(first, first)
