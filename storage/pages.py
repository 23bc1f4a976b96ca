"""Kept pages out, to be read again or to prove by; and the proof that each quote still stands."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.records import TimestampReading
from storage.bodies import unpacked
from storage.figures import standing
from storage.rows import Row, plain
from storage.tables import BodyRow, DocumentRow, EntryRow, PageRow, ReadingRow, SightingRow, TextRow
from storage.times import time_reading
from storage.views import KeptPage, Unproven, Verified

ENTRY_COLUMNS = (
    EntryRow.title, EntryRow.published, EntryRow.published_raw, EntryRow.published_method,
    EntryRow.published_zone_from, EntryRow.published_precision,
)  # fmt: skip
ROWS_AT_ONCE = 1_000
TOLD = "folder"
"""What `published_from` says of a time that a list of saved pages gave, where the page itself states none."""

Reread = Callable[[KeptPage], str]
"""How verification reads a kept page again: the page in, its cleaned text out."""


def kept_pages(connection: Connection, after_key: int, limit: int) -> tuple[KeptPage, ...]:
    """At most `limit` pages with a key above `after_key`, by key."""
    query = _pages().where(PageRow.key > after_key).order_by(PageRow.key).limit(limit)
    rows = connection.execute(query).mappings().all()
    told = _told_dates(connection, [row["key"] for row in rows if row["entry_key"] is None])
    return tuple(_page(row, told.get(row["key"])) for row in rows)


def verify(connection: Connection, reread: Reread | None) -> Verified:
    """Prove every statement that stands against its stored text and, with `reread`, against the kept bytes as well."""
    statements = pages = 0
    faults: list[Unproven] = []
    page_key = 0
    page, read_again = None, ""
    for row in _statements_by_page(connection):
        statements += 1
        if reread is not None and row["page_key"] is not None and row["page_key"] != page_key:
            page_key = row["page_key"]
            page = _kept(connection, page_key)
            read_again = plain(reread(page)) if page is not None and not page.fault else ""
            pages += page is not None
        reason = _fault(row["text"], row["sentence"], row["start"], row["end"])
        if reason is None and page is not None and row["page_key"] == page_key and row["sentence"] not in read_again:
            reason = page.fault or "the kept page, read again, does not give the quote any more"
        if reason is not None:
            faults.append(Unproven(sighting=row["key"], url=row["url"], reason=reason))
    return Verified(sightings=statements, pages=pages, unproven=tuple(faults))


def _statements_by_page(connection: Connection) -> Iterator[Row]:
    columns = (SightingRow.key, SightingRow.sentence, SightingRow.start, SightingRow.end)
    query = (
        standing(sa.select(*columns, TextRow.text, DocumentRow.url, ReadingRow.page_key))
        .join(TextRow, TextRow.key == ReadingRow.text_key)
        .order_by(ReadingRow.page_key, SightingRow.key)
    )
    yield from connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}).mappings()


def _kept(connection: Connection, page_key: int) -> KeptPage | None:
    """The page with that key, None where its bytes were let go."""
    row = connection.execute(_pages().where(PageRow.key == page_key)).mappings().first()
    return None if row is None else _page(row, None)


def _told_dates(connection: Connection, keys: Sequence[int]) -> dict[int, TimestampReading | None]:
    """The publication time that came with a saved page from outside it, for pages that no feed listed."""
    query = sa.select(ReadingRow.__table__).where(ReadingRow.page_key.in_(keys), ReadingRow.published_from == TOLD)
    return {row["page_key"]: time_reading("published", row) for row in connection.execute(query).mappings()}


def _pages() -> sa.Select[Any]:
    return (
        sa.select(PageRow.__table__, BodyRow.codec, BodyRow.content, *ENTRY_COLUMNS)
        .join(BodyRow, BodyRow.sha256 == PageRow.sha256)
        .outerjoin(EntryRow, EntryRow.key == PageRow.entry_key)
    )


def _fault(text: str, sentence: str, start: int, end: int) -> str | None:
    if not 0 <= start < end <= len(text):
        return f"the offsets {start} to {end} lie outside the text of {len(text)} characters"
    if sentence not in text:
        return "the quote does not stand in the stored text"
    number = text[start:end]
    first = text.find(sentence)
    while first >= 0:
        if first <= start and end <= first + len(sentence):
            return None
        first = text.find(sentence, first + 1)
    return f"the number {number!r} at {start} stands outside its quote"


def _page(row: Row, told: TimestampReading | None) -> KeptPage:
    taken = ("key", "url", "feed", "entry_key", "content_type", "fetched_at")
    body, fault = b"", ""
    try:
        body = unpacked(row["codec"], row["content"])
    except ValueError as error:
        fault = f"the kept page cannot be read: {error}"
    return KeptPage(
        **{name: row[name] for name in taken},
        body=body,
        fault=fault,
        headline=row["title"],
        published=time_reading("published", row) or told,
    )
