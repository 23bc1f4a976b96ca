"""An RSS or Atom document in UTF-8 comes in, a draft goes out, by feedparser.

feedparser's sanitiser and its resolution of links inside HTML stay off: both are quadratic on hostile input and nothing
here is ever rendered. It is given a stream (a string could be taken for a file's name or an address) and no header
beside the content type (Content-Location would rewrite ids). Its reading of dates is not used.
"""

import html
import io
import re
from collections.abc import Iterator
from typing import Any, Final

import feedparser

from parsers.errors import FeedParseError
from parsers.feeds.drafts import EntryDraft, FeedDraft

_HEADERS: Final = {"content-type": "application/xml; charset=utf-8"}
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>")
_MINUTES: Final = {"hourly": 60, "daily": 1_440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}


def read_syndication(document: bytes, feed: str) -> FeedDraft | None:
    """The draft of a feed, None where feedparser recognises no format. Raises FeedParseError."""
    try:
        parsed = feedparser.parse(
            io.BytesIO(document),
            response_headers=_HEADERS,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # on broken input feedparser fails in ways that it does not name
        raise FeedParseError(feed, f"feedparser cannot read it ({type(error).__name__}: {str(error)[:100]})") from error
    if not parsed.version and not parsed.entries:
        return None
    head = parsed.feed
    return FeedDraft(
        format=parsed.version or "unknown",
        title=plain_text(_string(head, "title")),
        generator=_string(head, "generator"),
        entries=tuple(_entry(entry, rss=not parsed.version.startswith("atom")) for entry in parsed.entries),
        problems=tuple(_problems(parsed)),
        ttl_minutes=_ttl(head),
        links=tuple((str(link.get("rel", "")), str(link.get("href", ""))) for link in head.get("links", ())),
    )


def plain_text(title: str) -> str:
    """A title without markup: feeds escape it once, twice or not at all."""
    return " ".join(html.unescape(_TAG.sub("", title)).split())


def _entry(entry: Any, *, rss: bool) -> EntryDraft:
    content = "\n".join(value for part in entry.get("content", ()) if (value := str(part.get("value") or "")))
    summary = _string(entry, "summary")
    published, updated = _string(entry, "published"), _string(entry, "updated")
    if rss and not published:
        # RSS 1.0 dates its items by dc:date, which feedparser files under `updated`.
        published, updated = updated, ""
    identifier = _string(entry, "id").strip()
    return EntryDraft(
        id=identifier,
        link=_link(entry, identifier),
        title=plain_text(_string(entry, "title")),
        published=published.strip(),
        updated=updated.strip(),
        summary="" if summary == content else summary,
        content=content,
        authors=tuple(dict.fromkeys(_authors(entry))),
    )


def _link(entry: Any, identifier: str) -> str:
    """The link to the article. feedparser offers an RSS guid as the link even where it is no address at all."""
    link = _string(entry, "link").strip()
    if link == identifier and not link.lower().startswith(("http://", "https://")):
        link = ""
    if link:
        return link
    return next(
        (str(other.get("href") or "") for other in entry.get("links", ()) if other.get("rel") == "alternate"), ""
    )


def _authors(entry: Any) -> Iterator[str]:
    for author in entry.get("authors", ()):
        if name := str(author.get("name") or "").strip():
            yield name


def _string(fields: Any, name: str) -> str:
    """A field as feedparser stored it: its own look-up answers `updated` with `published` where there is none."""
    value = dict.get(fields, name)
    return value if isinstance(value, str) else ""


def _ttl(feed: Any) -> int | None:
    """The longest of what the feed asks for between polls: RSS's ttl, the syndication module's period."""
    asked = [_positive(_string(feed, "ttl"))]
    period = _MINUTES.get(_string(feed, "sy_updateperiod").strip().lower())
    if period:
        asked.append(period // (_positive(_string(feed, "sy_updatefrequency")) or 1))
    return max((minutes for minutes in asked if minutes), default=None)


def _positive(written: str) -> int | None:
    digits = written.strip()[:9]
    return int(digits) or None if digits.isdecimal() else None


def _problems(parsed: Any) -> Iterator[str]:
    if parsed.get("bozo"):
        yield f"not well-formed: {str(parsed.get('bozo_exception', ''))[:200]}"
