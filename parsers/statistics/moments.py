"""What a text has told so far in, the moment against which relative words of time are understood out."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from parsers.periods import Period
from parsers.statistics.context import Context, today
from parsers.statistics.model import Sentence

FRESH: Final = timedelta(days=120)
"""How old the newest figures may be for a running total to be told as of their end."""

SPLIT: Final = ("them", "split")
"""As in "by quarter", "분기별로": what was told before, which is divided, gives the year."""


@dataclass(slots=True)
class Moment:
    """What relative words are resolved against: the day of publication, the period last spoken of, the year carried."""

    published: date | None
    last: Period | None = None
    year: int | None = None
    carried: bool = False
    now: date | None = None
    """The day up to which open periods run: what the text is said to be as of, else publication."""
    latest_end: date | None = None
    half: Period | None = None
    named: Period | None = None
    """The period that the text named last, be it only to compare with: "then"."""


def moved_on(moment: Moment, period: Period, *, explicit: bool, past: bool) -> Moment:
    """The moment once the text has told of a period; `explicit` where it named its year, `past` where it has ended."""
    end, latest = period.end, moment.latest_end
    if past and period.edge == "within" and end is not None:
        latest = end if latest is None else max(end, latest)
    return Moment(
        published=moment.published,
        last=period,
        year=end.year if end and explicit else moment.year,
        carried=moment.carried or explicit,
        now=moment.now,
        latest_end=latest,
        half=period if period.grain == "half" else moment.half,
        named=moment.named,
    )


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
    return Moment(
        published=state.published,
        last=state.period,
        year=state.year,
        carried=state.year is not None and (state.year_line == sentence.line or SPLIT in sentence.senses),
        latest_end=state.latest_end,
        half=state.half,
        now=today(state),
        named=state.named,
    )
