from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.decide import (
    CONDITIONAL_POLLS,
    decide_address,
    decide_after_poll,
    decide_conditional,
    decide_due,
    decide_gap_filled,
    decide_rest,
    decide_retry,
    decide_revived,
)
from flows.rhythm import bounds_of, quiet_beyond_rhythm, server_wish
from parsers.records import (
    Entry,
    FailureKind,
    FeedSource,
    FeedState,
    Fetched,
    FetchFailure,
    NotModified,
    ParsedFeed,
    TimestampReading,
    Validators,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
URL = "https://news.example/rss"
SOURCE = FeedSource(id="yna", url=URL, publisher="p", language="ko", zone="Asia/Seoul", poll_minutes=60)
STATE = FeedState(feed="yna")
KINDS: tuple[FailureKind, ...] = (
    "timeout", "dns", "connect", "tls", "address", "robots", "redirect", "too_large", "http", "throttled", "protocol",
    "not_text", "parse", "file",
)  # fmt: skip


def came(permanent: str | None = None, **headers: str) -> Fetched:
    return Fetched(
        url=URL,
        final_url=permanent or URL,
        status=200,
        headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()),
        body=b"",
        body_sha256="1",
        content_type="",
        validators=Validators(etag='"2"'),
        fetched_at=NOW,
        seconds=0.1,
        wire_bytes=1,
        permanent_url=permanent,
    )


def failed(kind: FailureKind, retry_after_at: datetime | None = None) -> FetchFailure:
    return FetchFailure(
        url=URL, kind=kind, detail="it failed", fetched_at=NOW, seconds=1, retry_after_at=retry_after_at
    )


UNCHANGED = NotModified(url=URL, headers=(), validators=Validators(etag='"3"'), fetched_at=NOW, seconds=0.1)


def feed(ages: Sequence[float | None], ttl: int | None = None) -> ParsedFeed:
    """A feed whose entries are so many minutes old; None is an entry without a date."""
    entries = tuple(
        Entry(
            feed="yna",
            identity=str(age),
            identified_by="id",
            link=None,
            title="",
            published=None if age is None else at(NOW - timedelta(minutes=age)),
            updated=None,
            summary="",
            content="",
        )
        for age in ages
    )
    return ParsedFeed(format="rss20", title="", entries=entries, ttl_minutes=ttl)


def at(moment: datetime) -> TimestampReading:
    return TimestampReading(raw="", value=moment, method="rfc822", zone_from="stated", precision="second")


def polled(
    state: FeedState = STATE,
    outcome: Fetched | NotModified | FetchFailure | None = None,
    *,
    parsed: ParsedFeed | None = None,
    new: int = 0,
    overlap: int = 0,
    now: datetime = NOW,
    jitter: float = 0.0,
    source: FeedSource = SOURCE,
) -> FeedState:
    outcome = outcome or came()
    if isinstance(outcome, Fetched) and parsed is None:
        parsed = feed([])
    return decide_after_poll(
        source, state, outcome, parsed=parsed, new_count=new, overlap=overlap, now=now, jitter=jitter
    )


def minutes_to_next(state: FeedState, now: datetime = NOW) -> float:
    assert state.next_due_at is not None
    return (state.next_due_at - now) / timedelta(minutes=1)


# ---------------------------------------------------------------- due or not


def test_a_new_feed_is_due_and_one_polled_a_moment_ago_is_not() -> None:
    assert decide_due(SOURCE, STATE, NOW).due
    verdict = decide_due(SOURCE, polled(), NOW + timedelta(seconds=5))
    assert not verdict.due
    assert "due at 2026-11-22 10:00 UTC" in verdict.reason


def test_a_late_schedule_polls_once_and_says_how_late() -> None:
    state = polled()
    assert state.next_due_at is not None
    verdict = decide_due(SOURCE, state, state.next_due_at + timedelta(hours=5))
    assert verdict.due
    assert "300 minutes late, polled once" in verdict.reason


