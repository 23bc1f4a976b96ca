"""A sentence's tokens in, its numbers as figures out: count, change, multiple or share, or why it is none of these."""

from typing import Final

from parsers.languages import Language
from parsers.records import Measure
from parsers.statistics.amounts import LETTERS
from parsers.statistics.changes import absolute_sign, change_sign
from parsers.statistics.fractions import (
    after_a_figure,
    is_level,
    is_ratio,
    of_a_figure,
    of_a_measure,
    of_something_else,
)
from parsers.statistics.model import NOUNS, Figure, Sentence
from parsers.statistics.nouns import counted_noun, label_before
from parsers.statistics.other_numbers import other_number
from parsers.statistics.tokens import Amount, Token

PARTED: Final = ("figure", "by")
COUNTING: Final = frozenset({"amount", "multiple", "fraction", "zero", "band"})
MOST_TIMES: Final = 1000
"""More times than this something happened, rather than grew."""
ARTICLES: Final = frozenset({("glue", "the"), ("glue", "a")})


def figures(sentence: Sentence, language: Language) -> list[Figure]:
    """Every number of the sentence in order; those that can be no statistic carry their reason."""
    if sentence.kinds.isdisjoint(COUNTING):
        return []
    reader = _Reader(sentence, language)
    return _continued(reader.read(), sentence)


def _continued(found: list[Figure], sentence: Sentence) -> list[Figure]:
    """Bare numbers that go on a list of percentages: "the first was up 209 percent, the second 713"."""
    last: Figure | None = None
    for figure in found:
        if figure.measure == "percent_change" and not figure.reason:
            last = figure
        elif last is not None and figure.measure == "count" and figure.noun == "bare" and figure.value is not None:
            between = sentence.tokens[last.place + 1 : figure.place]
            listed = all(t.kind in {"mark", "joint", "period", "glue"} for t in between)
            if listed and any(t.kind == "period" for t in between) and last.value:
                sign = 1 if last.value > 0 else -1
                figure.measure, figure.value, figure.rule = "percent_change", figure.value * sign, "change.listed"
                last = figure
    return found


