"""Polling beside lemon24/reader: the same thousand feeds from one loopback server in; wall time and CPU of both out.

    python tests/benchmarks/polling_speed.py [--feeds 1000] [--entries 20] [--rounds 7] [--peer-python PATH]

The first poll finds every entry new, those after it get 304 for every feed; the two sides poll in turn, so that what
else the machine does falls on both, and of the quiet rounds the median counts. Database writes are included on both
sides, the server's own work on neither. Each feed has a loopback address of its own, so pace and robots.txt work
as they do on the open web: our first poll asks for a thousand robots.txt files, which the peer never does. The peer is
run by `--peer-python`, an interpreter that has `reader` installed; without it only our side is measured.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Final, cast

WORKERS: Final = 20
PORT: Final = 18_765
ITEM: Final = (
    "<item><title>탈북민 {n}명 입국, {feed}번째 소식</title><link>http://{host}/view/{n}</link>"
    '<guid isPermaLink="false">{feed}-{n}</guid><pubDate>Sat, 21 Nov 2026 {hour:02d}:{minute:02d}:00 +0900</pubDate>'
    "<description>{text}</description></item>"
)
TEXT: Final = "통일부는 국내에 들어온 탈북민이 모두 몇 명인지 밝혔다. " * 12


def host_of(feed: int) -> str:
    """A loopback address for each feed."""
    return f"127.0.{feed // 200}.{feed % 200 + 2}:{PORT}"


def url_of(feed: int) -> str:
    return f"http://{host_of(feed)}/feed/{feed}"


# ---------------------------------------------------------------- the server


def document(feed: int, entries: int) -> bytes:
    items = "".join(
        ITEM.format(n=n, feed=feed, host=host_of(feed), hour=n % 24, minute=feed % 60, text=TEXT)
        for n in range(entries)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{feed}</title>{items}</channel></rss>'.encode()


def answer_to(request: bytes, entries: int) -> bytes:
    head = request.decode("latin-1").lower()
    path = head.split(" ", 2)[1]
    if not path.startswith("/feed/"):
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    feed = int(path.removeprefix("/feed/"))
    if "if-none-match" in head:
        return f'HTTP/1.1 304 Not Modified\r\nETag: "{feed}"\r\n\r\n'.encode()
    body = document(feed, entries)
    fields = f'Content-Type: application/rss+xml\r\nETag: "{feed}"\r\nContent-Length: {len(body)}\r\n\r\n'
    return f"HTTP/1.1 200 OK\r\n{fields}".encode() + body


class Speaker(asyncio.Protocol):
    """The barest HTTP server, so that little of what is measured is its own work."""

    def __init__(self, entries: int) -> None:
        self.entries = entries
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.received += data
        if self.received.endswith(b"\r\n\r\n"):
            self.transport.write(answer_to(self.received, self.entries))
            self.received = b""


async def serve(entries: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Speaker(entries), "0.0.0.0", PORT, backlog=2_000)  # noqa: S104 - 127.0.0.0/8
    print("ready", flush=True)
    await server.serve_forever()


# ---------------------------------------------------------------- the two pollers


def our_poll(feeds: int, folder: Path) -> Callable[[], int]:
    """A poll as the flow makes it: groups side by side, feeds fetched together, each appended in a transaction."""
    from concurrent.futures import ThreadPoolExecutor

    from flows.poll_feeds import MOST_FEED_TASKS, poll_group
    from flows.run import open_run
    from flows.settings import Settings, utc_now
    from flows.tasks import in_groups
    from parsers.records import FeedSource
    from storage.archive import Archive

    sources = [
        FeedSource(id=f"f{n}", url=url_of(n), publisher="p", language="ko", zone="Asia/Seoul", poll_minutes=60)
        for n in range(feeds)
    ]
    hosts = [host_of(n).partition(":")[0] for n in range(feeds)]
    settings = Settings(home=folder, allow_hosts=tuple(hosts))

    def poll() -> int:
        with open_run(settings) as scope:
            states = scope.archive.feed_states()
            with ThreadPoolExecutor(settings.feed_concurrency) as pool:
                groups = in_groups(sources, most=MOST_FEED_TASKS)
                polled = pool.map(lambda group: poll_group.fn(group, scope, states), groups)
                lines = [line for lines in polled for line in lines]
            failed = [line for line in lines if line.failed]
            assert not failed, failed[:3]
            return sum(line.new for line in lines)

    with Archive.open(settings.database) as archive:
        archive.register_feeds(sources, at=utc_now())
    return poll


def peer_poll(feeds: int, folder: Path) -> Callable[[], int]:
    """A poll by reader's update_feeds with its workers."""
    reader = import_module("reader").make_reader(str(folder / "peer.db"))
    for n in range(feeds):
        reader.add_feed(url_of(n))

    def poll() -> int:
        before = reader.get_entry_counts().total
        reader.update_feeds(workers=WORKERS, scheduled=False)
        broken = reader.get_feed_counts(broken=True).total
        assert not broken, broken
        return int(reader.get_entry_counts().total - before)

    return poll


