"""A feed and a window of days in, the entries that its archive pages list appended out; no page of an article is read.

Archives are walked as RFC 5005 links them (next, prev-archive), or by number where the generator numbers them.
"""

from collections.abc import Sequence
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from prefect import task, unmapped

from flows.decide import decide_gap_filled
from flows.fetching.web import WebRequest
from flows.poll_feeds import feed_attempt, feed_line, read_feed
from flows.progress import name_this_task, say
from flows.reading import local_day
from flows.run import FeedLine, RunScope
from flows.tasks import STORAGE_RETRY, in_groups
from parsers.records import Entry, FeedPoll, FeedSource, FeedState, ParsedFeed
from parsers.urls import canonical_url

MOST_LISTING_TASKS = 20
ARCHIVE_LINKS = ("prev-archive", "next")
NUMBERED_ARCHIVES = {"wordpress": "paged"}
"""Generators whose feeds answer `?<name>=N` with the Nth page of older entries."""


def list_back(
    scope: RunScope, sources: Sequence[FeedSource], start: date, end: date, *, most: int
) -> tuple[FeedLine, ...]:
    """Append what the archives of the feeds list for the window; a line for every feed."""
    states = scope.archive.feed_states()
    groups = in_groups(sources, most=MOST_LISTING_TASKS)
    if not groups:
        return ()
    listed = list_group.map(groups, unmapped(scope), unmapped(states), unmapped((start, end)), unmapped(most)).result()
    by_feed = {line.feed: line for lines in listed for line in lines}
    filled = [states[feed] for feed, line in by_feed.items() if states[feed].gap_warning and not line.failed]
    scope.archive.keep_states([decide_gap_filled(state) for state in filled])
    return tuple(by_feed[source.id] for source in sources)


@task(name="list archives", **STORAGE_RETRY)
def list_group(
    sources: Sequence[FeedSource], scope: RunScope, states: dict[str, FeedState], window: tuple[date, date], most: int
) -> tuple[FeedLine, ...]:
    """Walk the archives of a group of feeds."""
    lines = tuple(walk(scope, source, states[source.id], window, most) for source in sources)
    name_this_task("; ".join(line.words for line in lines))
    for line in lines:
        say(line.words)
    return lines


def walk(scope: RunScope, source: FeedSource, state: FeedState, window: tuple[date, date], most: int) -> FeedLine:
    """Walk one feed back until the window is passed, nothing new is listed, or `most` pages were read."""
    url = source.url
    seen: set[str] = set()
    entries = new = 0
    line = FeedLine(feed=source.id, verdict="ok")
    for number in range(1, most + 1):
        (outcome,) = scope.web.fetch([WebRequest(url=url, target="feed")])
        parsed, outcome = read_feed(scope.parsing, source, outcome)
        page_line = feed_line(source, outcome, parsed)
        fresh = [entry for entry in parsed.entries if entry.identity not in seen] if parsed else []
        wanted = tuple(entry for entry in fresh if in_window(entry, source.zone, window))
        attempt = feed_attempt(source, outcome, page_line)
        new += scope.archive.append_poll(FeedPoll(attempt=attempt, state=state, entries=wanted)).new
        entries += len(wanted)
        seen.update(entry.identity for entry in fresh)
        if parsed is None:
            line = line if number > 1 else page_line  # the page after the last one answers 404: that is the end
            break
        older = next_listing(parsed, url, number)
        if older is None or not fresh or is_past(fresh, source.zone, window[0]):
            break
        url = older
    return FeedLine(feed=line.feed, verdict=line.verdict, entries=entries, new=new, detail=line.detail)


def next_listing(parsed: ParsedFeed, url: str, number: int) -> str | None:
    """The address of the page after page `number` of a feed's archive, None where the feed does not tell."""
    linked = next((href for rel in ARCHIVE_LINKS for have, href in parsed.links if have == rel), None)
    if linked:
        return canonical_url(linked, base=url)
    name = next((name for generator, name in NUMBERED_ARCHIVES.items() if generator in parsed.generator.lower()), None)
    return with_query(url, name, str(number + 1)) if name else None


def with_query(url: str, name: str, value: str) -> str:
    """The URL with one query parameter set."""
    parts = urlsplit(url)
    kept = [(key, old) for key, old in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit(parts._replace(query=urlencode([*kept, (name, value)])))


def in_window(entry: Entry, zone: str, window: tuple[date, date]) -> bool:
    """Whether an entry may belong to the window; one without a date may."""
    day = local_day(entry.published or entry.updated, zone)
    return day is None or window[0] <= day <= window[1]


def is_past(entries: Sequence[Entry], zone: str, start: date) -> bool:
    """Whether every dated entry of a page is older than the window: archives run from new to old."""
    days = [day for entry in entries if (day := local_day(entry.published or entry.updated, zone))]
    return bool(days) and max(days) < start
