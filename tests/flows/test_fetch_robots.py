import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.fetching.fetch import Fetcher, FetchPolicy
from flows.fetching.robots import RobotsAnswer
from tests.flows.fetching_site import TEXT, fetched, kind_of, site_and_fetcher


def test_robots_txt_is_asked_once_obeyed_and_leaves_its_row() -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            site.answers(
                "/robots.txt", body="User-agent: *\nDisallow: /\nUser-agent: defectorwatch\nDisallow: /*/closed$"
            )
            site.answers("/open", body=TEXT)
            outcomes = await asyncio.gather(
                *(fetched(site, fetcher, path) for path in ("/open", "/a/closed", "/open", "/a/closed"))
            )
            assert [kind_of(outcome) for outcome in outcomes] == ["Fetched", "robots", "Fetched", "robots"]
            assert (site.asked("/robots.txt"), site.asked("/a/closed")) == (1, 0)
            (row,) = fetcher.robots_attempts()
            assert (row.target, row.verdict, row.status) == ("robots", "ok", 200)
            assert fetcher.robots_attempts() == ()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (404, "Fetched"),
        (403, "Fetched"),
        (204, "Fetched"),
        (301, "Fetched"),
        (500, "robots"),
        (503, "robots"),
        (429, "throttled"),
    ],
)
def test_a_missing_robots_txt_opens_a_site_and_a_failing_one_closes_it(status: int, kind: str) -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            site.answers("/robots.txt", status)
            site.answers("/a", body=TEXT)
            assert kind_of(await fetched(site, fetcher, "/a")) == kind

    asyncio.run(run())


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /", "text/plain"),
        ("User-agent: *\nDisallow: /".encode("utf-16"), "text/plain"),
        (b"User-agent: *\rDisallow: /", "image/png"),
    ],
)
def test_rules_are_obeyed_behind_a_mark_in_utf_16_and_under_a_wrong_type(body: bytes, kind: str) -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            site.answers("/robots.txt", body=body, Content_Type=kind)
            assert kind_of(await fetched(site, fetcher, "/a")) == "robots"

    asyncio.run(run())


def test_robots_txt_is_followed_through_redirects_and_read_to_its_limit() -> None:
    async def run() -> None:
        async with site_and_fetcher(max_bytes=10_000) as (site, fetcher):
            rules = "User-agent: *\nDisallow: /closed\n" + "# padding\n" * 200_000
            site.answers("/robots.txt", 301, Location="/r2.txt")
            site.answers("/r2.txt", body=rules, Content_Type="text/plain")
            site.answers("/open", body="x")
            assert kind_of(await fetched(site, fetcher, "/closed")) == "robots"
            assert kind_of(await fetched(site, fetcher, "/open")) == "Fetched"

    asyncio.run(run())


def test_a_redirect_into_a_closed_part_is_not_followed() -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            site.answers("/robots.txt", body="User-agent: *\nDisallow: /closed")
            site.answers("/a", 302, Location="/closed")
            assert kind_of(await fetched(site, fetcher, "/a")) == "robots"
            assert site.asked("/closed") == 0

    asyncio.run(run())


def test_robots_txt_is_kept_between_runs_for_a_day(tmp_path: Path) -> None:
    kept = tmp_path / "robots.json"

    async def run() -> None:
        async with site_and_fetcher(robots_file=kept) as (site, fetcher):
            site.answers("/robots.txt", body="User-agent: *\nDisallow: /closed")
            assert kind_of(await fetched(site, fetcher, "/closed")) == "robots"
            again = FetchPolicy(user_agent="t/1", allow_hosts=["127.0.0.1"], host_seconds=0, robots_file=kept)
            await fetcher.__aexit__(None, None, None)
            async with Fetcher(again) as second:
                assert kind_of(await fetched(site, second, "/closed")) == "robots"
            assert site.asked("/robots.txt") == 1

    asyncio.run(run())


@pytest.mark.parametrize("days", [-1.1, 400])
def test_rules_are_read_anew_after_a_day_and_where_a_clock_that_ran_ahead_dated_them(days: float) -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert RobotsAnswer(read_at=now - timedelta(days=0.9)).is_fresh(now)
    assert not RobotsAnswer(read_at=now + timedelta(days=days)).is_fresh(now)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"a": 1}', '{"a": {"read_at": "x", "text": 1}}'])
def test_a_damaged_robots_file_costs_only_requests(tmp_path: Path, damage: str) -> None:
    kept = tmp_path / "robots.json"
    kept.write_text(damage)

    async def run() -> None:
        async with site_and_fetcher(robots_file=kept) as (site, fetcher):
            site.answers("/a", body=TEXT)
            assert kind_of(await fetched(site, fetcher, "/a")) == "Fetched"

    asyncio.run(run())
