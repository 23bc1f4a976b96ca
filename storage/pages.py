"""Kept pages out, to be read again or to prove by; and the proof that each quote still stands."""

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.bodies import unpacked
from storage.errors import StorageError
from storage.rows import Row
from storage.tables import BodyRow, DocumentRow, EntryRow, PageRow, ReadingRow, SightingRow, TextRow
from storage.times import time_reading
from storage.views import KeptPage, Unproven

ENTRY_COLUMNS = (
    EntryRow.title, EntryRow.published, EntryRow.published_raw, EntryRow.published_method,
    EntryRow.published_zone_from, EntryRow.published_precision,
)  # fmt: skip
ROWS_AT_ONCE = 1_000

Reread = Callable[[KeptPage], str]
"""How verification reads a kept page again: the page in, today's cleaned text out."""


def kept_pages(connection: Connection, after_key: int, limit: int) -> tuple[KeptPage, ...]:
    """At most `limit` pages with a key above `after_key`, by key."""
    query = (
        sa.select(PageRow.__table__, BodyRow.codec, BodyRow.content, *ENTRY_COLUMNS)
        .join(BodyRow, BodyRow.sha256 == PageRow.sha256)
        .outerjoin(EntryRow, EntryRow.key == PageRow.entry_key)
        .where(PageRow.key > after_key)
        .order_by(PageRow.key)
        .limit(limit)
    )
    return tuple(_page(row) for row in connection.execute(query).mappings())


def sightings_to_prove(connection: Connection) -> Iterator[Row]:
    """Every statement that stands, with the text it quotes and the page it came from."""
    columns = (SightingRow.key, SightingRow.sentence, SightingRow.start, SightingRow.end)
    query = (
        sa.select(*columns, TextRow.text, DocumentRow.url, ReadingRow.page_key)
        .join(DocumentRow, DocumentRow.reading_key == SightingRow.reading_key)
        .join(ReadingRow, ReadingRow.key == SightingRow.reading_key)
        .join(TextRow, TextRow.key == ReadingRow.text_key)
        .order_by(SightingRow.key)
    )
    yield from connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query).mappings()


def unproven(row: Row) -> Unproven | None:
    """None where the quote stands in its text around its number, else what is wrong with it."""
    reason = _fault(row["text"], row["sentence"], row["start"], row["end"])
    return None if reason is None else Unproven(sighting=row["key"], url=row["url"], reason=reason)


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


def _page(row: Row) -> KeptPage:
    taken = ("key", "url", "feed", "entry_key", "content_type", "fetched_at")
    try:
        body = unpacked(row["codec"], row["content"])
    except ValueError as error:
        raise StorageError(f"the kept page of {row['url']} cannot be read: {error}") from error
    return KeptPage(
        **{name: row[name] for name in taken},
        body=body,
        headline=row["title"],
        published=time_reading("published", row),
    )
