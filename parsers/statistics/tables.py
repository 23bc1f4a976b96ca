"""Lines in, the numbers of small tables out, each with the words of its row and column; never a word of a language.

A table comes flattened to one cell a line, headings first, or with a row to a line and its cells parted by bars. Years
head the rows or the columns; a number whose other heading says nothing known is left out, but for one that must be the
total of men and women told apart.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from parsers.statistics.junk import BAR
from parsers.statistics.model import Sentence
from parsers.statistics.tokens import Token, end_of

MIN_COLUMNS: Final = 2
HEADS: Final = frozenset({"sex", "figure", "unit", "calendar"})
"""What heads a column of a table with one cell a line."""
TELLING: Final = frozenset({"sex", "figure", "people", "event", "percent", "region", "group", "cumulative"})
"""What a heading says of the numbers under or beside it."""
OTHER: Final = frozenset({"block", "amount"})
"""Words of a heading after which numbers are of something else: rates, money ("억원")."""
TOTAL: Final = ("figure", "total")
_Cells = list[list[Token]]
"""The tokens of each cell of a row."""


class Cell(NamedTuple):
    """A number of a table, the words that head its row and column, and those of them that name its period."""

    place: Token
    heads: tuple[Token, ...]
    time: Token

    def head(self, *kinds: str) -> Token | None:
        """The first heading of one of the kinds."""
        return next((t for t in self.heads if t.kind in kinds), None)


def table_cells(sentences: Sequence[Sentence]) -> dict[int, list[Cell]]:
    """The cells of all tables, by the index of their sentence; rows in which nothing is known have none."""
    cells: dict[int, list[Cell]] = {}
    rows = [_parted(s) for s in sentences]
    for width, group in groupby(range(len(rows)), key=lambda i: len(rows[i])):
        table = list(group)
        if width >= MIN_COLUMNS and len(table) > 1:
            _read_rows(table, rows, cells)
    _read_lines(sentences, cells)
    return cells


def _parted(sentence: Sentence) -> _Cells:
    """The cells of a row to a line; none where no bar parts it."""
    if BAR not in sentence.gap(sentence.start, sentence.end):
        return []
    cells: _Cells = []
    start = sentence.start
    for piece in sentence.gap(sentence.start, sentence.end).split(BAR):
        stop = start + len(piece)
        cells.append([t for t in sentence.tokens if start <= t.start < stop and t.kind != "mark"])
        start = stop + len(BAR)
    return cells


def _read_rows(table: Sequence[int], rows: Sequence[_Cells], cells: dict[int, list[Cell]]) -> None:
    heads: _Cells = []
    words = {t.sense for index in table for cell in rows[index] for t in cell}
    apart = any(kind == "sex" for kind, _ in words) and TOTAL not in words
    unknown = [i for i in table if _is_unknown(rows[i][0])]
    telling = TELLING if any(kind == "region" for kind, _ in words) else TELLING | {"place"}
    for index in table:
        row = rows[index]
        cells[index] = []
        if not any(map(_is_number, row[1:])):
            heads = row
        for column, cell in enumerate(row[1:] if heads else [], start=1):
            pair = (row[0], heads[column])
            time = _time([*pair[0], *pair[1]])
            told = [[t for t in head if t is not time] for head in pair]
            told = [head for head, whole in zip(told, pair, strict=True) if head or not whole]
            total = [index] == unknown[1:] or [i for i, h in enumerate(heads[1:], 1) if _is_unknown(h)] == [column]
            known = all(_tells(head, telling) for head in told) or (apart and total and all(map(_is_unknown, told)))
            if _is_number(cell) and time is not None and told and known:
                cells[index].append(Cell(cell[0], tuple(t for head in told for t in head), time))


def _is_unknown(head: Sequence[Token]) -> bool:
    return not head


def _tells(head: Sequence[Token], telling: frozenset[str]) -> bool:
    kinds = {t.kind for t in head}
    return not kinds.isdisjoint(telling) and kinds.isdisjoint(OTHER)


def _is_number(cell: Sequence[Token]) -> bool:
    return len(cell) == 1 and cell[0].kind == "amount" and cell[0].amount.unit in {"none", "people", "percent"}


def _time(heads: Sequence[Token]) -> Token | None:
    return next((t for t in heads if t.kind == "period" or (t.kind == "amount" and t.amount.year)), None)


def _read_lines(sentences: Sequence[Sentence], cells: dict[int, list[Cell]]) -> None:
    """Tables with one cell a line: headings, then as many numbers a row, the first of them a year."""
    index = 0
    while index < len(sentences):
        heads = list(_heads(sentences, index))
        if len(heads) >= MIN_COLUMNS:
            stop = _read_columns(sentences, index + len(heads), heads, cells)
            index = max(stop, index + 1)
        else:
            index += 1


def _heads(sentences: Sequence[Sentence], start: int) -> Iterator[Token]:
    """The headings that stand one a line from `start` on; the first is the unit of time of the rows."""
    for index in range(start, len(sentences)):
        token = _only(sentences[index])
        if token is None or token.kind not in HEADS or (index == start and token.kind not in {"unit", "calendar"}):
            break
        yield token


def _read_columns(
    sentences: Sequence[Sentence], start: int, heads: Sequence[Token], cells: dict[int, list[Cell]]
) -> int:
    index = start
    while index + len(heads) <= len(sentences):
        row = [_only(s) for s in sentences[index : index + len(heads)]]
        time = _time([row[0]]) if row[0] is not None else None
        if time is None or any(t is None or t.kind != "amount" for t in row[1:]):
            break
        for column, token in enumerate(row[1:], start=1):
            if token is not None:
                cells[index + column] = [Cell(token, (heads[column],), time)]
        index += len(heads)
    return index


def _only(sentence: Sentence) -> Token | None:
    """The token of a line that holds one and nothing else."""
    if len(sentence.kinds) > 2:
        return None  # more than a word and its marks
    tokens = [t for t in sentence.tokens if t.kind != "mark"]
    if len(tokens) != 1:
        return None
    return tokens[0] if sentence.end - sentence.start <= end_of(tokens[0]) - tokens[0].start + 1 else None
