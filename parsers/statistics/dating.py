"""A sentence's figures and its periods in, each figure with its period and the one it is measured against out."""

from typing import Final

from parsers.languages import Language
from parsers.periods import Period, lies_inside, shifted
from parsers.statistics.bases import base_period, ends_before, give_versus
from parsers.statistics.compared import CHANGES
from parsers.statistics.context import Context, adds_up, dated_counts, union
from parsers.statistics.mentions import when_follows
from parsers.statistics.model import Figure, Sentence
from parsers.statistics.moments import clipped, moment_of, recent_end
from parsers.statistics.placing import described_by, main_place, narrower, without_days
from parsers.statistics.tokens import Atom
from parsers.statistics.weekdays import day_told

LISTED: Final = 3
"""The fewest counts of different periods whose sum is taken for their total."""
TURN: Final = ("joint", "turn")
SUMMING: Final = frozenset({"figure", "cumulative"})


class Dating:
    """Goes along the figures of a sentence; `resolved` are the periods that its words name, by their places."""

    def __init__(
        self,
        sentence: Sentence,
        found: list[Figure],
        zones: list[int],
        resolved: dict[int, Period],
        state: Context,
        language: Language,
    ) -> None:
        self.sentence = sentence
        self.found = found
        self.zones = zones
        self.resolved = resolved
        self.state = state
        self.language = language
        self.places = [f.place for f in found if not f.reason]
        self.main = without_days(sentence, [p for p in resolved if not zones[p]], resolved)
        self.known = next((p for f in found if (p := _known(sentence, f, state)) is not None), None)
        self.whens = [p for p in reversed(resolved) if when_follows(sentence, p)]
        self.added: Period | None = None

    def give_periods(self) -> None:
        """Sets `period`, and for changes `versus`, of every figure that is not left out."""
        for figure in self.found:
            if not figure.reason:
                self._give(figure)

    def _give(self, figure: Figure) -> None:
        whole = _whole_of(self.sentence, figure, self.found, self.state)
        if whole is not None:
            figure.period = self.added = whole
        elif figure.base:
            figure.period = self._of_base(figure)
        else:
            self._of_figure(figure)

    def _of_base(self, figure: Figure) -> Period | None:
        """The period of what a change is measured against."""
        if self.added is not None and _likened(self.sentence, figure, self.zones):
            return shifted(self.added, -1)
        period = base_period(self.sentence, figure, self.zones, self.resolved)
        if period is None and figure.noun == "sex":
            at = main_place(self.sentence, figure.place, self.places, self.main, self.language)
            return self.resolved[at] if at is not None else self.state.period
        return period

    def _of_figure(self, figure: Figure) -> None:
        sentence, state = self.sentence, self.state
        at = self._place(figure)
        day = day_told(sentence, figure, state.published) if at is None else None
        if day is not None:
            figure.period, figure.used["period"] = day[0], day[1].span
        elif at is not None:
            figure.period = self._stated(figure, at)
            figure.used["period"] = sentence.tokens[at].span
        else:
            figure.period = self._carried(figure)
            if _since_something(sentence, figure, self.resolved):
                figure.period = Period(start=None, end=recent_end(moment_of(state, sentence)), edge="since")
                figure.used["period"] = sentence.tokens[figure.place].span
        if _reached(sentence, figure, self.found, at, self.language) and ends_before(figure.period, state.period):
            figure.period = state.period
            figure.used.pop("period", None)
        figure.period = clipped(_brought_to(sentence, figure, self.found) or _alike(sentence, figure, state), state)
        if figure.measure in CHANGES:
            give_versus(sentence, figure, self.found, self.zones, self.resolved, state, self.language)

    def _place(self, figure: Figure) -> int | None:
        """Where the period of a figure stands in its sentence."""
        sentence, place = self.sentence, figure.place
        ahead = described_by(sentence, figure, self.resolved, self.language)
        at = ahead if ahead is not None else main_place(sentence, place, self.places, self.main, self.language)
        when = next((p for p in self.whens if p < place), None)
        if when is not None and (at is None or at < when):
            at = when
        if at is None:
            return None
        bracketed = at == place + 2 and sentence.tokens[place + 1].sense == ("mark", "(")
        later = at > place and ahead is None and not bracketed
        if later and self.language.period_side == "before" and self.state.period and self.main[:1] > [place]:
            return None
        return at if self.language.verb_last else narrower(sentence, figure, at, self.main, self.resolved)

    def _stated(self, figure: Figure, at: int) -> Period | None:
        """As it stands; but "Women now make up 80 percent" is said of those told of."""
        state = self.state
        flow = state.period is not None and not (state.subject is not None and state.subject.stock)
        now = figure.measure == "share" and self.resolved[at].edge == "now"
        return state.period if now and flow else self.resolved[at]

    def _carried(self, figure: Figure) -> Period | None:
        """What a figure without a period of its own goes on in."""
        if self.known is not None:
            return self.known
        if figure.measure in CHANGES:
            return _beside_in(self.found, figure) or _recent(self.state)
        return self.state.period


