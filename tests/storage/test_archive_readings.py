"""Readings: every document, sighting and figure once; newer readings supersede and nothing is deleted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers.records import FeedPoll, Reading, TimestampReading
from storage.archive import Archive
from storage.errors import ValueRefusedError
from storage.figures import FigureFilter
from storage.tables import Base

Moment = Callable[[int], datetime]
Make = Callable[..., Any]


def test_the_same_batch_twice_adds_nothing(archive: Archive, make_reading: Make, make_statistic: Make) -> None:
    batch = [make_reading(f"https://x.example/{n}", make_statistic(65 + n), make_statistic(196)) for n in range(5)]
    first = archive.append_readings(batch)
    counts = archive.counts()
    again = archive.append_readings(batch)
    assert (first.documents_new, first.sightings_new, len(first.figures_new)) == (5, 10, 6)
    assert (again.documents_new, again.sightings_new, again.sightings_known, again.figures_new) == (0, 0, 10, ())
    assert archive.counts() == counts


def test_ten_pages_with_one_claim_are_one_figure(archive: Archive, make_reading: Make, make_statistic: Make) -> None:
    archive.append_readings([make_reading(f"https://x.example/{n}", make_statistic(196)) for n in range(10)])
    (figure,) = archive.figures()
    assert (figure.sightings, figure.documents, figure.value) == (10, 10, 196)


def test_a_value_is_not_an_identity(archive: Archive, make_reading: Make, make_statistic: Make) -> None:
    quarter = make_statistic(229, period_start=date(2019, 1, 1), period_end=date(2019, 3, 31))
    year = make_statistic(229, year=2020)
    women = make_statistic(229, year=2020, sex="female")
    more_than = make_statistic(229, year=2020, qualifier="over")
    archive.append_readings([make_reading("https://x.example/1", quarter, year, women, more_than)])
    assert len(archive.figures()) == 4


def test_a_hedge_does_not_make_another_figure(archive: Archive, make_reading: Make, make_statistic: Make) -> None:
    archive.append_readings(
        [
            make_reading("https://x.example/1", make_statistic(200, qualifier="about")),
            make_reading("https://x.example/2", make_statistic(200)),
        ]
    )
    (figure,) = archive.figures()
    assert figure.qualifier == "exact"


def test_a_newer_extractor_supersedes_without_deleting(
    archive: Archive, make_reading: Make, make_statistic: Make
) -> None:
    old = make_reading("https://x.example/1", make_statistic(65), make_statistic(99))
    new = make_reading(
        "https://x.example/1", make_statistic(65), text=old.article.text, minute=5, extractor_version="e2"
    )
    archive.append_readings([old])
    added = archive.append_readings([new])
    assert (added.documents_new, added.readings_new, added.sightings_new) == (0, 1, 1)
    assert [figure.value for figure in archive.figures()] == [65]
    assert archive.counts().sightings == 3


def test_an_older_reading_that_comes_late_does_not_take_over(
    archive: Archive, make_reading: Make, make_statistic: Make
) -> None:
    archive.append_readings([make_reading("https://x.example/1", make_statistic(65), minute=5, extractor_version="e2")])
    archive.append_readings([make_reading("https://x.example/1", make_statistic(64), minute=1)])
    assert [figure.value for figure in archive.figures()] == [65]


def test_a_page_that_changed_keeps_both_texts_and_bodies(
    archive: Archive, make_reading: Make, make_statistic: Make
) -> None:
    archive.append_readings([make_reading("https://x.example/1", make_statistic(224))])
    archive.append_readings([make_reading("https://x.example/1", make_statistic(223), minute=5)])
    assert [figure.value for figure in archive.figures()] == [223]
    assert archive.counts().pages == 2
    assert archive.counts().documents == 1


def test_an_off_topic_page_leaves_its_bytes_and_no_document(
    registered: Archive, make_poll: Callable[..., FeedPoll], make_reading: Make, at: Moment
) -> None:
    registered.append_poll(make_poll("a"))
    (entry,) = registered.pending_entries(at=at(0), limit=5)
    reading = make_reading(
        "https://yna.example/a", text="", entry_key=entry.key, feed="yna", verdict="off_topic", body=b"<p>weather</p>"
    )
    registered.append_readings([reading])
    counts = registered.counts()
    assert (counts.documents, counts.pages, counts.pending) == (0, 1, 0)


def test_an_entry_to_retry_waits_for_its_moment(
    registered: Archive, make_poll: Callable[..., FeedPoll], make_reading: Make, at: Moment
) -> None:
    registered.append_poll(make_poll("a", "b"))
    first, second = registered.pending_entries(at=at(0), limit=5)
    failed: dict[str, Any] = {"article": None, "body": None, "verdict": "retry", "retry_at": at(60), "feed": "yna"}
    reading = make_reading("https://yna.example/a", minute=1, entry_key=first.key, **failed)
    registered.append_readings([reading])
    registered.append_readings([reading])
    assert registered.pending_entries(at=at(59), limit=5) == (second,)
    due = {pending.key: pending.tries for pending in registered.pending_entries(at=at(60), limit=5)}
    assert due == {first.key: 1, second.key: 0}


def test_what_was_read_is_not_reopened_by_a_slower_worker(
    registered: Archive, make_poll: Callable[..., FeedPoll], make_reading: Make, make_statistic: Make, at: Moment
) -> None:
    registered.append_poll(make_poll("a"))
    (entry,) = registered.pending_entries(at=at(0), limit=5)
    registered.append_readings([make_reading("https://yna.example/a", make_statistic(), minute=1, entry_key=entry.key)])
    late = make_reading(
        "https://yna.example/a", minute=2, entry_key=entry.key, article=None, body=None, verdict="retry", retry_at=at(3)
    )
    registered.append_readings([late])
    assert registered.pending_entries(at=at(9), limit=5) == ()


def test_pending_entries_can_be_narrowed_to_feeds(
    registered: Archive, make_poll: Callable[..., FeedPoll], at: Moment
) -> None:
    registered.append_poll(make_poll("a", "b"))
    registered.append_poll(make_poll("c", feed="dailynk", minute=-5))
    assert [entry.entry.identity for entry in registered.pending_entries(at=at(0), limit=2)] == ["c", "a"]
    assert [entry.entry.identity for entry in registered.pending_entries(at=at(0), feeds=["yna"], limit=5)] == [
        "a",
        "b",
    ]


def test_a_figure_names_the_earliest_statement_and_its_publisher(
    registered: Archive, make_reading: Make, make_statistic: Make
) -> None:
    registered.append_readings(
        [
            make_reading("https://x.example/late", make_statistic(196), published=datetime(2024, 2, 1, tzinfo=UTC)),
            make_reading(
                "https://www.y.example/early",
                make_statistic(196, attribution="Ministry of Unification"),
                published=datetime(2024, 1, 18, tzinfo=UTC),
                feed="yna",
            ),
        ]
    )
    (figure,) = registered.figures()
    assert figure.url == "https://www.y.example/early"
    assert figure.publisher == "Yonhap"
    assert figure.attribution == "Ministry of Unification"
    assert figure.sources == 2
    assert set(figure.witnesses) == {"Ministry of Unification", "x.example"}


@pytest.mark.parametrize(
    ("wanted", "values"),
    [
        (FigureFilter(event="repatriation"), {500}),
        (FigureFilter(sex="female"), {47}),
        (FigureFilter(since=date(2023, 1, 1)), {47, 65}),
        (FigureFilter(until=date(2022, 12, 31)), {500}),
        (FigureFilter(publisher="Daily NK"), {500}),
        (FigureFilter(destination="KR", limit=1), {65}),
        (FigureFilter(), {47, 65, 500}),
    ],
)
def test_figures_are_filtered(
    archive: Archive, make_reading: Make, make_statistic: Make, wanted: FigureFilter, values: set[float]
) -> None:
    sent_back = make_statistic(500, year=2021, event="repatriation", destination="CN")
    archive.append_readings(
        [
            make_reading("https://x.example/1", make_statistic(65), make_statistic(47, sex="female", destination=None)),
            make_reading("https://y.example/1", sent_back, publisher="Daily NK"),
        ]
    )
    assert {figure.value for figure in archive.figures(wanted)} == values


def test_new_figures_are_those_first_seen_since(
    archive: Archive, make_reading: Make, make_statistic: Make, at: Moment
) -> None:
    archive.append_readings([make_reading("https://x.example/1", make_statistic(65), minute=0)])
    archive.append_readings([make_reading("https://x.example/2", make_statistic(65), make_statistic(99), minute=10)])
    assert [figure.value for figure in archive.new_figures(since=at(1))] == [99]
    assert len(archive.new_figures(since=at(0))) == 2


def test_kept_pages_come_back_byte_for_byte_and_page_by_page(
    archive: Archive, make_reading: Make, make_statistic: Make
) -> None:
    bodies = {f"https://x.example/{n}": bytes(range(256)) * (n + 1) for n in range(7)}
    archive.append_readings([make_reading(url, make_statistic(), body=body) for url, body in bodies.items()])
    found: dict[str, bytes] = {}
    after = 0
    while pages := archive.kept_pages(after_key=after, limit=3):
        found |= {page.url: page.body for page in pages}
        after = pages[-1].key
    assert found == bodies


def test_verification_finds_a_quote_that_does_not_stand(
    archive: Archive, make_reading: Make, make_statistic: Make
) -> None:
    sound = make_reading("https://x.example/1", make_statistic(65))
    (statistic,) = make_reading("https://x.example/2", make_statistic(99)).statistics
    shifted = replace(statistic, start=statistic.start + 500, end=statistic.end + 500)
    archive.append_readings(
        [sound, make_reading("https://x.example/2", shifted, text=f"A headline\n{statistic.sentence}")]
    )
    result = archive.verify()
    assert result.sightings == 2
    assert [fault.url for fault in result.unproven] == ["https://x.example/2"]


def test_a_number_that_is_none_is_refused_by_name(archive: Archive, make_reading: Make, make_statistic: Make) -> None:
    broken = make_statistic(65)
    with pytest.raises(ValueRefusedError, match="value is nan"):
        archive.append_readings([make_reading("https://x.example/1", replace(broken, value=float("nan")))])
    assert archive.counts().documents == 0


BATCHES = st.lists(
    st.tuples(st.integers(0, 3), st.lists(st.sampled_from([65, 99, 196]), max_size=3, unique=True), st.integers(0, 2)),
    max_size=8,
    unique_by=lambda drawn: (drawn[0], drawn[2]),
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(drawn=BATCHES, order=st.randoms(use_true_random=False), size=st.integers(1, 4))
def test_order_repetition_and_batching_make_no_difference(
    archive_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    make_reading: Make,
    make_statistic: Make,
    drawn: Any,
    order: Any,
    size: int,
) -> None:
    readings: list[Reading] = [
        make_reading(
            f"https://x.example/{page}", *map(make_statistic, values), minute=version, extractor_version=f"e{version}"
        )
        for page, values, version in drawn
    ]
    with Archive.open(f"sqlite:///{tmp_path_factory.mktemp('order')}/in-order.db") as in_order:
        in_order.append_readings(readings)
        expected = _standing(in_order)
    order.shuffle(readings)
    with Archive.open(archive_url) as archive:
        _empty(archive)
        for first in [*range(0, len(readings), size), 0]:
            archive.append_readings(readings[first : first + size])
        assert _standing(archive) == expected


def _standing(archive: Archive) -> tuple[object, ...]:
    claims = sorted((figure.key, figure.url, figure.sightings, figure.documents) for figure in archive.figures())
    return archive.counts(), tuple(claims)


def _empty(archive: Archive) -> None:
    def delete(connection: sa.Connection) -> None:
        for table in Base.metadata.sorted_tables:
            connection.execute(sa.delete(table))

    archive._database.write(delete)


def test_the_days_of_a_backfill_narrow_what_waits_before_its_limit_does(
    registered: Archive, make_poll: Callable[..., FeedPoll], at: Moment
) -> None:
    poll = make_poll("a", "b", "c")
    dates = (datetime(2025, 1, 31, 23, tzinfo=UTC), datetime(2025, 3, 9, tzinfo=UTC), None)
    dated = [
        replace(entry, published=TimestampReading(raw="", value=value, method="test"))
        for entry, value in zip(poll.entries, dates, strict=True)
    ]
    registered.append_poll(replace(poll, entries=tuple(dated)))
    for days, expected in (
        ((date(2025, 3, 9), date(2025, 3, 9)), ["b", "c"]),
        ((date(2025, 2, 1), date(2025, 2, 1)), ["a", "c"]),  # the first of February in Seoul
        ((date(2026, 1, 1), date.max), ["c"]),
    ):
        found = registered.pending_entries(at=at(0), days=days, limit=2)
        assert [one.entry.identity for one in found] == expected
