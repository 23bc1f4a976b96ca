"""One request goes out, one answer comes back, within bounds of time, bytes and addresses; redirects are not followed.

aiohttp does the HTTP. What it must not do by itself is switched off here: proxies and .netrc of the environment,
cookies, redirects, kept connections, unpacking (done by BodyDecoder, which counts and stops).
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Self

import aiohttp
from yarl import URL

from flows.fetching.addresses import AddressGuard, AllowList, Resolve, refusal_of_host
from flows.fetching.decoding import ACCEPT_ENCODING, BodyDecoder, DecodingError, TooLargeError
from flows.fetching.faults import fault_of, is_unreachable
from parsers.records import FailureKind

CHUNK: Final = 65_536
MAX_HEADER_LINE: Final = 65_536
MAX_HEADERS: Final = 128

Headers = tuple[tuple[str, str], ...]
Unwanted = Callable[[int, Headers], bool]
"""Says from status and headers alone that the body need not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response: status, headers with lower-case names, the decoded body (empty where it was unwanted)."""

    url: str
    status: int
    headers: Headers
    body: bytes
    wire_bytes: int

    def header(self, name: str) -> str | None:
        """The first header of that lower-case name."""
        return next((value for key, value in self.headers if key == name), None)

    def all_headers(self, name: str) -> tuple[str, ...]:
        """All headers of that lower-case name."""
        return tuple(value for key, value in self.headers if key == name)


class ExchangeError(Exception):
    """No usable answer: a FailureKind and one clause for a person.

    `unreachable` says that no connection came about, which the next request would find as well.
    """

    def __init__(
        self,
        kind: FailureKind,
        detail: str,
        *,
        status: int | None = None,
        wire_bytes: int = 0,
        unreachable: bool = False,
    ) -> None:
        super().__init__(detail)
        self.unreachable = unreachable
        self.kind: FailureKind = kind
        self.detail = detail
        self.status = status
        self.wire_bytes = wire_bytes


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
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": ACCEPT_ENCODING, "Accept-Language": "*"}
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=connect_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the session."""
        connector = aiohttp.TCPConnector(
            resolver=self._guard,
            socket_factory=self._guard.make_socket,
            use_dns_cache=False,
            force_close=True,
            limit=0,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers=self._headers,
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            read_bufsize=CHUNK,
            max_line_size=MAX_HEADER_LINE,
            max_field_size=MAX_HEADER_LINE,
            max_headers=MAX_HEADERS,
        )
        return self

    async def __aexit__(self, *raised: object) -> None:
        """Close the session and the resolver's threads."""
        if self._session is not None:
            await self._session.close()
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
        received = _Received()
        try:
            async with asyncio.timeout(seconds):
                return await self._get(url, headers, max_bytes, unwanted, received, cut=cut)
        except aiohttp.ConnectionTimeoutError:
            detail = f"no connection within {self._timeout.sock_connect:g} s"
            raise received.error("timeout", detail, unreachable=True) from None
        except TimeoutError:
            when = "while its body came" if received.status else "without an answer"
            raise received.error("timeout", f"gave up after {seconds:.0f} s {when}") from None
        except ExchangeError:
            raise
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise received.error(*fault_of(error), unreachable=is_unreachable(error)) from error

    async def _get(
        self,
        url: str,
        headers: Mapping[str, str],
        max_bytes: int,
        unwanted: Unwanted,
        received: "_Received",
        *,
        cut: bool,
    ) -> Answer:
        if self._session is None:
            raise RuntimeError("Exchange is used inside `async with` only")
        address = URL(url, encoded=True)
        if refused := refusal_of_host(address.raw_host or ""):
            raise ExchangeError("address", refused)
        async with self._session.get(address, headers=headers, allow_redirects=False) as response:
            received.status = response.status
            fields = tuple((name.lower(), _readable(value)) for name, value in response.headers.items())
            body = b""
            if not unwanted(response.status, fields):
                body = await _read_body(response, max_bytes, received, cut=cut)
            return Answer(url=url, status=response.status, headers=fields, body=body, wire_bytes=received.wire_bytes)


@dataclass(slots=True)
class _Received:
    """What is known of an answer when it breaks off."""

    status: int | None = None
    wire_bytes: int = 0

    def error(self, kind: FailureKind, detail: str, *, unreachable: bool = False) -> ExchangeError:
        return ExchangeError(kind, detail, status=self.status, wire_bytes=self.wire_bytes, unreachable=unreachable)


async def _read_body(response: aiohttp.ClientResponse, max_bytes: int, received: _Received, *, cut: bool) -> bytes:
    decoder = BodyDecoder(response.headers.get("Content-Encoding", ""), max_bytes)
    try:
        async for chunk in response.content.iter_chunked(CHUNK):
            received.wire_bytes += len(chunk)
            decoder.feed(chunk)
        return decoder.finish()
    except TooLargeError:
        if cut:
            return bytes(decoder.decoded[:max_bytes])
        raise received.error("too_large", f"the body is larger than {max_bytes:,} bytes") from None
    except DecodingError as error:
        raise received.error("protocol", str(error)) from None


def _readable(value: str) -> str:
    """A header's value without the half characters that bytes outside UTF-8 leave behind."""
    return value if value.isascii() else value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
