"""Every record that crosses a door between rooms: frozen, plain values; never behaviour beyond reading themselves.

Names follow Atom for feeds (entry, id, link, published, updated), schema.org for news (headline, publisher), SDMX for
figures (measure, period), W3C Web Annotation for quotes (exact, start, end) and HTTP for fetching. What a source claims
is bare (`published`); what this program did ends in `_at`; days end in `_on`. Times are aware and in UTC, `None` means
unknown. URLs, hashes and texts are `str`; bodies are `bytes`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from parsers.statistic import Event as Event
from parsers.statistic import Measure as Measure
from parsers.statistic import Qualifier as Qualifier
from parsers.statistic import Scope as Scope
from parsers.statistic import Sex as Sex
from parsers.statistic import Statistic as Statistic

# ---------------------------------------------------------------- feeds


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource:
    """One feed as the operator wrote it in feeds.toml.

    `url` is http(s), or file: for the one bundled feed; `zone` is the IANA name used for times without a zone;
    `poll_minutes` is the operator's wish, the adaptive interval starts from it.
    """

    id: str
    url: str
    publisher: str
    language: str
    zone: str
    poll_minutes: int
    active: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampReading:
    """How a written time was read.

    `raw` is the string as found, `value` aware UTC or None where no honest reading exists; `method` names the form that
    was recognised or the reason for None; `zone_from` says where the zone came from; `precision` is what the string
    states ("day" readings carry midnight of the source's zone as value).
    """

    raw: str
    value: datetime | None
    method: str
    zone_from: Literal["stated", "feed", "utc", "none"] = "none"
    precision: Literal["second", "minute", "day", "none"] = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed.

    `identity` is unique within the feed and found by the step of the ladder that `identified_by` names.
    `link` is an absolute http(s) or file: URL or None; `summary` and `content` are as the feed has them (HTML or text).
    `position` is the 0-based place in the document.
    """

    feed: str
    identity: str
    identified_by: Literal["id", "id+link", "link", "content"]
    link: str | None
    title: str
    published: TimestampReading | None
    updated: TimestampReading | None
    summary: str
    content: str
    authors: tuple[str, ...] = ()
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed document: its entries, and what was wrong with it without making it unreadable (`problems`)."""

    format: str
    title: str
    entries: tuple[Entry, ...]
    problems: tuple[str, ...] = ()
    ttl_minutes: int | None = None
    generator: str = ""
    """The program that wrote the feed, as the feed names it: some number their archives in a known way."""
    links: tuple[tuple[str, str], ...] = ()
    """(rel, href) of the feed's own links: next, prev-archive, self, hub."""


# ---------------------------------------------------------------- fetching


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server gave to ask "has it changed?" with (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None


FailureKind = Literal[
    "timeout", "dns", "connect", "tls", "address", "robots", "redirect", "too_large", "http", "gone", "throttled",
    "protocol", "not_text", "parse", "file",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body that came.

    `permanent_url` is the address to keep when every redirect hop was permanent (301, 308), else None. `headers` are
    lower-case names. `seconds` is the whole duration, `wire_bytes` what crossed the network before decompression.
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    body_sha256: str
    content_type: str
    validators: Validators
    fetched_at: datetime
    seconds: float
    wire_bytes: int
    permanent_url: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of that lower-case name."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server said 304: what we have still stands."""

    url: str
    headers: tuple[tuple[str, str], ...]
    validators: Validators
    fetched_at: datetime
    seconds: float
    wire_bytes: int = 0
    permanent_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailure:
    """Nothing usable came; `kind` is the type, `detail` one clear clause for a person.

    `retry_after_at` is the moment the server asked to wait for; `whole_host` says that it spoke for the host (429).
    """

    url: str
    kind: FailureKind
    detail: str
    fetched_at: datetime
    seconds: float
    status: int | None = None
    wire_bytes: int = 0
    retry_after_at: datetime | None = None
    whole_host: bool = False
    final_url: str | None = None


FetchOutcome = Fetched | NotModified | FetchFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One row of the log of fetches: every fetch of feed, page or robots.txt leaves exactly one."""

    target: Literal["feed", "page", "robots"]
    feed: str | None
    url: str
    fetched_at: datetime
    status: int | None
    verdict: str
    detail: str
    seconds: float
    wire_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTurn:
    """What all runs know of a host: the run that is asking it (empty: none) and until when that holds at the latest.

    `next_at` is when the next request may start; `rests_until` and `rest_reason` stand where the host answered 429,
    `refusals` times in a row.
    """

    host: str
    holder: str = ""
    held_until: datetime | None = None
    next_at: datetime | None = None
    rests_until: datetime | None = None
    rest_reason: str = ""
    refusals: int = 0


# ---------------------------------------------------------------- feed state and decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is known of a feed between polls; `moved_to` is the permanent address that the server named."""

    feed: str
    validators: Validators = field(default_factory=Validators)
    body_sha256: str | None = None
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    next_due_at: datetime | None = None
    interval_minutes: float | None = None
    due_reason: str = ""
    failures: int = 0
    failure_kind: str | None = None
    failure_detail: str | None = None
    unconditional_polls_since: int = 0
    retired: bool = False
    moved_to: str | None = None
    gap_warning: str | None = None
    arrivals: tuple[datetime, ...] = ()
    """When the newest entries were published, newest first, at most 64: the feed's rhythm."""


# ---------------------------------------------------------------- pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A piece of a page that was left out, with the rule that did it."""

    rule: str
    text: str


PageKind = Literal["article", "teaser", "consent", "empty", "off_topic"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What a page or a flattened text says once the junk is gone.

    `text` has one paragraph a line; all offsets of quotes count in it. `kind` says whether this is an article, a
    paywall teaser, a consent wall, nothing, or off topic and therefore not read (text empty). `published_from` names
    where the date stood ("json-ld", "meta", "time", "dateline", "feed").
    """

    kind: PageKind
    headline: str
    text: str
    language: str | None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    canonical_url: str | None = None
    published: TimestampReading | None = None
    published_from: str | None = None
    updated: TimestampReading | None = None
    removed: tuple[Removed, ...] = ()
    cleaner_version: str = ""


# ---------------------------------------------------------------- what storage appends


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPoll:
    """One poll of one feed, ready to be appended in one transaction: attempt, new entries and the state after it."""

    attempt: Attempt
    state: FeedState
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingEntry:
    """An entry whose page has not been read yet; `tries` counts the failed fetches so far."""

    key: int
    entry: Entry
    tries: int
    first_seen_at: datetime


EntryVerdict = Literal["read", "off_topic", "retry", "set_aside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The outcome of reading one page or one folder document, ready to be appended in one transaction.

    `entry_key` is None for a backfilled page that no feed listed. `url` is the document's canonical URL; `body` the raw
    bytes as fetched (None when nothing came). `verdict` and `reason` say what becomes of the entry; `retry_at` when.
    """

    entry_key: int | None
    feed: str | None
    url: str
    attempts: tuple[Attempt, ...]
    verdict: EntryVerdict
    reason: str
    read_at: datetime
    retry_at: datetime | None = None
    body: bytes | None = None
    content_type: str = ""
    article: Article | None = None
    statistics: tuple[Statistic, ...] = ()
    extractor_version: str = ""
