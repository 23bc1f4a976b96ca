"""A sentence in, the period that each of its words of time names there out; never which figure is told of it."""

import itertools
from dataclasses import replace
from datetime import date
from typing import Final

from parsers import periods
from parsers.languages import Language
from parsers.periods import Period, shifted
from parsers.statistics.asides import begins, dates, describes, is_dateline, ranks, relates, was_said
from parsers.statistics.atoms import AS_OF, FROM, NEXT_YEAR, NOW, SAME, TO, UNTIL
from parsers.statistics.context import Context, today
from parsers.statistics.model import Sentence
from parsers.statistics.moments import Moment, clipped, moment_of, moved_on, so_far
from parsers.statistics.resolving import resolve, year_to
from parsers.statistics.tokens import Atom, Atoms, Token, end_of

SINCE: Final = frozenset({("edge", "since"), ("edge", "since_then")})
SPRING: Final = 3
"""Up to this month the last year whose figures are known is the one before."""
SOFT: Final = frozenset({("mark", ","), ("way", "in"), ("edge", "from")})
STOPS: Final = frozenset(",;:().|")


def resolved_periods(sentence: Sentence, zones: list[int], state: Context, language: Language) -> dict[int, Period]:
    """The period of each `period` token that can be resolved, by its place, in reading order."""
    resolved: dict[int, Period] = {}
    state.said = None
    if "period" not in sentence.kinds:
        return resolved
    moment = moment_of(state, sentence)
    opening, told, inside = moment, moment, False
    newest: Period | None = None
    merged: set[int] = set()
    fiscal: Atom | None = None
    for place, token in enumerate(sentence.tokens):
        if token.kind != "period" or place in merged:
            continue
        fiscal = next((a for a in token.atoms if a.kind == "fiscal"), fiscal)
        base = told if zones[place] and _named_alike(token.atoms) else moment
        if newest is not None and NEXT_YEAR in token.atoms:
            base = opening.after(newest)
        words = base_words(token.atoms) if zones[place] else token.atoms
        period = resolve(_fiscal(words, fiscal), base) or _in_a_row(sentence, place, state)
        if period is None or is_dateline(sentence, place, period):
            if period is not None and was_said(sentence, place, period) and _is_past(period.end, state):
                state.said = period.end
                moment = moment.after(moment.last)
                moment.now = period.end
            continue
        period = _compared(period, token.atoms, state) if zones[place] else period
        period = _same_of_year(token.atoms, period, resolved, state) or period
        period = _lasting(sentence, place, period)
        whole, period = period, _up_to(sentence, place, period, moment)
        merged |= {place + 1} if period is not whole else set()
        period = _stated_before(sentence, place, _year_ending(sentence, place, period), resolved)
        when = when_follows(sentence, place)
        if period.edge == "since" and when and _counts(sentence, place) and period.start is not None:
            period = _opened(token.atoms, moment) or period
        elif (
            (period.edge == "since" and ranks(sentence, place))
            or describes(sentence, place)
            or (begins(sentence, place) and not when)
            or relates(sentence, place)
            or (not language.verb_last and dates(sentence, place))
        ):
            continue
        if language.edges != "follow":
            period = _since(sentence, place, _passed(sentence, place, period, moment), state)
        if language.edges != "lead":
            period = _since_then(sentence, place, _followed(sentence, place, period, state), resolved)
        resolved[place] = period
        newest, end = period, period.end
        explicit = any(a.kind in {"year", "relative", "shifted"} for a in token.atoms)
        if when and period.end is not None and explicit:
            moment = moment.after(period).in_year(period.end.year)
            inside = True
            continue
        if zones[place] and explicit and end and _was(sentence, zones, place):
            moment = moment.in_year(end.year)
        if not zones[place]:
            moment = moved_on(moment, clipped(period, state) or period, explicit=explicit, past=_is_past(end, state))
            told = told if inside else moment
    return resolved if language.verb_last else _as_stated(resolved)


def _as_stated(resolved: dict[int, Period]) -> dict[int, Period]:
    """As in "As of November 2015 the number in 2015 was": what the sentence counts runs up to the day it states."""
    stated = next(
        (p.end for p in resolved.values() if p.edge in {"as_of", "until"} and p.end and p.grain != "year"), None
    )
    if stated is None:
        return resolved
    ended: dict[int, Period] = {}
    for place, period in resolved.items():
        starts = period.start is not None and period.end is not None and period.start <= stated < period.end
        year = period.edge == "within" and period.grain == "year" and starts
        ended[place] = replace(period, end=stated) if year or (period.edge == "since" and starts) else period
    return ended


