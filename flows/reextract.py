"""Every page that was kept, read again by today's rules; what changed supersedes the old, nothing is fetched."""

from collections.abc import Sequence
from typing import Annotated

from prefect import flow, task, unmapped
from pydantic import Field

from flows.errors import OperationError
from flows.progress import name_this_task, say
from flows.read_pages import tally_of
from flows.reading import dated, local_day, read_body, read_statistics
from flows.run import PageTally, RunScope, RunSummary, open_run, run_name
from flows.settings import load_settings, utc_now
from flows.settle import conclude
from flows.sources import load_sources
from flows.tasks import STORAGE_RETRY, in_groups, threads
from flows.told import told
from flows.wording import several
from parsers.errors import ParseError
from parsers.records import FeedSource, Reading
from parsers.statistics import EXTRACTOR_VERSION
from storage.views import KeptPage

PAGES_AT_A_TIME = 400
"""Bodies held in memory at once."""


@flow(name="reextract", flow_run_name=run_name("reextract"), task_runner=threads(2))
@told
def reextract(
    max_pages: Annotated[int | None, Field(ge=1, description="most pages read again; none: all")] = None,
) -> RunSummary:
    """Reads the kept pages again by today's rules and appends what changed."""
    settings = load_settings()
    with open_run(settings) as scope:
        return conclude(scope, name="reextract", feeds=(), pages=read_kept(scope, most=max_pages))


def read_kept(scope: RunScope, *, most: int | None) -> PageTally:
    """Walk the kept pages in the order of their keys."""
    tally, after_key = PageTally(), 0
    sources = {source.id: source for source in load_sources(scope.settings.feeds)}
    while most is None or tally.fetched < most:
        limit = PAGES_AT_A_TIME if most is None else min(PAGES_AT_A_TIME, most - tally.fetched)
        pages = scope.archive.kept_pages(after_key=after_key, limit=limit)
        if not pages:
            break
        groups = in_groups(pages, most=-(-len(pages) // scope.settings.page_batch))
        tally += sum(reread_batch.map(groups, unmapped(scope), unmapped(sources)).result(), start=PageTally())
        after_key = pages[-1].key
        say(f"{several(tally.fetched, 'page')} read again")
    return tally


@task(name="read kept pages", **STORAGE_RETRY)
def reread_batch(pages: Sequence[KeptPage], scope: RunScope, sources: dict[str, FeedSource]) -> PageTally:
    """Read a batch of kept pages again and append what changed in one transaction."""
    readings, tales = [], []
    for page in pages:
        try:
            readings.append(reread(page, sources.get(page.feed or "")))
        except (OperationError, ParseError) as error:
            tales.append(f"{page.url} stays as it was read before: {error}")
    if tales:
        say("\n".join(tales))
    tally = PageTally(set_aside=len(tales)) + tally_of(readings, scope.archive.append_readings(readings))
    name_this_task(f"{tally.fetched} kept pages, {tally.sightings_new} new sightings")
    return tally


def reread(page: KeptPage, source: FeedSource | None) -> Reading:
    """The reading of a kept page, by the site rules of the day it was fetched; `source` is the feed that listed it.

    Raises OperationError for a page whose bytes are damaged or that this program itself fails on.
    """
    if page.fault:
        raise OperationError(page.fault)
    zone = source.zone if source else None
    article = read_body(page.body, url=page.url, content_type=page.content_type, fetched_at=page.fetched_at, zone=zone)
    article = dated(article, page.published, source="feed")
    day = local_day(article.published, zone)
    return Reading(
        entry_key=page.entry_key,
        feed=page.feed,
        url=page.url,
        attempts=(),
        verdict="off_topic" if article.kind == "off_topic" else "read",
        reason=article.kind,
        read_at=utc_now(),
        body=page.body,
        content_type=page.content_type,
        article=article,
        statistics=read_statistics(article, published=day, language=source.language if source else None),
        extractor_version=EXTRACTOR_VERSION,
    )
