"""A change with its sentence in, the period it is measured against out; of the period it is told of never."""

from datetime import date

from parsers import periods
from parsers.languages import Language
from parsers.periods import Period
from parsers.statistics.atoms import NEXT_YEAR
from parsers.statistics.context import Context
from parsers.statistics.mentions import base_words
from parsers.statistics.model import Figure, Sentence
from parsers.statistics.moments import Moment
from parsers.statistics.resolving import resolve


def base_period(sentence: Sentence, figure: Figure, zones: list[int], resolved: dict[int, Period]) -> Period | None:
    """The period of a figure that is a base of comparison: the nearest one of its clause that nothing parts from it."""
    former = _former(sentence, figure)
    if former is not None:
        return former
    inside = [p for p in resolved if zones[p] == zones[figure.place]]

    def strangeness(place: int) -> tuple[bool, int, bool]:
        first, last = sorted((place, figure.place))
        return apart(sentence, first, last), last - first, place < figure.place

    return resolved[min(inside, key=strangeness)] if inside else None


def _former(sentence: Sentence, figure: Figure) -> Period | None:
    """As in "1천43명이던 2001년 이후": the year of which a clause says what a number was then."""
    following = sentence.tokens[figure.place + 1 : figure.place + 3]
    if [t.kind for t in following] != ["base", "period"] or following[0].sense != ("base", "former"):
        return None
    year = next((a.number for a in following[1].atoms if a.kind == "year"), None)
    return periods.year(year) if year is not None else None


def apart(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a mark or a joining word stands between two places."""
    between = sentence.tokens[first + 1 : last]
    return any((t.kind == "mark" and t.value in ",;:()") or t.kind == "joint" for t in between)


def give_versus(
    sentence: Sentence,
    figure: Figure,
    found: list[Figure],
    zones: list[int],
    resolved: dict[int, Period],
    state: Context,
    language: Language,
) -> None:
    """The period a change is measured against: in its base of comparison, else of an earlier count beside it."""
    based = [p for p in resolved if zones[p]]
    following = [p for p in based if p > figure.place]
    preceding = [p for p in based if p < figure.place]
    place = (preceding[-1:] or following[:1]) if language.verb_last else (following[:1] or preceding[-1:])
    if place:
        cluster = base_words(sentence.tokens[place[0]].atoms)
        figure.versus = resolved[place[0]]
        if figure.period is not None and any(a.kind == "shifted" for a in cluster):
            moment = Moment(state.published, figure.period, state.year)
            figure.versus = resolve(cluster, moment) or figure.versus
        figure.used["versus"] = sentence.tokens[place[0]].span
    elif not _after_the_last(sentence, figure, state):
        _versus_beside(figure, found, state)
    told = figure.versus and figure.period and state.period
    if told and ends_before(figure.period, figure.versus) and ends_before(figure.versus, state.period):
        figure.period = state.period


def _after_the_last(sentence: Sentence, figure: Figure, state: Context) -> bool:
    """As in "583 came in 2001. The following year the figure doubled": measured against the year told before."""
    at = figure.used.get("period")
    token = next((t for t in sentence.of("period") if at is not None and t.start == at[0]), None)
    following = token is not None and NEXT_YEAR in token.atoms
    if following and state.period is not None and ends_before(state.period, figure.period):
        figure.versus = state.period
    return figure.versus is not None


def _versus_beside(figure: Figure, found: list[Figure], state: Context) -> None:
    """As in "229 in 2020 and 63 in 2021, a drop of 72 percent": the earlier of two counts is the base."""
    earlier = [f.period for f in found if f.place < figure.place and f.measure == "count" and not f.reason and f.period]
    if not earlier and "period" not in figure.used and len(state.recent) == 2:
        first, second = state.recent
        if ends_before(second, first):
            figure.period, figure.versus = first, second
            return
    if figure.period is None or not earlier:
        return
    older = [p for p in earlier if ends_before(p, figure.period) and p.grain == figure.period.grain]
    if older:
        figure.versus = older[-1]
    elif state.period is not None and ends_before(figure.period, state.period) and len(found) > 1:
        figure.versus, figure.period = figure.period, state.period


def ends_before(first: Period | None, second: Period | None) -> bool:
    """Whether the first of two periods ends earlier."""
    if first is None or second is None:
        return False
    return (first.end or date.min) < (second.end or date.min)
