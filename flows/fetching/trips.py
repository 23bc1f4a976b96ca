"""One fetch on its way, hop by hop: redirects are judged and the last answer becomes an outcome; nothing is sent."""

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, Literal

from flows.fetching.answers import Answer, ExchangeError
from flows.fetching.cookies import TripCookies
from flows.fetching.faults import fault_of_status
from flows.fetching.pace import HostClosedError
from flows.fetching.place import NOWHERE, Place, place_of
from flows.settings import utc_now
from parsers.records import Fetched, FetchFailure, FetchOutcome, NotModified, Validators
from parsers.urls import hiding_host, request_url

LONGEST_RETRY_AFTER: Final = timedelta(days=31)
MAX_VALIDATOR: Final = 1_000
NO_VALIDATORS: Final = Validators()
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})

_SECONDS: Final = re.compile(r"([0-9]+)(?:\.[0-9]*)?")
"""RFC 9110 has whole seconds; some programs send fractions."""
_RANGE: Final = re.compile(r"bytes 0-([0-9]{1,18})/([0-9]{1,18})")
_PERMANENT: Final = frozenset({301, 308})
_WITH_BODY: Final = frozenset({200, 203, 206, 226})
_NOT_TEXT: Final = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/vnd.")
_NOT_TEXT_BUT: Final = ("+xml", "+json")


@dataclass(slots=True, kw_only=True)
class Trip:
    """One fetch: where it started, where it is now, what it has cost so far."""

    url: str
    target: Literal["feed", "page", "robots"]
    validators: Validators | None = None
    here: str = ""
    place: Place = NOWHERE
    permanent: bool = True
    cookies: TripCookies | None = None
    seen: set[tuple[str, str]] = field(default_factory=set)
    seconds: float = 0.0
    wire_bytes: int = 0
    fetched_at: datetime = field(default_factory=utc_now)

    def start(self) -> None:
        """Bring the address into the form to ask for. Raises ExchangeError."""
        address = request_url(self.url)
        if address is None:
            raise ExchangeError("protocol", "no address on the web; only http and https are fetched")
        if self.target == "page" and (host := hiding_host(address)):
            raise ExchangeError("address", f"{host} hides the article's address from programs")
        self.here, self.place = address, place_of(address)

    def go_on(self, answer: Answer, location: str, most: int) -> None:
        """Take one redirect with the cookies that it sets. Raises ExchangeError."""
        status = answer.status
        self.seen.add((self.here, self.cookie_header))
        if written := answer.all_headers("set-cookie"):
            self.cookies = self.cookies or TripCookies()
            self.cookies.take(self.here, written)
        target = request_url(location, base=self.here)
        if len(self.seen) > most:
            raise ExchangeError("redirect", f"more than {most} redirects", status=status)
        if target is None:
            raise ExchangeError("redirect", f"redirects to {location[:200]!r}, which is no web address", status=status)
        downgrade = self.here.startswith("https:") and target.startswith("http:")
        self.permanent = self.permanent and status in _PERMANENT and not downgrade
        self.here, self.place = target, place_of(target)
        if (target, self.cookie_header) in self.seen:
            raise ExchangeError("redirect", f"redirects in a circle, back to {target[:200]}", status=status)

    @property
    def cookie_header(self) -> str:
        """The cookies to send to where the trip is now."""
        return self.cookies.header_for(self.here) if self.cookies else ""

    @property
    def permanent_url(self) -> str | None:
        """The address to keep from now on."""
        return self.here if self.seen and self.permanent and self.here != request_url(self.url) else None

    def failure(self, error: ExchangeError) -> FetchFailure:
        """The trip ended by an error."""
        return FetchFailure(
            url=self.url,
            kind=error.kind,
            detail=error.detail,
            fetched_at=self.fetched_at,
            seconds=self.seconds,
            status=error.status,
            wire_bytes=self.wire_bytes + error.wire_bytes,
            final_url=self.here or None,
        )

    def closed(self, closed: HostClosedError) -> FetchFailure:
        """The trip ended before a host that wants to be left alone."""
        failure = self.failure(ExchangeError(closed.kind, str(closed)))
        return replace(failure, retry_after_at=closed.until, whole_host=closed.kind == "throttled")


