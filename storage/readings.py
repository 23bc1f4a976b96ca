"""Readings in; documents, texts, sightings and figures out, each once: the append that everything rests on.

A document's reading that stands is the newest by `read_at`; an older one is never changed or deleted, so that a newer
extractor supersedes the sightings of the document by new rows. Takes one transaction for a batch.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.records import Article, Reading, Statistic
from storage.bodies import CODEC, packed
from storage.entries import settle_entries
from storage.feeds import append_attempts
from storage.keys import BOUNDS, document_key, figure_key, host_of, key_of, row_key_of, slot_key, text_key
from storage.rows import append_new, plain, plain_or_none, stored_keys
from storage.tables import BodyRow, DocumentRow, FeedRow, FigureRow, PageRow, ReadingRow, SightingRow, TextRow
from storage.times import time_columns
from storage.views import ReadingsAppended

Rows = dict[str, dict[str, Any]]
HOST_LENGTH = 253


@dataclass(slots=True)
class _Batch:
    """The rows of a batch, by table and key, while they are gathered."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    pages: dict[int, dict[str, Any]] = field(default_factory=dict)
    documents: Rows = field(default_factory=dict)
    texts: Rows = field(default_factory=dict)
    readings: Rows = field(default_factory=dict)
    sightings: Rows = field(default_factory=dict)
    figures: Rows = field(default_factory=dict)


def append_readings(connection: Connection, readings: Sequence[Reading]) -> ReadingsAppended:
    """Append all that the readings hold and settle their entries. Raises ValueRefusedError for what no row can keep."""
    append_attempts(connection, [attempt for reading in readings for attempt in reading.attempts])
    settle_entries(connection, readings)
    batch = _Batch()
    publishers = _publishers(connection, readings)
    for reading in sorted(readings, key=lambda reading: reading.read_at):
        _gather(batch, reading, publishers.get(reading.feed or "", ""))
    return _append(connection, batch)


def _publishers(connection: Connection, readings: Sequence[Reading]) -> dict[str, str]:
    feeds = {reading.feed for reading in readings if reading.feed}
    rows = connection.execute(sa.select(FeedRow.feed, FeedRow.publisher).where(FeedRow.feed.in_(feeds)))
    return {row.feed: row.publisher for row in rows}


def _gather(batch: _Batch, reading: Reading, feed_publisher: str) -> None:
    document = document_key(reading.url)
    page = None if reading.body is None else _gather_page(batch, reading, reading.body, document)
    article = reading.article
    if article is None or not article.text:
        return
    host = host_of(reading.url)[:HOST_LENGTH]
    publisher = article.publisher or feed_publisher or host
    row = _reading_row(reading, article, document, page, plain(publisher))
    batch.texts.setdefault(row["text_key"], {"key": row["text_key"], "text": plain(article.text), "cluster": None})
    batch.readings.setdefault(row["key"], row)
    batch.documents[document] = {
        "key": document,
        "url": plain(reading.url),
        "host": plain(host),
        "feed": reading.feed,
        "publisher": plain(publisher),
        "first_read_at": reading.read_at,
        "reading_key": row["key"],
        "read_at": reading.read_at,
    }
    for statistic in reading.statistics:
        _gather_statistic(batch, reading, statistic, row)


def _gather_page(batch: _Batch, reading: Reading, body: bytes, document: str) -> int:
    sha256 = hashlib.sha256(body).hexdigest()
    key = row_key_of("page", reading.url, sha256)
    batch.bodies[sha256] = body
    batch.pages.setdefault(
        key,
        {
            "key": key,
            "document_key": document,
            "url": plain(reading.url),
            "feed": reading.feed,
            "entry_key": reading.entry_key,
            "sha256": sha256,
            "content_type": plain(reading.content_type),
            "fetched_at": next(
                (a.fetched_at for a in reversed(reading.attempts) if a.target == "page"), reading.read_at
            ),
        },
    )
    return key


def _reading_row(reading: Reading, article: Article, document: str, page: int | None, publisher: str) -> dict[str, Any]:
    text = text_key(article.text)
    versions = (article.cleaner_version, reading.extractor_version)
    return {
        "key": key_of("reading", document, text, *versions),
        "document_key": document,
        "text_key": text,
        "page_key": page,
        "kind": article.kind,
        "headline": plain(article.headline),
        "language": plain_or_none(article.language),
        "publisher": publisher,
        "authors": json.dumps([plain(author) for author in article.authors], ensure_ascii=False),
        **time_columns("published", article.published),
        "published_from": article.published_from,
        "updated": article.updated.value if article.updated else None,
        "cleaner_version": article.cleaner_version,
        "extractor_version": reading.extractor_version,
        "supersedes": None,
        "read_at": reading.read_at,
    }


