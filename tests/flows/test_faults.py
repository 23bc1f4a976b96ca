"""What this program gets wrong itself costs the page or feed it happens with, and is told with its place."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from flows import reading
from flows.decide import decide_after_poll
from flows.errors import OperationError
from flows.faults import ProgramError, faults_told
from flows.poll_feeds import poll_of, poll_or_fault
from parsers.errors import FeedParseError
from parsers.feeds import parse_feed
from parsers.records import FeedSource, FeedState, Fetched, FetchOutcome, NotModified, PendingEntry, Validators

NOW = datetime(2025, 1, 20, tzinfo=UTC)
PAGE = "Arrivals\n\nA total of 196 North Korean defectors arrived in South Korea last year, the ministry said."
FEED = b"<rss><channel><title>t</title><item><title>a</title><link>https://news.example/1</link></item></channel></rss>"


def fetched(body: bytes) -> Fetched:
    return Fetched(
        url="https://news.example/1",
        final_url="https://news.example/1",
        status=200,
        headers=(),
        body=body,
        body_sha256="0" * 64,
        content_type="text/plain",
        validators=Validators(),
        fetched_at=NOW,
        seconds=0.1,
        wire_bytes=len(body),
    )


def failing(*_: object, **__: object) -> None:
    raise IndexError("list index out of range")


def test_a_fault_is_told_with_its_kind_and_place_and_typed_errors_go_through() -> None:
    with (
        pytest.raises(ProgramError, match=r"IndexError in tests/flows/test_faults\.py, line \d+: list index"),
        faults_told(),
    ):
        failing()
    for error in (FeedParseError("yna", "is no feed"), OperationError("no such folder")):
        with pytest.raises(type(error), match=str(error)), faults_told():
            raise error


def test_a_page_that_the_reader_fails_on_is_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    (entry,) = parse_feed(FEED, feed="yna", url="https://news.example/rss").entries
    pending = PendingEntry(key=1, entry=entry, tries=0, first_seen_at=NOW)
    page = fetched(PAGE.encode())
    assert reading.read_outcome(pending, page, language="en", zone="UTC").verdict == "read"
    monkeypatch.setattr("flows.reading.extract_statistics", failing)
    broken = reading.read_outcome(pending, page, language="en", zone="UTC")
    assert broken.verdict == "retry"
    assert broken.retry_at is not None
    assert "please report it: IndexError in" in broken.reason
    assert [attempt.verdict for attempt in broken.attempts] == ["parse"]


def test_a_feed_that_deciding_fails_on_counts_as_failing_and_brings_no_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    source = FeedSource(
        id="yna", url="https://news.example/rss", publisher="", language="en", zone="UTC", poll_minutes=60
    )
    parsed = parse_feed(FEED, feed="yna", url=source.url)

    def fails_on_entries(*given: Any, **named: Any) -> FeedState:
        if named["parsed"]:
            failing()
        return decide_after_poll(*given, **named)

    monkeypatch.setattr("flows.poll_feeds.decide_after_poll", fails_on_entries)
    settle = partial(poll_of, source, FeedState(feed="yna"), known=set(), now=NOW)
    line, poll = poll_or_fault(settle, parsed, fetched(FEED))
    assert (line.verdict, poll.entries, poll.state.failures) == ("parse", (), 1)
    assert "IndexError in" in line.detail


def test_a_feed_that_has_not_changed_and_that_deciding_fails_on_counts_as_failing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = FeedSource(
        id="yna", url="https://news.example/rss", publisher="", language="en", zone="UTC", poll_minutes=60
    )
    unchanged = NotModified(url=source.url, headers=(), validators=Validators(), fetched_at=NOW, seconds=0.1)

    def fails_on_304(source: FeedSource, state: FeedState, outcome: FetchOutcome, **named: Any) -> FeedState:
        if isinstance(outcome, NotModified):
            failing()
        return decide_after_poll(source, state, outcome, **named)

    monkeypatch.setattr("flows.poll_feeds.decide_after_poll", fails_on_304)
    settle = partial(poll_of, source, FeedState(feed="yna"), known=set(), now=NOW)
    line, poll = poll_or_fault(settle, None, unchanged)
    assert (line.verdict, poll.attempt.status, poll.state.failures) == ("parse", 304, 1)
