import asyncio
import gzip
import socket
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from aiohttp import web
from backports import zstd

from flows.fetching.fetch import Fetcher, FetchPolicy
from flows.fetching.local_file import fetch_file
from flows.fetching.trips import retry_after
from parsers.records import Fetched, FetchFailure, NotModified, Validators

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
TEXT = "탈북민 196명 " * 500


class Site:
    """A loopback server whose paths a test lays out; `log` holds (path, headers) of every request."""

    def __init__(self) -> None:
        self.log: list[tuple[str, dict[str, str]]] = []
        self.paths: dict[str, Handler] = {}
        self.root = ""

    def answers(self, path: str, status: int = 200, body: bytes | str = "", **headers: str) -> None:
        """Lay out a fixed answer; header names are written with underscores."""
        content = body if isinstance(body, bytes) else body.encode()
        fields = {"Content-Type": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}

        async def answer(_: web.Request) -> web.StreamResponse:
            return web.Response(status=status, body=content, headers=fields)

        self.paths[path] = answer

    async def handle(self, request: Any) -> web.StreamResponse:
        self.log.append((request.path_qs, dict(request.headers)))
        handler = self.paths.get(request.path)
        return await handler(request) if handler else web.Response(status=404)

    def asked(self, path: str) -> int:
        return sum(asked == path for asked, _ in self.log)


@asynccontextmanager
async def site_and_fetcher(**policy: Any) -> AsyncIterator[tuple[Site, Fetcher]]:
    site = Site()
    server = web.Server(site.handle)
    runner = web.ServerRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.root = f"http://127.0.0.1:{runner.addresses[0][1]}"
    bounds: dict[str, Any] = {
        "user_agent": "defectorwatch/0.1 (test)", "allow_hosts": ["127.0.0.1:*"], "host_seconds": 0, "total_seconds": 5,
    }  # fmt: skip
    async with Fetcher(FetchPolicy(**(bounds | policy))) as fetcher:
        yield site, fetcher
    await runner.cleanup()


async def fetched(site: Site, fetcher: Fetcher, path: str, **given: Any) -> Any:
    return await fetcher.fetch(site.root + path, **({"target": "page"} | given))


def kind_of(outcome: object) -> str:
    return outcome.kind if isinstance(outcome, FetchFailure) else type(outcome).__name__


# ---------------------------------------------------------------- conditional requests


async def conditional_round() -> None:
    async with site_and_fetcher() as (site, fetcher):

        async def feed(request: web.Request) -> web.StreamResponse:
            same = request.headers.get("If-None-Match") == 'W/"1"'
            return web.Response(status=304 if same else 200, text="" if same else TEXT, headers={"ETag": 'W/"1"'})

        site.paths["/feed"] = feed
        first = await fetched(site, fetcher, "/feed", target="feed")
        assert isinstance(first, Fetched)
        assert first.validators == Validators(etag='W/"1"')
        asked_with = Validators(etag='W/"1"', last_modified="Sat, 29 Jun 2024 06:07:41 GMT")
        second = await fetched(site, fetcher, "/feed", target="feed", validators=asked_with)
        assert isinstance(second, NotModified)
        assert second.validators == asked_with
        assert site.log[-1][1]["If-Modified-Since"] == asked_with.last_modified


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
            assert all(headers["User-Agent"] == "defectorwatch/0.1 (test)" for _, headers in site.log)
            assert not any("Cookie" in headers for _, headers in site.log)

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


def test_circles_and_endless_chains_of_redirects_end() -> None:
    async def run() -> None:
        async with site_and_fetcher(max_redirects=5) as (site, fetcher):
            site.answers("/a", 302, Location="/b")
            site.answers("/b", 302, Location="/a")

            async def on(request: web.Request) -> web.StreamResponse:
                number = int(request.query.get("n", "0"))
                return web.Response(status=302, headers={"Location": f"/on?n={number + 1}"})

            site.paths["/on"] = on
            assert kind_of(await fetched(site, fetcher, "/a")) == "redirect"
            assert kind_of(await fetched(site, fetcher, "/on")) == "redirect"
            assert len([path for path, _ in site.log if path.startswith("/on")]) == 6

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
        ("99999999999", 31 * 86_400), (None, None), ("", None), ("-5", None), ("soon", None), ("1.5", None),
        (format_datetime(NOW - timedelta(hours=2), usegmt=True), None), ("٣", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_and_as_a_date(written: str | None, seconds: int | None) -> None:
    assert retry_after(written, NOW) == (None if seconds is None else NOW + timedelta(seconds=seconds))


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


# ---------------------------------------------------------------- bodies


CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: bytes(brotli.compress(body, quality=4)),
    "zstd": zstd.compress,
    "identity": bytes,
}


@pytest.mark.parametrize("encoding", CODERS)
def test_compressed_bodies_are_unpacked_and_counted_as_they_came(encoding: str) -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            packed = CODERS[encoding](TEXT.encode())
            site.answers("/a", body=packed, Content_Encoding=encoding)
            outcome = await fetched(site, fetcher, "/a")
            assert (outcome.body.decode(), outcome.wire_bytes) == (TEXT, len(packed))

    asyncio.run(run())


def test_odd_compressed_bodies_that_browsers_read_are_read() -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            whole = gzip.compress(TEXT[:100].encode()) + gzip.compress(TEXT[100:].encode()) + b"\0\0"
            raw = zlib.compressobj(wbits=-15)
            site.answers("/members", body=whole, Content_Encoding="gzip")
            site.answers("/plain", body=TEXT, Content_Encoding="gzip")
            site.answers("/raw", body=raw.compress(TEXT.encode()) + raw.flush(), Content_Encoding="deflate")
            for path in ("/members", "/plain", "/raw"):
                assert (await fetched(site, fetcher, path)).body.decode() == TEXT

    asyncio.run(run())


