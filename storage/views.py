"""What storage hands out: frozen records for people, reports and exports; what it takes in is in parsers.records."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from parsers.records import Event, Measure, Qualifier, Scope, Sex, TimestampReading
from storage.agreement import Stated
from storage.checks import Check
from storage.slots import Slot
from storage.standing import OfficialValue, State


@dataclass(frozen=True, slots=True, kw_only=True)
class PollAppended:
    """How many of a poll's entries were new, and how many were known before."""

    new: int
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """One figure with the statement that represents it (the earliest that stands) and how many stand behind it.

    `sightings` counts statements, `documents` the pages that carry them, `sources` the independent ones among these:
    copies of one text, and texts that credit the same source, count once. `witnesses` names them; `own_count` tells
    that each credits a body that knows its own cases alone. `newest_at` is when the newest statement was published, or
    read where that is unknown. `state` and `why` are those of the series, None where it was not asked for.
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
    own_count: bool = False
    newest_at: datetime | None = None
    state: State | None = None
    why: str | None = None

    @property
    def claim(self) -> Slot:
        """What is counted, without the value."""
        return Slot(**{each.name: getattr(self, each.name) for each in fields(Slot)})

    @property
    def stated(self) -> Stated:
        """The number with its hedge."""
        return Stated(**{each.name: getattr(self, each.name) for each in fields(Stated)})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsAppended:
    """What a batch of readings added, the figures by key; everything else of it was known before."""

    documents_new: int
    readings_new: int
    sightings_new: int
    sightings_known: int
    figures_new: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """One feed as the dashboard shows it; `condition` is `well`, `failing`, `never_polled`, `inactive` or `retired`.

    `lately` counts entries first seen within the last fourteen days.
    """

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
    read_lately: int = 0
    set_aside_lately: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """One entry whose page was given up: when, and why."""

    feed: str
    link: str
    title: str
    reason: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """One page as it was fetched, with what its feed said of it where a feed listed it; or the `fault` of its bytes."""

    key: int
    url: str
    feed: str | None
    entry_key: int | None
    body: bytes
    content_type: str
    fetched_at: datetime
    headline: str | None
    published: TimestampReading | None
    fault: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementView:
    """One sighting that stands, with all a reader needs to look it up."""

    sighting: str
    url: str
    publisher: str
    headline: str
    published: datetime | None
    attribution: str | None
    qualifier: Qualifier
    sentence: str
    start: int
    end: int
    rule: str
    cluster: str
    extractor_version: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureStory:
    """A figure with everything known around it: statements, sums redone, official values, and the slot's other figures.

    `rivals` cannot hold beside it; `beside` can (the same number with another hedge, a part of it).
    """

    figure: FigureView
    statements: tuple[StatementView, ...]
    rivals: tuple[FigureView, ...]
    beside: tuple[FigureView, ...]
    checks: tuple[Check, ...]
    official: tuple[OfficialValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPoint:
    """One slot of a series: what is held best, whose it is, and what stands beside it.

    `lowest` and `highest` span all figures and the official value. `official` is every value the authority gave, oldest
    first. `figure` is the key of the figure held best, None where the value comes from the authority alone.
    """

    slot: Slot
    value: float | None
    low: float | None
    high: float | None
    state: State
    why: str
    source: str
    sources: int
    figure: str | None
    lowest: float | None
    highest: float | None
    rivals: tuple[FigureView, ...] = ()
    official: tuple[OfficialValue, ...] = ()
