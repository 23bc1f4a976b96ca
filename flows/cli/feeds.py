"""The `feeds` commands: ids, addresses or OPML files in; how feeds fare, or a longer feeds.toml, out."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number
from rich.table import Table
from rich.text import Text

from flows.console import open_console
from flows.decide import decide_revived
from flows.discover import Discovery, TriedFeed, discover, feed_id
from flows.errors import OperationError
from flows.fetching.web import Web, WebRequest
from flows.health import feed_conditions, words_of
from flows.parsing import FeedParsing
from flows.run import open_web
from flows.settings import Settings, load_settings, utc_now
from flows.sources import choose_sources, load_sources
from flows.wording import moment, several
from parsers.errors import FeedParseError
from parsers.opml import read_opml, write_opml
from parsers.records import FeedSource, Fetched, FetchFailure, FetchOutcome, ParsedFeed
from parsers.sources import add_feed_toml, read_feeds_toml
from storage.archive import Archive
from storage.coverage import CoveredDay

SHOWN_ENTRIES = 5
Language = Annotated[str, Parameter(help="two-letter code, where the feed states none")]
Zone = Annotated[str, Parameter(help="IANA zone for times without one")]


def list_feeds() -> None:
    """Show every feed with its condition, its next poll and why."""
    settings = load_settings()
    sources = load_sources(settings.feeds)
    now = utc_now()
    settings.home.mkdir(parents=True, exist_ok=True)
    with Archive.open(settings.database) as archive:
        archive.register_feeds(sources, at=now)
        health = {feed.feed: feed for feed in feed_conditions(archive, sources, at=now)}
    table = Table(title=f"{several(len(sources), 'feed')} of {settings.feeds}", title_justify="left")
    for name in ("feed", "condition", "last success", "next poll"):
        table.add_column(name, no_wrap=True)
    table.add_column("entries", justify="right")
    table.add_column("why", ratio=1)
    for feed in (health[source.id] for source in sources):
        times = (moment(feed.last_success_at), moment(feed.next_due_at))
        why = Text(words_of(feed))
        table.add_row(feed.feed, feed.condition.replace("_", " "), *times, str(feed.entries), why)
    open_console().print(table)


def calendar(
    *, days: Annotated[int, Parameter(help="how many days back", validator=Number(gte=1, lte=31))] = 14
) -> None:
    """Show which feed was covered on which day: new entries, or why there are none."""
    settings = load_settings()
    now = utc_now()
    first = now - timedelta(days=days - 1)
    since = datetime.combine(first.date(), time(), tzinfo=UTC)
    with Archive.open(settings.database, create=False) as archive:
        covered = {(one.feed, one.day): one for one in archive.covered_days(since=since)}
    columns = [since.date() + timedelta(days=number) for number in range(days)]
    title = f"New entries by day (UTC), {columns[0]} to {columns[-1]}; ! polls failed, - not polled"
    table = Table(title=title, title_justify="left")
    table.add_column("feed", no_wrap=True)
    for day in columns:
        table.add_column(f"{day:%d}", justify="right", no_wrap=True)
    for source in load_sources(settings.feeds):
        table.add_row(source.id, *(_covered(covered.get((source.id, day))) for day in columns))
    open_console().print(table)


def check_feeds(*feeds: str) -> None:
    """Poll without storing anything, and say what is seen; the exit status is 1 when a feed cannot be read.

    Parameters
    ----------
    feeds
        Ids of feeds.toml; none means all active feeds.
    """
    settings = load_settings()
    sources = choose_sources(load_sources(settings.feeds), feeds)
    console = open_console()
    with _open_network(settings) as network:
        outcomes = network.fetch([source.url for source in sources])
        seen = [network.read(source, outcome) for source, outcome in zip(sources, outcomes, strict=True)]
    for source, parsed in zip(sources, seen, strict=True):
        console.print(Text(f"{source.id}: ", style="bold") + _checked(parsed), soft_wrap=True)
    sys.exit(1 if any(isinstance(parsed, str) for parsed in seen) else 0)


def add_feed(
    url: str,
    /,
    *,
    identifier: Annotated[str | None, Parameter(name="--id", help="short name; else made from the address")] = None,
    publisher: Annotated[str | None, Parameter(help="else the feed's own title")] = None,
    language: Language = "en",
    zone: Zone = "UTC",
    poll_minutes: int = 60,
) -> None:
    """Find the feed behind an address, try it, and add it to feeds.toml.

    Parameters
    ----------
    url
        The address of a feed, or of a site that names its feeds.
    """
    settings = load_settings()
    sources = load_sources(settings.feeds)
    found = _one_feed(url, _discover(settings, url))
    source = FeedSource(
        id=identifier or feed_id(found, [source.id for source in sources]),
        url=found.url,
        publisher=publisher or found.title or found.url,
        language=language,
        zone=zone,
        poll_minutes=poll_minutes,
    )
    _write_feeds(settings.feeds, [source])
    newest = f", newest {moment(found.newest)}" if found.newest else ""
    seen = f"{found.format}, {several(found.entries, 'entry')}{newest} ({found.found_by})"
    words = f"{source.id} added to {settings.feeds}: {seen}"
    open_console().print(words, markup=False, soft_wrap=True)


def import_opml(file: Path, /, *, language: Language = "en", zone: Zone = "UTC") -> None:
    """Add the feeds of another reader's OPML file to feeds.toml, those that are not there yet.

    Parameters
    ----------
    file
        The OPML file.
    """
    settings = load_settings()
    known = load_sources(settings.feeds)
    try:
        body = file.read_bytes()
    except OSError as error:
        raise OperationError(f"{file}: {(error.strerror or 'unreadable').lower()}; name an OPML file") from None
    new = read_opml(body, path=str(file), language=language, zone=zone, known=known)
    _write_feeds(settings.feeds, new)
    open_console().print(f"{several(len(new), 'feed')} added to {settings.feeds}", markup=False)


def export_opml(file: Path, /) -> None:
    """Write the feeds as OPML, for other readers.

    Parameters
    ----------
    file
        The file to write.
    """
    sources = [source for source in load_sources(load_settings().feeds) if not source.url.startswith("file:")]
    _replace(file, write_opml(sources))
    open_console().print(f"{several(len(sources), 'feed')} written to {file}", markup=False)


def list_set_aside(*feeds: str) -> None:
    """Show the pages that were given up, and why.

    Parameters
    ----------
    feeds
        Ids of feeds.toml; none means all.
    """
    settings = load_settings()
    chosen = [source.id for source in choose_sources(load_sources(settings.feeds), feeds)] if feeds else None
    with Archive.open(settings.database, create=False) as archive:
        given_up = archive.set_aside(chosen)
    console = open_console()
    for one in given_up:
        console.print(f"{moment(one.decided_at)} {one.feed}: {one.link}\n  {one.reason}", markup=False, soft_wrap=True)
    console.print(f"{several(len(given_up), 'page')} set aside" + ("; `feeds retry` tries again" if given_up else ""))


def retry(*feeds: str) -> None:
    """Let pages that were set aside, and feeds that fail or were retired, be tried again by the next poll.

    Parameters
    ----------
    feeds
        Ids of feeds.toml; none means all.
    """
    settings = load_settings()
    chosen = [source.id for source in choose_sources(load_sources(settings.feeds), feeds)] if feeds else None
    with Archive.open(settings.database, create=False) as archive:
        number = archive.retry_entries(feeds=chosen, at=utc_now())
        sick = [state for state in archive.feed_states(chosen).values() if state.retired or state.failures]
        archive.keep_states([decide_revived(state, utc_now()) for state in sick])
    told = f"{several(number, 'page')} and {several(len(sick), 'feed')}"
    open_console().print(f"{told} will be tried again by the next poll")


@dataclass(frozen=True, slots=True)
class _Network:
    """Fetching and parsing for a command that stores nothing."""

    web: Web
    parsing: FeedParsing

    def fetch(self, urls: Sequence[str]) -> list[FetchOutcome]:
        return self.web.fetch([WebRequest(url=url, target="feed") for url in urls])

    def read(self, source: FeedSource, outcome: FetchOutcome) -> ParsedFeed | str:
        """The feed, or why there is none."""
        if not isinstance(outcome, Fetched):
            return outcome.detail if isinstance(outcome, FetchFailure) else "the server sent no body"
        try:
            return self.parse(outcome, zone=source.zone)
        except FeedParseError as error:
            return error.reason

    def parse(self, page: Fetched, *, zone: str | None = None) -> ParsedFeed:
        return self.parsing.parse_feed(
            page.body,
            feed=page.url,
            url=page.final_url,
            content_type=page.content_type,
            zone=zone,
            fetched_at=page.fetched_at,
        )


@contextmanager
def _open_network(settings: Settings) -> Iterator[_Network]:
    with open_web(settings, file_root=settings.feeds.parent.absolute()) as web, FeedParsing() as parsing:
        yield _Network(web, parsing)


def _discover(settings: Settings, url: str) -> Discovery:
    with _open_network(settings) as network:
        return discover(url, ask=network.fetch, parse=network.parse)


def _covered(day: CoveredDay | None) -> Text:
    if day is None:
        return Text("-", style="dim")
    if not day.answered:
        return Text("!", style="red") if day.failed else Text(str(day.entries))
    return Text(str(day.entries), style="yellow" if day.failed > day.answered else "")


def _one_feed(url: str, found: Discovery) -> TriedFeed:
    """The feed that was found, when it is one; else an error that names what was tried."""
    if len(found.feeds) == 1:
        return found.feeds[0]
    if found.feeds:
        choice = ", ".join(f"{feed.url} ({feed.title}, {feed.entries} entries)" for feed in found.feeds)
        raise OperationError(f"{url} leads to several feeds; add one of them by its address: {choice}")
    tried = "; ".join(f"{address}: {why}" for address, why in found.failures)
    raise OperationError(f"no feed was found behind {url}; tried {tried}")


def _checked(parsed: ParsedFeed | str) -> Text:
    if isinstance(parsed, str):
        return Text(parsed, style="red")
    dated = sum(1 for entry in parsed.entries if entry.published and entry.published.value)
    words = Text(f"{parsed.format}, {several(len(parsed.entries), 'entry')}, {dated} with a date that can be read")
    for problem in parsed.problems:
        words.append(f"\n  {problem}", style="yellow")
    for entry in parsed.entries[:SHOWN_ENTRIES]:
        when = moment(entry.published.value) if entry.published else ""
        words.append(f"\n  {when or 'no date':16} {entry.title[:80]}", style="dim")
    return words


def _write_feeds(path: Path, sources: Sequence[FeedSource]) -> None:
    """Add feeds to the end of the file; nothing is written when one of them is wrong."""
    text = path.read_text(encoding="utf-8")
    for source in sources:
        text = add_feed_toml(text, source)
    read_feeds_toml(text, path=str(path))
    _replace(path, text.encode())


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(content)
    draft.replace(path)
