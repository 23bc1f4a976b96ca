"""What was read from a text in, the same with the periods that only its later sentences tell out.

A headline without a period is told of the one its lead tells of, any figure of the one told of it later; "this year"
ends with the newest figures, "the past five years" are the five calendar years that the text names. Nothing is added.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from parsers import periods
from parsers.periods import Period, lies_inside
from parsers.records import Statistic
from parsers.statistics.model import Said

FOLLOWING: Final = 12
"""How many statistics after it a headline's lead may reach."""
QUARTER: Final = 3
"""On the last day of so many months the year so far is a quarter, a half or the year, which a text may have named."""
JANUARY: Final = 1
"""In January the last year whose figures are known is often the one before the last."""
LEAD: Final = 3
"""How many statistics after a headline may tell its period."""


def with_hindsight(
    read: Sequence[Said], befell: Mapping[str, Collection[Period]], published: date | None
) -> list[Said]:
    """The statistics with their sentences, in the same order; `befell` tells of events when they were."""
    years = _spans_of_years(read)
    dated: dict[tuple[str, float | None, str], Statistic] = {}
    newest: dict[str, date] = {}
    result = []
    for number in range(len(read) - 1, -1, -1):
        told = read[number]
        statistic = told.statistic
        key = (statistic.measure, statistic.value, statistic.event)
        flows = statistic.scope == "period"
        if flows and statistic.period_end is None and key in dated:
            statistic = _as(statistic, dated[key])
        if flows and statistic.period_end is None:
            statistic = _on_its_day(statistic, befell.get(statistic.event, ()))
        if told.sentence.title and flows and statistic.period_end is None:
            statistic = _as_the_lead(statistic, read[number + 1 : number + 1 + FOLLOWING])
        elif published is not None:
            statistic = _in_calendar_years(statistic, years, published)
            statistic = _up_to_newest(statistic, newest.get(statistic.event), published)
        if flows and statistic.period_end is not None:
            dated[key] = statistic
        if published is not None and statistic.period_end is not None and _of_this_year(statistic, published):
            newest.setdefault(statistic.event, statistic.period_end)
        result.append(told if statistic is told.statistic else Said(statistic, told.sentence, told.evidence))
    return result[::-1]


def _as(statistic: Statistic, other: Statistic) -> Statistic:
    """The statistic over the period of another: "600 were sent back", and later in the text the day of it."""
    return replace(statistic, period_start=other.period_start, period_end=other.period_end)


def _on_its_day(statistic: Statistic, days: Collection[Period]) -> Statistic:
    """As in "500 were sent back", where the text says "the repatriation happened on Oct. 9" and no day but its week."""
    day = next((d for d in days if all(lies_inside(d, other) for other in days)), None)
    if day is None:
        return statistic
    return replace(statistic, period_start=day.start, period_end=day.end)


def _of_this_year(statistic: Statistic, published: date) -> bool:
    """Whether a flow is told from the first day of the year of publication on, but not up to publication."""
    first = statistic.period_start == date(published.year, 1, 1)
    return (
        statistic.scope == "period" and first and statistic.period_end is not None and statistic.period_end < published
    )


def _up_to_newest(statistic: Statistic, newest: date | None, published: date) -> Statistic:
    """As in "this year's arrivals", whose text tells only later up to which month: up to there, not to this day."""
    whole = (statistic.period_start, statistic.period_end) == (date(published.year, 1, 1), published)
    named = published.month % QUARTER == 0 and published == periods.month(published.year, published.month).end
    if not whole or named or newest is None or statistic.scope != "period":
        return statistic
    versus = statistic.versus_end
    alike = versus is not None and (versus.month, versus.day) == (published.month, published.day)
    if versus is not None and alike:
        versus = periods.shifted(Period(start=None, end=newest), versus.year - newest.year).end
    return replace(statistic, period_end=newest, versus_end=versus)


def _as_the_lead(statistic: Statistic, following: Sequence[Said]) -> Statistic:
    lead = [r.statistic for r in following if not r.sentence.title][:LEAD]
    alike = (s for s in lead if s.event == statistic.event and s.scope == "period" and s.period_end is not None)
    first = next(alike, None)
    again = any(s.value == statistic.value and s.period_end is None and s.event == statistic.event for s in lead)
    if first is None or again:
        return statistic
    return _as(statistic, first)


def _spans_of_years(read: Sequence[Said]) -> dict[int, tuple[date, date]]:
    """The stretches of several whole years that the text names, by how many years they are."""
    spans: dict[int, tuple[date, date]] = {}
    for told in read:
        first, last = told.statistic.period_start, told.statistic.period_end
        if first is None or last is None or first.year == last.year:
            continue
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            spans.setdefault(last.year - first.year + 1, (first, last))
    return spans


def _in_calendar_years(statistic: Statistic, years: dict[int, tuple[date, date]], published: date) -> Statistic:
    """As in "over the past five years", where the text tells of 2017 to 2021: those years, not up to this day."""
    first, last = statistic.period_start, statistic.period_end
    if first is None or last != published:
        return statistic
    before = first - timedelta(days=1)
    rolling = (before.month, before.day) == (published.month, published.day)
    span = years.get(published.year - before.year) if rolling else None
    if span is None or published.year - span[1].year > (1 if published.month > JANUARY else 2):
        return statistic
    return replace(statistic, period_start=span[0], period_end=span[1])
