"""The address of a site or feed comes in, the feeds behind it go out, each tried; nothing is stored.

`ask` fetches a list of addresses and `parse` reads a body, so that the same manners and bounds hold as for a poll.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from parsers.discovery import FeedCandidate, find_feed_addresses
from parsers.errors import FeedParseError
from parsers.records import Fetched, FetchFailure, FetchOutcome, ParsedFeed
from parsers.urls import canonical_url

Ask = Callable[[Sequence[str]], Sequence[FetchOutcome]]
Parse = Callable[[Fetched], ParsedFeed]

MOST_FEEDS: Final = 5
BATCH: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedFeed:
    """An address that answered with a feed.

    `url` is the address to write down (the new one after a permanent move), `found_by` how it was found, `newest` the
    latest publication time that could be read.
    """

    url: str
    title: str
    format: str
    entries: int
    newest: datetime | None
    found_by: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What was found, and for every address tried in vain a clause why."""

    feeds: tuple[TriedFeed, ...]
    failures: tuple[tuple[str, str], ...]


def discover(url: str, *, ask: Ask, parse: Parse) -> Discovery:
    """Try an address as a feed, then, if it is a page, the addresses that the page leads to."""
    (first,) = ask([url])
    if not isinstance(first, Fetched):
        return Discovery(feeds=(), failures=((url, _why(first)),))
    given = FeedCandidate(url=url, title="", found_by="declared")
    tried = _try(given, first, parse, found_by="the address itself")
    if isinstance(tried, TriedFeed):
        return Discovery(feeds=(tried,), failures=())
    candidates = find_feed_addresses(first.body, url=first.final_url, content_type=first.content_type)
    others = [candidate for candidate in candidates if candidate.url != first.final_url]
    return _try_all(others, [(url, tried)], ask, parse)


def feed_id(feed: TriedFeed, taken: Sequence[str]) -> str:
    """A short id for feeds.toml from the feed's host, not among those taken."""
    host = (urlsplit(feed.url).hostname or "feed").removeprefix("www.").removeprefix("feeds.")
    labels = [label for label in host.split(".")[:-1] if label not in {"co", "com", "or", "go"}]
    name = "-".join(labels)[:50].strip("-") or "feed"
    numbered = (name if number == 1 else f"{name}-{number}" for number in range(1, len(taken) + 2))
    return next(wish for wish in numbered if wish not in taken)


def _try_all(candidates: Sequence[FeedCandidate], failures: list[tuple[str, str]], ask: Ask, parse: Parse) -> Discovery:
    """Feeds in the order of the candidates; the usual places are only asked where the page itself named no feed."""
    feeds: dict[str | None, TriedFeed] = {}
    named = [candidate for candidate in candidates if candidate.found_by != "usual place"]
    guessed = [candidate for candidate in candidates if candidate.found_by == "usual place"]
    for batch in [*_batches(named), *_batches(guessed)]:
        if len(feeds) >= MOST_FEEDS or (feeds and batch[0].found_by == "usual place"):
            break
        outcomes = ask([candidate.url for candidate in batch])
        for candidate, outcome in zip(batch, outcomes, strict=True):
            tried = _try(candidate, outcome, parse, found_by=candidate.found_by)
            if isinstance(tried, TriedFeed):
                feeds.setdefault(canonical_url(tried.url), tried)
            else:
                failures.append((candidate.url, tried))
    return Discovery(feeds=tuple(feeds.values())[:MOST_FEEDS], failures=tuple(failures))


def _try(candidate: FeedCandidate, outcome: FetchOutcome, parse: Parse, *, found_by: str) -> TriedFeed | str:
    """The feed at a candidate's address, or why there is none."""
    if not isinstance(outcome, Fetched):
        return _why(outcome)
    try:
        parsed = parse(outcome)
    except FeedParseError as error:
        return error.reason
    dates = [entry.published or entry.updated for entry in parsed.entries]
    values = [date.value for date in dates if date is not None and date.value is not None]
    return TriedFeed(
        url=outcome.permanent_url or outcome.url,
        title=parsed.title or candidate.title,
        format=parsed.format,
        entries=len(parsed.entries),
        newest=max(values, default=None),
        found_by=found_by,
        problems=parsed.problems,
    )


def _why(outcome: FetchOutcome) -> str:
    return outcome.detail if isinstance(outcome, FetchFailure) else "the server sent no body"


def _batches(candidates: Sequence[FeedCandidate]) -> list[Sequence[FeedCandidate]]:
    return [candidates[start : start + BATCH] for start in range(0, len(candidates), BATCH)]
