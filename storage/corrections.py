"""People's rulings in, superseding rows out: a statement is rejected or put right, and neither is ever deleted.

A correction names the exact sentence, so that it finds the statement again after every re-extraction; one that finds
nothing any more is reported, and one that left the file is withdrawn, which lets the statement stand as it was read.
"""

import json
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.records import Event, Measure, Qualifier, Scope, Sex, Statistic
from storage.errors import StorageError
from storage.figures import CORRECTED
from storage.keys import figure_key, key_of
from storage.readings import CLAIM_FIELDS, figure_row, sighting_row
from storage.rows import Row, append_new, plain
from storage.tables import CorrectionRow, DocumentRow, FigureRow, ReadingRow, RulingRow, SightingRow, TextRow

Ruling = Literal["reject", "change"]
REQUIRED = ("quote", "ruling", "reason")
PLAIN_KEYS = ("quote", "url", "surface", "ruling", "reason", "link")
CHOICES: dict[str, tuple[str, ...]] = {
    "measure": get_args(Measure),
    "event": get_args(Event),
    "sex": get_args(Sex),
    "scope": get_args(Scope),
    "qualifier": get_args(Qualifier),
}
NUMBERS = ("value", "low", "high")
TEXTS = ("destination", "group", "attribution")
PERIODS = {"period": ("period_start", "period_end"), "versus": ("versus_start", "versus_end")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One ruling: on which sentence (in one document, or of one number, where these are given), what, and why.

    `changes` are fields of the statistic with their right values; empty for a rejection.
    """

    quote: str
    ruling: Ruling
    reason: str
    link: str = ""
    url: str | None = None
    surface: str | None = None
    changes: tuple[tuple[str, Any], ...] = ()

    @property
    def key(self) -> str:
        """What the ruling is known by: all of it but its reason and link."""
        return key_of("correction", self.quote, self.url, self.surface, self.ruling, _written(self.changes))


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsApplied:
    """How many statements are ruled on, how many of these rulings are new, and the corrections that found nothing."""

    statements: int
    new: int
    withdrawn: int
    unmatched: tuple[Correction, ...]


def read_corrections(file: Path) -> tuple[Correction, ...]:
    """The corrections of a TOML file. Raises StorageError naming file, entry, key and the mend."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StorageError(f"{file} cannot be read: {error}") from error
    entries = document.get("correction", [])
    if set(document) - {"correction"} or not isinstance(entries, list):
        raise StorageError(f"{file}: only [[correction]] tables are known here")
    return tuple(_correction(f"{file}, correction {number}", entry) for number, entry in enumerate(entries, start=1))


def apply_corrections(connection: Connection, corrections: Sequence[Correction], at: datetime) -> CorrectionsApplied:
    """Rule on every statement that stands and matches; the same corrections again change nothing."""
    withdrawn = _write_down(connection, corrections, at)
    matches = _matches(connection, corrections)
    rulings: dict[str, dict[str, Any]] = {}
    figures: dict[str, dict[str, Any]] = {}
    sightings: dict[str, dict[str, Any]] = {}
    for correction in corrections:
        for row in matches[correction.key]:
            put_right = _put_right(correction, row, at) if correction.ruling == "change" else None
            if put_right is not None:
                figure, sighting = put_right
                figures[figure["key"]], sightings[sighting["key"]] = figure, sighting
            rulings[row["sighting"] + correction.key] = {
                "sighting_key": row["sighting"],
                "correction_key": correction.key,
                "by_sighting": put_right[1]["key"] if put_right else None,
                "ruled_at": at,
            }
    append_new(connection, FigureRow, figures)
    append_new(connection, SightingRow, sightings)
    return CorrectionsApplied(
        statements=len(rulings),
        new=_append_rulings(connection, rulings),
        withdrawn=withdrawn,
        unmatched=tuple(correction for correction in corrections if not matches[correction.key]),
    )


def _write_down(connection: Connection, corrections: Sequence[Correction], at: datetime) -> int:
    """Keep every correction; those no longer given are withdrawn. Returns how many were."""
    rows = {correction.key: _row(correction, at) for correction in corrections}
    append_new(connection, CorrectionRow, rows)
    given = CorrectionRow.key.in_(sorted(rows))
    connection.execute(sa.update(CorrectionRow).where(given).values(withdrawn_at=None))
    gone = sa.update(CorrectionRow).where(~given, CorrectionRow.withdrawn_at.is_(None)).values(withdrawn_at=at)
    return connection.execute(gone).rowcount


def _matches(connection: Connection, corrections: Sequence[Correction]) -> dict[str, list[Row]]:
    """For each correction the statements, as read, that it is about."""
    number = sa.func.substr(TextRow.text, SightingRow.start + 1, SightingRow.end - SightingRow.start)
    columns = (
        SightingRow.key.label("sighting"),
        *SightingRow.__table__.columns,
        DocumentRow.url,
        number.label("surface"),
    )
    claim = tuple(getattr(FigureRow, name) for name in CLAIM_FIELDS)
    query = (
        sa.select(*columns, *claim)
        .join(DocumentRow, DocumentRow.reading_key == SightingRow.reading_key)
        .join(ReadingRow, ReadingRow.key == SightingRow.reading_key)
        .join(TextRow, TextRow.key == ReadingRow.text_key)
        .join(FigureRow, FigureRow.key == SightingRow.figure_key)
        .where(SightingRow.sentence.in_({plain(correction.quote) for correction in corrections}))
        .where(sa.not_(SightingRow.rule.startswith(CORRECTED)))
        .order_by(SightingRow.key)
    )
    rows = connection.execute(query).mappings().all() if corrections else []
    found: dict[str, list[Row]] = defaultdict(list)
    for correction in corrections:
        found[correction.key] = [row for row in rows if _is_meant(correction, row)]
    return found


def _is_meant(correction: Correction, row: Row) -> bool:
    return (
        row["sentence"] == plain(correction.quote)
        and correction.url in {None, row["url"]}
        and correction.surface in {None, row["surface"]}
    )


def _put_right(correction: Correction, row: Row, at: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    read = Statistic(
        **{name: row[name] for name in CLAIM_FIELDS},
        **{name: row[name] for name in ("qualifier", "attribution", "sentence", "start", "end")},
        rule=f"{CORRECTED}{correction.key}",
    )
    right = replace(read, **dict(correction.changes))
    figure = figure_key(right)
    key = key_of("corrected sighting", row["sighting"], correction.key)
    return figure_row(right, figure, at), sighting_row(right, key, figure, row["reading_key"], row["document_key"], at)


def _append_rulings(connection: Connection, rulings: dict[str, dict[str, Any]]) -> int:
    columns = (RulingRow.sighting_key, RulingRow.correction_key)
    there = {one + other for one, other in connection.execute(sa.select(*columns))}
    fresh = [row for key, row in sorted(rulings.items()) if key not in there]
    if fresh:
        connection.execute(sa.insert(RulingRow), fresh)
    return len(fresh)


def _row(correction: Correction, at: datetime) -> dict[str, Any]:
    taken = ("key", "url", "surface", "ruling", "reason", "link")
    return {
        "quote": plain(correction.quote),
        "changes": _written(correction.changes),
        "applied_at": at,
        "withdrawn_at": None,
        **{name: getattr(correction, name) for name in taken},
    }


def _written(changes: tuple[tuple[str, Any], ...]) -> str:
    return json.dumps(sorted((name, str(value)) for name, value in changes), ensure_ascii=False)


def _correction(subject: str, entry: dict[str, Any]) -> Correction:
    for name in REQUIRED:
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            raise StorageError(f"{subject}: {name} is missing; write it as a text")
    if entry["ruling"] not in get_args(Ruling):
        raise StorageError(f"{subject}: ruling is {entry['ruling']!r}; write reject or change")
    changes = tuple(
        change
        for name, value in sorted(entry.items())
        if name not in PLAIN_KEYS
        for change in _changes(subject, name, value)
    )
    if bool(changes) != (entry["ruling"] == "change"):
        raise StorageError(f"{subject}: to change is to name what changes, to reject is to name nothing; mend either")
    return Correction(**{name: entry[name] for name in PLAIN_KEYS if name in entry}, changes=changes)


def _changes(subject: str, name: str, value: Any) -> list[tuple[str, Any]]:
    if name in CHOICES and value in CHOICES[name]:
        return [(name, value)]
    if name in NUMBERS and isinstance(value, (int, float)) and not isinstance(value, bool):
        return [(name, float(value))]
    if name in TEXTS and isinstance(value, str):
        return [(name, value or None)]
    if name in PERIODS and isinstance(value, list) and len(value) == 2:
        return [(part, _day(subject, name, each)) for part, each in zip(PERIODS[name], value, strict=True)]
    wanted = ", ".join(CHOICES.get(name, ())) or "a number, a text, or two days"
    known = name in {*CHOICES, *NUMBERS, *TEXTS, *PERIODS}
    mend = f"write {wanted}" if known else "remove it"
    raise StorageError(f"{subject}: {name} = {value!r} is not understood; {mend}")


def _day(subject: str, name: str, value: Any) -> date | None:
    if value in {"", None}:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise StorageError(f"{subject}: {name} has {value!r}; write days as 2023-01-31") from error
