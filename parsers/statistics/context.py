"""What a reader knows by the time he comes to a sentence, and what a sentence says of the topic by itself."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Final

from parsers.periods import Period
from parsers.statistics.model import Figure, Sentence, Subject
from parsers.statistics.tokens import Token
from parsers.topics import Topic

LEAVING: Final = frozenset({"escape", "arrival", "repatriation", "return", "moving", "detention", "held", "residing"})


@dataclass(slots=True)
class Context:
    """The state of the discourse between two sentences; `on_topic` once the text has said whose people it counts."""

    published: date | None
    default: Subject
    verb_last: bool = False
    """Whether what people did stands before their number or ends its clause: "입국한 탈북민은 34명이며"."""
    on_topic: bool = False
    foreign: bool = False
    subject: Subject | None = None
    heading: str | None = None
    """The country that a heading set for the lines below it."""
    period: Period | None = None
    frame: Period | None = None
    """The period of the paragraph's first figures, to which a later one goes back after parts of it were told."""
    half: Period | None = None
    named: Period | None = None
    """The period that was named last, in a comparison or not."""
    latest_end: date | None = None
    ahead: date | None = None
    """The day as of which stocks stand that the text tells of before it names that day."""
    stood: date | None = None
    """The day as of which the last stock was told, on which its parts stand as well."""
    as_of: date | None = None
    """The day as of which the text says that all its figures stand."""
    said: date | None = None
    """The end of the month or year in which what a sentence tells was said: "said last year that 2,000 were held"."""
    last_accepted: bool = False
    share_spoken: bool = False
    share_sex: str | None = None
    spoken_sex: str | None = None
    span: Period | None = None
    """From the first to the last period of the list that has just been read."""
    year: int | None = None
    year_line: int = -1
    line: int = -1
    sex: str | None = None
    counted: int = 0
    listing: bool = False
    others: bool = False
    """Whether the last number counted other people."""
    parted: bool = False
    """Whether the last figures were parts by kind, each beside the name of its kind."""
    told: dict[float, Period] = field(default_factory=dict)
    """The period of each count by its value, for "of the 34"."""
    counts: tuple[tuple[float, Period], ...] = ()
    """The counts of the last sentence with their periods."""
    values: set[float] = field(default_factory=set)
    """The counts told so far."""
    recent: tuple[Period, ...] = ()
    """The periods of the last two counts, where they differ."""
    division: tuple[Period, ...] = field(default=())
    """The periods that the last list of figures was dealt out to."""


def dated_counts(found: Iterable[Figure]) -> tuple[tuple[float, Period], ...]:
    """The values and periods of the counts of people among figures."""
    counts = (f for f in found if f.measure == "count" and not f.reason and not f.base)
    return tuple((f.value, f.period) for f in counts if f.value is not None and f.period is not None)


def adds_up(value: float | None, parts: Sequence[tuple[float, Period]]) -> bool:
    """Whether a number is the sum of counts."""
    return bool(parts) and sum(part for part, _ in parts) == value


def union(told: Sequence[Period]) -> Period | None:
    """From the first day of all periods to the last."""
    starts, ends = [p.start for p in told if p.start], [p.end for p in told if p.end]
    return Period(start=min(starts), end=max(ends)) if starts and ends else None


def today(state: Context) -> date | None:
    """The day up to which open periods run."""
    return state.as_of or state.said or state.published


