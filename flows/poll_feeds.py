"""The poll: due feeds in, new sightings and figures appended; a late, doubled or killed run leaves the same database.

    sources -> due? -> [poll a group of feeds]* -> [read a batch of pages]* -> artifacts

A task is a group of feeds or a batch of pages, never one page: a task run costs the server 20 KB and 40 ms of CPU.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated

from prefect import flow, task, unmapped
from pydantic import Field

from flows.attempts import attempt_of, failed
from flows.decide import decide_address, decide_after_poll, decide_conditional, decide_due
from flows.faults import ProgramError, faults_told
from flows.fetching.web import WebRequest
from flows.parsing import FeedParsing
from flows.progress import name_this_task, say
from flows.read_pages import read_pending
from flows.run import FeedLine, RunScope, RunSummary, open_run, run_name
from flows.settings import load_settings, utc_now
from flows.settle import conclude
from flows.sources import choose_sources, load_sources
from flows.tasks import STORAGE_RETRY, in_groups, threads
from flows.told import told
from parsers.errors import FeedParseError
from parsers.records import (
    Attempt,
    FeedPoll,
    FeedSource,
    FeedState,
    Fetched,
    FetchFailure,
    FetchOutcome,
    NotModified,
    ParsedFeed,
)
from parsers.urls import request_url

ReadFeed = tuple[ParsedFeed | None, FetchOutcome]
Settled = tuple[FeedLine, FeedPoll]
Settle = Callable[[ParsedFeed | None, FetchOutcome], Settled]

MOST_FEED_TASKS = 16
"""Feeds share a task beyond this many, so that a run stays under some forty task runs."""


@flow(name="poll-feeds", flow_run_name=run_name("poll-feeds"), task_runner=threads(8))
@told
def poll_feeds(
    feeds: Annotated[list[str], Field(description="ids of feeds.toml; none: all active feeds")] = [],  # noqa: B006
    due_only: Annotated[bool, Field(description="leave out feeds whose next poll is not due yet")] = False,  # noqa: FBT002
    max_pages: Annotated[int | None, Field(ge=0, le=100_000, description="most pages read in this run")] = None,
) -> RunSummary:
    """Polls feeds, reads the pages of new entries and appends the figures they state."""
    settings = load_settings()
    sources = choose_sources(load_sources(settings.feeds), feeds)
    with open_run(settings) as scope:
        scope.archive.register_feeds(sources, at=scope.started_at)
        lines = poll_sources(scope, sources, due_only=due_only)
        tally = read_pending(scope, sources, limit=settings.max_pages if max_pages is None else max_pages)
        return conclude(scope, name="poll-feeds", feeds=lines, pages=tally)


def poll_sources(scope: RunScope, sources: Sequence[FeedSource], *, due_only: bool) -> tuple[FeedLine, ...]:
    """Poll what is due, group by group; a line for every feed in the order given."""
    states = scope.archive.feed_states()
    resting = scope.archive.hosts_at_rest(at=scope.started_at)
    waiting, due = [], []
    for source in sources:
        verdict = decide_due(source, states[source.id], scope.started_at, forced=not due_only, resting=resting)
        if verdict.due:
            due.append(source)
        else:
            waiting.append(FeedLine(feed=source.id, verdict="waiting", detail=verdict.reason))
    groups = in_groups(due, most=MOST_FEED_TASKS)
    polled = poll_group.map(groups, unmapped(scope), unmapped(states)).result() if groups else []
    by_feed = {line.feed: line for line in [*waiting, *(line for lines in polled for line in lines)]}
    return tuple(by_feed[source.id] for source in sources)


@task(name="poll feeds", **STORAGE_RETRY)
def poll_group(sources: Sequence[FeedSource], scope: RunScope, states: dict[str, FeedState]) -> tuple[FeedLine, ...]:
    """Fetch, parse and append a group of feeds; what happened to each is a line and a row, never a failed task."""
    requests = [feed_request(source, states[source.id]) for source in sources]
    read = [read_feed(scope.parsing, *pair) for pair in zip(sources, scope.web.fetch(requests), strict=True)]
    lines = append_group(scope, sources, states, read)
    name_this_task("; ".join(line.words for line in lines[:3]) + (" ..." if len(lines) > 3 else ""))
    say("\n".join(line.words for line in lines))
    return lines


def feed_request(source: FeedSource, state: FeedState) -> WebRequest:
    """How to ask for a feed: where the server moved it to, and whether it has changed."""
    return WebRequest(url=decide_address(source, state), target="feed", validators=decide_conditional(state))


def append_group(
    scope: RunScope, sources: Sequence[FeedSource], states: dict[str, FeedState], read: Sequence[ReadFeed]
) -> tuple[FeedLine, ...]:
    """The outcomes of a group, appended with the states that follow from them in one transaction."""
    brought = [entry for parsed, _ in read if parsed for entry in parsed.entries]
    known = scope.archive.known_identities(brought) if brought else set()
    now = utc_now()
    polls = [
        poll_or_fault(partial(poll_of, source, states[source.id], known=known, now=now), parsed, outcome)
        for source, (parsed, outcome) in zip(sources, read, strict=True)
    ]
    appended = scope.archive.append_polls([poll for _, poll in polls])
    return tuple(replace(line, new=new) if (new := appended[line.feed].new) else line for line, _ in polls)


def poll_or_fault(settle: Settle, parsed: ParsedFeed | None, outcome: FetchOutcome) -> Settled:
    """A poll settled; where this program itself fails on what came, it counts as a failure of that feed."""
    try:
        with faults_told():
            return settle(parsed, outcome)
    except ProgramError as fault:
        if isinstance(outcome, FetchFailure):
            raise
        return settle(None, failed(outcome, "parse", str(fault)))


def poll_of(
    source: FeedSource,
    state: FeedState,
    parsed: ParsedFeed | None,
    outcome: FetchOutcome,
    *,
    known: set[tuple[str, str]],
    now: datetime,
) -> Settled:
    """One feed's poll, ready to be appended, and its line; `known` are the entries, of any feed, brought before."""
    entries = parsed.entries if parsed else ()
    brought = {(entry.feed, entry.identity) for entry in entries}
    overlap = len(brought & known)
    after = decide_after_poll(
        source,
        state,
        outcome,
        parsed=parsed,
        new_count=len(brought) - overlap,
        overlap=overlap,
        now=now,
        jitter=random.random(),  # noqa: S311 - spreads polls, guards nothing
    )
    line = feed_line(source, outcome, parsed)
    return line, FeedPoll(attempt=feed_attempt(source, outcome, line), state=after, entries=entries)


