"""A site on loopback whose paths a test lays out, and a fetcher for it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flows.fetching.fetch import Fetcher, FetchPolicy
from parsers.records import FetchFailure

TEXT = "탈북민 196명 " * 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came; `target` is its path with the query."""

    target: str
    headers: dict[str, str]

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    def query(self, name: str) -> str:
        return parse_qs(urlsplit(self.target).query).get(name, [""])[0]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to send; a body that comes piece by piece is sent in chunks."""

    body: bytes | str | AsyncIterator[bytes] = b""
    status: int = 200
    headers: Sequence[tuple[str, str]] = (("Content-Type", "text/html"),)


Handler = Callable[[Asked], Awaitable[Reply]]


class Site:
    """A loopback server whose paths a test lays out; `log` holds every request, `connections` counts what it took."""

    def __init__(self) -> None:
        self.log: list[Asked] = []
        self.paths: dict[str, Handler] = {}
        self.root = ""
        self.connections = 0
        self.writers: list[asyncio.StreamWriter] = []

    def answers(self, path: str, status: int = 200, body: bytes | str = "", **headers: str) -> None:
        """Lay out a fixed answer; header names are written with underscores."""
        fields = {"Content-Type": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}

        async def answer(_: Asked) -> Reply:
            return Reply(body, status, tuple(fields.items()))

        self.paths[path] = answer

    def asked(self, path: str) -> int:
        return sum(request.target == path for request in self.log)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until the other side closes it."""
        self.connections += 1
        self.writers.append(writer)
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                request = _read((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
                self.log.append(request)
                handler = self.paths.get(request.path)
                await _send(writer, await handler(request) if handler else Reply(status=404))


def _read(head: str) -> Asked:
    first, *lines = head.split("\r\n")
    return Asked(first.split(" ")[1], dict(line.split(": ", 1) for line in lines if line))


async def _send(writer: asyncio.StreamWriter, reply: Reply) -> None:
    body = reply.body.encode() if isinstance(reply.body, str) else reply.body
    fields = [*reply.headers]
    if not isinstance(body, bytes):
        fields.append(("Transfer-Encoding", "chunked"))
    elif reply.status not in (204, 304):
        fields.append(("Content-Length", str(len(body))))
    head = f"HTTP/1.1 {reply.status} .\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
    writer.write(head.encode("utf-8", "surrogateescape"))
    if isinstance(body, bytes):
        writer.write(body)
        await writer.drain()
        return
    async for piece in body:
        writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        await writer.drain()
    writer.write(b"0\r\n\r\n")


@asynccontextmanager
async def serving(site: Site, secure: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The port at which a site answers."""
    server = await asyncio.start_server(site.converse, "127.0.0.1", 0, ssl=secure)
    port = server.sockets[0].getsockname()[1]
    site.root = f"{'https' if secure else 'http'}://127.0.0.1:{port}"
    try:
        yield port
    finally:
        server.close()
        for writer in site.writers:
            writer.close()
        await asyncio.sleep(0)


@asynccontextmanager
async def site_and_fetcher(secure: ssl.SSLContext | None = None, **policy: Any) -> AsyncIterator[tuple[Site, Fetcher]]:
    bounds: dict[str, Any] = {
        "user_agent": "defectorwatch/0.1 (test)", "allow_hosts": ["127.0.0.1:*"], "host_seconds": 0, "total_seconds": 5,
    }  # fmt: skip
    site = Site()
    async with serving(site, secure), Fetcher(FetchPolicy(**(bounds | policy))) as fetcher:
        yield site, fetcher


async def fetched(site: Site, fetcher: Fetcher, path: str, **given: Any) -> Any:
    return await fetcher.fetch(site.root + path, **({"target": "page"} | given))


def kind_of(outcome: object) -> str:
    return outcome.kind if isinstance(outcome, FetchFailure) else type(outcome).__name__


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
