"""Hosts come in, turns to ask them go out: one at a time, so long apart, none while a host wants to be left alone.

One Pace serves all feeds and pages of a run; what it has to agree on with other runs goes through SharedTurns.
"""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Self

from flows.decide import decide_rest
from flows.fetching.turns import SharedTurns
from flows.settings import utc_now
from parsers.records import FailureKind, HostTurn

LOOK_AGAIN: Final = timedelta(seconds=1)
"""How often a host is looked at again that another run is asking."""


class HostClosedError(Exception):
    """The host may not be asked now; `until` says how long, `kind` what closed it."""

    def __init__(self, reason: str, until: datetime, kind: FailureKind = "throttled") -> None:
        super().__init__(reason)
        self.until = until
        self.kind: FailureKind = kind


def wait_before(known: HostTurn, *, run: str, now: datetime) -> timedelta:
    """How long to wait before asking for a turn, from what is known of the host. Raises HostClosedError in a rest."""
    if known.rests_until is not None and known.rests_until > now:
        raise HostClosedError(known.rest_reason, known.rests_until)
    if known.holder not in ("", run):
        return LOOK_AGAIN
    return max((known.next_at or now) - now, timedelta())


@dataclass(slots=True)
class _Lane:
    """One host as this run knows it."""

    known: HostTurn
    free: asyncio.Lock = field(default_factory=asyncio.Lock)
    delay: timedelta = timedelta()


class Turn:
    """Leave to ask a host once, for the length of an `async with`; other runs and later turns learn how it went.

    Raises HostClosedError where no turn is within reach, or host or origin are closed.
    """

    __slots__ = ("_at_host", "_lane", "_origin", "_pace")

    def __init__(self, pace: "Pace", lane: _Lane, origin: str) -> None:
        self._pace = pace
        self._lane = lane
        self._origin = origin
        self._at_host: HostTurn | None = None

    async def __aenter__(self) -> Self:
        """Wait for the host's next turn, then for a connection; the pause before the next one begins now."""
        await self._lane.free.acquire()
        try:
            self._pace.check_origin(self._origin)
            self._at_host = await self._pace.taken(self._lane)
            await self._pace.connections.acquire()
        except BaseException:
            self._give_back()
            raise
        self._at_host = replace(self._at_host, next_at=utc_now() + self._pace.pause(self._lane))
        return self

    async def __aexit__(self, *raised: object) -> None:
        """Let others ask the host."""
        self._pace.connections.release()
        self._give_back()

    def welcomed(self) -> None:
        """The host answered with anything but 429."""
        if self.at_host.refusals:
            self._at_host = replace(self.at_host, rests_until=None, rest_reason="", refusals=0)

    def refused(self, named: datetime | None) -> None:
        """The host answered 429 and perhaps named the moment until which to wait."""
        refusals = self.at_host.refusals + 1
        until = decide_rest(named, refusals=refusals, now=utc_now())
        reason = "the host asked for fewer requests (429)"
        self._at_host = replace(self.at_host, rests_until=until, rest_reason=reason, refusals=refusals)

    @property
    def at_host(self) -> HostTurn:
        """What other runs and later turns will know of the host."""
        if self._at_host is None:
            raise RuntimeError("a turn is used inside `async with` only")
        return self._at_host

    def _give_back(self) -> None:
        if self._at_host is not None:
            self._pace.give_back(self._lane, self._at_host)
        self._lane.free.release()


class Pace:
    """`seconds` lie between the starts of two requests to one host; `connections` are open at a time in all."""

    def __init__(self, turns: SharedTurns, *, seconds: float, longest_wait: float, connections: int) -> None:
        self.connections = asyncio.Semaphore(connections)
        self._turns = turns
        self._pause = timedelta(seconds=seconds)
        self._longest_wait = timedelta(seconds=longest_wait)
        self._lanes: dict[str, _Lane] = {}
        self._unreachable: dict[str, HostClosedError] = {}

    def turn(self, host: str, origin: str) -> Turn:
        """The next turn at a host, to be waited for."""
        return Turn(self, self._lane(host), origin)

    def give_back(self, lane: _Lane, left: HostTurn) -> None:
        """Let others ask a host."""
        lane.known = left
        self._turns.give_back(left)

    def pause(self, lane: _Lane) -> timedelta:
        """The pause between two requests to a host."""
        return max(lane.delay, self._pause)

    async def taken(self, lane: _Lane) -> HostTurn:
        """The turn at a host, however long others have it, as far as that is within reach."""
        known, waited = lane.known, timedelta()
        while True:
            wait = wait_before(known, run=self._turns.run, now=utc_now())
            waited += wait
            if waited > self._longest_wait:
                raise HostClosedError(self._why_so_late(lane, known), utc_now() + wait)
            if wait:
                await asyncio.sleep(wait.total_seconds())
            known = await self._turns.ask_for(known)
            if known.holder == self._turns.run:
                return known

    def check(self, host: str, origin: str) -> None:
        """Raise HostClosedError while the host rests or the origin is known to be out of reach."""
        wait_before(self._lane(host).known, run=self._turns.run, now=utc_now())
        self.check_origin(origin)

    def check_origin(self, origin: str) -> None:
        """Raise HostClosedError while the origin is known to be out of reach."""
        closed = self._unreachable.get(origin)
        if closed is not None and closed.until > utc_now():
            raise closed

    def slow_down(self, host: str, seconds: float) -> None:
        """Keep at least this long between two requests, as a robots.txt asks."""
        lane = self._lane(host)
        lane.delay = max(lane.delay, timedelta(seconds=seconds))

    def close(self, origin: str, seconds: float, reason: str, kind: FailureKind) -> None:
        """Ask this origin (scheme, host and port) nothing for so long, since it cannot be reached."""
        self._unreachable[origin] = HostClosedError(reason, utc_now() + timedelta(seconds=seconds), kind)

    def _why_so_late(self, lane: _Lane, known: HostTurn) -> str:
        if known.holder not in ("", self._turns.run):
            return f"another run is asking {known.host} all the time"
        return f"{known.host} is asked only every {self.pause(lane).total_seconds():g} s, its turn is too far off"

    def _lane(self, host: str) -> _Lane:
        lane = self._lanes.get(host)
        if lane is None:
            lane = self._lanes[host] = _Lane(HostTurn(host=host))
        return lane
