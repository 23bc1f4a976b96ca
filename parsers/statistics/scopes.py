"""A dated figure and whom it counts in, whether it is a flow, a running total or an average out."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final

from parsers.languages import Language
from parsers.periods import Period, year
from parsers.records import Scope
from parsers.statistics.averages import AVERAGED, AVERAGING, averaged_over, is_average
from parsers.statistics.befallen import BEFALLING
from parsers.statistics.compared import CHANGES
from parsers.statistics.context import Context, today
from parsers.statistics.model import Figure, Sentence, Subject
from parsers.statistics.moments import FRESH, moment_of, recent_end
from parsers.statistics.tokens import Atom, Token
from parsers.topics import Topic, load_topic

LISTED: Final = 3
NEAR: Final = 20
"""How many words around a figure may list it with others."""
FLOWS: Final = frozenset({"year", "half", "quarter", "span"})
RISEN: Final = 4
"""How many words "dropped to" and a hedge take before their number."""
PERFECT: Final = ("glue", "perfect")
ANEW: Final = frozenset({"subject", "natives"})
"""What a figure counts that names its people by itself."""
COMING: Final = frozenset({"arrival", "escape"})
PARTS: Final = frozenset({"half", "quarter", "month"})
"""Parts of a year up to which a sum runs from its first day, "누적" or not."""


def scope_of(
    sentence: Sentence, figure: Figure, subject: Subject, state: Context, topic: Topic, language: Language
) -> tuple[Scope, Period | None]:
    """Whether a figure is a flow, a running total or an average, and over which days."""
    period = figure.period
    kinds = sentence.kinds
    if figure.scope == "average" or (kinds & AVERAGING and is_average(sentence, figure, language)):
        return "average", averaged_over(period, state)
    since_year = state.verb_last and period is not None and period.edge == "since" and period.grain == "year"
    if since_year and period is not None and period.start is not None and _changed_to(sentence, figure):
        return "period", year(period.start.year)
    held = subject.event == "detention" and period is not None and period.edge == "now"
    if subject.stock and _flows(sentence, figure, subject, state):
        subject.stock = False
    if subject.event == "death" and period is not None and (period.grain, period.edge) == ("year", "as_of"):
        return "period", year(period.end.year) if period.end else period  # "지난해 기준 14명"
    if subject.stock or held:
        return "cumulative", _stock(figure, subject, state, topic)
    if period is not None and period.end is not None and period.edge == "until" and _came_to(sentence, figure, period):
        return "period", year(period.end.year)
    if _up_to_now(sentence, figure, subject, state):
        return "cumulative", Period(start=None, end=recent_end(moment_of(state, sentence)))
    size = figure.value or figure.high or 0
    large = figure.measure == "count" and size > topic.yearly_maximum
    running = "cumulative" in kinds and figure.measure == "count" and not _raises_total(sentence, figure)
    if period is None or ((large or running) and "period" not in figure.used and not figure.base):
        if large or running:
            return "cumulative", Period(start=None, end=state.ahead or recent_end(moment_of(state, sentence)))
        return "period", period
    anew = period.edge == "since" and _counts_up(sentence, figure)
    if large and running and (anew or (language.verb_last and _past_comparison(sentence, figure))):
        return "cumulative", Period(start=None, end=recent_end(moment_of(state, sentence)))
    dated = "period" in figure.used or figure.base
    if not dated and subject.event in BEFALLING and (period.start is None or _of_another_day(period, subject, state)):
        return "period", None
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
    summed = running and language.verb_last
    if arrivals and summed and not large and period.edge == "until" and period.grain in PARTS:
        return "period", period
    whole = figure.measure == "share" and state.verb_last and _of_all(sentence, figure)
    if whole and period.edge == "as_of":
        return "cumulative", replace(period, start=None)
    if figure.measure == "share" and coming and not dated and _of_them_all(sentence, figure):
        return "cumulative", Period(start=None, end=recent_end(moment_of(state, sentence)))
    if arrivals and not running and not large and dated and subject.group == "all" and period.edge == "as_of":
        return "period", replace(period, start=date(period.end.year, 1, 1) if period.end else None)
    return _bounded(period, large=large, running=running, zero=figure.value == 0, dated=dated)


def _of_another_day(period: Period, subject: Subject, state: Context) -> bool:
    """As in "600 were sent back on Oct. 9. China detained 2,000 in those years": the day was told of something else."""
    return period.grain == "day" and state.subject is not None and state.subject.event != subject.event


def _came_to(sentence: Sentence, figure: Figure, period: Period) -> bool:
    """As in "By 2022 the number had dropped to 67", "women were half by 2010": of a year, not of all up to then."""
    near = [t for t in sentence.tokens[max(0, figure.place - RISEN) : figure.place] if t.kind != "qualifier"]
    fallen = [t.sense for t in near[-2:]] == [("change", "down"), ("edge", "to")] and figure.measure == "count"
    return (fallen or figure.measure == "share") and period.grain == "year" and "period" in figure.used


def _up_to_now(sentence: Sentence, figure: Figure, subject: Subject, state: Context) -> bool:
    """As in "About 150 defectors have settled in Japan", long after the last year named: all up to now."""
    if PERFECT not in sentence.senses or figure.noun not in ANEW or subject.event not in COMING:
        return False
    if figure.measure != "count" or figure.base or "period" in figure.used:
        return False
    last = figure.period.end if figure.period is not None else None
    verb = next(i for i, t in enumerate(sentence.tokens) if t.sense == PERFECT)
    low, high = sorted((verb, figure.place))
    apart = any(t.kind == "amount" for t in sentence.tokens[low + 1 : high])
    return not apart and (last is None or (state.published is not None and last.year < state.published.year))


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
    at = figure.used.get("period")
    near = sentence.tokens[max(0, figure.place - NEAR) : figure.place]
    told = next((t for t in near if t.kind == "period" and at is not None and t.start == at[0]), None)
    led = told is not None and Atom("edge", "from") in told.atoms
    following = sentence.tokens[figure.place + 1 : figure.place + 3]
    return led and [t.kind for t in following] == ["result", "change"]


def _overfull(value: float, period: Period, topic: Topic) -> bool:
    """As in "31,339 since the Korean War (1950-1953)": more than the years named can have brought."""
    if period.start is None or period.end is None:
        return False
    return value > topic.yearly_maximum * ((period.end - period.start).days / 365 + 1)


def _of_all(sentence: Sentence, figure: Figure) -> bool:
    """As in "10월 말 기준 전체 입국자의 71%": a share of all who ever came, not of those of the year."""
    near = sentence.tokens[max(0, figure.place - AVERAGED) : figure.place]
    return any(a.sense == ("figure", "total") and b.kind == "people" for a, b in pairwise(near))


def _of_them_all(sentence: Sentence, figure: Figure) -> bool:
    """As in "71 percent of all defectors", where a text goes on after the figures of a year."""
    after = [t for t in sentence.tokens[figure.place + 1 :] if t.start >= figure.end]
    return [t.sense for t in after[:2]] == [("base", "of"), ("figure", "total")]


def _flows(sentence: Sentence, figure: Figure, subject: Subject, state: Context) -> bool:
    """As in "이민을 간 탈북민은 2019년 2명": told of a stretch it is no stock, unless of people living somewhere.

    Those in prison flow over a span, those out of sight only where several years are listed, number after number.
    """
    period = figure.period
    if period is None or period.grain not in FLOWS or period.edge != "within" or period.start is None:
        return False
    if subject.event != "other" or not ("period" in figure.used or figure.base):
        return False
    named = load_topic().groups.get(subject.group)
    if named is None or not named.here:
        return True
    if named.held or not state.verb_last:
        return named.held and period.grain == "span"
    near = sentence.tokens[max(0, figure.place - NEAR) : figure.place + NEAR]
    return period.grain == "span" or _lists_years(near)


def _lists_years(tokens: list[Token]) -> bool:
    """As in "2021년 63명 2022년 62명 2023년 70명": numbers of several years, one right after the other."""
    pairs = pairwise(t for t in tokens if t.kind not in {"mark", "joint"})
    years = [a for a, b in pairs if (a.kind, b.kind) == ("period", "amount") and not _bounded_words(a)]
    return len(years) >= LISTED


def _bounded_words(token: Token) -> bool:
    return any(a.kind == "edge" and a.value in {"as_of", "end", "until"} for a in token.atoms)


def _stock(figure: Figure, subject: Subject, state: Context, topic: Topic) -> Period:
    """Up to the day told, the one on which the people just counted stood, or publication."""
    period = figure.period
    told = period is not None and ("period" in figure.used or figure.base)
    bounded = period is not None and period.edge == "as_of"
    turned = _speaks_of_all(figure, subject, state, topic)
    carried = bounded and state.as_of is None and not turned
    changed = bounded and figure.measure in CHANGES
    known = told or carried or changed
    end = period.end if period is not None and (known or _ran_to(figure, subject, period)) else None
    if period is not None and period.edge == "now":
        end = state.latest_end if state.period is not None and state.period.edge == "as_of" else None
    part = not turned and (period is None or period.edge != "now")
    apart = figure.noun != "subject" and state.verb_last
    stood = state.stood if part and state.stood and (apart or _fresh(state.stood, state)) else None
    if end is not None and state.published is not None:
        end = min(end, state.published)  # of this year's end nobody knows yet
    return Period(start=None, end=end or state.as_of or state.ahead or stood or today(state), edge="as_of")


def _ran_to(figure: Figure, subject: Subject, period: Period) -> bool:
    """As in "2017년부터 2021년까지 매년 800명": parts told after several years stand as at their end."""
    part = figure.noun != "subject" and subject.event == "other" and period.edge == "within"
    return part and period.start is not None and period.end is not None and period.end.year > period.start.year


def _speaks_of_all(figure: Figure, subject: Subject, state: Context, topic: Topic) -> bool:
    """As in "탈북민이 2만6천여 명인데" after 689 of them missing in October: no longer of those who stood that day."""
    told = state.subject.group if state.subject is not None else "all"
    return figure.noun == "subject" and subject.group == "all" and told in topic.groups


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
