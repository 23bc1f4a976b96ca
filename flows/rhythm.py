"""When a feed's entries appeared comes in, how often to look goes out; pure.

Two forces: look about twice in the time between two entries, and before a quarter of the document has been replaced
by newer entries. Both within bounds that follow the operator's wish. Intervals are in minutes.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from statistics import median
from typing import Final

from parsers.records import FeedState, ParsedFeed

LEAST_MINUTES: Final = 10.0
ARRIVALS_KEPT: Final = 64
ARRIVALS_NEEDED: Final = 4
LONGEST_WISH: Final = 7 * 1_440.0
_AHEAD: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The shortest, the first and the longest interval of a feed."""

    least: float
    start: float
    most: float

    def clamp(self, minutes: float) -> float:
        """The nearest interval within the bounds."""
        return min(max(minutes, self.least), self.most)


def bounds_of(poll_minutes: int) -> Bounds:
    """From a quarter of the operator's wish (never under ten minutes, unless wished) to six times it."""
    return Bounds(
        least=min(float(poll_minutes), max(LEAST_MINUTES, poll_minutes / 4)),
        start=float(poll_minutes),
        most=poll_minutes * 6.0,
    )


def merged_arrivals(known: tuple[datetime, ...], parsed: ParsedFeed, now: datetime) -> tuple[datetime, ...]:
    """The publication times known so far and those of this document, newest first; dates to come are left out."""
    dated = {date for date in _dates(parsed) if date <= now + _AHEAD}
    return tuple(sorted(dated | set(known), reverse=True)[:ARRIVALS_KEPT])


def interval_after_entries(
    state: FeedState,
    arrivals: tuple[datetime, ...],
    parsed: ParsedFeed,
    new_count: int,
    overlap: int,
    bounds: Bounds,
    now: datetime,
) -> tuple[float, str]:
    """The interval after a document came, and why; `arrivals` are the merged ones."""
    gap = usual_gap(arrivals)
    if gap is None:
        return _by_overlap(state, new_count, overlap, bounds)
    quiet = (now - arrivals[0]) / timedelta(minutes=1)
    wished, reason = max(gap, quiet / 4) / 2, f"an entry about every {_span(gap)}"
    turnover = _turnover(parsed)
    if turnover is not None and turnover / 4 < wished:
        wished, reason = turnover / 4, f"its {len(parsed.entries)} entries cover only {_span(turnover)}"
    return bounds.clamp(wished), reason


def interval_after_silence(state: FeedState, bounds: Bounds, now: datetime) -> float:
    """Nothing new never shortens an interval; it lengthens one slowly, and not past the feed's own rhythm."""
    present = state.interval_minutes or bounds.start
    gap = usual_gap(state.arrivals)
    if gap is None:
        return bounds.clamp(present * 1.1)
    quiet = (now - state.arrivals[0]) / timedelta(minutes=1)
    return bounds.clamp(max(present, min(present * 1.5, max(gap, quiet / 4) / 2)))


def usual_gap(arrivals: tuple[datetime, ...]) -> float | None:
    """The median minutes between two entries, None while too few are known; entries of one minute count as one."""
    minutes = sorted({moment.timestamp() // 60 for moment in arrivals})
    if len(minutes) < ARRIVALS_NEEDED:
        return None
    return median(later - earlier for earlier, later in pairwise(minutes))


def quiet_beyond_rhythm(state: FeedState, now: datetime) -> str | None:
    """Why an answering feed counts as gone quiet: no entry for thrice its longest usual pause, and for two days."""
    gap = usual_gap(state.arrivals)
    if gap is None or len(state.arrivals) < 2 * ARRIVALS_NEEDED:
        return None
    pauses = sorted(earlier - later for earlier, later in pairwise(state.arrivals))
    longest = pauses[int(len(pauses) * 0.9)]
    quiet = now - state.arrivals[0]
    if quiet < max(3 * longest, timedelta(days=2)):
        return None
    return f"no entry for {_span(quiet / timedelta(minutes=1))}, usually one about every {_span(gap)}"


def server_wish(headers: tuple[tuple[str, str], ...], ttl_minutes: int | None) -> float | None:
    """The longest of what feed and server ask for between polls: ttl, Cache-Control max-age, Expires (RFC 9111)."""
    fields = dict(reversed(headers))
    control = fields.get("cache-control", "").lower().replace(" ", "").split(",")
    ages = [part.partition("=")[2].strip('"') for part in control if part.startswith("max-age=")]
    wishes = [float(ttl_minutes)] if ttl_minutes else []
    if ages:
        wishes += [int(age[:9]) / 60 for age in ages if age.isascii() and age.isdigit()]
    elif not {"no-cache", "no-store"} & set(control):
        wishes += _expires(fields)
    longest = max(wishes, default=0.0)
    return min(longest, LONGEST_WISH) if longest > 0 else None


# ---------------------------------------------------------------- parts


def _by_overlap(state: FeedState, new_count: int, overlap: int, bounds: Bounds) -> tuple[float, str]:
    """Entries without dates still show by their turnover whether the interval fits."""
    present = state.interval_minutes or bounds.start
    if state.interval_minutes is None or not new_count + overlap:
        return bounds.clamp(present), "too little known of its rhythm"
    share = new_count / (new_count + overlap)
    if share > 1 / 3:
        return bounds.clamp(present / 2), f"{share:.0%} of its entries were new"
    if not new_count:
        return bounds.clamp(present * 1.25), "nothing new"
    return bounds.clamp(present), f"{share:.0%} of its entries were new"


def _turnover(parsed: ParsedFeed) -> float | None:
    """The minutes from the oldest to the newest entry of the document."""
    dates = _dates(parsed)
    if len(dates) < ARRIVALS_NEEDED:
        return None
    return (max(dates) - min(dates)) / timedelta(minutes=1) or None


def _dates(parsed: ParsedFeed) -> list[datetime]:
    readings = (entry.published or entry.updated for entry in parsed.entries)
    return [reading.value for reading in readings if reading is not None and reading.value is not None]


def _expires(fields: dict[str, str]) -> list[float]:
    try:
        expires, date = (parsedate_to_datetime(fields[name]) for name in ("expires", "date"))
    except (KeyError, ValueError, OverflowError):
        return []
    return [(_aware(expires) - _aware(date)) / timedelta(minutes=1)]


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _span(minutes: float) -> str:
    if minutes < 120:
        return f"{minutes:.0f} minutes"
    return f"{minutes / 60:.0f} hours" if minutes < 2_880 else f"{minutes / 1_440:.0f} days"
