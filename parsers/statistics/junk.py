"""Lines of a page's text in, those that belong to the article out; never the meaning of what stands in them.

Junk is known by its shape: a heading such as "Most read" with the short lines under it, a line that starts with a
caption's or a menu's word, a row of links parted by bars.
"""

from collections.abc import Iterator, Sequence
from functools import cache
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
BARS: Final = (" | ", " · ", "   |")
FILE_NAMES: Final = (".jpg", ".jpeg", ".png", ".gif", ".webp")


def article_lines(norm: str, spans: Sequence[Span], code: str) -> Iterator[Span]:
    """The lines that are not junk, in order; `norm` is the text in lower case."""
    sections, lines = _words(code)
    boundary = load_language(code).boundary
    under_heading = False
    opening = next((n for n, s in enumerate(spans) if _is_prose(norm[s.start : s.end], boundary)), len(spans))
    last = max((n for n, s in enumerate(spans) if _is_prose(norm[s.start : s.end], boundary)), default=len(spans))
    for number, span in enumerate(spans):
        text = norm[span.start : span.end]
        bare = text.lstrip("☞▶[①②③•*-> 0123456789")
        if (
            number
            and len(text) <= HEADING[boundary] * 3
            and bare.startswith(sections)
            and not _is_prose(text, boundary)
        ):
            under_heading = len(text) <= HEADING[boundary]
            continue
        first = number <= opening and len(text) >= OPENING[boundary] and text.endswith(FULL_STOPS)
        if under_heading and not first and not _is_prose(text, boundary):
            continue
        under_heading = False
        after_colon = number > 0 and norm[spans[number - 1].start : spans[number - 1].end].endswith(":")
        listed = number > last and text.startswith(BULLETS) and not text.endswith(".") and not after_colon
        if number and (bare.startswith(lines) or _is_menu(text) or listed or text.endswith(FILE_NAMES)):
            continue
        yield span


def _is_prose(text: str, boundary: str) -> bool:
    return len(text) >= PROSE[boundary] and text.rstrip("\"'”’)").endswith(FULL_STOPS)


def _is_menu(text: str) -> bool:
    bars = max(text.count(bar) for bar in BARS)
    short = len(text) < MENU and not text.endswith(".")
    return bars >= 2 or (bars == 1 and short) or (text.startswith("|") and text.endswith("|"))


@cache
def _words(code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    language = load_language(code)
    return language.of("junk", "section"), language.of("junk", "line")
