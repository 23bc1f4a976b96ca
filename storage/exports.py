"""The ledger out: figures and statements as CSV, JSON Lines and Parquet, described by a Frictionless datapackage.json.

Streams at any size, writes beside the target and moves into place at the end, and keeps every cell of a CSV from being
run as a formula by a spreadsheet. The fields of a statement are those of the contract in DESIGN.md.
"""

import csv
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from storage.errors import StorageError

Format = Literal["csv", "jsonl", "parquet"]
FORMATS: tuple[Format, ...] = get_args(Format)
Kind = Literal["string", "number", "integer", "date", "datetime"]
Write = Callable[[Sequence[dict[str, Any]]], None]

ROWS_AT_ONCE = 5_000
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
ESCAPED = (
    "A text that a spreadsheet would run as a formula has an apostrophe before it; the other formats have it bare."
)
CLAIM: tuple[tuple[str, Kind], ...] = (
    ("measure", "string"), ("value", "number"), ("low", "number"), ("high", "number"), ("qualifier", "string"),
    ("event", "string"), ("destination", "string"), ("sex", "string"), ("group", "string"), ("scope", "string"),
    ("period_start", "date"), ("period_end", "date"), ("versus_start", "date"), ("versus_end", "date"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One table of an export: its name, its fields with their types, and what one row is."""

    name: str
    title: str
    fields: tuple[tuple[str, Kind], ...]


STATEMENTS = Resource(
    name="statements",
    title="One statement of a figure in one document, with the sentence that states it",
    fields=(
        ("sighting", "string"), ("figure", "string"), ("document", "string"), *CLAIM, ("attribution", "string"),
        ("sentence", "string"), ("start", "integer"), ("end", "integer"), ("rule", "string"), ("url", "string"),
        ("headline", "string"), ("publisher", "string"), ("published", "datetime"), ("language", "string"),
        ("cluster", "string"), ("extractor_version", "string"), ("seen_at", "datetime"),
    ),
)  # fmt: skip
FIGURES = Resource(
    name="figures",
    title="One distinct claim, with its state and the number of independent sources behind it",
    fields=(
        ("key", "string"), ("slot", "string"), *CLAIM, ("state", "string"), ("why", "string"), ("sources", "integer"),
        ("documents", "integer"), ("sightings", "integer"), ("attribution", "string"), ("sentence", "string"),
        ("url", "string"), ("headline", "string"), ("publisher", "string"), ("published", "datetime"),
        ("first_seen_at", "datetime"),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The files of an export and how many rows each table has."""

    files: tuple[Path, ...]
    rows: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What an export says of itself; `licence` is an SPDX name or an address, and empty claims none."""

    created_at: datetime
    versions: tuple[str, ...]
    licence: str = ""


def export(
    folder: Path,
    tables: Sequence[tuple[Resource, Iterable[dict[str, Any]]]],
    formats: Sequence[Format],
    package: Package,
) -> Exported:
    """Write every table in every format, datapackage.json last. Raises StorageError where the folder cannot be used."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as beside:
            counts = {resource.name: _write(Path(beside), resource, rows, formats) for resource, rows in tables}
            resources = [resource for resource, _ in tables]
            described = _described(Path(beside), resources, counts, formats, package)
            (Path(beside) / "datapackage.json").write_text(json.dumps(described, indent=2, ensure_ascii=False) + "\n")
            names = [f"{resource.name}.{format_}" for resource in resources for format_ in formats]
            for name in [*names, "datapackage.json"]:
                os.replace(Path(beside) / name, folder / name)  # noqa: PTH105  (one rename, atomic)
    except OSError as error:
        raise StorageError(f"the export to {folder} failed: {error.strerror or error}; name another folder") from error
    return Exported(files=tuple(folder / name for name in [*names, "datapackage.json"]), rows=counts)


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula with an apostrophe before it; everything else as it is."""
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return value


def _write(folder: Path, resource: Resource, rows: Iterable[dict[str, Any]], formats: Sequence[Format]) -> int:
    count = 0
    with ExitStack() as opened:
        paths = {each: folder / f"{resource.name}.{each}" for each in formats}
        writers = [opened.enter_context(WRITERS[each](path, resource)) for each, path in paths.items()]
        for some in _in_runs(rows):
            count += len(some)
            for write in writers:
                write(some)
    return count


def _in_runs(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == ROWS_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


@contextmanager
def _csv(path: Path, resource: Resource) -> Iterator[Write]:
    names = [name for name, _ in resource.fields]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(names)
        yield lambda rows: writer.writerows([[safe_cell(written(row[name])) for name in names] for row in rows])


@contextmanager
def _jsonl(path: Path, resource: Resource) -> Iterator[Write]:
    names = [name for name, _ in resource.fields]
    with path.open("w", encoding="utf-8") as file:
        yield lambda rows: file.writelines(
            json.dumps({name: written(row[name]) for name in names}, ensure_ascii=False) + "\n" for row in rows
        )


@contextmanager
def _parquet(path: Path, resource: Resource) -> Iterator[Write]:
    import pyarrow as pa  # noqa: PLC0415  (slow to import, and only Parquet needs it)
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = {
        "string": pa.string(), "number": pa.float64(), "integer": pa.int64(), "date": pa.date32(),
        "datetime": pa.timestamp("us", tz="UTC"),
    }  # fmt: skip
    schema = pa.schema([(name, kinds[kind]) for name, kind in resource.fields])
    names = [name for name, _ in resource.fields]
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        yield lambda rows: writer.write_table(
            pa.Table.from_pylist([{name: row[name] for name in names} for row in rows], schema=schema)
        )


WRITERS: dict[Format, Callable[[Path, Resource], AbstractContextManager[Write]]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "parquet": _parquet,
}


def written(value: Any) -> Any:
    """A value as all texts of this program have it: ISO 8601 for times, whole numbers without a fraction."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _described(
    folder: Path, resources: Sequence[Resource], counts: dict[str, int], formats: Sequence[Format], package: Package
) -> dict[str, Any]:
    """The Data Package (specs.frictionlessdata.io, version 1) of the files in the folder."""
    described = [
        _described_file(folder / f"{resource.name}.{each}", resource, counts[resource.name], each)
        for resource in resources
        for each in formats
    ]
    return {
        "name": "defectorwatch",
        "title": "Published figures on North Korean defectors, each with the sentence that states it",
        "description": "Each sentence is a quotation from the page in the field url and stays its publisher's.",
        "created": written(package.created_at),
        **({"licenses": [_licence(package.licence)]} if package.licence else {}),
        "sources": [{"title": "The pages named in the field url; each sentence is quoted from there"}],
        "extractorVersions": sorted(package.versions),
        "resources": described,
    }


def _described_file(path: Path, resource: Resource, rows: int, format_: Format) -> dict[str, Any]:
    return {
        "name": f"{resource.name}-{format_}",
        "title": resource.title,
        **({"description": ESCAPED} if format_ == "csv" else {}),
        "path": path.name,
        "format": format_,
        "encoding": "utf-8",
        **(_measured(path) if format_ != "parquet" else {}),  # frictionless cannot measure Parquet, and would fail it
        "rows": rows,
        "profile": "tabular-data-resource" if format_ == "csv" else "data-resource",
        "schema": {
            "fields": [{"name": name, "type": kind} for name, kind in resource.fields],
            "primaryKey": resource.fields[0][0],
            "missingValues": [""],
        },
    }


def _measured(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "hash": f"sha256:{digest}"}


def _licence(licence: str) -> dict[str, str]:
    return {"path": licence} if "://" in licence else {"name": licence}
