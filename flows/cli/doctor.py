"""`doctor`: settings, files, database, Prefect and the log of fetches in, a line for each with the mend out."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from typing import Literal

from rich.text import Text

from flows.console import open_console
from flows.errors import OperationError
from flows.health import feed_conditions
from flows.prefect_start import running_server
from flows.settings import Settings, load_settings, utc_now
from flows.sources import load_sources
from flows.wording import moment, several
from parsers.errors import ParseError
from storage.archive import Archive
from storage.errors import StorageError
from storage.views import FeedHealth

STYLES = {"well": "green", "look": "yellow", "broken": "red"}
LEAST_FREE_BYTES = 1_000_000_000
LEAST_PYTHON = (3, 11)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; only `broken` keeps a run from working."""

    state: Literal["well", "look", "broken"]
    words: str


def doctor() -> None:
    """Look at everything that a run needs, and say what to mend; the exit status is 1 when something is broken."""
    settings = load_settings()
    console = open_console()
    findings = [
        finding for look in (_program, _settings, _feeds, _database, _prefect) for finding in _seen(look, settings)
    ]
    for finding in findings:
        console.print(Text(f"{finding.state:7}", style=STYLES[finding.state]) + Text(finding.words), soft_wrap=True)
    sys.exit(1 if any(finding.state == "broken" for finding in findings) else 0)


def _seen(look: Callable[[Settings], Iterator[Finding]], settings: Settings) -> list[Finding]:
    """What one look finds; a foreseeable fault is a finding too."""
    found = []
    try:
        for finding in look(settings):
            found.append(finding)  # noqa: PERF402 - what was found before a fault is kept
    except (OperationError, ParseError, StorageError) as fault:
        found.append(Finding("broken", str(fault)))
    return found


def _program(_settings: Settings) -> Iterator[Finding]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    versions = ", ".join(f"{name} {version(name)}" for name in ("prefect", "fastapi", "sqlalchemy", "pycurl"))
    state: Literal["well", "broken"] = "well" if sys.version_info >= LEAST_PYTHON else "broken"
    yield Finding(state, f"Python {python}, {versions}")


def _settings(settings: Settings) -> Iterator[Finding]:
    settings.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.home).free
    size = f"{free / 1e9:.1f} GB free in {settings.home}"
    yield Finding("well", size) if free > LEAST_FREE_BYTES else Finding("look", f"{size}; make room, or prune pages")
    if settings.contact:
        yield Finding("well", f"sites see {settings.user_agent}")
    else:
        yield Finding("look", "sites cannot reach you; set DEFECTORWATCH_CONTACT to an address or URL")
    if not settings.obey_robots:
        yield Finding("look", "robots.txt is not obeyed; unset DEFECTORWATCH_OBEY_ROBOTS unless every site agreed")


def _feeds(settings: Settings) -> Iterator[Finding]:
    sources = load_sources(settings.feeds)
    active = sum(source.active for source in sources)
    state: Literal["well", "look"] = "well" if active else "look"
    yield Finding(state, f"{several(len(sources), 'feed')} in {settings.feeds}, {active} of them active")


def _database(settings: Settings) -> Iterator[Finding]:
    now = utc_now()
    with Archive.open(settings.database) as archive:
        counts = archive.counts()
        held = f"{several(counts.figures, 'figure')}, {several(counts.sightings, 'statement')}"
        yield Finding("well", f"{settings.database}: {held}")
        for fault in archive.check():
            yield Finding("broken", fault)
        for one in archive.attempt_counts(since=now - DAY):
            ended = f"of a {one.target} ended {one.verdict}, {several(one.wire_bytes, 'byte')}"
            yield Finding("well", f"last day: {several(one.attempts, 'fetch')} {ended}")
        for host, until in archive.hosts_at_rest(at=now).items():
            yield Finding("look", f"{host} asked for fewer requests (429) and is left alone until {moment(until)} UTC")
        for feed in feed_conditions(archive, at=now):
            yield from _feed(feed)


def _feed(feed: FeedHealth) -> Iterator[Finding]:
    if feed.condition in ("failing", "retired", "quiet", "no_text"):
        yield Finding("look", f"feed {feed.feed} is {feed.condition.replace('_', ' ')}: {feed.why}")
    if feed.gap_warning:
        yield Finding("look", f"feed {feed.feed}: {feed.gap_warning}")
    if feed.moved_to:
        yield Finding("look", f"feed {feed.feed} moved to {feed.moved_to}; change its url in feeds.toml")
    if feed.set_aside:
        pages = several(feed.set_aside, "page")
        yield Finding("look", f"feed {feed.feed}: {pages} set aside; `defectorwatch feeds retry {feed.feed}`")


def _prefect(settings: Settings) -> Iterator[Finding]:
    served = running_server(settings.home)
    if served:
        yield Finding("well", f"schedules run at {served.removesuffix('/api')}")
    else:
        yield Finding("look", "no schedules run from here; `defectorwatch serve` starts them")