@pytest.mark.parametrize("encoding", CODERS)
def test_a_bomb_stops_at_the_cap(encoding: str) -> None:
    bomb = CODERS[encoding](b"\0" * 20_000_000)

    async def run() -> None:
        async with site_and_fetcher(max_bytes=1_000_000) as (site, fetcher):
            site.answers("/bomb", body=bomb, Content_Encoding=encoding)
            outcome = await fetched(site, fetcher, "/bomb")
            assert outcome.kind == "too_large"

    asyncio.run(run())


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "exi"])
def test_a_body_that_is_not_what_its_header_says_is_a_fault_of_the_server(encoding: str) -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            site.answers("/broken", body=b"\x1f\x8b\x08" + b"\xff" * 400, Content_Encoding=encoding)
            assert (await fetched(site, fetcher, "/broken")).kind == "protocol"

    asyncio.run(run())


def test_a_compressed_body_that_ends_too_early_is_not_taken_for_whole() -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            for encoding in ("gzip", "br", "zstd", "deflate"):
                site.answers("/cut", body=CODERS[encoding](TEXT.encode())[:-12], Content_Encoding=encoding)
                assert (await fetched(site, fetcher, "/cut")).kind == "protocol", encoding

    asyncio.run(run())


def test_one_byte_a_second_ends_with_the_time_for_the_whole() -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.05)

    async def run() -> None:
        async with site_and_fetcher(total_seconds=0.5) as (site, fetcher):
            site.paths["/drip"] = drip
            started = time.monotonic()
            outcome = await fetched(site, fetcher, "/drip")
            assert outcome.kind == "timeout"
            assert outcome.wire_bytes > 0
            assert time.monotonic() - started < 3

    asyncio.run(run())


async def raw_answer(answer: bytes, *, hold: bool = False, **policy: Any) -> Any:
    """The outcome of fetching from a server that sends these bytes, whatever they are."""

    done, spoken = asyncio.Event(), asyncio.Event()

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        if hold:
            await done.wait()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        spoken.set()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    bounds: dict[str, Any] = {"user_agent": "t/1", "allow_hosts": ["127.0.0.1"], "host_seconds": 0, "total_seconds": 2}
    async with Fetcher(FetchPolicy(**(bounds | {"obey_robots": False} | policy))) as fetcher:
        outcome = await fetcher.fetch(f"http://127.0.0.1:{port}/", target="page")
    done.set()
    await spoken.wait()
    server.close()
    await server.wait_closed()
    return outcome


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"", "connect"),
        (b"\x00\x01\x02 nonsense\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 5_000 + b"\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "protocol"),
    ],
)
def test_an_answer_that_is_no_http_has_its_kind(answer: bytes, kind: str) -> None:
    assert kind_of(asyncio.run(raw_answer(answer))) == kind


def test_a_header_of_odd_bytes_can_be_stored() -> None:
    outcome = asyncio.run(
        raw_answer(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; x=\xff\r\nContent-Length: 1\r\n\r\nx")
    )
    assert isinstance(outcome, Fetched)
    assert outcome.content_type.encode().decode() == "text/html; x=\ufffd"


def test_a_header_that_never_ends_is_given_up() -> None:
    assert kind_of(asyncio.run(raw_answer(b"HTTP/1.1 200 OK\r\nX: ", hold=True, total_seconds=0.3))) == "timeout"


def test_a_picture_is_refused_without_being_loaded() -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            site.answers("/a.pdf", body="%PDF" * 10_000, Content_Type="application/pdf")
            outcome = await fetched(site, fetcher, "/a.pdf")
            assert (outcome.kind, outcome.wire_bytes) == ("not_text", 0)

    asyncio.run(run())


@pytest.mark.parametrize(
    "url", ["", "ftp://a.example/", "http://", "x" * 10_000, "http://[::1", "file:seeds.xml", "\0"]
)
def test_what_is_no_web_address_is_a_failure_and_no_exception(url: str) -> None:
    async def run() -> None:
        async with site_and_fetcher() as (_, fetcher):
            assert kind_of(await fetcher.fetch(url, target="page")) == "protocol"

    asyncio.run(run())


# ---------------------------------------------------------------- robots.txt


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
    ("status", "kind"), [(404, "Fetched"), (403, "Fetched"), (500, "robots"), (503, "robots"), (429, "throttled")]
)
def test_a_missing_robots_txt_opens_a_site_and_a_failing_one_closes_it(status: int, kind: str) -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            site.answers("/robots.txt", status)
            site.answers("/a", body=TEXT)
            assert kind_of(await fetched(site, fetcher, "/a")) == kind

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


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"a": 1}', '{"a": {"read_at": "x", "text": 1}}'])
def test_a_damaged_robots_file_costs_only_requests(tmp_path: Path, damage: str) -> None:
    kept = tmp_path / "robots.json"
    kept.write_text(damage)

    async def run() -> None:
        async with site_and_fetcher(robots_file=kept) as (site, fetcher):
            site.answers("/a", body=TEXT)
            assert kind_of(await fetched(site, fetcher, "/a")) == "Fetched"

    asyncio.run(run())


# ---------------------------------------------------------------- pace


def test_requests_to_one_host_keep_their_distance_and_others_do_not_wait() -> None:
    starts: list[float] = []

    async def run() -> None:
        async with site_and_fetcher(host_seconds=0.15, obey_robots=False) as (site, fetcher):

            async def page(_: web.Request) -> web.StreamResponse:
                starts.append(time.monotonic())
                return web.Response(text="x")

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
