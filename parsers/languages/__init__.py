"""Words of a language in (a TOML file), a lexicon of phrases with their meanings out; never grammar, never a regex.

A file holds tables of meaning -> words. A table's name is the kind of the words, the key their meaning, so that adding
a word is adding it to a list. Everything odd is refused with the file and the key: an unknown table or key, an empty
list, a word twice, a word that is not in Unicode form NFC or not in lower case.
"""

import hashlib
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from parsers.errors import VocabularyError
from parsers.topics import Topic, load_topic

Boundary = Literal["word", "start", "none"]
SUFFIX = "~"
"""A word written with this in front attaches to the word before it (Korean and Japanese particles)."""

NUMBERS = frozenset(str(n) for n in range(1, 13))
UNITS = frozenset({"day", "week", "month", "quarter", "half", "year"})
RELATIVE = frozenset(
    {
        "year-2",
        "year-1",
        "year+0",
        "half-1",
        "half+0",
        "quarter-1",
        "quarter+0",
        "month-1",
        "month+0",
        "day+0",
        "now",
        "decade-1",
    }
)
SHIFTED = frozenset(
    {
        "year-1",
        "year+1",
        "year+0",
        "half-1",
        "quarter-1",
        "quarter+1",
        "month-1",
        "on-year",
        "on-quarter",
        "same",
        "like",
        "same-half",
        "span-1",
        "then",
    }
)

# Kind of word -> the meanings it may have; None where any key may stand (names, numbers).
TABLES: dict[str, frozenset[str] | None] = {
    "people": frozenset(
        {
            "subject",
            "escapers",
            "anyone",
            "arrivers",
            "dwellers",
            "leavers",
            "pronoun",
            "northern",
            "natives",
            "others",
            "foreign",
        }
    ),
    "counter": frozenset({"people", "things", "age", "money", "ordinal"}),
    "number": None,
    "determiner": None,
    "scale": None,
    "digit": None,
    "vague": frozenset({"word", "prefix"}),
    "event": None,
    "group": None,
    "sex": frozenset({"male", "female", "both"}),
    "place": None,
    "region": None,
    "seat": None,
    "way": frozenset({"from", "to", "in"}),
    "source": None,
    "person": frozenset({"lawmaker", "named", "role", "speaker"}),
    "pronoun": frozenset({"word", "we"}),
    "body": frozenset({"noun", "office", "ministry", "ministry_data"}),
    "says": frozenset({"verb", "tells", "cites", "data", "gives", "own", "doubts", "asks", "impersonal"}),
    "month": NUMBERS,
    "weekday": frozenset(str(n) for n in range(1, 8)),
    "unit": UNITS,
    "calendar": UNITS | {"short year", "decade"},
    "ordinal": frozenset({"1", "2", "3", "4", "last"}),
    "half": frozenset({"1", "2"}),
    "quarter": frozenset({"1", "2", "3", "4"}),
    "relative": RELATIVE,
    "shifted": SHIFTED,
    "epoch": None,
    "opening": None,
    "until_day": None,
    "shift": frozenset({"later", "earlier", "after", "ago"}),
    "edge": frozenset(
        {
            "since",
            "before",
            "since_then",
            "from",
            "to",
            "until",
            "as_of",
            "so_far",
            "end",
            "start",
            "within",
            "past",
            "prior",
            "next",
        }
    ),
    "fiscal": frozenset({"US", "GB"}),
    "per": frozenset({"year", "quarter", "month"}),
    "average": frozenset({"word"}),
    "keeps": frozenset({"word"}),
    "cumulative": frozenset({"word"}),
    "change": frozenset({"up", "down"}),
    "compare": frozenset({"more", "fewer"}),
    "multiple": None,
    "times": frozenset({"word"}),
    "fraction": None,
    "ratio": frozenset({"of", "part", "each"}),
    "percent": frozenset({"word", "points", "tenths"}),
    "base": frozenset({"marker", "equal", "alike", "former", "of", "on", "by"}),
    "result": frozenset({"marker"}),
    "qualifier": frozenset({"about", "nearly", "over", "at_least", "at_most", "under"}),
    "band": frozenset({"word", "single_digits"}),
    "figure": frozenset({"number", "total", "share"}),
    "them": frozenset({"of", "others", "except"}),
    "each": frozenset({"word"}),
    "zero": frozenset({"nobody"}),
    "block": frozenset({"survey", "rate", "forecast", "denial", "capacity", "northward", "excluded"}),
    "not": frozenset({"word"}),
    "age": frozenset({"before", "after"}),
    "states": frozenset({"word"}),
    "rank": frozenset({"word"}),
    "ending": frozenset({"particle", "other"}),
    "incident": frozenset({"word"}),
    "joint": frozenset({"and", "then", "turn"}),
    "glue": frozenset({"word", "or", "the", "a", "at", "what", "adjective", "when", "span"}),
    "bound": frozenset({"about", "at_least", "at_most"}),
    "junk": frozenset({"section", "line"}),
    "naming": frozenset(
        {"inside", "belongs", "body", "party", "subject", "topic", "told", "speaker", "citing", "plain"}
    ),
    "surname": None,
    "closing": frozenset({"sentence"}),
}
APART = frozenset({"junk", "ending", "seat", "naming", "surname", "closing"})
"""Kinds that are looked up apart from all others, so that their words may stand elsewhere too."""
SHORTEST_ANCHOR = 4
ANCHORS = ("subject", "leavers", "natives", "northern")
"""The kinds of people whose name alone says that a text may be on the topic."""
SETTINGS = frozenset(
    {
        "code",
        "name",
        "boundary",
        "numerals",
        "thousands",
        "decimal",
        "base_side",
        "period_side",
        "source_holds",
        "cased",
    }
)


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
    """One language's words and the few settings that grammar asks for.

    `base_side` says on which side of its marker the base of a comparison stands ("than last year": after),
    `period_side` on which side of a number its period stands, `source_holds` how far a source named once speaks (over
    the text, or over its paragraph and, named in the lead, one more), `cased` whether names and months are written with
    a capital. `version` is the start of the file's sha256.
    """

    code: str
    name: str
    boundary: Boundary
    numerals: Literal["western", "myriad"]
    thousands: str
    decimal: str
    base_side: Literal["before", "after"]
    period_side: Literal["before", "both"]
    source_holds: Literal["paragraph", "text"]
    cased: bool
    words: tuple[Word, ...]
    examples: tuple[Example, ...]
    version: str

    @property
    def counters(self) -> bool:
        """Whether numbers are counted with a counter after them, the noun before: "탈북민 62명"."""
        return self.numerals == "myriad"

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
    return tuple(sorted(f.name.removesuffix(".toml") for f in _folder().iterdir() if f.name.endswith(".toml")))


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
    settings = {key: value for key, value in table.items() if not isinstance(value, dict | list)}
    _check_settings(settings, file)
    return Language(
        **settings,
        words=tuple(_words(table, file, topic)),
        examples=tuple(_examples(table.get("examples", []), file)),
        version=hashlib.sha256(source).hexdigest()[:12],
    )


