"""The tables as SQLAlchemy classes, private to storage; what each holds stands in DESIGN.md, "What is kept".

Nothing here reads or writes. Texts that came from outside are never part of an index, for they may be of any length:
their keys are.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, LargeBinary, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.columns import Counted, Published, UtcTime


class Base(DeclarativeBase):
    """What all tables share: the names of constraints, so that migrations can speak of them."""

    metadata = MetaData(naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"})
    type_annotation_map = {datetime: UtcTime, str: Text, bytes: LargeBinary}  # noqa: RUF012  (SQLAlchemy's own form)


class FeedRow(Base):
    """One feed: what the operator wrote, and its state after the last poll."""

    __tablename__ = "feeds"

    feed: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    publisher: Mapped[str]
    language: Mapped[str]
    zone: Mapped[str]
    poll_minutes: Mapped[int]
    active: Mapped[bool]
    note: Mapped[str]
    registered_at: Mapped[datetime]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    body_sha256: Mapped[str | None]
    last_polled_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    last_new_at: Mapped[datetime | None]
    next_due_at: Mapped[datetime | None]
    interval_minutes: Mapped[float | None]
    due_reason: Mapped[str] = mapped_column(server_default="")
    failures: Mapped[int] = mapped_column(server_default="0")
    failure_kind: Mapped[str | None]
    failure_detail: Mapped[str | None]
    unconditional_polls_since: Mapped[int] = mapped_column(server_default="0")
    retired: Mapped[bool] = mapped_column(server_default="0")
    moved_to: Mapped[str | None]
    gap_warning: Mapped[str | None]
    arrivals: Mapped[str] = mapped_column(server_default="[]")


class AttemptRow(Base):
    """One fetch of a feed, a page or a robots.txt, whatever came of it."""

    __tablename__ = "attempts"
    __table_args__ = (Index(None, "fetched_at"), Index(None, "feed", "fetched_at"))

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    target: Mapped[str]
    feed: Mapped[str | None]
    url: Mapped[str]
    fetched_at: Mapped[datetime]
    status: Mapped[int | None]
    verdict: Mapped[str]
    detail: Mapped[str]
    seconds: Mapped[float]
    wire_bytes: Mapped[int] = mapped_column(BigInteger)


class HostRow(Base):
    """One host: which run is asking it, when it may be asked next, and how long it rests after a 429."""

    __tablename__ = "hosts"

    host: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    held_until: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    rests_until: Mapped[datetime | None]
    rest_reason: Mapped[str]
    refusals: Mapped[int]


class EntryRow(Published, Base):
    """One entry of one feed, and what became of it: `status` is pending, retry, read, off_topic or set_aside."""

    __tablename__ = "entries"
    __table_args__ = (Index(None, "status", "first_seen_at"), Index(None, "feed", "status"), Index(None, "likeness"))

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    feed: Mapped[str]
    identity: Mapped[str]
    identified_by: Mapped[str]
    likeness: Mapped[int | None] = mapped_column(BigInteger)
    link: Mapped[str | None]
    title: Mapped[str]
    updated: Mapped[datetime | None]
    updated_raw: Mapped[str | None]
    updated_method: Mapped[str | None]
    updated_zone_from: Mapped[str | None]
    updated_precision: Mapped[str | None]
    summary: Mapped[str]
    content: Mapped[str]
    authors: Mapped[str]
    position: Mapped[int]
    first_seen_at: Mapped[datetime]
    status: Mapped[str]
    reason: Mapped[str]
    tries: Mapped[int]
    retry_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]


class BodyRow(Base):
    """Bytes as they came, compressed, once for each content."""

    __tablename__ = "bodies"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    codec: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[bytes]


class PageRow(Base):
    """One content fetched from one URL."""

    __tablename__ = "pages"
    __table_args__ = (Index(None, "document_key"), Index(None, "sha256"), Index(None, "fetched_at"))

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    document_key: Mapped[str]
    url: Mapped[str]
    feed: Mapped[str | None]
    entry_key: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str]
    content_type: Mapped[str]
    fetched_at: Mapped[datetime]


class TextRow(Base):
    """A cleaned text, once for each content; `cluster` is the least key among its copies, null until sought."""

    __tablename__ = "texts"
    __table_args__ = (Index(None, "cluster"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    cluster: Mapped[str | None]


class DocumentRow(Base):
    """One canonical URL; `reading_key` points at the reading that stands, the newest by `read_at`."""

    __tablename__ = "documents"
    __table_args__ = (Index(None, "reading_key"), Index(None, "host"))

    key: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    host: Mapped[str]
    feed: Mapped[str | None]
    publisher: Mapped[str]
    first_read_at: Mapped[datetime]
    reading_key: Mapped[str]
    read_at: Mapped[datetime]


class ReadingRow(Published, Base):
    """One reading of one document: which text, by which versions, and which reading stood before (`supersedes`)."""

    __tablename__ = "readings"
    __table_args__ = (Index(None, "document_key"), Index(None, "text_key"))

    key: Mapped[str] = mapped_column(primary_key=True)
    document_key: Mapped[str]
    text_key: Mapped[str]
    page_key: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str]
    headline: Mapped[str]
    language: Mapped[str | None]
    publisher: Mapped[str]
    authors: Mapped[str]
    published_from: Mapped[str | None]
    updated: Mapped[datetime | None]
    cleaner_version: Mapped[str]
    extractor_version: Mapped[str]
    supersedes: Mapped[str | None]
    read_at: Mapped[datetime]


class FigureRow(Counted, Base):
    """One distinct claim; `slot_key` is the claim without its value."""

    __tablename__ = "figures"
    __table_args__ = (Index(None, "slot_key"), Index(None, "first_seen_at"), Index(None, "event", "period_end"))

    key: Mapped[str] = mapped_column(primary_key=True)
    slot_key: Mapped[str]
    measure: Mapped[str]
    value: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    bound: Mapped[str]
    period_end: Mapped[date | None]
    versus_start: Mapped[date | None]
    versus_end: Mapped[date | None]
    first_seen_at: Mapped[datetime]


class SightingRow(Base):
    """One statement of a figure in one reading, with quote and offsets; append-only."""

    __tablename__ = "sightings"
    __table_args__ = (Index(None, "figure_key"), Index(None, "reading_key"))

    key: Mapped[str] = mapped_column(primary_key=True)
    figure_key: Mapped[str]
    reading_key: Mapped[str]
    document_key: Mapped[str]
    qualifier: Mapped[str]
    attribution: Mapped[str | None]
    sentence: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    rule: Mapped[str]
    seen_at: Mapped[datetime]


class SignatureRow(Base):
    """The short number under which a text is posted among the fingerprints."""

    __tablename__ = "signatures"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    text_key: Mapped[str]


class FingerprintRow(Base):
    """One sampled run of words of one text; see storage.likeness."""

    __tablename__ = "fingerprints"
    __table_args__ = ({"sqlite_with_rowid": False},)

    print: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class CopyRow(Base):
    """Two texts found to be copies of each other, and how much of the shorter stands in the longer."""

    __tablename__ = "copies"

    text_key: Mapped[str] = mapped_column(primary_key=True)
    copy_key: Mapped[str] = mapped_column(primary_key=True)
    contained: Mapped[float]


class OfficialRow(Counted, Base):
    """One value of a reference series: who published it, when, and where it stands; never changed, only added to."""

    __tablename__ = "official"
    __table_args__ = (Index(None, "slot_key"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    slot_key: Mapped[str]
    period_end: Mapped[date]
    value: Mapped[float]
    qualifier: Mapped[str]
    status: Mapped[str]
    published_on: Mapped[date | None]
    source_name: Mapped[str]
    source_url: Mapped[str]
    loaded_at: Mapped[datetime]


class CorrectionRow(Base):
    """One ruling of a person on a statement, as seeds/corrections.toml has it; `withdrawn_at` once it is gone there."""

    __tablename__ = "corrections"

    key: Mapped[str] = mapped_column(primary_key=True)
    quote: Mapped[str]
    url: Mapped[str | None]
    surface: Mapped[str | None]
    ruling: Mapped[str]
    changes: Mapped[str]
    reason: Mapped[str]
    link: Mapped[str]
    applied_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class RulingRow(Base):
    """One statement that a correction supersedes, and the corrected one that stands instead (null: rejected)."""

    __tablename__ = "rulings"

    sighting_key: Mapped[str] = mapped_column(primary_key=True)
    correction_key: Mapped[str] = mapped_column(primary_key=True)
    by_sighting: Mapped[str | None]
    ruled_at: Mapped[datetime]
