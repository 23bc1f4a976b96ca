"""Entries that wait for their page: the due ones out, the verdicts on them in."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.records import Entry, PendingEntry, Reading
from storage.feeds import WAITING
from storage.rows import Row, plain
from storage.tables import EntryRow
from storage.times import time_reading
from storage.views import SetAside

DAY = timedelta(days=1)
LAST_DAY = date.max - 3 * DAY


def pending_entries(
    connection: Connection, at: datetime, feeds: Sequence[str] | None, days: tuple[date, date] | None, limit: int
) -> tuple[PendingEntry, ...]:
    """At most `limit` entries whose page is due, the longest known first.

    With `days` only entries dated from the first to the last of them, in whatever zone, or not dated.
    """
    due = sa.or_(EntryRow.retry_at.is_(None), EntryRow.retry_at <= at)
    query = sa.select(EntryRow.__table__).where(EntryRow.status.in_(WAITING), due)
    if feeds is not None:
        query = query.where(EntryRow.feed.in_(feeds))
    if days is not None:
        first, last = (datetime.combine(min(day, LAST_DAY), time(), tzinfo=UTC) for day in days)
        within = EntryRow.published.between(first - DAY, last + 2 * DAY)
        query = query.where(sa.or_(EntryRow.published.is_(None), within))
    ordered = query.order_by(EntryRow.first_seen_at, EntryRow.feed, EntryRow.position, EntryRow.key).limit(limit)
    return tuple(_pending(row) for row in connection.execute(ordered).mappings())


def settle_entries(connection: Connection, readings: Iterable[Reading]) -> None:
    """Write each verdict to its entry; one that was read stays read whatever a slower worker says later."""
    verdicts = [_verdict(reading) for reading in readings if reading.entry_key is not None]
    if not verdicts:
        return
    rank = {"read": 2, "off_topic": 2, "set_aside": 1, "retry": 0}
    undecided = sa.or_(EntryRow.decided_at.is_(None), EntryRow.decided_at < sa.bindparam("at"))
    statement = (
        sa.update(EntryRow)
        .where(EntryRow.key == sa.bindparam("entry_key"), undecided)
        .where(sa.case(rank, value=EntryRow.status, else_=0) <= sa.bindparam("rank"))
        .values(
            status=sa.bindparam("verdict"),
            reason=sa.bindparam("why"),
            retry_at=sa.bindparam("retry_moment"),
            decided_at=sa.bindparam("at"),
            tries=EntryRow.tries + sa.bindparam("failed"),
        )
    )
    rows = [{**verdict, "rank": rank[verdict["verdict"]]} for verdict in verdicts]
    connection.execute(statement, sorted(rows, key=itemgetter("entry_key")))


def set_aside(connection: Connection, feeds: Sequence[str] | None) -> tuple[SetAside, ...]:
    """The entries whose page was given up, the latest first."""
    columns = (EntryRow.feed, EntryRow.link, EntryRow.title, EntryRow.reason, EntryRow.decided_at)
    query = sa.select(*columns).where(EntryRow.status == "set_aside").order_by(EntryRow.decided_at.desc(), EntryRow.key)
    if feeds is not None:
        query = query.where(EntryRow.feed.in_(feeds))
    return tuple(
        SetAside(feed=feed, link=link or "", title=title, reason=reason, decided_at=decided_at)
        for feed, link, title, reason, decided_at in connection.execute(query)
    )


def retry_entries(connection: Connection, feeds: Sequence[str] | None, at: datetime) -> int:
    """Make entries that were set aside, or wait for a later try, due at that moment with fresh tries; how many."""
    statement = sa.update(EntryRow).where(EntryRow.status.in_(("set_aside", "retry")))
    if feeds is not None:
        statement = statement.where(EntryRow.feed.in_(feeds))
    return connection.execute(statement.values(status="retry", retry_at=at, tries=0)).rowcount


def _verdict(reading: Reading) -> dict[str, Any]:
    return {
        "entry_key": reading.entry_key,
        "verdict": reading.verdict,
        "why": plain(reading.reason),
        "retry_moment": reading.retry_at if reading.verdict == "retry" else None,
        "at": reading.read_at,
        "failed": int(reading.verdict in {"retry", "set_aside"}),
    }


def _pending(row: Row) -> PendingEntry:
    entry = Entry(
        feed=row["feed"],
        identity=row["identity"],
        identified_by=row["identified_by"],
        link=row["link"],
        title=row["title"],
        published=time_reading("published", row),
        updated=time_reading("updated", row),
        summary=row["summary"],
        content=row["content"],
        authors=tuple(json.loads(row["authors"])),
        position=row["position"],
    )
    return PendingEntry(key=row["key"], entry=entry, tries=row["tries"], first_seen_at=row["first_seen_at"])
