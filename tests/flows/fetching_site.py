"""A site on loopback whose paths a test lays out, and a fetcher for it on the event loop that a run uses."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from aiohttp import web

from flows.fetching.fetch import Fetcher, FetchPolicy
from flows.fetching.web import new_event_loop
from parsers.records import FetchFailure

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Result = TypeVar("Result")
TEXT = "탈북민 196명 " * 500


def on_loop(work: Coroutine[Any, Any, Result]) -> Result:
    """The result of asynchronous work, done on the kind of loop that a run uses."""
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(work)


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
    try:
        async with Fetcher(FetchPolicy(**(bounds | policy))) as fetcher:
            yield site, fetcher
    finally:
        await runner.cleanup()


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
