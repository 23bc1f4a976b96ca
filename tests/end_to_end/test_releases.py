"""Four quarters' releases as three papers and a spam site tell them: the right series on every day, and why.

The numbers are those of 2021, when a provisional 2 became 5; the papers and their words are made up.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.folder import lines_of, read_saved
from storage.archive import Archive
from storage.reference import read_reference
from storage.series import Grain
from storage.standing import State
from storage.views import FigureView

RELEASES = Path(__file__).with_name("pages") / "releases.jsonl"
REFERENCE = Path(__file__).parents[2] / "seeds" / "reference"
QUARTERS = [(date(2021, 1, 1), date(2021, 3, 31)), (date(2021, 4, 1), date(2021, 6, 30)),
            (date(2021, 7, 1), date(2021, 9, 30)), (date(2021, 10, 1), date(2021, 12, 31))]  # fmt: skip
YEAR = (date(2021, 1, 1), date(2021, 12, 31))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive that has read the releases and knows the official series."""
    with Archive.open(f"sqlite:///{tmp_path_factory.mktemp('told')}/told.db") as archive:
        readings = [read_saved(page, lambda _day: True) for page in lines_of(RELEASES)]
        archive.append_readings([reading for reading in readings if reading is not None])
        archive.settle()
        archive.load_reference(read_reference(REFERENCE), at=datetime(2026, 11, 22, tzinfo=UTC))
        yield archive


def held(archive: Archive, grain: Grain, as_of: date | None) -> list[tuple[float | None, State]]:
    points = archive.series(event="arrival", grain=grain, as_of=as_of)
    return [(each.value, each.state) for each in points if each.slot.period_end and each.slot.period_end.year == 2021]


def stated(archive: Archive, value: float, period: tuple[date | None, date], as_of: date | None = None) -> FigureView:
    figures = archive.figures(as_of=as_of)
    (found,) = [
        each
        for each in figures
        if each.value == value and (each.period_start, each.period_end) == period and each.sex == "all"
    ]
    return found


@pytest.mark.parametrize(
    ("as_of", "quarters"),
    [
        (date(2021, 4, 13), []),
        (date(2021, 5, 1), [(31, "reported")]),
        (date(2021, 8, 1), [(31, "corroborated"), (2, "official")]),
        (date(2021, 11, 1), [(31, "corroborated"), (2, "official"), (12, "reported")]),
        (date(2022, 2, 5), [(31, "corroborated"), (2, "official"), (12, "reported"), (15, "reported")]),
        (date(2022, 8, 1), [(31, "official"), (5, "official"), (12, "official"), (15, "official")]),
        (None, [(31, "official"), (5, "official"), (12, "official"), (15, "official")]),
    ],
)
def test_the_quarters_are_known_as_they_were_on_each_day(
    told: Archive, as_of: date | None, quarters: list[tuple[float, State]]
) -> None:
    assert held(told, "quarter", as_of) == quarters


def test_the_year_and_its_halves_never_mix_with_the_quarters(told: Archive) -> None:
    assert held(told, "year", date(2021, 11, 1)) == []
    assert held(told, "half", date(2021, 8, 1)) == [(33, "official")]
    assert held(told, "half", None)[0] == (36, "official")
    assert held(told, "year", date(2022, 8, 1)) == [(63, "official")]
    assert stated(told, 48, (date(2021, 1, 1), date(2021, 9, 30))).state == "official"
    assert stated(told, 48, (date(2020, 7, 1), date(2020, 9, 30))).state == "official"


def test_a_revision_is_a_rival_of_the_provisional_value_until_it_is_final(told: Archive) -> None:
    between = stated(told, 5, QUARTERS[1], date(2022, 2, 5))
    assert (between.state, "provisional and older" in (between.why or "")) == ("disputed", True)
    assert stated(told, 2, QUARTERS[1], date(2022, 2, 5)).state == "official"
    assert stated(told, 5, QUARTERS[1]).state == "official"
    first = stated(told, 2, QUARTERS[1])
    assert (first.state, "since revised" in (first.why or "")) == ("reported", True)
    assert stated(told, 33, (date(2021, 1, 1), date(2021, 7, 16))).state == "reported"


def test_the_paper_that_mixed_up_the_years_is_contradicted_at_once_and_for_good(told: Archive) -> None:
    assert stated(told, 12, QUARTERS[1], date(2021, 8, 1)).state == "contradicted"
    assert stated(told, 12, QUARTERS[1]).state == "contradicted"
    assert stated(told, 12, QUARTERS[2]).state == "official"


def test_the_spam_is_contradicted_in_every_number(told: Archive) -> None:
    spam = [each for each in told.figures() if each.publisher == "breaking-world.example"]
    assert {each.value: each.state for each in spam} == {300: "contradicted", 2: "contradicted", 135: "contradicted"}
    (point,) = [each for each in told.series(event="arrival") if each.slot.period_end == YEAR[1]]
    assert (point.value, [rival.value for rival in point.rivals]) == (63, [300])


def test_running_totals_are_held_apart_and_measured_by_the_year_before(told: Archive) -> None:
    assert stated(told, 33783, (None, QUARTERS[0][1])).state == "corroborated"
    assert stated(told, 33815, (None, YEAR[1])).state == "official"


def test_papers_that_quote_the_ministry_are_one_source(told: Archive) -> None:
    first_quarter = stated(told, 31, QUARTERS[0])
    assert (first_quarter.documents, first_quarter.sources) == (3, 1)
    assert first_quarter.witnesses == ("Ministry of Unification",)
    (drop,) = [each for each in told.figures() if each.value == -77]
    assert (drop.state, drop.documents) == ("official", 2)
