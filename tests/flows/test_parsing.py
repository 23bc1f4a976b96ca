import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from flows.parsing import FeedParsing
from parsers.errors import FeedParseError
from parsers.feeds import parse_feed
from parsers.records import ParsedFeed

NOW = datetime(2026, 11, 22, tzinfo=UTC)
RSS = """<rss version="2.0"><channel><title>북한</title><item><title>탈북민 196명</title><guid>{}</guid>
<pubDate>2024.06.29 15:07</pubDate></item></channel></rss>"""
QUADRATIC = RSS.replace("<guid>", "<author>" + "a." * 200_000 + "</author><guid>").encode()


@pytest.fixture(scope="module")
def parsing() -> Iterator[FeedParsing]:
    with FeedParsing(processes=2, seconds=10) as opened:
        yield opened


def parsed(parsing: FeedParsing, body: bytes) -> ParsedFeed:
    return parsing.parse_feed(body, feed="f", url="https://a.example/", zone="Asia/Seoul", fetched_at=NOW)


def test_a_feed_parsed_apart_is_the_feed_parsed_here(parsing: FeedParsing) -> None:
    body = RSS.format(1).encode()
    here = parse_feed(body, feed="f", url="https://a.example/", zone="Asia/Seoul", fetched_at=NOW)
    assert parsed(parsing, body) == here


def test_what_is_no_feed_is_refused_with_the_same_reason(parsing: FeedParsing) -> None:
    with pytest.raises(FeedParseError, match="f: no feed of a known format"):
        parsed(parsing, b"just words")


def test_many_threads_get_each_their_own_feed(parsing: FeedParsing) -> None:
    bodies = [RSS.format(number).encode() for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        feeds = list(pool.map(lambda body: parsed(parsing, body), bodies))
    assert [feed.entries[0].identity for feed in feeds] == [f"id:{number}" for number in range(60)]


def test_a_body_that_takes_too_long_costs_its_own_poll_only() -> None:
    with FeedParsing(processes=1, seconds=1) as parsing:
        started = time.monotonic()
        with pytest.raises(FeedParseError, match="takes longer than 1 s"):
            parsed(parsing, QUADRATIC)
        assert time.monotonic() - started < 8
    with FeedParsing(processes=1, seconds=10) as parsing:
        assert parsed(parsing, RSS.format(1).encode()).entries


def test_a_process_that_was_killed_is_replaced(parsing: FeedParsing) -> None:
    assert parsed(parsing, RSS.format(1).encode()).entries
    for worker in parsing._all:
        if worker._process is not None:
            worker._process.kill()
            worker._process.wait()
    assert all(parsed(parsing, RSS.format(number).encode()).entries for number in range(4))


def test_no_process_is_started_before_the_first_body() -> None:
    with FeedParsing() as parsing:
        assert all(worker._process is None for worker in parsing._all)
