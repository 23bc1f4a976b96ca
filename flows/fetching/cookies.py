"""Cookies that the hops of one trip set in, the Cookie header of its next hop out; none outlives its trip.

Consent walls and load balancers set a cookie and redirect to the same address: without it they would do so for ever.
"""

from collections.abc import Sequence
from http.cookies import CookieError, SimpleCookie
from typing import Final

from aiohttp import CookieJar
from yarl import URL

MOST: Final = 20
LONGEST: Final = 4_000
"""Characters that are sent; a longer header is left out."""


class TripCookies:
    """The cookies of one trip, each sent only where RFC 6265 lets it go."""

    def __init__(self) -> None:
        # Sites named by an address are in tests and intranets only; their cookies are as short-lived as all others.
        self._jar = CookieJar(unsafe=True, quote_cookie=False)

    def take(self, url: str, written: Sequence[str]) -> None:
        """Keep what the Set-Cookie headers of an answer from `url` say; those that cannot be read are passed over."""
        for line in written[:MOST]:
            try:
                self._jar.update_cookies(SimpleCookie(line), URL(url, encoded=True))
            except CookieError:
                continue

    def header_for(self, url: str) -> str:
        """The Cookie header for a request, empty where none is to be sent."""
        cookies = self._jar.filter_cookies(URL(url, encoded=True)).values()
        header = "; ".join(f"{cookie.key}={cookie.coded_value}" for cookie in cookies)
        return header if len(header) <= LONGEST and header.isascii() and header.isprintable() else ""
