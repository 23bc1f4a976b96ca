"""A written time comes in, an aware UTC time or the reason why there is none goes out; it never guesses.

The reader is strict: every character of the string has to be accounted for. It exists because lenient readers turn
`2024/06/29 15:07` into the wrong month and take times in KST, or without any zone, for UTC.
Sources: RFC 822 and RFC 2822 (dates in RSS), RFC 3339 and W3C-DTF (dates in Atom), ISO 8601 basic form.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from parsers.records import TimestampReading
from parsers.timestamp_forms import (
    BESIDE,
    BETWEEN,
    CLOCK,
    COMPACT,
    DAY_FIRST_WORD,
    DAY_FORMS,
    DAY_OR_MONTH_FIRST,
    DAY_WITH_ZONE,
    EDGE_LABEL,
    ISO_T,
    LEADING_WEEKDAY,
    MONTH_ONLY,
    MONTHS,
    TWO_DIGIT_YEAR,
    WEEKDAY_IN_BRACKETS,
    WORDS,
    ZONE_BEHIND,
)

MAX_LENGTH: Final = 120
EARLIEST_YEAR: Final = 1900
UNIX_SECONDS: Final = range(946_684_800, 1_893_456_000)
"""From 2000 to 2030. Ten digits above that are as likely a date written YYYYMMDDHH."""

_ZoneFrom = Literal["stated", "feed", "utc"]


def read_timestamp(raw: str, *, zone: str | None = None, not_after: datetime | None = None) -> TimestampReading:
    """Read one written time.

    `zone` is the IANA name for times that state none (without it they count as UTC and `zone_from` says so); a value
    later than `not_after` is refused. Never raises for any string; an unknown `zone` raises ZoneInfoNotFoundError.
    """
    home = _zone(zone) if zone else None
    try:
        return _judge(raw, _read(_normal(raw), home), home, not_after)
    except _UnreadableError as unreadable:
        return TimestampReading(raw=raw, value=None, method=str(unreadable))


class _UnreadableError(Exception):
    """The reason why no honest reading exists."""


@dataclass(frozen=True, slots=True)
class _Clock:
    hour: int
    minute: int
    second: int
    microsecond: int
    precision: Literal["second", "minute"]


@dataclass(frozen=True, slots=True)
class _Written:
    """A time as it is written: a day, perhaps a clock, perhaps a zone."""

    form: str
    year: int
    month: int
    day: int
    clock: _Clock | None
    zone: str | None


# ---------------------------------------------------------------- from the written parts to a moment


def _judge(raw: str, written: _Written | datetime, home: tzinfo | None, not_after: datetime | None) -> TimestampReading:
    if isinstance(written, datetime):
        _refuse_impossible(written, not_after)
        return TimestampReading(raw=raw, value=written, method="unix", zone_from="stated", precision="second")
    moment, zone_from = _moment(written, home)
    _refuse_impossible(moment, not_after)
    precision = written.clock.precision if written.clock else "day"
    return TimestampReading(raw=raw, value=moment, method=written.form, zone_from=zone_from, precision=precision)


def _moment(written: _Written, home: tzinfo | None) -> tuple[datetime, _ZoneFrom]:
    clock = written.clock or _Clock(0, 0, 0, 0, "minute")
    try:
        naive = datetime(  # noqa: DTZ001 - the zone is settled below
            written.year, written.month, written.day, clock.hour % 24, clock.minute, clock.second, clock.microsecond
        )
        naive += timedelta(days=clock.hour // 24)
    except (ValueError, OverflowError) as error:
        raise _UnreadableError(f"impossible: {error}") from None
    zone, zone_from = _resolve_zone(written.zone, naive, home)
    try:
        return naive.replace(tzinfo=zone).astimezone(UTC), zone_from
    except OverflowError:
        raise _UnreadableError("impossible: outside the calendar") from None


def _resolve_zone(name: str | None, naive: datetime, home: tzinfo | None) -> tuple[tzinfo, _ZoneFrom]:
    if name is None:
        return (home, "feed") if home else (UTC, "utc")
    if name[0] in "+-":
        return timezone(timedelta(minutes=_offset_minutes(name))), "stated"
    if home and (naive.replace(tzinfo=home).tzname() or "").lower() == name:
        return home, "stated"
    if name in WORDS["places"]:
        return _zone(WORDS["places"][name]), "stated"
    if name in WORDS["zones"]:
        return timezone(timedelta(minutes=WORDS["zones"][name])), "stated"
    raise _UnreadableError(f"zone {name.upper()} has several meanings")


def _offset_minutes(written: str) -> int:
    """`+09:00`, `+0900`, `+09`, `+9` to minutes east of UTC."""
    sign = -1 if written[0] == "-" else 1
    hours, _, minutes = written[1:].partition(":")
    if len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    total = int(hours) * 60 + int(minutes or 0)
    if total > 14 * 60 or int(minutes or 0) > 59:
        raise _UnreadableError(f"impossible: no place is {written} from UTC")
    return sign * total


def _refuse_impossible(moment: datetime, not_after: datetime | None) -> None:
    if moment.year < EARLIEST_YEAR:
        raise _UnreadableError(f"impossible: before {EARLIEST_YEAR}")
    if moment == datetime(1970, 1, 1, tzinfo=UTC):
        raise _UnreadableError("impossible: the zero of a computer's clock")
    if not_after is not None and moment > not_after:
        raise _UnreadableError("in the future")


@lru_cache(maxsize=64)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError) as error:
        raise ZoneInfoNotFoundError(f"no time zone is called {name!r}") from error


# ---------------------------------------------------------------- from the string to its written parts


def _normal(raw: str) -> str:
    if len(raw) > MAX_LENGTH:
        raise _UnreadableError("longer than any date")
    text = unicodedata.normalize("NFKC", raw).casefold().replace("−", "-")
    text = " ".join(text.split())
    if not text:
        raise _UnreadableError("empty")
    return text


def _read(text: str, home: tzinfo | None) -> _Written | datetime:
    if text.isdecimal():
        return _read_digits(text)
    text = COMPACT.sub(r"\1-\2-\3 \4:\5:\6", text)
    text = ISO_T.sub(" ", text)
    clock, zone, rest = _take_clock(text, home)
    day_first = _is_day_first(text, home)
    rest = _drop_beside(rest)
    for candidate in (LEADING_WEEKDAY.sub("", rest, count=1), rest):
        found = _read_day(candidate.strip(" ,"), day_first=day_first)
        if found:
            form, year, month, day = found
            return _Written(form, year, month, day, clock, zone)
    raise _UnreadableError(_why_not(rest, clock))


def _read_digits(text: str) -> _Written | datetime:
    if len(text) in {8, 12, 14} and text[:2] in {"19", "20"}:
        clock = _clock(text[8:10], text[10:12], text[12:] or None, None, None) if len(text) > 8 else None
        return _Written("iso8601", int(text[:4]), int(text[4:6]), int(text[6:8]), clock, None)
    seconds = int(text) / 1000 if len(text) == 13 else int(text)
    if len(text) in {10, 13} and int(seconds) in UNIX_SECONDS:
        return datetime.fromtimestamp(seconds, UTC)
    raise _UnreadableError("digits that are neither a date nor a time in seconds")


def _take_clock(text: str, home: tzinfo | None) -> tuple[_Clock | None, str | None, str]:
    """The clock, the zone written behind it, and the text without both."""
    zoned_day = DAY_WITH_ZONE.fullmatch(text)
    if zoned_day:
        return None, zoned_day["zone"], zoned_day["day"]
    found = CLOCK.search(text)
    if not found:
        return None, None, text
    half = found["half"] or found["half_behind"]
    hour = found["hour"] or found["hour_word"] or found["hour_dot"] or found["hour_half"]
    minute = found["minute"] or found["minute_word"] or found["minute_dot"] or "0"
    clock = _clock(hour, minute, found["second"] or found["second_word"], found["fraction"], half)
    rest = text[: found.start()] + " " + text[found.end() :]
    behind = ZONE_BEHIND.match(text, found.end())
    if behind is None and home is not None:
        behind = _home_zone_pattern(home).match(text, found.end())
    if behind is None:
        return clock, None, rest
    return clock, _zone_name(behind), text[: found.start()] + " " + text[behind.end() :]


def _zone_name(found: re.Match[str]) -> str:
    groups = found.groupdict()
    if groups.get("offset"):
        return groups["offset"].replace(" ", "")
    return groups["name"]


@lru_cache(maxsize=64)
def _home_zone_pattern(home: tzinfo) -> re.Pattern[str]:
    """The names the feed's own zone goes by in winter and summer, such as IST for Asia/Kolkata."""
    names = {(datetime(2024, month, 1, tzinfo=home).tzname() or "").casefold() for month in (1, 7)}
    words = "|".join(re.escape(name) for name in sorted(names) if name.isalpha()) or "(?!)"
    return re.compile(rf"\s*\(?(?P<name>{words})\)?(?![^\W\d])")


