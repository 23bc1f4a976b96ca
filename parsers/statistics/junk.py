"""Lines of a page's text in, those that belong to the article out; never the meaning of what stands in them.

Junk is known by its shape: a heading such as "Most read" with the short lines under it, a line that starts with a
caption's or a menu's word, a row of links parted by bars. Rows of numbers parted by bars are a table of the article.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from parsers.languages import load_language
from parsers.sentences import Span

PROSE: Final = {"word": 60, "start": 45, "none": 40}
"""A line of this many characters that ends as a sentence does is prose, by the script's word boundary."""
HEADING: Final = {"word": 48, "start": 28, "none": 24}
OPENING: Final = {"word": 40, "start": 30, "none": 25}
"""Above the first prose the counters of a page ("댓글 0") head nothing: so short a sentence may open the article."""
MENU: Final = 70
BULLETS: Final = ("-", "•", "*", ">", "▶", "▷", "☞", "①", "②", "③", "|", "[")
FULL_STOPS: Final = (".", "!", "?", "。")
BAR: Final = " | "
BARS: Final = (BAR, " · ", "   |")
YEAR: Final = re.compile(r"(?:19|20)\d\d(?![\d,.])")
FILE_NAMES: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp")


def article_lines(norm: str, spans: Sequence[Span], code: str) -> Iterator[Span]:
    """The lines that are not junk, in order; `norm` is the text in lower case."""
    sections, lines = _words(code)
    boundary = load_language(code).boundary
    heading, shortest = HEADING[boundary], OPENING[boundary]
    texts = [norm[start:end] for start, end in spans]
    prose = [_is_prose(text, boundary) for text in texts]
    opening = prose.index(True) if True in prose else len(texts)
    last = len(texts) - 1 - prose[::-1].index(True) if True in prose else len(texts)
    tabled = _tabled(texts)
    under_heading = False
    for number, text in enumerate(texts):
        bare = text.lstrip("☞▶[①②③•*-> 0123456789")
        if number in tabled:
            yield spans[number]
            continue
        if number and not prose[number] and len(text) <= heading * 3 and bare.startswith(sections):
            under_heading = len(text) <= heading
            continue
        first = number <= opening and len(text) >= shortest and text.endswith(FULL_STOPS)
        if under_heading and not first and not prose[number]:
            continue
        under_heading = False
        listed = number > last and text.startswith(BULLETS) and not text.endswith(".")
        listed = listed and not texts[number - 1].endswith(":")
        if number and (bare.startswith(lines) or _is_menu(text) or listed or text.endswith(FILE_NAMES)):
            continue
        yield spans[number]


def _tabled(texts: Sequence[str]) -> frozenset[int]:
    """The lines of tables: as many cells in each, the first line their headings, the next ones with numbers."""
    tabled: set[int] = set()
    for number, (head, row) in enumerate(pairwise(texts)):
        alike = BAR in row and head.count(BAR) == row.count(BAR)
        if alike and _has_numbers(row) and (number in tabled or not _has_numbers(head)):
            tabled |= {number, number + 1}
    return frozenset(tabled)


def _has_numbers(row: str) -> bool:
    """Whether most cells but the first are numbers other than years."""
    cells = row.split(BAR)[1:]
    return sum(cell[:1].isdigit() and not YEAR.match(cell) for cell in cells) * 2 > len(cells)


def _is_prose(text: str, boundary: str) -> bool:
    return len(text) >= PROSE[boundary] and text.rstrip("\"'”’)").endswith(FULL_STOPS)


def _is_menu(text: str) -> bool:
    if "|" not in text and "·" not in text:
        return False
    bars = max(text.count(bar) for bar in BARS)
    short = len(text) < MENU and not text.endswith(".")
    return bars >= 2 or (bars == 1 and short) or (text.startswith("|") and text.endswith("|"))


@cache
def _words(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    language = load_language(code)
    return language.of("junk", "section"), language.of("junk", "line")
