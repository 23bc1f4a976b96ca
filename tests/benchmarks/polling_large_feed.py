"""One feed of ten thousand entries in: memory and CPU of parsing, and what an entry costs in a full database, out.

    python tests/benchmarks/polling_large_feed.py [--entries 10000] [--stored 1000000] [--url FEW MANY]

Parsing runs in a process of its own for each side, and peak memory is counted above what the process needed before.
The second part appends the same polls in turn to a database of few and to one of many known entries, which SQL makes
there: SQLite files, or the two empty databases of PostgreSQL that are named.
"""

import argparse
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from parsers.feeds import parse_feed
from parsers.records import Attempt, Entry, FeedPoll, FeedSource, FeedState, TimestampReading
from storage.archive import Archive
from storage.columns import UtcTime
from storage.engine import Database
from storage.keys import ROW_MASK
from storage.tables import EntryRow

NOW: Final = datetime(2026, 11, 22, tzinfo=UTC)
TEXT: Final = "<![CDATA[" + "<p>통일부는 <b>탈북민</b>이 모두 <a href='/1'>몇 명</a>인지 밝혔다.</p>" * 30 + "]]>"
FEW: Final = 10_000
PROBE: Final = 20
PROBES: Final = 100
ALIKE_IN_ALL: Final[dict[str, Any]] = {
    "feed": "f", "identified_by": "id", "summary": "", "content": "", "authors": "[]", "position": 0,
    "status": "read", "reason": "", "tries": 1,
}  # fmt: skip


