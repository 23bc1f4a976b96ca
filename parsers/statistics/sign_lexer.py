"""Text of a language that attaches its particles to words in, tokens with offsets out, in linear time.

Korean words begin after a blank and take suffixes; Japanese ones begin anywhere. Numbers are written in figures, in the
signs of the myriad system or in native words, and take counters.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from parsers import numerals
from parsers.languages import APART, Language, Word
from parsers.numerals import SPACED
from parsers.statistics.amounts import is_year
from parsers.statistics.lexer import LETTERS, PUNCTUATION, STAMP
from parsers.statistics.tokens import Amount, Token

NUMERALS: Final = frozenset({"number", "determiner", "scale", "digit"})
AFTER_NUMBER: Final = frozenset({"counter", "calendar", "unit", "times", "percent", "band", "ratio"})
"""Kinds whose suffixes stand right after a number and nowhere else."""
LIST_COMMA: Final = "、"
"""A comma as a mark, yet never one inside a number ("63、229" are two), nor one after a particle ("脱北者は、63人")."""
LONGEST_NUMBER: Final = 40
"""Longer runs of digits are no count."""
LONE: Final = frozenset({"sex", "event"})
"""Kinds whose words of one letter stand by themselves: "남", "내"."""
COUNTED: Final = frozenset({"digits", "qualifier"})
LINK: Final = ("joint", "then")
LED: Final = frozenset({("percent", "before"), ("ratio", "part")})
"""Words after which a sign is a number without a counter: "百分之二十", "三分之一"."""


LOOKED_UP: Final = 2
"""By so many signs phrases are looked up."""


class Phrase(NamedTuple):
    """A word or several of the lexicon; a `lone` one is a single sign that no letter may follow."""

    text: str
    kind: str
    value: str
    lone: bool


Table = dict[str, tuple[dict[str, list[Phrase]], list[Phrase]]]
"""Phrases by their first sign: those that go on by their second one, the longest first, and that sign alone."""


class SignLexer:
    """The phrases of a language, looked up at beginnings of words, after words and after numbers."""

    def __init__(self, language: Language) -> None:
        words = [w for w in language.words if w.kind not in APART | NUMERALS]
        self._first = _table(w for w in words if not w.suffix)
        self._units = _table(w for w in words if w.suffix and w.kind in AFTER_NUMBER)
        self._suffix = _table(w for w in words if w.suffix and w.kind not in AFTER_NUMBER - {"ratio"})
        links = (w.text for w in words if w.suffix and (w.kind, w.value) == LINK)
        self._links = tuple(sorted(links, key=len, reverse=True))
        self._scales = {w.text: int(float(w.value)) for w in language.words if w.kind == "scale"}
        self._digits = {w.text: int(float(w.value)) for w in language.words if w.kind == "digit"}
        self._numeral = _myriad(self._digits, self._scales)
        self._native = {w.text: int(float(w.value)) for w in language.words if w.kind in {"number", "determiner"}}
        self._native_number = _native_number(self._native)
        self._opening = {text[0] for text in (*self._scales, *self._digits, *self._native)}
        self._endings = frozenset(language.of("ending", "particle"))
        self._determiners = frozenset(language.of("determiner"))
        self._anywhere = language.boundary == "none"

    def tokens(self, norm: str, raw: str, start: int, end: int) -> list[Token]:  # noqa: ARG002
        """The tokens of `norm[start:end]`, in order and without overlap; the case of letters in `raw` says nothing."""
        found: list[Token] = []
        last: Token | None = None
        anywhere = self._anywhere
        at, fresh = start, True
        while at < end:
            char = norm[at]
            if char == " ":
                at, fresh = at + 1, True
                continue
            token = self._token_at(norm, at, end, last, fresh)
            if token is not None and token.kind == "digits" and self._is_vague(norm, at, last):
                at = token.end
            elif token is not None and token.kind == "region" and norm.startswith("=", token.end):
                at = token.end  # the place of a dateline: "도쿄=연합"
            elif token is not None:
                found.append(token)
                last, at, fresh = token, token.end, False
            elif not char.isalnum():
                if char in PUNCTUATION or (char == LIST_COMMA and norm[at - 1] not in self._endings):
                    last = Token("mark", "," if char == LIST_COMMA else char, at, at + 1)
                    found.append(last)
                at, fresh = at + 1, True
            elif anywhere or (last is not None and last.end >= at and last.kind in COUNTED):
                at, fresh = at + 1, False
            else:
                letters = LETTERS.match(norm, at, end)
                stop = letters.end() if letters is not None else at + 1
                link = self._link(norm, at + 1 if fresh else at, stop)
                if link is not None:
                    found.append(link)
                    last = link
                at, fresh = stop, False
        return found

    def _link(self, norm: str, at: int, stop: int) -> Token | None:
        """The ending that joins a verb's clause to the next one: "살고 있었지만", at the end of an unknown word."""
        if not norm.endswith(self._links, at, stop) or norm[stop : stop + 1] not in {"", " ", ",", "\n"}:
            return None
        text = next(text for text in self._links if norm.endswith(text, at, stop))
        return Token(*LINK, stop - len(text), stop)

    def _is_vague(self, norm: str, at: int, last: Token | None) -> bool:
        """As in "数百人", "수 만명": a scale right after a word for several is no number."""
        vague = last is not None and last.sense == ("vague", "prefix") and norm[at] in self._scales
        return vague and last is not None and norm[last.end : at] in {"", " "}

    def _token_at(self, norm: str, at: int, end: int, last: Token | None, fresh: bool) -> Token | None:  # noqa: FBT001
        """The token at a place that is no blank: a number, a unit after one, a word where one begins, a suffix."""
        opens = fresh or self._anywhere
        char = norm[at]
        token = None
        if char.isdigit() or (opens and char in self._opening):
            token = self._number_at(norm, at, end, opens, led=last is not None and last.sense in LED)
            if token is not None:
                return _longest(token, _lookup(self._first, norm, at, end)) if opens else token
        attached = last is not None and last.end == at
        if last is not None and last.end >= at - 1 and last.kind in COUNTED:
            token = self._unit_at(norm, at, end, attached, fresh)
        if token is None and fresh and last is not None and last.kind == "digits" and last.end == at - 1:
            token = self._little_more(norm, at, end)
        if token is None and opens:
            token = _lookup(self._first, norm, at, end)
        if attached and (token is None or (last is not None and last.kind in COUNTED)):
            suffix = _lookup(self._suffix, norm, at, end)
            token = suffix if token is None else _longest(suffix, token) if suffix is not None else token
        return token

    def _unit_at(self, norm: str, at: int, end: int, attached: bool, fresh: bool) -> Token | None:  # noqa: FBT001
        token = _lookup(self._units, norm, at, end)
        if attached and token is not None:
            token = _longest(token, _lookup(self._suffix, norm, at, end))
        if fresh and token is not None and token.kind == "counter" and token.value != "people":
            token = _longest(token, _lookup(self._first, norm, at, end))
        return token

    def _little_more(self, norm: str, at: int, end: int) -> Token | None:
        """As in "2만 4천 여명": the sign between a number and its counter, written as the beginning of a word."""
        token = _lookup(self._suffix, norm, at, end)
        if token is None or token.kind != "qualifier" or token.end - at > 1:
            return None
        counter = _lookup(self._units, norm, token.end + norm.startswith(" ", token.end), end)
        return token if counter is not None and counter.kind == "counter" else None

    def _number_at(self, norm: str, at: int, end: int, fresh: bool, *, led: bool) -> Token | None:  # noqa: FBT001
        """A number in figures, or in signs where a counter or unit follows or one of `LED` stands before."""
        char = norm[at]
        if not (char.isdigit() or char in self._scales or char in self._digits):
            return self._native_at(norm, at, end)
        match = self._numeral.match(norm, at, end)
        if match is None:
            return self._native_at(norm, at, end) if fresh else None
        surface = match.group().rstrip(" ,.")
        if match.lastindex is not None or len(surface) > LONGEST_NUMBER:
            return Token("mark", "stamp", at, match.end())
        plain = surface[0].isdigit()
        scaled = plain or self._native_number is None or any(s in surface for s in self._scales)
        if not scaled or not (plain or led or self._counted(norm, at + len(surface), end)):
            return self._native_at(norm, at, end)
        value = numerals.myriad(surface, self._digits, self._scales)
        return _digits(value, surface, at) if value is not None else None

    def _native_at(self, norm: str, at: int, end: int) -> Token | None:
        if self._native_number is None:
            return None
        match = self._native_number.match(norm, at, end)
        if match is None or not match.group():
            return None
        surface = match.group()
        parts = [part for part in match.groups() if part]
        value = sum(self._native[part] for part in parts)
        if not self._counted(norm, match.end(), end):
            if any(part in self._determiners for part in parts):
                return None
            if (len(surface) == 1 and value < 10) or not self._ends(norm, match.end(), end):
                return None
        return _digits(float(value), surface, at)

    def _ends(self, norm: str, at: int, end: int) -> bool:
        """Whether a word ends here, or only a particle follows."""
        if at >= end or not norm[at].isalnum():
            return True
        return norm[at] in self._endings and not norm[at + 1 : at + 2].isalnum()

    def _counted(self, norm: str, at: int, end: int) -> bool:
        """Whether a counter or unit follows, a blank and a qualifier between them allowed."""
        token = _lookup(self._suffix, norm, at, end)
        if token is not None and token.kind == "qualifier":
            at = token.end
        if at < end and norm[at] == " ":
            at += 1
        token = _lookup(self._units, norm, at, end)
        return token is not None and token.kind in AFTER_NUMBER


