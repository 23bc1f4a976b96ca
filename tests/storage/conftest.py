"""Makers of records, so that a test names only what it is about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

import pytest

from parsers.records import (
    Article,
    Attempt,
    Entry,
    FeedPoll,
    FeedSource,
    FeedState,
    Reading,
    Statistic,
    TimestampReading,
    Validators,
)
from storage.archive import Archive

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class MakePoll(Protocol):
    """Makes one poll of one feed."""

    def __call__(self, *identities: str, feed: str = "yna", minute: int = 0, etag: str | None = None) -> FeedPoll: ...


class MakeReading(Protocol):
    """Makes one reading; the text is built around the statistics' sentences unless given."""

    def __call__(self, url: str, *statistics: Statistic, minute: int = 0, **fields: Any) -> Reading: ...


@pytest.fixture
def at() -> Callable[[int], datetime]:
    """The moment so many minutes after the tests' start."""
    return lambda minute: START + timedelta(minutes=minute)


@pytest.fixture
def registered(archive: Archive) -> Archive:
    """An archive that knows the feeds `yna` and `dailynk`."""
    sources = [
        FeedSource(
            id=feed,
            url=f"https://{feed}.example/rss",
            publisher=publisher,
            language="en",
            zone="Asia/Seoul",
            poll_minutes=30,
        )
        for feed, publisher in (("yna", "Yonhap"), ("dailynk", "Daily NK"))
    ]
    archive.register_feeds(sources, at=START)
    return archive


@pytest.fixture
def make_poll() -> MakePoll:
    return _poll


@pytest.fixture
def make_statistic() -> Callable[..., Statistic]:
    return _statistic


@pytest.fixture
def make_reading() -> MakeReading:
    return _reading


def _poll(*identities: str, feed: str = "yna", minute: int = 0, etag: str | None = None) -> FeedPoll:
    polled_at = START + timedelta(minutes=minute)
    attempt = Attempt(
        target="feed", feed=feed, url=f"https://{feed}.example/rss", fetched_at=polled_at, status=200,
        verdict="fetched", detail="", seconds=0.1, wire_bytes=100,
    )  # fmt: skip
    state = FeedState(feed=feed, validators=Validators(etag=etag), last_polled_at=polled_at, last_success_at=polled_at)
    entries = tuple(_entry(feed, identity, position) for position, identity in enumerate(identities))
    return FeedPoll(attempt=attempt, state=state, entries=entries)


def _entry(feed: str, identity: str, position: int) -> Entry:
    published = TimestampReading(
        raw="Sun, 22 Nov 2026 08:00:00 GMT", value=START, method="rfc822", zone_from="stated", precision="second"
    )
    return Entry(
        feed=feed, identity=identity, identified_by="id", link=f"https://{feed}.example/{identity}",
        title=f"Story {identity}", published=published, updated=None, summary="", content="", position=position,
    )  # fmt: skip


def _statistic(value: float | None = 65, *, year: int = 2023, **fields: Any) -> Statistic:
    given: dict[str, Any] = {
        "measure": "count", "value": value, "event": "arrival", "destination": "KR",
        "period_start": date(year, 1, 1), "period_end": date(year, 12, 31), "rule": "count",
    } | fields  # fmt: skip
    shown = f"{value:g}" if value is not None else "some"
    sentence = given.pop("sentence", f"In {year} {shown} defectors arrived.")
    start = sentence.find(shown)
    return Statistic(sentence=sentence, start=start, end=start + len(shown), **given)


def _reading(url: str, *statistics: Statistic, minute: int = 0, **fields: Any) -> Reading:
    read_at = START + timedelta(minutes=minute)
    text = fields.pop("text", None)
    if text is None:
        text, statistics = _text_around(f"Headline of {url}", statistics)
    published = fields.pop("published", None)
    article = Article(
        kind="article", headline=fields.pop("headline", f"Headline of {url}"), text=text, language="en",
        publisher=fields.pop("publisher", None), cleaner_version=fields.pop("cleaner_version", "c1"),
        published=published and TimestampReading(raw=str(published), value=published, method="iso"),
    )  # fmt: skip
    given: dict[str, Any] = {
        "entry_key": None, "feed": None, "attempts": (), "verdict": "read", "reason": "article", "read_at": read_at,
        "body": f"<p>{text}</p>".encode(), "content_type": "text/html", "article": article, "extractor_version": "e1",
    } | fields  # fmt: skip
    return Reading(url=url, statistics=statistics, **given)


def _text_around(headline: str, statistics: tuple[Statistic, ...]) -> tuple[str, tuple[Statistic, ...]]:
    lines = [headline]
    moved = []
    offset = len(lines[0]) + 1
    for statistic in statistics:
        lines.append(statistic.sentence)
        moved.append(replace(statistic, start=offset + statistic.start, end=offset + statistic.end))
        offset += len(statistic.sentence) + 1
    return "\n".join(lines), tuple(moved)