def document(entries: int) -> bytes:
    """A feed with some 2.7 kB of text for each entry."""
    items = "".join(
        f"<item><title>탈북민 {n}명</title><link>https://news.example/{n}</link><guid>n-{n}</guid>"
        f"<pubDate>Sat, 21 Nov 2026 {n % 24:02d}:00:00 +0900</pubDate><description>{TEXT}</description></item>"
        for n in range(entries)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


# ---------------------------------------------------------------- parsing


def parse_as(side: str, file: Path) -> dict[str, float]:
    """Parse in this process; what it took."""
    body = file.read_bytes()
    before, cpu = megabytes("VmRSS"), time.process_time()
    if side == "ours":
        found = len(
            parse_feed(body, feed="f", url="https://news.example/feed", zone="Asia/Seoul", fetched_at=NOW).entries
        )
    else:
        import feedparser

        found = len(feedparser.parse(io.BytesIO(body)).entries)
    return {
        "cpu": time.process_time() - cpu,
        "memory": megabytes("VmHWM") - before,
        "body": len(body) / 1e6,
        "found": found,
    }


def megabytes(field: str) -> float:
    """A size from Linux's account of this process; unlike getrusage it forgets the parent's peak."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split(f"{field}:")[1].split()[0]) / 1_000


def run_side(side: str, file: Path) -> dict[str, float]:
    command = [sys.executable, __file__, "--side", side, "--file", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    taken: dict[str, float] = json.loads(done.stdout)
    return taken


def show(side: str, taken: dict[str, float]) -> None:
    print(
        f"{side}: {taken['found']:.0f} entries of {taken['body']:.0f} MB parsed in {taken['cpu']:.1f} s CPU, "
        f"peak memory {taken['memory']:+.0f} MB beside the body"
    )


# ---------------------------------------------------------------- known entries


def fill(url: str, stored: int) -> None:
    """So many known entries, their keys and likenesses spread over all that there may be."""
    numbers = sa.select(sa.literal(0, sa.BigInteger).label("n")).cte(recursive=True)
    numbers = numbers.union_all(sa.select(numbers.c.n + 1).where(numbers.c.n < stored - 1))
    n, apart = numbers.c.n, ROW_MASK // stored
    name = sa.cast(n, sa.String)
    columns: dict[str, sa.ColumnElement[Any]] = {
        "key": n * apart,
        "likeness": n * 7_919 % stored * apart,
        "identity": sa.literal("id:known-") + name,
        "link": sa.literal("https://news.example/known/") + name,
        "title": sa.literal("탈북민 ") + name + sa.literal("명"),
        "first_seen_at": sa.literal(NOW - timedelta(days=30), UtcTime),
        **{given: sa.literal(value) for given, value in ALIKE_IN_ALL.items()},
    }
    made = sa.insert(EntryRow).from_select(list(columns), sa.select(*columns.values()))
    database = Database(url, create=False)
    database.write(lambda connection: connection.execute(made))
    database.close()


def poll_of(first: int, now: datetime) -> FeedPoll:
    """A poll that brings PROBE entries, numbered from `first`."""
    entries = tuple(
        Entry(
            feed="f",
            identity=f"id:{number}",
            identified_by="id",
            link=f"https://news.example/{number}",
            title=f"탈북민 {number}명",
            published=TimestampReading(raw="", value=NOW - timedelta(minutes=number), method="rfc822"),
            updated=None,
            summary="",
            content="",
        )
        for number in range(first, first + PROBE)
    )
    attempt = Attempt(
        target="feed", feed="f", url="u", fetched_at=now, status=200, verdict="ok", detail="", seconds=0, wire_bytes=0
    )
    return FeedPoll(attempt=attempt, state=FeedState(feed="f", last_polled_at=now), entries=entries)


@contextmanager
def archive_with(url: str, stored: int) -> Iterator[Archive]:
    """An archive of one feed with so many known entries."""
    source = FeedSource(
        id="f", url="https://news.example/", publisher="p", language="ko", zone="Asia/Seoul", poll_minutes=60
    )
    with Archive.open(url) as archive:
        archive.register_feeds([source], at=NOW)
        fill(url, stored)
        timed_poll(archive, 0)
        yield archive


def costs(few: str, many: str, stored: int) -> tuple[float, float]:
    """Milliseconds for an entry with FEW and with `stored` entries known, medians of polls that are half new."""
    started = time.perf_counter()
    with archive_with(few, FEW) as small, archive_with(many, stored) as large:
        print(f"{FEW + stored:,} known entries made in {time.perf_counter() - started:.0f} s", flush=True)
        taken = [(timed_poll(small, number), timed_poll(large, number)) for number in range(1, PROBES + 1)]
    small_ms, large_ms = (statistics.median(each) * 1_000 / PROBE for each in zip(*taken, strict=True))
    return small_ms, large_ms


def timed_poll(archive: Archive, number: int) -> float:
    """Seconds that a poll took of which the first half came with the one before."""
    poll = poll_of(number * PROBE // 2, NOW + timedelta(minutes=number))
    started = time.perf_counter()
    archive.known_identities(poll.entries)
    archive.append_poll(poll)
    return time.perf_counter() - started


# ---------------------------------------------------------------- the whole


def main() -> None:
    """Measure both parts, or parse as one side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--stored", type=int, default=1_000_000)
    parser.add_argument("--url", nargs=2, metavar=("FEW", "MANY"))
    parser.add_argument("--side", choices=["ours", "feedparser"])
    parser.add_argument("--file", type=Path)
    arguments = parser.parse_args()
    if arguments.side:
        print(json.dumps(parse_as(arguments.side, arguments.file)))
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "feed.xml"
        file.write_bytes(document(arguments.entries))
        for side in ("ours", "feedparser"):
            show(side, run_side(side, file))
    with tempfile.TemporaryDirectory() as folder:
        at_few, at_many = arguments.url or (f"sqlite:///{Path(folder) / name}.db" for name in ("few", "many"))
        few, many = costs(at_few, at_many, arguments.stored)
    kind = at_few.partition(":")[0]
    print(
        f"{kind}: an entry takes {few:.3f} ms with {FEW:,} known, {many:.3f} ms with {arguments.stored:,}: "
        f"{many / few:.2f} times"
    )


if __name__ == "__main__":
    main()
