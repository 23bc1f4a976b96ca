"""Feeds and their polls: sources and polls in, states and health out; validators never move without their entries."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter, itemgetter
from typing import Any, Final, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.records import Attempt, Entry, FeedPoll, FeedSource, FeedState, Validators
from storage.errors import UnknownFeedError
from storage.keys import entry_key, likeness_of, row_key_of
from storage.rows import KEYS_AT_ONCE, Row, append_new, batches, insert_ignoring, plain, plain_or_none, stored_keys
from storage.tables import AttemptRow, EntryRow, FeedRow
from storage.times import time_columns
from storage.views import FeedHealth, PollAppended

WAITING = ("pending", "retry")
LATELY = timedelta(days=14)
AHEAD: Final = timedelta(days=1)
"""A poll dated farther ahead than this was dated by a clock that has been set back since."""
OF_THE_SERVER: Final[dict[str, Any]] = {
    "etag": None, "last_modified": None, "body_sha256": None, "moved_to": None, "next_due_at": None, "retired": False,
    "failures": 0, "failure_kind": None, "failure_detail": None,
}  # fmt: skip
"""What a feed's server told or did, as before the first poll."""


def register_feeds(connection: Connection, sources: Sequence[FeedSource], at: datetime) -> None:
    """Write down each source; one that is known takes the new wording and keeps its state.

    One whose address was changed begins anew: what the old server said of itself means nothing at the new address.
    """
    rows = {source.id: _source_row(source) for source in sources}
    fresh = append_new(connection, FeedRow, {feed: {**row, "registered_at": at} for feed, row in rows.items()})
    for feed in sorted(rows.keys() - fresh):
        of_feed = sa.update(FeedRow).where(FeedRow.feed == feed)
        connection.execute(of_feed.where(FeedRow.url != rows[feed]["url"]).values(OF_THE_SERVER))
        connection.execute(of_feed.values(rows[feed]))


def feed_states(connection: Connection, feeds: Sequence[str] | None) -> dict[str, FeedState]:
    """The state of each feed, or of those named; a feed never registered is left out."""
    query = sa.select(FeedRow.__table__).order_by(FeedRow.feed)
    if feeds is not None:
        query = query.where(FeedRow.feed.in_(feeds))
    return {row["feed"]: _state(row) for row in connection.execute(query).mappings()}


def known_identities(connection: Connection, brought: Sequence[Entry]) -> set[tuple[str, str]]:
    """Feed and identity of those of the entries that their feeds have brought before, be it under another id."""
    keyed = {entry_key(entry.feed, entry.identity): entry for entry in brought}
    known = _known(connection, {key: likeness_of(entry) for key, entry in keyed.items()})
    return {(keyed[key].feed, keyed[key].identity) for key in known}


def _known(connection: Connection, brought: Mapping[int, int | None]) -> set[int]:
    """Those of the keys, given with their likenesses, whose entries have been brought before.

    An entry that is like an earlier one is that one with another id, for some servers give each answer ids of its own;
    unless the earlier one is brought beside it, for then they are two.
    """
    stored = stored_keys(connection, EntryRow, brought)
    likenesses = {brought[key] for key in brought.keys() - stored} - {None}
    alike: set[int | None] = set()
    for some in batches(sorted(each for each in likenesses if each is not None), KEYS_AT_ONCE):
        alike |= {row[1] for row in connection.execute(ALIKE, {"likenesses": some}) if row[0] not in brought}
    return stored | {key for key, likeness in brought.items() if likeness in alike}


def append_polls(connection: Connection, polls: Sequence[FeedPoll]) -> dict[str, PollAppended]:
    """Append the attempts, the entries not seen before and the state after each poll; one poll for a feed.

    A state older than the one kept is not taken over. Raises UnknownFeedError.
    """
    _require_feeds(connection, {poll.state.feed for poll in polls})
    append_attempts(connection, [poll.attempt for poll in polls])
    rows = {poll.state.feed: _entry_rows(poll) for poll in polls}
    brought = {key: row for found in rows.values() for key, row in found.items()}
    known = _known(connection, {key: row["likeness"] for key, row in brought.items()})
    fresh = append_new(connection, EntryRow, {key: row for key, row in brought.items() if key not in known})
    keep_states(connection, [poll.state for poll in polls])
    if arrived := [poll.state for poll in polls if poll.entries]:
        connection.execute(KEEP_ARRIVALS, _at_their_polls(arrived, _arrivals_row))
    return {
        feed: PollAppended(new=(new := len(fresh & found.keys())), known=len(found) - new)
        for feed, found in rows.items()
    }


