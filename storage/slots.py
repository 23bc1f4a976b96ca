"""What a figure is about, without its value: the slot; and which slots answer the same question. Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from parsers.records import Event, Measure, Scope, Sex

HOME = "KR"
"""Where those of whom a text says no more than that they "defected" or "arrived" are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A question that figures answer; the fields are those of a statistic (DESIGN.md, the contract)."""

    measure: Measure = "count"
    event: Event = "arrival"
    destination: str | None = HOME
    sex: Sex = "all"
    group: str = "all"
    scope: Scope = "period"
    period_start: date | None = None
    period_end: date | None = None
    versus_start: date | None = None
    versus_end: date | None = None


def official_slots(slot: Slot) -> tuple[Slot, ...]:
    """The slots whose official value measures this one, nearest first.

    A running total is the same whatever start a text gives it. Arrivals without a country are those in South Korea; and
    what the press calls a year's escapes is, where no other country is named, the count of that year's arrivals.
    """
    slots = [slot]
    if slot.scope == "cumulative" and slot.period_start is not None:
        slots.append(replace(slot, period_start=None))
    if slot.event in {"arrival", "escape"} and slot.destination in {None, HOME}:
        slots += [replace(each, event="arrival", destination=HOME) for each in slots]
    return tuple(dict.fromkeys(slots))


def parts_by_span(slot: Slot) -> tuple[tuple[Slot, tuple[Slot, ...]], ...]:
    """Every (whole, parts) of calendar years, halves and quarters in which the slot's period is the whole or a part."""
    if slot.scope != "period" or slot.period_start is None or slot.period_end is None:
        return ()
    year = slot.period_start.year
    families = (
        (_span(year, 1, 12), (_span(year, 1, 6), _span(year, 7, 12))),
        (_span(year, 1, 12), tuple(_span(year, first, first + 2) for first in (1, 4, 7, 10))),
        (_span(year, 1, 6), (_span(year, 1, 3), _span(year, 4, 6))),
        (_span(year, 7, 12), (_span(year, 7, 9), _span(year, 10, 12))),
        (_span(year, 1, 9), (_span(year, 1, 6), _span(year, 7, 9))),
        (_span(year, 1, 12), (_span(year, 1, 9), _span(year, 10, 12))),
    )
    here = (slot.period_start, slot.period_end)
    return tuple(
        (_during(slot, whole), tuple(_during(slot, part) for part in parts))
        for whole, parts in families
        if here == whole or here in parts
    )


def bases(slot: Slot) -> tuple[Slot, ...]:
    """The slots that a change in this slot's period may be measured against: the stated one, else the usual ones.

    The usual ones are the period of the same length just before and the same period a year earlier. A stated base that
    is longer and holds the latter ("three times last year's", of a quarter) may mean either.
    """
    if slot.period_start is None or slot.period_end is None:
        return ()
    year_before = _year_before(slot.period_start, slot.period_end)
    if slot.versus_end is None:
        spans = [_just_before(slot.period_start, slot.period_end), year_before]
    else:
        spans = [(slot.versus_start, slot.versus_end)]
        if slot.versus_start is not None and slot.versus_start <= year_before[0] and year_before[1] <= slot.versus_end:
            spans.append(year_before)
    return tuple(_during(slot, span) for span in dict.fromkeys(spans))


def counted(slot: Slot) -> Slot:
    """The slot of the plain count in the same period, for a slot of a change or share."""
    return replace(slot, measure="count", versus_start=None, versus_end=None)


def previous_total(slot: Slot) -> tuple[Slot, Slot] | None:
    """For a running total the total at the end of the year before, and the count since; None where not a total."""
    if slot.scope != "cumulative" or slot.period_end is None:
        return None
    end = slot.period_end
    before = replace(slot, period_start=None, period_end=date(end.year - 1, 12, 31))
    return before, replace(slot, scope="period", period_start=date(end.year, 1, 1))


def _during(slot: Slot, span: tuple[date | None, date]) -> Slot:
    return replace(counted(slot), period_start=span[0], period_end=span[1])


def _span(year: int, first: int, last: int) -> tuple[date, date]:
    after = date(year + 1, 1, 1) if last == 12 else date(year, last + 1, 1)
    return date(year, first, 1), after - timedelta(days=1)


def _just_before(start: date, end: date) -> tuple[date | None, date]:
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    last = start - timedelta(days=1)
    if start.day != 1 or (end + timedelta(days=1)).day != 1:
        return last - (end - start), last
    first = last.year * 12 + last.month - months
    return date(first // 12, first % 12 + 1, 1), last


def _year_before(start: date, end: date) -> tuple[date, date]:
    next_day = end + timedelta(days=1)
    return _a_year_less(start), _a_year_less(next_day) - timedelta(days=1)


def _a_year_less(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
