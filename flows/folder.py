"""A folder of saved pages in, their readings appended out; files are only read, never moved or changed.

`.html`, `.htm` and `.txt` files hold one page each; a line of a `.jsonl` file holds {"url", "html" or "text",
"published"}. What cannot be read is counted, the first of a batch told with its place, and the rest goes on.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from prefect import task

from flows.errors import OperationError
from flows.faults import ProgramError
from flows.progress import name_this_task, say
from flows.read_pages import failures, tally_of
from flows.reading import dated, local_day, read_body, read_statistics
from flows.run import PageTally, RunScope
from flows.settings import utc_now
from flows.tasks import STORAGE_RETRY
from flows.wording import several
from parsers.errors import PageParseError
from parsers.records import Attempt, Reading, TimestampReading
from parsers.statistics import EXTRACTOR_VERSION
from parsers.timestamps import read_timestamp
from parsers.urls import canonical_url

CONTENT_TYPES = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain"}
JSON_LINES = ".jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """One page as saved: where it came from, or else where it lies, and its bytes; or the `fault` that hides them."""

    url: str
    body: bytes = b""
    content_type: str = ""
    published: TimestampReading | None = None
    fault: str = ""


def read_folder(
    scope: RunScope, folder: Path, wanted: Callable[[date | None], bool], *, limit: int | None
) -> PageTally:
    """Read every saved page of a folder whose publication day is wanted, in batches, at most `limit` pages."""
    tally, undated = PageTally(), 0
    pages = saved_pages(folder)
    for batch in batches(islice(pages, limit), size=scope.settings.page_batch):
        readings = [reading for page in batch if (reading := read_saved(page, wanted))]
        undated += sum(1 for reading in readings if reading.article and not reading.article.published)
        tally += append_batch(readings, scope)
    if undated:
        say(f"{several(undated, 'page')} without a date of publication, read all the same")
    return replace(tally, left=next(pages, None) is not None)


def saved_pages(folder: Path) -> Iterator[SavedPage]:
    """Every page of a folder and the folders in it, in the order of their names.

    Raises OperationError where there is none.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    chosen = [path for path in files if path.suffix.lower() in {JSON_LINES, *CONTENT_TYPES}]
    if not chosen:
        raise OperationError(f"{folder} holds no .html, .txt or .jsonl file")
    if len(chosen) < len(files):
        say(f"{several(len(files) - len(chosen), 'file')} of another kind than .html, .txt and .jsonl left out")
    for path in chosen:
        try:
            yield from lines_of(path) if path.suffix.lower() == JSON_LINES else [file_page(path)]
        except OSError as error:
            yield SavedPage(url=path.absolute().as_uri(), fault=(error.strerror or "unreadable").lower())


def file_page(path: Path) -> SavedPage:
    """The page that a file holds."""
    content_type = CONTENT_TYPES[path.suffix.lower()]
    return SavedPage(url=path.absolute().as_uri(), body=path.read_bytes(), content_type=content_type)


def lines_of(path: Path) -> Iterator[SavedPage]:
    """The pages of a JSON Lines file; blank lines are none."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield line_page(line, f"{path.absolute().as_uri()}#{number}")


def line_page(line: bytes, place: str) -> SavedPage:
    """The page of a line, `place` being its address where it tells none."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
        kind = "html" if "html" in row else "text"
        return SavedPage(
            url=canonical_url(row["url"]) or place,
            body=row[kind].encode(),
            content_type="text/html; charset=utf-8" if kind == "html" else "text/plain",
            published=read_timestamp(row["published"], zone="UTC") if row.get("published") else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return SavedPage(url=place, fault=f'needs "url" and "html" or "text" as strings ({error!r})')


def read_saved(page: SavedPage, wanted: Callable[[date | None], bool]) -> Reading | None:
    """The reading of a saved page; None where its publication day is known and not wanted."""
    now = utc_now()
    if page.fault:
        return unread(page, now, page.fault)
    try:
        article = read_body(page.body, url=page.url, content_type=page.content_type, fetched_at=now, zone=None)
        article = dated(article, page.published, source="folder")
        day = local_day(article.published, None)
        if not wanted(day):
            return None
        statistics = read_statistics(article, published=day, language=None)
    except PageParseError as error:
        return unread(page, now, error.reason)
    except ProgramError as fault:
        return unread(page, now, str(fault))
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
        statistics=statistics,
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


def batches(pages: Iterator[SavedPage], *, size: int) -> Iterator[list[SavedPage]]:
    """Lists of at most `size` pages."""
    while batch := list(islice(pages, size)):
        yield batch
