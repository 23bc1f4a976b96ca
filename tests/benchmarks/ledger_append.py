"""How fast readings are appended, beside the same rows in a bare `insert ... on conflict do nothing`.

    .venv/bin/python tests/benchmarks/ledger_append.py [--documents N] [--each N] [--url URL ...]

The clock runs for the append alone, not for making the readings. Batch by batch in turn the bare insert gets exactly
the rows that the archive wrote, in one transaction too, into an empty archive of the same schema. URL is an empty
database, two for each kind: the first for the archive, the second for the bare insert; else a SQLite file each.
"""

import argparse
import random
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from parsers.records import Article, Reading, Statistic
from storage import schema
from storage.archive import Archive
from storage.engine import Database
from storage.tables import SightingRow

AT = datetime(2026, 11, 22, tzinfo=UTC)
EVENTS = ("arrival", "escape", "repatriation", "detention")
WORDS = ["the", "ministry", "said", "on", "monday", "that", "people", "from", "north", "had", "reached", "a", "before"]
DOCUMENTS_AT_ONCE = 100


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--documents", type=int, default=10_000)
    asked.add_argument("--each", type=int, default=10)
    asked.add_argument("--url", nargs="*", default=[])
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        urls = options.url or [f"sqlite:///{folder}/archive.db", f"sqlite:///{folder}/bare.db"]
        for ours, bare in zip(urls[::2], urls[1::2], strict=True):
            compare(ours, bare, options.documents, options.each)


def compare(ours: str, bare: str, documents: int, each: int) -> None:
    """Append a batch to the one, insert the rows that this wrote into the other, and so on; print both rates."""
    appending = inserting = 0.0
    target = Database(bare, create=True)
    schema.require_head(target, create=True)
    written: list[tuple[sa.Insert, Any]] = []

    def insert_all(connection: sa.Connection) -> None:
        for statement, rows in written:
            connection.execute(statement, rows)

    with Archive.open(ours) as archive:
        event.listen(archive._database.engine, "before_execute", partial(_note, written))
        for first in range(0, documents, DOCUMENTS_AT_ONCE):
            batch = [_reading(number, each) for number in range(first, min(first + DOCUMENTS_AT_ONCE, documents))]
            written.clear()
            began = time.perf_counter()
            archive.append_readings(batch)
            between = time.perf_counter()
            target.write(insert_all)
            inserting += time.perf_counter() - between
            appending += between - began
        counts = archive.counts()
    with target.read() as connection:
        same = connection.execute(sa.select(sa.func.count()).select_from(SightingRow)).scalar_one() == counts.sightings
    rate, bare_rate = counts.sightings / appending, counts.sightings / inserting
    kind = target.url.get_backend_name()
    print(f"{kind}: {counts.sightings} sightings over {counts.documents} documents, same rows: {same}")
    print(f"  archive {rate:,.0f} sightings/s, bare insert {bare_rate:,.0f}/s: {rate / bare_rate:.2f} of the bare rate")


def _note(written: list[tuple[sa.Insert, Any]], _connection: object, statement: object, rows: Any, *_: object) -> None:
    if isinstance(statement, sa.Insert):
        written.append((statement, rows))


def _reading(number: int, each: int) -> Reading:
    chance = random.Random(number)  # noqa: S311  (a benchmark, not a secret)
    lines = [" ".join(chance.choices(WORDS, k=20)) + "." for _ in range(10)]
    statistics = [_statistic(chance, place, lines) for place in range(each)]
    article = Article(
        kind="article", headline=f"Story {number}", text="\n".join(lines), language="en", cleaner_version="c"
    )
    return Reading(
        entry_key=None, feed=None, url=f"https://paper{number % 50}.example/{number}", attempts=(), verdict="read",
        reason="article", read_at=AT + timedelta(seconds=number), article=article, statistics=tuple(statistics),
        extractor_version="e",
    )  # fmt: skip


def _statistic(chance: random.Random, place: int, lines: list[str]) -> Statistic:
    value, year = chance.randint(1, 3000), chance.randint(1998, 2026)
    start = sum(len(line) + 1 for line in lines)
    lines.append(f"In {year} {value} people arrived, the ministry said in its tally number {place}.")
    return Statistic(
        measure="count", value=value, event=chance.choice(EVENTS), destination="KR", sex="all",  # type: ignore[arg-type]
        period_start=date(year, 1, 1), period_end=date(year, 12, 31), sentence=lines[-1], start=start + 8,
        end=start + 8 + len(str(value)), rule="made", attribution="Ministry of Unification",
    )  # fmt: skip


if __name__ == "__main__":
    main()
