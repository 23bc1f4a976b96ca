import asyncio
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from flows.fetching.cookies import TripCookies
from flows.fetching.faults import fault_of_status
from flows.fetching.local_file import fetch_file
from flows.fetching.trips import retry_after
from parsers.records import Fetched, FetchFailure, NotModified, Validators
from tests.flows.fetching_site import TEXT, Asked, Reply, fetched, kind_of, raw_answer, site_and_fetcher

# ---------------------------------------------------------------- conditional requests


async def conditional_round() -> None:
    async with site_and_fetcher() as (site, fetcher):

        async def feed(request: Asked) -> Reply:
            same = request.headers.get("If-None-Match") == 'W/"1"'
            return Reply("" if same else TEXT, 304 if same else 200, [("ETag", 'W/"1"')])

        site.paths["/feed"] = feed
        first = await fetched(site, fetcher, "/feed", target="feed")
        assert isinstance(first, Fetched)
        assert first.validators == Validators(etag='W/"1"')
        asked_with = Validators(etag='W/"1"', last_modified="Sat, 29 Jun 2024 06:07:41 GMT")
        second = await fetched(site, fetcher, "/feed", target="feed", validators=asked_with)
        assert isinstance(second, NotModified)
        assert second.validators == asked_with
        assert site.log[-1].headers["If-Modified-Since"] == asked_with.last_modified


def test_validators_come_back_word_for_word_and_304_keeps_those_it_does_not_name() -> None:
    asyncio.run(conditional_round())


@pytest.mark.parametrize("etag", [b'"\xff\xfe"', b'"' + b"a" * 5_000 + b'"', '"가"'.encode(), b'"\x01"', b""])
def test_a_validator_that_could_not_be_sent_back_is_not_kept(etag: bytes) -> None:
    outcome = asyncio.run(raw_answer(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nETag: " + etag + b"\r\n\r\nx"))
    assert kind_of(outcome) == "protocol" or outcome.validators == Validators()


def test_304_to_an_unconditional_request_is_a_fault_of_the_server() -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            site.answers("/odd", 304)
            assert kind_of(await fetched(site, fetcher, "/odd")) == "protocol"

    asyncio.run(run())


def test_every_request_names_the_program_and_carries_no_cookies() -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            site.answers("/a", body=TEXT, Set_Cookie="a=1")
            for _ in range(2):
                await fetched(site, fetcher, "/a")
            assert all(request.headers["User-Agent"] == "defectorwatch/0.1 (test)" for request in site.log)
            assert not any("Cookie" in request.headers for request in site.log)

    asyncio.run(run())


# ---------------------------------------------------------------- redirects


@pytest.mark.parametrize(
    ("statuses", "kept"),
    [((301,), True), ((308, 301), True), ((302,), False), ((301, 302), False), ((307,), False), ((303, 301), False)],
)
def test_the_new_address_is_kept_when_every_hop_is_permanent(statuses: tuple[int, ...], kept: bool) -> None:  # noqa: FBT001
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            for number, status in enumerate(statuses):
                site.answers(f"/{number}", status, Location=f"/{number + 1}")
            site.answers(f"/{len(statuses)}", body=TEXT)
            outcome = await fetched(site, fetcher, "/0")
            end = f"{site.root}/{len(statuses)}"
            assert isinstance(outcome, Fetched)
            assert (outcome.final_url, outcome.permanent_url) == (end, end if kept else None)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("/뉴스".encode("euc-kr"), "/%B4%BA%BD%BA"),
        (b"/caf\xe9?q=\xe9", "/caf%E9?q=%E9"),
        ("/뉴스".encode(), "/%EB%89%B4%EC%8A%A4"),
        (b" /a b ", "/a%20b"),
    ],
)
def test_a_location_of_odd_bytes_is_asked_for_in_those_bytes(location: bytes, asked: str) -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            site.answers("/", 301, Location=location.decode("utf-8", "surrogateescape"))
            outcome = await fetched(site, fetcher, "/")
            assert (outcome.final_url, site.log[-1].target) == (site.root + asked, asked)

    asyncio.run(run())


def test_circles_and_endless_chains_of_redirects_end() -> None:
    async def run() -> None:
        async with site_and_fetcher(max_redirects=5) as (site, fetcher):
            site.answers("/a", 302, Location="/b")
            site.answers("/b", 302, Location="/a")

            async def on(request: Asked) -> Reply:
                number = int(request.query("n") or 0)
                return Reply(status=302, headers=[("Location", f"/on?n={number + 1}")])

            site.paths["/on"] = on
            assert kind_of(await fetched(site, fetcher, "/a")) == "redirect"
            assert kind_of(await fetched(site, fetcher, "/on")) == "redirect"
            assert len([request for request in site.log if request.path == "/on"]) == 6

    asyncio.run(run())


def test_a_cookie_set_on_the_way_is_sent_on_that_trip_alone() -> None:
    """Consent walls and load balancers set a cookie and redirect to the same address."""

    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):

            async def wall(request: Asked) -> Reply:
                if request.headers.get("Cookie") == "consent=yes":
                    return Reply(TEXT)
                headers = [("Location", "/a"), ("Set-Cookie", "consent=yes; Path=/a"), ("Set-Cookie", "no cookie")]
                return Reply(status=302, headers=headers)

            site.paths["/a"] = wall
            for _ in range(2):
                outcome = await fetched(site, fetcher, "/a")
                assert isinstance(outcome, Fetched)
                assert outcome.permanent_url is None
            assert site.asked("/a") == 4

    asyncio.run(run())


