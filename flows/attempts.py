"""The outcome of a fetch in, its row for the log of fetches out, or the failure that reading it came to."""

from typing import Literal

from parsers.records import Attempt, FailureKind, Fetched, FetchFailure, FetchOutcome, NotModified


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


def failed(page: Fetched, kind: FailureKind, detail: str) -> FetchFailure:
    """A body that came and could not be read, as a failure of that kind."""
    return FetchFailure(
        url=page.url,
        kind=kind,
        detail=detail,
        fetched_at=page.fetched_at,
        seconds=page.seconds,
        status=page.status,
        wire_bytes=page.wire_bytes,
        final_url=page.final_url,
    )
