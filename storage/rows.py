"""Sets of rows in, the new ones among them out: the few statements that all tables share, fast on both databases."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from storage.tables import Base

K = TypeVar("K", int, str)
V = TypeVar("V")
Row = RowMapping

KEYS_AT_ONCE = 5_000


def append_new(connection: Connection, table: type[Base], rows: Mapping[K, Mapping[str, Any]]) -> set[K]:
    """Insert the rows whose key is not there yet, in the order of their keys; returns those keys.

    Another writer may append the same row meanwhile; it then stands once, and both call it new.
    """
    fresh = rows.keys() - stored_keys(connection, table, rows.keys())
    insert_ignoring(connection, table, [rows[key] for key in sorted(fresh)])
    return fresh


def stored_keys(connection: Connection, table: type[Base], keys: Iterable[K]) -> set[K]:
    """Those of the keys that the table holds."""
    found: set[K] = set()
    for some in batches(sorted(keys), KEYS_AT_ONCE):
        found.update(connection.execute(_keys_among(table), {"keys": some}).scalars())
    return found


def batches(items: Sequence[V], size: int) -> Iterator[Sequence[V]]:
    """The items in runs of at most `size`."""
    for first in range(0, len(items), size):
        yield items[first : first + size]


def plain(text: str) -> str:
    """The text as both databases can keep it, of the same length: NUL and lone surrogates become U+FFFD."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\ufffd").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def plain_or_none(text: str | None) -> str | None:
    """The same for a text that may be unknown."""
    return None if text is None else plain(text)


def insert_ignoring(connection: Connection, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, all with the same columns; those whose key is there already change nothing."""
    if rows:
        connection.execute(_insert_ignoring(table, tuple(rows[0])), rows)


@cache
def _insert_ignoring(table: type[Base], names: tuple[str, ...]) -> sa.TextClause:
    """The statement as text: SQLAlchemy keeps what it compiled of one, and compiles its own form anew for each use."""
    columns = sa.inspect(table).columns
    binds = [sa.bindparam(name, type_=columns[name].type) for name in names]
    insert = sa.insert(table).compile(column_keys=names)
    return sa.text(f"{insert} ON CONFLICT DO NOTHING").bindparams(*binds)


@cache
def _keys_among(table: type[Base]) -> sa.Select[Any]:
    column = sa.inspect(table).primary_key[0]
    return sa.select(column).where(column.in_(sa.bindparam("keys", expanding=True)))
