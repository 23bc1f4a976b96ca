"""Words of a language in (a TOML file), a lexicon of phrases with their meanings out; never grammar, never a regex.

A file holds tables of meaning -> words. A table's name is the kind of the words, the key their meaning, so that adding
a word is adding it to a list. Everything odd is refused with the file and the key: an unknown table or key, an empty
list, a word twice, a word that is not in Unicode form NFC or not in lower case.
"""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from parsers.errors import VocabularyError
from parsers.languages.tables import check_settings, check_table, settings, tables
from parsers.records import Statistic
from parsers.topics import Topic, load_topic

Boundary = Literal["word", "start", "none"]
SUFFIX = "~"
"""A word written with this in front attaches to the word before it (Korean and Japanese particles)."""

APART = frozenset({"junk", "ending", "seat", "naming", "surname", "closing"})
"""Kinds that are looked up apart from all others, so that their words may stand elsewhere too."""
_LANGUAGE = re.compile(r"[a-z]{2}\.toml")
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_UNREAD = re.compile(r"[’‘“”–—\u00a0]|(?<=[^\W\d_])-(?=[^\W\d_])")
"""What a text's plain form does not hold: printers' quotes and dashes, a hyphen between letters."""
SHORTEST_ANCHOR = 4
ANCHORS = ("subject", "leavers", "natives", "northern")
"""The kinds of people whose name alone says that a text may be on the topic."""


@dataclass(frozen=True, slots=True)
class Word:
    """One phrase as it is looked up: its text in lower case, its kind and its meaning."""

    text: str
    kind: str
    value: str
    suffix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text and the statistics that must be read from it: fields to agree, none of them for a negative example."""

    text: str
    published: str | None
    statistics: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """One language's words and the few settings that grammar asks for; tables.toml tells what each of them means."""

    code: str
    name: str
    script: Literal["latin", "hangul", "kana", "han"]
    boundary: Boundary
    numerals: Literal["western", "myriad"]
    thousands: str
    decimal: str
    verb_last: bool
    edges: Literal["lead", "follow", "both"]
    day: Literal["before", "either"]
    counted: Literal["after", "before", "both"]
    period_side: Literal["before", "both"]
    source_holds: Literal["paragraph", "text"]
    capitals: frozenset[str]
    words: tuple[Word, ...]
    examples: tuple[Example, ...]

    @property
    def counters(self) -> bool:
        """Whether a counter follows a number of people: "62명"."""
        return self.counted != "after"

    def of(self, kind: str, value: str | None = None) -> tuple[str, ...]:
        """The texts of all words of a kind, or of one meaning of it."""
        return _texts(self, kind, value)

    def anchors(self) -> tuple[str, ...]:
        """The words of which a text on the topic holds at least one: its people, their country, who counts them."""
        return _anchors(self)


@cache
def _anchors(language: Language) -> tuple[str, ...]:
    topic = load_topic()
    people = (w for value in ANCHORS for w in language.of("people", value))
    groups = (w for name, kind in topic.groups.items() if kind.anchor for w in _named(language.of("group", name)))
    sources = (w for source in topic.sources for w in language.of("source", source))
    words = [w for w in (*people, *groups, *sources) if len(w) >= SHORTEST_ANCHOR or not w.isascii()]
    return tuple(w for w in words if not any(other != w and w.startswith(other) for other in words))


def _named(words: tuple[str, ...]) -> list[str]:
    """Of an anchor group's words those that hold its name, which stands first: "hanawon", but not "graduates"."""
    return [word for word in words if words[0] in word]


@cache
def _texts(language: Language, kind: str, value: str | None) -> tuple[str, ...]:
    return tuple(w.text for w in language.words if w.kind == kind and value in (None, w.value))


@cache
def source_names(language: Language) -> frozenset[str]:
    """The names under which a language's file knows sources."""
    return frozenset(w.value for w in language.words if w.kind == "source")


@cache
def language_codes() -> tuple[str, ...]:
    """The codes of all languages that have a file, in order."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in _folder().iterdir() if _LANGUAGE.fullmatch(f.name)))


def vocabulary_version() -> str:
    """The start of the sha256 of all languages' files: told without reading any of them as TOML."""
    hashed = hashlib.sha256()
    for code in language_codes():
        hashed.update((_folder() / f"{code}.toml").read_bytes())
    return hashed.hexdigest()[:12]


@cache
def load_language(code: str) -> Language:
    """The language of a two-letter code.

    Raises VocabularyError where the file is missing or wrong.
    """
    path = _folder() / f"{code}.toml"
    if not path.is_file():
        raise VocabularyError(f"{code}.toml", f"no such language; there are {', '.join(language_codes())}")
    return parse_language(path.read_bytes(), f"languages/{code}.toml", load_topic())