def _clock(hour: str, minute: str, second: str | None, fraction: str | None, half: str | None) -> _Clock:
    hours, minutes, seconds = int(hour), int(minute), int(second or 0)
    if half:
        hours = _hour_of_half(hours, afternoon=half in WORDS["halves"]["pm"])
    if hours == 24 and (minutes or seconds):
        raise _UnreadableError("impossible: a time after 24:00")
    if hours > 24 or minutes > 59 or seconds > 60:
        raise _UnreadableError("impossible: no such time of day")
    microsecond = int(fraction[:6].ljust(6, "0")) if fraction else 0
    # A leap second has no place in datetime; its neighbour is the nearest honest value.
    return _Clock(hours, minutes, min(seconds, 59), microsecond, "second" if second else "minute")


def _hour_of_half(hour: int, *, afternoon: bool) -> int:
    if hour > 12:
        if not afternoon:
            raise _UnreadableError("impossible: an hour after noon called morning")
        return hour
    return hour % 12 + (12 if afternoon else 0)


def _drop_beside(text: str) -> str:
    text = EDGE_LABEL.sub(" ", text)
    text = WEEKDAY_IN_BRACKETS.sub(" ", text)
    text = BESIDE.sub(" ", text)
    return " ".join(text.split()).strip(BETWEEN)


