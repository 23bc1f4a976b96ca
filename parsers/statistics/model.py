"""The records that pass between the stages of reading: sentences with tokens, figures in the making, explanations."""

from dataclasses import dataclass
from typing import Final

from parsers.periods import Period
from parsers.records import Event, Measure, Scope, Sex, Statistic
from parsers.statistics.tokens import Token

NOUNS: Final = frozenset({"people", "sex", "group"})
"""Kinds of words for whom a number counts."""
WORLD: Final = "world"
"""The place of figures that count people in several countries, or in all."""
BEING: Final = frozenset({("glue", "word"), ("glue", "perfect"), ("glue", "being")})
"""Small words that may go before a verb: "are", "have", "which"."""


class Sentence:
    """One sentence of the article with its tokens; `line` counts the lines, `title` marks the headline.

    `text` is the whole text in lower case, for looking at what stands between two tokens; `kinds` and `senses` are
    those of its tokens.
    """

    __slots__ = ("end", "kinds", "line", "senses", "start", "text", "title", "tokens")

    def __init__(self, start: int, end: int, tokens: list[Token], line: int, title: bool, text: str) -> None:  # noqa: FBT001
        self.start = start
        self.end = end
        self.tokens = tokens
        self.line = line
        self.title = title
        self.text = text
        self.senses = {t.sense for t in tokens}
        self.kinds = {kind for kind, _ in self.senses}

    def of(self, kind: str) -> list[Token]:
        """Its tokens of a kind, in order."""
        return [t for t in self.tokens if t.kind == kind] if kind in self.kinds else []

    def gap(self, start: int, end: int) -> str:
        """What stands between two offsets."""
        return self.text[start:end]


class Subject:
    """Whom a figure counts and what they did."""

    __slots__ = ("destination", "event", "group", "sex", "stock")

    def __init__(self, event: Event, stock: bool, destination: str | None, group: str = "all") -> None:  # noqa: FBT001
        self.event: Event = event
        self.stock = stock
        self.destination = destination
        self.group = group
        self.sex: Sex = "all"

    def of_all(self) -> "Subject":
        """The same of men and women together, to be told apart anew."""
        return Subject(self.event, self.stock, self.destination, self.group)


class Figure:
    """A number on its way to a statistic, or to the reason for leaving it out (`reason`).

    `noun` is what is counted (subject, people, sex, group, bare; empty for changes and shares), `label` the unknown
    word right before the number, `used` the offsets of the words read for it by their role (number, people, event,
    period, sex, source ...).
    """

    __slots__ = (
        "base", "end", "high", "label", "low", "measure", "noun", "period", "place", "qualifier", "reason",
        "rule", "scope", "start", "used", "value", "versus",
    )  # fmt: skip

    def __init__(
        self, place: int, start: int, end: int, measure: Measure, value: float | None, noun: str = "", rule: str = ""
    ) -> None:
        self.place = place
        self.start = start
        self.end = end
        self.measure: Measure = measure
        self.value = value
        self.noun = noun
        self.rule = rule
        self.low: float | None = None
        self.high: float | None = None
        self.qualifier = "exact"
        self.label = ""
        self.base = False
        self.period: Period | None = None
        self.versus: Period | None = None
        self.scope: Scope | None = None
        self.reason = ""
        self.used: dict[str, tuple[int, int]] = {}

    def twin(self) -> "Figure":
        """A figure like it, for a number that is told of several."""
        other = Figure(self.place, self.start, self.end, self.measure, self.value, self.noun, self.rule)
        other.low, other.high, other.qualifier = self.low, self.high, self.qualifier
        other.label, other.base, other.reason = self.label, self.base, self.reason
        other.period, other.versus, other.scope = self.period, self.versus, self.scope
        other.used = dict(self.used)
        return other


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One part of a reading: which words (with offsets) were read as what."""

    role: str
    words: str
    start: int
    end: int


class Said:
    """A statistic beside the sentence that says it and, if they are asked for, the words it was read from."""

    __slots__ = ("evidence", "sentence", "statistic")

    def __init__(self, statistic: Statistic, sentence: Sentence, evidence: tuple[Evidence, ...]) -> None:
        self.statistic = statistic
        self.sentence = sentence
        self.evidence = evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStatistic:
    """A statistic with the words it was read from."""

    statistic: Statistic
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A number of the text that gives no statistic, and why."""

    words: str
    start: int
    end: int
    reason: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that was read from a text, and every number that was left out; `language` is the one it was read in."""

    language: str | None
    read: tuple[ReadStatistic, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
