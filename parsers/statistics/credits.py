"""Sentences in, whom each credits for its figures out: a known source, a named person or body, or nobody.

A source is credited where a word of saying, citing or data stands with it. It holds on over the paragraph and the next
one; a headline or lead without a source takes the one named right after it; a line "Source: ..." speaks for all.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from parsers.languages import Language
from parsers.statistics.lexer import Token
from parsers.statistics.model import Sentence

NAME = re.compile(r"[A-Z][\w'’.&-]*(?:\s+(?:(?:of|on|the|for|and|&)\s+)*[A-Z][\w'’-]*)*")
HANGUL_NAME = re.compile(r"([가-힣]{2,4})\s?$")
QUOTED_NAME = re.compile(r"['‘]([^'’]{2,20})['’]")
NEAR = 60
FAR = 90
HELD_LINES = 1
LEAD_REACH = 2
PLAIN = frozenset({"place", "month", "weekday", "people", "period", "region", "glue", "group", "sex"})


class Credit(NamedTuple):
    """A source as the text names it, and the offsets of the words."""

    name: str
    start: int
    end: int


def credits_of(sentences: Sequence[Sentence], raw: str, language: Language) -> list[Credit | None]:
    """The credit of each sentence, held on and reached back as described above."""
    own = [_credited(s, raw, language) for s in sentences]
    held: list[Credit | None] = []
    current: Credit | None = None
    line = -9
    for sentence, credit in zip(sentences, own, strict=True):
        if credit is not None:
            current, line = credit, sentence.line
        elif sentence.line - line > HELD_LINES or _is_heading(sentence):
            current = None
        elif current is not None:
            line = sentence.line if sentence.line - line <= HELD_LINES else line
        held.append(current)
    _reach_back(sentences, own, held)
    footer = next((c for s, c in zip(reversed(sentences), reversed(own), strict=True) if c and _is_source_line(s)), None)
    return [c or footer for c in held]


def _reach_back(sentences: Sequence[Sentence], own: list[Credit | None], held: list[Credit | None]) -> None:
    first = next((i for i, c in enumerate(own) if c is not None), None)
    if first is None:
        return
    prose = [i for i in range(first) if not sentences[i].title]
    if len(prose) <= LEAD_REACH:
        for index in range(first):
            held[index] = own[first]


def _is_heading(sentence: Sentence) -> bool:
    text = sentence.gap(sentence.start, sentence.end)
    return text.endswith("?") or (len(text) < 30 and not text.endswith((".", ",", "다")))


def _is_source_line(sentence: Sentence) -> bool:
    text = sentence.gap(sentence.start, sentence.end)
    cited = any((t.kind, t.value) == ("says", "cites") and t.start == sentence.start for t in sentence.tokens)
    named = any(t.kind == "source" and t.start == sentence.start for t in sentence.tokens)
    return len(text) < 70 and (cited or named) and not any((t.kind, t.value) == ("says", "verb") for t in sentence.tokens)


def _credited(sentence: Sentence, raw: str, language: Language) -> Credit | None:
    says = [t for t in sentence.tokens if t.kind == "says"]
    sources = [Credit(t.value, t.start, t.end) for t in sentence.tokens if t.kind == "source"]
    if not says:
        return sources[0] if sources and _is_source_line(sentence) else None
    persons = _persons(sentence, raw, language)
    named = [*sources, *persons]
    cites = [t for t in says if t.value == "cites"]
    for cite in cites:
        near = _nearest(sources, cite) or _nearest(named or _names(sentence, raw, language), cite)
        if near is not None and _distance(near, cite) <= NEAR:
            return near
    if not named:
        named = _names(sentence, raw, language)
    speaking = [t for t in says if t.value in {"verb", "data"}]
    best = min(
        ((_distance(n, t), n) for n in named for t in speaking), key=lambda pair: pair[0], default=None
    )
    return best[1] if best is not None and best[0] <= FAR else None


def _distance(credit: Credit, token: Token) -> int:
    return min(abs(token.start - credit.end), abs(credit.start - token.end))


def _nearest(named: Sequence[Credit], token: Token) -> Credit | None:
    return min(named, key=lambda n: _distance(n, token), default=None)


def _persons(sentence: Sentence, raw: str, language: Language) -> list[Credit]:
    """Names with the title of an office."""
    found = []
    for token in sentence.tokens:
        if token.kind != "person":
            continue
        prefix = "Rep. " if token.value == "lawmaker" else ""
        if language.cased:
            name = NAME.match(raw, token.end + 1) if raw[token.end : token.end + 1] == " " else None
            if name is not None and name.end() <= sentence.end:
                found.append(Credit(prefix + name.group().strip(" .,'"), token.start, name.end()))
        elif (match := HANGUL_NAME.search(raw[max(sentence.start, token.start - 6) : token.start])) is not None:
            found.append(Credit(prefix + match.group(1), token.start - len(match.group()), token.end))
    return found


def _names(sentence: Sentence, raw: str, language: Language) -> list[Credit]:
    """Names without a title: capitalised words that are no place, month or people, or a quoted name of a body."""
    if not language.cased:
        return [
            Credit(m.group(1), m.start(1), m.end(1))
            for m in QUOTED_NAME.finditer(raw, sentence.start, sentence.end)
            if any(t.kind == "body" and abs(t.start - m.end()) < 12 or abs(t.end - m.start()) < 12 and t.kind == "body" for t in sentence.tokens)
        ]
    plain = [(t.start, t.end) for t in sentence.tokens if t.kind in PLAIN]
    found = []
    for match in NAME.finditer(raw, sentence.start, sentence.end):
        words = match.group().split()
        overlap = any(start < match.end() and match.start() < end for start, end in plain if end - start > 3)
        if len(words) >= 2 and not overlap and not match.group().isupper():
            found.append(Credit(match.group().strip(" .,'"), match.start(), match.end()))
    return found
