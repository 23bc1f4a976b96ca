"""One feed of ten thousand entries in: memory and CPU of parsing, and what an entry costs in a full database, out.

    python tests/benchmarks/polling_large_feed.py [--entries 10000] [--stored 1000000]

Parsing runs in a process of its own for each side, and peak memory is counted above what the process needed before.
The second part appends the same polls to a database of few and of many known entries.
"""

import argparse
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from parsers.feeds import parse_feed
from parsers.records import Attempt, Entry, FeedPoll, FeedSource, FeedState
from storage.archive import Archive

NOW: Final = datetime(2026, 11, 22, tzinfo=UTC)
TEXT: Final = "<![CDATA[" + "<p>통일부는 <b>탈북민</b>이 모두 <a href='/1'>몇 명</a>인지 밝혔다.</p>" * 30 + "]]>"
BATCH: Final = 10_000
PROBE: Final = 20
PROBES: Final = 50


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


def poll_of(feed: str, first: int, count: int, now: datetime) -> FeedPoll:
    """A poll that brings `count` entries, numbered from `first`."""
    entries = tuple(
        Entry(
            feed=feed,
            identity=f"id:{number}",
            identified_by="id",
            link=f"https://news.example/{number}",
            title=f"탈북민 {number}명",
            published=None,
            updated=None,
            summary="",
            content="",
        )
        for number in range(first, first + count)
    )
    attempt = Attempt(
        target="feed", feed=feed, url="u", fetched_at=now, status=200, verdict="ok", detail="", seconds=0, wire_bytes=0
    )
    return FeedPoll(attempt=attempt, state=FeedState(feed=feed, last_polled_at=now), entries=entries)


def cost_with(stored: int) -> float:
    """Milliseconds for an entry, median of polls that are half new, with `stored` entries known."""
    source = FeedSource(
        id="f", url="https://news.example/", publisher="p", language="ko", zone="Asia/Seoul", poll_minutes=60
    )
    with tempfile.TemporaryDirectory() as folder, Archive.open(f"sqlite:///{Path(folder) / 'large.db'}") as archive:
        archive.register_feeds([source], at=NOW)
        for first in range(0, stored, BATCH):
            archive.append_poll(poll_of("f", first, BATCH, NOW.replace(year=2025, microsecond=first // BATCH)))
        taken = [timed_poll(archive, stored, number) for number in range(PROBES)]
    return statistics.median(taken) * 1_000 / PROBE


def timed_poll(archive: Archive, stored: int, number: int) -> float:
    poll = poll_of("f", stored - PROBE // 2 + number * PROBE // 2, PROBE, probe_time(number))
    started = time.perf_counter()
    archive.known_identities(poll.entries)
    archive.append_poll(poll)
    return time.perf_counter() - started


def probe_time(number: int) -> datetime:
    return NOW.replace(minute=number)


# ---------------------------------------------------------------- the whole


def main() -> None:
    """Measure both parts, or parse as one side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--stored", type=int, default=1_000_000)
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
    few, many = cost_with(BATCH), cost_with(arguments.stored)
    print(
        f"an entry: {few:.3f} ms with {BATCH:,} known, {many:.3f} ms with {arguments.stored:,}: {many / few:.2f} times"
    )


if __name__ == "__main__":
    main()
