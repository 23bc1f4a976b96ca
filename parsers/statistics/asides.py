"""A word of time in, whether it tells nothing of a figure out: when something was said, ranked or began."""

import itertools
from typing import Final

from parsers.periods import Period
from parsers.statistics.atoms import PAST, TODAY
from parsers.statistics.model import Sentence

RANKED: Final = 6
CLAUSE: Final = 12
"""How many words may part "the first time that ..." and its "since"."""
BEGINNING: Final = frozenset({"ordinal", "event"})
NEAR: Final = 2
"""How many characters a comma and its blank are."""


def describes(sentence: Sentence, place: int) -> bool:
    """As in "코로나19 이전인 2019년": words that only describe the period right after them."""
    first, following = sentence.tokens[place], sentence.tokens[place + 1 : place + 2]
    if not following or following[0].kind != "period" or following[0].start - first.end > 2:
        return False
    return any(a.kind == "until_day" for a in first.atoms)


def relates(sentence: Sentence, place: int) -> bool:
    """As in "Until 1998, a year before Hanawon opened": an apposition that tells the year just named from an event."""
    token, before = sentence.tokens[place], sentence.tokens[max(0, place - 2) : place]
    led = [t.kind for t in before] == ["period", "mark"] and token.start - before[0].end <= NEAR
    goes_on = sentence.gap(token.end, token.end + 2).strip().isalpha()
    return led and goes_on and all(a.kind == "shifted" for a in token.atoms)


def dates(sentence: Sentence, place: int) -> bool:
    """As in "Seit dem Amtsantritt von Kim Ende 2011": words that only say when a known day was."""
    for token in reversed(sentence.tokens[:place]):
        if token.kind == "period":
            return any(a.kind == "epoch" for a in token.atoms)
        if token.kind in {"mark", "amount"}:
            return False
    return False


def begins(sentence: Sentence, place: int) -> bool:
    """As in "186 refugees, who first began to arrive in 2006": when the first of those counted came."""
    if not sentence.kinds.issuperset(BEGINNING):
        return False
    clause = itertools.takewhile(
        lambda t: t.kind not in {"mark", "amount", "period"}, reversed(sentence.tokens[:place])
    )
    kinds = [t.kind for t in clause]
    return "ordinal" in kinds and "event" in kinds[: kinds.index("ordinal")]


def ranks(sentence: Sentence, place: int) -> bool:
    """As in "The lowest since 2003" says how a figure ranks, not over which years it counts."""
    if "rank" not in sentence.kinds:
        return False
    near = sentence.tokens[max(0, place - RANKED) : place + RANKED + 1]
    before = sentence.tokens[max(0, place - CLAUSE) : place]
    clause = itertools.takewhile(lambda t: t.kind not in {"mark", "joint", "period"}, reversed(before))
    return any(t.kind == "rank" for t in itertools.chain(near, clause))


def is_dateline(sentence: Sentence, place: int, period: Period) -> bool:
    """A single day that says when something was said, not when people came."""
    token = sentence.tokens[place]
    if token.atoms == (TODAY,) or was_said(sentence, place, period):
        return True
    if period.grain != "day" or period.edge != "within" or period.start is None:
        return False
    if all(a.kind == "day" or a == TODAY for a in token.atoms):
        return True
    dateline = token.start - sentence.start < 24 and "(" in sentence.gap(token.end, token.end + 4)
    return dateline or _said_on(sentence, place)


def was_said(sentence: Sentence, place: int, period: Period) -> bool:
    """Whether a month or year only says when something was said."""
    return "says" in sentence.kinds and (_said_then(sentence, place) or _told_in(sentence, place, period))


def happened_on(sentence: Sentence, place: int, event: int) -> bool:
    """As in "arrested on Friday": a weekday that tells when something happened, not when it was said."""
    low, high = sorted((place, event))
    beside = (*sentence.tokens[max(0, place - 2) : place], *sentence.tokens[place + 1 : place + 2])
    between = sentence.tokens[low + 1 : high]
    return len(between) <= CLAUSE and all(t.kind != "says" for t in (*between, *beside))


def _said_then(sentence: Sentence, place: int) -> bool:
    """As in "said last year that": a year right between a word of saying and what was said."""
    before, after = sentence.tokens[place - 1 : place], sentence.tokens[place + 1 : place + 2]
    said = bool(before) and before[0].sense == ("says", "verb")
    return said and bool(after) and after[0].sense == ("glue", "what") and len(sentence.tokens[place].atoms) == 1


def _told_in(sentence: Sentence, place: int, period: Period) -> bool:
    """As in "the 1,045 it had announced in January": a month right after a word of saying."""
    before = sentence.tokens[max(0, place - 2) : place]
    said = [t.sense for t in before] == [("says", "verb"), ("way", "in")]
    return said and period.grain == "month" and period.edge == "within"


def _said_on(sentence: Sentence, place: int) -> bool:
    """Whether a word of saying or a weekday stands beside a day, with no mark between; after "지난 24일", behind it."""
    tokens = sentence.tokens
    for step in (1,) if PAST in tokens[place].atoms else (-1, 1):
        for index in (place + step, place + 2 * step):
            token = tokens[index] if 0 <= index < len(tokens) else None
            if token is None or token.kind == "mark":
                break
            if token.kind in {"says", "source", "weekday"}:
                return True
    return False
