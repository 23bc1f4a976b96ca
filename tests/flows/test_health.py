"""An answering feed may be sick all the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flows.health import condition_of, counted_conditions, feed_conditions, words_of
from parsers.records import FeedSource, FeedState
from storage.archive import Archive
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


def test_the_sick_come_first_and_a_feed_that_left_the_list_is_forgotten(archive: Archive) -> None:
    a, b, c = (
        FeedSource(id=name, url=f"https://{name}.example", publisher=name, language="en", zone="UTC", poll_minutes=60)
        for name in "abc"
    )
    archive.register_feeds([a, b, c], at=NOW)
    state = FeedState(feed="b", last_polled_at=NOW, failures=2, failure_kind="dns", failure_detail="no such host")
    archive.keep_states([state])
    feeds = feed_conditions(archive, [a, b], at=NOW)
    assert [(feed.feed, feed.condition) for feed in feeds] == [("b", "failing"), ("a", "never_polled")]
    assert counted_conditions(feeds) == "2 feeds: 1 failing, 1 never polled"
    (off,) = feed_conditions(archive, [replace(b, active=False)], at=NOW)
    assert (off.condition, off.why) == ("inactive", "switched off in feeds.toml")


def test_what_is_to_be_said_of_a_feed_is_said_once() -> None:
    warned = replace(WELL, why="a gap", gap_warning="a gap", due_reason="every 60 min", set_aside=2)
    assert words_of(warned) == "a gap; 2 pages set aside: `defectorwatch feeds set-aside f`; every 60 min"
    failing = replace(WELL, condition="failing", why="dns: gone (2 in a row)", due_reason="dns, 2 in a row")
    assert words_of(failing) == "dns: gone (2 in a row)"
