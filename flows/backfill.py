"""A window of days in, the figures published within it appended; reads archives of feeds, or folders of saved pages.

One run loops over it all: hundreds of queued runs would block every other deployment. Running it again adds nothing.
"""

from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from flows.folder import read_folder
from flows.listings import list_back
from flows.read_pages import read_pending
from flows.run import FeedLine, RunSummary, open_run, run_name
from flows.settings import load_settings
from flows.settle import conclude
from flows.sources import choose_sources, load_sources
from flows.tasks import threads
from flows.told import told
from flows.windows import DateWindow, checked_folder, checked_window

MOST_PAGES = 1000


@flow(
    name="backfill",
    flow_run_name=run_name("backfill"),
    task_runner=threads(4),
)
@told
def backfill(
    window: DateWindow,
    feeds: Annotated[list[str], Field(description="ids of feeds.toml; none: all active feeds")] = [],  # noqa: B006
    folder: Annotated[
        str | None, Field(description="a folder of saved .html, .txt or .jsonl pages to read instead")
    ] = None,
    max_pages: Annotated[
        int | None, Field(ge=1, le=1_000_000, description="most pages read; none: 1,000 of feeds, all of a folder")
    ] = None,
    max_listings: Annotated[int, Field(ge=1, le=500, description="most pages of one feed's archive to walk")] = 50,
) -> RunSummary:
    """Fills a window of days from the archives of feeds, or from a folder of saved pages.

    Args:
        window: the days to fill
        feeds: ids of feeds.toml; none means all active feeds
        folder: a folder of saved pages to read instead of feeds
        max_pages: most pages read in this run; none means 1,000 of feeds, and all of a folder
        max_listings: most pages of one feed's archive to walk
    """
    checked_window(window)
    settings = load_settings()
    sources = choose_sources(load_sources(settings.feeds), feeds)
    with open_run(settings) as scope:
        if folder is not None:
            lines: tuple[FeedLine, ...] = ()
            tally = read_folder(scope, checked_folder(Path(folder)), window.holds, limit=max_pages)
        else:
            scope.archive.register_feeds(sources, at=scope.started_at)
            lines = list_back(scope, sources, window.start, window.end, most=max_listings)
            tally = read_pending(scope, sources, limit=max_pages or MOST_PAGES, window=window)
        return conclude(scope, name=f"backfill {window.start} to {window.end}", feeds=lines, pages=tally)
