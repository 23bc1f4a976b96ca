"""Two figures of a sentence in, whether the second goes on about those whom the first counts out."""

from typing import Final

from parsers.statistics.distribution import BRACKETS
from parsers.statistics.model import Figure, Sentence
from parsers.statistics.tokens import Token

FOLLOWING: Final = 5
TIMES: Final = frozenset({"period", "mark", "joint", "edge", "qualifier"})


def part_of(figure: Figure, total: Figure) -> bool:
    """As in "올해 5월까지 입국한 1만3천760명 중 30대가 33%인 4천573명": parts of a running total of the same period."""
    period = total.used.get("period")
    same = period is not None and figure.used.get("period") == period and not figure.base and not figure.reason
    ends = [f.period.end for f in (figure, total) if f.period is not None]
    part = figure.measure == "count" and (figure.value or 0) < (total.value or 0)
    return same and len(set(ends)) <= 1 and (part or figure.measure == "share")


def goes_on_in_time(sentence: Sentence, last: Figure, figure: Figure) -> bool:
    """As in "거주불명자가 2014년 815명에서 2017년 886명": only the next period stands between two numbers of a list."""
    between = sentence.tokens[last.place + 1 : figure.place]
    listed = all(t.kind in TIMES and t.value not in BRACKETS for t in between) and any(
        t.kind == "period" for t in between
    )
    return listed and figure.measure == "count" and "period" in last.used


def of_those(sentence: Sentence, count: Figure, share: Figure) -> bool:
    """As in "6월까지 3만4천 명이며 이 가운데 72%가 여성": a share of the people just counted."""
    between = sentence.tokens[count.place + 1 : share.place]
    return any(t.sense == ("them", "of") for t in between) and all(t.kind not in {"period", "amount"} for t in between)


def in_bracket_after(sentence: Sentence, count: Figure, share: Figure) -> bool:
    """As in "46명(55.4%)이 최근 3년에": a share that says again what the count right before it says."""
    return share.place == count.place + 2 and sentence.tokens[count.place + 1].sense == ("mark", "(")


def only_sex(sentence: Sentence, given: dict[int, Token]) -> Token | None:
    """As in "the proportion of women has grown, accounting for 85 percent": the only sex named, said of no other."""
    words = sentence.of("sex")
    if len(words) != 1 or words[0] in given.values():
        return None
    shares = any(t.value == "share" and t.end <= words[0].start for t in sentence.of("figure"))
    return words[0] if shares or words[0].start == sentence.start else None


def follows(sentence: Sentence, count: Figure, share: Figure, wholes: set[int]) -> bool:
    """Whether a share says again what the count right before it says: "131 (60.6%)", "7명으로 11.3%"."""
    between = sentence.tokens[count.place + 1 : share.place]
    noun = any(t.kind == "figure" for t in between)
    parts = any(count.place < whole < share.place for whole in wholes)
    amounts = sum(t.kind == "amount" for t in between) - parts
    return not noun and (parts or len(between) <= FOLLOWING) and amounts == 0
