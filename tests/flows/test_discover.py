from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from flows.discover import discover, feed_id
from parsers.feeds import parse_feed
from parsers.records import Fetched, FetchFailure, FetchOutcome, ParsedFeed, Validators

NOW = datetime(2026, 11, 22, tzinfo=UTC)
RSS = """<rss version="2.0"><channel><title>북한</title><item><title>a</title><guid>1</guid>
<pubDate>Sat, 29 Jun 2024 06:07:41 GMT</pubDate></item></channel></rss>"""
PAGE = '<html><head><link rel="alternate" type="application/rss+xml" href="{}"></head></html>'


class World:
    """Addresses and their bodies; everything else is not there."""

    def __init__(self, bodies: Mapping[str, str]) -> None:
        self.bodies = bodies
        self.asked: list[str] = []

    def ask(self, urls: Sequence[str]) -> list[FetchOutcome]:
        self.asked += urls
        return [self.answer(url) for url in urls]

    def answer(self, url: str) -> FetchOutcome:
        if url not in self.bodies:
            return FetchFailure(url=url, kind="http", detail="is not there (HTTP 404)", fetched_at=NOW, seconds=0)
        return Fetched(
            url=url,
            final_url=url,
            status=200,
            headers=(),
            body=self.bodies[url].encode(),
            body_sha256="",
            content_type="text/html",
            validators=Validators(),
            fetched_at=NOW,
            seconds=0,
            wire_bytes=0,
        )


def parse(page: Fetched) -> ParsedFeed:
    return parse_feed(page.body, feed="new", url=page.final_url, zone="Asia/Seoul", fetched_at=NOW)


def test_the_address_of_a_feed_is_taken_as_it_is() -> None:
    world = World({"https://a.example/rss": RSS})
    (feed,) = discover("https://a.example/rss", ask=world.ask, parse=parse).feeds
    assert (feed.title, feed.entries, feed.newest) == ("북한", 1, datetime(2024, 6, 29, 6, 7, 41, tzinfo=UTC))
    assert world.asked == ["https://a.example/rss"]


def test_the_feed_that_a_page_declares_is_found_and_tried() -> None:
    world = World({"https://a.example/": PAGE.format("/n.xml"), "https://a.example/n.xml": RSS})
    discovery = discover("https://a.example/", ask=world.ask, parse=parse)
    assert [(feed.url, feed.found_by) for feed in discovery.feeds] == [("https://a.example/n.xml", "declared")]
    assert "https://a.example/rss" not in world.asked


def test_a_declared_feed_that_is_none_leaves_the_usual_places() -> None:
    world = World({"https://a.example/": PAGE.format("/gone"), "https://a.example/rss": RSS})
    discovery = discover("https://a.example/", ask=world.ask, parse=parse)
    assert [feed.url for feed in discovery.feeds] == ["https://a.example/rss"]
    assert ("https://a.example/gone", "is not there (HTTP 404)") in discovery.failures


def test_where_nothing_is_found_every_try_has_its_reason() -> None:
    world = World({"https://a.example/": "<html></html>"})
    discovery = discover("https://a.example/", ask=world.ask, parse=parse)
    assert discovery.feeds == ()
    assert len(discovery.failures) == len(world.asked) > 5
    missing = discover("https://b.example/", ask=world.ask, parse=parse)
    assert missing.failures == (("https://b.example/", "is not there (HTTP 404)"),)


def test_an_id_comes_from_the_host_and_is_free() -> None:
    world = World({"https://www.dailynk.co.kr/rss": RSS})
    (feed,) = discover("https://www.dailynk.co.kr/rss", ask=world.ask, parse=parse).feeds
    assert feed_id(feed, []) == "dailynk"
    assert feed_id(feed, ["dailynk", "dailynk-2"]) == "dailynk-3"
