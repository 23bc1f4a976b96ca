"""Lines in, the lines with small tables turned into rows that read as sentences do; never a word of a language.

A table flattened to text has one cell a line: headings (a unit of time, sexes, a total), then as many numbers a row,
the first of them a year. Its cells come out as figures with the sex and the year of their place.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from parsers.statistics.model import Sentence
from parsers.statistics.tokens import Token

MIN_COLUMNS: Final = 2
HEADS: Final = frozenset({"sex", "figure", "unit", "calendar"})


class Cell(NamedTuple):
    """A number of a table with the year of its row and the heading of its column."""

    place: Token
    year: int
    head: Token


def table_cells(sentences: Sequence[Sentence]) -> dict[int, Cell]:
    """The cells of all tables, by the index of their sentence (one cell to a line)."""
    cells: dict[int, Cell] = {}
    index = 0
    while index < len(sentences):
        heads = _heads(sentences, index)
        if len(heads) > MIN_COLUMNS - 1:
            stop = _rows(sentences, index + len(heads), heads, cells)
            index = max(stop, index + 1)
        else:
            index += 1
    return cells


def _heads(sentences: Sequence[Sentence], start: int) -> list[Token]:
    """The headings that stand one a line from `start` on; the first is the unit of time of the rows."""
    heads: list[Token] = []
    for sentence in sentences[start:]:
        token = _only(sentence)
        if token is None or token.kind not in HEADS or (not heads and token.kind not in {"unit", "calendar"}):
            break
        heads.append(token)
    return heads


def _rows(sentences: Sequence[Sentence], start: int, heads: list[Token], cells: dict[int, Cell]) -> int:
    index = start
    while index + len(heads) <= len(sentences):
        row = [_only(s) for s in sentences[index : index + len(heads)]]
        year = _year(row[0])
        if year is None or any(t is None or t.kind != "amount" for t in row[1:]):
            break
        for column, token in enumerate(row[1:], start=1):
            if token is not None:
                cells[index + column] = Cell(token, year, heads[column])
        index += len(heads)
    return index


def _only(sentence: Sentence) -> Token | None:
    """The token of a line that holds one and nothing else."""
    if len(sentence.kinds) > 2:
        return None  # more than a word and its marks
    tokens = [t for t in sentence.tokens if t.kind != "mark"]
    if len(tokens) != 1:
        return None
    end = tokens[0].amount.stop if tokens[0].kind == "amount" else tokens[0].end
    return tokens[0] if sentence.end - sentence.start <= end - tokens[0].start + 1 else None


def _year(token: Token | None) -> int | None:
    if token is None:
        return None
    if token.kind == "period":
        return next((a.number for a in token.atoms if a.kind == "year"), None)
    amount = token.amount if token.kind == "amount" else None
    return int(amount.value) if amount is not None and amount.year and amount.value else None
