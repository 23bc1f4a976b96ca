"""The bad-input campaign: hostile feeds, bodies, servers and addresses in; a count of verdicts, times and memory out.

    python tests/benchmarks/campaign.py [--mutations 10000]

Every input has to end in a record or a typed failure, within its time, with memory flat; anything else is printed and
the exit status is 1. The feed files of ../shared/feeds are tried as well where that folder is present.
"""

import argparse
import asyncio
import gzip
import random
import resource
import sys
import tarfile
import time
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
from backports import zstd

from flows.fetching.fetch import Fetcher, FetchPolicy
from flows.parsing import FeedParsing
from parsers.errors import FeedParseError
from parsers.feeds import parse_feed
from parsers.records import Fetched, FetchFailure, FetchOutcome

SHARED = Path(__file__).parents[3] / "shared" / "feeds" / "feeds.tar.xz"
PARSE_SECONDS = 5.0
FETCH_SECONDS = 2.0
SLACK_SECONDS = 3.0
MAX_BYTES = 5_000_000
SIZE = 1_000_000
BATCH = 200

RSS = "<rss version='2.0'><channel><item><title>t</title>"
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'><entry>"
SAMPLES = (
    RSS + "<guid>1</guid><link>/1</link><pubDate>Sat, 29 Jun 2024 15:07:41 KST</pubDate>"
    "<description><![CDATA[<p>탈북민 196명</p>]]></description></item></channel></rss>",
    ATOM + "<title type='html'>&lt;b&gt;196&lt;/b&gt;</title><link href='/1'/><id>1</id>"
    "<updated>2024-06-29T15:07:41+09:00</updated><content type='xhtml'><div>a</div></content></entry></feed>",
    '{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1","url":"/1","content_text":"196"}]}',
    "<urlset><url><loc>https://a.example/1</loc><lastmod>2024-06-29</lastmod></url></urlset>",
    (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        "<item rdf:about='1'><title>t</title><link>https://a.example/1</link></item></rdf:RDF>"
    ),
)
HOSTILE: dict[str, str] = {
    "comment starts in CDATA": RSS + "<description><![CDATA[" + "<!--" * (SIZE // 4) + "]]>",
    "comment starts": RSS + "<description>" + "<!--" * (SIZE // 4),
    "open tags": RSS + "<description>" + "<b>" * (SIZE // 3),
    "open items": RSS + "<item>" * (SIZE // 6),
    "unfinished tags": RSS + "<a " * (SIZE // 3),
    "less-than signs": RSS + "<" * SIZE,
    "ampersands": RSS + "&" * SIZE,
    "character references": RSS + "&#x" * (SIZE // 3),
    "CDATA starts": RSS + "<![CDATA[" * (SIZE // 9),
    "doctypes": "<!DOCTYPE " * (SIZE // 10),
    "entity bomb": '<!DOCTYPE r [<!ENTITY a "' + "x" * 9_000 + '">' + "".join(
        f'<!ENTITY {chr(98 + n)} "' + f"&{chr(97 + n)};" * 50 + '">' for n in range(9)
    ) + "]>" + RSS + "&j;</item></channel></rss>",
    "external entity": '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + RSS + "&a;</item></channel></rss>",
    "addresses without an end": RSS + "<author>" + "a." * (SIZE // 2) + "</author></item></channel></rss>",
    "date of digits": RSS + "<pubDate>" + "1 " * (SIZE // 2) + "</pubDate></item></channel></rss>",
    "attributes": "<rss " + 'a="b" ' * (SIZE // 6) + ">",
    "namespaces": "<rss " + "".join(f'xmlns:a{n}="b" ' for n in range(SIZE // 16)) + ">",
    "links": ATOM + '<link href="a"/>' * (SIZE // 16),
    "categories": RSS + "<category>a</category>" * (SIZE // 22),
    "nested JSON": '{"items":' + "[" * SIZE,
    "wide JSON": '{"items":[' + "{}," * (SIZE // 3) + "{}]}",
    "huge number in JSON": '{"items":[{"id":' + "9" * SIZE + "}]}",
    "sitemap of empty addresses": "<urlset>" + "<url/>" * (SIZE // 6) + "</urlset>",
    "nested sitemap": "<urlset>" + "<url>" * (SIZE // 5),
    "page": "<html>" + "<div>" * (SIZE // 5),
    "title of tags": RSS.replace(">t<", "><![CDATA[" + "<a" * (SIZE // 2) + "]]><"),
    "one long word": RSS + "<description>" + "가" * (SIZE // 3) + "</description></item></channel></rss>",
    "null bytes": "\0" * SIZE,
    "same id": RSS + "</item>" + "<item><guid>1</guid></item>" * (SIZE // 27),
}  # fmt: skip

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Campaign:
    """Counts verdicts and remembers what broke the rules."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.broken: list[str] = []
        self.slowest = (0.0, "")
        self.inputs = 0

    def count(self, name: str, verdict: str, seconds: float, limit: float) -> None:
        self.inputs += 1
        self.verdicts[verdict] += 1
        self.slowest = max(self.slowest, (seconds, name))
        if seconds > limit:
            self.broken.append(f"{name}: {verdict} after {seconds:.1f} s")

    def show(self, title: str) -> None:
        seconds, name = self.slowest
        print(f"{title}: {self.inputs} inputs, slowest {seconds:.2f} s ({name}), {len(self.broken)} broke the rules")
        print("   " + ", ".join(f"{verdict} {count}" for verdict, count in self.verdicts.most_common(12)))
        for line in self.broken:
            print("   BROKEN", line)


# ---------------------------------------------------------------- bodies


def corpus() -> list[tuple[str, bytes]]:
    """The feed files of ../shared/feeds, none where it is absent."""
    if not SHARED.exists():
        print(f"({SHARED} is not there: only the built-in feeds are tried)")
        return []
    with tarfile.open(SHARED) as archive:
        members = ((member.name, archive.extractfile(member)) for member in archive if member.isfile())
        return [(name, stream.read()) for name, stream in members if stream is not None]


def mutated(bodies: list[bytes], count: int) -> Iterator[tuple[str, bytes]]:
    """`count` feeds with bytes changed, cut, doubled or swapped for pieces of others, the same on every run."""
    chance = random.Random(7)  # noqa: S311 - the same mutations on every run
    for number in range(count):
        body = bytearray(chance.choice(bodies)[:60_000])
        for _ in range(chance.randint(1, 8)):
            start = chance.randrange(len(body) + 1)
            end = start + chance.choice((0, 1, 1, 4, 40, 400))
            other = chance.choice(bodies)
            cut = chance.randrange(len(other) + 1)
            body[start:end] = chance.choice(
                (b"", chance.randbytes(3), other[cut : cut + 60], bytes(body[start:end]) * 3)
            )
        yield f"mutation {number}", bytes(body)


def parse_all(inputs: Iterator[tuple[str, bytes]] | list[tuple[str, bytes]], campaign: Campaign) -> None:
    """Parse every body as a poll does, two at a time."""

    def one(parsing: FeedParsing, name: str, body: bytes) -> None:
        started = time.monotonic()
        try:
            feed = parsing.parse_feed(body, feed="campaign", url="https://a.example/feed", zone="Asia/Seoul")
            identities = {entry.identity for entry in feed.entries}
            verdict = "feed" if len(identities) == len(feed.entries) else "TWO ENTRIES, ONE IDENTITY"
        except FeedParseError as error:
            verdict = "no feed: " + error.reason.split(";")[0].split("(")[0].split(":")[0][:40]
        if verdict.isupper() or "ends the process" in verdict:
            campaign.broken.append(f"{name}: {verdict}")
        campaign.count(name, verdict, time.monotonic() - started, PARSE_SECONDS + SLACK_SECONDS)

    with FeedParsing(seconds=PARSE_SECONDS) as parsing, ThreadPoolExecutor(2) as pool:
        source = iter(inputs)
        while batch := list(islice(source, BATCH)):
            list(pool.map(lambda item: one(parsing, *item), batch))


# ---------------------------------------------------------------- servers


def plain(body: bytes, **headers: str) -> Handler:
    fields = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return raw(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n{fields}\r\n".encode() + body)


def raw(answer: bytes) -> Handler:
    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return speak


def counting(answer: bytes) -> Handler:
    """The same answer with another number each time."""
    numbers = iter(range(1_000_000))

    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer % next(numbers))
        await writer.drain()

    return speak


def dripping(start: bytes, drop: bytes, pause: float) -> Handler:
    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(pause)

    return speak


def bombs() -> dict[str, Handler]:
    """Small bodies that unpack to 200 MB, packed piece by piece so that the bomber stays small himself."""
    packers: dict[str, Any] = {
        "gzip": zlib.compressobj(9, wbits=31),
        "deflate": zlib.compressobj(9),
        "br": brotli.Compressor(quality=5),
        "zstd": zstd.ZstdCompressor(),
    }
    bodies = {name: packed(packer, b"\0" * 1_000_000, 200) for name, packer in packers.items()}
    handlers = {f"{name} bomb": plain(body, Content_Encoding=name) for name, body in bodies.items()}
    handlers["gzip bomb of members"] = plain(bodies["gzip"] * 3, Content_Encoding="gzip")
    handlers["gzip within gzip"] = plain(gzip.compress(bodies["gzip"]), Content_Encoding="gzip, gzip")
    return handlers


def packed(packer: Any, piece: bytes, times: int) -> bytes:
    step = getattr(packer, "process", None) or packer.compress
    last = getattr(packer, "finish", None) or packer.flush
    return b"".join(step(piece) for _ in range(times)) + bytes(last())


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SERVERS: dict[str, Handler] = {
    "endless body": dripping(OK + b"\r\n", b"x" * 65_536, 0),
    "endless chunks": dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 1_000, 0),
    "endless header": dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 8_192, 0),
    "endless headers": dripping(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 500, 0),
    "endless 100 Continue": dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0),
    "one byte of body a second": dripping(OK + b"\r\n", b"x", 1),
    "one byte of header a second": dripping(b"HTTP/1.1 200 OK\r\nX: ", b"x", 1),
    "silence": dripping(b"", b"", 1),
    "no answer": raw(b""),
    "no HTTP": raw(b"\x16\x03\x01\x02\x00" * 200),
    "wrong length": raw(OK + b"Content-Length: 99\r\n\r\nx"),
    "two lengths": raw(OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"),
    "length and chunks": raw(OK + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    "wrong chunks": raw(OK + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nx"),
    "redirect to itself": raw(b"HTTP/1.1 302 Found\r\nLocation: ?\r\nContent-Length: 0\r\n\r\n"),
    "redirect to a file": raw(b"HTTP/1.1 301 Moved\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"),
    "redirects without end": counting(b"HTTP/1.1 302 Found\r\nLocation: /%d\r\nContent-Length: 0\r\n\r\n"),
    "cookies without end": counting(
        b"HTTP/1.1 302 Found\r\nSet-Cookie: a%d=" + b"x" * 60_000 + b"\r\nLocation: ?\r\nContent-Length: 0\r\n\r\n"
    ),
    "redirect to an odd port": raw(
        b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:99999/\r\nContent-Length: 0\r\n\r\n"
    ),
    "redirect with a user": raw(
        b"HTTP/1.1 301 Moved\r\nLocation: http://news.example@10.0.0.1/#@8.8.8.8\r\nContent-Length: 0\r\n\r\n"
    ),
    "redirect inside": raw(b"HTTP/1.1 301 Moved\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"),
    "redirect to nonsense": raw(b"HTTP/1.1 301 Moved\r\nLocation: http://[\xff\r\nContent-Length: 0\r\n\r\n"),
    "304 unasked": raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "broken gzip": plain(b"\x1f\x8b\x08" + b"\xff" * 99, Content_Encoding="gzip"),
    "unknown encoding": plain(b"x", Content_Encoding="exi"),
    "picture": plain(b"\x89PNG" * 99, Content_Type="image/png"),
    "good page": plain(b"<p>196</p>", Content_Type="text/html"),
}

INSIDE = (
    "http://127.0.0.1:{}/", "http://localhost:{}/", "http://2130706433:{}/", "http://0x7f.1:{}/", "http://127.1:{}/",
    "http://0177.0.0.1:{}/", "http://[::1]:{}/", "http://[::ffff:127.0.0.1]:{}/", "http://[64:ff9b::7f00:1]:{}/",
    "http://0.0.0.0:{}/", "http://[::]:{}/", "http://a@127.0.0.1:{}/", "http://127.0.0.1.:{}/",
    "http://inside.example:{}/", "http://[2002:7f00:1::]:{}/", "http://[2001:0:7f00:1::]:{}/",
    "http://[::ffff:7f00:1]:{}/", "http://127.0.0.1:{}/#@8.8.8.8/", "http://①②⑦.⓪.⓪.①:{}/", "http://017700000001:{}/",
    "http://mixed.example:{}/", "http://10.0.0.1:{}/", "http://169.254.169.254/", "http://100.64.0.1:{}/",
    "file:///etc/passwd",
)  # fmt: skip


async def names(host: str) -> Collection[str]:
    """DNS of the campaign: names that point inside."""
    known = {"localhost": ["127.0.0.1"], "inside.example": ["127.0.0.1"], "mixed.example": ["8.8.8.8", "127.0.0.1"]}
    return known.get(host, ["127.0.0.1"])


async def fetch_from(handler: Handler, policy: dict[str, Any]) -> FetchOutcome:
    """Fetch a page of a server that behaves as `handler` does."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await handler(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the fetcher went away
        finally:
            writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with Fetcher(FetchPolicy(**policy, allow_hosts=[f"127.0.0.1:{port}"], obey_robots=False)) as fetcher:
        outcome = await fetcher.fetch(f"http://127.0.0.1:{port}/", target="page")
    server.close()
    return outcome


async def fetch_all(campaign: Campaign) -> None:
    """Every server and every address that leads inside."""
    policy = {"user_agent": "campaign/1", "total_seconds": FETCH_SECONDS, "max_bytes": MAX_BYTES, "host_seconds": 0}
    for name, handler in {**SERVERS, **bombs()}.items():
        started = time.monotonic()
        outcome = await fetch_from(handler, policy)
        campaign.count(
            name, f"{name}: {verdict_of(outcome)}", time.monotonic() - started, FETCH_SECONDS + SLACK_SECONDS
        )
    await fetch_inside(campaign, policy)


async def fetch_inside(campaign: Campaign, policy: dict[str, Any]) -> None:
    """Follow a feed whose entry links all lead to a server that must not be reached."""
    hits = 0

    async def secret(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal hits
        hits += 1
        writer.close()

    server = await asyncio.start_server(secret, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    items = "".join(f"<item><guid>{n}</guid><link>{url.format(port)}</link></item>" for n, url in enumerate(INSIDE))
    feed = parse_feed(
        f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), feed="f", url="https://a.example/"
    )
    async with Fetcher(FetchPolicy(**policy), resolve=names) as fetcher:
        for entry, written in zip(feed.entries, INSIDE, strict=True):
            started = time.monotonic()
            outcome = await fetcher.fetch(entry.link or written, target="page")
            refused = isinstance(outcome, FetchFailure) and outcome.kind in {"address", "protocol"}
            if not refused:
                campaign.broken.append(f"{written}: {verdict_of(outcome)}")
            campaign.count(written, f"inside: {verdict_of(outcome)}", time.monotonic() - started, 1.0)
    server.close()
    if hits:
        campaign.broken.append(f"a private server was reached {hits} times")


def verdict_of(outcome: FetchOutcome) -> str:
    if isinstance(outcome, FetchFailure):
        return outcome.kind
    return "fetched" if isinstance(outcome, Fetched) else "not modified"


# ---------------------------------------------------------------- the whole


def peak_megabytes() -> float:
    """The largest resident size so far (Linux counts in kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


def main() -> int:
    """Run the campaign; the exit status says whether anything broke the rules."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--mutations", type=int, default=10_000)
    mutations = arguments.parse_args().mutations
    files = corpus()
    samples = [*(sample.encode() for sample in SAMPLES), *(body for _, body in files if body)]
    before = peak_megabytes()
    sections: list[tuple[str, Callable[[Campaign], None]]] = [
        ("feed files", lambda campaign: parse_all(files, campaign)),
        ("mutated feeds", lambda campaign: parse_all(mutated(samples, mutations), campaign)),
        ("hostile feeds", lambda campaign: parse_all([(n, t.encode()) for n, t in HOSTILE.items()], campaign)),
        ("hostile servers and addresses", lambda campaign: asyncio.run(fetch_all(campaign))),
    ]
    broken = 0
    for title, run in sections:
        campaign = Campaign()
        run(campaign)
        campaign.show(title)
        broken += len(campaign.broken)
        print(f"   peak memory of this process {peak_megabytes() - before:+.0f} MB")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