def test_a_clock_that_was_set_back_does_not_silence_a_feed() -> None:
    state = replace(STATE, next_due_at=NOW + timedelta(days=400))
    assert decide_due(SOURCE, state, NOW).due


def test_a_persons_wish_goes_before_the_schedule_but_not_before_the_servers_wish() -> None:
    assert decide_due(SOURCE, polled(), NOW, forced=True).due
    throttled = polled(outcome=failed("throttled", NOW + timedelta(hours=3)))
    verdict = decide_due(SOURCE, throttled, NOW, forced=True)
    assert (verdict.due, "asked to wait until 2026-11-22 12:00" in verdict.reason) == (False, True)


def test_a_host_that_asked_for_fewer_requests_rests_with_all_its_feeds() -> None:
    sister, stranger = (
        replace(SOURCE, id="b", url="https://www.news.example/b"),
        replace(SOURCE, id="c", url="https://c.example/"),
    )
    resting = {"news.example": NOW + timedelta(hours=3)}
    assert not decide_due(sister, STATE, NOW, forced=True, resting=resting).due
    assert decide_due(stranger, STATE, NOW, resting=resting).due
    assert decide_due(sister, STATE, NOW + timedelta(hours=4), resting=resting).due


def test_a_host_rests_as_long_as_it_asks_and_else_longer_after_each_refusal() -> None:
    named = NOW + timedelta(hours=3)
    assert decide_rest(named, refusals=7, now=NOW) == named
    rests = [decide_rest(None, refusals=number, now=NOW) - NOW for number in (1, 2, 1000)]
    assert rests == [timedelta(minutes=15), timedelta(minutes=30), timedelta(days=1)]


def test_a_host_that_names_too_short_a_rest_again_and_again_rests_longer_each_time() -> None:
    rests = [decide_rest(NOW + timedelta(seconds=1), refusals=number, now=NOW) - NOW for number in (1, 2, 3)]
    assert rests == [timedelta(seconds=1), timedelta(minutes=15), timedelta(minutes=30)]


def test_a_feed_that_is_gone_rests_until_a_person_says_otherwise() -> None:
    gone = polled(outcome=failed("gone"))
    assert gone.retired
    assert not decide_due(SOURCE, gone, NOW + timedelta(days=900), forced=True).due
    assert decide_due(SOURCE, decide_revived(gone, NOW), NOW).due


def test_a_feed_that_is_switched_off_is_not_polled() -> None:
    assert not decide_due(replace(SOURCE, active=False), STATE, NOW).due


# ---------------------------------------------------------------- validators and addresses


def test_after_many_conditional_polls_one_asks_without_validators() -> None:
    state, conditional = polled(), 0
    for _ in range(3 * CONDITIONAL_POLLS):
        conditional += decide_conditional(state) is not None
        state = polled(state, UNCHANGED)
    assert decide_conditional(polled()) == Validators(etag='"2"')
    assert 3 * CONDITIONAL_POLLS - 3 <= conditional < 3 * CONDITIONAL_POLLS


def test_validators_follow_every_answer_and_no_failure() -> None:
    state = polled()
    assert polled(state, UNCHANGED).validators == Validators(etag='"3"')
    assert polled(state, failed("parse")).validators == state.validators


def test_a_permanent_move_is_kept_and_left_again_when_the_new_address_fails() -> None:
    moved = polled(outcome=came(permanent="https://new.example/rss"))
    assert decide_address(SOURCE, STATE) == URL
    assert decide_address(SOURCE, moved) == "https://new.example/rss"
    failing = polled(polled(moved, failed("http")), failed("http"))
    assert decide_address(SOURCE, failing) == URL


# ---------------------------------------------------------------- the interval


def test_a_feed_is_looked_at_about_twice_between_two_entries() -> None:
    state = polled(parsed=feed([100 * n for n in range(30)]), new=30)
    assert state.interval_minutes == 50
    assert state.due_reason == "every 50 min: an entry about every 100 minutes"


