"""What was read from a text in, the same with the periods that only its later sentences tell out.

A headline without a period is told of the one its lead tells of; "the past five years" are the five calendar years that
the text names. Nothing else changes, and nothing is added.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from parsers.records import Statistic
from parsers.statistics.model import ReadStatistic, Sentence

Read = Sequence[tuple[ReadStatistic, Sentence]]
LEAD = 3
"""How many statistics after a headline may tell its period."""


def with_hindsight(read: Read, published: date | None) -> list[tuple[ReadStatistic, Sentence]]:
    """The statistics with their sentences, in the same order."""
    years = _spans_of_years(read)
    result = []
    for number, (told, sentence) in enumerate(read):
        statistic = told.statistic
        if sentence.title and statistic.scope == "period" and statistic.period_end is None:
            statistic = _as_the_lead(statistic, read[number + 1 :])
        elif published is not None:
            statistic = _in_calendar_years(statistic, years, published)
        result.append((told if statistic is told.statistic else replace(told, statistic=statistic), sentence))
    return result


def _as_the_lead(statistic: Statistic, following: Read) -> Statistic:
    lead = [r.statistic for r, s in following if not s.title][:LEAD]
    alike = (s for s in lead if s.event == statistic.event and s.scope == "period" and s.period_end is not None)
    first = next(alike, None)
    if first is None:
        return statistic
    return replace(statistic, period_start=first.period_start, period_end=first.period_end)


def _spans_of_years(read: Read) -> dict[int, tuple[date, date]]:
    """The stretches of several whole years that the text names, by how many years they are."""
    spans: dict[int, tuple[date, date]] = {}
    for told, _ in read:
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
    if span is None or published.year - span[1].year > 1:
        return statistic
    return replace(statistic, period_start=span[0], period_end=span[1])
