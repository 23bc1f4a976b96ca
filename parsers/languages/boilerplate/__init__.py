"""Words of page junk, by language, out of TOML files; files in, phrases and common words out; no text is judged here.

A file holds `code`, `common_words` (the words any text of the language is full of, for guessing languages and telling
sentences from labels), `comment_feeds` (words that tell a feed of comments by its title), `hour_signs` and `year_signs`
(what stands behind the number of an hour or a year) and per rule the phrases that betray junk: `whole` (the line is the
phrase), `starts`, `holds`. Its own examples prove every phrase. Phrases are compared case-folded and in normal form.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from parsers.errors import VocabularyError
from parsers.text import normal_line

Place = Literal["whole", "starts", "holds"]
PLACES: tuple[Place, ...] = ("whole", "starts", "holds")
RULES = frozenset({
    "consent", "related", "newsletter", "app", "share", "caption", "byline", "comments", "author", "copyright", "menu",
    "paywall", "advert", "dateline", "revised", "poll", "player", "reporting",
})  # fmt: skip
_KEYS = frozenset(
    {"code", "name", "common_words", "common_letters", "comment_feeds", "hour_signs", "year_signs", "examples", *PLACES}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One phrase of junk: `words` case-folded, `rule` the kind of junk, `place` where in the line it must stand."""

    words: str
    rule: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A line and the rule that must speak for it; None where no rule may."""

    line: str
    rule: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """One language's words. `version` is the hash of the file."""

    code: str
    common_words: frozenset[str]
    comment_feeds: tuple[str, ...]
    hour_signs: tuple[str, ...]
    year_signs: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    examples: tuple[Example, ...]
    version: str


@cache
def load_boilerplate() -> Mapping[str, Boilerplate]:
    """Every language's words by language code. Raises VocabularyError naming file and key."""
    paths = sorted(path.name for path in files(__name__).iterdir() if path.name.endswith(".toml"))
    loaded = [read_boilerplate(files(__name__).joinpath(name).read_text("utf-8"), path=name) for name in paths]
    return {language.code: language for language in loaded}


def read_boilerplate(source: str, *, path: str) -> Boilerplate:
    """One TOML text as a record; `path` names it in errors. Raises VocabularyError."""
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError(path, f"is no TOML: {error}") from error
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        raise VocabularyError(path, f"unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}")
    return Boilerplate(
        code=_text(table, "code", path),
        common_words=frozenset(_words(table.get("common_words"), "common_words", path)),
        comment_feeds=_words_if_any(table, "comment_feeds", path),
        hour_signs=_words_if_any(table, "hour_signs", path),
        year_signs=_words_if_any(table, "year_signs", path),
        phrases=tuple(_phrases(table, path)),
        examples=tuple(_examples(table, path)),
        version=hashlib.sha256(source.encode()).hexdigest()[:12],
    )


def _phrases(table: Mapping[str, object], path: str) -> list[Phrase]:
    found: dict[tuple[Place, str], Phrase] = {}
    for place in PLACES:
        rules = table.get(place, {})
        if not isinstance(rules, dict):
            raise VocabularyError(path, f"{place} must be a table of rules")
        for rule, words in rules.items():
            if rule not in RULES:
                raise VocabularyError(path, f"{place}.{rule}: unknown rule; known are {', '.join(sorted(RULES))}")
            for phrase in _words(words, f"{place}.{rule}", path):
                if (place, phrase) in found:
                    raise VocabularyError(path, f"{place}.{rule}: {phrase!r} stands twice; keep one")
                found[place, phrase] = Phrase(words=phrase, rule=rule, place=place)
    return list(found.values())


def _examples(table: Mapping[str, object], path: str) -> list[Example]:
    rows = table.get("examples", {})
    if not isinstance(rows, dict):
        raise VocabularyError(path, "examples must be a table of rules with lists of lines")
    examples = []
    for rule, lines in rows.items():
        if rule != "none" and rule not in RULES:
            raise VocabularyError(path, f"examples.{rule}: unknown rule")
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise VocabularyError(path, f"examples.{rule} must be a list of lines")
        examples += [Example(line=line, rule=None if rule == "none" else rule) for line in cast("list[str]", lines)]
    return examples


def _words_if_any(table: Mapping[str, object], key: str, path: str) -> tuple[str, ...]:
    return tuple(_words(table[key], key, path)) if key in table else ()


def _words(value: object, key: str, path: str) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
        raise VocabularyError(path, f"{key} must be a list of words that is not empty")
    words = cast("list[str]", value)
    for word in words:
        if not word or normal_line(word) != word or word != word.lower():
            raise VocabularyError(path, f"{key}: {word!r} must be in normal form and lower case")
    if len(set(words)) < len(words):
        twice = next(word for word in words if words.count(word) > 1)
        raise VocabularyError(path, f"{key}: {twice!r} stands twice; keep one")
    return [word.casefold() for word in words]


def _text(table: Mapping[str, object], key: str, path: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise VocabularyError(path, f"{key} is missing")
    return value
