"""Who says the same and who stands against it: found without asking every pair, as asking every pair would tell."""

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.records import Measure, Qualifier
from storage.agreement import Stated, agrees
from storage.rivals import Held, conflict, strongest_rivals, supporters

NUMBERS = st.sampled_from([-21.5, 0.0, 0.5, 2.0, 33.3, 65.0, 70.0, 99.0, 200.0, 214.0, 2900.0, 2914.0, 34_000.0])
MEASURES = st.sampled_from(get_args(Measure))
QUALIFIERS = st.sampled_from(get_args(Qualifier))
WITNESSES = st.lists(st.sampled_from(["NIS", "NK News", "Yonhap", "KBS"]), min_size=1, max_size=3, unique=True)


@st.composite
def slots(draw: st.DrawFn) -> list[Held]:
    """The figures of one slot."""
    measure = draw(MEASURES)
    return [
        Held(
            key=f"figure {number}",
            stated=draw(stated(measure)),
            witnesses=tuple(draw(WITNESSES)),
            document=draw(st.sampled_from([None, "a", "b"])),
        )
        for number in range(draw(st.integers(0, 9)))
    ]


def stated(measure: Measure) -> st.SearchStrategy[Stated]:
    """A number with its hedge, or a range."""
    plain = st.builds(Stated, measure=st.just(measure), value=NUMBERS, qualifier=QUALIFIERS)
    ends = st.tuples(NUMBERS, NUMBERS).map(sorted)
    return plain | ends.map(lambda pair: Stated(measure=measure, value=None, low=pair[0], high=pair[1]))


def say_the_same(one: Stated, other: Stated) -> bool:
    """The rule of supporters, for one pair."""
    pairs = ((one, other.value), (other, one.value))
    return any(number is not None and agrees(each, number) for each, number in pairs)


@given(slots())
@settings(max_examples=400, deadline=None)
def test_those_who_say_the_same_and_bring_a_source_of_their_own_support_a_figure(figures: list[Held]) -> None:
    asked = {
        one.key: [
            other
            for other in figures
            if say_the_same(one.stated, other.stated) and set(other.witnesses) - set(one.witnesses)
        ]
        for one in figures
    }
    assert supporters(figures) == asked


@given(slots(), st.lists(st.integers(1, 4), min_size=9, max_size=9))
@settings(max_examples=400, deadline=None)
def test_the_weightiest_of_all_that_conflict_is_the_strongest_rival(figures: list[Held], weighed: list[int]) -> None:
    weights = {figure.key: weight for figure, weight in zip(figures, weighed, strict=False)}
    conflicting = {one.key: [other for other in figures if conflict(one, other)] for one in figures}
    strongest = {
        key: max(others, key=lambda other: (weights[other.key], other.key))
        for key, others in conflicting.items()
        if others
    }
    assert strongest_rivals(figures, weights) == strongest


def test_nothing_is_said_of_no_figures() -> None:
    assert supporters([]) == {}
    assert strongest_rivals([], {}) == {}