def _same_of_year(cluster: Atoms, period: Period, resolved: dict[int, Period], state: Context) -> Period | None:
    """As in "Last year's figure for the same period": of the year just named, the stretch told before it."""
    same = all(a.kind in {"shifted", "unit", "edge"} for a in cluster) and any(
        a.kind == "shifted" and a.value in SAME for a in cluster
    )
    before = state.period
    if not same or before is None or before.grain == "year":
        return None
    year = next((p for p in reversed(resolved.values()) if p.grain == "year" and p.edge == "within"), None)
    if year is None or period != year:
        return None
    if year.end is None or before.end is None or before.start is None:
        return None
    return periods.shifted(before, year.end.year - before.end.year)


def _up_to(sentence: Sentence, place: int, period: Period, moment: Moment) -> Period:
    """As in "this year as of September", "this year until March": told up to the day or month named right after it."""
    following = sentence.tokens[place + 1 : place + 2]
    if period.grain != "year" or not following or following[0].kind != "period":
        return period
    beside = following[0].start - sentence.tokens[place].end <= 2
    stated = not {AS_OF, UNTIL, NOW}.isdisjoint(following[0].atoms)
    if period.edge not in {"within", "so_far"} or not beside or not stated:
        return period
    last = resolve(following[0].atoms, moment)
    ends = last is not None and last.end is not None and period.start is not None
    if not ends or last is None or last.end is None or period.start is None or last.end.year != period.start.year:
        return period
    return Period(start=period.start, end=last.end, edge="so_far")


def _in_a_row(sentence: Sentence, place: int, state: Context) -> Period | None:
    """As in "for the second year in a row": so many years, the last one of which the figures are known."""
    following = sentence.tokens[place + 1 : place + 2]
    which = [a.number for a in sentence.tokens[place].atoms if a.kind == "ordinal"]
    years = Atom("unit", "year") in sentence.tokens[place].atoms and [t.kind for t in following] == ["average"]
    if not years or len(which) != 1 or which[0] < 1 or state.published is None:
        return None
    last = state.published.year - (state.published.month <= SPRING)
    return Period(start=date(last - which[0] + 1, 1, 1), end=date(last, 12, 31))


def _lasting(sentence: Sentence, place: int, period: Period) -> Period:
    """As in "over a 13-year period beginning in 2003": so many years from the one named."""
    if ("glue", "span") not in sentence.senses:
        return period
    before = [t for t in sentence.tokens[max(0, place - 4) : place] if t.sense not in SOFT]
    years = before[-2:] if [t.kind for t in before[-2:]] == ["amount", "glue"] else []
    if not years or years[1].sense != ("glue", "span") or years[0].amount.time != "year" or period.start is None:
        return period
    last = period.start.year + int(years[0].amount.value or 1) - 1
    return Period(start=period.start, end=date(last, 12, 31))


def _stated_before(sentence: Sentence, place: int, period: Period, resolved: dict[int, Period]) -> Period:
    """As in "지난 9월 말 기준으로 올해 139명": this year up to the day stated right before it."""
    index = place - 1 - (place > 0 and sentence.tokens[place - 1].kind == "result")
    stated = resolved.get(index)
    if stated is None or stated.edge != "as_of" or period.grain != "year" or period.edge != "within":
        return period
    inside = stated.end is not None and period.start is not None and stated.end.year == period.start.year
    return Period(start=period.start, end=stated.end, edge="so_far") if inside else period


def _year_ending(sentence: Sentence, place: int, period: Period) -> Period:
    """As in "the year to March 2016", "three months to the end of June": the months up to the period named."""
    before = sentence.tokens[place - 1] if place else None
    leads = sentence.tokens[place].atoms[0] == TO
    if leads and before is not None and before.kind == "amount" and before.amount.time == "month" and period.end:
        return periods.ending(period.end, int(before.amount.value or 1))
    year = before is not None and before.sense == ("unit", "year") and sentence.tokens[place].start - before.end <= 1
    return (year_to(period) or period) if year and leads and period.grain in {"month", "day"} else period


def _fiscal(cluster: Atoms, fiscal: Atom | None) -> Atoms:
    """As in "회계연도별로 2008년 37명, 2009년 25명": bare years after financial years are financial years as well."""
    years = {a.kind for a in cluster} == {"year"}
    return (*cluster, fiscal) if fiscal is not None and years else cluster


def _was(sentence: Sentence, zones: list[int], place: int) -> bool:
    """As in "2020년 1분기 135명이었으나 2분기 12명": what a figure was before, whose year carries on."""
    inside = (t for t, zone in zip(sentence.tokens, zones, strict=True) if zone == zones[place])
    return any(t.sense == ("base", "former") for t in inside)


def _compared(period: Period, cluster: Atoms, state: Context) -> Period:
    """As in "올해 상반기 96명은 … 하반기보다": what is compared with is past, so the part of the year before."""
    dated = any(a.kind in {"year", "relative", "shifted"} for a in cluster)
    last = state.period.end if state.period is not None else None
    later = not dated and period.start is not None and last is not None and period.start > last
    return shifted(period, -1) if later else period


def _named_alike(cluster: Atoms) -> bool:
    """As in "the same period of 2019": a period named from the one that the main clause tells of."""
    return any(a.kind == "shifted" for a in cluster)


