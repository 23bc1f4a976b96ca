"""URLs come in, outcomes go out: the only way to the network, and a polite one.

Conditional requests, robots.txt, a pace for each host, redirects hop by hop, Retry-After; every foreseeable fault is a
typed FetchFailure, never an exception.
"""

import asyncio
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Self

from flows.attempts import attempt_of
from flows.fetching.addresses import AllowList, Resolve
from flows.fetching.answers import Answer, ExchangeError, Headers
from flows.fetching.exchange import Exchange
from flows.fetching.local_file import fetch_file
from flows.fetching.pace import HostClosedError, Pace, Turn
from flows.fetching.place import Place
from flows.fetching.robots import MAX_BYTES as ROBOTS_BYTES
from flows.fetching.robots import RobotsRules, RobotsStore, answer_of, rules_of
from flows.fetching.trips import REDIRECTS, Trip, is_not_text, outcome_of, retry_after
from flows.fetching.turns import HostBook, SharedTurns
from flows.settings import utc_now
from parsers.records import Attempt, FetchFailure, FetchOutcome, Validators

__all__ = ["FetchPolicy", "Fetcher", "fetch_file"]

OUT_OF_REACH_SECONDS: Final = 60.0
"""How long an origin that could not be connected to is not tried again."""

NEVER_REACHED: Final = frozenset({"dns", "connect", "tls", "address"})
"""Failures that the page itself would meet as well, so that naming robots.txt would mislead."""
_ACCEPT: Final = {
    "feed": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    "page": "text/html, application/xhtml+xml, application/xml;q=0.8, text/plain;q=0.7, */*;q=0.3",
    "robots": "text/plain, */*;q=0.5",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """Manners and bounds.

    `allow_hosts` names private hosts that may be fetched all the same (`host`, `host:port`, `host:*`). `total_seconds`
    bounds one fetch with all its redirects, time spent waiting for a host's turn not counted; `max_bytes` counts after
    decompression. `robots_file` keeps robots.txt answers for a day across runs.
    """

    user_agent: str
    max_bytes: int = 10_000_000
    total_seconds: float = 30.0
    connect_seconds: float = 10.0
    max_redirects: int = 10
    allow_hosts: Collection[str] = ()
    host_seconds: float = 1.0
    connections: int = 32
    longest_wait_seconds: float = 600.0
    obey_robots: bool = True
    robots_file: Path | None = None

    @property
    def product(self) -> str:
        """The name that robots.txt groups are matched against."""
        return self.user_agent.split("/")[0].split()[0] if self.user_agent.strip() else "*"


class Fetcher:
    """One client for all feeds and pages of a run; use it in an `async with`.

    `book` is where runs agree on hosts; without one only this run's own pace holds. `resolve` replaces the system's
    DNS.
    """

    def __init__(self, policy: FetchPolicy, *, book: HostBook | None = None, resolve: Resolve | None = None) -> None:
        self._policy = policy
        self._exchange = Exchange(
            user_agent=policy.user_agent,
            allow=AllowList(policy.allow_hosts),
            connect_seconds=policy.connect_seconds,
            resolve=resolve,
        )
        self._turns = SharedTurns(book)
        self._pace = Pace(
            self._turns,
            seconds=policy.host_seconds,
            longest_wait=policy.longest_wait_seconds,
            connections=policy.connections,
        )
        self._store = RobotsStore(policy.robots_file, utc_now())
        self._rules: dict[str, RobotsRules] = {}
        self._asked: dict[str, asyncio.Task[RobotsRules]] = {}
        self._attempts: list[Attempt] = []

    async def __aenter__(self) -> Self:
        """Open the client."""
        await self._exchange.__aenter__()
        return self

    async def __aexit__(self, *raised: object) -> None:
        """Close the client; what was learnt of robots.txt is written down."""
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)
        await self._exchange.__aexit__(*raised)
        await self._turns.close()
        self._store.save()

    async def fetch(
        self, url: str, *, validators: Validators | None = None, target: Literal["feed", "page"]
    ) -> FetchOutcome:
        """Get a feed or a page. Never raises for anything that a server, a name or a URL can do."""
        return await self._retrieve(Trip(url=url, target=target, validators=validators))

    def robots_attempts(self) -> tuple[Attempt, ...]:
        """The robots.txt fetches since the last call, as rows for the log."""
        drained = tuple(self._attempts)
        self._attempts.clear()
        return drained

    # ------------------------------------------------------------ one trip, hop by hop

    async def _retrieve(self, trip: "Trip") -> FetchOutcome:
        try:
            trip.start()
            answer = await self._follow(trip)
            return outcome_of(trip, answer)
        except ExchangeError as error:
            return trip.failure(error)
        except HostClosedError as closed:
            return trip.closed(closed)

    async def _follow(self, trip: "Trip") -> Answer:
        """The answer at the end of the redirects."""
        while True:
            answer = await self._ask(trip)
            location = answer.header("location")
            if answer.status not in REDIRECTS or location is None:
                return answer
            trip.go_on(answer, location, self._policy.max_redirects)

    async def _ask(self, trip: "Trip") -> Answer:
        place = trip.place
        if trip.target != "robots" and self._policy.obey_robots:
            await self._obey(trip, place)
        async with self._pace.turn(place.host, place.origin) as turn:
            started = time.monotonic()
            try:
                answer = await self._exchange.ask(
                    trip.here,
                    place,
                    _request_headers(trip),
                    seconds=max(self._policy.total_seconds - trip.seconds, 0.001),
                    max_bytes=ROBOTS_BYTES if trip.target == "robots" else self._policy.max_bytes,
                    unwanted=_Unwanted(trip.target),
                    cut=trip.target == "robots",
                )
            except ExchangeError as error:
                if error.unreachable:
                    self._pace.close(
                        place.origin, OUT_OF_REACH_SECONDS, f"{error.detail} (tried a moment ago)", error.kind
                    )
                raise
            finally:
                trip.seconds += time.monotonic() - started
            _heed(trip, answer, turn)
            return answer

    # ------------------------------------------------------------ robots.txt

    async def _obey(self, trip: "Trip", place: Place) -> None:
        rules = self._remembered(place.origin) or await self._asked_for(place.origin)
        if rules.failure is not None:
            failure = rules.failure
            asking = "" if failure.kind in NEVER_REACHED else " (asking for robots.txt)"
            raise ExchangeError(failure.kind, f"{failure.detail}{asking}", status=failure.status)
        if rules.closed:
            self._pace.check(place.host, place.origin)
        if rules.delay:
            self._pace.slow_down(place.host, rules.delay)
        if refused := rules.refusal_of(trip.here):
            raise ExchangeError("robots", refused)

    def _remembered(self, origin: str) -> RobotsRules | None:
        """The rules that this run or an earlier one has read."""
        if origin not in self._rules and (known := self._store.get(origin, utc_now())):
            self._rules[origin] = rules_of(known, product=self._policy.product)
        return self._rules.get(origin)

    async def _asked_for(self, origin: str) -> RobotsRules:
        """One fetch per origin, however many wait for it; its end is nobody's cancellation."""
        task = self._asked.get(origin)
        if task is None:
            task = self._asked[origin] = asyncio.create_task(self._read_rules(origin))
        return await asyncio.shield(task)

    async def _read_rules(self, origin: str) -> RobotsRules:
        outcome = await self._retrieve(Trip(url=f"{origin}/robots.txt", target="robots"))
        self._attempts.append(_robots_attempt(outcome))
        answer = answer_of(outcome, utc_now())
        self._store.put(origin, answer)
        unreachable = isinstance(outcome, FetchFailure) and outcome.status is None and outcome.kind != "redirect"
        rules = rules_of(answer, product=self._policy.product, failure=outcome if unreachable else None)  # type: ignore[arg-type]
        self._rules[origin] = rules
        return rules


