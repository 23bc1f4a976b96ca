"""A figure, its sentence and what is known so far in, the reason why it is no statistic of the topic out ("" where it is one)."""

from parsers.languages import Language
from parsers.statistics.attachment import CHANGES
from parsers.statistics.context import Context
from parsers.statistics.model import Figure, Sentence

COUNTS = {
    "survey": "a survey",
    "forecast": "a forecast",
    "denial": "denied or withdrawn",
    "capacity": "room, not people",
}
SHARES = {
    "survey": "a survey",
    "rate": "a rate of living conditions",
    "forecast": "a forecast",
    "denial": "denied or withdrawn",
}
CAPACITY_REACH = 3


def why_not(sentence: Sentence, figure: Figure, found: list[Figure], state: Context, language: Language) -> str:
    """The reason for leaving a figure out, or an empty string."""
    if not state.on_topic:
        return "the text has not spoken of people who left North Korea"
    if state.foreign and figure.noun not in {"subject", "natives"}:
        return "the text is about other people here"
    block = _block(sentence, figure, language)
    if block:
        return block
    if figure.measure == "share":
        return _share_not(sentence, state)
    if figure.measure in CHANGES:
        return _change_not(sentence, figure, state)
    return _count_not(sentence, figure, found, state, language)


def _block(sentence: Sentence, figure: Figure, language: Language) -> str:
    """The reason that a word such as "survey" or "expected" gives for leaving a figure out."""
    blocked = SHARES if figure.measure in {"share", "percent_change", "multiple"} else COUNTS
    for place, token in enumerate(sentence.tokens):
        if token.kind != "block" or token.value not in blocked:
            continue
        ahead = token.value in {"forecast", "capacity"} and language.base_side == "after"
        near = token.value == "capacity" and abs(place - figure.place) > CAPACITY_REACH
        if not near and (not ahead or place < figure.place):
            return blocked[token.value]
    return ""


def _share_not(sentence: Sentence, state: Context) -> str:
    kinds = {t.kind for t in sentence.tokens}
    if kinds & {"sex", "group", "region"}:
        return ""
    spoken = any(t.kind == "figure" for t in sentence.tokens) or state.listing or "period" in kinds
    return "" if state.sex is not None and spoken else "a percentage of something else"


def _change_not(sentence: Sentence, figure: Figure, state: Context) -> str:
    tokens = sentence.tokens
    if figure.measure == "absolute_change":
        return ""
    speaks = any(t.kind in {"people", "event", "figure", "sex", "group", "region"} for t in tokens)
    return "" if speaks or state.counted else "a change of something else"


def _count_not(sentence: Sentence, figure: Figure, found: list[Figure], state: Context, language: Language) -> str:
    kinds = {t.kind for t in sentence.tokens}
    if figure.rule == "zero":
        return "" if "period" in kinds and ("event" in kinds or state.counted) else "no count of nobody"
    if figure.noun in {"subject", "escapers"}:
        return ""
    if figure.noun == "natives":
        speaks = bool(kinds & {"event", "group", "place"}) or bool(state.counted)
        return "" if speaks else "North Koreans, but nothing says that they left"
    if figure.noun == "people" and figure.value == 1 and language.base_side == "after":
        return "one of several people"
    if figure.noun in {"people", "sex", "group"}:
        speaks = bool(kinds & {"event", "figure", "period", "group"}) or state.counted > 0
        return "" if speaks else "nothing says what these people did"
    return _bare_not(sentence, figure, found, state, language)


def _bare_not(sentence: Sentence, figure: Figure, found: list[Figure], state: Context, language: Language) -> str:
    tokens = sentence.tokens
    kinds = {t.kind for t in tokens}
    if figure.value == 1:
        return "a bare one"
    before = tokens[figure.place - 1] if figure.place else None
    ahead = sentence.gap(before.start, before.end) if before is not None else ""
    if ahead == "at" and "figure" not in kinds:
        return "a bare number after a place or an age"
    if figure.base or kinds & {"event", "figure", "region", "group", "sex"} or state.listing:
        return ""
    if {"arrivers", "subject", "natives"} & {t.value for t in tokens if t.kind == "people"}:
        return ""
    stating = {"states", "qualifier", "period", "mark", "base"}
    stated = language.numerals == "myriad" or (before is not None and before.kind in stating)
    if stated and (state.counted or state.heading) and kinds & {"period", "people"}:
        return ""
    if state.heading and figure.place <= 1:
        return ""
    accepted = any(f.place < figure.place and not f.reason for f in found)
    return "" if accepted and before is not None and before.kind != "glue" else "a bare number"
