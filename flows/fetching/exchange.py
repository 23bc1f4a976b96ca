"""One request goes out, one answer comes back, within bounds of time, bytes and addresses; redirects are not followed.

Names are looked up and judged here; libcurl does the HTTP and keeps connections for the next request to the same place.
"""

import asyncio
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final, Self

import pycurl

from flows.fetching.addresses import AddressGuard, AllowList, Resolve, refusal_of_host
from flows.fetching.answers import Answer, ExchangeError, Unwanted
from flows.fetching.faults import fault_of_name
from flows.fetching.place import place_of
from flows.fetching.receiving import Reception
from flows.fetching.request import Request, RequestOptions
from flows.fetching.transfers import Transfers

DRAIN_SECONDS: Final = 1.0
"""How long an unwanted body may take to come, so that its connection can be kept."""


class Exchange:
    """The one HTTP client; use it in an `async with`."""

    def __init__(
        self,
        *,
        user_agent: str,
        allow: AllowList,
        connect_seconds: float,
        resolve: Resolve | None = None,
    ) -> None:
        self._guard = AddressGuard(allow, resolve)
        self._options = RequestOptions(user_agent=user_agent, connect_seconds=connect_seconds)
        self._transfers = Transfers()

    async def __aenter__(self) -> Self:
        """Be ready for the first request."""
        await self._transfers.__aenter__()
        return self

    async def __aexit__(self, *raised: object) -> None:
        """Close the kept connections and the resolver's threads."""
        await self._transfers.__aexit__(*raised)
        await self._guard.close()

    async def ask(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        seconds: float,
        max_bytes: int,
        unwanted: Unwanted,
        cut: bool = False,
    ) -> Answer:
        """GET one URL within `seconds`.

        A decoded body over `max_bytes` is an error, or cut off there with `cut`. Raises ExchangeError only.
        """
        bound = asyncio.timeout(seconds)
        received = Reception(max_bytes=max_bytes, unwanted=unwanted, cut=cut, drain=lambda: _hurry(bound))
        try:
            async with bound:
                await self._get(url, headers, received)
        except TimeoutError:
            if not received.enough:
                when = "while its body came" if received.status else "without an answer"
                raise received.error("timeout", f"gave up after {seconds:.0f} s {when}") from None
        return received.answer(url)

    async def _get(self, url: str, headers: Mapping[str, str], received: Reception) -> None:
        resolved = await self._resolved(url)
        with Request(self._options, self._guard, received) as request:
            request.aim(url, headers, resolved)
            try:
                await self._transfers.perform(request.curl)
            except pycurl.error as error:
                request.judge(*error.args)

    async def _resolved(self, url: str) -> str | None:
        """The checked addresses of the URL's host as libcurl takes them, None where the host is an address itself.

        Raises ExchangeError for a host that may not be asked or has no address.
        """
        place = place_of(url)
        if refused := refusal_of_host(place.name):
            raise ExchangeError("address", refused)
        if _is_address(place.name):
            return None
        try:
            addresses = await self._guard.addresses_of(place.name, place.port)
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            raise fault_of_name(error) from error
        return f"+{place.name}:{place.port}:{','.join(map(_bracketed, addresses))}"


def _hurry(bound: asyncio.Timeout) -> None:
    """Leave no more than DRAIN_SECONDS."""
    soon = asyncio.get_running_loop().time() + DRAIN_SECONDS
    bound.reschedule(min(soon, bound.when() or soon))


def _is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
