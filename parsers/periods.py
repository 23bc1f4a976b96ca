"""Days in, periods out: arithmetic of years, halves, quarters, months and fiscal years; never words or clocks."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal

Grain = Literal["day", "month", "quarter", "half", "year", "span"]
Edge = Literal["within", "since", "until", "as_of", "now", "so_far"]
MONTHS: Final[dict[Grain, int]] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
FISCAL_START: Final = {"US": 10, "GB": 4}
"""The month in which a financial year starts: US federal (named by the year it ends in), British (1 April)."""
SHORTEST_MONTH: Final = 27
"""Every month has this day, and none ends on it."""
REMEMBERED: Final = 2_000
"""So many stretches are kept ready: texts name the same few again and again."""


@dataclass(frozen=True, slots=True, kw_only=True, init=False)
class Period:
    """First and last day, both included; `start` None means open towards the past.

    `edge` says how the text bounds it: "since" (open towards now), "until" (counted up to its end), "as_of" (a stock on
    its last day), "so_far" (the part of it that has passed).
    """

    start: date | None
    end: date | None
    grain: Grain
    edge: Edge

    def __init__(self, *, start: date | None, end: date | None, grain: Grain = "span", edge: Edge = "within") -> None:
        """Sets each field by itself, which compiles to plain stores, as the `__init__` of dataclasses does not."""
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)
        object.__setattr__(self, "grain", grain)
        object.__setattr__(self, "edge", edge)


@lru_cache(maxsize=REMEMBERED)
def year(number: int) -> Period:
    """A calendar year."""
    return Period(start=date(number, 1, 1), end=date(number, 12, 31), grain="year")


def half(number: int, which: int) -> Period:
    """The first (1) or second (2) half of a year."""
    return _months(number, which * 6 - 5, 6, "half")


def quarter(number: int, which: int) -> Period:
    """A quarter (1 to 4) of a year."""
    return _months(number, which * 3 - 2, 3, "quarter")


def month(number: int, which: int) -> Period:
    """A month (1 to 12) of a year."""
    return _months(number, which, 1, "month")


def day(number: int, which: int, day_of_month: int) -> Period | None:
    """A single day; None where the month has no such day."""
    if not 1 <= day_of_month <= monthrange(number, which)[1]:
        return None
    that = date(number, which, day_of_month)
    return Period(start=that, end=that, grain="day")


def months(number: int, first: int, last: int) -> Period:
    """The months `first` to `last` of a year, as a quarter or half where they are one."""
    count = last - first + 1
    grain: Grain = "span"
    if count in (3, 6) and (first - 1) % count == 0:
        grain = "quarter" if count == 3 else "half"
    return _months(number, first, count, grain)


def fiscal_year(number: int, country: str) -> Period:
    """A financial year: the US one named by the year it ends in, the British one likewise."""
    first = FISCAL_START[country]
    start = date(number - 1, first, 1)
    return Period(start=start, end=_add_months(start, 12) - timedelta(days=1), grain="year")


def ending(end: date, count: int) -> Period:
    """So many whole months, the last of which holds a day."""
    index = end.year * 12 + end.month - count
    return Period(start=date(index // 12, index % 12 + 1, 1), end=month(end.year, end.month).end)


def shifted(period: Period, years: int) -> Period:
    """The same stretch of the calendar that many years later (negative: earlier)."""
    start, end = _shift_day(period.start, years), _shift_day(period.end, years)
    return Period(start=start, end=end, grain=period.grain, edge=period.edge)


def before(period: Period, grain: Grain | None = None) -> Period | None:
    """The stretch right before, as long or of `grain`; None where the period is open or has no whole months."""
    if period.start is None or period.end is None:
        return None
    length = MONTHS[grain] if grain in MONTHS else _whole_months(period)
    if length is None:
        return None
    start = _add_months(period.start, -length)
    return Period(start=start, end=period.start - timedelta(days=1), grain=grain or period.grain)


def lies_inside(part: Period, whole: Period) -> bool:
    """Whether a stretch lies in another one, or is the same; open ones lie in none and hold none."""
    if part.start is None or part.end is None or whole.start is None or whole.end is None:
        return False
    return whole.start <= part.start and part.end <= whole.end


def following(period: Period) -> Period | None:
    """The quarter of the year that comes after the period's end; None where that is open."""
    if period.end is None:
        return None
    first = period.end + timedelta(days=1)
    return quarter(first.year, (first.month + 2) // 3)


def _whole_months(period: Period) -> int | None:
    if period.start is None or period.end is None or period.start.day != 1:
        return None
    after = period.end + timedelta(days=1)
    return (after.year - period.start.year) * 12 + after.month - period.start.month if after.day == 1 else None


@lru_cache(maxsize=REMEMBERED)
def _months(number: int, first: int, count: int, grain: Grain) -> Period:
    start = date(number, first, 1)
    return Period(start=start, end=_add_months(start, count) - timedelta(days=1), grain=grain)


def _add_months(start: date, count: int) -> date:
    index = start.year * 12 + start.month - 1 + count
    return date(index // 12, index % 12 + 1, 1)


def _shift_day(that: date | None, years: int) -> date | None:
    if that is None or that.day <= SHORTEST_MONTH:
        return that and that.replace(year=that.year + years)
    last = monthrange(that.year + years, that.month)[1]
    month_end = that.day == monthrange(that.year, that.month)[1]
    return date(that.year + years, that.month, last if month_end else min(that.day, last))