def _is_day_first(text: str, home: tzinfo | None) -> bool:
    at_home = str(home).startswith(tuple(WORDS["day_first"]["zones"]))
    return at_home or DAY_FIRST_WORD.search(text) is not None


def _read_day(text: str, *, day_first: bool) -> tuple[str, int, int, int] | None:
    for form, pattern in DAY_FORMS:
        found = pattern.fullmatch(text)
        if found:
            return form, _year(found["year"]), _month(found["month"]), int(found["day"])
    found = DAY_OR_MONTH_FIRST.fullmatch(text)
    if not found:
        return None
    if day_first and found["sep"] == "." and int(found["b"]) <= 12:
        return "d.m.y", int(found["year"]), int(found["b"]), int(found["a"])
    return _read_two_sided(int(found["a"]), int(found["b"]), int(found["year"]))


def _read_two_sided(first: int, second: int, year: int) -> tuple[str, int, int, int]:
    """`29/06/2024` and `06/29/2024` can only mean one day; `06/07/2024` could mean two."""
    if first <= 12 and second <= 12 and first != second:
        raise _UnreadableError("ambiguous: day or month first")
    return ("d/m/y", year, second, first) if second <= 12 else ("m/d/y", year, first, second)


def _year(written: str) -> int:
    """RFC 2822, section 4.3: two digits below 50 are of this century."""
    year = int(written)
    if len(written) > 2:
        return year
    return year + (2000 if year < 50 else 1900)


def _month(written: str) -> int:
    return int(written) if written.isdecimal() else MONTHS[written.rstrip(".")]


def _why_not(rest: str, clock: _Clock | None) -> str:
    if clock and not rest:
        return "no day stated"
    if MONTH_ONLY.fullmatch(rest):
        return "no day stated"
    if TWO_DIGIT_YEAR.fullmatch(rest):
        return "ambiguous: which number is the year"
    return "no known form"
