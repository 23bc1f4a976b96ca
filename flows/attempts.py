"""The outcome of a fetch in, its row for the log of fetches out, or the failure that reading it came to."""

from typing import Literal

from parsers.records import Attempt, FailureKind, Fetched, FetchFailure, FetchOutcome, NotModified

NOT_MODIFIED = 304


def attempt_of(
    outcome: FetchOutcome, *, target: Literal["feed", "page", "robots"], feed: str | None, verdict: str, detail: str
) -> Attempt:
    """The row of a fetch in the log: what was asked and what it cost, and what whoever read it made of it."""
    return Attempt(
        target=target,
        feed=feed,
        url=outcome.url,
        fetched_at=outcome.fetched_at,
        status=_status(outcome),
        verdict=verdict,
        detail=detail,
        seconds=outcome.seconds,
        wire_bytes=outcome.wire_bytes,
    )


def failed(answer: Fetched | NotModified, kind: FailureKind, detail: str) -> FetchFailure:
    """An answer that came and that nothing could be made of, as a failure of that kind."""
    return FetchFailure(
        url=answer.url,
        kind=kind,
        detail=detail,
        fetched_at=answer.fetched_at,
        seconds=answer.seconds,
        status=_status(answer),
        wire_bytes=answer.wire_bytes,
        final_url=answer.final_url if isinstance(answer, Fetched) else None,
    )


def _status(outcome: FetchOutcome) -> int | None:
    return NOT_MODIFIED if isinstance(outcome, NotModified) else outcome.status