# ---------------------------------------------------------------- what is asked and what is read


@dataclass(frozen=True, slots=True)
class _Unwanted:
    """Bodies that nobody will read are left on the wire."""

    target: str

    def __call__(self, status: int, headers: Headers) -> bool:
        content_type = next((value for name, value in headers if name == "content-type"), "")
        return not 200 <= status < 300 or (self.target != "robots" and is_not_text(content_type))


def _heed(trip: Trip, answer: Answer, turn: Turn) -> None:
    """What an answer has cost, and what it means for its host: a 429 speaks for the whole of it."""
    trip.wire_bytes += answer.wire_bytes
    if answer.status == 429:
        turn.refused(retry_after(answer.header("retry-after"), trip.fetched_at))
    else:
        turn.welcomed()


def _request_headers(trip: Trip) -> dict[str, str]:
    headers = {"Accept": _ACCEPT[trip.target]}
    if trip.validators and trip.validators.etag:
        headers["If-None-Match"] = trip.validators.etag
    if trip.validators and trip.validators.last_modified:
        headers["If-Modified-Since"] = trip.validators.last_modified
    if cookies := trip.cookie_header:
        headers["Cookie"] = cookies
    return headers


def _robots_attempt(outcome: FetchOutcome) -> Attempt:
    verdict, detail = (outcome.kind, outcome.detail) if isinstance(outcome, FetchFailure) else ("ok", "")
    return attempt_of(outcome, target="robots", feed=None, verdict=verdict, detail=detail)
