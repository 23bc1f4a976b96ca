"""What one run holds open and what it comes to: archive, network and start time; the record that reports show."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.fetching.web import Web, policy_from
from flows.parsing import FeedParsing
from flows.settings import Settings, utc_now
from flows.wording import several
from storage.archive import Archive
from storage.errors import StorageError
from storage.views import FigureView

SELDOM = (20_000, 20, 20)
"""New objects before the collector looks through them, and how often it looks further, while a run lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """One feed in one run: `verdict` is ok, unchanged, waiting, or the kind of failure; `detail` is for a person."""

    feed: str
    verdict: str
    entries: int = 0
    new: int = 0
    detail: str = ""

    @property
    def polled(self) -> bool:
        """Whether its server was asked at all."""
        return self.verdict != "waiting"

    @property
    def failed(self) -> bool:
        """Whether nothing usable came."""
        return self.verdict not in ("ok", "unchanged", "waiting")

    @property
    def words(self) -> str:
        """`yonhap-en: 40 entries, 3 new`, or what went wrong."""
        if self.verdict == "ok":
            return f"{self.feed}: {several(self.entries, 'entry')}, {self.new} new"
        return f"{self.feed}: {self.verdict}" + (f", {self.detail}" if self.detail else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTally:
    """How the pages of a run ended, and what they added to the ledger; `left` says that its limit left pages unread."""

    read: int = 0
    off_topic: int = 0
    to_retry: int = 0
    set_aside: int = 0
    sightings_new: int = 0
    sightings_known: int = 0
    left: bool = False

    def __add__(self, other: "PageTally") -> "PageTally":
        return PageTally(
            read=self.read + other.read,
            off_topic=self.off_topic + other.off_topic,
            to_retry=self.to_retry + other.to_retry,
            set_aside=self.set_aside + other.set_aside,
            sightings_new=self.sightings_new + other.sightings_new,
            sightings_known=self.sightings_known + other.sightings_known,
            left=self.left or other.left,
        )

    @property
    def fetched(self) -> int:
        """All pages that were tried."""
        return self.read + self.off_topic + self.failed

    @property
    def failed(self) -> int:
        """The pages that could not be read, for now or for good."""
        return self.to_retry + self.set_aside


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What a run of poll, backfill or reextract came to."""

    name: str
    started_at: datetime
    finished_at: datetime
    feeds: tuple[FeedLine, ...]
    pages: PageTally
    new_figures: tuple[FigureView, ...]

    @property
    def sentence(self) -> str:
        """The run in one line; feeds that were not due are not counted among those that answered."""
        parts = [*self._of_feeds(), f"{several(self.pages.fetched - self.pages.failed, 'page')} read"]
        parts += [f"{self.pages.failed:,} not to be had"] if self.pages.failed else []
        parts += ["more are left, for the limit of pages was reached"] if self.pages.left else []
        parts += [several(len(self.new_figures), "new figure") if self.new_figures else "nothing new"]
        return f"{self.name}: {', '.join(parts)}"

    def _of_feeds(self) -> list[str]:
        if not self.feeds:
            return []
        polled = sum(line.polled for line in self.feeds)
        answered = polled - sum(line.failed for line in self.feeds)
        waiting = len(self.feeds) - polled
        if not polled:
            return [f"none of {several(waiting, 'feed')} due"]
        entries = several(sum(line.new for line in self.feeds), "new entry")
        not_due = [f"{waiting} not due"] if waiting else []
        return [f"{answered} of {several(polled, 'feed')} answered", *not_due, entries]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunScope:
    """The open things of one run, shared by its tasks."""

    settings: Settings
    archive: Archive
    web: Web
    parsing: FeedParsing
    started_at: datetime


@contextmanager
def open_run(settings: Settings) -> Iterator[RunScope]:
    """Open archive and network for one run and close both whatever happens; the start time goes on all its rows."""
    settings.home.mkdir(parents=True, exist_ok=True)
    policy = policy_from(settings)
    root = settings.feeds.parent.absolute()
    with (
        _imports_left_alone(),
        Archive.open(settings.database) as archive,
        Web(policy, file_root=root, book=archive) as web,
        FeedParsing() as parsing,
    ):
        try:
            yield RunScope(settings=settings, archive=archive, web=web, parsing=parsing, started_at=utc_now())
        finally:
            archive.append_attempts(web.robots_attempts())


@contextmanager
def _imports_left_alone() -> Iterator[None]:
    """What is there before a run is not looked through again and again for garbage, nor what is new at every turn.

    Together that is a sixth of a quiet poll's CPU; pages free their trees themselves.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def open_web(settings: Settings, *, file_root: Path) -> Iterator[Web]:
    """The network of a command that keeps nothing; where there is a ledger, it takes turns at hosts with its runs."""
    with ExitStack() as opened:
        book: Archive | None = None
        with suppress(StorageError):
            book = opened.enter_context(Archive.open(settings.database, create=False))
        yield opened.enter_context(Web(policy_from(settings), file_root=file_root, book=book))


def new_since(scope: RunScope) -> tuple[FigureView, ...]:
    """The figures first seen in this run, as a reader meets them: document by document, from top to bottom."""
    return tuple(
        sorted(scope.archive.new_figures(since=scope.started_at), key=lambda one: (one.url, one.start, one.key))
    )


def utc_minute() -> str:
    """The present minute as run names show it."""
    return f"{utc_now():%Y-%m-%d %H:%M}"


def run_name(flow: str) -> Callable[[], str]:
    """Names flow runs by flow and minute: `poll-feeds/2026-11-22 06:30`."""
    return lambda: f"{flow}/{utc_minute()}"


def shown(path: Path) -> str:
    """A path as a person at the prompt would type it."""
    absolute = path.absolute()
    return str(absolute.relative_to(Path.cwd())) if absolute.is_relative_to(Path.cwd()) else str(absolute)
