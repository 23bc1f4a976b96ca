"""What a text has told so far in, the moment against which relative words of time are understood out."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from parsers.periods import Period
from parsers.statistics.context import Context, today
from parsers.statistics.model import Sentence

FRESH: Final = timedelta(days=120)
"""How old the newest figures may be for a running total to be told as of their end."""

SPLIT: Final = ("them", "split")
"""As in "by quarter", "분기별로": what was told before, which is divided, gives the year."""


class Moment:
    """What relative words are resolved against: the day of publication, the period last spoken of, the year carried.

    `now` is the day up to which open periods run: what the text is said to be as of, else publication; `named` the
    period that the text named last, be it only to compare with: "then".
    """

    __slots__ = ("carried", "half", "last", "latest_end", "named", "now", "published", "year")

    def __init__(self, published: date | None, last: Period | None, year: int | None) -> None:
        self.published = published
        self.last = last
        self.year = year
        self.carried = False
        self.now: date | None = None
        self.latest_end: date | None = None
        self.half: Period | None = None
        self.named: Period | None = None

    def after(self, last: Period | None) -> "Moment":
        """The same once a period has been spoken of, the year as it was."""
        return self._as(last, self.year, carried=self.carried)

    def in_year(self, year: int | None, *, carried: bool = True) -> "Moment":
        """The same with a year that is carried on, or not."""
        return self._as(self.last, year, carried=carried)

    def _as(self, last: Period | None, year: int | None, *, carried: bool) -> "Moment":
        other = Moment(self.published, last, year)
        other.carried, other.now, other.latest_end = carried, self.now, self.latest_end
        other.half, other.named = self.half, self.named
        return other


def moved_on(moment: Moment, period: Period, *, explicit: bool, past: bool) -> Moment:
    """The moment once the text has told of a period; `explicit` where it named its year, `past` where it has ended."""
    end, latest = period.end, moment.latest_end
    moved = moment.after(period)
    if end is not None and explicit:
        moved.year = end.year
    moved.carried = moment.carried or explicit
    if past and period.edge == "within" and end is not None:
        moved.latest_end = end if latest is None else max(end, latest)
    moved.named = period
    if period.grain == "half":
        moved.half = period
    return moved


def recent_end(moment: Moment) -> date | None:
    """The end of the newest period of the text where that is fresh, else the day of publication."""
    latest, published = moment.latest_end, moment.now
    if latest is None or published is None:
        return latest or published
    return latest if published - latest <= FRESH else published


def so_far(period: Period, moment: Moment) -> Period:
    """The part of a year that has passed: up to the month that is named, the newest figures, or publication."""
    if period.end is None or period.start is None:
        return period
    if period.grain != "year":
        return Period(start=date(period.end.year, 1, 1), end=period.end, edge="so_far", grain="span")
    end = moment.latest_end or moment.published
    within = end is not None and period.start <= end <= period.end
    if not within and moment.published is not None and period.start <= moment.published <= period.end:
        end, within = moment.published, True
    return Period(start=period.start, end=end if within else period.end, edge="so_far")


def moment_of(state: Context, sentence: Sentence) -> Moment:
    """What relative words are resolved against at the start of a sentence."""
    moment = Moment(state.published, state.period, state.year)
    moment.carried = state.year is not None and (state.year_line == sentence.line or SPLIT in sentence.senses)
    moment.now, moment.latest_end = today(state), state.latest_end
    moment.half, moment.named = state.half, state.named
    return moment


def clipped(period: Period | None, state: Context) -> Period | None:
    """A period that has not ended by the day of publication is told up to that day, or to the newest figures."""
    if period is None or state.published is None or period.end is None or period.end <= state.published:
        return period
    if period.start is None or period.start > state.published:
        return period
    if period.grain == "month":
        return period
    latest = state.latest_end if state.latest_end and period.start <= state.latest_end else None
    return replace(period, end=latest or state.published)
