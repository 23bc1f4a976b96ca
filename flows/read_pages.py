"""Entries whose page is still to be read in, readings appended out, batch by batch; for the poll and the backfill."""

from collections.abc import Sequence

from prefect import task, unmapped

from flows.fetching.web import WebRequest
from flows.progress import name_this_task, say
from flows.reading import local_day, read_outcome
from flows.run import PageTally, RunScope
from flows.tasks import STORAGE_RETRY, in_groups
from flows.windows import DateWindow
from flows.wording import several
from parsers.records import FeedSource, PendingEntry, Reading
from storage.views import ReadingsAppended


def read_pending(
    scope: RunScope, sources: Sequence[FeedSource], *, limit: int, window: DateWindow | None = None
) -> PageTally:
    """Read the pages that are due, new ones and those to be tried again, at most `limit`.

    With a window only those that their feed dates within it, in the feed's own zone, or does not date.
    """
    by_id = {source.id: source for source in sources}
    days = (window.start, window.end) if window else None
    listed = scope.archive.pending_entries(at=scope.started_at, feeds=list(by_id), days=days, limit=limit + 1)
    pending = [
        one
        for one in listed[:limit]
        if window is None or window.holds(local_day(one.entry.published, by_id[one.entry.feed].zone))
    ]
    tally = PageTally(left=len(listed) > limit)
    if not pending:
        return tally
    say(f"{several(len(pending), 'page')} to read")
    batches = in_groups(pending, most=-(-len(pending) // scope.settings.page_batch))
    tallies = read_batch.map(batches, unmapped(scope), unmapped(by_id)).result()
    return sum(tallies, start=tally)


@task(name="read pages", **STORAGE_RETRY)
def read_batch(pending: Sequence[PendingEntry], scope: RunScope, sources: dict[str, FeedSource]) -> PageTally:
    """Fetch, clean and extract a batch of pages and append them in one transaction."""
    outcomes = scope.web.fetch([WebRequest(url=one.entry.link or "", target="page") for one in pending])
    readings = [
        read_outcome(one, outcome, language=sources[one.entry.feed].language, zone=sources[one.entry.feed].zone)
        for one, outcome in zip(pending, outcomes, strict=True)
    ]
    tally = tally_of(readings, scope.archive.append_readings(readings))
    found = several(tally.sightings_new, "new sighting")
    words = f"{several(tally.fetched, 'page')}: {tally.read} read, {tally.off_topic} off topic, {found}"
    name_this_task(words)
    say(words + failures(readings))
    return tally


def tally_of(readings: Sequence[Reading], appended: ReadingsAppended) -> PageTally:
    """How a batch ended."""
    verdicts = [reading.verdict for reading in readings]
    return PageTally(
        read=verdicts.count("read"),
        off_topic=verdicts.count("off_topic"),
        to_retry=verdicts.count("retry"),
        set_aside=verdicts.count("set_aside"),
        sightings_new=appended.sightings_new,
        sightings_known=appended.sightings_known,
    )


def failures(readings: Sequence[Reading]) -> str:
    """What to add to a batch's line when pages failed."""
    failed = [reading for reading in readings if reading.verdict in ("retry", "set_aside")]
    return f"; {len(failed)} not read, first {failed[0].url}: {failed[0].reason}" if failed else ""
