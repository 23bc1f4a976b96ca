"""The log of fetches in, what was covered on which day out; counts only, the rows themselves stay where they are."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.tables import AttemptRow, EntryRow

WELL = ("ok", "unchanged")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredDay:
    """One feed on one day (UTC): polls that answered, polls that failed, and entries first seen."""

    feed: str
    day: date
    answered: int
    failed: int
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptCount:
    """How many fetches of one kind of target ended in one verdict, and the bytes that they took."""

    target: Literal["feed", "page", "robots"]
    verdict: str
    attempts: int
    wire_bytes: int


def covered_days(connection: Connection, since: datetime) -> tuple[CoveredDay, ...]:
    """Every feed and day since then on which something was polled or seen, by feed and day."""
    polls = _polls_by_day(connection, since)
    entries = _entries_by_day(connection, since)
    return tuple(
        CoveredDay(
            feed=feed,
            day=day,
            answered=polls.get((feed, day, True), 0),
            failed=polls.get((feed, day, False), 0),
            entries=entries.get((feed, day), 0),
        )
        for feed, day in sorted({(feed, day) for feed, day, _well in polls} | set(entries))
    )


def attempt_counts(connection: Connection, since: datetime) -> tuple[AttemptCount, ...]:
    """The fetches since then, counted by target and verdict, most frequent first."""
    number, size = sa.func.count(), sa.func.coalesce(sa.func.sum(AttemptRow.wire_bytes), 0)
    query = (
        sa.select(AttemptRow.target, AttemptRow.verdict, number, size)
        .where(AttemptRow.fetched_at >= since)
        .group_by(AttemptRow.target, AttemptRow.verdict)
        .order_by(AttemptRow.target, number.desc(), AttemptRow.verdict)
    )
    return tuple(
        AttemptCount(target=target, verdict=verdict, attempts=attempts, wire_bytes=int(wire_bytes))
        for target, verdict, attempts, wire_bytes in connection.execute(query)
    )


def _polls_by_day(connection: Connection, since: datetime) -> dict[tuple[str, date, bool], int]:
    well, day = AttemptRow.verdict.in_(WELL), _day(connection, AttemptRow.fetched_at)
    query = (
        sa.select(AttemptRow.feed, day, well, sa.func.count())
        .where(AttemptRow.target == "feed", AttemptRow.feed.is_not(None), AttemptRow.fetched_at >= since)
        .group_by(AttemptRow.feed, day, well)
    )
    return {(feed or "", _date(on), bool(is_well)): number for feed, on, is_well, number in connection.execute(query)}


def _entries_by_day(connection: Connection, since: datetime) -> dict[tuple[str, date], int]:
    day = _day(connection, EntryRow.first_seen_at)
    query = sa.select(EntryRow.feed, day, sa.func.count()).where(EntryRow.first_seen_at >= since)
    return {(feed, _date(on)): number for feed, on, number in connection.execute(query.group_by(EntryRow.feed, day))}


def _day(connection: Connection, column: Any) -> sa.ColumnElement[Any]:
    """The UTC day of a time column: the first ten characters on SQLite, where times are ISO 8601 text."""
    if connection.dialect.name == "postgresql":
        return sa.cast(sa.func.timezone("UTC", column), sa.Date)
    return sa.func.substr(sa.cast(column, sa.Text), 1, 10)


def _date(day: date | str) -> date:
    return day if isinstance(day, date) else date.fromisoformat(day)
