"""A text in, the sentences of its article with their tokens out; page junk and repeated lines are left behind."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from parsers.languages import load_language
from parsers.sentences import Span, Stops, lines, sentences, stops
from parsers.statistics.amounts import fold_amounts
from parsers.statistics.junk import article_lines
from parsers.statistics.lexer import normalised
from parsers.statistics.model import Sentence
from parsers.statistics.sign_lexer import SignLexer
from parsers.statistics.timeline import fold_periods
from parsers.statistics.tokens import Token
from parsers.statistics.word_lexer import WordLexer

SEAT_REACH: Final = 3
ITEMS: Final = ("- ", "* ", "◦", "○", "□", "■", "▲")
"""What an item of a list begins with, which is no headline."""
LONGEST_HEADLINE: Final = 140
FIGURES: Final = re.compile(r"\d(?:[\d.,]*\d)?")
DATELINE: Final = re.compile(
    r"[A-Z][A-Z .'/]{2,30}(?:, [^()\n—–-]{1,30})?(?: ?\([^()\n]{1,40}\))? ?(?:--|[-–—]) "
    r"|(?:\[[^\]\n]{1,24}\]|【[^】\n]{1,24}】|\([^)\n]{1,24}\))\s*"
)
"""What stands before an article's first sentence: "SEOUL, Aug. 26 (Hanbit Wire) --", or something in brackets."""


def article_sentences(text: str, norm: str, code: str, title: str | None) -> list[Sentence]:
    """The sentences of the article; the first line, or the line that repeats `title`, is the headline.

    `norm` is the text in its plain form.
    """
    language = load_language(code)
    lexer = lexer_of(code)
    seats = _seats(code)
    spans = lines(text)
    seen: set[str] = set()
    result: list[Sentence] = []
    prose = False
    named = normalised(title).strip() if title is not None else None
    for number, span in enumerate(article_lines(norm, spans, code)):
        line = norm[span[0] : span[1]]
        if line in seen and len(line) > 12:
            continue
        seen.add(line)
        prose = prose or _is_prose(line)
        headline = not prose and number < 6 and not line.startswith(ITEMS) if named is None else line == named
        for part in sentences(text, span, _stops(code)):
            start = _after_dateline(text, part) if part[0] == span[0] else part[0]
            tokens = lexer.tokens(norm, text, start, part[1])
            kinds = {token.kind for token in tokens}
            if seats and "region" in kinds:
                tokens = _with_seats(tokens, norm, seats)
            tokens = fold_amounts(tokens, kinds, norm, language)
            tokens = fold_periods(tokens, kinds, norm, language)
            result.append(Sentence(part[0], part[1], tokens, number, headline, norm))
    return result


def _with_seats(tokens: list[Token], norm: str, seats: Mapping[str, str]) -> list[Token]:
    """As in "경기 10,740명, 서울 6,560명": in a list of regions the capital is one of them, not the country."""
    result = list(tokens)
    for index, token in enumerate(tokens):
        name = seats.get(norm[token.start : token.end]) if token.kind == "place" else None
        counted = any(t.kind == "digits" for t in tokens[index + 1 : index + SEAT_REACH])
        if name is not None and counted:
            result[index] = token.read_as("region", name)
    return result


def unread_numbers(text: str, sentences: Sequence[Sentence]) -> Iterator[Span]:
    """The numbers in figures that stand in none of the sentences: in page junk or in a repeated line."""
    position = 0
    for start, end in [*((s.start, s.end) for s in sentences), (len(text), len(text))]:
        for match in FIGURES.finditer(text, position, max(position, start)):
            yield match.span()
        position = max(position, end)


def _after_dateline(text: str, part: Span) -> int:
    """Where a sentence starts after "SEOUL, Aug. 26 (Hanbit Wire) --"."""
    match = DATELINE.match(text, part[0], part[1])
    return match.end() if match else part[0]


def _is_prose(line: str) -> bool:
    return len(line) > LONGEST_HEADLINE or (len(line) > 30 and line.endswith((".", "!", "?", '."', "。", ":")))


@cache
def lexer_of(code: str) -> WordLexer | SignLexer:
    """The lexer of a language, made once."""
    language = load_language(code)
    return WordLexer(language) if language.boundary == "word" else SignLexer(language)


@cache
def _seats(code: str) -> Mapping[str, str]:
    return {word.text: word.value for word in load_language(code).words if word.kind == "seat"}


@cache
def _stops(code: str) -> Stops:
    """Where sentences end, and where not: after a day before its month, where a full stop makes its number a day."""
    language = load_language(code)
    months = language.of("month") if "." in language.of("ending", "day") else ()
    abbreviations = {part for w in language.words for part in w.text.split() if part.endswith(".")}
    return stops(abbreviations, months, language.of("closing", "sentence"), language.of("closing", "stopped"))
