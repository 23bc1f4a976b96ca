"""What the archive knows of feeds in, each feed's condition with its reason out, for dashboard, report and doctor."""

from dataclasses import replace
from datetime import datetime

from flows.rhythm import quiet_beyond_rhythm
from parsers.records import FeedState
from storage.archive import Archive
from storage.views import FeedHealth

ENOUGH_PAGES = 5
"""Fewer pages set aside in a row than this say nothing of a feed."""


def feed_conditions(archive: Archive, *, at: datetime) -> tuple[FeedHealth, ...]:
    """Every feed with its condition: what storage tells, and `quiet` or `no_text` where an answering feed is sick."""
    states = archive.feed_states()
    return tuple(condition_of(feed, states.get(feed.feed), at) for feed in archive.feed_health(at=at))


def condition_of(feed: FeedHealth, state: FeedState | None, at: datetime) -> FeedHealth:
    """The feed with what its answers hide: nothing new beyond its rhythm, or pages that yield no text any more."""
    if feed.condition != "well" or state is None:
        return feed
    if feed.set_aside_lately >= ENOUGH_PAGES and not feed.read_lately:
        told = (
            f"none of its last {feed.set_aside_lately} pages gave a text; look at one with `defectorwatch clean --why`"
        )
        return replace(feed, condition="no_text", why=told)
    if not feed.entries and feed.last_success_at is not None:
        return replace(feed, condition="quiet", why="it has never held an entry; is this the right address?")
    quiet = quiet_beyond_rhythm(state, at)
    return replace(feed, condition="quiet", why=quiet) if quiet else feed
