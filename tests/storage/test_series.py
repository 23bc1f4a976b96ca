"""The ledger over real reference data: states, sums and revisions, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from storage.archive import Archive
from storage.errors import StorageError
from storage.figures import FigureFilter
from storage.reference import COLUMNS, ReferenceValue, read_reference
from storage.series import Grain
from storage.slots import Slot
from storage.standing import OfficialValue

Make = Callable[..., Any]
Moment = Callable[[int], datetime]
SEEDS = Path(__file__).parents[2] / "seeds"
Q1, Q2 = (date(2023, 1, 1), date(2023, 3, 31)), (date(2023, 4, 1), date(2023, 6, 30))


@pytest.fixture
def measured(archive: Archive, at: Moment) -> Archive:
    """An archive that knows the official series."""
    archive.load_reference(read_reference(SEEDS / "reference"), at=at(0))
    return archive


def test_loading_the_reference_again_adds_nothing(measured: Archive, at: Moment) -> None:
    assert measured.load_reference(read_reference(SEEDS / "reference"), at=at(9)) == 0


def test_the_official_series_is_known_as_of_every_day(measured: Archive) -> None:
    def year_2009(as_of: date | None) -> list[float | None]:
        return [
            point.value
            for point in measured.series(event="arrival", as_of=as_of)
            if point.slot.period_end == date(2009, 12, 31)
        ]

    assert year_2009(date(2009, 12, 31)) == []
    assert year_2009(date(2010, 6, 1)) == [2952]
    assert year_2009(date(2013, 1, 1)) == [2927]
    assert year_2009(None) == [2914]


def test_series_come_by_quarter_half_and_year_in_time_order(measured: Archive) -> None:
    years = [point.slot.period_end for point in measured.series(event="arrival", grain="year")]
    assert years == [date(year, 12, 31) for year in range(1998, 2026)]

    def values(grain: Grain, year: int) -> list[float | None]:
        points = measured.series(event="arrival", grain=grain)
        return [point.value for point in points if point.slot.period_end and point.slot.period_end.year == year]

    assert values("half", 2025) == [96, 127]
    assert values("quarter", 2019) == [229, 320, 226, 272]


def test_a_value_since_revised_is_reported_as_first_given_and_the_series_tells_of_it(
    measured: Archive, make_reading: Make, make_statistic: Make
) -> None:
    measured.append_readings([make_reading("https://x.example/1", make_statistic(2952, year=2009))])
    (figure,) = measured.figures()
    assert figure.state == "reported"
    assert "since revised" in (figure.why or "")
    (then,) = measured.figures(as_of=date(2026, 12, 1))
    assert then.state == "reported"
    (point,) = [each for each in measured.series(event="arrival") if each.slot.period_end == date(2009, 12, 31)]
    assert (point.value, point.why) == (2914, "final; before: 2,952 in 2010-01, 2,927 in 2012-01")


def test_a_running_total_is_measured_by_those_before_and_after_it(
    measured: Archive, make_reading: Make, make_statistic: Make
) -> None:
    total: dict[str, Any] = {"scope": "cumulative", "period_start": None, "period_end": date(2024, 7, 14)}
    statements = [
        make_statistic(34000, qualifier="over", **total),
        make_statistic(34190, **total),
        make_statistic(34180, qualifier="about", **total | {"destination": None}),
        make_statistic(40000, **total),
        make_statistic(905, attribution="A shelter", **total | {"period_start": date(2009, 1, 1)}),
    ]
    for number, statement in enumerate(statements):
        measured.append_readings([make_reading(f"https://x{number}.example/1", statement)])
    assert {figure.value: figure.state for figure in measured.figures()} == {
        34000: "official",
        34190: "corroborated",
        34180: "official",
        40000: "contradicted",
        905: "reported",
    }


def test_a_count_that_passes_the_whole_it_is_part_of_is_contradicted(
    measured: Archive, make_reading: Make, make_statistic: Make
) -> None:
    ten_months: dict[str, Any] = {"period_end": date(2023, 10, 31)}
    statements = [
        make_statistic(300, **ten_months),
        make_statistic(90, **ten_months),
        make_statistic(160, **ten_months),
        make_statistic(12, attribution="A shelter", **ten_months),
        make_statistic(500, group="elite"),
    ]
    for number, statement in enumerate(statements):
        measured.append_readings([make_reading(f"https://x{number}.example/1", statement)])
    figures = {figure.value: figure for figure in measured.figures()}
    assert {value: figure.state for value, figure in figures.items()} == {
        300: "contradicted",
        90: "contradicted",
        160: "reported",
        12: "disputed",
        500: "contradicted",
    }
    assert (
        figures[300].why
        == "should be at most 196 (Ministry of Unification, English site, table to 2024-09), which holds it"
    )
    assert "who says so may know a part" in (figures[12].why or "")


def test_spam_stands_exposed_beside_the_authority(measured: Archive, make_reading: Make, make_statistic: Make) -> None:
    spam = make_reading(
        "https://spam.example/1",
        make_statistic(800, qualifier="about", destination=None),
        make_statistic(278, year=2022, event="escape", destination=None),
        make_statistic(4, measure="multiple", versus_start=date(2022, 1, 1), versus_end=date(2022, 12, 31)),
    )
    truth = make_reading("https://yna.example/1", make_statistic(196), publisher="Yonhap")
    measured.append_readings([spam, truth])
    states = {figure.value: figure.state for figure in measured.figures()}
    assert states == {800: "contradicted", 278: "contradicted", 4: "contradicted", 196: "official"}
    assert {figure.value for figure in measured.figures(FigureFilter(state="contradicted"))} == {800, 278, 4}
    (point,) = [each for each in measured.series(event="arrival") if each.slot.period_end == date(2023, 12, 31)]
    assert (point.value, point.state, point.sources) == (196, "official", 1)


def test_the_figures_of_the_seeds_hold_with_their_base_named(
    measured: Archive, make_reading: Make, make_statistic: Make
) -> None:
    seeds = make_reading(
        "file:///seed-001.txt",
        make_statistic(2, measure="multiple", period_start=Q2[0], period_end=Q2[1], attribution="NK News"),
        make_statistic(65, period_start=Q2[0], period_end=Q2[1]),
        make_statistic(18, period_start=Q2[0], period_end=Q2[1], sex="male"),
        make_statistic(47, period_start=Q2[0], period_end=Q2[1], sex="female"),
        make_statistic(99, period_start=Q1[0], period_end=Q2[1]),
        make_statistic(1047, year=2019),
        make_statistic(3, measure="multiple", qualifier="nearly", event="escape", destination=None),
    )
    measured.append_readings([seeds])
    figures = measured.figures()
    assert {figure.state for figure in figures} == {"official"}
    doubled = next(figure for figure in figures if figure.value == 2)
    (check,) = measured.figure(doubled.key).checks
    assert (check.outcome, check.expected) == ("holds", 1.91)
    assert "34 (Ajunews 2023-04-25) in 2023-01-01 to 2023-03-31" in check.why
    tripled = next(figure for figure in figures if figure.value == 3)
    assert tripled.why is not None
    assert "196" in tripled.why
    assert "67" in tripled.why


def test_a_later_official_value_in_the_place_of_another_is_a_revision(archive: Archive, at: Moment) -> None:
    def value(number: int, status: str, day: int) -> ReferenceValue:
        named = {"qualifier": "exact", "source_name": f"Ministry {day}", "source_url": "https://x.example/"}
        given = OfficialValue(value=number, status=status, published_on=date(2026, 2, day), **named)
        return ReferenceValue(slot=Slot(period_start=date(2025, 1, 1), period_end=date(2025, 12, 31)), official=given)

    archive.load_reference([value(224, "provisional", 1)], at=at(0))
    assert archive.revisions(since=at(0)) == ()
    archive.load_reference([value(223, "final", 4)], at=at(60))
    (revision,) = archive.revisions(since=at(30))
    assert (revision.before.value, revision.after.value, revision.loaded_at) == (224, 223, at(60))
    assert archive.revisions(since=at(61)) == ()


def test_sums_are_redone_over_figures_alone(archive: Archive, make_reading: Make, make_statistic: Make) -> None:
    there: dict[str, Any] = {"destination": "TH"}
    archive.append_readings(
        [
            make_reading(
                "https://x.example/1",
                make_statistic(100, **there),
                make_statistic(40, sex="male", **there),
                make_statistic(60, sex="female", **there),
            ),
            make_reading(
                "https://x.example/2",
                make_statistic(300, year=2024, **there),
                make_statistic(3, measure="multiple", year=2024, **there),
            ),
            make_reading("https://x.example/3", make_statistic(50, measure="percent_change", year=2025, **there)),
            make_reading("https://x.example/4", make_statistic(61, measure="share", sex="female", **there)),
            make_reading(
                "https://x.example/5",
                make_statistic(12, year=2024, sex="male", **there),
                make_statistic(99, year=2024, sex="female", **there),
            ),
        ]
    )
    checks = {(figure.measure, figure.value): archive.figure(figure.key).checks for figure in archive.figures()}
    assert [check.outcome for check in checks["count", 100]] == ["holds"]
    assert [check.outcome for check in checks["multiple", 3]] == ["holds"]
    assert [check.outcome for check in checks["share", 61]] == ["holds"]
    assert [(check.outcome, check.expected) for check in checks["count", 300]] == [("fails", 111)]
    (unknown,) = checks["percent_change", 50]
    assert (unknown.outcome, unknown.why) == ("open", "missing: the count for 2025-01-01 to 2025-12-31")


def test_a_figures_story_tells_of_rivals_copies_and_sources(
    archive: Archive, make_reading: Make, make_statistic: Make
) -> None:
    wire = "Headline\nIn 2023 65 defectors arrived.\nIt was a quiet year on the border, and few crossed the river."
    start = wire.index("65")
    copied = replace(make_statistic(65), start=start, end=start + 2)
    copies = [
        make_reading(
            f"https://copy{n}.example/1", copied, text=f"{wire}\nSite {n} is a good site.", publisher=f"Site {n}"
        )
        for n in range(41)
    ]
    archive.append_readings(copies)
    archive.append_readings([make_reading("https://other.example/1", make_statistic(70))])
    assert archive.settle() == 42
    (figure,) = archive.figures(FigureFilter(state="disputed", limit=1))
    story = archive.figure(next(each.key for each in archive.figures() if each.value == 65)[:12])
    assert (story.figure.documents, story.figure.sources) == (41, 1)
    assert len(story.statements) == 41
    assert [rival.value for rival in story.rivals] == [70]
    assert figure.state == "disputed"


def test_a_figure_of_an_unknown_period_is_reported_and_has_a_story(
    measured: Archive, make_reading: Make, make_statistic: Make
) -> None:
    undated: dict[str, Any] = {"period_start": None, "period_end": None}
    measured.append_readings(
        [make_reading("https://x.example/1", make_statistic(65, **undated), make_statistic(70, **undated))]
    )
    figures = measured.figures()
    assert [figure.state for figure in figures] == ["reported", "reported"]
    story = measured.figure(figures[0].key)
    assert (story.figure.state, story.rivals) == ("reported", ())


def test_an_average_is_not_set_beside_another(archive: Archive, make_reading: Make, make_statistic: Make) -> None:
    averages = [make_statistic(120, scope="average"), make_statistic(1422, scope="average")]
    archive.append_readings([make_reading("https://x.example/1", *averages)])
    assert {figure.state for figure in archive.figures()} == {"reported"}


def test_a_key_that_names_no_figure_or_several_is_refused(
    archive: Archive, make_reading: Make, make_statistic: Make
) -> None:
    archive.append_readings([make_reading("https://x.example/1", make_statistic(65), make_statistic(66))])
    with pytest.raises(StorageError, match="more than one figure"):
        archive.figure("01")
    with pytest.raises(StorageError, match="no figure"):
        archive.figure("nothing")


HEADER = ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("arrival,KR,all,all,period,2023-01-01,2023-12-31,1 96,exact,final,,x,y", "line 2: value is '1 96'"),
        (
            "arrival,KR,men,all,period,2023-01-01,2023-12-31,196,exact,final,,x,y",
            "sex is 'men'; write one of all",
        ),
        ("arrival,KR,all,all,period,2023-13-01,2023-12-31,196,exact,final,,x,y", "period_start is '2023-13-01'"),
        ("arrival,KR,all,all,period,2023-01-01,,196,exact,final,,x,y", "period_end is ''"),
        ("arrival,KR", "line 2: sex is None"),
    ],
)
def test_a_reference_row_that_is_wrong_is_refused_by_line_and_column(tmp_path: Path, row: str, said: str) -> None:
    (tmp_path / "series.csv").write_text(HEADER + row + "\n")
    with pytest.raises(StorageError, match=said):
        read_reference(tmp_path)
