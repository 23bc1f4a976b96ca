"""A URL comes in, where its request goes comes out: taken apart once a hop for pace, robots.txt and connection."""

import re
from dataclasses import dataclass
from typing import Final

from parsers.urls import DEFAULT_PORTS

_ORIGIN: Final = re.compile(r"(https?)://(\[[^]]+]|[^][/?:]+)(?::([0-9]+))?(?=[/?])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`host` shares a pace, `origin` (scheme, name and port as written) a robots.txt; `name` and `port` are reached."""

    host: str
    origin: str
    name: str
    port: int


NOWHERE: Final = Place(host="", origin="", name="", port=0)
"""Before it is known where to go."""


def place_of(url: str) -> Place:
    """The place of a URL in the form of parsers.urls.request_url. Raises ValueError for another form."""
    found = _ORIGIN.match(url)
    if found is None:
        raise ValueError(f"{url[:200]!r} is not in the form to be asked for")
    scheme, written, port = found.groups()
    name = written.strip("[]")
    return Place(
        host=name.removeprefix("www."), origin=found[0], name=name, port=int(port) if port else DEFAULT_PORTS[scheme]
    )
