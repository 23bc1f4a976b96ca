"""Requests in, outcomes out, for code that is not asynchronous: one Fetcher on one event loop in a thread of its own.

A flow and all its task threads share it, so pace and concurrency per host hold across the whole run, and with a book
across all runs.
"""

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from flows.fetching.fetch import Fetcher, FetchPolicy, fetch_file
from flows.fetching.turns import HostBook
from flows.settings import Settings
from parsers.records import Attempt, FetchOutcome, Validators

__all__ = ["Web", "WebRequest", "policy_from"]

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebRequest:
    """One thing to fetch; file: URLs are answered from the folder of feeds.toml."""

    url: str
    target: Literal["feed", "page"]
    validators: Validators | None = None


class Web:
    """The network of one run; use it in a `with`. `book` is where it agrees on hosts with other runs."""

    def __init__(self, policy: FetchPolicy, *, file_root: Path, book: HostBook | None = None) -> None:
        self._policy = policy
        self._book = book
        self._file_root = file_root
        self._loop: asyncio.AbstractEventLoop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="web", daemon=True)
        self._fetcher: Fetcher | None = None

    def __enter__(self) -> Self:
        """Start the loop and open the fetcher on it."""
        self._thread.start()
        self._fetcher = self._await(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the fetcher, then the loop."""
        if self._fetcher is not None:
            self._await(self._fetcher.__aexit__(kind, error, trace))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def fetch(self, requests: Sequence[WebRequest]) -> list[FetchOutcome]:
        """All outcomes in the order of the requests; hosts are asked side by side, each at its own pace."""
        return self._await(self._fetch_all(requests))

    def robots_attempts(self) -> tuple[Attempt, ...]:
        """The robots.txt fetches since the last call, as rows for the log."""
        return self._opened.robots_attempts()

    @property
    def _opened(self) -> Fetcher:
        if self._fetcher is None:
            raise RuntimeError("Web is used inside `with` only")
        return self._fetcher

    async def _open(self) -> Fetcher:
        return await Fetcher(self._policy, book=self._book).__aenter__()

    async def _fetch_all(self, requests: Sequence[WebRequest]) -> list[FetchOutcome]:
        return list(await asyncio.gather(*(self._fetch(request) for request in requests)))

    async def _fetch(self, request: WebRequest) -> FetchOutcome:
        if request.url.startswith("file:"):
            return fetch_file(request.url, self._file_root)
        return await self._opened.fetch(request.url, validators=request.validators, target=request.target)

    def _await(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


def policy_from(settings: Settings) -> FetchPolicy:
    """The manners and bounds that the operator has set."""
    return FetchPolicy(
        user_agent=settings.user_agent,
        max_bytes=settings.max_bytes,
        total_seconds=settings.total_seconds,
        allow_hosts=settings.allow_hosts,
        host_seconds=settings.host_seconds,
        obey_robots=settings.obey_robots,
        robots_file=settings.home / "robots.json",
    )
