"""The HTML of a site's page comes in, the addresses where its feeds may be go out, best guess first; nothing is asked.

What the page declares (RSS Autodiscovery, HTML's rel=alternate) comes before links that look like a feed, and those
before the places where publishing software keeps its feeds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from bs4.element import Tag

from parsers.encodings import decode_bytes
from parsers.languages.boilerplate import load_boilerplate
from parsers.urls import request_url

MAX_CANDIDATES: Final = 16
MAX_BYTES: Final = 2_000_000

USUAL_PLACES: Final = (
    "/feed", "/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json", "/rss/all.xml",
    "/news-sitemap.xml",
)  # fmt: skip

_FEED_TYPES: Final = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/json",
     "application/xml", "text/xml"}
)  # fmt: skip
_LOOKS_LIKE_FEED: Final = re.compile(
    r"(?:^|[/._-])(?:rss|atom|feeds?|rdf)(?:$|[/._?=-])|\.(?:rss|rdf|atom)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCandidate:
    """An address where a feed may be, its title where the page gives one, and what speaks for it."""

    url: str
    title: str
    found_by: Literal["declared", "linked", "usual place"]


def find_feed_addresses(body: bytes, *, url: str, content_type: str = "") -> tuple[FeedCandidate, ...]:
    """Where to look for the feeds of the page at `url`, at most MAX_CANDIDATES addresses, each once."""
    soup = BeautifulSoup(decode_bytes(body[:MAX_BYTES], content_type=content_type).text, "lxml")
    base = _base(soup, url)
    found: dict[str, FeedCandidate] = {}
    for candidate in (*_declared(soup, base), *_linked(soup, base), *_usual(url)):
        found.setdefault(candidate.url, candidate)
    return tuple(islice(found.values(), MAX_CANDIDATES))


def _base(soup: BeautifulSoup, url: str) -> str:
    tag = soup.find("base", href=True)
    return (request_url(str(tag["href"]), base=url) or url) if isinstance(tag, Tag) else url


def _declared(soup: BeautifulSoup, base: str) -> Iterator[FeedCandidate]:
    """The declared feeds; those of comments, which blogs declare beside their own, come last."""
    links = [link for link in soup.find_all("link", href=True) if _declares_feed(link)]
    for link in sorted(links, key=lambda link: _tells_of_comments(f"{link.get('title')} {link['href']}")):
        address = request_url(str(link["href"]), base=base)
        if address:
            yield FeedCandidate(url=address, title=str(link.get("title") or "").strip(), found_by="declared")


def _tells_of_comments(words: str) -> bool:
    folded = words.casefold()
    return any(word in folded for language in load_boilerplate().values() for word in language.comment_feeds)


def _declares_feed(link: Tag) -> bool:
    rel = {word.lower() for word in link.get_attribute_list("rel") if word}
    kind = str(link.get("type") or "").split(";")[0].strip().lower()
    return bool(rel & {"alternate", "feed"}) and (kind in _FEED_TYPES or "feed" in rel)


def _linked(soup: BeautifulSoup, base: str) -> Iterator[FeedCandidate]:
    for link in soup.find_all("a", href=True):
        address = request_url(str(link["href"]), base=base)
        if address and _LOOKS_LIKE_FEED.search(urlsplit(address).path + "?" + urlsplit(address).query):
            yield FeedCandidate(url=address, title=link.get_text(" ", strip=True)[:100], found_by="linked")


def _usual(url: str) -> Iterator[FeedCandidate]:
    for place in USUAL_PLACES:
        address = request_url(place, base=url)
        if address:
            yield FeedCandidate(url=address, title="", found_by="usual place")