def _gather_statistic(batch: _Batch, reading: Reading, statistic: Statistic, row: dict[str, Any]) -> None:
    figure = figure_key(statistic)
    key = key_of("sighting", row["key"], figure, statistic.start, statistic.end)
    batch.figures.setdefault(figure, figure_row(statistic, figure, reading.read_at))
    batch.sightings.setdefault(
        key, sighting_row(statistic, key, figure, row["key"], row["document_key"], reading.read_at)
    )


CLAIM_FIELDS = (
    "measure", "value", "low", "high", "event", "destination", "sex", "group", "scope",
    "period_start", "period_end", "versus_start", "versus_end",
)  # fmt: skip


def figure_row(statistic: Statistic, key: str, at: datetime) -> dict[str, Any]:
    """The columns of a figure."""
    return {
        "key": key,
        "slot_key": slot_key(statistic),
        **{name: getattr(statistic, name) for name in CLAIM_FIELDS},
        "bound": BOUNDS[statistic.qualifier],
        "first_seen_at": at,
    }


def sighting_row(
    statistic: Statistic, key: str, figure: str, reading: str, document: str, at: datetime
) -> dict[str, Any]:
    """The columns of a sighting."""
    return {
        "key": key,
        "figure_key": figure,
        "reading_key": reading,
        "document_key": document,
        "qualifier": statistic.qualifier,
        "attribution": plain_or_none(statistic.attribution),
        "sentence": plain(statistic.sentence),
        "start": statistic.start,
        "end": statistic.end,
        "rule": statistic.rule,
        "seen_at": at,
    }


def _append(connection: Connection, batch: _Batch) -> ReadingsAppended:
    _append_bodies(connection, batch.bodies)
    append_new(connection, PageRow, batch.pages)
    append_new(connection, TextRow, batch.texts)
    figures = append_new(connection, FigureRow, batch.figures)
    documents = append_new(connection, DocumentRow, batch.documents)
    _link_superseded(connection, batch, documents)
    readings = append_new(connection, ReadingRow, batch.readings)
    sightings = append_new(connection, SightingRow, batch.sightings)
    _point_at_newest(connection, batch, documents)
    return ReadingsAppended(
        documents_new=len(documents),
        readings_new=len(readings),
        sightings_new=len(sightings),
        sightings_known=len(batch.sightings) - len(sightings),
        figures_new=tuple(sorted(figures)),
    )


def _append_bodies(connection: Connection, bodies: dict[str, bytes]) -> None:
    fresh = bodies.keys() - stored_keys(connection, BodyRow, bodies)
    rows = {
        sha256: {"sha256": sha256, "codec": CODEC, "size": len(bodies[sha256]), "content": packed(bodies[sha256])}
        for sha256 in fresh
    }
    append_new(connection, BodyRow, rows)


def _link_superseded(connection: Connection, batch: _Batch, new_documents: set[str]) -> None:
    """Note in each reading of a known document which reading stood before it."""
    known = batch.documents.keys() - new_documents
    if not known:
        return
    columns = (DocumentRow.key, DocumentRow.reading_key, DocumentRow.read_at)
    standing = connection.execute(sa.select(*columns).where(DocumentRow.key.in_(sorted(known))))
    before = {row.key: (row.reading_key, row.read_at) for row in standing}
    for row in sorted(batch.readings.values(), key=lambda row: (row["read_at"], row["key"])):
        stood, stood_at = before.get(row["document_key"], (row["key"], row["read_at"]))
        if stood != row["key"] and stood_at <= row["read_at"]:
            row["supersedes"] = stood
            before[row["document_key"]] = (row["key"], row["read_at"])


def _point_at_newest(connection: Connection, batch: _Batch, new_documents: set[str]) -> None:
    """Let each known document's pointer follow to the batch's reading where that is newer, and another one."""
    moved = [
        {"document": key, "reading": row["reading_key"], "at": row["read_at"]}
        for key, row in sorted(batch.documents.items())
        if key not in new_documents
    ]
    if not moved:
        return
    at: sa.BindParameter[Any] = sa.bindparam("at")
    reading: sa.BindParameter[Any] = sa.bindparam("reading")
    newer = sa.or_(DocumentRow.read_at < at, sa.and_(DocumentRow.read_at == at, DocumentRow.reading_key < reading))
    statement = (
        sa.update(DocumentRow)
        .where(DocumentRow.key == sa.bindparam("document"), DocumentRow.reading_key != reading, newer)
        .values(reading_key=reading, read_at=at)
    )
    connection.execute(statement, moved)
