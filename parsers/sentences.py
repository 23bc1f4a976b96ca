"""Text in, the spans of its lines and sentences out, in time linear to the text; never a word's meaning."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, NamedTuple

LONGEST_ABBREVIATION: Final = 12
LONGEST: Final = 2_000
"""No sentence is longer: text without a full stop is cut at a blank after this many characters."""
OPENING: Final = re.compile(r"[\s(\"'“\[]")
"""What a word may begin after."""
WORD: Final = re.compile(r"\s+([^\W\d_]+)")
BREAK: Final = re.compile(r"\n[ \t]*(?=[^\W_]|[\"“‘'($])")
CLOSED: Final = (".", "!", "?", ":", ";")
WRAPPED: Final = 3
"""In a wrapped text at least so many lines go on in small letters."""
SHORTEST: Final = 40
WIDEST: Final = 120
"""How many characters a line holds that is wrapped; longer ones are paragraphs."""
FULL: Final = 0.7
"""The part of the longest line from which on a line is full."""


Span = tuple[int, int]
"""A stretch of the text: where it starts, and where it ends, exclusive."""


class Break(NamedTuple):
    """The blanks around the end of a line: where they stand, how long the line is, whether the next begins small."""

    start: int
    end: int
    length: int
    small: bool


@dataclass(frozen=True, slots=True)
class Stops:
    """Where sentences of a language end: `end` matches such a place; `abbreviations` and `months` are as in `stops`."""

    end: re.Pattern[str]
    abbreviations: frozenset[str]
    months: frozenset[str]


def stops(
    abbreviations: Collection[str], months: Collection[str], closings: Collection[str], stopped: Collection[str]
) -> Stops:
    """The stops of a language.

    A full stop ends a sentence before a blank, or before a capital where a page lost the blank ("a year.Officials").
    After one of the `abbreviations` or an initial it ends none, nor between a day and the name of one of the `months`
    ("am 16. Juli"); both are given in lower case. `closings` end the last word of a sentence and stand nowhere else:
    scripts of broadcasts have no full stops. `stopped` end it before a full stop: "입국했다.통일부는": two sentences.
    """
    signs = "".join(sorted({re.escape(closing[-1]) for closing in closings}))
    closed = "".join(rf"|(?<=[^\W\d_]{re.escape(closing)})(?=\s+[^\W\d_])" for closing in closings)
    lost = "".join(rf"|(?<={re.escape(ending)}\.)(?=[^\W\d_]|[\"“])" for ending in stopped)
    end = re.compile(
        rf"[.!?。！？{signs}](?:(?<=[.!?])[.!?]*[\"'”’)\]]*(?=\s|$)|(?<=[。！？])[。！？]*[」』）]*"
        rf"{lost}|(?<=[a-z\d]{{2}}\.)(?=[A-Z][a-z]*[ ,]){closed})"
    )
    return Stops(end, frozenset(abbreviations), frozenset(months))


def unwrapped(text: str) -> str:
    """The text with blanks for the breaks inside the sentences of a hard-wrapped one; every character keeps its place.

    A text is wrapped where full lines go on in small letters again and again; then what begins with a capital or a
    number goes on with a full line as well.
    """
    breaks = [b for match in BREAK.finditer(text) if (b := _break(text, match)) is not None]
    going_on = [b.length for b in breaks if b.small and b.length >= SHORTEST]
    full = FULL * max(going_on, default=0)
    if len(going_on) < WRAPPED or full > FULL * WIDEST:
        return text
    pieces, at = [], 0
    for b in breaks:
        if b.small or b.length >= full:
            pieces += [text[at : b.start], " " * (b.end - b.start)]
            at = b.end
    return "".join((*pieces, text[at:]))


def _break(text: str, match: re.Match[str]) -> Break | None:
    """The break at a new line, or None where the line before it is empty or ends as a sentence or heading does."""
    start = match.start()
    opening = text.rfind("\n", 0, start) + 1
    line = text[opening:start].rstrip()
    if not line or line.endswith(CLOSED):
        return None
    return Break(opening + len(line), match.end(), len(line), text[match.end()].islower())


def lines(text: str) -> list[Span]:
    """The lines of the text that hold anything, without the blanks around them."""
    found: list[Span] = []
    start = 0
    for line in text.replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n").split("\n"):
        bare = line.strip()
        if bare:
            first = start + line.index(bare)
            found.append((first, first + len(bare)))
        start += len(line) + 1
    return found


def sentences(text: str, line: Span, stops: Stops) -> list[Span]:
    """The sentences of a line."""
    found: list[Span] = []
    start, last = line
    for match in stops.end.finditer(text, start, last):
        end = match.end()
        if end - start > LONGEST or not _goes_on(text, match.start(), end, line, stops):
            _cut(found, text, start, end)
            start = end
    _cut(found, text, start, last)
    return found


def _cut(found: list[Span], text: str, start: int, end: int) -> None:
    """Adds a sentence, or the pieces of one that is too long; nothing where there are only blanks."""
    while start < end:
        stop = end
        if end - start > LONGEST:
            blank = text.find(" ", start + LONGEST, start + 2 * LONGEST)
            stop = min(end, blank if blank > 0 else start + 2 * LONGEST)
        first, last = _stripped(text, start, stop)
        if first < last:
            found.append((first, last))
        start = stop


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _goes_on(text: str, at: int, end: int, line: Span, stops: Stops) -> bool:
    """Whether a sentence goes on after the signs from `at` to `end`."""
    if end >= line[1] or text[at] != ".":
        return False
    if _is_abbreviation(text, at, end, line, stops.abbreviations):
        return True
    if end - at > 1 or not text[at - 1].isdigit():
        return False
    word = WORD.match(text, end, line[1])
    return word is not None and word.group(1).lower() in stops.months


def _is_abbreviation(text: str, at: int, end: int, line: Span, abbreviations: frozenset[str]) -> bool:
    while end < line[1] and text[end].isspace():
        end += 1
    if text[end : min(end + 1, line[1])].islower():
        return True
    word = text[max(line[0], at - LONGEST_ABBREVIATION) : at + 1].rsplit(maxsplit=1)[-1]
    if not word[:-1].isalnum():
        word = OPENING.split(word)[-1]
    return word.lower() in abbreviations or (len(word) == 2 and word[0].isalpha() and word[0].isupper())
