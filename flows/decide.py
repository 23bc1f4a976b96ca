"""Facts about a feed or an entry come in, a decision with its reason goes out; no clock, no chance, no network in here.

Whoever calls brings the time and, as `jitter`, a number between 0 and 1. The rhythm itself is worked out in
flows.rhythm.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from flows.rhythm import Bounds, bounds_of, interval_after_entries, interval_after_silence, merged_arrivals, server_wish
from parsers.records import (
    EntryVerdict,
    FailureKind,
    FeedSource,
    FeedState,
    Fetched,
    FetchFailure,
    FetchOutcome,
    NotModified,
    ParsedFeed,
    Validators,
)
from parsers.urls import host_of

SLACK: Final = timedelta(seconds=60)
"""A poll due within the next minute is due: schedules do not run to the second."""
FARTHEST: Final = timedelta(days=32)
"""A due time farther ahead than any wait can be means that the clock was set back."""
CONDITIONAL_POLLS: Final = 24
"""So many conditional polls are followed by one without validators, since some servers answer 304 for ever."""
JITTER: Final = 0.1
LONGEST_BACKOFF: Final = timedelta(days=1)
REST: Final = timedelta(minutes=15)
FAILURES_BEFORE_OLD_ADDRESS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether to poll now, and why."""

    due: bool
    reason: str


Changes = dict[str, Any]
"""The new values of some fields of a FeedState, by their names; a state is made anew once a poll."""


# ---------------------------------------------------------------- before a poll


def decide_due(
    source: FeedSource,
    state: FeedState,
    now: datetime,
    *,
    forced: bool = False,
    resting: Mapping[str, datetime] | None = None,
) -> Verdict:
    """Whether a feed is to be polled now.

    `forced` is a person's wish, which a server's own wish to wait outranks; `resting` are the hosts that asked for
    fewer requests, and until when.
    """
    if state.retired:
        return Verdict(due=False, reason=f"retired: {state.due_reason or 'the server said it is gone'}")
    waits = state.next_due_at is not None and now + SLACK < state.next_due_at <= now + FARTHEST
    if waits and state.failure_kind == "throttled":
        return Verdict(due=False, reason=f"the server asked to wait until {_minute(state.next_due_at)}")
    host = host_of(decide_address(source, state))
    if resting and resting.get(host, now) > now:
        return Verdict(due=False, reason=f"{host} asked for fewer requests until {_minute(resting[host])}")
    if forced:
        return Verdict(due=True, reason="asked for by hand")
    if not source.active:
        return Verdict(due=False, reason="switched off in the list of feeds")
    if state.next_due_at is None:
        return Verdict(due=True, reason="not polled yet")
    if waits:
        return Verdict(due=False, reason=f"due at {_minute(state.next_due_at)}: {state.due_reason}")
    return Verdict(due=True, reason=_how_late(state.next_due_at, now))


def decide_conditional(state: FeedState) -> Validators | None:
    """The validators to poll with; None now and then, and where the server gave none."""
    if state.validators == Validators() or state.unconditional_polls_since >= CONDITIONAL_POLLS:
        return None
    return state.validators


def decide_address(source: FeedSource, state: FeedState) -> str:
    """The address to poll: the one the server moved to, and after failures there the one the operator wrote."""
    if state.moved_to is None or state.failures >= FAILURES_BEFORE_OLD_ADDRESS:
        return source.url
    return state.moved_to


def _how_late(due: datetime, now: datetime) -> str:
    minutes = (now - due).total_seconds() / 60
    if now + FARTHEST < due:
        return "the clock was set back"
    return f"due since {_minute(due)}" + (f", {minutes:.0f} minutes late, polled once" if minutes > 5 else "")


# ---------------------------------------------------------------- after a poll


