"""What the log of fetches tells of days and verdicts."""

from datetime import UTC, date, datetime, timedelta

from parsers.records import Attempt, Entry, FeedPoll, FeedSource, FeedState
from storage.archive import Archive

NOON = datetime(2025, 1, 20, 12, tzinfo=UTC)
SOURCE = FeedSource(id="f", url="https://x.example/rss", publisher="X", language="en", zone="UTC", poll_minutes=60)


def attempt(at: datetime, verdict: str) -> Attempt:
    return Attempt(
        target="feed",
        feed="f",
        url=SOURCE.url,
        fetched_at=at,
        status=None,
        verdict=verdict,
        detail="",
        seconds=0.1,
        wire_bytes=100,
    )


def entry(identity: str) -> Entry:
    return Entry(
        feed="f",
        identity=identity,
        identified_by="id",
        link=None,
        title="",
        published=None,
        updated=None,
        summary="",
        content="",
    )


def test_a_calendar_counts_answers_failures_and_new_entries_by_day(archive_url: str) -> None:
    with Archive.open(archive_url) as archive:
        archive.register_feeds([SOURCE], at=NOON)
        for at, verdict, entries in (
            (NOON, "ok", (entry("a"), entry("b"))),
            (NOON + timedelta(hours=11, minutes=59), "unchanged", ()),
            (NOON + timedelta(hours=12), "timeout", ()),
            (NOON - timedelta(days=9), "ok", (entry("old"),)),
        ):
            archive.append_poll(FeedPoll(attempt=attempt(at, verdict), state=FeedState(feed="f"), entries=entries))
        days = archive.covered_days(since=NOON - timedelta(days=1))
        told = [(one.day, one.answered, one.failed, one.entries) for one in days]
        assert told == [(date(2025, 1, 20), 2, 0, 2), (date(2025, 1, 21), 0, 1, 0)]
        counts = {one.verdict: (one.attempts, one.wire_bytes) for one in archive.attempt_counts(since=NOON)}
        assert counts == {"ok": (1, 100), "unchanged": (1, 100), "timeout": (1, 100)}
