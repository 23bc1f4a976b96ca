"""An archive in, its backup, its health or its leaner self out; never a figure, a sighting or a document less.

A backup is a SQLite archive whatever the source is, copied under one snapshot while others write, and counted after;
restoring is copying it into an empty database.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage import schema
from storage.bodies import unpacked
from storage.engine import Database
from storage.errors import StorageError
from storage.feeds import WAITING
from storage.rows import batches
from storage.tables import Base, BodyRow, DocumentRow, EntryRow, FigureRow, PageRow, ReadingRow, SightingRow, TextRow
from storage.views import Counts

ROWS_AT_ONCE = 2_000
BODIES_AT_ONCE = 200
COUNTED = ("feeds", "attempts", "entries", "pages", "documents", "readings", "sightings", "figures")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """How many rows of each table were copied, and counted in the copy."""

    rows: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """How many raw bodies were let go, and the bytes they took."""

    bodies: int
    bytes: int


def counts(connection: Connection) -> Counts:
    """How many rows of each kind there are."""
    waiting = sa.select(sa.func.count()).where(EntryRow.status.in_(WAITING))
    found = {kind: _count(connection, Base.metadata.tables[kind]) for kind in COUNTED}
    return Counts(**found, pending=connection.execute(waiting).scalar_one())


def backup(source: Database, file: Path) -> Copied:
    """Copy everything into a new SQLite file. Raises StorageError where the file is there."""
    if file.exists():
        raise StorageError(f"{file} is there already; name a new file for the backup")
    target = Database(f"sqlite:///{file}", create=True)
    try:
        schema.require_head(target, create=True)
        return copy_all(source, target)
    finally:
        target.close()


def restore(file: Path, target: Database) -> Copied:
    """Copy a backup, also one of an older schema, into an empty archive."""
    with _brought_up_to_date(file) as source:
        return copy_all(source, target)


def copy_all(source: Database, target: Database) -> Copied:
    """Copy every row into an empty archive of the same schema, and count them there. Raises StorageError."""
    with source.read() as origin:
        if origin.dialect.name == "postgresql":
            origin.execute(sa.text("set transaction isolation level repeatable read, read only"))
        rows = target.write(lambda connection: _copied(origin, connection))
    with target.read() as connection:
        for table in Base.metadata.sorted_tables:
            found = _count(connection, table)
            if found != rows[table.name]:
                raise StorageError(f"{target.name} lacks rows of {table.name}: {found}, not {rows[table.name]}")
    return Copied(rows=rows)


def faults(connection: Connection) -> Iterator[str]:
    """What is wrong with the archive, each in one sentence; nothing where all is sound."""
    if connection.dialect.name == "sqlite":
        for (said,) in connection.execute(sa.text("pragma integrity_check")):
            if said != "ok":
                yield f"the file is damaged: {said}"
    ties = (
        (SightingRow.figure_key, FigureRow.key, "sightings without their figure"),
        (SightingRow.reading_key, ReadingRow.key, "sightings without their reading"),
        (ReadingRow.text_key, TextRow.key, "readings without their text"),
        (ReadingRow.document_key, DocumentRow.key, "readings without their document"),
        (DocumentRow.reading_key, ReadingRow.key, "documents without the reading that stands"),
    )
    for here, there, words in ties:
        missing = sa.select(sa.func.count()).select_from(here.class_).where(~sa.exists().where(there == here))
        if count := connection.execute(missing).scalar_one():
            yield f"{count} {words}; restore a backup"
    yield from _body_faults(connection)


def prune_bodies(
    connection: Connection, *, fetched_before: datetime | None, keep_bytes: int | None, quoted: bool
) -> Pruned:
    """Let go of raw bodies fetched before a moment, and of the oldest beyond a size; the pages stay listed.

    Bodies that a statement was read from are kept unless `quoted` asks for them too.
    """
    newest = sa.select(PageRow.sha256, sa.func.max(PageRow.fetched_at).label("fetched_at")).group_by(PageRow.sha256)
    pages = newest.subquery()
    query = sa.select(BodyRow.sha256, sa.func.length(BodyRow.content), pages.c.fetched_at)
    query = query.join(pages, pages.c.sha256 == BodyRow.sha256)
    if not quoted:
        behind = (
            sa.select(PageRow.sha256)
            .join(ReadingRow, ReadingRow.page_key == PageRow.key)
            .join(SightingRow, SightingRow.reading_key == ReadingRow.key)
        )
        query = query.where(BodyRow.sha256.not_in(behind))
    bodies = connection.execute(query.order_by(pages.c.fetched_at.desc(), BodyRow.sha256)).all()
    held = 0
    chosen = {}
    for sha256, size, fetched_at in bodies:
        held += size
        too_old = fetched_before is not None and fetched_at < fetched_before
        if too_old or (keep_bytes is not None and held > keep_bytes):
            chosen[sha256] = size
    for some in batches(sorted(chosen), ROWS_AT_ONCE):
        connection.execute(sa.delete(BodyRow).where(BodyRow.sha256.in_(some)))
    return Pruned(bodies=len(chosen), bytes=sum(chosen.values()))


@contextmanager
def _brought_up_to_date(file: Path) -> Iterator[Database]:
    """A backup at the newest schema; one of an older schema is upgraded as a copy, for a backup is never changed."""
    with tempfile.TemporaryDirectory(prefix="defectorwatch-restore-") as folder:
        source = Database(f"sqlite:///{file}", create=False)
        with source.read() as connection:
            version = schema.stored_version(connection)
        if version is not None and version < schema.HEAD:
            source.close()
            source = Database(f"sqlite:///{shutil.copy(file, folder)}", create=False)
            schema.upgrade(source)
        try:
            schema.require_head(source, create=False)
            yield source
        finally:
            source.close()


def _copied(origin: Connection, target: Connection) -> dict[str, int]:
    rows = {}
    for table in Base.metadata.sorted_tables:
        if _count(target, table):
            raise StorageError("the target already holds rows; copy into an empty database")
        rows[table.name] = 0
        result = origin.execute(sa.select(table), execution_options={"yield_per": ROWS_AT_ONCE})
        for some in result.mappings().partitions():
            target.execute(sa.insert(table), [dict(row) for row in some])
            rows[table.name] += len(some)
    return rows


def _body_faults(connection: Connection) -> Iterator[str]:
    after = ""
    while True:
        query = sa.select(BodyRow).where(BodyRow.sha256 > after).order_by(BodyRow.sha256).limit(BODIES_AT_ONCE)
        rows = connection.execute(sa.select(query.subquery())).all()
        if not rows:
            return
        for row in rows:
            after = row.sha256
            try:
                sound = len(unpacked(row.codec, row.content)) == row.size
            except ValueError:
                sound = False
            if not sound:
                yield f"the kept body {row.sha256[:12]} cannot be unpacked; the page must be fetched again"


def _count(connection: Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
