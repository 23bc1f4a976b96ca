import asyncio
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from flows.fetching.fetch import Fetcher, FetchPolicy
from flows.fetching.turns import HostBook
from parsers.records import FetchFailure
from storage.archive import Archive
from tests.flows.fetching_site import TEXT, Asked, Handler, Reply, fetched, kind_of, site_and_fetcher


def test_requests_to_one_host_keep_their_distance_and_others_do_not_wait() -> None:
    starts: list[float] = []

    async def run() -> None:
        async with site_and_fetcher(host_seconds=0.15, obey_robots=False) as (site, fetcher):

            async def page(_: Asked) -> Reply:
                starts.append(time.monotonic())
                return Reply("x")

            site.paths["/a"] = page
            await asyncio.gather(*(fetched(site, fetcher, "/a") for _ in range(4)))

    asyncio.run(run())
    assert all(later - earlier > 0.1 for earlier, later in pairwise(starts))


def test_a_crawl_delay_is_kept_and_one_beyond_reach_puts_the_page_off() -> None:
    async def run() -> None:
        async with site_and_fetcher(longest_wait_seconds=1) as (site, fetcher):
            site.answers("/robots.txt", body="User-agent: *\nCrawl-delay: 30")
            site.answers("/a", body=TEXT)
            first, second = [await fetched(site, fetcher, "/a") for _ in range(2)]
            assert (kind_of(first), kind_of(second)) == ("Fetched", "throttled")
            assert second.retry_after_at > datetime.now(UTC) + timedelta(seconds=20)

    asyncio.run(run())


def test_a_dead_host_costs_one_timeout_and_not_one_for_each_page() -> None:
    async def run() -> None:
        async with site_and_fetcher(obey_robots=False) as (_, fetcher):
            closed = "http://127.0.0.1:9/"
            first, second = [await fetcher.fetch(closed, target="page") for _ in range(2)]
            assert (kind_of(first), kind_of(second)) == ("connect", "connect")
            assert isinstance(second, FetchFailure)
            assert "tried a moment ago" in second.detail

    asyncio.run(run())


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
        asyncio.run(run(full.getsockname()[1]))


# ---------------------------------------------------------------- several runs


@asynccontextmanager
async def another_run(book: HostBook | None, **policy: Any) -> AsyncIterator[Fetcher]:
    bounds: dict[str, Any] = {"user_agent": "t/1", "allow_hosts": ["127.0.0.1"], "host_seconds": 0, "total_seconds": 5}
    async with Fetcher(FetchPolicy(**(bounds | {"obey_robots": False} | policy)), book=book) as fetcher:
        yield fetcher


def stamped(starts: list[float], seconds: float = 0.0) -> Handler:
    async def page(_: Asked) -> Reply:
        starts.append(time.monotonic())
        await asyncio.sleep(seconds)
        return Reply("x")

    return page


def test_several_runs_keep_their_distance_at_one_host_together(archive: Archive) -> None:
    starts: list[float] = []

    async def run() -> None:
        async with (
            site_and_fetcher() as (site, _),
            another_run(archive, host_seconds=0.2) as one,
            another_run(archive, host_seconds=0.2) as two,
        ):
            site.paths["/a"] = stamped(starts)
            outcomes = await asyncio.gather(*(fetched(site, each, "/a") for each in (one, two, one, two)))
            assert {kind_of(outcome) for outcome in outcomes} == {"Fetched"}

    asyncio.run(run())
    assert len(starts) == 4
    assert min(later - earlier for earlier, later in pairwise(starts)) > 0.15


def test_a_slow_host_is_asked_by_one_run_at_a_time(archive: Archive) -> None:
    starts: list[float] = []

    async def run() -> None:
        async with (
            site_and_fetcher() as (site, _),
            another_run(archive) as one,
            another_run(archive) as two,
        ):
            site.paths["/a"] = stamped(starts, seconds=0.5)
            await asyncio.gather(fetched(site, one, "/a"), fetched(site, two, "/a"))

    asyncio.run(run())
    assert abs(starts[1] - starts[0]) > 0.45


def test_a_crawl_delay_holds_for_the_next_run_too(archive: Archive) -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, _):
            site.answers("/robots.txt", body="User-agent: *\nCrawl-delay: 30")
            site.answers("/a", body=TEXT)
            async with another_run(archive, obey_robots=True) as first:
                assert kind_of(await fetched(site, first, "/a")) == "Fetched"
            async with another_run(archive, longest_wait_seconds=1) as second:
                outcome = await fetched(site, second, "/a")
                assert (kind_of(outcome), site.asked("/a")) == ("throttled", 1)
                assert outcome.retry_after_at > datetime.now(UTC) + timedelta(seconds=20)

    asyncio.run(run())


def test_a_host_that_answered_429_is_left_alone_by_the_next_run_too(archive: Archive) -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, _):
            site.answers("/a", 429)
            async with another_run(archive) as first:
                await fetched(site, first, "/a")
            async with another_run(archive) as second:
                outcome = await fetched(site, second, "/b")
            assert (kind_of(outcome), outcome.detail) == ("throttled", "the host asked for fewer requests (429)")
            assert timedelta(minutes=14) < outcome.retry_after_at - datetime.now(UTC) < timedelta(minutes=16)
            assert site.asked("/b") == 0

    asyncio.run(run())


def test_a_book_that_cannot_be_reached_leaves_a_run_to_its_own_pace(tmp_path: Path) -> None:
    starts: list[float] = []

    async def run(book: Archive) -> None:
        async with site_and_fetcher() as (site, _), another_run(book, host_seconds=0.2) as fetcher:
            site.paths["/a"] = stamped(starts)
            await asyncio.gather(*(fetched(site, fetcher, "/a") for _ in range(3)))

    with Archive.open(f"sqlite:///{tmp_path / 'gone.db'}") as book:
        with closing(sqlite3.connect(tmp_path / "gone.db")) as connection:
            connection.execute("drop table hosts")
        asyncio.run(run(book))
    assert len(starts) == 3
    assert min(later - earlier for earlier, later in pairwise(starts)) > 0.15


def test_a_fetch_that_is_called_off_leaves_the_others_alone() -> None:
    async def run() -> None:
        async with site_and_fetcher(obey_robots=False) as (site, fetcher), another_run(None) as other:
            starts: list[float] = []
            site.paths["/slow"] = stamped(starts, seconds=5)
            site.paths["/a"] = stamped(starts, seconds=0.3)
            slow = asyncio.create_task(fetched(site, fetcher, "/slow"))
            quick = asyncio.create_task(fetched(site, other, "/a"))
            while len(starts) < 2:
                await asyncio.sleep(0.01)
            slow.cancel()
            assert kind_of(await quick) == "Fetched"
            site.answers("/b", body=TEXT)
            assert kind_of(await fetched(site, fetcher, "/b")) == "Fetched"

    asyncio.run(run())