def keep_states(connection: Connection, states: Sequence[FeedState]) -> None:
    """Take over states but for their arrivals, which entries alone change; one older than the state kept is not."""
    if states:
        connection.execute(KEEP_STATE, _at_their_polls(states, _state_row))


def append_poll(connection: Connection, poll: FeedPoll) -> PollAppended:
    """Append one poll, as append_polls does."""
    return append_polls(connection, [poll])[poll.state.feed]


def _entry_rows(poll: FeedPoll) -> dict[int, dict[str, Any]]:
    seen_at = poll.attempt.fetched_at
    return {entry_key(entry.feed, entry.identity): _entry_row(entry, seen_at) for entry in reversed(poll.entries)}


def append_attempts(connection: Connection, attempts: Sequence[Attempt]) -> None:
    """Append one row for each fetch; the same fetch again changes nothing."""
    insert_ignoring(connection, AttemptRow, sorted(map(_attempt_row, attempts), key=itemgetter("key")))


def feed_health(connection: Connection, at: datetime) -> tuple[FeedHealth, ...]:
    """Each feed's condition with its reason, by feed."""
    counted = sa.select(EntryRow.feed, EntryRow.status, sa.func.count().label("n")).group_by(
        EntryRow.feed, EntryRow.status
    )
    counts = {(feed, status): n for feed, status, n in connection.execute(counted)}
    lately = {(feed, status): n for feed, status, n in connection.execute(_lately(at))}
    feeds = connection.execute(sa.select(FeedRow.__table__).order_by(FeedRow.feed)).mappings().all()
    return tuple(_health(row, _of_feed(counts, row["feed"]), _of_feed(lately, row["feed"]), at) for row in feeds)


def condition_of(row: Row, at: datetime) -> tuple[str, str]:
    """A feed's condition in one word, and why."""
    if row["retired"]:
        return "retired", row["failure_detail"] or "the server said that it is gone"
    if not row["active"]:
        return "inactive", row["note"] or "switched off in feeds.toml"
    if row["last_polled_at"] is None:
        return "never_polled", "no poll yet"
    if row["failures"]:
        since = row["last_success_at"]
        spell = f"{row['failures']} failures in a row, last success {_ago(since, at) if since else 'never'}"
        return "failing", f"{row['failure_kind']}: {row['failure_detail']} ({spell})"
    return "well", row["gap_warning"] or "last poll succeeded"


def _lately(at: datetime) -> sa.Select[tuple[str, str, int]]:
    """How the pages of entries that came lately ended."""
    return (
        sa.select(EntryRow.feed, EntryRow.status, sa.func.count())
        .where(EntryRow.status.in_(("read", "set_aside")), EntryRow.first_seen_at >= at - LATELY)
        .group_by(EntryRow.feed, EntryRow.status)
    )


def _of_feed(counts: dict[tuple[str, str], int], wanted: str) -> dict[str, int]:
    return {status: n for (feed, status), n in counts.items() if feed == wanted}


def _ago(then: datetime, at: datetime) -> str:
    hours = (at - then).total_seconds() / 3600
    return f"{hours:.0f} h ago" if hours < 48 else f"{hours / 24:.0f} days ago"


def _health(row: Row, counts: dict[str, int], lately: dict[str, int], at: datetime) -> FeedHealth:
    condition, why = condition_of(row, at)
    taken = ("feed", "publisher", "url", "last_polled_at", "last_success_at", "last_new_at", "next_due_at")
    return FeedHealth(
        **{name: row[name] for name in (*taken, "due_reason", "failures", "gap_warning", "moved_to")},
        condition=condition,
        why=why,
        entries=sum(counts.values()),
        pending=sum(counts.get(status, 0) for status in WAITING),
        set_aside=counts.get("set_aside", 0),
        read_lately=lately.get("read", 0),
        set_aside_lately=lately.get("set_aside", 0),
    )


def _require_feeds(connection: Connection, feeds: set[str]) -> None:
    unknown = feeds - stored_keys(connection, FeedRow, feeds)
    if unknown:
        raise UnknownFeedError(min(unknown))


