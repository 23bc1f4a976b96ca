"""One request goes out, one answer comes back, within bounds of time, bytes and addresses; redirects are not followed.

Names are looked up and judged here; libcurl does the HTTP and keeps connections for the next request to the same place.
"""

import asyncio
from collections.abc import Mapping
from typing import Final, Self

import pycurl

from flows.fetching.addresses import AddressGuard, AllowList, Resolve, is_address
from flows.fetching.answers import Answer, Unwanted
from flows.fetching.faults import fault_of_name
from flows.fetching.place import Place
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
        self._idle: list[Request] = []

    async def __aenter__(self) -> Self:
        """Be ready for the first request."""
        await self._transfers.__aenter__()
        return self

    async def __aexit__(self, *raised: object) -> None:
        """Close the kept connections, the handles and the resolver's threads."""
        await self._transfers.__aexit__(*raised)
        while self._idle:
            self._idle.pop().curl.close()
        await self._guard.close()

    async def ask(
        self,
        url: str,
        place: Place,
        headers: Mapping[str, str],
        *,
        seconds: float,
        max_bytes: int,
        unwanted: Unwanted,
        cut: bool = False,
    ) -> Answer:
        """GET one URL, whose place this is, within `seconds`.

        A decoded body over `max_bytes` is an error, or cut off there with `cut`. Raises ExchangeError only.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        request = self._idle.pop() if self._idle else Request(self._options, self._guard)
        received = Reception(
            max_bytes=max_bytes,
            unwanted=unwanted,
            cut=cut,
            drain=lambda: self._transfers.hurry(request.curl, loop.time() + DRAIN_SECONDS),
        )
        try:
            request.aim(url, headers, await self._resolved(place, until), received)
            await self._transfers.perform(request.curl, until)
        except pycurl.error as error:
            request.judge(received, *error.args)
        except TimeoutError:
            if not received.enough:
                when = "while its body came" if received.status else "without an answer"
                raise received.error("timeout", f"gave up after {seconds:.0f} s {when}") from None
        finally:
            request.let_go()
            self._idle.append(request)
        return received.answer(url)

    async def _resolved(self, place: Place, until: float) -> str | None:
        """The checked addresses of a host as libcurl takes them, None where the host is an address itself.

        Raises TimeoutError, or ExchangeError for a host that may not be asked or has no address.
        """
        try:
            if is_address(place.name):
                return None
            async with asyncio.timeout_at(until):
                addresses = await self._guard.addresses_of(place.name, place.port)
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            raise fault_of_name(error) from error
        return f"+{place.name}:{place.port}:{','.join(map(_bracketed, addresses))}"


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
