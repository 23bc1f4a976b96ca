"""Text of a language that parts its words by blanks in, tokens with offsets out, in linear time.

A blank-parted chunk that is one word, with a mark after it or not, costs a look or two into a dictionary, as most do.
Phrases are looked up by their first run of letters, or their first digit, the longest first.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from parsers.languages import APART, Language, Word
from parsers.numerals import SPACED
from parsers.statistics.lexer import LETTERS, PUNCTUATION, STAMP
from parsers.statistics.tokens import Token

NAMES: Final = frozenset({"place", "people", "source", "region"})
TIED: Final = frozenset({"number", "scale", "month", "ordinal", "edge", "fiscal"})
"""Kinds of words that a hyphen may tie to a number: "two-thousand-914", "April-30"."""


MARKED: Final = re.compile(r"[A-Z]{2}(?:-\d+)+-$")
"""The beginning of the number of a paper."""
LONGEST_MARK: Final = 20


class Phrase(NamedTuple):
    """A word or several of the lexicon; it gives way where one of `barred` follows.

    "The south" gives way to a longer name that starts at its second word, "south korean government".
    """

    text: str
    kind: str
    value: str
    barred: tuple[str, ...]


class Beginning(NamedTuple):
    """The phrases that begin alike, the longest first: by the two signs that go on, or `short` ones without so many."""

    longer: dict[str, tuple[Phrase, ...]]
    short: tuple[Phrase, ...]


class WordLexer:
    """The phrases of a language, looked up at the beginnings of words."""

    def __init__(self, language: Language) -> None:
        words = [w for w in language.words if w.kind not in APART]
        phrases = _by_beginning(words)
        self._words = {start: found for start, found in phrases.items() if start.isalpha()}
        self._figures = {start: found for start, found in phrases.items() if start.isdigit()}
        self._signs = (
            {mark: ("mark", mark) for mark in PUNCTUATION}
            | {"~": ("edge", "to")}
            | {w.text: (w.kind, w.value) for w in words if len(w.text) == 1 and not w.text.isalnum()}
        )
        self._numeral = _western(language)
        self._capitals = "month" if "months" in language.capitals else ""

    def tokens(self, norm: str, raw: str, start: int, end: int) -> list[Token]:
        """The tokens of `norm[start:end]`, in order and without overlap; `raw` is the text as it came."""
        found: list[Token] = []
        words, signs = self._words, self._signs
        done = at = start
        for chunk in norm[start:end].split(" "):
            stop = at + len(chunk)
            if at >= done:
                beginning = words.get(chunk)
                if beginning is not None:
                    done = self._phrase(found, beginning, norm, raw, at, stop, end)
                elif chunk.isdecimal():
                    done = self._figure(found, norm, raw, at, end, fresh=True)
                elif not chunk.isalpha():
                    bare = chunk[:-1]
                    sign = signs.get(chunk[-1]) if bare.isalpha() else None
                    if sign is None:
                        done = self._pieces(found, norm, raw, at, stop, end)
                    else:
                        beginning = words.get(bare)
                        if beginning is not None:
                            done = self._phrase(found, beginning, norm, raw, at, stop - 1, end)
                        if done < stop:
                            found.append(Token(sign[0], sign[1], stop - 1, stop))
                            done = stop
            if at < done < stop:
                done = self._pieces(found, norm, raw, done, stop, end)
            at = stop + 1
        return found

    def _phrase(
        self, found: list[Token], beginning: Beginning, norm: str, raw: str, at: int, known: int, end: int
    ) -> int:
        """Adds the longest phrase that stands at `at`, begun up to `known`; where it ends, or `at` if there is none."""
        longer, short = beginning
        for text, kind, value, barred in longer.get(norm[known : known + 2], short) if longer else short:
            stop = at + len(text)
            if stop > known and norm[at:stop] != text:
                continue
            if stop > end or (stop < end and norm[stop].isalnum() and text[-1].isalnum()):
                continue
            if barred and _any_word(barred, norm, stop, end):
                continue
            if kind == "fraction" and _continues_ordinal(found, at):
                continue
            if kind != self._capitals or raw[at].isupper():
                found.append(Token(kind, value, at, stop))
            return stop
        return at

    def _pieces(self, found: list[Token], norm: str, raw: str, at: int, stop: int, end: int) -> int:
        """Adds the tokens that begin between `at` and `stop`, a chunk of words, figures and signs; where they end."""
        while at < stop:
            char = norm[at]
            fresh = at == 0 or not norm[at - 1].isalnum()
            sign = self._signs.get(char)
            if sign is not None:
                found.append(Token(sign[0], sign[1], at, at + 1))
                at += 1
            elif char.isdecimal():
                at = self._figure(found, norm, raw, at, end, fresh)
            else:
                letters = LETTERS.match(norm, at, end)
                word_end = letters.end() if letters is not None else at + 1
                beginning = self._words.get(letters.group()) if fresh and letters is not None else None
                past = at
                if beginning is not None:
                    past = self._phrase(found, beginning, norm, raw, at, word_end, end)
                at = past if past > at else word_end
        return at

    def _figure(self, found: list[Token], norm: str, raw: str, at: int, end: int, fresh: bool) -> int:  # noqa: FBT001
        """Adds the number at `at`, or a phrase such as "1st"; a clock time or a date in figures adds nothing."""
        beginning = self._figures.get(norm[at]) if fresh else None
        if beginning is not None:
            past = self._phrase(found, beginning, norm, raw, at, at + 1, end)
            if past > at:
                return past
        number = self._numeral.match(norm, at, end)
        surface = number.group() if number is not None else norm[at]
        counts = surface.isdigit() or (surface.count(".") < 2 and not any(mark in surface for mark in ":/-"))
        if counts and not _names_a_thing(found, raw, at):
            found.append(Token("digits", surface, at, at + len(surface)))
        return at + len(surface)


def _continues_ordinal(found: list[Token], at: int) -> bool:
    """As in "the first three quarters of the year", where no three quarters of something are meant."""
    return bool(found) and found[-1].kind == "ordinal" and found[-1].end == at - 1


def _names_a_thing(found: list[Token], raw: str, at: int) -> bool:
    """As in "MI6", "COVID-19", "Korea.2": a number tied to a name, a word that is no number or unit, a full stop."""
    if at > 2 and raw[at - 1] == "." and (raw[at - 3 : at - 1].isalpha() or raw[at - 2] == ")"):
        return True
    if at > 1 and raw[at - 1].isupper() and raw[at - 2].isupper():
        return True
    if at > 1 and raw[at - 1] == "-" and raw[at - 2].isdigit():
        return MARKED.search(raw, max(0, at - LONGEST_MARK), at) is not None  # "GAO-10-691"
    if at < 2 or raw[at - 1] != "-" or not raw[at - 2].isalpha():
        return False
    return not found or found[-1].end != at - 1 or found[-1].kind not in TIED


def _by_beginning(words: Sequence[Word]) -> dict[str, Beginning]:
    """The phrases by their first run of letters, or their first sign where that is no letter."""
    names = [w.text for w in words if w.kind in NAMES]
    phrases: dict[str, list[Phrase]] = {}
    for word in sorted(words, key=lambda w: -len(w.text)):
        tail = word.text.partition(" ")[2]
        barred = tuple(n[len(tail) :] for n in names if tail and n != tail and n.startswith(tail))
        phrase = Phrase(word.text, word.kind, word.value, barred)
        letters = LETTERS.match(word.text)
        phrases.setdefault(letters.group() if letters is not None else word.text[0], []).append(phrase)
    return {start: _beginning(found, len(start)) for start, found in phrases.items()}


def _beginning(phrases: Sequence[Phrase], length: int) -> Beginning:
    short = tuple(p for p in phrases if len(p.text) < length + 2)
    going_on = {p.text[length : length + 2] for p in phrases if p not in short}
    longer = {on: tuple(p for p in phrases if p in short or p.text.startswith(on, length)) for on in going_on}
    return Beginning(longer, short)


def _any_word(rests: Sequence[str], norm: str, at: int, end: int) -> bool:
    """Whether one of the rests stands at `at`, ending where a word ends."""
    for rest in rests:
        stop = at + len(rest)
        if norm.startswith(rest, at) and (stop == end or (stop < end and not norm[stop].isalnum())):
            return True
    return False


def _western(language: Language) -> re.Pattern[str]:
    """Digits with the language's marks between them, or a stamp."""
    marks = (r"(?<=\d) (?=\d{3}(?!\d))" if mark == " " else re.escape(mark) for mark in language.thousands)
    thousands, decimal = f"(?:{'|'.join(marks)})", re.escape(language.decimal)
    number = rf"\d{{1,3}}(?:{thousands}[\do]{{3}})+(?:{decimal}\d+)?(?![\d])|\d+(?:[.,]\d+)*"
    return re.compile(rf"{STAMP}|{SPACED}|{number}")