def outcome_of(trip: Trip, answer: Answer) -> FetchOutcome:
    """What the last answer of a trip comes to."""
    if answer.status == 304:
        return _unchanged(trip, answer)
    if answer.status not in _WITH_BODY:
        return _refused(trip, answer)
    if answer.status == 206 and not _is_whole(answer):
        return trip.failure(ExchangeError("protocol", "a part of the document, which was asked for whole", status=206))
    content_type = answer.header("content-type") or ""
    if trip.target != "robots" and is_not_text(content_type):
        return trip.failure(ExchangeError("not_text", f"is {content_type[:80]}, no text", status=answer.status))
    return Fetched(
        url=trip.url,
        final_url=trip.here,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        body_sha256=hashlib.sha256(answer.body).hexdigest(),
        content_type=content_type,
        validators=_validators(answer, NO_VALIDATORS),
        fetched_at=trip.fetched_at,
        seconds=trip.seconds,
        wire_bytes=trip.wire_bytes,
        permanent_url=trip.permanent_url,
    )


def _is_whole(answer: Answer) -> bool:
    """Whether a partial answer (RFC 9110, 14.4) holds all there is."""
    written = answer.header("content-range")
    span = _RANGE.fullmatch(written or "")
    return written is None or (span is not None and int(span[1]) + 1 == int(span[2]))


def _validators(answer: Answer, known: Validators) -> Validators:
    """What the next request is to ask with; where the answer does not say, what is known."""
    return Validators(
        etag=_sendable(answer.header("etag")) or known.etag,
        last_modified=_sendable(answer.header("last-modified")) or known.last_modified,
    )


def _sendable(value: str | None) -> str | None:
    """A header's value that may be sent back as it came; others would make every further request fail."""
    if value is None or not value.strip() or len(value) > MAX_VALIDATOR:
        return None
    return value if value.isascii() and value.isprintable() else None


def _unchanged(trip: Trip, answer: Answer) -> FetchOutcome:
    asked = trip.validators
    if asked is None or asked == NO_VALIDATORS:
        return trip.failure(ExchangeError("protocol", "304 to a request without validators", status=304))
    return NotModified(
        url=trip.url,
        headers=answer.headers,
        validators=_validators(answer, asked),
        fetched_at=trip.fetched_at,
        seconds=trip.seconds,
        wire_bytes=trip.wire_bytes,
        permanent_url=trip.permanent_url,
    )


def _refused(trip: Trip, answer: Answer) -> FetchFailure:
    # Cloudflare's mark of a page that asks for a browser instead of what was asked for
    kind, detail = fault_of_status(answer.status, challenged=answer.header("cf-mitigated") == "challenge")
    return replace(
        trip.failure(ExchangeError(kind, detail, status=answer.status)),
        retry_after_at=retry_after(answer.header("retry-after"), trip.fetched_at),
        whole_host=answer.status == 429,
    )


def retry_after(written: str | None, now: datetime) -> datetime | None:
    """The moment that a Retry-After header (RFC 9110, 10.2.3) names, at most LONGEST_RETRY_AFTER away."""
    if not written:
        return None
    text = written.strip()
    if seconds := _SECONDS.fullmatch(text):
        return now + min(timedelta(seconds=int(seconds[1][:9])), LONGEST_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(moment, now + LONGEST_RETRY_AFTER) if moment > now else None


def is_not_text(content_type: str) -> bool:
    """Whether a content type rules out a feed or a page."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind.startswith(_NOT_TEXT) and not kind.endswith(_NOT_TEXT_BUT)
