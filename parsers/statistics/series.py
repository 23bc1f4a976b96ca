"""The figures of a sentence in turn in, the words and the period that each takes over from those before it out."""

from typing import Final

from parsers.languages import Language
from parsers.statistics.compared import CHANGES
from parsers.statistics.distribution import BRACKETS
from parsers.statistics.model import Figure, Sentence
from parsers.statistics.nouns import label_before
from parsers.statistics.subgroups import listed_part
from parsers.statistics.tokens import Token

Words = tuple[Token | None, Token | None]
"""The words that name the sex and the group of a figure."""
FOLLOWING: Final = 5
TIMES: Final = frozenset({"period", "mark", "joint", "edge", "qualifier"})


class Series:
    """Goes along the figures of a sentence; `wholes` are the places of the counts that others are a part of."""

    def __init__(self, sentence: Sentence, wholes: set[int], sexes: dict[int, Token], *, verb_last: bool) -> None:
        self.sentence = sentence
        self.wholes = wholes
        self.sexes = sexes
        self.verb_last = verb_last
        self.last: Figure | None = None
        self._words: Words = (None, None)
        self._told: set[str | None] = set()
        self._total: Figure | None = None

    def words(self, figure: Figure, sex: Token | None, group: Token | None) -> Words:
        """The words of sex and group that a figure has of its own, or else those of the count that it goes on about."""
        last = self.last if not figure.reason else None
        bare = sex is None and group is None
        if last is not None:
            if figure.measure == "share" and bare and _follows(self.sentence, last, figure, self.wholes):
                sex, group = self._words
            if (figure.base or figure.measure in CHANGES) and group is None:
                group = self._words[1]
            if self.verb_last and sex is None and group is None and _goes_on_in_time(self.sentence, last, figure):
                sex, group = (w if w and w.start < last.used["period"][0] else None for w in self._words)
            if figure.measure in CHANGES and sex is None and len(self._told) == 1:
                sex = self._words[0]
        if figure.measure == "share" and sex is None and group is None:
            sex = _only_sex(self.sentence, self.sexes)
        return sex, group

    def give_period(self, figure: Figure) -> None:
        """Gives a figure that is part of an earlier one, or says it again, the period and scope of that one."""
        last, total = self.last, self._total
        if last is not None and (self._says_again(last, figure) or listed_part(self.sentence, figure)):
            figure.period, figure.scope = last.period, last.scope
        if total is not None and _part_of(figure, total):
            figure.period, figure.scope = total.period, total.scope

    def goes_on(self, figure: Figure, sex: Token | None, group: Token | None) -> None:
        """Notes a figure that has been read, for those after it."""
        if figure.measure != "count" or figure.reason or figure.base:
            return
        if figure.scope == "cumulative":
            self._total = figure
        if figure.place not in self.wholes:
            self.last, self._words = figure, (sex, group)
            self._told.add(sex.value if sex is not None else None)

    def _says_again(self, last: Figure, figure: Figure) -> bool:
        if figure.measure != "share" or figure.reason:
            return False
        undated = "period" not in figure.used and not (figure.base and figure.period is not None)
        return undated or _of_those(self.sentence, last, figure) or _in_bracket_after(self.sentence, last, figure)


def of_unnamed(sentence: Sentence, share: Figure, language: Language) -> bool:
    """As in "노동자.농장원이 41.5%", "2만4천 명의 9%": a share of people whom no known word of sex names."""
    kinds = [t.kind if t.sense != ("figure", "by") else "by" for t in sentence.tokens[: share.place]]
    if "sex" in sentence.kinds and "by" not in kinds[max((i for i, k in enumerate(kinds) if k == "sex"), default=-1) :]:
        return False
    of = [t.sense for t in sentence.tokens[max(0, share.place - 2) : share.place]] == [("amount", ""), ("base", "of")]
    if of or not sentence.kinds.isdisjoint({"group", "region"}) or ("figure", "by") in sentence.senses:
        return True
    return ("figure", "share") not in sentence.senses and bool(label_before(sentence, share.place, language))


def _part_of(figure: Figure, total: Figure) -> bool:
    """As in "올해 5월까지 입국한 1만3천760명 중 30대가 33%인 4천573명": parts of a running total of the same period."""
    period = total.used.get("period")
    same = period is not None and figure.used.get("period") == period and not figure.base and not figure.reason
    ends = [f.period.end for f in (figure, total) if f.period is not None]
    part = figure.measure == "count" and (figure.value or 0) < (total.value or 0)
    return same and len(set(ends)) <= 1 and (part or figure.measure == "share")


def _goes_on_in_time(sentence: Sentence, last: Figure, figure: Figure) -> bool:
    """As in "거주불명자가 2014년 815명에서 2017년 886명": only the next period stands between two numbers of a list."""
    between = sentence.tokens[last.place + 1 : figure.place]
    listed = all(t.kind in TIMES and t.value not in BRACKETS for t in between) and any(
        t.kind == "period" for t in between
    )
    return listed and figure.measure == "count" and "period" in last.used


def _of_those(sentence: Sentence, count: Figure, share: Figure) -> bool:
    """As in "6월까지 3만4천 명이며 이 가운데 72%가 여성": a share of the people just counted."""
    between = sentence.tokens[count.place + 1 : share.place]
    return any(t.sense == ("them", "of") for t in between) and all(t.kind not in {"period", "amount"} for t in between)


def _in_bracket_after(sentence: Sentence, count: Figure, share: Figure) -> bool:
    """As in "46명(55.4%)이 최근 3년에": a share that says again what the count right before it says."""
    return share.place == count.place + 2 and sentence.tokens[count.place + 1].sense == ("mark", "(")


def _only_sex(sentence: Sentence, given: dict[int, Token]) -> Token | None:
    """As in "the proportion of women has grown, accounting for 85 percent": the only sex named, said of no other."""
    words = sentence.of("sex")
    if len(words) != 1 or words[0] in given.values():
        return None
    shares = any(t.value == "share" and t.end <= words[0].start for t in sentence.of("figure"))
    return words[0] if shares or words[0].start == sentence.start else None


def _follows(sentence: Sentence, count: Figure, share: Figure, wholes: set[int]) -> bool:
    """Whether a share says again what the count right before it says: "131 (60.6%)", "7명으로 11.3%"."""
    between = sentence.tokens[count.place + 1 : share.place]
    noun = any(t.kind == "figure" for t in between)
    parts = any(count.place < whole < share.place for whole in wholes)
    amounts = sum(t.kind == "amount" for t in between) - parts
    return not noun and (parts or len(between) <= FOLLOWING) and amounts == 0
