"""The path of feeds.toml in, the feeds to work on out; a wrong file or an unknown id is told before anything runs."""

from collections.abc import Sequence
from pathlib import Path

from flows.errors import OperationError
from parsers.records import FeedSource
from parsers.sources import read_feeds_toml


def load_sources(path: Path) -> tuple[FeedSource, ...]:
    """Every feed of the file.

    Raises OperationError when it cannot be read, SourceError when an entry is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors put a byte order mark in front
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise OperationError(f"{path}: {reason}; set DEFECTORWATCH_FEEDS to your feeds.toml") from None
    except UnicodeDecodeError as error:
        raise OperationError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    return read_feeds_toml(text, path=str(path))


def choose_sources(sources: Sequence[FeedSource], wanted: Sequence[str]) -> tuple[FeedSource, ...]:
    """The wanted feeds, or all active ones when none is named.

    Raises OperationError naming the ids that do not exist and those that do.
    """
    if not wanted:
        return tuple(source for source in sources if source.active)
    unknown = sorted(set(wanted) - {source.id for source in sources})
    if unknown:
        known = ", ".join(source.id for source in sources)
        raise OperationError(f"no feed named {', '.join(unknown)}; there are: {known}")
    return tuple(source for source in sources if source.id in wanted)
