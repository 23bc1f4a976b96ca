"""Text and a language's words in, tokens with offsets out, in linear time; never what they mean together."""

import re
from functools import cache
from typing import Any, NamedTuple

from parsers import numerals
from parsers.languages import APART, Language, Word, load_language


class Token(NamedTuple):
    """A word of the lexicon, a number or a punctuation mark at `start`:`end`; `value` is its meaning."""

    kind: str
    value: Any
    start: int
    end: int


EQUAL_LENGTH = str.maketrans(
    {
        "’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ", "–": "-", "—": "-",
        "～": "~", "〜": "~", "∼": "~", "，": ",", "．": ".", "％": "%", "\u3000": " ", "（": "(", "）": ")",
        "：": ":", "；": ";",        "「": '"', "」": '"', "『": '"', "』": '"', "／": "/",
    } | {chr(0xFF10 + n): str(n) for n in range(10)}
)  # fmt: skip
LETTER_HYPHEN = re.compile(r"(?<=[^\W_])-(?=[^\W\d_])|(?<=[^\W\d_])-(?=[^\W_])")
STAMP = r"\d{1,4}(?:[:/]\d{1,2}){1,2}(?!\d)|\d{2,4}-\d{1,4}-\d{1,4}|\d{4}\.\d{1,2}\.\d{1,2}"
"""Clock times, telephone numbers and dates in figures: never a count."""
NUMERALS = frozenset({"number", "determiner", "scale", "digit"})
AFTER_NUMBER = frozenset({"counter", "calendar", "unit", "times", "percent", "band", "ratio"})
"""Kinds whose suffixes stand right after a number and nowhere else."""
NAMES = frozenset({"place", "people", "source", "region"})
TIED = frozenset({"number", "scale", "month", "ordinal", "edge", "fiscal"})
"""Kinds of words that a hyphen may tie to a number: "two-thousand-914", "April-30"."""
LONGEST_WORD = 40
COUNTED = frozenset({"digits", "qualifier"})
PUNCTUATION = frozenset(",;:()[]\"'-?!.*$€£¥₩·/▲△▶▷○●■|")
LIST_COMMA = "、"
"""A comma as a mark, yet never one inside a number ("63、229" are two), nor one after a particle ("脱北者は、63人")."""


def normalised(text: str) -> str:
    """The text in lower case with plain quotes, digits and blanks; every character stays at its offset."""
    lower = text.translate(EQUAL_LENGTH)
    folded = lower.lower()
    if len(folded) != len(lower):
        folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in lower)
    return LETTER_HYPHEN.sub(" ", folded)


