"""The operator's list of feeds comes in as TOML text, FeedSource records go out, and back; no file is touched.

Every mistake is a SourceError that names the file, the feed and the field, and says the mend.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from parsers.errors import SourceError
from parsers.records import FeedSource
from parsers.urls import canonical_url

POLL_MINUTES: Final = range(5, 10_081)
"""Five minutes to a week."""
DEFAULT_MINUTES: Final = 60

_REQUIRED: Final = ("id", "url", "publisher", "language", "zone")
_OPTIONAL: Final[dict[str, type]] = {"poll_minutes": int, "active": bool, "note": str}
ID: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


# ---------------------------------------------------------------- feeds.toml


def read_feeds_toml(text: str, *, path: str) -> tuple[FeedSource, ...]:
    """The feeds in the order they are written. `path` is only named in errors."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(path, f"not TOML: {error}; mend the line it names") from None
    for key in document:
        if key != "feeds":
            raise SourceError(path, f"unknown key `{key}` at the top; feeds are written as [[feeds]] tables")
    tables = document.get("feeds", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SourceError(path, "`feeds` is not a list of tables; begin each feed with a line [[feeds]]")
    sources = tuple(_source(table, _Place(path, index)) for index, table in enumerate(tables, start=1))
    _refuse_twins(sources, path)
    return sources


def add_feed_toml(text: str, source: FeedSource) -> str:
    """The text with one more feed at its end; every line that stood there stays as it was."""
    existing = read_feeds_toml(text, path="feeds.toml")
    _refuse_twins((*existing, source), "feeds.toml")
    return f"{text.rstrip()}\n\n{_feed_toml(source)}" if text.strip() else _feed_toml(source)


def write_feeds_toml(sources: Iterable[FeedSource]) -> str:
    """A whole feeds.toml."""
    return "\n".join(_feed_toml(source) for source in sources)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in which file a feed stands, for errors."""

    path: str
    index: int

    def wrong(self, table: dict[str, Any], reason: str) -> SourceError:
        name = table.get("id")
        which = f"feed {self.index}" + (f" (`{name}`)" if isinstance(name, str) else "")
        return SourceError(self.path, f"{which}: {reason}")


def _source(table: dict[str, Any], place: _Place) -> FeedSource:
    _refuse_unknown(table, place)
    for key in _REQUIRED:
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise place.wrong(table, f'`{key}` is missing or no text; write {key} = "..."')
    for key, kind in _OPTIONAL.items():
        if key in table and type(table[key]) is not kind:
            raise place.wrong(table, f"`{key}` is {table[key]!r}; write {_EXAMPLES[key]}")
    source = FeedSource(**{"poll_minutes": DEFAULT_MINUTES, **table})
    for reason in mistakes(source):
        raise place.wrong(table, reason)
    return source


_EXAMPLES: Final = {
    "poll_minutes": "poll_minutes = 60",
    "active": "active = true or active = false",
    "note": 'note = "..."',
}


def _refuse_unknown(table: dict[str, Any], place: _Place) -> None:
    for key in table:
        if key not in _REQUIRED and key not in _OPTIONAL:
            known = ", ".join((*_REQUIRED, *_OPTIONAL))
            raise place.wrong(table, f"unknown key `{key}`; known are {known}")


def mistakes(source: FeedSource) -> Iterator[str]:
    """What is wrong with the values of a feed, each with its mend."""
    if not ID.fullmatch(source.id):
        yield f"`id` is {source.id!r}; use lower-case letters, digits, - and _, at most 63"
    if not _is_address(source.url):
        yield f"`url` is {source.url!r}; write a whole address that begins with https:// or http://"
    if not _LANGUAGE.fullmatch(source.language):
        yield f"`language` is {source.language!r}; write a language code such as ko or en"
    if not _is_zone(source.zone):
        yield f"`zone` is {source.zone!r}; write an IANA time zone such as Asia/Seoul"
    if source.poll_minutes not in POLL_MINUTES:
        yield f"`poll_minutes` is {source.poll_minutes}; write {POLL_MINUTES[0]} to {POLL_MINUTES[-1]}"


def _is_address(url: str) -> bool:
    """A web address with a host; or a file: path that stays below the list's own folder."""
    if url.startswith("file:"):
        path = url.removeprefix("file:")
        return bool(path) and not path.startswith(("/", "\\")) and ".." not in path.split("/")
    return not url.isspace() and " " not in url and urlsplit(canonical_url(url) or "").hostname is not None


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _refuse_twins(sources: Iterable[FeedSource], path: str) -> None:
    seen: dict[tuple[str, str], int] = {}
    for index, source in enumerate(sources, start=1):
        for field, value in (("id", source.id), ("url", canonical_url(source.url) or source.url)):
            first = seen.setdefault((field, value), index)
            if first != index:
                reason = f"`{field}` is that of feed {first} too; drop one of the two or change it"
                raise SourceError(path, f"feed {index} (`{source.id}`): {reason}")


def _feed_toml(source: FeedSource) -> str:
    lines = ["[[feeds]]", *(f"{key} = {_toml_string(getattr(source, key))}" for key in _REQUIRED)]
    lines.append(f"poll_minutes = {source.poll_minutes}")
    if not source.active:
        lines.append("active = false")
    if source.note:
        lines.append(f"note = {_toml_string(source.note)}")
    return "\n".join(lines) + "\n"


def _toml_string(value: str) -> str:
    """A basic string of TOML 1.0."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'