def _brought_to(sentence: Sentence, figure: Figure, found: list[Figure]) -> Period | None:
    """As in "1,900 came last year, bringing the total since the war to 6,000": as of the end of what raised it."""
    turn = next((i for i, t in enumerate(sentence.tokens[: figure.place]) if t.sense == TURN), None)
    if turn is None or figure.base or all(t.kind not in SUMMING for t in sentence.tokens[turn : figure.place]):
        return None
    raised = [f.period for f in found if f.place < turn and not f.reason and not f.base and f.period is not None]
    own = figure.period if figure.period is not None and figure.period.edge == "since" else None
    at = figure.used.get("period")
    if not raised or raised[-1].end is None or (own is None and at is not None and at[0] > sentence.tokens[turn].start):
        return None
    figure.used.setdefault("period", sentence.tokens[turn].span)
    return Period(start=own.start if own else None, end=raised[-1].end, edge="since" if own else "as_of")


def _likened(sentence: Sentence, figure: Figure, zones: list[int]) -> bool:
    """As in "1월 160명, 2월 90명 등 250명으로, 지난해 같은 기간 566명에 비해": the same stretch of the year before."""
    told = [t for t, zone in zip(sentence.tokens, zones, strict=True) if zone == zones[figure.place]]
    atoms = {a for t in told if t.kind == "period" for a in t.atoms}
    return Atom("shifted", "same") in atoms and Atom("relative", "year-1") in atoms


def _whole_of(sentence: Sentence, figure: Figure, found: list[Figure], state: Context) -> Period | None:
    """As in "2021년 63명 2022년 67명 2023년 196명으로 총 326명": the years of the counts that a total adds up.

    A sentence without a period may add up the counts of the one before it: "That makes 303."
    """
    parts = dated_counts(f for f in found if f.place < figure.place) or (
        state.counts if "period" not in sentence.kinds else ()
    )
    if figure.measure != "count" or figure.base or len({p for _, p in parts}) < LISTED:
        return None
    apart = any(t.kind == "period" and t.start < figure.start for t in sentence.tokens[_last_place(found, figure) :])
    return union([p for _, p in parts]) if adds_up(figure.value, parts) and not apart else None


def _last_place(found: list[Figure], figure: Figure) -> int:
    """The place of the last count before a figure."""
    return max((f.place for f in found if f.place < figure.place and f.measure == "count" and not f.reason), default=0)


def _beside_in(found: list[Figure], figure: Figure) -> Period | None:
    """The period of the last count before a change in its own sentence."""
    counts = [f for f in found if f.place < figure.place and f.measure == "count" and not f.reason and not f.base]
    return counts[-1].period if counts else None


def _since_something(sentence: Sentence, figure: Figure, resolved: dict[int, Period]) -> bool:
    """As in "218 have come since the act was passed": counted from a day that the text does not name."""
    if figure.measure != "count" or resolved:
        return False
    after = sentence.tokens[figure.place + 1 :]
    return any(t.sense == ("edge", "since") for t in after) and "rank" not in sentence.kinds


def _recent(state: Context) -> Period | None:
    """The period of the last count, to which a change goes on; after the parts of a period, that period."""
    last = state.recent[-1] if state.recent else state.period
    whole = state.period if state.period in state.told.values() else None
    return whole if last is not None and whole is not None and lies_inside(last, whole) else last


def _alike(sentence: Sentence, figure: Figure, state: Context) -> Period | None:
    """As in "올해 1분기 규모는 2013년 319명과 비슷하다": years likened to a part of a year mean that part of them."""
    period, current = figure.period, state.period
    if period is None or current is None or period.grain != "year" or current.grain not in {"quarter", "half"}:
        return period
    likens = any(t.sense == ("base", "alike") for t in sentence.tokens[figure.place + 1 :])
    earlier = period.end is not None and current.end is not None and period.end < current.end
    if not likens or not earlier or period.end is None or current.end is None:
        return period
    return shifted(current, period.end.year - current.end.year)


def _reached(sentence: Sentence, figure: Figure, found: list[Figure], at: int | None, language: Language) -> bool:
    """As in "2019년 80.7%에서 36.5%로": the level reached, which is of now and not of the period before the first."""
    if not figure.place or sentence.tokens[figure.place - 1].sense != ("edge", "to"):
        return False
    before = next((f for f in reversed(found) if f.place < figure.place), None)
    if before is None or before.measure != figure.measure or not language.verb_last or at is None:
        return False
    between = sentence.tokens[before.place + 1 : figure.place]
    return at < before.place and [t.sense for t in between] == [("edge", "to")]


def _known(sentence: Sentence, figure: Figure, state: Context) -> Period | None:
    """As in "Of the 34, ...": the period in which a number was told before."""
    told = state.told.get(figure.value or -1.0) if figure.measure == "count" else None
    if told is None:
        return None
    before = sentence.tokens[max(0, figure.place - 2) : figure.place]
    after = sentence.tokens[figure.place + 1 : figure.place + 2]
    whole = any(t.kind == "them" or t.sense == ("base", "of") for t in before)
    return told if whole or any(t.sense == ("ratio", "of") for t in after) else None