def read_feed(parsing: FeedParsing, source: FeedSource, outcome: FetchOutcome) -> ReadFeed:
    """The entries of a body, or the body's fault as a typed failure."""
    if not isinstance(outcome, Fetched):
        return None, outcome
    try:
        return parsing.parse_feed(
            outcome.body,
            feed=source.id,
            url=outcome.final_url,
            content_type=outcome.content_type,
            zone=source.zone,
            fetched_at=outcome.fetched_at,
        ), outcome
    except FeedParseError as error:
        return None, no_feed(outcome, error.reason)


def no_feed(page: Fetched, reason: str) -> FetchFailure:
    """A body that came but is no feed; it says so where redirects led to it, perhaps to a consent wall or a login."""
    led_on = page.final_url != request_url(page.url)
    return failed(page, "parse", f"{reason} (redirected to {page.final_url})" if led_on else reason)


def feed_line(source: FeedSource, outcome: FetchOutcome, parsed: ParsedFeed | None) -> FeedLine:
    """The line of a poll, before it is known how many entries are new."""
    match outcome:
        case FetchFailure():
            return FeedLine(feed=source.id, verdict=outcome.kind, detail=outcome.detail)
        case NotModified():
            return FeedLine(feed=source.id, verdict="unchanged", detail="the server says nothing has changed")
        case Fetched():
            return FeedLine(
                feed=source.id,
                verdict="ok",
                entries=len(parsed.entries) if parsed else 0,
                detail="; ".join(parsed.problems) if parsed else "",
            )


def feed_attempt(source: FeedSource, outcome: FetchOutcome, line: FeedLine) -> Attempt:
    """The row of this poll in the log of fetches."""
    return attempt_of(outcome, target="feed", feed=source.id, verdict=line.verdict, detail=line.detail)