def test_a_feed_that_turns_over_quickly_is_looked_at_before_a_quarter_of_it_is_gone() -> None:
    bursts = [day * 700 + minute for day in range(2) for minute in (0, 1, 2)]
    state = polled(parsed=feed([*bursts, 80, 81, 82, 83]), new=10)
    assert state.interval_minutes is not None
    assert state.interval_minutes <= 702 / 4


def test_an_interval_stays_within_the_bounds_of_the_operators_wish() -> None:
    assert polled(parsed=feed([n / 10 for n in range(60)]), new=60).interval_minutes == bounds_of(60).least == 15
    assert polled(parsed=feed([5_000 * n for n in range(20)]), new=20).interval_minutes == bounds_of(60).most == 360


def test_nothing_new_never_shortens_the_interval() -> None:
    state = polled(parsed=feed([30 * n for n in range(30)]), new=30)
    intervals = []
    for hours in range(1, 60):
        state = polled(state, UNCHANGED, now=NOW + timedelta(hours=hours))
        intervals.append(state.interval_minutes or 0)
    assert intervals == sorted(intervals)
    assert intervals[-1] == bounds_of(60).most


def test_a_feed_without_dates_is_judged_by_its_turnover() -> None:
    state = polled(parsed=feed([None] * 10), new=10)
    busy = polled(state, parsed=feed([None] * 10), new=6, overlap=4)
    calm = polled(state, parsed=feed([None] * 10), new=0, overlap=10)
    assert (busy.interval_minutes or 0) < (state.interval_minutes or 0) < (calm.interval_minutes or 0)


@pytest.mark.parametrize(
    ("headers", "ttl", "wish"),
    [
        ({"cache_control": "public, max-age=7200"}, None, 120), ({}, 90, 90), ({"cache_control": "max-age=60"}, 90, 90),
        ({"date": "Sat, 29 Jun 2024 06:00:00 GMT", "expires": "Sat, 29 Jun 2024 07:00:00 GMT"}, None, 60),
        ({"date": "Sat, 29 Jun 2024 06:00:00 GMT", "expires": "0"}, None, None),
        ({"date": "Sat, 29 Jun 2024 06:00:00 GMT", "expires": f"Sat, 29 Jun {10**20} 07:00:00 GMT"}, None, None),
        ({"cache_control": "no-cache"}, None, None),
        ({"cache_control": "max-age=9999999999"}, None, 7 * 1_440), ({"cache_control": "max-age=x"}, None, None),
    ],
)  # fmt: skip
def test_the_server_says_how_long_to_wait(headers: dict[str, str], ttl: int | None, wish: float | None) -> None:
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    assert server_wish(fields, ttl) == wish


def test_what_the_server_asks_for_is_kept_to_within_the_longest_interval() -> None:
    parsed = feed([10 * n for n in range(30)])
    assert polled(outcome=came(cache_control="max-age=7200"), parsed=parsed, new=30).interval_minutes == 120
    assert polled(outcome=came(cache_control="max-age=604800"), parsed=parsed, new=30).interval_minutes == 360


def test_jitter_only_ever_lengthens_the_wait_and_by_a_tenth_at_most() -> None:
    assert minutes_to_next(polled(jitter=0.0)) == 60
    assert minutes_to_next(polled(jitter=1.0)) == pytest.approx(66)


# ---------------------------------------------------------------- what is missing


def test_a_feed_that_shows_nothing_known_may_have_lost_entries() -> None:
    first = polled(parsed=feed([10, 20]), new=2)
    assert first.gap_warning is None
    later = polled(first, parsed=feed([1, 2]), new=2, overlap=0)
    assert later.gap_warning is not None
    assert "none of 2 entries was known" in later.gap_warning
    assert later.interval_minutes == bounds_of(60).least


def test_a_gap_is_remembered_until_it_is_filled() -> None:
    state = polled(polled(parsed=feed([10]), new=1), parsed=feed([1]), new=1)
    state = polled(state, parsed=feed([1]), overlap=1)
    assert state.gap_warning is not None
    assert decide_gap_filled(state).gap_warning is None


