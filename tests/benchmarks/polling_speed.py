"""Polling beside lemon24/reader: the same thousand feeds from one loopback server in; wall time and CPU of both out.

    python tests/benchmarks/polling_speed.py [--feeds 1000] [--entries 20] [--peer-python PATH]

Two polls each: the first finds every entry new, the second gets 304 for every feed. Database writes are included on
both sides, the server's own work on neither. Each feed has a loopback address of its own, so pace and robots.txt work
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
from typing import Any, Final, cast

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


def poll_ours(feeds: int, folder: Path) -> list[dict[str, float]]:
    """Two polls as the flow makes them: groups side by side, feeds fetched together, each appended in a transaction."""
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
    return [measured(poll), measured(poll)]


def poll_peer(feeds: int, folder: Path) -> list[dict[str, float]]:
    """Two polls by reader's update_feeds with its workers."""
    reader = import_module("reader").make_reader(str(folder / "peer.db"))
    for n in range(feeds):
        reader.add_feed(url_of(n))

    def poll() -> int:
        before = reader.get_entry_counts().total
        reader.update_feeds(workers=WORKERS, scheduled=False)
        broken = reader.get_feed_counts(broken=True).total
        assert not broken, broken
        return int(reader.get_entry_counts().total - before)

    return [measured(poll), measured(poll)]


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


def run_side(python: str, side: str, feeds: int, folder: Path) -> list[dict[str, float]]:
    """One side in a process of its own, so that neither pays for the other's imports or memory."""
    command = [python, __file__, "--side", side, "--feeds", str(feeds), "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{side} failed:\n{done.stderr[-2_000:]}")
    polls: list[dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    return polls


def has_reader(python: str) -> bool:
    return subprocess.run([python, "-c", "import reader"], capture_output=True, check=False).returncode == 0


def compare(arguments: argparse.Namespace) -> None:
    command = [sys.executable, __file__, "--side", "server", "--entries", str(arguments.entries)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
        tempfile.TemporaryDirectory() as folder,
    ):
        try:
            assert server.stdout is not None
            server.stdout.readline()
            ours = run_side(sys.executable, "ours", arguments.feeds, Path(folder))
            peer = None
            if has_reader(arguments.peer_python):
                peer = run_side(arguments.peer_python, "peer", arguments.feeds, Path(folder))
        finally:
            server.kill()
    for number, title in enumerate(("all entries new", "nothing new (304)")):
        show(f"{arguments.feeds} feeds, {title}", ours[number], peer[number] if peer else None)


def show(title: str, ours: dict[str, float], peer: dict[str, float] | None) -> None:
    line = f"{title}: ours {ours['wall']:.2f} s wall, {ours['cpu']:.2f} s CPU, {ours['new']:.0f} new"
    if peer:
        line += f"; reader {peer['wall']:.2f} s wall, {peer['cpu']:.2f} s CPU, {peer['new']:.0f} new"
        line += f"; ratio {ours['wall'] / peer['wall']:.2f} wall, {ours['cpu'] / peer['cpu']:.2f} CPU"
    print(line)


def main() -> None:
    """Run the comparison, or one side of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=1_000)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--side", choices=["server", "ours", "peer"])
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    sides: dict[str, Callable[[int, Path], Any]] = {"ours": poll_ours, "peer": poll_peer}
    if arguments.side == "server":
        asyncio.run(serve(arguments.entries))
    elif arguments.side:
        print(json.dumps(sides[arguments.side](arguments.feeds, arguments.folder)))
    else:
        compare(arguments)


if __name__ == "__main__":
    main()
