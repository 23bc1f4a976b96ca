"""Statements of one figure in, the independent sources among them out; pure.

Two statements have one source when their texts are copies of each other, when they credit the same source, or when
neither credits one and the same publisher says it. The sources are the groups that these ties leave.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What of one sighting tells whose word it is; `cluster` is the group of copies that its text belongs to."""

    cluster: str
    publisher: str
    attribution: str | None


def source_name(statement: Statement) -> str:
    """Whose word the statement is: the credited source, else the publisher."""
    return statement.attribution or statement.publisher


def witnesses(statements: Sequence[Statement]) -> tuple[str, ...]:
    """One name for each independent source, in order of first mention."""
    groups: list[tuple[set[str], list[str]]] = []
    for statement in statements:
        ties = {f"cluster:{statement.cluster}", f"name:{_folded(source_name(statement))}"}
        names = [source_name(statement)]
        apart = []
        for group in groups:
            if group[0] & ties:
                ties, names = ties | group[0], group[1] + names
            else:
                apart.append(group)
        groups = [*apart, (ties, names)]
    return tuple(dict.fromkeys(_first(names) for _, names in groups))


def _first(names: Iterable[str]) -> str:
    return next(iter(names))


def _folded(name: str) -> str:
    words = name.casefold().replace(".", "").replace("'s", "").split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)
