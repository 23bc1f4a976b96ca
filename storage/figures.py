"""Keys or filters in, figures with the statements behind them out; reads only, and only statements that stand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.records import Event, Measure, Sex
from storage.rows import KEYS_AT_ONCE, Row, batches
from storage.standing import State
from storage.tables import CorrectionRow, DocumentRow, FigureRow, ReadingRow, RulingRow, SightingRow, TextRow
from storage.views import FigureView
from storage.witnesses import Statement, is_own_count, witnesses

CORRECTED = "correction:"
"""The rule of a statement that a person put right begins with this; the correction's key follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFilter:
    """Which figures are wanted; None wants all. The period lies within `since` and `until`, both included."""

    event: Event | None = None
    measure: Measure | None = None
    destination: str | None = None
    sex: Sex | None = None
    group: str | None = None
    publisher: str | None = None
    since: date | None = None
    until: date | None = None
    seen_since: datetime | None = None
    state: State | None = None
    limit: int | None = None


def filtered_keys(connection: Connection, wanted: FigureFilter) -> Sequence[str]:
    """The keys of the figures that the filter wants, latest period first; its limit where no state is asked for."""
    query = sa.select(FigureRow.key).order_by(
        FigureRow.period_end.desc().nulls_last(), FigureRow.period_start.desc().nulls_last(), FigureRow.key
    )
    for name in ("event", "measure", "destination", "sex", "group"):
        if (value := getattr(wanted, name)) is not None:
            query = query.where(getattr(FigureRow, name) == value)
    if wanted.since is not None:
        query = query.where(FigureRow.period_start >= wanted.since)
    if wanted.until is not None:
        query = query.where(FigureRow.period_end <= wanted.until)
    if wanted.seen_since is not None:
        query = query.where(FigureRow.first_seen_at >= wanted.seen_since)
    query = query.where(_is_stated(wanted.publisher)).limit(wanted.limit if wanted.state is None else None)
    return connection.execute(query).scalars().all()


def figures_in(connection: Connection, slots: Iterable[str], as_of: date | None = None) -> tuple[FigureView, ...]:
    """Every figure of the slots with these keys, by key."""
    keys: list[str] = []
    for some in batches(sorted(slots), KEYS_AT_ONCE):
        keys += connection.execute(sa.select(FigureRow.key).where(FigureRow.slot_key.in_(some))).scalars()
    return figure_views(connection, sorted(keys), as_of)


def new_figures(connection: Connection, since: datetime, limit: int | None) -> tuple[FigureView, ...]:
    """The figures first seen at or after `since`, in order of appearance."""
    query = (
        sa.select(FigureRow.key)
        .where(FigureRow.first_seen_at >= since, _is_stated())
        .order_by(FigureRow.first_seen_at, FigureRow.key)
        .limit(limit)
    )
    return figure_views(connection, connection.execute(query).scalars().all())


def figure_views(connection: Connection, keys: Sequence[str], as_of: date | None = None) -> tuple[FigureView, ...]:
    """The figures of these keys in this order; one without a statement that stands is left out.

    With `as_of` only statements count that were published, or read where that is unknown, by the end of that day.
    """
    views: dict[str, FigureView] = {}
    for some in batches(keys, KEYS_AT_ONCE):
        rows = connection.execute(sa.select(FigureRow.__table__).where(FigureRow.key.in_(some))).mappings()
        stated = statements(connection, some, as_of)
        views.update({row["key"]: _view(row, stated[row["key"]]) for row in rows if stated[row["key"]]})
    return tuple(views[key] for key in keys if key in views)


def statements(connection: Connection, figures: Iterable[str], as_of: date | None = None) -> dict[str, list[Row]]:
    """The statements that stand behind each figure, the earliest published first."""
    columns = (
        *SightingRow.__table__.columns,
        DocumentRow.url,
        DocumentRow.feed,
        ReadingRow.headline,
        ReadingRow.publisher,
        ReadingRow.language,
        ReadingRow.published,
        ReadingRow.extractor_version,
        sa.func.coalesce(TextRow.cluster, TextRow.key).label("cluster"),
        sa.func.coalesce(ReadingRow.published, SightingRow.seen_at).label("known_at"),
    )
    query = (
        standing(sa.select(*columns))
        .join(TextRow, TextRow.key == ReadingRow.text_key)
        .where(SightingRow.figure_key.in_(list(figures)))
    )
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        if as_of is None or row["known_at"].date() <= as_of:
            grouped[row["figure_key"]].append(row)
    for rows in grouped.values():
        rows.sort(key=lambda row: (row["published"] is None, row["known_at"], row["key"]))
    return grouped


def _is_stated(publisher: str | None = None) -> sa.ColumnElement[bool]:
    """True for a figure that a statement stands behind, of this publisher where one is named."""
    stated = standing(sa.select(SightingRow.key)).where(SightingRow.figure_key == FigureRow.key)
    if publisher is not None:
        stated = stated.where(ReadingRow.publisher == publisher)
    return stated.correlate(FigureRow).exists()


def standing(query: sa.Select[Any]) -> sa.Select[Any]:
    """The query over sightings, narrowed to the readings that stand and to what no person has ruled out."""
    in_force = CorrectionRow.withdrawn_at.is_(None)
    ruled = (
        sa.exists()
        .where(RulingRow.sighting_key == SightingRow.key)
        .where(CorrectionRow.key == RulingRow.correction_key, in_force)
    )
    ruling = sa.exists().where(CorrectionRow.key == sa.func.substr(SightingRow.rule, len(CORRECTED) + 1), in_force)
    as_read = sa.not_(SightingRow.rule.startswith(CORRECTED))
    return (
        query.join(DocumentRow, DocumentRow.reading_key == SightingRow.reading_key)
        .join(ReadingRow, ReadingRow.key == SightingRow.reading_key)
        .where(~ruled, sa.or_(as_read, ruling))
    )


def _view(figure: Row, stated: Sequence[Row]) -> FigureView:
    first = stated[0]
    exact = next((row for row in stated if row["qualifier"] == "exact"), first)
    said = [_statement(row) for row in stated]
    sources = witnesses(said)
    claim = {name: figure[name] for name in figure if name not in {"key", "slot_key", "bound"}}
    shown = ("attribution", "sentence", "start", "end", "rule", "url", "headline", "publisher", "feed", "language")
    return FigureView(
        **claim,
        **{name: first[name] for name in shown},
        key=figure["key"],
        slot=figure["slot_key"],
        qualifier=exact["qualifier"],
        sighting=first["key"],
        document=first["document_key"],
        published=first["published"],
        sightings=len(stated),
        documents=len({row["document_key"] for row in stated}),
        sources=len(sources),
        witnesses=sources,
        own_count=is_own_count(said),
        newest_at=max(row["known_at"] for row in stated),
    )


def _statement(row: Row) -> Statement:
    return Statement(cluster=row["cluster"], publisher=row["publisher"], attribution=row["attribution"])
