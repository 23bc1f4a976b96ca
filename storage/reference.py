"""Files of official series in, rows with source and date out; a series grows by adding rows or files, never by edits.

A file is CSV with the columns of `COLUMNS`: days as YYYY-MM-DD, empty where unknown.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.errors import StorageError
from storage.keys import key_of, slot_key
from storage.rows import KEYS_AT_ONCE, Row, append_new, batches
from storage.slots import Slot, undated
from storage.standing import OfficialValue, in_force
from storage.tables import OfficialRow

COLUMNS = (
    "event", "destination", "sex", "group", "scope", "period_start", "period_end", "value", "qualifier", "status",
    "published_on", "source_name", "source_url",
)  # fmt: skip
CHOICES = {
    "event": {"arrival", "escape", "repatriation", "detention", "residing", "return", "death", "other"},
    "sex": {"all", "male", "female"},
    "scope": {"period", "cumulative", "average"},
    "qualifier": {"exact", "about", "nearly", "over", "at_least", "at_most", "under"},
    "status": {"final", "provisional", "reported", "derived"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceValue:
    """One row of a reference file."""

    slot: Slot
    official: OfficialValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """An official value in force that took the place of another."""

    slot: Slot
    before: OfficialValue
    after: OfficialValue
    loaded_at: datetime


def read_reference(folder: Path) -> tuple[ReferenceValue, ...]:
    """The rows of every CSV file in the folder. Raises StorageError naming file, line and column."""
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise StorageError(f"{folder} holds no reference series (*.csv); name the folder seeds/reference")
    return tuple(value for file in files for value in _file_values(file))


def append_reference(connection: Connection, values: Iterable[ReferenceValue], at: datetime) -> int:
    """Append the values that are not there yet; returns how many were new."""
    rows = {row["key"]: row for row in (_row(value, at) for value in values)}
    return len(append_new(connection, OfficialRow, rows))


def official_values(connection: Connection, slots: Sequence[Slot]) -> dict[Slot, list[OfficialValue]]:
    """What is published for each of the slots, in order of publication."""
    wanted = {slot_key(slot): slot for slot in slots}
    found: dict[Slot, list[OfficialValue]] = defaultdict(list)
    for some in batches(sorted(wanted), KEYS_AT_ONCE):
        query = (
            sa.select(OfficialRow.__table__)
            .where(OfficialRow.slot_key.in_(some))
            .order_by(OfficialRow.published_on.asc().nulls_first(), OfficialRow.key)
        )
        for row in connection.execute(query).mappings():
            found[wanted[row["slot_key"]]].append(_official(row))
    return found


def official_totals(connection: Connection) -> dict[Slot, list[tuple[date, OfficialValue]]]:
    """Every official running total by its slot without a period, with the day it was reached, in time order."""
    query = (
        sa.select(OfficialRow.__table__)
        .where(OfficialRow.scope == "cumulative", OfficialRow.period_start.is_(None))
        .order_by(OfficialRow.period_end, OfficialRow.published_on.asc().nulls_first(), OfficialRow.key)
    )
    found: dict[Slot, list[tuple[date, OfficialValue]]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        slot = Slot(**{name: row[name] for name in COLUMNS[:7]})
        found[undated(slot)].append((row["period_end"], _official(row)))
    return found


def revisions(connection: Connection, since: datetime) -> tuple[Revision, ...]:
    """The values in force that were loaded since then in the place of other ones, by period."""
    fresh = sa.select(OfficialRow.slot_key).where(OfficialRow.loaded_at >= since)
    rows = connection.execute(sa.select(OfficialRow.__table__).where(OfficialRow.slot_key.in_(fresh))).mappings()
    by_slot: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_slot[row["slot_key"]].append(row)
    found = (_revision(each, since) for each in by_slot.values())
    return tuple(sorted((each for each in found if each is not None), key=lambda each: str(each.slot.period_end)))


def _revision(rows: Sequence[Row], since: datetime) -> Revision | None:
    before = in_force([_official(row) for row in rows if row["loaded_at"] < since], None)
    after = in_force([_official(row) for row in rows], None)
    if before is None or after is None or before.value == after.value:
        return None
    slot = Slot(**{name: rows[0][name] for name in COLUMNS[:7]})
    return Revision(slot=slot, before=before, after=after, loaded_at=max(row["loaded_at"] for row in rows))


def _official(row: Row) -> OfficialValue:
    return OfficialValue(**{each.name: row[each.name] for each in fields(OfficialValue)})


def _file_values(file: Path) -> list[ReferenceValue]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = set(COLUMNS) - set(reader.fieldnames or ())
            if missing:
                raise StorageError(
                    f"{file}: the column {min(missing)!r} is missing; the columns are {', '.join(COLUMNS)}"
                )
            return [_value(file, reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError) as error:
        raise StorageError(f"{file} cannot be read: {error}") from error


def _value(file: Path, line: int, row: dict[str, str]) -> ReferenceValue:
    for column, choices in CHOICES.items():
        if row[column] not in choices:
            raise _refused(file, line, column, row[column], f"write one of {', '.join(sorted(choices))}")
    end = _day(file, line, "period_end", row)
    if end is None:
        raise _refused(file, line, "period_end", "", "write the last day of the period")
    slot: dict[str, Any] = {name: row[name] for name in ("event", "sex", "group", "scope")}
    return ReferenceValue(
        slot=Slot(
            destination=row["destination"] or None,
            period_start=_day(file, line, "period_start", row),
            period_end=end,
            **slot,
        ),
        official=OfficialValue(
            value=_number(file, line, row["value"]),
            published_on=_day(file, line, "published_on", row),
            **{name: row[name] for name in ("qualifier", "status", "source_name", "source_url")},
        ),
    )


def _number(file: Path, line: int, written: str) -> float:
    try:
        return float(int(written))
    except ValueError as error:
        raise _refused(file, line, "value", written, "write a whole number without separators") from error


def _day(file: Path, line: int, column: str, row: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(row[column]) if row[column] else None
    except ValueError as error:
        raise _refused(file, line, column, row[column], "write a day as YYYY-MM-DD") from error


def _refused(file: Path, line: int, column: str, written: str, mend: str) -> StorageError:
    return StorageError(f"{file}, line {line}: {column} is {written!r}; {mend}")


def _row(value: ReferenceValue, at: datetime) -> dict[str, Any]:
    slot, official = value.slot, value.official
    key = slot_key(slot)
    facts = (official.value, official.qualifier, official.status, official.published_on, official.source_name)
    return {
        "key": key_of("official", key, *facts, official.source_url),
        "slot_key": key,
        **{name: getattr(slot, name) for name in COLUMNS[:7]},
        **{name: getattr(official, name) for name in COLUMNS[7:]},
        "loaded_at": at,
    }
