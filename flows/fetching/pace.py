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
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class _Closure:
    until: float
    reason: str
    kind: FailureKind


class Pace:
    """`seconds` lie between the starts of two requests to one host, `concurrency` of them run at a time."""

    def __init__(self, *, seconds: float, concurrency: int, longest_wait: float) -> None:
        self._seconds = seconds
        self._concurrency = concurrency
        self._longest_wait = longest_wait
        self._lanes: dict[str, _Lane] = {}
        self._closures: dict[str, _Closure] = {}

    @asynccontextmanager
    async def turn(self, host: str, origin: str, *, paced: bool = True) -> AsyncIterator[None]:
        """Wait for this host's next turn; one that is not `paced` (robots.txt) only keeps to the concurrency.

        Raises HostClosedError where there is none within reach, or host or origin are closed.
        """
        lane = self._lane(host)
        self.check(host, origin)
        async with lane.slots:
            self.check(host, origin)
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

    def check(self, *places: str) -> None:
        """Raise HostClosedError while one of these hosts and origins is closed."""
        now = asyncio.get_running_loop().time()
        for place in places:
            closure = self._closures.get(place)
            if closure is not None and closure.until > now:
                raise HostClosedError(closure.reason, closure.until - now, closure.kind)

    def slow_down(self, host: str, seconds: float) -> None:
        """Keep at least this long between two requests, as a robots.txt asks."""
        lane = self._lane(host)
        lane.delay = max(lane.delay, seconds)

    def close(self, place: str, seconds: float, reason: str, kind: FailureKind = "throttled") -> None:
        """Ask this host, or only this origin (scheme, host and port), nothing for so long."""
        until = asyncio.get_running_loop().time() + seconds
        known = self._closures.get(place)
        if known is None or until > known.until:
            self._closures[place] = _Closure(until, reason, kind)

    def _lane(self, host: str) -> _Lane:
        lane = self._lanes.get(host)
        if lane is None:
            lane = self._lanes[host] = _Lane(asyncio.Semaphore(self._concurrency))
        return lane
