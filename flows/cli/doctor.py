"""`doctor`: settings, files, database, Prefect and the log of fetches in, a line for each with the mend out."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from rich.text import Text

from flows.console import open_console
from flows.errors import OperationError
from flows.health import SICK, feed_conditions, words_of
from flows.ledger import REFERENCE_FOLDER
from flows.prefect_start import running_server
from flows.settings import Settings, load_settings, misspelt_settings, utc_now
from flows.sources import load_sources
from flows.wording import moment, several
from parsers.errors import ParseError
from parsers.languages import language_codes
from storage.archive import Archive
from storage.errors import StorageError

STYLES = {"well": "green", "look": "yellow", "broken": "red"}
LEAST_FREE_BYTES = 1_000_000_000
SQLITE = "sqlite:///"
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
    except (OperationError, ParseError, StorageError, OSError) as fault:
        found.append(Finding("broken", str(fault)))
    return found


def _program(_settings: Settings) -> Iterator[Finding]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    versions = ", ".join(f"{name} {version(name)}" for name in ("prefect", "fastapi", "sqlalchemy", "pycurl"))
    state: Literal["well", "broken"] = "well" if sys.version_info >= LEAST_PYTHON else "broken"
    yield Finding(state, f"Python {python}, {versions}")


def _settings(settings: Settings) -> Iterator[Finding]:
    for sentence in misspelt_settings():
        yield Finding("look", sentence)
    settings.home.mkdir(parents=True, exist_ok=True)
    yield _room(settings.home)
    if settings.database_url.startswith(SQLITE):
        yield _room(Path(settings.database_url.removeprefix(SQLITE)).parent)
    if settings.contact:
        yield Finding("well", f"sites see {settings.user_agent}")
    else:
        yield Finding("look", "sites cannot reach you; set DEFECTORWATCH_CONTACT to an address or URL")
    if not settings.obey_robots:
        yield Finding("look", "robots.txt is not obeyed; unset DEFECTORWATCH_OBEY_ROBOTS unless every site agreed")


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    size = f"{free / 1e9:.1f} GB free in {folder}"
    return Finding("well", size) if free > LEAST_FREE_BYTES else Finding("look", f"{size}; make room, or prune pages")


def _feeds(settings: Settings) -> Iterator[Finding]:
    sources = load_sources(settings.feeds)
    active = [source for source in sources if source.active]
    state: Literal["well", "look"] = "well" if active else "look"
    yield Finding(state, f"{several(len(sources), 'feed')} in {settings.feeds}, {len(active)} active")
    for source in active:
        if source.language not in language_codes():
            read = ", ".join(language_codes())
            yield Finding("look", f"feed {source.id} is in {source.language!r}, which is not read; {read} are")
    reference = settings.feeds.parent / REFERENCE_FOLDER
    if not reference.is_dir():
        yield Finding("look", f"no official series to measure by: copy seeds/{REFERENCE_FOLDER} to {reference}")


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
        for feed in feed_conditions(archive, load_sources(settings.feeds), at=now):
            if feed.condition in SICK or feed.gap_warning or feed.moved_to or feed.set_aside:
                yield Finding("look", f"feed {feed.feed} is {feed.condition.replace('_', ' ')}: {words_of(feed)}")


def _prefect(settings: Settings) -> Iterator[Finding]:
    served = running_server(settings.home)
    if served:
        yield Finding("well", f"schedules run at {served.removesuffix('/api')}")
    else:
        yield Finding("look", "no schedules run from here; `defectorwatch serve` starts them")
