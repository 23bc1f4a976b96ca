"""Everything that stands as flat rows, streaming: statements in the order of keys, figures latest period first."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.figures import FigureFilter, standing
from storage.readings import CLAIM_FIELDS
from storage.series import filtered_figures
from storage.tables import DocumentRow, FigureRow, ReadingRow, SightingRow, TextRow

ROWS_AT_ONCE = 2_000
SIGHTING_FIELDS = ("qualifier", "attribution", "sentence", "start", "end", "rule", "seen_at")
READING_FIELDS = ("headline", "publisher", "published", "language", "extractor_version")


def all_statements(connection: Connection) -> Iterator[dict[str, Any]]:
    """One row for each statement that stands, with the fields of storage.exports.STATEMENTS."""
    columns = (
        SightingRow.key.label("sighting"),
        SightingRow.figure_key.label("figure"),
        DocumentRow.key.label("document"),
        DocumentRow.url,
        *(getattr(FigureRow, name) for name in CLAIM_FIELDS),
        *(getattr(SightingRow, name) for name in SIGHTING_FIELDS),
        *(getattr(ReadingRow, name) for name in READING_FIELDS),
        sa.func.coalesce(TextRow.cluster, TextRow.key).label("cluster"),
    )
    query = (
        standing(sa.select(*columns))
        .join(FigureRow, FigureRow.key == SightingRow.figure_key)
        .join(TextRow, TextRow.key == ReadingRow.text_key)
        .order_by(SightingRow.key)
    )
    for row in connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}).mappings():
        yield dict(row)


def all_figures(connection: Connection) -> Iterator[dict[str, Any]]:
    """One row for each figure that stands, judged, with the fields of storage.exports.FIGURES.

    Slots whose periods lie near each other are judged together, since each is judged by those around it.
    """
    for figure in filtered_figures(connection, FigureFilter()):
        yield asdict(figure)


def extractor_versions(connection: Connection) -> list[str]:
    """The versions of the extractor whose readings stand."""
    query = sa.select(ReadingRow.extractor_version).join(DocumentRow, DocumentRow.reading_key == ReadingRow.key)
    return sorted(connection.execute(query.distinct()).scalars())