def test_cookies_go_only_where_they_may() -> None:
    async def run() -> None:
        cookies = TripCookies()
        written = ["one=1; Secure", "two=2; Path=/y", "three=3; Domain=b.example", "four", ""]
        cookies.take("https://a.example/x", written)
        assert cookies.header_for("https://a.example/") == "one=1"
        assert set(cookies.header_for("https://a.example/y").split("; ")) == {"one=1", "two=2"}
        assert cookies.header_for("http://a.example/") == ""
        assert cookies.header_for("https://b.example/") == ""
        cookies.take("https://a.example/x", ["long=" + "x" * 5_000])
        assert cookies.header_for("https://a.example/x") == ""

    asyncio.run(run())


# ---------------------------------------------------------------- Retry-After and refusals


def test_429_speaks_for_the_host_and_503_for_the_address() -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            site.answers("/busy", 503, Retry_After="120")
            site.answers("/slow", 429, Retry_After="60")
            site.answers("/a", body=TEXT)
            busy = await fetched(site, fetcher, "/busy")
            assert (busy.kind, busy.whole_host) == ("http", False)
            assert timedelta(seconds=119) < busy.retry_after_at - busy.fetched_at <= timedelta(seconds=121)
            assert isinstance(await fetched(site, fetcher, "/a"), Fetched)
            assert (await fetched(site, fetcher, "/slow")).whole_host
            asked = len(site.log)
            after = await fetched(site, fetcher, "/a")
            assert (after.kind, after.whole_host) == ("throttled", True)
            assert after.retry_after_at > datetime.now(UTC) + timedelta(seconds=50)
            assert len(site.log) == asked

    asyncio.run(run())


NOW = datetime(2024, 6, 29, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120), (" 7 ", 7), ("0", 0), (format_datetime(NOW + timedelta(hours=2), usegmt=True), 7200),
        ("99999999999", 31 * 86_400), (None, None), ("", None), ("-5", None), ("soon", None), ("1.5", 1),
        (format_datetime(NOW - timedelta(hours=2), usegmt=True), None), ("٣", None),
        (f"Sat, 29 Jun {10**20} 06:00:00 GMT", None), (f"Sat, 29 Jun 2024 06:00:00 +{10**20}", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_and_as_a_date(written: str | None, seconds: int | None) -> None:
    assert retry_after(written, NOW) == (None if seconds is None else NOW + timedelta(seconds=seconds))


def test_a_robot_check_is_told_from_a_plain_refusal() -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            site.answers("/a", 403)
            site.answers("/b", 403, CF_Mitigated="challenge")
            plain, check = [await fetched(site, fetcher, path) for path in ("/a", "/b")]
            assert "DEFECTORWATCH_CONTACT" in plain.detail
            assert "only to browsers" in check.detail

    asyncio.run(run())


@pytest.mark.parametrize(
    "status", [204, 300, 400, 401, 402, 403, 404, 406, 410, 418, 451, 500, 502, 503, 504, 520, 999]
)
def test_every_refusal_is_a_clause_with_its_status(status: int) -> None:
    kind, words = fault_of_status(status, challenged=False)
    assert kind == ("gone" if status == 410 else "http")
    assert re.fullmatch(rf"[a-z].*[a-zA-Z\])] \(HTTP {status}\)", words)


def test_a_link_that_hides_its_article_is_not_asked() -> None:
    async def run() -> None:
        async with site_and_fetcher() as (_, fetcher):
            outcome = await fetcher.fetch("https://news.google.com/rss/articles/CBMiSkFV", target="page")
            assert isinstance(outcome, FetchFailure)
            told = "news.google.com hides the article's address from programs"
            assert (outcome.kind, outcome.detail, outcome.seconds) == ("address", told, 0)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("status", "kind"), [(404, "http"), (403, "http"), (410, "gone"), (429, "throttled"), (500, "http"), (204, "http")]
)
def test_a_refusal_has_its_kind_and_its_body_is_not_read(status: int, kind: str) -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            site.answers("/x", status, body="" if status == 204 else "x" * 5_000_000)
            outcome = await fetched(site, fetcher, "/x")
            assert (outcome.kind, outcome.status, outcome.wire_bytes) == (kind, status, 0)

    asyncio.run(run())


# ---------------------------------------------------------------- files


def test_a_file_is_read_only_from_beside_the_list_of_feeds(tmp_path: Path) -> None:
    root = tmp_path / "seeds"
    root.mkdir()
    (root / "a.xml").write_text("<rss/>")
    (tmp_path / "secret").write_text("secret")
    (root / "link").symlink_to(tmp_path / "secret")
    good = fetch_file("file:a.xml", root)
    assert isinstance(good, Fetched)
    assert good.body == b"<rss/>"
    for url in (
        "file:../secret",
        "file:link",
        f"file:{tmp_path}/secret",
        "file:%2e%2e/secret",
        "file:gone",
        "file:",
        "file:\0",
    ):
        assert kind_of(fetch_file(url, root)) == "file", url
