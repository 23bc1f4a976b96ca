"""The inside of a parsing process: requests to parse come in on stdin, parsed feeds or reasons go out on stdout.

A frame is four bytes of length and a pickle. It runs apart because feedparser has patterns that are quadratic on
hostile input and hold the interpreter's lock: only from outside can it be stopped. Started by flows.parsing alone.
"""

import pickle
import resource
import sys
from typing import IO, Any, Final

from parsers.errors import FeedParseError
from parsers.feeds import parse_feed

MAX_MEMORY: Final = 1_500_000_000
"""Bytes of address space; a document that needs more is refused."""

HEADER: Final = 4


def main() -> None:
    """Answer requests until stdin ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while (request := read_frame(requests)) is not None:
        write_frame(answers, _answer(request))


def read_frame(stream: IO[bytes]) -> Any | None:
    """The next object, None at the end of the stream."""
    header = stream.read(HEADER)
    if len(header) < HEADER:
        return None
    frame = stream.read(int.from_bytes(header, "big"))
    return pickle.loads(frame)  # noqa: S301 - both ends are this program


def write_frame(stream: IO[bytes], content: object) -> None:
    """Write one object."""
    frame = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(len(frame).to_bytes(HEADER, "big"))
    stream.write(frame)
    stream.flush()


def _answer(request: dict[str, Any]) -> object:
    try:
        return parse_feed(**request)
    except FeedParseError as error:
        return error.reason
    except MemoryError:
        return "needs too much memory to be read"


if __name__ == "__main__":
    main()