class Anchors:
    """The words of a language by which a text says that it is on the topic."""

    def __init__(self, words: tuple[str, ...], leavers: tuple[str, ...], topic: Topic) -> None:
        self.words = words
        self.leavers = leavers
        self.topic = topic
        self._text: str | None = None
        self._found: list[int] = []

    def names_country(self, sentence: Sentence) -> bool:
        """Whether a sentence names the topic's country, its people or the office that counts those who left it."""
        places = self._places(sentence.text)
        at = bisect_left(places, sentence.start)
        if at == len(places) or places[at] >= sentence.end:
            return False
        blocked = "block" in sentence.kinds
        return not blocked or ("block", "excluded") not in sentence.senses

    def _places(self, text: str) -> list[int]:
        """Where the words stand in the text, found once for a text."""
        if self._text is not text:
            found = {at for word in self.words if word in text for at in _all(text, word)}
            self._text, self._found = text, sorted(found)
        return self._found

    def speaks_of_leaving(self, sentence: Sentence) -> bool:
        """Whether a sentence says by itself that people left the topic's country."""
        if not self.names_country(sentence):
            return False
        tokens = sentence.tokens
        values = {t.value for t in sentence.of("people")}
        text = sentence.gap(sentence.start, sentence.end)
        if "subject" in values or _named_escapers(tokens) or any(leaver in text for leaver in self.leavers):
            return True
        if values & {"others", "foreign"} and "natives" not in values:
            return False
        if values & {"escapers", "arrivers"} or self._office_counts(sentence):
            return True
        if any(self.topic.groups[t.value].leaving for t in sentence.of("group")):
            return True
        people = bool(values & {"natives", "anyone"}) or any(
            t.kind in {"sex", "zero"} or (t.kind == "group" and not self.topic.groups[t.value].doubtful) for t in tokens
        )
        return people and any(t.value in LEAVING for t in sentence.of("event"))

    def together(self, sentences: Sequence[Sentence]) -> bool:
        """Whether a text that names the country speaks elsewhere of people coming to the place they go to."""
        if not any(self.names_country(s) for s in sentences):
            return False
        returned = any(t.value == "repatriation" for s in sentences if s.title for t in s.of("event"))
        if returned and any(_counts_natives(s) for s in sentences):
            return True
        titled = any(s.title and self.names_country(s) for s in sentences[:1])
        return any(self.comes_over(s) or (titled and self._seeks_asylum(s)) for s in sentences)

    def comes_over(self, sentence: Sentence) -> bool:
        """Whether people come to the place they go to in this sentence."""
        return _comes_to(sentence, self.topic.default_destination)

    def _seeks_asylum(self, sentence: Sentence) -> bool:
        """Whether people ask for asylum in a sentence, whoever they are."""
        others = {t.value for t in sentence.of("people")} & {"others", "foreign"}
        return not others and any(self.topic.groups[t.value].abroad for t in sentence.of("group"))

    def _office_counts(self, sentence: Sentence) -> bool:
        told = {("says", "data"), ("event", "return")}
        counts = "figure" in sentence.kinds or not told.isdisjoint(sentence.senses)
        return counts and any(t.value in self.topic.sources for t in sentence.of("source"))


def _counts_natives(sentence: Sentence) -> bool:
    """As in "431 North Koreans": people of the topic's country, with their number."""
    pairs = pairwise(sentence.tokens)
    return any(
        {a.kind, b.kind} == {"amount", "people"} and ("people", "natives") in {a.sense, b.sense} for a, b in pairs
    )


def _named_escapers(tokens: Sequence[Token]) -> bool:
    """As in "North Korean refugee families": their country right before a word for those who left one."""
    named = pairwise(tokens)
    return any(
        a.sense == ("people", "northern") and b.sense == ("people", "escapers") and b.start - a.end == 1
        for a, b in named
    )


def _all(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _comes_to(sentence: Sentence, destination: str) -> bool:
    tokens = sentence.tokens
    if "event" not in sentence.kinds or "place" not in sentence.kinds:
        return False
    coming = [i for i, t in enumerate(tokens) if t.kind == "event" and t.value in {"arrival", "moving"}]
    places = [i for i, t in enumerate(tokens) if t.kind == "place" and t.value in {destination, "here"}]
    people = any(t.value not in {"others", "foreign", "northern"} for t in sentence.of("people"))
    return people and any(0 < place - event <= 3 for event in coming for place in places)


def is_foreign(sentence: Sentence) -> bool:
    """Whether a sentence speaks of other people before its first number, and of nobody from the topic's country."""
    if ("people", "foreign") not in sentence.senses:
        return False
    own = {"subject", "natives", "arrivers", "leavers"}
    for token in sentence.tokens:
        if token.kind in {"them", "amount"} or (token.kind == "people" and token.value in own):
            return False
        if token.sense == ("people", "foreign"):
            return not any(t.value in own for t in sentence.of("people"))
    return False


def heading_place(sentence: Sentence) -> str | None:
    """The country named by a sentence that is its name and no more, or that it opens as in "Canada: in 2012 ..."."""
    if "place" not in sentence.kinds:
        return None
    bullet = sentence.tokens[0].kind == "mark"
    opening = sentence.tokens[bullet : bullet + 2]
    first = sentence.gap(sentence.start, opening[0].start).strip() if opening else "no word"
    if len(first) <= bullet and opening[0].kind == "place" and opening[-1].sense == ("mark", ":"):
        return opening[0].value if not sentence.title else None
    tokens = [t for t in sentence.tokens if t.kind != "mark"]
    if len(tokens) != 1 or tokens[0].kind != "place":
        return None
    length = tokens[0].end - tokens[0].start
    return tokens[0].value if sentence.end - sentence.start <= length + 2 else None


def introduces_list(sentence: Sentence, state: Context) -> bool:
    """Whether list items follow: a line that ends with a colon, or an item of a list that goes on."""
    text = sentence.gap(sentence.start, sentence.end)
    if text.endswith(":"):
        return True
    if text.endswith((".", "。")):
        return False
    return state.listing and len(text) < 80 and "amount" in sentence.kinds