def measured(poll: Callable[[], int]) -> dict[str, float]:
    """Wall seconds, CPU seconds of this process and those it ended, and the new entries."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    new = poll()
    return {"wall": time.perf_counter() - wall, "cpu": cpu_seconds() - cpu, "new": new}


def cpu_seconds() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


# ---------------------------------------------------------------- the comparison


class Side:
    """One side in a process of its own, so that neither pays for the other's imports or memory."""

    def __init__(self, python: str, side: str, feeds: int, folder: Path) -> None:
        command = [python, __file__, "--side", side, "--feeds", str(feeds), "--folder", str(folder)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def poll(self) -> dict[str, float]:
        """What the next poll costs."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("poll\n")
        self.process.stdin.flush()
        written = self.process.stdout.readline()
        if not written:
            sys.exit("a side ended before its time")
        polled: dict[str, float] = json.loads(written)
        return polled

    def close(self) -> None:
        self.process.communicate("")


def answer_polls(poll: Callable[[], int]) -> None:
    """A poll for each line of stdin, its cost on stdout."""
    for _ in sys.stdin:
        print(json.dumps(measured(poll)), flush=True)


def has_reader(python: str) -> bool:
    return subprocess.run([python, "-c", "import reader"], capture_output=True, check=False).returncode == 0


def compare(arguments: argparse.Namespace) -> None:
    command = [sys.executable, __file__, "--side", "server", "--entries", str(arguments.entries)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        assert server.stdout is not None
        server.stdout.readline()
        sides = [Side(sys.executable, "ours", arguments.feeds, Path(folder))]
        if has_reader(arguments.peer_python):
            sides.append(Side(arguments.peer_python, "peer", arguments.feeds, Path(folder)))
        try:
            first = [side.poll() for side in sides]
            quiet = [[side.poll() for side in sides] for _ in range(arguments.rounds)]
        finally:
            for side in sides:
                side.close()
            server.kill()
    show(f"{arguments.feeds} feeds, all entries new", [first])
    show(f"{arguments.feeds} feeds, nothing new (304)", quiet)


def show(title: str, rounds: list[list[dict[str, float]]]) -> None:
    """Medians of each side, and of the ratios within each round."""
    names = ("ours", "reader")[: len(rounds[0])]
    for number, name in enumerate(names):
        cost = {unit: median(one[number][unit] for one in rounds) for unit in ("wall", "cpu", "new")}
        title += f"{':' if number == 0 else ';'} {name} {cost['wall']:.2f} s wall, {cost['cpu']:.2f} s CPU"
        title += f", {cost['new']:.0f} new"
    if len(names) == 2:
        ratios = {unit: sorted(ours[unit] / peer[unit] for ours, peer in rounds) for unit in ("wall", "cpu")}
        title += "; ratio " + ", ".join(
            f"{median(found):.2f} {unit} ({found[0]:.2f} to {found[-1]:.2f})" for unit, found in ratios.items()
        )
    print(title)


def main() -> None:
    """Run the comparison, or one side of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--side", choices=["server", "ours", "peer"])
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    sides: dict[str, Callable[[int, Path], Callable[[], int]]] = {"ours": our_poll, "peer": peer_poll}
    if arguments.side == "server":
        asyncio.run(serve(arguments.entries))
    elif arguments.side:
        answer_polls(sides[arguments.side](arguments.feeds, arguments.folder))
    else:
        compare(arguments)


if __name__ == "__main__":
    main()
