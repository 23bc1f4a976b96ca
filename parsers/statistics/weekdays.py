"""A weekday or "today" in a sentence in, the day that it means out, where it says when people came or were taken."""

from datetime import date, timedelta
from typing import Final

from parsers.periods import Period
from parsers.statistics.atoms import TODAY
from parsers.statistics.model import Figure, Sentence
from parsers.statistics.tokens import Token

WEEK: Final = 7
FLOWING: Final = frozenset({"arrival", "escape", "moving", "return", "repatriation", "detention"})
LEADING: Final = frozenset({"way", "place", "region", "base", "glue", "edge", "ordinal"})
"""Kinds of words that may part what people did from its day: "arrived in the South last Tuesday"."""


def day_meant(token: Token, published: date) -> Period:
    """The last such weekday up to publication."""
    past = (published.isoweekday() - int(token.value)) % WEEK if token.kind == "weekday" else 0
    day = published - timedelta(days=past)
    return Period(start=day, end=day, grain="day")


def day_told(sentence: Sentence, figure: Figure, published: date | None) -> tuple[Period, Token] | None:
    """As in "36 asylum seekers arrived in Seoul Thursday": the day right behind what those counted did."""
    if published is None or figure.measure != "count" or sentence.kinds.isdisjoint({"weekday", "period"}):
        return None
    led = [t for t in sentence.tokens[: figure.place] if t.kind not in {"qualifier", "glue"}][-2:]
    if len(led) > 1 and _is_day(led[0]) and _flows(led[1]):
        return day_meant(led[0], published), led[0]  # "South Korea today welcomed 200 defectors"
    event: Token | None = None
    for token in sentence.tokens[figure.place + 1 :]:
        if _is_day(token):
            return (day_meant(token, published), token) if event is not None else None
        if token.kind in {"amount", "says"}:
            return None
        if token.kind == "event":
            event = token if _flows(token) else None
        elif token.kind not in LEADING:
            event = None
    return None


def _is_day(token: Token) -> bool:
    return token.kind == "weekday" or (token.kind == "period" and token.atoms == (TODAY,))


def _flows(token: Token) -> bool:
    return token.kind == "event" and token.value in FLOWING