def when_follows(sentence: Sentence, place: int) -> bool:
    """As in "147 in 2020, when 135 came in the first quarter": a clause that goes on in the period just named."""
    following = sentence.tokens[place + 1 : place + 3]
    led = following[1:] if following and following[0].sense == ("mark", ",") else following[:1]
    return bool(led) and led[0].sense == ("glue", "when")


def _counts(sentence: Sentence, place: int) -> bool:
    """Whether a number of people stands after a period: "since 2005, when 180 were returned", not "the two Koreas"."""
    ahead = sentence.tokens[place + 1 :]
    ahead = ahead[1:] if ahead and ahead[0].sense == ("mark", ",") else ahead
    clause = list(itertools.takewhile(lambda t: t.sense != ("mark", ","), ahead))
    return any(a.kind == "amount" and b.start - end_of(a) <= 1 for a, b in itertools.pairwise(clause))


def _opened(cluster: Atoms, moment: Moment) -> Period | None:
    """As in "The most since 2005, when 180 were returned": the year itself, without the "since" that leads it."""
    return resolve(tuple(a for a in cluster if a.kind != "edge"), moment)


def base_words(cluster: Atoms) -> Atoms:
    """The words of a base of comparison without the "from" that leads them: "down from the end of 2018"."""
    lead = cluster[0]
    split = TO in cluster
    return cluster[1:] if lead == FROM and not split else cluster


def _passed(sentence: Sentence, place: int, period: Period, moment: Moment) -> Period:
    """As in "The total for 2023 to 99 so far": a loose "so far" after a year ends it at the newest figures."""
    if period.grain != "year" or period.edge != "within":
        return period
    for token in sentence.tokens[place + 1 :]:
        if token.kind == "period" or (token.kind == "mark" and token.value in ",;"):
            return period
        if token.sense == ("edge", "so_far"):
            return so_far(period, moment)
    return period


def _since(sentence: Sentence, place: int, period: Period, state: Context) -> Period:
    """As in "Since the group was founded in 2009": a loose "since" before a period opens it towards now."""
    ranged = TO in sentence.tokens[place].atoms
    if period.edge != "within" or period.start is None or ranged:
        return period
    for index in range(place - 1, -1, -1):
        token = sentence.tokens[index]
        if token.sense == ("edge", "since"):
            if _befell_them(sentence.tokens[index + 1 : place]):
                return period
            stated = next(
                (t for t in sentence.tokens[:place] if t.kind == "period" and AS_OF in t.atoms),
                None,
            )
            as_of = resolve(stated.atoms, moment_of(state, sentence)) if stated is not None else None
            end = (as_of.end if as_of else None) or today(state) or state.latest_end
            return Period(start=period.start, end=end, edge="since", grain=period.grain)
        stops = token.kind == "mark" and token.value in STOPS
        counts = token.kind == "amount" and (token.amount.surface[:1].isdigit() or (token.amount.value or 10) >= 10)
        if stops or counts or token.kind == "period" or (token.kind == "says" and token.value != "data"):
            return period
    return period


def _befell_them(clause: list[Token]) -> bool:
    """As in "since they were deported in October": a clause that says when something was done to those counted."""
    return (
        bool(clause)
        and clause[0].sense == ("pronoun", "word")
        and any(t.sense == ("event", "repatriation") for t in clause)
    )


def _since_then(sentence: Sentence, place: int, period: Period, resolved: dict[int, Period]) -> Period:
    """As in "2004년 이후 올해 9월까지", "2004년 법 제정 이후 9월까지": an end whose start stands right before it."""
    first = next((p for p in range(place - 1, -1, -1) if sentence.tokens[p].kind == "period"), None)
    if first is None or first not in resolved or period.edge != "until":
        return period
    opened = resolved[first].edge == "since" and sentence.tokens[place].start - sentence.tokens[first].end <= 2
    between = sentence.tokens[first + 1 : place]
    opened = opened or (bool(between) and between[-1].sense in SINCE and not _told(between))
    start = resolved[first].start
    return Period(start=start, end=period.end, edge="since") if opened and start is not None else period


def _followed(sentence: Sentence, place: int, period: Period, state: Context) -> Period:
    """As in "2004년 북한인권법 제정 이후": something that happened in the period named, from which on people count."""
    if period.edge != "within" or period.start is None:
        return period
    for token in sentence.tokens[place + 1 :]:
        if token.sense in SINCE:
            return Period(start=period.start, end=today(state), edge="since", grain=period.grain)
        if token.kind in {"amount", "period"} or (token.kind == "mark" and token.value in ",.;"):
            return period
    return period


def _told(tokens: list[Token]) -> bool:
    return any(t.kind in {"amount", "mark"} for t in tokens)


def _is_past(end: date | None, state: Context) -> bool:
    return end is not None and (state.published is None or end <= state.published)