class Lexicon:
    """A language's words made ready for looking up at a place of the text."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.first: dict[str, list[tuple[str, str, str]]] = {}
        self.suffix: dict[str, list[tuple[str, str, str]]] = {}
        self.units: dict[str, list[tuple[str, str, str]]] = {}
        apart = APART | (NUMERALS if language.numerals == "myriad" else frozenset())
        for word in (w for w in language.words if w.kind not in apart):
            table = self.first if not word.suffix else self.units if word.kind in AFTER_NUMBER else self.suffix
            table.setdefault(self._key(word), []).append((word.text, word.kind, word.value))
            if word.suffix and word.kind == "ratio":
                self.suffix.setdefault(self._key(word), []).append((word.text, word.kind, word.value))
        self.links: dict[str, list[tuple[str, str, str]]] = {}
        for word in (w for w in language.words if w.suffix and (w.kind, w.value) == ("joint", "then")):
            self.links.setdefault(self._key(word), []).append((word.text, word.kind, word.value))
        for entries in (*self.first.values(), *self.suffix.values(), *self.units.values()):
            entries.sort(key=lambda entry: -len(entry[0]))
        scales = {w.text: int(float(w.value)) for w in language.words if w.kind == "scale"}
        digits = {w.text: int(float(w.value)) for w in language.words if w.kind == "digit"}
        self.signs = (digits, scales)
        self.numeral = _numeral(language, digits, scales)
        self.endings = frozenset(language.of("ending", "particle"))
        self.determiners = frozenset(language.of("determiner"))
        self.stamp = re.compile(STAMP)
        self.native = _native(language) if language.numerals == "myriad" else None
        self.senses = {w.text: (w.kind, w.value) for w in language.words if w.kind not in apart}
        self.master = _master(self.senses, self.numeral) if language.boundary == "word" else self.numeral
        self.capitals = {"month"} if language.cased else set()

    def tokens(self, norm: str, raw: str, start: int, end: int) -> list[Token]:
        """The tokens of `norm[start:end]`, in order and without overlap."""
        if self.language.boundary == "word":
            return self._by_words(norm, raw, start, end)
        return self._by_characters(norm, start, end)

    def _key(self, word: Word) -> str:
        return _first_word(word.text) if self.language.boundary == "word" else word.text[:2]

    def _by_words(self, norm: str, raw: str, start: int, end: int) -> list[Token]:
        found: list[Token] = []
        senses, capitals = self.senses, self.capitals
        for match in self.master.finditer(norm, start, end):
            text = match.group()
            at = match.start()
            sense = senses.get(text)
            if sense is not None:
                if sense[0] in capitals and not raw[at].isupper():
                    continue
                found.append(Token(sense[0], sense[1], at, match.end()))
            elif text[0].isdigit():
                if any(mark in text for mark in ":/-") or text.count(".") > 1:
                    continue
                if _names_a_thing(found, raw, at):
                    continue
                text = text.rstrip(",.")
                found.append(Token("digits", text, at, at + len(text)))
            elif text in PUNCTUATION:
                found.append(Token("mark", text, at, at + 1))
        return found

    def _by_characters(self, norm: str, start: int, end: int) -> list[Token]:
        found: list[Token] = []
        at = start
        fresh = True
        first, suffix = self.first, self.suffix
        anywhere = self.language.boundary == "none"
        while at < end:
            char = norm[at]
            if char == " ":
                fresh = True
                at += 1
                continue
            token = self._number_at(norm, at, end, fresh or anywhere)
            if token is not None and self._is_vague(found, norm, at):
                at = token.end
                continue
            if token is not None and (fresh or anywhere):
                token = _longest(token, _lookup(first, norm, at, end))
            attached = bool(found) and found[-1].end == at
            if token is None and found and found[-1].end >= at - 1 and found[-1].kind in COUNTED:
                token = _lookup(self.units, norm, at, end)
                if attached and token is not None:
                    token = _longest(token, _lookup(suffix, norm, at, end))
                if fresh and token is not None and token.kind == "counter" and token.value != "people":
                    token = _longest(token, _lookup(first, norm, at, end))
            if token is None and (fresh or anywhere):
                token = _lookup(first, norm, at, end)
            if token is None and attached:
                token = _lookup(suffix, norm, at, end)
            if token is None and not fresh and norm[at : at + 2] in self.links:
                token = self._link_at(norm, at, end)
            if token is not None:
                found.append(token)
                at = token.end
                fresh = False
                continue
            if not char.isalnum():
                if char in PUNCTUATION or (char == LIST_COMMA and norm[at - 1] not in self.endings):
                    found.append(Token("mark", "," if char == LIST_COMMA else char, at, at + 1))
                fresh = True
            else:
                fresh = False
            at += 1
        return found

    def _link_at(self, norm: str, at: int, end: int) -> Token | None:
        """The ending that joins a verb's clause to the next one: "살고 있었지만", only where its word ends."""
        token = _lookup(self.links, norm, at, end)
        return token if token is not None and norm[token.end : token.end + 1] in {"", " ", ",", "\n"} else None

    def _is_vague(self, found: list[Token], norm: str, at: int) -> bool:
        """As in "数百人": a scale right after a word for several is no number."""
        led = bool(found) and found[-1][:2] == ("vague", "prefix") and found[-1].end == at
        return led and norm[at] in self.signs[1]

    def _number_at(self, norm: str, at: int, end: int, fresh: bool) -> Token | None:  # noqa: FBT001
        char = norm[at]
        digits, scales = self.signs
        if not (char.isdigit() or (fresh and (char in scales or char in digits))):
            return self._native_at(norm, at, end) if fresh else None
        stamp = self.stamp.match(norm, at, end)
        if stamp is not None:
            return Token("mark", "stamp", at, stamp.end())
        match = self.numeral.match(norm, at, end)
        if match is None:
            return self._native_at(norm, at, end) if fresh else None
        surface = match.group().rstrip(" ,.")
        scaled = surface[0].isdigit() or any(s in surface for s in scales)
        if not scaled or not (surface[0].isdigit() or self._counted(norm, at + len(surface), end)):
            return self._native_at(norm, at, end)
        value = numerals.myriad(surface, digits, scales)
        return Token("digits", (value, surface), at, at + len(surface)) if value is not None else None

    def _native_at(self, norm: str, at: int, end: int) -> Token | None:
        if self.native is None:
            return None
        match = self.native.match(norm, at, end)
        if match is None or not match.group():
            return None
        surface = match.group()
        value = sum(_native_values(self.language)[part] for part in match.groups() if part)
        counted = self._counted(norm, match.end(), end)
        if not counted and any(part in self.determiners for part in match.groups() if part):
            return None
        if not counted and ((len(surface) == 1 and value < 10) or not self._ends(norm, match.end(), end)):
            return None
        return Token("digits", (float(value), surface), at, match.end())

    def _ends(self, norm: str, at: int, end: int) -> bool:
        """Whether a word ends here, or only a particle follows."""
        if at >= end or not norm[at].isalnum():
            return True
        return norm[at] in self.endings and not norm[at + 1 : at + 2].isalnum()

    def _counted(self, norm: str, at: int, end: int) -> bool:
        """Whether a counter or unit follows, a blank and a qualifier between them allowed."""
        token = _lookup(self.suffix, norm, at, end)
        if token is not None and token.kind == "qualifier":
            at = token.end
        if at < end and norm[at] == " ":
            at += 1
        token = _lookup(self.units, norm, at, end)
        return token is not None and token.kind in AFTER_NUMBER


