"""Stable keys: facts of a source in, the same key out on every machine and in every run; never a clock or a counter.

A key hashes the facts alone (BLAKE2b, RFC 7693), each with its length in front so that no two lists of facts read the
same, and carries the version of the recipe as its first byte. Whoever changes a recipe raises `VERSION`.
"""

import hashlib
import math
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlsplit

from parsers.records import Entry, Qualifier, Statistic
from storage.errors import ValueRefusedError
from storage.slots import Slot

VERSION = 1
KEY_BYTES = 11
ROW_MASK = (1 << 63) - 1

Fact = str | int | float | date | datetime | bytes | None

BOUNDS: dict[Qualifier, str] = {
    "exact": "at",
    "about": "at",
    "nearly": "at",
    "over": "above",
    "at_least": "above",
    "at_most": "below",
    "under": "below",
}
"""What a qualifier says of the value: the claim itself, where wording ("about", "some") is only a hedge."""


def key_of(kind: str, *facts: Fact) -> str:
    """24 hexadecimal digits: the version byte, then 88 bits of the facts' hash."""
    return f"{VERSION:02x}{_digest(kind, facts)[:KEY_BYTES].hex()}"


def row_key_of(kind: str, *facts: Fact) -> int:
    """The same as a positive 63-bit integer, for tables that are walked by number; the version is hashed along."""
    return int.from_bytes(_digest(f"{VERSION}:{kind}", facts)[:8], "big") & ROW_MASK


def _digest(kind: str, facts: tuple[Fact, ...]) -> bytes:
    written = [kind.encode(), *map(_written, facts)]
    return hashlib.blake2b(b"".join(b"%d:%b" % (len(each), each) for each in written), digest_size=16).digest()


def _written(fact: Fact) -> bytes:
    if isinstance(fact, str):
        return b"s" + fact.encode("utf-8", "surrogatepass")
    if fact is None:
        return b"~"
    if isinstance(fact, bytes):
        return b"b" + fact
    if isinstance(fact, (int, float)):
        return b"n" + repr(float(fact) + 0.0).encode()
    return b"d" + fact.isoformat().encode()


def entry_key(feed: str, identity: str) -> int:
    """The key of an entry: its identity within its feed."""
    return row_key_of("entry", feed, identity)


def likeness_of(entry: Entry) -> int | None:
    """The key of what an entry links to, under which headline and of when, whatever id it has.

    Where no time of day is stated its text tells it apart; None for what has no link, or neither time nor text.
    """
    date = entry.published or entry.updated
    timed = date is not None and date.value is not None and date.precision != "day"
    apart: tuple[Fact, ...] = (date.value,) if date and timed else (entry.summary, entry.content)
    return row_key_of("likeness", entry.feed, entry.link, entry.title, *apart) if entry.link and any(apart) else None


def document_key(url: str) -> str:
    """The key of a document: its canonical URL."""
    return key_of("document", url)


def text_key(text: str) -> str:
    """The key of a cleaned text."""
    return key_of("text", text)


def slot_key(claim: Statistic | Slot) -> str:
    """The key of what is counted, without the value: figures that share it answer the same question."""
    return _slot_key(_slot_facts(claim))


def figure_key(statistic: Statistic) -> str:
    """The key of a claim: the slot, the value or range, and whether the value is met, passed or not reached."""
    numbers = [_finite(statistic, name) for name in ("value", "low", "high")]
    return key_of("figure", slot_key(statistic), *numbers, BOUNDS[statistic.qualifier])


@lru_cache(maxsize=65_536)
def _slot_key(facts: tuple[Fact, ...]) -> str:
    return key_of("slot", *facts)


def _slot_facts(claim: Statistic | Slot) -> tuple[Fact, ...]:
    return (
        claim.measure,
        claim.event,
        claim.destination,
        claim.sex,
        claim.group,
        claim.scope,
        claim.period_start,
        claim.period_end,
        claim.versus_start,
        claim.versus_end,
    )


def _finite(statistic: Statistic, name: str) -> float | None:
    number: float | None = getattr(statistic, name)
    if number is not None and not math.isfinite(number):
        raise ValueRefusedError(
            f"statistic in {statistic.sentence[:60]!r}", name, number, "give a finite number or None"
        )
    return number


def host_of(url: str) -> str:
    """The lower-case host of a URL without `www.`, or "" for what has none (file:, broken)."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
