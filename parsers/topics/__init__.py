"""The subject in (topics/defectors.toml), its events and groups with what they imply out; never words of a language."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Any

from parsers.errors import VocabularyError
from parsers.records import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EventKind:
    """What a kind of event word implies: the event, whether it is a stock, where it takes place when nothing is said.

    `strong` events say by themselves that people of this subject are meant; `weak` ones take the event of the text.
    """

    event: Event
    stock: bool = False
    destination: str | None = None
    placed: bool = True
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupKind:
    """What a subgroup implies: an event of its own (`event`) or being a stock.

    `leaving` says that its people left, `here` that it is told of the country they had come to, `anchor` that its name,
    the first of a language's words for it, alone tells what a text is about, `placed` false that they are no longer
    anywhere known, `held` that abroad its people are detained, `abroad` that they are never told of in the country
    they usually come to, `doubtful` that people of the country who are called so have mostly not left it.
    """

    event: str | None = None
    stock: bool | None = None
    leaving: bool = False
    here: bool = False
    anchor: bool = False
    placed: bool = True
    held: bool = False
    abroad: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """The subject: its home country, the countries its people pass through, its kinds of events and groups.

    `yearly_maximum` is more people than any year can bring, `largest` more than ever left, `refuge_maximum` more than
    any year can bring to one of the `refuges`, other countries that take in refugees; `sources` count hardly anyone
    else, `outlets` tell what others counted, and the names of ministries hold the word `ministry`.
    """

    home: str
    default_destination: str
    passage: tuple[str, ...]
    yearly_maximum: int
    refuges: tuple[str, ...]
    refuge_maximum: int
    largest: int
    sources: tuple[str, ...]
    outlets: tuple[str, ...]
    ministry: str
    events: Mapping[str, EventKind]
    groups: Mapping[str, GroupKind]
    regions: Mapping[str, str]
    version: str = field(compare=False)


@cache
def load_topic(name: str = "defectors") -> Topic:
    """The topic of that file name.

    Raises VocabularyError where the file is missing or wrong.
    """
    path = files("parsers.topics") / f"{name}.toml"
    if not path.is_file():
        raise VocabularyError(f"topics/{name}.toml", "no such topic")
    return parse_topic(path.read_bytes(), f"topics/{name}.toml")


def parse_topic(source: bytes, file: str) -> Topic:
    """The topic written in `source`; raises VocabularyError naming file and key."""
    try:
        table = tomllib.loads(source.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise VocabularyError(file, f"is no TOML in UTF-8: {error}") from error
    for key in table.keys() ^ ({each.name for each in fields(Topic)} - {"version"}):
        raise VocabularyError(file, f"{key!r} is {'unknown' if key in table else 'missing'}")
    return Topic(
        home=table["home"],
        default_destination=table["default_destination"],
        passage=tuple(table["passage"]),
        yearly_maximum=table["yearly_maximum"],
        refuges=tuple(table["refuges"]),
        refuge_maximum=table["refuge_maximum"],
        largest=table["largest"],
        sources=tuple(table["sources"]),
        outlets=tuple(table["outlets"]),
        ministry=table["ministry"],
        events={key: _kind(EventKind, entry, f"events.{key}", file) for key, entry in table["events"].items()},
        groups={key: _kind(GroupKind, entry, f"groups.{key}", file) for key, entry in table["groups"].items()},
        regions=dict(table["regions"]),
        version=hashlib.sha256(source).hexdigest()[:12],
    )


def _kind(kind: type[Any], entry: Mapping[str, Any], key: str, file: str) -> Any:
    try:
        return kind(**entry)
    except TypeError as error:
        raise VocabularyError(file, f"{key}: {error}") from error
