import asyncio
import socket
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from aiohttp import web

from parsers.records import FetchFailure
from tests.flows.fetching_site import TEXT, fetched, kind_of, on_loop, site_and_fetcher


def test_requests_to_one_host_keep_their_distance_and_others_do_not_wait() -> None:
    starts: list[float] = []

    async def run() -> None:
        async with site_and_fetcher(host_seconds=0.15, obey_robots=False) as (site, fetcher):

            async def page(_: web.Request) -> web.StreamResponse:
                starts.append(time.monotonic())
                return web.Response(text="x")

            site.paths["/a"] = page
            await asyncio.gather(*(fetched(site, fetcher, "/a") for _ in range(4)))

    on_loop(run())
    assert all(later - earlier > 0.1 for earlier, later in pairwise(starts))


def test_a_crawl_delay_is_kept_and_one_beyond_reach_puts_the_page_off() -> None:
    async def run() -> None:
        async with site_and_fetcher(longest_wait_seconds=1) as (site, fetcher):
            site.answers("/robots.txt", body="User-agent: *\nCrawl-delay: 30")
            site.answers("/a", body=TEXT)
            first, second = [await fetched(site, fetcher, "/a") for _ in range(2)]
            assert (kind_of(first), kind_of(second)) == ("Fetched", "throttled")
            assert second.retry_after_at > datetime.now(UTC) + timedelta(seconds=20)

    on_loop(run())


def test_a_dead_host_costs_one_timeout_and_not_one_for_each_page() -> None:
    async def run() -> None:
        async with site_and_fetcher(obey_robots=False) as (_, fetcher):
            closed = "http://127.0.0.1:9/"
            first, second = [await fetcher.fetch(closed, target="page") for _ in range(2)]
            assert (kind_of(first), kind_of(second)) == ("connect", "connect")
            assert isinstance(second, FetchFailure)
            assert "tried a moment ago" in second.detail

    on_loop(run())


def test_a_host_that_never_connects_costs_one_wait() -> None:
    """A listener whose queue is full lets further connections wait for ever."""

    async def run(port: int) -> None:
        async with site_and_fetcher(obey_robots=False, connect_seconds=0.3) as (_, fetcher):
            started = time.monotonic()
            outcomes = [await fetcher.fetch(f"http://127.0.0.1:{port}/{n}", target="page") for n in range(5)]
            assert [kind_of(outcome) for outcome in outcomes] == ["timeout"] * 5
            assert time.monotonic() - started < 1.2

    with socket.socket() as full, ExitStack() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(8):
            other = waiting.enter_context(socket.socket())
            other.settimeout(0)
            other.connect_ex(full.getsockname())
        on_loop(run(full.getsockname()[1]))
