"""Bodies of feeds come in, parsed feeds go out, each within bounds of time and memory, whatever the body holds.

A few long-lived processes do the parsing: one that takes too long is ended and replaced, so a hostile feed costs its
own poll and nothing else, and no feed costs a process of its own. They start with the first body, which a run of
unchanged feeds never has.
"""

import queue
import subprocess
import sys
import threading
from datetime import datetime
from typing import IO, Final, Self

from flows.parse_worker import read_frame, write_frame
from parsers.errors import FeedParseError
from parsers.records import ParsedFeed

SECONDS: Final = 20.0
PROCESSES: Final = 2


class FeedParsing:
    """Parses feeds in `processes` processes, each body within `seconds`; safe for threads, used in a `with`."""

    def __init__(self, *, processes: int = PROCESSES, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._workers: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._all = [_Worker() for _ in range(processes)]
        for worker in self._all:
            self._workers.put(worker)

    def __enter__(self) -> Self:
        """Nothing is started yet."""
        return self

    def __exit__(self, *raised: object) -> None:
        """End the processes."""
        for worker in self._all:
            worker.stop()

    def parse_feed(
        self,
        body: bytes,
        *,
        feed: str,
        url: str,
        content_type: str = "",
        zone: str | None = None,
        fetched_at: datetime | None = None,
    ) -> ParsedFeed:
        """What parsers.feeds.parse_feed gives for the same arguments; FeedParseError also for what takes too long."""
        request: dict[str, object] = {
            "body": body,
            "feed": feed,
            "url": url,
            "content_type": content_type,
            "zone": zone,
            "fetched_at": fetched_at,
        }
        worker = self._workers.get()
        try:
            answer = worker.ask(request, self._seconds)
        finally:
            self._workers.put(worker)
        if isinstance(answer, ParsedFeed):
            return answer
        raise FeedParseError(feed, answer)


class _Worker:
    """One process, started when it is first asked and again after it had to be ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, request: dict[str, object], seconds: float) -> ParsedFeed | str:
        """The parsed feed, or why there is none."""
        process = self._running()
        late = threading.Event()
        timer = threading.Timer(seconds, _end, (process, late))
        timer.start()
        try:
            answer = _exchange(process, request)
        finally:
            timer.cancel()
        if answer is not None:
            return answer
        self.stop()
        return f"takes longer than {seconds:.0f} s to be read" if late.is_set() else "ends the process that reads it"

    def stop(self) -> None:
        """End the process and let go of its pipes."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.stop()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flows.parse_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process


def _exchange(process: subprocess.Popen[bytes], request: dict[str, object]) -> ParsedFeed | str | None:
    """The answer of a process, None when it ended without one."""
    try:
        write_frame(_pipe(process.stdin), request)
        answer: ParsedFeed | str | None = read_frame(_pipe(process.stdout))
    except OSError:
        return None
    return answer


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise OSError("the process has no pipes")
    return stream


def _end(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()
