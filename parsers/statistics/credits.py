"""Sentences in, whom each credits for its figures out: a known source, a named person or body, or nobody.

A source is credited where a word of saying, citing or data stands with it. It holds on over its paragraph and the next
ones; a headline or lead without a source takes the one named right after it; a line "Source: ..." speaks for all.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from parsers.languages import Language
from parsers.statistics.lexer import Token
from parsers.statistics.model import Sentence

NAME = re.compile(r"[A-Z][\w'’.&-]*(?:\s+(?:(?:of|on|the|for|and|&)\s+)*[A-Z][\w'’-]*)*")
HANGUL_NAME = re.compile(r"([가-힣]{2,4})\s?$")
QUOTED_NAME = re.compile(r"['‘]([^'’]{2,20})['’](?=[은는이가])")
TITLE_NAME = re.compile(r"((?:[A-Z][\w'’-]+\s+)+[A-Z][\w'’-]+):")
FAR = 90
"""How many characters may part a source from its verb; a bare name must stand `BESIDE` it."""
BESIDE = 30
HELD_LINES = 1
LEAD_REACH = 2
PLAIN = frozenset({"place", "month", "weekday", "people", "period", "region", "group", "sex"})


class Credit(NamedTuple):
    """A source as the text names it, and the offsets of the words."""

    name: str
    start: int
    end: int


def credits_of(sentences: Sequence[Sentence], raw: str, language: Language) -> list[Credit | None]:
    """The credit of each sentence, held on and reached back as described above."""
    held: list[Credit | None] = []
    current: Credit | None = None
    known: list[Credit] = []
    line, first = -9, -1
    for index, sentence in enumerate(sentences):
        credit = _credited(sentence, raw, language, known)
        if credit is not None:
            current, line = credit, sentence.line
            known.append(credit)
            if first < 0:
                first = index
            if any(t.kind == "says" and t.value == "gives" for t in sentence.tokens):
                held = [c or credit for c in held]
        elif sentence.line - line > HELD_LINES or _is_heading(sentence) or _speaks_otherwise(sentence):
            current = None
        elif current is not None:
            line = sentence.line
        held.append(current)
    if first >= 0 and sum(not s.title for s in sentences[:first]) <= LEAD_REACH:
        held = [held[first] if i < first else c for i, c in enumerate(held)]
    footer = _footer(sentences, raw, language)
    return [c or footer for c in held]


def _footer(sentences: Sequence[Sentence], raw: str, language: Language) -> Credit | None:
    """The source that a line names for the whole text, or the body that speaks of itself as "we"."""
    for sentence in reversed(sentences):
        if _is_source_line(sentence):
            return _credited(sentence, raw, language, [])
    if not sentences or not language.cased:
        return None
    title = TITLE_NAME.match(raw, sentences[0].start, sentences[0].end)
    ours = any(t.kind == "pronoun" and t.value == "we" for s in sentences for t in s.tokens)
    return Credit(title.group(1), title.start(1), title.end(1)) if title is not None and ours else None


def _is_heading(sentence: Sentence) -> bool:
    text = sentence.gap(sentence.start, sentence.end)
    if any(t.kind == "amount" for t in sentence.tokens):
        return False
    return text.endswith("?") or (len(text) < 30 and not text.endswith((".", ",", "다")))


def _is_source_line(sentence: Sentence) -> bool:
    text = sentence.gap(sentence.start, sentence.end)
    cited = any((t.kind, t.value) == ("says", "cites") and t.start == sentence.start for t in sentence.tokens)
    named = any(t.kind == "source" and t.start == sentence.start for t in sentence.tokens)
    if len(text) >= 70 or any(t.kind == "amount" for t in sentence.tokens):
        return False
    speaks = any(t.kind == "says" and t.value != "cites" for t in sentence.tokens)
    return (cited or (named and text.endswith("."))) and not speaks


def _speaks_otherwise(sentence: Sentence) -> bool:
    """Whether somebody speaks here whom the words do not name: no pronoun that goes on with the last source."""
    verbs = any((t.kind, t.value) == ("says", "verb") for t in sentence.tokens)
    return verbs and not any(t.kind == "pronoun" for t in sentence.tokens) and not _quoted(sentence)


def _quoted(sentence: Sentence) -> bool:
    return any(t.kind == "mark" and t.value == '"' for t in sentence.tokens)


def _credited(sentence: Sentence, raw: str, language: Language, known: Sequence[Credit]) -> Credit | None:
    says = [t for t in sentence.tokens if t.kind == "says"]
    sources = [Credit(t.value, t.start, t.end) for t in sentence.tokens if t.kind == "source"]
    if not says:
        return sources[0] if sources and _is_source_line(sentence) else None
    if any(t.value == "own" for t in says):
        return known[-1] if known else None
    named = [*sources, *_persons(sentence, raw, language)]
    names = [*_names(sentence, raw, language), *_again(sentence, raw, known), *_offices(sentence, raw)]
    for cite in (t for t in says if t.value == "cites"):
        cited = _cited([*named, *names], cite, language) or _nearest(sources, cite)
        if cited is not None:
            return cited
    pairs = [(_distance(n, t), n) for n in named for t in says if t.value != "doubts"]
    pairs += [(_distance(n, t), n) for n in names for t in says if t.value == "verb" and _distance(n, t) <= BESIDE]
    best = min(pairs, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] <= FAR else None


def _cited(named: Sequence[Credit], cite: Token, language: Language) -> Credit | None:
    """The name that a word such as "according to" leads to: after it, or before it where postpositions cite."""
    if language.base_side == "after":
        beside = [n for n in named if 0 <= n.start - cite.end <= FAR]
    else:
        beside = [n for n in named if 0 <= cite.start - n.end <= FAR]
    return _nearest(beside, cite)


def _distance(credit: Credit, token: Token) -> int:
    return min(abs(token.start - credit.end), abs(credit.start - token.end))


def _nearest(named: Sequence[Credit], token: Token) -> Credit | None:
    return min(named, key=lambda n: _distance(n, token), default=None)


def _persons(sentence: Sentence, raw: str, language: Language) -> Iterator[Credit]:
    """Names with the title of an office."""
    for token in sentence.tokens:
        if token.kind != "person" or token.value == "role":
            continue
        prefix = "Rep. " if token.value == "lawmaker" else ""
        if language.cased:
            name = NAME.match(raw, token.end + 1) if raw[token.end : token.end + 1] == " " else None
            if name is not None and name.end() <= sentence.end:
                yield Credit(prefix + name.group().strip(" .,'"), token.start, name.end())
        elif (match := HANGUL_NAME.search(raw[max(sentence.start, token.start - 6) : token.start])) is not None:
            yield Credit(prefix + match.group(1), token.start - len(match.group()), token.end)


def _offices(sentence: Sentence, raw: str) -> Iterator[Credit]:
    """Bodies without a name of their own: "the ward office"."""
    for token in sentence.tokens:
        if (token.kind, token.value) == ("body", "office"):
            yield Credit(raw[token.start : token.end], token.start, token.end)


def _again(sentence: Sentence, raw: str, known: Sequence[Credit]) -> Iterator[Credit]:
    """Names credited before that are named again, in full or by one word of the name."""
    text = raw[sentence.start : sentence.end]
    for credit in reversed(known):
        for word in (credit.name, credit.name.split()[0]):
            at = text.find(word)
            if at >= 0 and len(word) > 2:
                yield Credit(credit.name, sentence.start + at, sentence.start + at + len(word))
                break


def _names(sentence: Sentence, raw: str, language: Language) -> Iterator[Credit]:
    """Names without a title: capitalised words that are no place, month or people, or a quoted name."""
    if not language.cased:
        for match in QUOTED_NAME.finditer(raw, sentence.start, sentence.end):
            yield Credit(match.group(1), match.start(1), match.end(1))
        return
    plain = [(t.start, t.end) for t in sentence.tokens if t.kind in PLAIN and t.end - t.start > 3]
    starts = {t.start: t.end for t in sentence.tokens if t.kind in {"says", "glue", "joint", "way"}}
    roles = {t.start: t.end for t in sentence.tokens if (t.kind, t.value) == ("person", "role")}
    last: Credit | None = None
    for match in NAME.finditer(raw, sentence.start, sentence.end):
        start = starts.get(match.start(), match.start())
        name = raw[start : match.end()].strip(" .,'")
        name = re.sub(r"^(?:the|of|for|and|on)\s+", "", name)
        overlap = any(a < match.end() and start < b for a, b in plain)
        if len(name.split()) < 2 or overlap or name.isupper():
            continue
        credit = Credit(name, match.end() - len(name), match.end())
        role_end = roles.get(last.end + 1) if last is not None else None
        if last is not None and role_end is not None and credit.start - role_end == 1:
            credit = Credit(raw[last.start : credit.end], last.start, credit.end)
        yield credit
        last = credit
