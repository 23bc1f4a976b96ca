"""What a reader knows by the time he comes to a sentence: subject, period, source and place carried on from before."""

from dataclasses import dataclass
from datetime import date

from parsers.languages import Language
from parsers.periods import Period
from parsers.statistics.lexer import Token
from parsers.statistics.model import Figure, Sentence, Subject
from parsers.topics import EventKind, Topic


@dataclass(slots=True)
class Context:
    """The state of the discourse between two sentences; `on_topic` once the text has said whose people it counts."""

    published: date | None
    on_topic: bool = False
    foreign: bool = False
    subject: Subject | None = None
    destination: str | None = None
    period: Period | None = None
    frame: Period | None = None
    latest_end: date | None = None
    year: int | None = None
    line: int = -1
    source: str | None = None
    source_words: tuple[int, int] | None = None
    sex: str | None = None
    share_seen: bool = False
    counted: int = 0
    default: Subject | None = None


LEAVING = frozenset({"escape", "arrival", "repatriation", "return", "moving", "detention", "held", "residing"})


def names_country(sentence: Sentence, anchors: tuple[str, ...]) -> bool:
    """Whether a sentence names the topic's country, its people or the office that counts those who left it."""
    text = sentence.gap(sentence.start, sentence.end)
    return any(anchor in text for anchor in anchors)


def speaks_of_leaving(sentence: Sentence, anchors: tuple[str, ...], topic: Topic) -> bool:
    """Whether a sentence says by itself that people left the topic's country."""
    if not names_country(sentence, anchors):
        return False
    tokens = sentence.tokens
    values = {t.value for t in tokens if t.kind == "people"}
    if values & {"subject", "leavers"}:
        return True
    if "others" in values and "natives" not in values:
        return False
    if values & {"escapers", "arrivers"}:
        return True
    if any(t.kind == "source" and t.value in topic.sources for t in tokens) and any(t.kind == "figure" for t in tokens):
        return True
    return any(t.kind == "event" and t.value in LEAVING or t.kind == "group" and topic.groups[t.value].leaving for t in tokens)


def is_foreign(sentence: Sentence) -> bool:
    """Whether a sentence is about other people only."""
    values = {t.value for t in sentence.tokens if t.kind == "people"}
    return "others" in values and not values & {"subject", "natives"}


def event_of(sentence: Sentence, near: int, topic: Topic) -> tuple[EventKind, Token] | None:
    """The event nearest to a token; to flee is only what defines the people where anything else is said of them."""
    tokens = sentence.tokens
    events = [(i, t) for i, t in enumerate(tokens) if t.kind == "event" or (t.kind, t.value) == ("people", "arrivers")]
    chosen = [e for e in events if e[1].value == "return"] or [e for e in events if e[1].value != "escape"] or events
    if not chosen:
        return None
    _, token = min(chosen, key=lambda e: abs(e[0] - near) + (0.5 if e[0] < near else 0))
    return topic.events["arrival" if token.kind == "people" else token.value], token


def destination_of(sentence: Sentence, kind: EventKind, language: Language, home: str) -> str | None:
    """The country that a sentence says they came to, live or are held in; for a sending back the one that sent them."""
    best: str | None = None
    for index, token in enumerate(sentence.tokens):
        if token.kind != "place" or token.value == home:
            continue
        if kind.event == "repatriation" and token.value == "KR":
            continue
        if kind.event != "repatriation" and _is_origin(sentence, index):
            continue
        if best is None or (kind.event == "arrival" and best == "CN"):
            best = token.value
    return best


def _is_origin(sentence: Sentence, index: int) -> bool:
    tokens = sentence.tokens
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    led = before is not None and (before.kind, before.value) in {("edge", "from"), ("way", "from")}
    trailed = (
        after is not None
        and (after.kind, after.value) in {("way", "from"), ("edge", "to")}
        and after.start == tokens[index].end
    )
    return led or trailed


def default_subject(sentences: list[Sentence], topic: Topic) -> Subject:
    """What a count without an event means in this text: its first clear event, else flight."""
    for sentence in sentences:
        for token in sentence.tokens:
            if (token.kind, token.value) == ("people", "arrivers"):
                return Subject("arrival", stock=False, destination=topic.default_destination)
            if token.kind == "event" and token.value not in {"escape", "moving", "death"}:
                kind = topic.events[token.value]
                return Subject(kind.event, kind.stock, kind.destination)
            if token.kind == "event" and token.value == "escape" and _heads_for(sentence):
                return Subject("arrival", stock=False, destination=topic.default_destination)
    if any(t.kind == "source" and t.value in topic.sources for s in sentences for t in s.tokens):
        return Subject("arrival", stock=False, destination=topic.default_destination)
    return Subject("escape", stock=False, destination=None)


def _heads_for(sentence: Sentence) -> bool:
    """Whether flight and the place it led to stand together: "fled to the South"."""
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        if (
            token.kind == "place"
            and index
            and (tokens[index - 1].kind, tokens[index - 1].value) in {("edge", "to"), ("way", "to")}
        ):
            return True
    return False


heads_for = _heads_for


def inherits(figure: Figure) -> bool:
    """Whether a figure has no noun of its own and so goes on about those named before."""
    return figure.noun in {"bare", ""}
