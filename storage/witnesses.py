"""Statements of one figure in, the independent sources among them out; pure but for its list of names, sources.toml.

Two statements have one source when their texts are copies of each other, when they credit the same source, or when
neither credits one and the same publisher says it. A text that names its source counts for that source, and so does
what that source publishes itself. The sources are the groups that these ties leave.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

NAMES = Path(__file__).with_name("sources.toml")
NOISE = re.compile(r"\.|['’]s\b|\bthe\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What of one sighting tells whose word it is; `cluster` is the group of copies that its text belongs to."""

    cluster: str
    publisher: str
    attribution: str | None


def source_name(statement: Statement) -> str:
    """Whose word the statement is: the credited source, else the publisher; by the name it is best known under."""
    return _known_as(statement.attribution or statement.publisher)


def witnesses(statements: Sequence[Statement]) -> tuple[str, ...]:
    """One name for each independent source, in order of first mention."""
    groups: list[tuple[set[str], str]] = []
    for statement in statements:
        name = source_name(statement)
        ties = {f"cluster:{statement.cluster}", f"name:{_folded(name)}"}
        tied = [group for group in groups if group[0] & ties]
        groups = [group for group in groups if not group[0] & ties]
        groups.append((ties.union(*(group[0] for group in tied)), tied[0][1] if tied else name))
    return tuple(name for _, name in groups)


def is_own_count(statements: Sequence[Statement]) -> bool:
    """True where everyone credited is a body that knows its own cases alone; a report that credits nobody means all."""
    return all(each.attribution and source_name(each) not in _speaking_of_all() for each in statements)


@cache
def _known_names() -> Mapping[str, str]:
    """Every spelling in sources.toml, folded, with the name to use."""
    document = _document()
    spellings = {
        _folded(spelling): source["name"]
        for source in document["source"]
        for spelling in (source["name"], *source["also"])
    }
    prefixed = {f"{prefix} {spelling}": name for prefix in document["prefixes"] for spelling, name in spellings.items()}
    return prefixed | spellings


@cache
def _speaking_of_all() -> frozenset[str]:
    return frozenset(source["name"] for source in _document()["source"] if source.get("of_all"))


@cache
def _document() -> Mapping[str, Any]:
    return tomllib.loads(NAMES.read_text(encoding="utf-8"))


@lru_cache(maxsize=10_000)
def _known_as(written: str) -> str:
    return _known_names().get(_folded(written), written)


@lru_cache(maxsize=10_000)
def _folded(name: str) -> str:
    return " ".join(NOISE.sub(" ", name.casefold()).split())
