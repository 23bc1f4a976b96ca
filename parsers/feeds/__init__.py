"""The bytes of a feed come in, its entries with stable identities go out; nothing is fetched, sanitised or rendered.

RSS 0.9x to 2.0, RSS 1.0, Atom 0.3 and 1.0 (by feedparser), JSON Feed 1.x and sitemaps with Google's news extension.
What the content type says is not believed: the first bytes decide.
"""

import re
import zlib
from datetime import datetime, timedelta
from typing import Final

from parsers.encodings import decode_bytes
from parsers.errors import FeedParseError
from parsers.feeds.drafts import FeedDraft
from parsers.feeds.identity import identify
from parsers.feeds.jsonfeed import read_json_feed
from parsers.feeds.sitemap import read_sitemap
from parsers.feeds.syndication import read_syndication
from parsers.records import ParsedFeed

__all__ = ["CLOCK_SKEW", "MAX_BYTES", "parse_feed"]

MAX_BYTES: Final = 32_000_000
CLOCK_SKEW: Final = timedelta(hours=26)
"""How far ahead of the fetch an entry may be dated: the widest mistake a wrong zone makes."""

_GZIP: Final = b"\x1f\x8b"
_SITEMAP: Final = re.compile(r"<(?:\w+:)?(urlset|sitemapindex)[\s>]")
_ENTRY: Final = re.compile(r"<(?:item|entry|url)[\s>]")
_END: Final = re.compile(r"</(?:rss|channel|feed|urlset|(?:\w+:)?RDF)\s*>")
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)


def parse_feed(
    body: bytes,
    *,
    feed: str,
    url: str,
    content_type: str = "",
    zone: str | None = None,
    fetched_at: datetime | None = None,
) -> ParsedFeed:
    """Read a feed document.

    `url` is the address it came from in the end, for relative links; `zone` the IANA name for times without one;
    entries dated later than `fetched_at` (plus CLOCK_SKEW) keep their raw date without a value.
    Raises FeedParseError, and nothing else, for bytes that are no feed.
    """
    try:
        draft = _read(_unpacked(body, feed), feed, content_type)
    except RecursionError:
        raise FeedParseError(feed, "nested too deeply to be a feed") from None
    not_after = fetched_at + CLOCK_SKEW if fetched_at else None
    return identify(draft, feed=feed, url=url, zone=zone, not_after=not_after)


def _unpacked(body: bytes, feed: str) -> bytes:
    """Sitemaps are often stored as .gz files, without a Content-Encoding that would have unpacked them."""
    if body.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            body = unpacker.decompress(body, MAX_BYTES + 1)
        except zlib.error as error:
            raise FeedParseError(feed, f"a damaged gzip file ({error})") from None
    if len(body) > MAX_BYTES:
        raise FeedParseError(feed, f"larger than {MAX_BYTES // 1_000_000} MB")
    return body


def _read(body: bytes, feed: str, content_type: str) -> FeedDraft:
    decoded = decode_bytes(body.lstrip(), content_type=content_type)
    problem, text = decoded.problem, decoded.text.lstrip("\ufeff \t\r\n\x00")
    del decoded  # a large feed is held as seldom as possible
    if not text:
        raise FeedParseError(feed, "an empty body")
    breaks_off = text.startswith("<") and _breaks_off(text)
    if text.startswith("{"):
        draft = read_json_feed(text, feed)
    elif _SITEMAP.search(text, 0, 2_000):
        draft = read_sitemap(text, feed)
    else:
        start, document = text[:5_000], text.encode("utf-8", "replace")
        del text
        draft = _read_syndication(document, feed, start)
    if breaks_off:
        draft = draft.without_last("breaks off inside an entry, which is left out")
    return draft.with_problem(problem) if problem else draft


def _breaks_off(text: str) -> bool:
    """Whether a document that closes its entries ends inside one, which may then have half a link or lack its id."""
    closed = max(text.rfind(f"</{name}>") for name in ("item", "entry", "url"))
    return closed >= 0 and _ENTRY.search(text, closed) is not None and _END.search(text, closed) is None


def _read_syndication(document: bytes, feed: str, start: str) -> FeedDraft:
    draft = read_syndication(document, feed)
    if draft is None:
        raise FeedParseError(feed, _what_it_is(start))
    return draft


def _what_it_is(start: str) -> str:
    if _HTML.search(start):
        return "an HTML page, not a feed; `defectorwatch feeds add` finds the feed behind a page"
    return f"no feed of a known format; it begins {start[:40]!r}"