def _source_row(source: FeedSource) -> dict[str, Any]:
    taken = ("url", "publisher", "language", "zone", "poll_minutes", "active", "note")
    return {"feed": source.id, **{name: getattr(source, name) for name in taken}}


STATE_FIELDS = (
    "body_sha256", "last_polled_at", "last_success_at", "last_new_at", "next_due_at", "interval_minutes", "due_reason",
    "failures", "failure_kind", "failure_detail", "unconditional_polls_since", "retired", "moved_to", "gap_warning",
)  # fmt: skip
_state_fields = attrgetter(*STATE_FIELDS)
ATTEMPT_FIELDS = ("target", "feed", "fetched_at", "status", "verdict", "seconds", "wire_bytes")
_attempt_fields = attrgetter(*ATTEMPT_FIELDS)

ALIKE: Final = sa.select(EntryRow.key, EntryRow.likeness).where(
    EntryRow.likeness.in_(sa.bindparam("likenesses", expanding=True))
)
FEEDS: Final = cast("sa.Table", FeedRow.__table__)


def _keeping(*names: str) -> sa.Update:
    """The update of these columns where no later poll was kept; building it each time costs more than running it."""
    return (
        sa.update(FEEDS)
        .where(FEEDS.c.feed == sa.bindparam("of_feed"))
        .where(
            sa.or_(
                FEEDS.c.last_polled_at.is_(None),
                FEEDS.c.last_polled_at <= sa.bindparam("of_poll"),
                FEEDS.c.last_polled_at > sa.bindparam("not_yet"),
            )
        )
        .values({name: sa.bindparam(name) for name in names})
    )


KEEP_STATE: Final = _keeping(*STATE_FIELDS, "etag", "last_modified")
KEEP_ARRIVALS: Final = _keeping("arrivals")


def _at_their_polls(states: Sequence[FeedState], row_of: Callable[[FeedState], dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of states that were polled together, each with what it is measured by."""
    polled = [state.last_polled_at for state in states if state.last_polled_at is not None]
    not_yet = max(polled) + AHEAD if polled else None
    return [
        {"of_feed": state.feed, "of_poll": state.last_polled_at, "not_yet": not_yet, **row_of(state)}
        for state in states
    ]


def _state_row(state: FeedState) -> dict[str, Any]:
    return {
        **dict(zip(STATE_FIELDS, _state_fields(state), strict=True)),
        "failure_detail": plain_or_none(state.failure_detail),
        "etag": plain_or_none(state.validators.etag),
        "last_modified": plain_or_none(state.validators.last_modified),
    }


def _arrivals_row(state: FeedState) -> dict[str, Any]:
    return {"arrivals": json.dumps([moment.isoformat() for moment in state.arrivals])}


def _state(row: Row) -> FeedState:
    return FeedState(
        feed=row["feed"],
        validators=Validators(etag=row["etag"], last_modified=row["last_modified"]),
        arrivals=tuple(datetime.fromisoformat(moment) for moment in json.loads(row["arrivals"])),
        **{name: row[name] for name in STATE_FIELDS},
    )


def _attempt_row(attempt: Attempt) -> dict[str, Any]:
    facts = (attempt.target, attempt.feed, attempt.url, attempt.fetched_at, attempt.verdict)
    return {
        **dict(zip(ATTEMPT_FIELDS, _attempt_fields(attempt), strict=True)),
        "key": row_key_of("attempt", *facts),
        "url": plain(attempt.url),
        "detail": plain(attempt.detail),
    }


def _entry_row(entry: Entry, seen_at: datetime) -> dict[str, Any]:
    return {
        "key": entry_key(entry.feed, entry.identity),
        "feed": entry.feed,
        "identity": plain(entry.identity),
        "identified_by": entry.identified_by,
        "likeness": likeness_of(entry),
        "link": plain_or_none(entry.link),
        "title": plain(entry.title),
        **time_columns("published", entry.published),
        **time_columns("updated", entry.updated),
        "summary": plain(entry.summary),
        "content": plain(entry.content),
        "authors": json.dumps([plain(author) for author in entry.authors], ensure_ascii=False),
        "position": entry.position,
        "first_seen_at": seen_at,
        "status": "pending",
        "reason": "",
        "tries": 0,
        "retry_at": None,
        "decided_at": None,
    }