def _folder() -> Any:
    return files("parsers.languages")


def _check_settings(settings: Mapping[str, object], file: str) -> None:
    for key in settings.keys() ^ SETTINGS:
        raise VocabularyError(file, f"setting {key!r} is {'unknown' if key in settings else 'missing'}")
    allowed = {
        "boundary": ("word", "start", "none"),
        "numerals": ("western", "myriad"),
        "base_side": ("before", "after"),
        "period_side": ("before", "both"),
        "source_holds": ("paragraph", "text"),
        "cased": (True, False),
    }
    for key, values in allowed.items():
        if settings[key] not in values:
            raise VocabularyError(file, f"setting {key!r} is {settings[key]!r}, not one of {values}")


def _words(table: Mapping[str, Any], file: str, topic: Topic) -> Iterator[Word]:
    seen: dict[str, str] = {}
    for kind, entries in table.items():
        if kind in SETTINGS or kind == "examples":
            continue
        if kind not in TABLES or not isinstance(entries, dict):
            raise VocabularyError(file, f"table {kind!r} is unknown")
        for value, texts in entries.items():
            key = f"{kind}.{value}"
            _check_key(kind, value, key, file, topic)
            if not isinstance(texts, list) or not texts:
                raise VocabularyError(file, f"{key} must be a list with at least one word")
            for text in texts:
                _check_word(text, key, file, {} if kind in APART else seen)
                yield Word(text.removeprefix(SUFFIX), kind, value, text.startswith(SUFFIX))


def _check_key(kind: str, value: str, key: str, file: str, topic: Topic) -> None:
    known = {"event": topic.events.keys(), "group": topic.groups.keys()}.get(kind, TABLES[kind])
    if known is not None and value not in known:
        raise VocabularyError(file, f"{key}: there is no meaning {value!r}")
    if kind in {"number", "determiner", "scale", "digit", "multiple", "fraction"}:
        try:
            float(value)
        except ValueError:
            raise VocabularyError(file, f"{key}: {value!r} is no number") from None


def _check_word(text: object, key: str, file: str, seen: dict[str, str]) -> None:
    if not isinstance(text, str) or not text.removeprefix(SUFFIX).strip():
        raise VocabularyError(file, f"{key} holds an empty word")
    if text != unicodedata.normalize("NFC", text):
        raise VocabularyError(file, f"{key}: {text!r} is not in Unicode form NFC")
    if text != text.lower() or text != text.strip():
        raise VocabularyError(file, f"{key}: {text!r} must be in lower case, without blanks around it")
    if text in seen:
        raise VocabularyError(file, f"{key}: {text!r} stands already under {seen[text]}")
    seen[text] = key


def _examples(entries: object, file: str) -> Iterator[Example]:
    if not isinstance(entries, list) or not entries:
        raise VocabularyError(file, "examples: there is none")
    for number, entry in enumerate(entries, start=1):
        odd = entry.keys() - {"text", "published", "reads", "none"}
        if odd or "text" not in entry or ("reads" in entry) == ("none" in entry):
            raise VocabularyError(file, f"examples[{number}] needs text and either reads or none = true; odd: {odd}")
        for text in expand(entry["text"]):
            yield Example(text=text, published=entry.get("published"), statistics=tuple(entry.get("reads", ())))


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
