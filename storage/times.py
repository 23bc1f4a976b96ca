"""A time as read, to columns and back: five columns under one prefix, so that how a date was read is never lost."""

from typing import Any

from parsers.records import TimestampReading
from storage.rows import Row, plain


def time_columns(prefix: str, reading: TimestampReading | None) -> dict[str, Any]:
    """The five columns of a reading; all null for None."""
    if reading is None:
        return dict.fromkeys((prefix, *(f"{prefix}_{part}" for part in ("raw", "method", "zone_from", "precision"))))
    return {
        prefix: reading.value,
        f"{prefix}_raw": plain(reading.raw),
        f"{prefix}_method": reading.method,
        f"{prefix}_zone_from": reading.zone_from,
        f"{prefix}_precision": reading.precision,
    }


def time_reading(prefix: str, row: Row) -> TimestampReading | None:
    """The reading that the five columns hold."""
    if row[f"{prefix}_raw"] is None:
        return None
    return TimestampReading(
        raw=row[f"{prefix}_raw"],
        value=row[prefix],
        method=row[f"{prefix}_method"],
        zone_from=row[f"{prefix}_zone_from"],
        precision=row[f"{prefix}_precision"],
    )
