"""A database URL in, transactions out: engines, pragmas, retries, and driver errors turned into one sentence.

Never knows a table. Writers on SQLite begin IMMEDIATE, for a read that turns into a write under a deferred transaction
fails at once whatever the timeout says; on PostgreSQL a deadlock or a serialisation failure is tried again.
"""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import event, exc
from sqlalchemy.engine import URL, Connection, Engine, make_url

from storage.errors import StorageError

T = TypeVar("T")

BUSY_SECONDS = 120
"""SQLite gives the lock to whoever asks next, not to who waited longest: four busy writers may wait half a minute."""
CONNECT_SECONDS = 10
WRITE_TRIES = 6
RETRIED_STATES = {"40001", "40P01"}
SQLITE_PRAGMAS = ("journal_mode = wal", "synchronous = normal", "cache_size = -32768")
SENTENCES = (
    ("locked", "is locked by another program; wait until that has finished, or close it, and try again"),
    ("unable to open", "cannot be opened; does its folder exist, and may you write there?"),
    ("not a database", "is no SQLite database; name another file, or move this one away"),
    ("malformed", "is damaged; restore a backup made with: defectorwatch db backup"),
    ("readonly", "may only be read; give yourself leave to write to the file and its folder"),
    ("disk is full", "cannot grow, the disk is full; make room and run again"),
    ("disk I/O error", "cannot be read or written: its disk is full or failing; make room, and run again"),
)


class Database:
    """One opened database: `read()` and `write(work)` are the only ways to a connection."""

    def __init__(self, url: str, *, create: bool) -> None:
        """Build the engine; `create` also makes the folder of a SQLite file. Nothing is connected yet."""
        self.url = parsed_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            _prepare_file(self.url, create=create)
        self.engine = _engine(self.url)

    @property
    def name(self) -> str:
        """The file or the URL without its password, for messages."""
        return (self.url.database or "") if self.is_sqlite else self.url.render_as_string(hide_password=True)

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection in one transaction that reads; what it sees does not change while it is open on SQLite."""
        with self._translated(), self.engine.connect() as connection:
            yield connection

    def write(self, work: Callable[[Connection], T]) -> T:
        """The result of `work` done in one transaction, all or nothing; repeated when the database asks for it."""
        for attempt in range(1, WRITE_TRIES):
            try:
                return self._written_once(work)
            except exc.SQLAlchemyError as error:
                if getattr(getattr(error, "orig", None), "sqlstate", None) not in RETRIED_STATES:
                    raise self.translate(error) from error
                time.sleep(0.05 * attempt)
        with self._translated():
            return self._written_once(work)

    def translate(self, error: Exception) -> StorageError:
        """The error as one sentence with what to do."""
        return StorageError(_sentence(self, error))

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()

    def _written_once(self, work: Callable[[Connection], T]) -> T:
        with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            return work(connection)

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (exc.SQLAlchemyError, sqlite3.Error) as error:
            raise self.translate(error) from error


def parsed_url(url: str) -> URL:
    """The URL with its driver named; `postgres://` and `postgresql://` mean psycopg.

    Raises StorageError for anything that is neither a SQLite file nor PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except exc.ArgumentError as error:
        raise StorageError(
            f"the database URL {url[:40]!r} cannot be read; write sqlite:///FILE or postgresql://USER@HOST/NAME"
        ) from error
    backend = parsed.get_backend_name()
    if backend in {"postgres", "postgresql"}:
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite+pysqlite")
    raise StorageError(
        f"the database URL {parsed.render_as_string(hide_password=True)!r} is of no kind known here; "
        "write sqlite:///FILE or postgresql://USER@HOST/NAME"
    )


def _prepare_file(url: URL, *, create: bool) -> None:
    path = Path(url.database or "")
    if path.is_dir():
        raise StorageError(f"{path} is a folder; name a file in it, as sqlite:///{path}/defectorwatch.db")
    if not create and not path.exists():
        raise StorageError(f"{path} does not exist; run: defectorwatch poll (or name the right file)")
    if create:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"the folder {path.parent} cannot be made: {error.strerror}; name another") from error


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_SECONDS})
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"pragma {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("begin immediate" if writes else "begin")


def _sentence(database: Database, error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    said = " ".join(str(cause).split())
    if isinstance(cause, ValueError):
        return f"a record cannot be kept: {said[:200]}"
    if database.is_sqlite:
        for mark, sentence in SENTENCES:
            if mark in said:
                return f"the database {database.name} {sentence}"
        return f"the database {database.name} refused: {said[:200]}; check it with: defectorwatch db check"
    if isinstance(error, exc.OperationalError):
        return f"PostgreSQL at {database.name} cannot be used: {said[:200]}; is it running, and is the password right?"
    return f"PostgreSQL at {database.name} refused: {said[:200]}"
