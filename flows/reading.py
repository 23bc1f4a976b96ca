"""A page that came in, a Reading ready to be appended out: clean, extract, and the verdict; touches nothing."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flows.attempts import attempt_of, failed
from flows.decide import decide_retry
from flows.faults import ProgramError, faults_told
from parsers.cleaning import clean_page, clean_text
from parsers.cleaning.decoding import decode_page
from parsers.errors import PageParseError
from parsers.records import (
    Article,
    Attempt,
    EntryVerdict,
    Fetched,
    FetchFailure,
    FetchOutcome,
    NotModified,
    PendingEntry,
    Reading,
    Statistic,
    TimestampReading,
)
from parsers.statistics import EXTRACTOR_VERSION, extract_statistics
from parsers.urls import canonical_url

PLAIN_TEXT = "text/plain"


def read_outcome(pending: PendingEntry, outcome: FetchOutcome, *, language: str, zone: str) -> Reading:
    """What one fetched entry comes to.

    `language` and `zone` are those of its feed: the second choice where the page states none.
    """
    match outcome:
        case Fetched():
            try:
                return _read_fetched(pending, outcome, language=language, zone=zone)
            except PageParseError as error:
                return _failed(pending, failed(outcome, "not_text", error.reason))
            except ProgramError as fault:
                return _failed(pending, failed(outcome, "parse", str(fault)))
        case FetchFailure():
            return _failed(pending, outcome)
        case NotModified():  # no validators are sent for pages, so this answer breaks the protocol
            return _failed(pending, failed(outcome, "protocol", "304 to a request without validators"))


def read_body(
    body: bytes, *, url: str | None, content_type: str, fetched_at: datetime, zone: str | None, gate: bool = True
) -> Article:
    """The article of a body: flattened text when it says it is plain text, else a page.

    Raises PageParseError for bytes that are neither, ProgramError where the cleaner itself fails.
    """
    with faults_told():
        if content_type.partition(";")[0].strip().lower() == PLAIN_TEXT:
            return clean_text(decode_page(body, content_type=content_type, subject=url or "text"))
        return clean_page(body, url=url, content_type=content_type, fetched_at=fetched_at, zone=zone, gate=gate)


def read_statistics(article: Article, *, published: date | None, language: str | None) -> tuple[Statistic, ...]:
    """The statistics of an article that was read; nothing for one that was not.

    Raises ProgramError where the extractor itself fails.
    """
    if not article.text:
        return ()
    with faults_told():
        return extract_statistics(
            article.text, published=published, language=article.language or language, title=article.headline or None
        )


def dated(article: Article, otherwise: TimestampReading | None, *, source: str) -> Article:
    """The article with a publication time: its own word where it has one, else what `source` says of it."""
    if (article.published and article.published.value) or otherwise is None or otherwise.value is None:
        return article
    return replace(article, published=otherwise, published_from=source)


def local_day(reading: TimestampReading | None, zone: str | None) -> date | None:
    """The calendar day of a time in an IANA zone, without one that of the offset it is written with; or None."""
    if reading is None or reading.value is None:
        return None
    return reading.value.astimezone(ZoneInfo(zone)).date() if zone else _written_day(reading.raw, reading.value)


def _written_day(raw: str, value: datetime) -> date:
    try:
        return datetime.fromisoformat(raw).date()
    except ValueError:  # written in another way than ISO 8601
        return value.date()


def page_attempt(outcome: FetchOutcome, *, feed: str | None, verdict: str, detail: str) -> Attempt:
    """The row of this page in the log of fetches."""
    return attempt_of(outcome, target="page", feed=feed, verdict=verdict, detail=detail)


def _read_fetched(pending: PendingEntry, page: Fetched, *, language: str, zone: str) -> Reading:
    entry = pending.entry
    article = read_body(
        page.body, url=page.final_url, content_type=page.content_type, fetched_at=page.fetched_at, zone=zone
    )
    article = dated(article, entry.published, source="feed")
    day = local_day(article.published, zone)
    verdict, reason = _verdict(article)
    return Reading(
        entry_key=pending.key,
        feed=entry.feed,
        url=canonical_url(article.canonical_url or page.final_url, base=page.final_url) or page.final_url,
        attempts=(page_attempt(page, feed=entry.feed, verdict=verdict, detail=reason),),
        verdict=verdict,
        reason=reason,
        read_at=page.fetched_at,
        body=page.body,
        content_type=page.content_type,
        article=article,
        statistics=read_statistics(article, published=day, language=language),
        extractor_version=EXTRACTOR_VERSION,
    )


def _verdict(article: Article) -> tuple[EntryVerdict, str]:
    match article.kind:
        case "article":
            return "read", "article"
        case "teaser":
            return "read", "only the teaser before a paywall"
        case "off_topic":
            return "off_topic", "no word of the subject"
        case "consent":
            return "set_aside", "a consent wall instead of the article"
        case "empty":
            return "set_aside", "no article text on the page"


def _failed(pending: PendingEntry, failure: FetchFailure) -> Reading:
    verdict, retry_at, reason = decide_retry(
        failure.kind, tries=pending.tries + 1, retry_after_at=failure.retry_after_at, now=failure.fetched_at
    )
    return Reading(
        entry_key=pending.key,
        feed=pending.entry.feed,
        url=canonical_url(failure.url) or failure.url,
        attempts=(page_attempt(failure, feed=pending.entry.feed, verdict=failure.kind, detail=failure.detail),),
        verdict=verdict,
        reason=f"{failure.detail}; {reason}",
        read_at=failure.fetched_at,
        retry_at=retry_at,
    )
