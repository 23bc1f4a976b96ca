"""An answering feed may be sick all the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flows.health import condition_of
from parsers.records import FeedState
from storage.views import FeedHealth

NOW = datetime(2025, 6, 1, tzinfo=UTC)
WELL = FeedHealth(
    feed="f",
    publisher="F",
    url="https://f.example",
    condition="well",
    why="last poll succeeded",
    last_polled_at=NOW,
    last_success_at=NOW,
    last_new_at=NOW,
    next_due_at=NOW,
    due_reason="",
    failures=0,
    gap_warning=None,
    moved_to=None,
    entries=40,
    pending=0,
    set_aside=0,
    read_lately=12,
)


def hourly(last: datetime) -> FeedState:
    return FeedState(feed="f", arrivals=tuple(last - timedelta(hours=number) for number in range(30)))


def test_a_feed_within_its_rhythm_is_well() -> None:
    assert condition_of(WELL, hourly(NOW - timedelta(hours=3)), NOW) == WELL


def test_a_feed_that_stopped_bringing_entries_is_quiet() -> None:
    found = condition_of(WELL, hourly(NOW - timedelta(days=9)), NOW)
    assert found.condition == "quiet"
    assert "no entry for 9 days" in found.why


def test_a_feed_that_never_held_an_entry_is_quiet() -> None:
    found = condition_of(replace(WELL, entries=0), FeedState(feed="f"), NOW)
    assert (found.condition, found.why) == ("quiet", "it has never held an entry; is this the right address?")


def test_a_feed_whose_pages_stopped_yielding_text_is_named() -> None:
    found = condition_of(replace(WELL, read_lately=0, set_aside_lately=7), hourly(NOW), NOW)
    assert found.condition == "no_text"
    assert "last 7 pages" in found.why


def test_what_fails_stays_failing() -> None:
    failing = replace(WELL, condition="failing", read_lately=0, set_aside_lately=7)
    assert condition_of(failing, hourly(NOW - timedelta(days=90)), NOW) == failing