class _Reader:
    def __init__(self, sentence: Sentence, language: Language) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.language = language
        self.counters = language.counters
        self.done: set[int] = set()

    def read(self) -> list[Figure]:
        found: list[Figure] = []
        for place, token in enumerate(self.tokens):
            if token.kind in COUNTING and place not in self.done:
                figure = self._read(place, token)
                if figure is not None:
                    found.append(figure)
        return found

    def _read(self, place: int, token: Token) -> Figure | None:
        if token.kind == "amount":
            return self._amount(place, token)
        if token.kind == "multiple":
            return None if self._is_rate(place) else self._multiple(place, token, float(token.value))
        if token.kind == "fraction":
            return self._fraction(place, place, float(token.value))
        if token.kind == "zero":
            return self._figure(place, "count", 0.0, noun="subject", rule="zero")
        if token.value != "single_digits":
            return None
        figure = self._figure(place, "count", 10.0, noun="bare", rule="count.single_digits")
        figure.qualifier = "under"
        return figure

    def _is_rate(self, place: int) -> bool:
        """As in "twice a year" multiplies nothing."""
        return place + 1 < len(self.tokens) and self.tokens[place + 1].kind == "per"

    # ------------------------------------------------------------ amounts

    def _amount(self, place: int, token: Token) -> Figure:
        amount = token.amount
        reason = other_number(self.sentence, place, self.language)
        if reason:
            return self._left(place, reason)
        ratio = self._ratio(place, amount)
        if ratio is not None:
            return ratio
        if amount.unit == "percent":
            return self._percent(place, amount)
        if amount.unit == "times":
            return self._multiple(place, token, amount.value or 0.0)
        return self._count(place, amount)

    def _percent(self, place: int, amount: Amount) -> Figure:
        sign = change_sign(self.sentence, place, amount, self.language)
        if self.counters and is_level(self.tokens, place):
            figure = self._figure(place, "multiple", round((amount.value or 0.0) / 100, 4), rule="change.level")
        elif sign:
            figure = self._figure(place, "percent_change", (amount.value or 0.0) * sign, rule="change.percent")
        else:
            figure = self._figure(place, "share", amount.value, rule="share.percent")
        self._bounds(figure, amount)
        self._band(figure, amount)
        return figure

    def _count(self, place: int, amount: Amount) -> Figure:
        noun, noun_place = counted_noun(self.sentence, place, amount, self.language)
        value = amount.thousands if amount.thousands is not None else amount.value
        sign = absolute_sign(self.sentence, place, amount, noun_place, self.language)
        if sign and value is not None:
            figure = self._figure(place, "absolute_change", value * sign, noun=noun, rule="change.absolute")
        else:
            figure = self._figure(place, "count", value, noun=noun, rule=f"count.{noun}")
        figure.label = label_before(self.sentence, place, self.language) if noun == "counted" else ""
        if noun == "others" and noun_place is not None and PARTED in self.sentence.senses:
            noun = figure.noun = "counted"  # "직업은 노동자 8명": of those who came
            figure.label = self.sentence.gap(*self.tokens[noun_place].span)
        if noun_place is not None:
            figure.used["people"] = self.tokens[noun_place].span
        if noun in {"others", "things"}:
            figure.reason = "counts other people" if noun == "others" else "counts things"
        self._bounds(figure, amount)
        self._band(figure, amount)
        return figure

    def _bounds(self, figure: Figure, amount: Amount) -> None:
        figure.low, figure.high = amount.low, amount.high
        if amount.low is not None:
            figure.value = None

    def _band(self, figure: Figure, amount: Amount) -> None:
        """As in "200명대" and "in the 200s": the numbers from 200 to 299; "2700人台" are those from 2,700 to 2,799.

        A round percentage stands for its ten, any other for its tenths: "70%대" is 70 to 79, "7%대" 7 to 7.9.
        """
        if figure.value is None or not amount.band:
            return
        digits = str(int(figure.value))
        step: float = 10 ** min(len(digits) - 1, len(digits) - len(digits.rstrip("0")))
        width = step - 1 if step > 1 or figure.measure == "count" else 0.9
        figure.low, figure.high, figure.value = figure.value, figure.value + width, None
        figure.qualifier, figure.rule = "about", f"{figure.measure}.band"

    # ------------------------------------------------------------ multiples, fractions, ratios

    def _multiple(self, place: int, token: Token, value: float) -> Figure:
        figure = self._figure(place, "multiple", value, rule="change.multiple")
        end = token.amount.stop if token.kind == "amount" else token.end
        rest = self.sentence.gap(end, min(self.sentence.end, end + 16))
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        adjacent = following is not None and not LETTERS.search(self.sentence.gap(end, following.start))
        if not self.counters and not adjacent and rest.strip()[:1].isalpha():
            figure.reason = "multiplies something else"
        elif value > MOST_TIMES or (token.kind == "amount" and not self.counters and not self._multiplies(place)):
            figure.reason = "so often, not so many"
        return figure

    def _multiplies(self, place: int) -> bool:
        """As in "five times as many", "rose 3.5 times"; "shot five times" tells how often."""
        ahead, behind = self.tokens[place + 1 : place + 4], self.tokens[max(0, place - 3) : place]
        compared = any(t.kind in {"base", "compare", "period", "figure", "qualifier", "amount"} for t in ahead)
        return compared or any(t.kind == "change" for t in behind)

    def _fraction(self, place: int, last: int, value: float) -> Figure:
        """A fraction is a multiple where it is taken of another figure, else a share."""
        if self.counters and of_a_measure(self.sentence, place):
            return self._left(place, "a fraction of something else")
        if not self.counters and of_something_else(self.sentence, last):
            return self._left(place, "a fraction of something else")
        if of_a_figure(self.sentence, last) if not self.counters else after_a_figure(self.sentence, place, last):
            figure = self._figure(place, "multiple", round(value, 4), rule="change.fraction")
        else:
            figure = self._figure(place, "share", round(value * 100, 1), rule="share.fraction")
        figure.end = self.tokens[last].end
        return figure

    def _ratio(self, place: int, amount: Amount) -> Figure | None:
        """As in "nine in ten", "열에 여덟", "4명 중 3명", "4분의 1"."""
        if amount.value is None or place + 2 >= len(self.tokens):
            return None
        index = place + 1
        if self.tokens[index].kind in {*NOUNS, "event"} and not self.counters:
            index += 1
        link = self.tokens[index] if index < len(self.tokens) else None
        other = index + 1
        if link is None or other >= len(self.tokens) or self.tokens[other].kind != "amount":
            return None
        second = self.tokens[other].amount
        parted = link.sense == ("ratio", "part")  # "3分の1が": what follows is no counter
        if (
            second.value is None
            or self.sentence.gap(link.end, self.tokens[other].start).strip()
            or second.unit not in {"none", "people", *(("things",) if parted else ())}
        ):
            return None
        if parted and amount.value:
            self.done.add(other)
            return self._fraction(place, other, second.value / amount.value)
        part, whole = (second.value, amount.value) if self.counters else (amount.value, second.value)
        if not is_ratio(self.sentence, link, second, part, whole, self.language):
            return None
        self.done.add(other)
        figure = self._figure(place, "share", round(part / whole * 100, 1), rule="share.ratio")
        figure.end = self.tokens[other].end
        return figure

    # ------------------------------------------------------------ making

    def _figure(self, place: int, measure: Measure, value: float | None, noun: str = "", rule: str = "") -> Figure:
        token = self.tokens[place]
        figure = Figure(
            place=place, start=token.start, end=token.end, measure=measure, value=value, noun=noun, rule=rule
        )
        figure.qualifier = self._qualifier(place)
        figure.used["number"] = (token.start, token.end)
        return figure

    def _left(self, place: int, reason: str) -> Figure:
        figure = self._figure(place, "count", None)
        figure.reason = reason
        return figure

    def _qualifier(self, place: int) -> str:
        token = self.tokens[place]
        if token.kind == "amount" and token.amount.qualifier:
            return str(token.amount.qualifier)
        stop = token.amount.stop if token.kind == "amount" else token.end
        before = self.tokens[place - 1] if place else None
        if before is not None and place > 1 and (before.sense in ARTICLES or before.sense == ("mark", "[")):
            before = self.tokens[place - 2]
        if before is not None and before.kind == "qualifier" and token.start - before.end <= 6:
            return str(before.value)
        after = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        bound = after is not None and after.kind == ("qualifier" if self.counters else "bound")
        if after is not None and bound and after.start - stop <= (4 if self.counters else 1):
            return str(after.value)
        return "exact"