def test_overlap_or_an_empty_feed_is_no_gap() -> None:
    first = polled(parsed=feed([10, 20]), new=2)
    assert polled(first, parsed=feed([5, 10]), new=1, overlap=1).gap_warning is None
    assert polled(first, parsed=feed([])).gap_warning is None


def test_a_feed_quiet_beyond_its_rhythm_is_named() -> None:
    state = polled(parsed=feed([300 * n for n in range(20)]), new=20)
    assert quiet_beyond_rhythm(state, NOW + timedelta(days=1)) is None
    assert quiet_beyond_rhythm(state, NOW + timedelta(days=5)) == "no entry for 5 days, usually one about every 5 hours"
    assert quiet_beyond_rhythm(STATE, NOW) is None


def test_entries_dated_ahead_do_not_count_as_arrivals() -> None:
    assert polled(parsed=feed([-5_000, 10]), new=2).arrivals == (NOW - timedelta(minutes=10),)


# ---------------------------------------------------------------- failures


@pytest.mark.parametrize("kind", KINDS)
def test_waits_grow_with_failures_and_never_end_a_feed(kind: FailureKind) -> None:
    state, waits = polled(), []
    for _ in range(200):
        state = polled(state, failed(kind))
        waits.append(minutes_to_next(state))
    assert waits == sorted(waits)
    assert waits[-1] == 24 * 60
    assert not state.retired
    assert (state.failures, state.failure_kind) == (200, kind)


def test_a_success_wipes_the_slate() -> None:
    state = polled(polled(outcome=failed("http")), UNCHANGED)
    assert (state.failures, state.failure_kind, state.failure_detail) == (0, None, None)


def test_a_time_that_the_server_names_is_waited_for() -> None:
    state = polled(outcome=failed("http", NOW + timedelta(days=3)))
    assert minutes_to_next(state) == 3 * 24 * 60


@pytest.mark.parametrize("kind", [*KINDS, "gone"])
def test_a_page_is_tried_again_over_hours_and_then_set_aside(kind: FailureKind) -> None:
    now, tries = NOW, 0
    while True:
        tries += 1
        verdict, at_time, reason = decide_retry(kind, tries=tries, retry_after_at=None, now=now)
        assert reason.startswith(kind)
        if verdict == "set_aside":
            break
        assert at_time is not None
        assert at_time > now
        now = at_time
    assert tries <= 30
    if kind in ("timeout", "http", "dns", "connect", "throttled"):
        assert now - NOW > timedelta(hours=24)


def test_a_page_waits_for_the_time_that_its_server_named() -> None:
    named = NOW + timedelta(days=2)
    assert decide_retry("http", tries=1, retry_after_at=named, now=NOW)[1] == named


OUTCOMES = st.one_of(
    st.just(UNCHANGED),
    st.sampled_from(KINDS).map(failed),
    st.builds(lambda age: came(cache_control=f"max-age={age}"), st.integers(0, 10**7)),
)
AGES = st.lists(st.one_of(st.none(), st.floats(-10_000, 10_000_000)), max_size=80)


@settings(deadline=None)
@given(st.lists(st.tuples(OUTCOMES, AGES, st.integers(0, 50), st.integers(0, 50), st.floats(0, 1)), max_size=8))
def test_whatever_happens_a_feed_has_a_next_poll_within_a_week_and_a_reason(history: list[tuple[Any, ...]]) -> None:
    state, now = STATE, NOW
    for outcome, ages, new, overlap, jitter in history:
        state = polled(
            state,
            outcome,
            parsed=feed(ages),
            new=new,
            overlap=overlap,
            now=now,
            jitter=jitter,
        )
        assert state.next_due_at is not None
        assert timedelta(minutes=10) <= state.next_due_at - now <= timedelta(days=7)
        assert state.due_reason
        assert len(state.arrivals) <= 64
        now = state.next_due_at
        assert decide_due(SOURCE, state, now).due
