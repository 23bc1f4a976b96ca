"""A sentence in, whom it credits for its figures out: a known source, a named person or body, or nobody."""

import re

from parsers.languages import Language
from parsers.statistics.lexer import Token
from parsers.statistics.model import Sentence

NAME = re.compile(r"(?:[A-Z][\w'’.-]*)(?:\s+(?:[A-Z][\w'’-]*|of|on|the|for|&))*")
NEAR = 40


def credited(sentence: Sentence, raw: str, language: Language) -> tuple[str, Token] | None:
    """The source that the sentence credits, and the token that names it."""
    tokens = sentence.tokens
    sources = [t for t in tokens if t.kind == "source"]
    says = [t for t in tokens if t.kind == "says"]
    if not says and not sources:
        return None
    cites = [t for t in says if t.value == "cites"]
    for cite in cites:
        near = _nearest(sources, cite, language)
        if near is not None:
            return near.value, near
    persons = _person(sentence, raw, says, language)
    if persons is not None:
        return persons
    if sources and says:
        best = min(sources, key=lambda s: min(abs(s.start - t.start) for t in says))
        return best.value, best
    return None


def _nearest(sources: list[Token], cite: Token, language: Language) -> Token | None:
    if not sources:
        return None
    near = min(sources, key=lambda s: abs(s.start - cite.start))
    return near if abs(near.start - cite.start) <= NEAR else None


def _person(sentence: Sentence, raw: str, says: list[Token], language: Language) -> tuple[str, Token] | None:
    """A name beside a word of speaking, or with the title of an office."""
    for token in sentence.tokens:
        if token.kind != "person" or not says:
            continue
        if language.cased:
            name = NAME.match(raw, token.end + 1) if raw[token.end : token.end + 1] == " " else None
            if name is not None and name.end() <= sentence.end:
                prefix = "Rep. " if token.value == "lawmaker" else ""
                return prefix + name.group().strip(" .,'"), token
            continue
        match = re.search(r"([가-힣]{2,4})\s*$", raw[max(sentence.start, token.start - 8) : token.start])
        if match is not None:
            prefix = "Rep. " if token.value == "lawmaker" else ""
            return prefix + match.group(1), token
    return None
