"""A URL comes in, where its request goes comes out: taken apart once for pace, robots.txt and connection."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from parsers.urls import host_of

_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`host` shares a pace, `origin` (scheme, name and port as written) a robots.txt; `name` and `port` are reached."""

    host: str
    origin: str
    name: str
    port: int


@lru_cache(maxsize=1_000)
def place_of(url: str) -> Place:
    """The place of a URL in the form of parsers.urls.request_url."""
    parts = urlsplit(url)
    return Place(
        host=host_of(url),
        origin=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        name=parts.hostname or "",
        port=parts.port or _PORTS[parts.scheme],
    )
