"""What a figure is about, without its value: the slot; and which slots answer the same question. Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from parsers.records import Event, Measure, Scope, Sex

HOME = "KR"
"""Where those of whom a text says no more than that they "defected" or "arrived" are counted."""
FIRST_COUNTED = date(1998, 12, 31)
"""The end of the first period of the official series: a running total since an earlier day is the total of all."""


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

    A running total since the beginning is the same whatever start a text gives it. Arrivals without a country are those
    in South Korea; and what the press calls a year's escapes is, where no other country is named, the count of that
    year's arrivals.
    """
    slots = [slot]
    if is_total_of_all(slot) and slot.period_start is not None:
        slots.append(replace(slot, period_start=None))
    if slot.event in {"arrival", "escape"} and slot.destination in {None, HOME}:
        slots += [replace(each, event="arrival", destination=HOME) for each in slots]
    return tuple(dict.fromkeys(slots))


def is_total_of_all(slot: Slot) -> bool:
    """True for a running total that begins no later than the official series does."""
    return slot.scope == "cumulative" and (slot.period_start is None or slot.period_start <= FIRST_COUNTED)


def undated(slot: Slot) -> Slot:
    """The slot without its period: what all running totals of one kind share."""
    return replace(slot, period_start=None, period_end=None)


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


def spans_within(slot: Slot) -> tuple[Slot, ...]:
    """The years, halves, quarters and first nine months that lie within the slot's period, of its first year."""
    return tuple(each for each in _spans_of_year(slot) if _holds(slot, each) and each != slot)


def wholes(slot: Slot) -> tuple[Slot, ...]:
    """The slots whose count holds this one's: longer spans of the year, both sexes, all groups."""
    spans = tuple(each for each in _spans_of_year(slot) if _holds(each, slot) and each != slot)
    wider = (replace(slot, sex="all"), replace(slot, group="all"), replace(slot, sex="all", group="all"))
    return (*spans, *(each for each in dict.fromkeys(wider) if each != slot))


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
    start, end = span
    return replace(slot, measure="count", versus_start=None, versus_end=None, period_start=start, period_end=end)


@lru_cache(maxsize=1_000)
def _spans_of_year(slot: Slot) -> tuple[Slot, ...]:
    if slot.scope != "period" or slot.period_start is None or slot.period_end is None:
        return ()
    months = ((1, 12), (1, 6), (7, 12), (1, 9), (1, 3), (4, 6), (7, 9), (10, 12))
    return tuple(_during(slot, _span(slot.period_start.year, first, last)) for first, last in months)


def _holds(whole: Slot, part: Slot) -> bool:
    starts, ends = (whole.period_start, part.period_start), (whole.period_end, part.period_end)
    if starts[0] is None or starts[1] is None or ends[0] is None or ends[1] is None:
        return False
    return starts[0] <= starts[1] and ends[1] <= ends[0]


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