def _digits(value: float, surface: str, at: int) -> Token:
    stop = at + len(surface)
    return Token("digits", surface, at, stop, Amount(value, surface, stop, year=is_year(surface)))


def _table(words: Iterable[Word]) -> Table:
    table: Table = {}
    for word in sorted(words, key=lambda w: -len(w.text)):
        lone = word.kind in LONE and len(word.text) == 1
        longer, single = table.setdefault(word.text[0], ({}, []))
        alike = longer.setdefault(word.text[1], []) if len(word.text) > 1 else single
        alike.append(Phrase(word.text, word.kind, word.value, lone))
    return table


def _lookup(table: Table, norm: str, at: int, end: int) -> Token | None:
    """The longest phrase of the table that stands at `at`."""
    beginning = table.get(norm[at : at + 1])
    if beginning is None:
        return None
    longer, single = beginning
    alike = longer.get(norm[at + 1 : at + 2])
    token = _standing(alike, norm, at, end) if alike is not None else None
    return token if token is not None or not single else _standing(single, norm, at, end)


def _standing(phrases: list[Phrase], norm: str, at: int, end: int) -> Token | None:
    """The first of the phrases that stands at `at`, where their first two signs do."""
    for text, kind, value, lone in phrases:
        stop = at + len(text)
        same = stop <= at + LOOKED_UP or norm[at:stop] == text
        if same and stop <= end and not (lone and norm[stop : stop + 1].isalpha()):
            return Token(kind, value, at, stop)
    return None


def _longest(first: Token, second: Token | None) -> Token:
    return second if second is not None and second.end > first.end else first


def _myriad(digits: Mapping[str, int], scales: Mapping[str, int]) -> re.Pattern[str]:
    """Numbers in figures and signs; the one group is a clock time or a date."""
    digit = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?" + "".join(f"|{re.escape(d)}" for d in digits) + ")"
    zeros = "".join(re.escape(sign) for sign, value in digits.items() if not value)
    digit = f"[{zeros}]*{digit}" if zeros else digit
    scale = "[" + re.escape("".join(scales)) + "]"
    signs = f"[{re.escape(''.join(digits))}]+"
    scaled = rf"(?:{digit}?{scale})(?: ?{digit}?{scale})*(?: ?{digit})?"
    return re.compile(rf"({STAMP})|{scaled}|{SPACED}|\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|{signs}")


def _native_number(values: Mapping[str, int]) -> re.Pattern[str] | None:
    tens = [re.escape(t) for t, v in values.items() if v >= 10]
    ones = sorted((re.escape(t) for t, v in values.items() if v < 10), key=len, reverse=True)
    return re.compile(f"({'|'.join(tens)})?({'|'.join(ones)})?") if values else None
