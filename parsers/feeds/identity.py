"""A feed's drafts come in, entries with identities, absolute links and read dates go out.

The ladder: an id, without scheme and session where it is an address, that no other entry of the document uses; the id
with the link where the document uses the id again; the link; a hash of the content. No rung depends on the order of the
entries or on when they were read. Entries that are alike in everything are one entry.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Final, Literal
from urllib.parse import urldefrag, urljoin, urlsplit

from parsers.feeds.drafts import EntryDraft, FeedDraft
from parsers.records import Entry, ParsedFeed, TimestampReading
from parsers.timestamps import read_timestamp
from parsers.urls import canonical_url, hiding_host

MAX_IDENTITY: Final = 500

_PLAIN_LINK: Final = re.compile(r"https?://(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}/[!-\[\]-~]{0,1000}")
"""Absolute already, and nothing in it that would have to be looked at more closely."""

_Rung = Literal["id", "id+link", "link", "content"]


def identify(draft: FeedDraft, *, feed: str, url: str, zone: str | None, not_after: datetime | None) -> ParsedFeed:
    """Settle identity, link and dates of every entry of one document."""
    distinct = list(dict.fromkeys(draft.entries))
    links = [absolute_link(entry.link, url) for entry in distinct]
    entries = tuple(
        Entry(
            feed=feed,
            identity=identity,
            identified_by=rung,
            link=link,
            title=entry.title,
            published=_dated(entry.published, zone, not_after),
            updated=_dated(entry.updated, zone, not_after),
            summary=entry.summary,
            content=entry.content,
            authors=entry.authors,
            position=position,
        )
        for position, (entry, link, (rung, identity)) in enumerate(
            zip(distinct, links, _identities(distinct, links), strict=True)
        )
    )
    return ParsedFeed(
        format=draft.format,
        title=draft.title,
        entries=entries,
        problems=(*draft.problems, *_problems(draft, entries)),
        ttl_minutes=draft.ttl_minutes,
        links=tuple(_absolute_links(draft.links, url)),
        generator=draft.generator,
    )


def absolute_link(link: str, base: str) -> str | None:
    """The link as an absolute http or https URL (file: only beside a file: base), else None."""
    if _PLAIN_LINK.fullmatch(link):
        return link
    canonical = canonical_url(link, base=base)
    if canonical is None or base.startswith("file:"):
        return canonical
    return urljoin(base, link.strip()).encode("utf-8", "replace").decode()


# ---------------------------------------------------------------- the ladder


def _identities(entries: list[EntryDraft], links: list[str | None]) -> list[tuple[_Rung, str]]:
    """The highest rung of each entry on which no other entry of the document stands.

    Rungs never mix: only entries that share a higher rung, or lack it, meet on a lower one.
    """
    settled: dict[int, tuple[_Rung, str]] = {}
    waiting = list(range(len(entries)))
    for name, rung in _LADDER:
        found = {index: rung(entries[index], links[index]) for index in waiting}
        used = Counter(found.values())
        settled |= {index: (name, value) for index, value in found.items() if value and used[value] == 1}
        waiting = [index for index in waiting if index not in settled]
    return [settled[index] for index in range(len(entries))]


def _by_id(entry: EntryDraft, _: str | None) -> str | None:
    return _short(f"id:{_lasting(entry.id)}") if entry.id else None


def _by_id_and_link(entry: EntryDraft, link: str | None) -> str | None:
    return _short(f"id+link:{_lasting(entry.id)}\n{_place(link)}") if entry.id and link else None


def _lasting(identifier: str) -> str:
    """An id without what a server writes anew for each reader into an address: a session, where the reader comes from.

    An id may be an address that tells entries apart by their fragment.
    """
    if not identifier.startswith(("http://", "https://")):
        return identifier
    if not {"?", ";"} & set(identifier):
        return _by_either_scheme(identifier)
    address, fragment = urldefrag(identifier)
    return _by_either_scheme(canonical_url(address) or address) + (f"#{fragment}" if fragment else "")


def _by_link(entry: EntryDraft, link: str | None) -> str | None:
    return _short(f"link:{_place(link)}") if link and not entry.id else None


def _by_headline(entry: EntryDraft, link: str | None) -> str | None:
    bare = not entry.id and not link and entry.title and entry.published
    return _hashed([entry.title, entry.published]) if bare else None


def _by_everything(entry: EntryDraft, _: str | None) -> str:
    fields = (entry.id, entry.link, entry.title, entry.published, entry.updated, entry.summary, entry.content)
    return _hashed([*fields, *entry.authors])


_LADDER: Final[tuple[tuple[_Rung, Callable[[EntryDraft, str | None], str | None]], ...]] = (
    ("id", _by_id),
    ("id+link", _by_id_and_link),
    ("link", _by_link),
    ("content", _by_headline),
    ("content", _by_everything),
)


def _place(link: str | None) -> str | None:
    """The link without its tracking parameters; a fragment stays where it may name the entry itself."""
    if link is None:
        return None
    fragment = urldefrag(link).fragment
    place = _by_either_scheme(canonical_url(link) or link)
    return place + (f"#{fragment}" if fragment and "=" not in fragment else "")


def _by_either_scheme(address: str) -> str:
    """An address without http: or https:, for sites move from one to the other, or mix them, with all their entries."""
    return address.removeprefix("http:").removeprefix("https:")


def _short(identity: str) -> str:
    return identity if len(identity) <= MAX_IDENTITY else _hashed([identity])


def _hashed(parts: Iterable[str]) -> str:
    digest = hashlib.sha256(b"1")
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return f"sha256:{digest.hexdigest()}"


# ---------------------------------------------------------------- dates, links and what was wrong


def _dated(raw: str, zone: str | None, not_after: datetime | None) -> TimestampReading | None:
    return read_timestamp(raw, zone=zone, not_after=not_after) if raw else None


def _absolute_links(links: Iterable[tuple[str, str]], url: str) -> Iterator[tuple[str, str]]:
    for rel, href in links:
        address = absolute_link(href, url)
        if address and urlsplit(address).scheme in {"http", "https"}:
            yield rel, address


def _problems(draft: FeedDraft, entries: tuple[Entry, ...]) -> Iterator[str]:
    twice = len(draft.entries) - len(entries)
    unread = sum(1 for entry in entries for date in (entry.published, entry.updated) if date and date.value is None)
    counts = (
        (twice, "listed twice"),
        (sum(entry.identified_by == "id+link" for entry in entries), "with an id that another entry has"),
        (sum(entry.link is None for entry in entries), "without a link that can be fetched"),
        (unread, "with a date that cannot be read"),
        (
            sum(hiding_host(entry.link or "") is not None for entry in entries),
            "whose link hides the article's address from programs; take the publishers' own feeds instead",
        ),
    )
    if not draft.entries:
        yield "no entries"
    for count, what in counts:
        if count:
            yield f"{count} {'entry' if count == 1 else 'entries'} {what}"