def decide_after_poll(
    source: FeedSource,
    state: FeedState,
    outcome: FetchOutcome,
    *,
    parsed: ParsedFeed | None,
    new_count: int,
    overlap: int,
    now: datetime,
    jitter: float,
) -> FeedState:
    """The state after a poll. `overlap` counts the entries that were known before, `new_count` the others."""
    bounds = bounds_of(source.poll_minutes)
    if isinstance(outcome, FetchFailure):
        changes = _after_failure(state, outcome, bounds, now, jitter)
    elif isinstance(outcome, NotModified):
        changes = _well(state, outcome, now) | _after_silence(state, outcome, bounds, now, jitter)
    elif parsed is None:
        raise ValueError("a fetched feed is decided on together with what was parsed from it")
    else:
        changes = _well(state, outcome, now) | {"body_sha256": outcome.body_sha256}
        changes |= _after_entries(state, outcome, parsed, new_count, overlap, bounds, now, jitter)
    polls = 0 if decide_conditional(state) is None else state.unconditional_polls_since + 1
    return replace(state, last_polled_at=now, unconditional_polls_since=polls, **changes)


def _well(state: FeedState, outcome: Fetched | NotModified, now: datetime) -> Changes:
    """What every success brings: fresh validators, a clean slate, perhaps a new address."""
    return {
        "validators": outcome.validators,
        "last_success_at": now,
        "failures": 0,
        "failure_kind": None,
        "failure_detail": None,
        "moved_to": outcome.permanent_url or state.moved_to,
    }


def _after_silence(state: FeedState, outcome: NotModified, bounds: Bounds, now: datetime, jitter: float) -> Changes:
    interval = interval_after_silence(state, bounds, now)
    interval, reason = _not_below(interval, server_wish(outcome.headers, None), "unchanged (304)", bounds)
    return _next(interval, reason, now, jitter)


def _after_entries(
    state: FeedState,
    outcome: Fetched,
    parsed: ParsedFeed,
    new_count: int,
    overlap: int,
    bounds: Bounds,
    now: datetime,
    jitter: float,
) -> Changes:
    gap = _gap(state, parsed, new_count, overlap, now)
    arrivals = merged_arrivals(state.arrivals, parsed, now)
    interval, reason = interval_after_entries(state, arrivals, parsed, new_count, overlap, bounds, now)
    interval, reason = _not_below(interval, server_wish(outcome.headers, parsed.ttl_minutes), reason, bounds)
    if gap:
        interval, reason = bounds.least, "entries may have been missed, so polled as often as allowed"
    return {
        "arrivals": arrivals,
        "last_new_at": now if new_count else state.last_new_at,
        "gap_warning": gap or state.gap_warning,
        **_next(interval, reason, now, jitter),
    }


def _gap(state: FeedState, parsed: ParsedFeed, new_count: int, overlap: int, now: datetime) -> str | None:
    """A feed that shows nothing that was known before may have shown other entries in between."""
    if overlap or not new_count or state.last_new_at is None or state.last_success_at is None:
        return None
    return (
        f"{_minute(now)}: none of {len(parsed.entries)} entries was known, so some since {_minute(state.last_new_at)} "
        "may have been missed; `defectorwatch backfill` can fill the gap"
    )


def _not_below(minutes: float, wish: float | None, reason: str, bounds: Bounds) -> tuple[float, str]:
    """What the server asks for is kept to, as far as the feed's longest interval."""
    if wish is None or min(wish, bounds.most) <= minutes:
        return minutes, reason
    return min(wish, bounds.most), f"the server asks for {wish:.0f} minutes between polls"


def _next(interval: float, reason: str, now: datetime, jitter: float) -> Changes:
    due = now + timedelta(minutes=interval * (1 + JITTER * jitter))
    return {"interval_minutes": interval, "next_due_at": due, "due_reason": f"every {interval:.0f} min: {reason}"}


# ---------------------------------------------------------------- after a failure

