"""Cookies that the hops of one trip set in, the Cookie header of its next hop out; none outlives its trip.

Consent walls and load balancers set a cookie and redirect to the same address: without it they would do so for ever.
"""

from collections.abc import Sequence
from email.message import Message
from http.client import HTTPResponse
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final, cast
from urllib.request import Request

MOST: Final = 20
LONGEST: Final = 4_000
"""Characters that are sent; a longer header is left out."""


class TripCookies:
    """The cookies of one trip, each sent only where it may go; the rules are the standard library's."""

    def __init__(self) -> None:
        self._jar = CookieJar(DefaultCookiePolicy(strict_ns_set_path=False))

    def take(self, url: str, written: Sequence[str]) -> None:
        """Keep what the Set-Cookie headers of an answer from `url` say; those that cannot be read are passed over."""
        named = [line for line in written[:MOST] if "=" in line.partition(";")[0]]  # RFC 6265, 5.2
        self._jar.extract_cookies(cast(HTTPResponse, _Answered(named)), Request(url))  # noqa: S310 - it is never sent

    def header_for(self, url: str) -> str:
        """The Cookie header for a request, empty where none is to be sent."""
        request = Request(url)  # noqa: S310 - nor this
        self._jar.add_cookie_header(request)
        header = request.get_header("Cookie", "") or ""
        return header if len(header) <= LONGEST and header.isascii() and header.isprintable() else ""


class _Answered:
    """As much of a response as the jar looks at."""

    def __init__(self, written: Sequence[str]) -> None:
        self._written = written

    def info(self) -> Message:
        message = Message()
        for line in self._written:
            message["Set-Cookie"] = line.replace("\r", " ").replace("\n", " ")
        return message
