"""What the tables are made of: the type of moments, and the columns that several tables share.

Nothing here reads or writes. Times are kept in UTC and come back aware; days are days.
"""

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

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse a moment without a zone: it would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone; times kept here are aware")
        return value.astimezone(UTC) if dialect.name == "postgresql" else _written(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        if value is None:
            return None
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return moment.astimezone(UTC)


@lru_cache(maxsize=1_000)
def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


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
