"""The one door to what is known: records in, views out, each call one transaction, errors in one sentence.

Holds no rule of its own; each noun's module does the work on the connection it is handed.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy.engine import Connection

from parsers.records import (
    Attempt,
    Entry,
    Event,
    FeedPoll,
    FeedSource,
    FeedState,
    HostTurn,
    PendingEntry,
    Reading,
    Scope,
    Sex,
)
from storage import (
    coverage,
    entries,
    exports,
    figures,
    hosts,
    listing,
    pages,
    readings,
    reference,
    schema,
    series,
    upkeep,
)
from storage import feeds as feed_tables
from storage.corrections import Correction, CorrectionsApplied, apply_corrections
from storage.coverage import AttemptCount, CoveredDay
from storage.engine import Database
from storage.exports import FIGURES, FORMATS, STATEMENTS, Exported, Format, Package
from storage.figures import FigureFilter
from storage.pages import Reread
from storage.reference import ReferenceValue, Revision
from storage.series import Grain
from storage.slots import HOME, Slot
from storage.upkeep import Copied, Pruned
from storage.views import (
    Counts,
    FeedHealth,
    FigureStory,
    FigureView,
    KeptPage,
    PollAppended,
    ReadingsAppended,
    SeriesPoint,
    SetAside,
    Verified,
)

T = TypeVar("T")

TEXTS_AT_ONCE = 250


class Archive:
    """An opened database. Safe to share between threads; close it, or use it in a `with`."""

    def __init__(self, database: Database) -> None:
        """Use `Archive.open`, which checks the schema."""
        self._database = database

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Self:
        """The archive at a URL: `sqlite:///FILE` or `postgresql://...`; an empty one is set up if `create`.

        Raises SchemaError for another schema version, StorageError where the database cannot be opened.
        """
        database = Database(url, create=create)
        try:
            schema.require_head(database, create=create)
        except BaseException:
            database.close()
            raise
        return cls(database)

    @staticmethod
    def upgrade(url: str) -> None:
        """Bring the schema of an existing or empty database up to this program's. Raises StorageError."""
        database = Database(url, create=True)
        try:
            schema.upgrade(database)
        finally:
            database.close()

    def close(self) -> None:
        """Give the connections back; the archive is done with."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------ feeds and entries

    def register_feeds(self, sources: Sequence[FeedSource], *, at: datetime) -> None:
        """Write down the feeds as the operator wrote them; what is known of them stays."""
        self._write(lambda connection: feed_tables.register_feeds(connection, sources, at))

    def feed_states(self, feeds: Sequence[str] | None = None) -> dict[str, FeedState]:
        """The state of each registered feed, or of those named."""
        return self._read(lambda connection: feed_tables.feed_states(connection, feeds))

    def known_identities(self, brought: Sequence[Entry]) -> set[tuple[str, str]]:
        """Feed and identity of those of the entries that their feeds have brought before, be it under another id."""
        return self._read(lambda connection: feed_tables.known_identities(connection, brought))

    def append_poll(self, poll: FeedPoll) -> PollAppended:
        """Append attempt, new entries and the state with its validators, all or nothing. Raises UnknownFeedError."""
        return self._write(lambda connection: feed_tables.append_poll(connection, poll))

    def append_polls(self, polls: Sequence[FeedPoll]) -> dict[str, PollAppended]:
        """Append many polls, at most one for a feed, all or nothing. Raises UnknownFeedError."""
        return self._write(lambda connection: feed_tables.append_polls(connection, polls))

    def keep_states(self, states: Sequence[FeedState]) -> None:
        """Take over the states of feeds that a person's word changed."""
        self._write(lambda connection: feed_tables.keep_states(connection, states))

    def append_attempts(self, attempts: Sequence[Attempt]) -> None:
        """Append one row for each fetch."""
        self._write(lambda connection: feed_tables.append_attempts(connection, attempts))

    def take_turns(self, wanted: Collection[str], *, holder: str, at: datetime, until: datetime) -> dict[str, HostTurn]:
        """The turns at hosts: the run's own where a host was free, else with what has to be waited for."""
        return self._write(lambda connection: hosts.take_turns(connection, wanted, holder=holder, at=at, until=until))

    def give_back_turns(self, turns: Sequence[HostTurn]) -> None:
        """Let other runs ask these hosts."""
        self._write(lambda connection: hosts.give_back_turns(connection, turns))

    def renew_turns(self, *, holder: str, until: datetime) -> None:
        """Let a run keep the hosts that it holds until that moment."""
        self._write(lambda connection: hosts.renew_turns(connection, holder=holder, until=until))

    def hosts_at_rest(self, *, at: datetime) -> dict[str, datetime]:
        """The hosts that asked for fewer requests, and until when each is left alone."""
        return self._read(lambda connection: hosts.hosts_at_rest(connection, at))

    def pending_entries(
        self,
        *,
        at: datetime,
        feeds: Sequence[str] | None = None,
        days: tuple[date, date] | None = None,
        limit: int,
    ) -> tuple[PendingEntry, ...]:
        """At most `limit` entries whose page is due at that moment, the longest known first; of these days or any."""
        return self._read(lambda connection: entries.pending_entries(connection, at, feeds, days, limit))

    def set_aside(self, feeds: Sequence[str] | None = None) -> tuple[SetAside, ...]:
        """The entries whose page was given up, with the reason, the latest first."""
        return self._read(lambda connection: entries.set_aside(connection, feeds))

    def retry_entries(self, *, feeds: Sequence[str] | None = None, at: datetime) -> int:
        """Let pages that were set aside be tried again from that moment on; how many there are."""
        return self._write(lambda connection: entries.retry_entries(connection, feeds, at))

    def feed_health(self, *, at: datetime) -> tuple[FeedHealth, ...]:
        """Each feed's condition with its reason."""
        return self._read(lambda connection: feed_tables.feed_health(connection, at))

    def covered_days(self, *, since: datetime) -> tuple[CoveredDay, ...]:
        """What was polled and seen on which day, by feed and day."""
        return self._read(lambda connection: coverage.covered_days(connection, since))

    def attempt_counts(self, *, since: datetime) -> tuple[AttemptCount, ...]:
        """The fetches since then by target and verdict."""
        return self._read(lambda connection: coverage.attempt_counts(connection, since))

    # ------------------------------------------------------------ readings and figures

    def append_readings(self, batch: Sequence[Reading]) -> ReadingsAppended:
        """Append what was read, all or nothing; the same again adds nothing."""
        return self._write(lambda connection: readings.append_readings(connection, batch))

    def settle(self) -> int:
        """Look at every text that came since: copies fall into clusters. Returns how many texts were looked at.

        Done in short transactions; a run killed between them goes on where it stopped.
        """
        from storage import copies  # noqa: PLC0415  (numpy is needed by nothing else of a poll)

        seen = 0
        while found := self._write(lambda connection: copies.cluster_texts(connection, TEXTS_AT_ONCE)):
            seen += found
        return seen

    def new_figures(self, *, since: datetime, limit: int | None = None) -> tuple[FigureView, ...]:
        """The figures first seen at or after that moment, in order of appearance."""
        return self._read(lambda connection: series.judged(connection, figures.new_figures(connection, since, limit)))

    def figures(self, wanted: FigureFilter | None = None, *, as_of: date | None = None) -> tuple[FigureView, ...]:
        """The figures that the filter wants with their states, latest period first, as known at the end of a day."""
        return self._read(
            lambda connection: tuple(series.filtered_figures(connection, wanted or FigureFilter(), as_of))
        )

    def figure(self, key: str, *, as_of: date | None = None) -> FigureStory:
        """All about the figure whose key begins with `key`. Raises StorageError where none or several do."""
        return self._read(lambda connection: series.figure_story(connection, key, as_of))

    def series(
        self,
        *,
        event: Event,
        grain: Grain | None = "year",
        destination: str | None = HOME,
        sex: Sex = "all",
        group: str = "all",
        scope: Scope = "period",
        as_of: date | None = None,
    ) -> tuple[SeriesPoint, ...]:
        """The counts of one kind of event, a point for each period of that grain (None: any), as known on a day."""
        wanted = Slot(event=event, destination=destination, sex=sex, group=group, scope=scope)
        return self._read(lambda connection: series.series(connection, wanted, grain, as_of))

    def load_reference(self, values: Iterable[ReferenceValue], *, at: datetime) -> int:
        """Append official values (see storage.reference.read_reference); returns how many were new."""
        return self._write(lambda connection: reference.append_reference(connection, values, at))

    def revisions(self, *, since: datetime) -> tuple[Revision, ...]:
        """The official values in force that were loaded since then in the place of other ones, by period."""
        return self._read(lambda connection: reference.revisions(connection, since))

    def counts(self) -> Counts:
        """How many rows of each kind there are."""
        return self._read(upkeep.counts)

    def apply_corrections(self, corrections: Sequence[Correction], *, at: datetime) -> CorrectionsApplied:
        """Rule on statements as people did (see storage.corrections.read_corrections); says which matched nothing."""
        return self._write(lambda connection: apply_corrections(connection, corrections, at))

    # ------------------------------------------------------------ kept pages

    def kept_pages(self, *, after_key: int = 0, limit: int) -> tuple[KeptPage, ...]:
        """At most `limit` kept pages with a key above `after_key`, by key; the last key leads on."""
        return self._read(lambda connection: pages.kept_pages(connection, after_key, limit))

    def verify(self, reread: Reread | None = None) -> Verified:
        """Prove every statement that stands against its stored text and, with `reread`, against the kept bytes."""
        return self._read(lambda connection: pages.verify(connection, reread))

    def prune_pages(
        self, *, fetched_before: datetime | None = None, keep_bytes: int | None = None, quoted: bool = False
    ) -> Pruned:
        """Let go of raw bodies by age or total size; those behind a statement only if `quoted`."""
        return self._write(
            lambda connection: upkeep.prune_bodies(
                connection, fetched_before=fetched_before, keep_bytes=keep_bytes, quoted=quoted
            )
        )

    # ------------------------------------------------------------ taking it away, keeping it sound

    def export(self, folder: Path, *, formats: Sequence[Format] = FORMATS, at: datetime, licence: str = "") -> Exported:
        """Write statements and figures into the folder with a datapackage.json. Raises StorageError."""

        def write(connection: Connection) -> Exported:
            tables = ((STATEMENTS, listing.all_statements(connection)), (FIGURES, listing.all_figures(connection)))
            package = Package(created_at=at, versions=tuple(listing.extractor_versions(connection)), licence=licence)
            return exports.export(folder, tables, formats, package)

        return self._read(write)

    def backup(self, file: Path) -> Copied:
        """Copy everything into a new SQLite file while others go on writing, and count it there."""
        return upkeep.backup(self._database, file)

    def restore(self, file: Path) -> Copied:
        """Copy a backup, also one of an older schema, into this archive, which must hold nothing yet."""
        return upkeep.restore(file, self._database)

    def check(self) -> tuple[str, ...]:
        """What is wrong with the database, a sentence each; empty where all is sound."""
        return self._read(lambda connection: tuple(upkeep.faults(connection)))

    def _read(self, work: Callable[[Connection], T]) -> T:
        with self._database.read() as connection:
            return work(connection)

    def _write(self, work: Callable[[Connection], T]) -> T:
        return self._database.write(work)
