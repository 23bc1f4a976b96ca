"""Kills an ingest at random moments and runs it again until it ends: is the database that of an undisturbed run?

    .venv/bin/python tests/benchmarks/ledger_crash.py [--kills N] [--url URL ...]

Only a kill that hits an ingest at work counts, for a run that comes to its end closes a round: every row of every table
is compared, the moments at which this program did something aside, and the next round begins with an empty database.
URL is an empty database; without one a SQLite file in a temporary folder is used.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from parsers.records import Article, Attempt, Entry, FeedPoll, FeedSource, FeedState, PendingEntry, Reading, Statistic
from storage.archive import Archive
from storage.tables import Base

START = datetime(2026, 11, 22, 9, tzinfo=UTC)
FEEDS = 6
ENTRIES = 20
READ_AT_ONCE = 16
PART = 0.4
WORDS = ["the", "ministry", "said", "on", "monday", "that", "people", "from", "north", "had", "reached", "a", "before"]


def main() -> int:
    """Run the ingest itself, or the comparison."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--ingest", metavar="URL")
    asked.add_argument("--kills", type=int, default=100)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--url", nargs="*", default=[])
    options = asked.parse_args()
    if options.ingest:
        print("begins", flush=True)
        ingest(options.ingest)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        undisturbed = f"sqlite:///{folder}/undisturbed.db"
        usual = life(undisturbed) or 0.0
        expected = dump(undisturbed)
        for url in options.url or [f"sqlite:///{folder}/killed.db"]:
            rounds = killed_rounds(url, options.kills, options.seed, usual, expected)
            rows = sum(map(len, expected.values()))
            print(
                f"{url.split(':')[0]}: {options.kills} kills at work in {len(rounds)} rounds of {rows} rows, "
                f"{sum(rounds)} of them equal to the undisturbed one"
            )
            if not all(rounds):
                return 1
    return 0


def ingest(url: str) -> None:
    """Poll made feeds and read their pages, as a run does; whatever is there already stays as it is."""
    with Archive.open(url) as archive:
        archive.register_feeds([_source(feed) for feed in range(FEEDS)], at=START)
        for poll in _polls():
            archive.append_poll(poll)
        while due := archive.pending_entries(at=START + timedelta(days=1), limit=READ_AT_ONCE):
            archive.append_readings([_reading(pending) for pending in due])
        archive.settle()


def life(url: str, seconds: float | None = None) -> float | None:
    """Run the ingest in a process of its own; how long it worked, or None where it was killed after those seconds."""
    command = [sys.executable, str(Path(__file__)), "--ingest", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.readline()  # it has imported what it needs, and begins
        began = time.perf_counter()
        try:
            status = running.wait(seconds)
        except subprocess.TimeoutExpired:
            running.kill()
            return None
    if status:
        raise subprocess.CalledProcessError(status, command)
    return time.perf_counter() - began


def killed_rounds(
    url: str, kills: int, seed: int, usual: float, expected: dict[str, list[tuple[Any, ...]]]
) -> list[bool]:
    """Kill the ingest within part of its `usual` seconds, again and again; whether each round ended as expected."""
    chance = random.Random(seed)  # noqa: S311  (a benchmark, not a secret)
    rounds: list[bool] = []
    while kills:
        if rounds:
            clear(url)
        while kills and life(url, usual * chance.uniform(0, PART)) is None:
            kills -= 1
        life(url)
        rounds.append(dump(url) == expected)
    return rounds


def clear(url: str) -> None:
    """Take every row out of the archive."""
    with Archive.open(url) as archive:
        archive._database.write(
            lambda connection: [connection.execute(sa.delete(table)) for table in Base.metadata.sorted_tables]
        )


def dump(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table without its moments, in order."""
    tables = sa.MetaData()
    found = {}
    with Archive.open(url) as archive, archive._database.read() as connection:
        tables.reflect(connection)
        for table in tables.sorted_tables:
            columns = [
                column
                for column in sorted(table.columns, key=lambda column: column.name)
                if not column.name.endswith("_at")
            ]
            rows = connection.execute(sa.select(*columns))
            found[table.name] = sorted((tuple(map(_comparable, row)) for row in rows), key=repr)
    return found


def _comparable(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
    return str(value) if isinstance(value, date) else bytes(value) if isinstance(value, memoryview) else value


def _source(feed: int) -> FeedSource:
    address = f"https://feed{feed}.example/rss"
    return FeedSource(
        id=f"feed{feed}", url=address, publisher=f"Paper {feed}", language="en", zone="UTC", poll_minutes=30
    )


def _polls() -> Iterator[FeedPoll]:
    for feed in range(FEEDS):
        polled_at = START + timedelta(minutes=feed)
        url = f"https://feed{feed}.example/rss"
        attempt = Attempt(
            target="feed", feed=f"feed{feed}", url=url, fetched_at=polled_at, status=200, verdict="fetched",
            detail="", seconds=0.1, wire_bytes=1000,
        )  # fmt: skip
        entries = tuple(_entry(feed, number) for number in range(ENTRIES))
        yield FeedPoll(attempt=attempt, state=FeedState(feed=f"feed{feed}", last_polled_at=polled_at), entries=entries)


def _entry(feed: int, number: int) -> Entry:
    return Entry(
        feed=f"feed{feed}", identity=f"n{number}", identified_by="id", link=f"https://feed{feed}.example/{number}",
        title=f"Story {number}", published=None, updated=None, summary="", content="", position=number,
    )  # fmt: skip


def _reading(pending: PendingEntry) -> Reading:
    """What reading the entry's page gives: the same every time, and half of the stories stand in two feeds."""
    url = pending.entry.link or ""
    number, feed = int(pending.entry.identity[1:]), int(pending.entry.feed[4:])
    chance = random.Random(number * 10 + (feed // 2 if number % 2 else feed))  # noqa: S311
    lines = [" ".join(chance.choices(WORDS, k=20)) + "." for _ in range(8)]
    statistics = [_statistic(chance, lines) for _ in range(4)]
    text = "\n".join([f"Story {number}", *lines])
    found = tuple(
        replace(each, start=text.index(each.sentence) + 3, end=text.index(each.sentence) + 6) for each in statistics
    )
    article = Article(kind="article", headline=f"Story {number}", text=text, language="en", cleaner_version="c")
    attempt = Attempt(
        target="page", feed=pending.entry.feed, url=url, fetched_at=START + timedelta(seconds=number), status=200,
        verdict="fetched", detail="", seconds=0.2, wire_bytes=5000,
    )  # fmt: skip
    return Reading(
        entry_key=pending.key, feed=pending.entry.feed, url=url, attempts=(attempt,), verdict="read", reason="article",
        read_at=START + timedelta(hours=1), body=text.encode() * 3, content_type="text/html",
        article=article, statistics=found, extractor_version="e",
    )  # fmt: skip


def _statistic(chance: random.Random, lines: list[str]) -> Statistic:
    value, year = chance.randint(100, 999), chance.randint(2010, 2025)
    lines.append(f"In {value} cases of {year} they arrived, {chance.randint(0, 10**9)}.")
    return Statistic(
        measure="count", value=value, event="arrival", destination="KR", period_start=date(year, 1, 1),
        period_end=date(year, 12, 31), sentence=lines[-1], start=0, end=1, rule="made",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
