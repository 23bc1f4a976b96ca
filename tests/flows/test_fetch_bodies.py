import asyncio
import gzip
import time
import zlib
from collections.abc import AsyncIterator, Callable

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd

from parsers.records import Fetched
from tests.flows.fetching_site import TEXT, Asked, Reply, fetched, kind_of, raw_answer, site_and_fetcher

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


@pytest.mark.parametrize(
    ("encodings", "packed"),
    [
        ("gzip, br", ["gzip", "br"]),
        ("br, GZIP", ["br", "gzip"]),
        ("identity, zstd", ["zstd"]),
        ("gzip;q=1.0", ["gzip"]),
        ("gzip, gzip", ["gzip", "gzip"]),
        ("gzip, gzip", ["gzip"]),
        ("UTF-8", []),
        ("utf8,binary", []),
    ],
)
def test_bodies_packed_twice_and_labels_that_mean_nothing_are_read(encodings: str, packed: list[str]) -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            body = TEXT.encode()
            for each in packed:
                body = CODERS[each](body)
            site.answers("/a", body=body, Content_Encoding=encodings)
            assert (await fetched(site, fetcher, "/a")).body.decode() == TEXT

    asyncio.run(run())


def test_a_bomb_between_two_layers_stops_at_the_cap_and_a_third_layer_is_not_opened() -> None:
    async def run() -> None:
        async with site_and_fetcher(max_bytes=1_000_000) as (site, fetcher):
            nothing = gzip.compress(b"") * 500_000
            site.answers("/between", body=gzip.compress(nothing), Content_Encoding="gzip, gzip")
            site.answers("/thrice", body=gzip.compress(b"x"), Content_Encoding="gzip, gzip, gzip")
            assert (await fetched(site, fetcher, "/between")).kind == "too_large"
            assert (await fetched(site, fetcher, "/thrice")).kind == "protocol"

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
    async def drops() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0.05)

    async def drip(_: Asked) -> Reply:
        return Reply(drops())

    async def run() -> None:
        async with site_and_fetcher(total_seconds=0.5) as (site, fetcher):
            site.paths["/drip"] = drip
            started = time.monotonic()
            outcome = await fetched(site, fetcher, "/drip")
            assert outcome.kind == "timeout"
            assert outcome.wire_bytes > 0
            assert time.monotonic() - started < 3

    asyncio.run(run())


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"", "connect"),
        (b"\x00\x01\x02 nonsense\r\n\r\n", "protocol"),
        (b"\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "protocol"),
        (b"HTTP/1.1 206 .\r\nContent-Range: bytes 0-4/9\r\nContent-Length: 5\r\n\r\nshort", "protocol"),
        (b"HTTP/1.1 206 .\r\nContent-Range: bytes 4-8/9\r\nContent-Length: 5\r\n\r\nshort", "protocol"),
        (b"HTTP/1.1 206 .\r\nContent-Range: bytes 0-4/5\r\nContent-Length: 5\r\n\r\nwhole", "Fetched"),
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


@pytest.mark.parametrize("kind", ["application/vnd.rss+xml; charset=utf-8", "image/svg+xml", "application/vnd.x+json"])
def test_a_kind_that_is_written_in_xml_or_json_is_text(kind: str) -> None:
    async def run() -> None:
        async with site_and_fetcher() as (site, fetcher):
            site.answers("/feed", body=TEXT, Content_Type=kind)
            assert isinstance(await fetched(site, fetcher, "/feed"), Fetched)

    asyncio.run(run())


def test_an_unwanted_body_that_never_comes_holds_nothing_up() -> None:
    answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\n"
    outcome = asyncio.run(raw_answer(answer, hold=True, total_seconds=30))
    assert (outcome.kind, outcome.status) == ("http", 404)
    assert outcome.seconds < 10


@pytest.mark.parametrize(
    "url", ["", "ftp://a.example/", "http://", "x" * 10_000, "http://[::1", "file:seeds.xml", "\0"]
)
def test_what_is_no_web_address_is_a_failure_and_no_exception(url: str) -> None:
    async def run() -> None:
        async with site_and_fetcher() as (_, fetcher):
            assert kind_of(await fetcher.fetch(url, target="page")) == "protocol"

    asyncio.run(run())


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "the server broke the connection off before its answer was complete"),
        (b"SSH-2.0-OpenSSH_9\r\n\r\n", "the answer is no sound HTTP: it has no status line"),
    ],
)
def test_an_answer_that_is_no_http_is_told_in_one_clause(answer: bytes, words: str) -> None:
    outcome = asyncio.run(raw_answer(answer))
    assert outcome.detail == words
