"""Hosts come in, turns to ask them go out: so many at a time, so long apart, none while a host wants to be left alone.

One Pace serves all feeds and pages of a run. Times are those of the event loop's clock, in seconds.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from parsers.records import FailureKind


class HostClosedError(Exception):
    """The host may not be asked now; `seconds` says how long still, `kind` what closed it."""

    def __init__(self, reason: str, seconds: float, kind: FailureKind = "throttled") -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.kind: FailureKind = kind


@dataclass(slots=True)
class _Lane:
    slots: asyncio.Semaphore
    next_start: float = 0.0
    closed_until: float = 0.0
    why_closed: str = ""
    kind: FailureKind = "throttled"
    delay: float = 0.0


class Pace:
    """`seconds` lie between the starts of two requests to one host, `concurrency` of them run at a time."""

    def __init__(self, *, seconds: float, concurrency: int, longest_wait: float) -> None:
        self._seconds = seconds
        self._concurrency = concurrency
        self._longest_wait = longest_wait
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def turn(self, host: str, *, paced: bool = True) -> AsyncIterator[None]:
        """Wait for this host's next turn; one that is not `paced` (robots.txt) only keeps to the concurrency.

        Raises HostClosedError where there is none within reach.
        """
        lane = self._lane(host)
        self._refuse_closed(lane)
        async with lane.slots:
            self._refuse_closed(lane)
            if paced:
                await self._wait(host, lane)
            yield

    async def _wait(self, host: str, lane: _Lane) -> None:
        now = asyncio.get_running_loop().time()
        start = max(now, lane.next_start)
        if start - now > self._longest_wait:
            every = max(lane.delay, self._seconds)
            raise HostClosedError(f"{host} is asked only every {every:g} s, its turn is too far off", start - now)
        lane.next_start = start + max(lane.delay, self._seconds)
        if start > now:
            await asyncio.sleep(start - now)

    def check(self, host: str) -> None:
        """Raise HostClosedError while this host wants to be left alone."""
        self._refuse_closed(self._lane(host))

    def slow_down(self, host: str, seconds: float) -> None:
        """Keep at least this long between two requests, as a robots.txt asks."""
        lane = self._lane(host)
        lane.delay = max(lane.delay, seconds)

    def close(self, host: str, seconds: float, reason: str, kind: FailureKind = "throttled") -> None:
        """Ask this host nothing for so long."""
        lane = self._lane(host)
        until = asyncio.get_running_loop().time() + seconds
        if until > lane.closed_until:
            lane.closed_until, lane.why_closed, lane.kind = until, reason, kind

    def _lane(self, host: str) -> _Lane:
        lane = self._lanes.get(host)
        if lane is None:
            lane = self._lanes[host] = _Lane(asyncio.Semaphore(self._concurrency))
        return lane

    @staticmethod
    def _refuse_closed(lane: _Lane) -> None:
        left = lane.closed_until - asyncio.get_running_loop().time()
        if left > 0:
            raise HostClosedError(lane.why_closed, left, lane.kind)
