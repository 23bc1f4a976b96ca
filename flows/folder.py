"""A folder of saved pages in, their readings appended out; files are only read, never moved or changed.

`.html`, `.htm` and `.txt` files hold one page each; a line of a `.jsonl` file holds {"url", "html" or "text",
"published"}.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from prefect import task

from flows.errors import OperationError
from flows.progress import name_this_task, say
from flows.read_pages import failures, tally_of
from flows.reading import dated, local_day, read_body, read_statistics
from flows.run import PageTally, RunScope
from flows.settings import utc_now
from flows.tasks import STORAGE_RETRY
from parsers.errors import PageParseError
from parsers.records import Attempt, Reading, TimestampReading
from parsers.statistics import EXTRACTOR_VERSION
from parsers.timestamps import read_timestamp
from parsers.urls import canonical_url

CONTENT_TYPES = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain"}
JSON_LINES = ".jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """One page as saved: where it lies, where it came from if that is known, and its bytes."""

    place: str
    url: str
    body: bytes
    content_type: str
    published: TimestampReading | None = None


def read_folder(scope: RunScope, folder: Path, wanted: Callable[[date | None], bool], *, limit: int) -> PageTally:
    """Read every saved page of a folder whose publication day is wanted, in batches, at most `limit` pages."""
    tally, undated = PageTally(), 0
    for batch in batches(saved_pages(folder), size=scope.settings.page_batch, limit=limit):
        readings = [reading for page in batch if (reading := read_saved(page, wanted))]
        undated += sum(1 for reading in readings if reading.article and not reading.article.published)
        tally += append_batch(readings, scope)
    if undated:
        say(f"{undated} pages state no date and were read all the same")
    return tally


def saved_pages(folder: Path) -> Iterator[SavedPage]:
    """Every page of a folder and the folders in it, in the order of their names.

    Raises OperationError naming file and line when a .jsonl line is wrong.
    """
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == JSON_LINES:
            yield from lines_of(path)
        elif path.suffix in CONTENT_TYPES:
            content_type = CONTENT_TYPES[path.suffix]
            yield SavedPage(
                place=str(path), url=path.absolute().as_uri(), body=path.read_bytes(), content_type=content_type
            )


def lines_of(path: Path) -> Iterator[SavedPage]:
    """The pages of a JSON Lines file."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            place = f"{path}, line {number}"
            try:
                row = json.loads(line)
                kind = "html" if "html" in row else "text"
                url = canonical_url(row["url"]) or f"{path.absolute().as_uri()}#{number}"
                body = row[kind].encode()
                published = read_timestamp(row["published"], zone="UTC") if row.get("published") else None
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise OperationError(f'{place}: needs "url" and "html" or "text" as strings ({error!r})') from None
            content_type = "text/html; charset=utf-8" if kind == "html" else "text/plain"
            yield SavedPage(place=place, url=url, body=body, content_type=content_type, published=published)


def read_saved(page: SavedPage, wanted: Callable[[date | None], bool]) -> Reading | None:
    """The reading of a saved page; None where its publication day is known and not wanted."""
    now = utc_now()
    try:
        article = read_body(page.body, url=page.url, content_type=page.content_type, fetched_at=now, zone=None)
    except PageParseError as error:
        return unread(page, now, error.reason)
    article = dated(article, page.published, source="folder")
    day = local_day(article.published, "UTC")
    if not wanted(day):
        return None
    return Reading(
        entry_key=None,
        feed=None,
        url=canonical_url(article.canonical_url or page.url) or page.url,
        attempts=(attempt(page, now, "read", article.kind),),
        verdict="off_topic" if article.kind == "off_topic" else "read",
        reason=article.kind,
        read_at=now,
        body=page.body,
        content_type=page.content_type,
        article=article,
        statistics=read_statistics(article, published=day, language=None),
        extractor_version=EXTRACTOR_VERSION,
    )


def unread(page: SavedPage, now: datetime, reason: str) -> Reading:
    """A file that is no page."""
    return Reading(
        entry_key=None,
        feed=None,
        url=page.url,
        attempts=(attempt(page, now, "not_text", reason),),
        verdict="set_aside",
        reason=reason,
        read_at=now,
    )


def attempt(page: SavedPage, now: datetime, verdict: str, detail: str) -> Attempt:
    """The row of a file that was read, in the log of fetches."""
    return Attempt(
        target="page",
        feed=None,
        url=page.url,
        fetched_at=now,
        status=None,
        verdict=verdict,
        detail=detail,
        seconds=0.0,
        wire_bytes=len(page.body),
    )


@task(name="read saved pages", **STORAGE_RETRY)
def append_batch(readings: Sequence[Reading], scope: RunScope) -> PageTally:
    """Append a batch of readings in one transaction."""
    tally = tally_of(readings, scope.archive.append_readings(readings))
    name_this_task(f"{tally.fetched} saved pages, {tally.sightings_new} new sightings")
    say(f"{tally.fetched} saved pages, {tally.sightings_new} new sightings" + failures(readings))
    return tally


def batches(pages: Iterator[SavedPage], *, size: int, limit: int) -> Iterator[list[SavedPage]]:
    """Lists of at most `size` pages, at most `limit` pages in all."""
    batch: list[SavedPage] = []
    for number, page in enumerate(pages):
        if number == limit:
            break
        batch.append(page)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
