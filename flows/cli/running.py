"""`poll`, `backfill`, `reextract`, `serve` and `report`: settings and dates in, one flow run or one server out."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.console import Console

from flows.console import open_console
from flows.errors import OperationError
from flows.prefect_start import await_records, start_prefect
from flows.settings import Settings, load_settings, misspelt_settings

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

Feed = Annotated[tuple[str, ...], Parameter(name="--feed", negative="", help="id in feeds.toml; may be repeated")]


def poll(
    *,
    feed: Feed = (),
    due: Annotated[bool, Parameter(negative="", help="only feeds whose next poll is due")] = False,
    max_pages: Annotated[int | None, Parameter(help="most pages read in this run")] = None,
) -> None:
    """Poll the feeds once and read what is new."""
    console, settings = _ready(feed)
    from flows.poll_feeds import poll_feeds

    _conclude(
        console, settings, lambda: poll_feeds(feeds=list(feed), due_only=due, max_pages=max_pages, return_state=True)
    )


def backfill(
    *,
    start: Annotated[date, Parameter(name="--from", help="first day, YYYY-MM-DD")],
    end: Annotated[date, Parameter(name="--to", help="last day, YYYY-MM-DD")],
    feed: Feed = (),
    folder: Annotated[Path | None, Parameter(help="read saved .html, .txt and .jsonl pages instead of feeds")] = None,
    max_pages: Annotated[int | None, Parameter(help="most pages read; else 1,000 of feeds, all of a folder")] = None,
    max_listings: Annotated[int, Parameter(help="most pages of one feed's archive to walk")] = 50,
) -> None:
    """Fill a window of days from the archives of feeds, or from a folder of saved pages."""
    from flows.windows import DateWindow, checked_folder, checked_window

    window = checked_window(DateWindow(start=start, end=end))
    chosen = str(checked_folder(folder)) if folder else None
    console, settings = _ready(feed)
    from flows.backfill import backfill as fill

    given = {"window": window, "feeds": list(feed), "folder": chosen}
    limits = {"max_pages": max_pages, "max_listings": max_listings}
    _conclude(console, settings, lambda: fill(**given, **limits, return_state=True))


def reextract(*, max_pages: Annotated[int | None, Parameter(help="most pages read again")] = None) -> None:
    """Read every kept page again by today's rules."""
    console, settings = _ready()
    from flows.reextract import reextract as read_again

    _conclude(console, settings, lambda: read_again(max_pages=max_pages, return_state=True))


def serve(*, port: Annotated[int, Parameter(help="port of dashboard and API")] = 4200) -> None:
    """Run server, dashboard and scheduled deployments until Ctrl-C."""
    from flows.serve import serve_forever
    from flows.sources import load_sources

    settings = load_settings()
    load_sources(settings.feeds)
    serve_forever(settings, open_console(), port=port)


def report(*, to: Annotated[Path | None, Parameter(help="file to write; else report.html in home")] = None) -> None:
    """Write the report page."""
    from flows.report import write_report

    settings = load_settings()
    path = write_report(settings, to)
    open_console().print(f"report: {path}", markup=False, soft_wrap=True)


def _ready(feeds: tuple[str, ...] = ()) -> tuple[Console, Settings]:
    """Console, settings and a started Prefect; what is wrong with feeds or database is told before anything starts."""
    console, settings = open_console(), load_settings()
    for sentence in misspelt_settings():
        console.print(sentence, style="yellow", markup=False)
    _check_sources(settings, feeds)
    _check_database(settings)
    console.print(start_prefect(settings.home, console), markup=False)
    return console, settings


def _check_database(settings: Settings) -> None:
    """Fail before anything starts when the database cannot be used."""
    from storage.archive import Archive

    settings.home.mkdir(parents=True, exist_ok=True)
    Archive.open(settings.database).close()


def _check_sources(settings: Settings, feeds: tuple[str, ...]) -> None:
    from flows.sources import choose_sources, load_sources

    choose_sources(load_sources(settings.feeds), feeds)


def _conclude(console: Console, settings: Settings, run: Callable[[], "State[Any]"]) -> None:
    """Run a flow and show what it came to; a run that failed with a sentence ends the command with that sentence."""
    from flows.run import RunSummary
    from flows.tables import print_summary

    state = run()
    server = os.environ.get("PREFECT_API_URL")
    if server is None and state.state_details.flow_run_id:
        await_records(state.state_details.flow_run_id)
    if not state.is_completed():
        raise OperationError(state.message or f"the run ended {state.name}")
    summary = state.result()
    if not isinstance(summary, RunSummary):
        raise TypeError(f"a flow returned {type(summary).__name__}")
    dashboard = server.removesuffix("/api") if server else None
    print_summary(console, summary, database=settings.database, dashboard=dashboard)
