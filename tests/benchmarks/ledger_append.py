"""How fast readings are appended, beside the same rows in a bare `insert ... on conflict do nothing`.

    .venv/bin/python tests/benchmarks/ledger_append.py [--documents N] [--each N] [--writers N] [--url URL ...]

The clock runs for the append alone, not for making the readings. Batch by batch in turn the bare insert gets exactly
the rows that the archive wrote, in one transaction too, into an empty archive of the same schema.

With --writers that many processes then append the same documents to a third archive at once, each document by two of
them and everyone in an order of its own; every row must be that of the single writer.

URL is an empty database, three for each kind: for the single writer, for the bare insert and for the several writers;
else a SQLite file each.
"""

import argparse
import hashlib
import multiprocessing
import random
import sys
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
from storage.tables import Base, SightingRow

AT = datetime(2026, 11, 22, tzinfo=UTC)
EVENTS = ("arrival", "escape", "repatriation", "detention")
WORDS = ["the", "ministry", "said", "on", "monday", "that", "people", "from", "north", "had", "reached", "a", "before"]
DOCUMENTS_AT_ONCE = 100
ROWS_AT_ONCE = 5_000


def main() -> int:
    """Measure and print; 1 where several writers leave other rows than one."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--documents", type=int, default=10_000)
    asked.add_argument("--each", type=int, default=10)
    asked.add_argument("--writers", type=int, default=0)
    asked.add_argument("--url", nargs="*", default=[])
    options = asked.parse_args()
    same = True
    with tempfile.TemporaryDirectory() as folder:
        urls = options.url or [f"sqlite:///{folder}/{name}.db" for name in ("archive", "bare", "several")]
        for ours, bare, several in zip(urls[::3], urls[1::3], urls[2::3], strict=True):
            compare(ours, bare, options.documents, options.each)
            if options.writers:
                same &= at_once(several, ours, options.documents, options.each, options.writers)
    return 0 if same else 1


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


def at_once(url: str, alone: str, documents: int, each: int, writers: int) -> bool:
    """Append by several processes at once, compare with what one writer left, and print; whether it is the same."""
    Archive.open(url).close()
    work = [(url, writer, writers, documents, each) for writer in range(writers)]
    began = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(writers) as pool:
        waits = pool.starmap(_write_share, work, chunksize=1)
    seconds = time.perf_counter() - began
    expected = digests(alone)
    differing = [table for table, rows in digests(url).items() if rows != expected[table]]
    kind = url.split(":", maxsplit=1)[0]
    print(
        f"{kind}: {writers} writers at once, each document by two of them, in {seconds:.0f} s with making the readings"
    )
    print(f"  the longest batch took {max(waits):.1f} s; rows that differ from one writer's: {differing or 'none'}")
    return not differing


def _write_share(url: str, writer: int, writers: int, documents: int, each: int) -> float:
    """Append every document whose number falls to this writer, in its own order; the longest batch in seconds."""
    numbers = [number for number in range(documents) if (number - writer) % writers < 2]
    random.Random(writer).shuffle(numbers)  # noqa: S311
    longest = 0.0
    with Archive.open(url) as archive:
        for first in range(0, len(numbers), DOCUMENTS_AT_ONCE):
            batch = [_reading(number, each) for number in numbers[first : first + DOCUMENTS_AT_ONCE]]
            began = time.perf_counter()
            archive.append_readings(batch)
            longest = max(longest, time.perf_counter() - began)
    return longest


def digests(url: str) -> dict[str, str]:
    """For each table how many rows it has and a hash of them all, the moments at which something was done aside."""
    found = {}
    database = Database(url, create=False)
    with database.read() as connection:
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.columns if not column.name.endswith("_at")]
            query = sa.select(*columns).order_by(*table.primary_key)
            rows = hashlib.blake2b()
            count = 0
            for row in connection.execute(query, execution_options={"yield_per": ROWS_AT_ONCE}):
                rows.update(repr(tuple(row)).encode())
                count += 1
            found[table.name] = f"{count} rows, {rows.hexdigest()}"
    database.close()
    return found


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
    sys.exit(main())