def _names_a_thing(found: list[Token], raw: str, at: int) -> bool:
    """As in "COVID-19": a number that a hyphen ties to a word which is no number, month or unit of its own."""
    if at < 2 or raw[at - 1] != "-" or not raw[at - 2].isalpha():
        return False
    return not found or found[-1].end != at - 1 or found[-1].kind not in TIED


def _lookup(table: dict[str, list[tuple[str, str, str]]], norm: str, at: int, end: int) -> Token | None:
    for key in (norm[at : at + 2], norm[at]) if at < len(norm) else ():
        for phrase, kind, value in table.get(key, ()):
            stop = at + len(phrase)
            if norm.startswith(phrase, at) and stop <= end:
                if kind == "sex" and len(phrase) == 1 and norm[stop : stop + 1].isalpha():
                    continue
                return Token(kind, value, at, at + len(phrase))
    return None


def _longest(first: Token | None, second: Token | None) -> Token | None:
    if first is None or second is None:
        return first or second
    return second if second.end > first.end else first


def _first_word(text: str) -> str:
    match = re.match(r"[^\W\d_]+|\W|\d+", text)
    return match.group() if match else text


def _master(senses: dict[str, tuple[str, str]], numeral: re.Pattern[str]) -> re.Pattern[str]:
    """One pattern for numbers, all phrases (the longest first) and marks; phrases are spelled as a tree of letters.

    A phrase such as "the south" gives way to a longer name that starts at its second word ("south korean government").
    """
    names = [text for text, (kind, _) in senses.items() if kind in NAMES]
    tree: dict[str, Any] = {}
    for text in senses:
        node = tree
        for letter in text:
            node = node.setdefault(letter, {})
        tail = text.partition(" ")[2]
        longer = sorted({n[len(tail) :] for n in names if tail and n != tail and n.startswith(tail)})
        barred = "".join(f"(?!{re.escape(rest)}(?![^\\W_]))" for rest in longer)
        node[""] = barred + ("(?![^\\W_])" if text[-1].isalnum() else "")
    figures = {letter: below for letter, below in tree.items() if letter.isdigit()}
    ahead = rf"(?<![^\W_])(?:{_spelled(figures)})|" if figures else ""
    return re.compile(rf"{ahead}{numeral.pattern}|(?<![^\W_])(?:{_spelled(tree)})|[^\w\s]")


def _spelled(tree: dict[str, Any]) -> str:
    """The pattern of a tree of letters, longer ways first."""
    ways = [re.escape(letter) + _spelled(below) for letter, below in tree.items() if letter]
    if "" in tree:
        ways.append(tree[""])
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _numeral(language: Language, digits: dict[str, int], scales: dict[str, int]) -> re.Pattern[str]:
    if language.numerals == "western":
        thousands, decimal = re.escape(language.thousands), re.escape(language.decimal)
        if language.decimal == ",":
            thousands = rf"(?:{thousands}|(?<=\d) (?=\d{{3}}(?!\d)))"  # "20 000", as ISO 80000-1 parts digits
        number = rf"\d{{1,3}}(?:{thousands}[\do]{{3}})+(?:{decimal}\d+)?(?![\d])|\d+(?:[.,]\d+)*"
        return re.compile(rf"{STAMP}|{number}")
    digit = r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?" + "".join(f"|{re.escape(d)}" for d in digits) + ")"
    scale = "[" + re.escape("".join(scales)) + "]"
    return re.compile(rf"(?:{digit}?{scale})(?: ?{digit}?{scale})*(?: ?{digit})?|\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?")


@cache
def _native_values(language: Language) -> dict[str, int]:
    return {w.text: int(float(w.value)) for w in language.words if w.kind in {"number", "determiner"}}


def _native(language: Language) -> re.Pattern[str] | None:
    values = _native_values(language)
    tens = [re.escape(t) for t, v in values.items() if v >= 10]
    ones = sorted((re.escape(t) for t, v in values.items() if v < 10), key=len, reverse=True)
    return re.compile(f"({'|'.join(tens)})?({'|'.join(ones)})?") if values else None


@cache
def lexicon(code: str) -> Lexicon:
    """The lexicon of a language, made once."""
    return Lexicon(load_language(code))