_WEIGHT: Final[dict[FailureKind, float]] = {
    "timeout": 0.5,
    "dns": 0.5,
    "connect": 0.5,
    "protocol": 0.5,
    "throttled": 1.0,
    "http": 1.0,
    "tls": 1.0,
    "parse": 1.0,
    "file": 1.0,
    "robots": 2.0,
    "redirect": 2.0,
    "too_large": 2.0,
    "not_text": 2.0,
    "address": 4.0,
    "gone": 4.0,
}
"""How many intervals each further failure in a row adds to the wait."""


def _after_failure(state: FeedState, failure: FetchFailure, bounds: Bounds, now: datetime, jitter: float) -> Changes:
    in_a_row = state.failures + 1
    told = {"failures": in_a_row, "failure_kind": failure.kind, "failure_detail": failure.detail}
    if failure.kind == "gone":
        return {**told, "retired": True, "next_due_at": None, "due_reason": f"{failure.detail} on {_minute(now)}"}
    interval = state.interval_minutes or bounds.start
    wait = timedelta(minutes=interval * _WEIGHT[failure.kind] * in_a_row)
    wait = min(max(wait, timedelta(minutes=bounds.least)), max(LONGEST_BACKOFF, timedelta(minutes=interval)))
    due = now + wait * (1 + JITTER * jitter)
    reason = f"{failure.kind}, {in_a_row} in a row"
    if failure.retry_after_at is not None and failure.retry_after_at > due:
        due = failure.retry_after_at + timedelta(minutes=jitter)
        reason += ", the server named the time"
    return {**told, "next_due_at": due, "due_reason": reason}


def decide_rest(named: datetime | None, *, refusals: int, now: datetime) -> datetime:
    """Until when a host rests that has answered 429 so many times in a row; `named` is its own Retry-After.

    A time that was named and waited for, and then met by another 429, was too short.
    """
    longer = now + min(REST * (refusals - 1 if named else refusals), LONGEST_BACKOFF)
    return max(named or now, longer)


# ---------------------------------------------------------------- by a person's word


def decide_revived(state: FeedState, now: datetime) -> FeedState:
    """The state of a feed that a person wants tried again: due now, failures and retirement forgotten."""
    return replace(
        state,
        retired=False,
        failures=0,
        failure_kind=None,
        failure_detail=None,
        next_due_at=now,
        due_reason="asked for by hand",
    )


def decide_gap_filled(state: FeedState) -> FeedState:
    """The state of a feed whose missed entries were filled in, or looked for in vain."""
    return replace(state, gap_warning=None)


# ---------------------------------------------------------------- pages

_PAGE_WAITS: Final[dict[FailureKind, tuple[float, ...]]] = {
    # hours before each further try; after the last one the entry is set aside
    "timeout": (0.25, 1, 4, 12, 24),
    "dns": (0.25, 1, 4, 12, 24),
    "connect": (0.25, 1, 4, 12, 24),
    "http": (0.5, 2, 6, 24, 48),
    "tls": (1, 6, 24),
    "protocol": (1, 6, 24),
    "throttled": (0.25, 0.5, 1, 2, 4, *(8,) * 20),
    "robots": (1, 12, 24),
    "redirect": (6, 24),
    "parse": (1, 24),
    "file": (1,),
    "address": (),
    "too_large": (),
    "not_text": (),
    "gone": (),
}


def decide_retry(
    kind: FailureKind, *, tries: int, retry_after_at: datetime | None, now: datetime
) -> tuple[EntryVerdict, datetime | None, str]:
    """What becomes of an entry whose page could not be had for the `tries`-th time: verdict, when again, why."""
    waits = _PAGE_WAITS[kind]
    if not waits:
        return "set_aside", None, f"{kind}: trying again would bring the same"
    if tries > len(waits):
        return "set_aside", None, f"{kind}: still failing after {tries} tries"
    at = now + timedelta(hours=waits[max(tries, 1) - 1])
    if retry_after_at is not None:
        at = max(at, retry_after_at)
    return "retry", at, f"{kind}: try {tries} of {len(waits) + 1}, again at {_minute(at)}"


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "an unknown time"
