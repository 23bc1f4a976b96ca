"""What the tables are made of: the type of moments, and the columns that several tables share.

Nothing here reads or writes. Times are kept in UTC and come back aware; days are days.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect, String, types
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped


class UtcTime(types.TypeDecorator[datetime]):
    """An aware moment: `timestamptz` on PostgreSQL, fixed-width ISO 8601 with Z on SQLite (sorts as it reads)."""

    impl = String(27)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> types.TypeEngine[Any]:
        """The column type of this database."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(27))

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """Refuse a moment without a zone: it would be a guess."""
        return _in_utc if dialect.name == "postgresql" else _in_words

    def result_processor(self, dialect: Dialect, _coltype: object) -> Callable[[Any], datetime | None]:
        """The moment in UTC."""
        return _in_utc if dialect.name == "postgresql" else _from_words


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; times kept here are aware")
    return moment.astimezone(UTC)


@lru_cache(maxsize=1_000)
def _in_words(moment: datetime | None) -> str | None:
    aware = _in_utc(moment)
    return None if aware is None else aware.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _from_words(words: str | None) -> datetime | None:
    return None if words is None else datetime.fromisoformat(words)


class Published:
    """When a feed or page says that it was published, and how that was read; see storage.times."""

    published: Mapped[datetime | None]
    published_raw: Mapped[str | None]
    published_method: Mapped[str | None]
    published_zone_from: Mapped[str | None]
    published_precision: Mapped[str | None]


class Counted:
    """What is counted, and from when on; the value and the last day stand in the table itself."""

    event: Mapped[str]
    destination: Mapped[str | None]
    sex: Mapped[str]
    group: Mapped[str]
    scope: Mapped[str]
    period_start: Mapped[date | None]
