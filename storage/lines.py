"""The lines that a host's pages share: keys of lines in, the familiar ones out, so that a cleaner knows furniture.

A line is familiar once two documents of a host have it. Lines are remembered by a hash of theirs, which the cleaner
makes; of a host only the newest are kept of those that stayed alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from storage.keys import document_key, host_of
from storage.tables import LineRow

ALONE_KEPT = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLines:
    """The keys of all lines of one document."""

    url: str
    lines: tuple[str, ...]


def familiar_lines(connection: Connection, hosts: Iterable[str]) -> dict[str, frozenset[str]]:
    """For each host the keys of the lines that two or more of its documents have."""
    wanted = set(hosts)
    query = sa.select(LineRow.host, LineRow.line).where(LineRow.host.in_(sorted(wanted)), LineRow.familiar)
    found: dict[str, set[str]] = {host: set() for host in wanted}
    for host, line in connection.execute(query):
        found[host].add(line)
    return {host: frozenset(lines) for host, lines in found.items()}


def append_lines(connection: Connection, pages: Sequence[PageLines], at: datetime) -> None:
    """Remember the lines of the pages; the same pages again change nothing but the moment."""
    for page in sorted(pages, key=lambda page: page.url):
        of_page = {"host": host_of(page.url), "document_key": document_key(page.url), "familiar": False, "seen_at": at}
        rows = [{**of_page, "line": line} for line in sorted(set(page.lines))]
        if rows:
            connection.execute(_remember(connection), rows)
    for host in sorted({host_of(page.url) for page in pages}):
        _forget(connection, host)


def _remember(connection: Connection) -> sa.Insert:
    """Insert a line; one that another document of the host brought becomes familiar."""
    insert = postgresql.insert(LineRow) if connection.dialect.name == "postgresql" else sqlite.insert(LineRow)
    brought = insert.excluded
    known = sa.or_(LineRow.familiar, LineRow.document_key != brought.document_key)
    return insert.on_conflict_do_update(
        index_elements=[LineRow.host, LineRow.line], set_={"familiar": known, "seen_at": brought.seen_at}
    )


def _forget(connection: Connection, host: str) -> None:
    """Let go of the oldest lines that no second document had."""
    alone = (LineRow.host == host, sa.not_(LineRow.familiar))
    kept = sa.select(LineRow.line).where(*alone).order_by(LineRow.seen_at.desc(), LineRow.line).limit(ALONE_KEPT)
    count = connection.execute(sa.select(sa.func.count()).select_from(LineRow).where(*alone)).scalar_one()
    if count > 2 * ALONE_KEPT:
        connection.execute(sa.delete(LineRow).where(*alone, LineRow.line.not_in(kept)))
