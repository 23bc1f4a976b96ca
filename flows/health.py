"""What the archive knows of feeds in, each feed's condition with its reason out, for dashboard, report and doctor."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flows.rhythm import quiet_beyond_rhythm
from flows.wording import several
from parsers.records import FeedSource, FeedState
from storage.archive import Archive
from storage.views import FeedHealth

ENOUGH_PAGES = 5
"""Fewer pages set aside in a row than this say nothing of a feed."""


SICK = ("failing", "no_text", "quiet", "retired")


def feed_conditions(archive: Archive, sources: Sequence[FeedSource], *, at: datetime) -> tuple[FeedHealth, ...]:
    """The feeds of the list with their conditions, the sick ones first; one taken out of the list is left out.

    A condition is what storage tells, or `quiet` or `no_text` where an answering feed is sick.
    """
    states = archive.feed_states()
    known = {feed.feed: feed for feed in archive.feed_health(at=at)}
    listed = [
        condition_of(known[source.id], states.get(source.id), at) if source.active else switched_off(known[source.id])
        for source in sources
        if source.id in known
    ]
    return tuple(sorted(listed, key=lambda feed: feed.condition not in SICK))


def counted_conditions(feeds: Sequence[FeedHealth]) -> str:
    """How many feeds are in which condition: `24 feeds: 19 failing, 1 well, 4 inactive`."""
    counted = Counter(feed.condition.replace("_", " ") for feed in feeds)
    told = ", ".join(f"{number} {condition}" for condition, number in counted.items())
    return several(len(feeds), "feed") + (f": {told}" if told else "")


def words_of(feed: FeedHealth) -> str:
    """All there is to say of a feed, the most pressing first."""
    parts = [feed.why, feed.gap_warning]
    if feed.moved_to:
        parts.append(f"moved to {feed.moved_to}: change its url in feeds.toml")
    if feed.set_aside:
        parts.append(f"{several(feed.set_aside, 'page')} set aside: `defectorwatch feeds set-aside {feed.feed}`")
    if feed.condition not in ("failing", "retired"):
        parts.append(feed.due_reason)
    return "; ".join(dict.fromkeys(part for part in parts if part))


def switched_off(feed: FeedHealth) -> FeedHealth:
    """A feed that the list keeps without polling it, whatever it was at its last poll."""
    why = feed.why if feed.condition == "inactive" else "switched off in feeds.toml"
    return replace(feed, condition="inactive", why=why, due_reason="", next_due_at=None)


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
