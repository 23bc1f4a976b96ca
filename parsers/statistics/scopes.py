"""A dated figure and whom it counts in, whether it is a flow, a running total or an average out."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

from parsers.languages import Language
from parsers.periods import Period, year
from parsers.records import Scope
from parsers.statistics.context import Context, today
from parsers.statistics.lexer import Token
from parsers.statistics.model import Figure, Sentence, Subject
from parsers.statistics.moments import FRESH, moment_of, recent_end
from parsers.topics import Topic, load_topic

AVERAGED = 4
BESIDE = 2
"""How near "매년" must follow its number: further on it says how numbers went on changing."""
FLOWS = frozenset({"year", "half", "quarter", "span"})
PARTS = frozenset({"half", "quarter", "month"})
"""Parts of a year up to which a sum runs from its first day, "누적" or not."""


def scope_of(
    sentence: Sentence, figure: Figure, subject: Subject, state: Context, topic: Topic, language: Language
) -> tuple[Scope, Period | None]:
    """Whether a figure is a flow, a running total or an average, and over which days."""
    period = figure.period
    kinds = sentence.kinds
    if kinds & {"per", "average"} and _is_average(sentence, figure, language):
        if period is not None and period.edge == "as_of" and period.start is None and period.end is not None:
            return "average", replace(period, start=date(period.end.year, 1, 1))
        open_ended = period is not None and period.edge == "until"
        if period is not None and period.edge == "now":
            return "average", replace(period, end=today(state))
        return "average", replace(period, start=None) if open_ended and period is not None else period
    since_year = state.verb_last and period is not None and period.edge == "since" and period.grain == "year"
    if since_year and period is not None and period.start is not None and _changed_to(sentence, figure):
        return "period", year(period.start.year)
    held = subject.event == "detention" and period is not None and period.edge == "now"
    if (subject.stock and not _flows(figure, subject)) or held:
        return "cumulative", _stock(figure, state)
    size = figure.value or figure.high or 0
    large = figure.measure == "count" and size > topic.yearly_maximum
    running = "cumulative" in kinds and figure.measure == "count" and not _raises_total(sentence, figure)
    if period is None or ((large or running) and "period" not in figure.used and not figure.base):
        if large or running:
            return "cumulative", Period(start=None, end=recent_end(moment_of(state, sentence)))
        return "period", period
    anew = period.edge == "since" and _counts_up(sentence, figure)
    if large and running and (anew or (language.base_side == "before" and _past_comparison(sentence, figure))):
        return "cumulative", Period(start=None, end=recent_end(moment_of(state, sentence)))
    dated = "period" in figure.used or figure.base
    arrivals = subject.event == "arrival" and subject.destination == topic.default_destination
    coming = subject.event in {"arrival", "escape"} and subject.destination in {None, topic.default_destination}
    if coming and large and figure.value is not None and period.edge == "within" and period.grain != "span":
        return "cumulative", replace(period, start=None)
    if (
        coming
        and large
        and figure.value is not None
        and period.edge == "within"
        and _overfull(figure.value, period, topic)
    ):
        return "cumulative", Period(start=None, end=recent_end(moment_of(state, sentence)))
    summed = running and language.base_side == "before"
    if arrivals and summed and not large and period.edge == "until" and period.grain in PARTS:
        return "period", period
    if arrivals and not running and not large and dated and subject.group == "all" and period.edge == "as_of":
        return "period", replace(period, start=date(period.end.year, 1, 1) if period.end else None)
    return _bounded(period, large=large, running=running, zero=figure.value == 0, dated=dated)


def _counts_up(sentence: Sentence, figure: Figure) -> bool:
    """As in "2006년 이후 70%대이며, 누적 여성은 1만8174명": a running total told anew after a period."""
    near = sentence.tokens[max(0, figure.place - AVERAGED) : figure.place]
    last = max((i for i, t in enumerate(near) if t.kind == "period"), default=-1)
    return any(t.kind == "cumulative" for t in near[last + 1 :])


def _raises_total(sentence: Sentence, figure: Figure) -> bool:
    """As in "the arrival of 32 men raised the total number to 34,078": what was added to a running total."""
    after = sentence.tokens[figure.place + 1 :]
    total = next((i for i, t in enumerate(after) if t.kind == "cumulative"), len(after))
    return any(a.sense == ("edge", "to") and b.kind == "amount" for a, b in pairwise(after[total:]))


def _past_comparison(sentence: Sentence, figure: Figure) -> bool:
    """As in "2022년 67명보다 늘었고, 누적 인원은 3만4천명": a running total after the period of a comparison."""
    at = figure.used.get("period")
    between = [t for t in sentence.tokens[: figure.place] if at is not None and t.start >= at[1]]
    return any(t.kind == "base" for t in between)


def _changed_to(sentence: Sentence, figure: Figure) -> bool:
    """As in "2023년부터 196명으로 늘었고": what a number became in the year from which it changed."""
    following = sentence.tokens[figure.place + 1 : figure.place + 3]
    return [t.kind for t in following] == ["result", "change"]


def _overfull(value: float, period: Period, topic: Topic) -> bool:
    """As in "31,339 since the Korean War (1950-1953)": more than the years named can have brought."""
    if period.start is None or period.end is None:
        return False
    return value > topic.yearly_maximum * ((period.end - period.start).days / 365 + 1)


def _flows(figure: Figure, subject: Subject) -> bool:
    """As in "이민을 간 탈북민은 2019년 2명": told of a stretch it is no stock, unless of people living somewhere."""
    period = figure.period
    whole = period is not None and period.grain in FLOWS and period.edge == "within" and period.start is not None
    named = load_topic().groups.get(subject.group)
    stays = named is not None and named.here
    return whole and subject.event == "other" and not stays and ("period" in figure.used or figure.base)


def _stock(figure: Figure, state: Context) -> Period:
    period = figure.period
    told = period is not None and ("period" in figure.used or figure.base)
    bounded = period is not None and period.edge == "as_of"
    carried = bounded and state.as_of is None and figure.noun != "subject"
    end = period.end if period is not None and (told or carried) else None
    if period is not None and period.edge == "now":
        end = state.latest_end if state.period is not None and state.period.edge == "as_of" else None
    part = figure.noun != "subject" and (period is None or period.edge != "now")
    stood = state.stood if part and state.stood and _fresh(state.stood, state) else None
    return Period(start=None, end=end or state.as_of or state.ahead or stood or today(state), edge="as_of")


def _fresh(day: date, state: Context) -> bool:
    return state.published is not None and abs(state.published - day) <= FRESH


def _bounded(period: Period, *, large: bool, running: bool, zero: bool, dated: bool) -> tuple[Scope, Period]:
    if period.edge == "since":
        this_year = period.start is not None and period.end is not None and period.start.year == period.end.year
        return ("period" if this_year and not large else "cumulative"), period
    if period.edge in {"as_of", "now"}:
        return "cumulative", replace(period, start=None)
    if period.edge == "until" and zero:
        return "period", replace(period, start=date(period.end.year, 1, 1) if period.end else None)
    if period.edge == "until" and (large or running or period.grain in {"year", "span"}):
        return "cumulative", replace(period, start=None)
    if period.edge != "until" and ((running and not dated) or (large and period.edge == "so_far")):
        return "cumulative", replace(period, start=None)
    if period.start is None:
        return "cumulative", period
    return "period", period


def _is_average(sentence: Sentence, figure: Figure, language: Language) -> bool:
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        if token.kind == "average" and _averaged(sentence, index, figure, language):
            return True
        if (
            token.kind == "per"
            and _rated(tokens, index, language) == figure.place
            and not _ranked(tokens, figure.place)
            and not (language.counters and token.value == "year" and _one_year(figure))
        ):
            return True
    return False


def _one_year(figure: Figure) -> bool:
    """As in "2009年には年間2914人": so many a year, in one year, are the count of that year."""
    period = figure.period
    told = period is not None and "period" in figure.used and period.edge == "within" and period.grain == "year"
    return (
        told and period is not None and period.start is not None and period.start.year == (period.end or date.min).year
    )


def _ranked(tokens: list[Token], place: int) -> bool:
    """As in "年間2914人と最も多かった2009年": the figure of the one year that it ranks."""
    return any(t.kind == "rank" for t in tokens[place + 1 : place + 3])


def _averaged(sentence: Sentence, index: int, figure: Figure, language: Language) -> bool:
    """Whether "an average of" or "~꼴" is said of a figure; where such words follow their number, of that one alone."""
    if language.base_side == "after":
        return abs(index - figure.place) <= AVERAGED
    before = sentence.tokens[index - 1] if index else None
    if before is not None and before.kind == "amount" and sentence.tokens[index].start == before.value.stop:
        return figure.place == index - 1
    ahead = next((i for i, t in enumerate(sentence.tokens) if i > index and t.kind == "amount"), None)
    return figure.place == ahead and ahead - index <= AVERAGED


def _rated(tokens: list[Token], index: int, language: Language) -> int | None:
    """The number that "a year" or "한 해" belongs to: the one before it, or after it where such words precede."""
    before = tokens[index - 1] if index else None
    if before is not None and before.kind == "change":
        return None  # "had increased annually to reach 2,914"
    beside = before is not None and before.kind == "period" and tokens[index].start - before.end <= 1
    if (
        beside
        and before is not None
        and [a.value for a in before.value.atoms if a.kind == "edge"] not in (["until"], ["since"])
    ):
        return None
    ahead = next((i for i in range(index - 1, -1, -1) if tokens[i].kind == "amount"), None)
    behind = next((i for i in range(index + 1, len(tokens)) if tokens[i].kind == "amount"), None)
    if language.base_side == "before" and ahead is not None and tokens[index].start - tokens[ahead].value.stop > BESIDE:
        ahead = None
    first, second = (ahead, behind) if language.base_side == "after" else (behind, ahead)
    chosen = first if first is not None else second
    low, high = sorted((index, chosen if chosen is not None else index))
    return (
        None if any(t.kind == "period" for t in tokens[low + 1 : high]) and language.base_side == "before" else chosen
    )