def parse_language(source: bytes, file: str, topic: Topic) -> Language:
    """The language written in `source`, the bytes of a TOML file called `file` in messages.

    Event and group meanings are those of `topic`. Raises VocabularyError naming file and key.
    """
    try:
        table = tomllib.loads(source.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise VocabularyError(file, f"is no TOML in UTF-8: {error}") from error
    given = {key: value for key, value in table.items() if not isinstance(value, dict) and key != "examples"}
    for key in given.keys() - settings().keys():
        check_table(key, file)
        raise VocabularyError(file, f"{key!r} must be a table: write [{key}] above its words")
    check_settings(given, file)
    if not file.endswith(f"/{given['code']}.toml"):
        raise VocabularyError(file, f"code is {given['code']!r}; write the file's name, or name the file after it")
    given["capitals"] = frozenset(given["capitals"])
    return Language(
        **given,
        words=tuple(_words(table, file, topic)),
        examples=tuple(_examples(table.get("examples", []), file)),
    )


def _folder() -> Any:
    return files("parsers.languages")


def _words(table: Mapping[str, Any], file: str, topic: Topic) -> Iterator[Word]:
    seen: dict[str, str] = {}
    for kind, entries in table.items():
        if kind in settings() or kind == "examples":
            continue
        check_table(kind, file)
        for value, texts in entries.items():
            key = f"{kind}.{value}"
            refused = tables()[kind].refused(value, topic)
            if refused:
                raise VocabularyError(file, f"{key}: {refused}")
            if not isinstance(texts, list) or not texts:
                raise VocabularyError(file, f'{key} must be a list with at least one word: {value} = ["..."]')
            for text in texts:
                _check_word(text, key, file, {} if kind in APART else seen, parted=table["boundary"] == "word")
                yield Word(text.removeprefix(SUFFIX), kind, value, text.startswith(SUFFIX))


def _check_word(text: object, key: str, file: str, seen: dict[str, str], *, parted: bool) -> None:
    if not isinstance(text, str) or not text.removeprefix(SUFFIX).strip():
        raise VocabularyError(file, f"{key} holds {text!r}, which is no word")
    if parted and text.startswith(SUFFIX) and len(text) > 1:
        raise VocabularyError(file, f'{key}: {text!r} cannot be written on to another word while boundary is "word"')
    odd = _UNREAD.search(text)
    if odd is not None:
        mend = "a blank" if odd.group() == "-" else "the plain sign"
        raise VocabularyError(file, f"{key}: {text!r} is never found; write {mend} instead of {odd.group()!r}")
    if text != unicodedata.normalize("NFC", text):
        raise VocabularyError(file, f"{key}: {text!r} has letters in two signs; type them anew (Unicode form NFC)")
    if text != text.lower() or text != text.strip():
        raise VocabularyError(file, f"{key}: {text!r} must be in lower case, without blanks around it")
    if text in seen:
        raise VocabularyError(file, f"{key}: {text!r} stands already under {seen[text]}")
    seen[text] = key


def _examples(entries: object, file: str) -> Iterator[Example]:
    if not isinstance(entries, list) or not entries:
        raise VocabularyError(file, "examples: there is none; write [[examples]] with a text and what it reads")
    for number, entry in enumerate(entries, start=1):
        wrong = _wrong_example(entry)
        if wrong:
            raise VocabularyError(file, f"examples[{number}]: {wrong}")
        for text in expand(entry["text"]):
            yield Example(text=text, published=entry.get("published"), statistics=tuple(entry.get("reads", ())))


def _wrong_example(entry: Mapping[str, Any]) -> str:
    """What is wrong with an example and the mend, or an empty string."""
    text, published, reads = entry.get("text"), entry.get("published", "2026-01-01"), entry.get("reads")
    odd = entry.keys() - {"text", "published", "reads", "none"}
    if odd:
        return f"{min(odd)!r} is unknown; it takes text, published, and reads or none"
    if not isinstance(text, str) or text.count("{") != text.count("}"):
        return 'text must be a sentence, its choices in braces: text = "{One|Two} came."'
    if not isinstance(published, str) or not _DAY.fullmatch(published):
        return f'published is {published!r}; write a day in quotation marks: "2026-01-20"'
    if (reads is None) == (entry.get("none") is True):
        return "" if reads is None else _wrong_reads(reads)
    return "write reads = [{ value = 62 }], or none = true where nothing is to be read"


def _wrong_reads(reads: object) -> str:
    if not isinstance(reads, list) or not reads or not all(isinstance(wanted, dict) and wanted for wanted in reads):
        return "reads must list what is read: reads = [{ value = 62 }]"
    unknown = sorted({name for wanted in reads for name in wanted} - {field.name for field in fields(Statistic)})
    return f"a statistic has no {unknown[0]!r}; DESIGN.md lists its fields" if unknown else ""


def expand(text: str) -> tuple[str, ...]:
    """The texts that a text with `{one|other}` stands for: each choice in turn, the first of all other braces."""
    parts = [part.split("|") for chunk in text.split("{") for part in chunk.split("}", 1)]
    base = [choices[0] for choices in parts]
    if all(len(choices) == 1 for choices in parts):
        return (text,)
    return tuple(
        "".join([*base[:place], choice, *base[place + 1 :]])
        for place, choices in enumerate(parts)
        if len(choices) > 1
        for choice in choices
    )
