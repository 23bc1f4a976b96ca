"""What storage hands out: frozen records for people, reports and exports; what it takes in is in parsers.records."""

from dataclasses import dataclass
from datetime import date, datetime

from parsers.records import Event, Measure, Qualifier, Scope, Sex, TimestampReading


@dataclass(frozen=True, slots=True, kw_only=True)
class PollAppended:
    """How many of a poll's entries were new, and how many were known before."""

    new: int
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """One figure with the statement that represents it (the earliest that stands) and how many stand behind it.

    `sightings` counts statements, `documents` the pages that carry them, `sources` the independent ones among these:
    copies of one text, and texts that credit the same source, count once. `witnesses` names them. `state` and `why` are
    those of the series, None until it was drawn.
    """

    key: str
    slot: str
    measure: Measure
    value: float | None
    low: float | None
    high: float | None
    qualifier: Qualifier
    event: Event
    destination: str | None
    sex: Sex
    group: str
    scope: Scope
    period_start: date | None
    period_end: date | None
    versus_start: date | None
    versus_end: date | None
    attribution: str | None
    sentence: str
    start: int
    end: int
    rule: str
    sighting: str
    document: str
    url: str
    headline: str
    publisher: str
    feed: str | None
    language: str | None
    published: datetime | None
    first_seen_at: datetime
    sightings: int
    documents: int
    sources: int
    witnesses: tuple[str, ...] = ()
    state: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsAppended:
    """What a batch of readings added; everything else of it was known before."""

    documents_new: int
    readings_new: int
    sightings_new: int
    sightings_known: int
    figures_new: tuple[FigureView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """One feed as the dashboard shows it; `condition` is `well`, `failing`, `never_polled`, `inactive` or `retired`."""

    feed: str
    publisher: str
    url: str
    condition: str
    why: str
    last_polled_at: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    next_due_at: datetime | None
    due_reason: str
    failures: int
    gap_warning: str | None
    moved_to: str | None
    entries: int
    pending: int
    set_aside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """One page as it was fetched, with what its feed said of it where a feed listed it."""

    key: int
    url: str
    feed: str | None
    entry_key: int | None
    body: bytes
    content_type: str
    fetched_at: datetime
    headline: str | None
    published: TimestampReading | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much the database holds."""

    feeds: int
    attempts: int
    entries: int
    pending: int
    pages: int
    documents: int
    readings: int
    sightings: int
    figures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unproven:
    """A kept statement that its stored text or bytes do not bear out, and why."""

    sighting: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """How many statements were looked at, and those that do not stand."""

    sightings: int
    pages: int
    unproven: tuple[Unproven, ...]
