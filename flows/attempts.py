"""The outcome of a fetch in, its row for the log of fetches out; there is none without a row, whatever came of it."""

from typing import Literal

from parsers.records import Attempt, FetchOutcome, NotModified


def attempt_of(
    outcome: FetchOutcome, *, target: Literal["feed", "page", "robots"], feed: str | None, verdict: str, detail: str
) -> Attempt:
    """The row of a fetch in the log: what was asked and what it cost, and what whoever read it made of it."""
    return Attempt(
        target=target,
        feed=feed,
        url=outcome.url,
        fetched_at=outcome.fetched_at,
        status=304 if isinstance(outcome, NotModified) else outcome.status,
        verdict=verdict,
        detail=detail,
        seconds=outcome.seconds,
        wire_bytes=outcome.wire_bytes,
    )
