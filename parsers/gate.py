"""The raw bytes of a page in, whether it can be about the topic out; never parses, never misses what the reader reads.

The reader reads nothing in a text without one of the phrases that languages name as anchors of the topic. One of them
must stand in the bytes, its words apart by blanks, signs or tags, in one of the encodings in which news pages come, or
escaped for HTML, JSON or an address. All words are looked for at once (Aho and Corasick, 1975), and most pages hold
none. Only where one stands are scripts and styles, half of a page, left out as the reader does, and phrases looked for.
"""

import re
from collections.abc import Iterator
from functools import cache

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from parsers.anchors import (
    escaped_needles,
    latin_words,
    phrases,
    utf16_needles,
    wide_beginnings,
    wide_needles,
    without_ascii,
)

UTF8 = ("utf-8",)
LEGACY = ("cp949", "shift_jis", "gb18030", "big5", "euc_jp", "johab")
UNSEEN = (b"\xc2\xad", b"&shy;", b"&#173;", b"&#xad;", b"\xe2\x80\x8b", b"&#8203;", b"&#x200b;", b"\xe2\x81\xa0")
"""The soft hyphen, the space without width and the word joiner, as pages write them."""
MARKS = (b"<script", b"</script", b"<style", b"</style", b"-->", b"ld+json")
"""What tells where scripts and styles begin and end, and which of them are read."""
NAME_ENDS = b">/ \t\r\n\f"
"""What follows the name of a tag."""
LONGEST_TAG = 300
"""Bytes within which the type of a script stands."""
NEIGHBOURHOOD = 1_000
"""Bytes around the longest word of a phrase in which its other words may stand."""


def mentions_topic(body: bytes | str) -> bool:
    """Whether a page, as bytes in any common encoding or as text, may hold statistics on the topic."""
    encoded = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    lowered = _joined(encoded.lower())
    if b"\0" in lowered[:4096]:
        return _stands(utf16_needles(), lowered) or _holds_phrase(_visible(lowered))
    encodings = UTF8 if isinstance(body, str) or _is_utf8(body) else UTF8 + LEGACY
    latin, signs = _stands(latin_words(), lowered), _holds_sign(lowered, encodings)
    if not latin and not signs:
        return False
    visible = _visible(lowered)
    return (latin and _holds_phrase(visible)) or (signs and _holds_sign(visible, encodings))


def _joined(lowered: bytes) -> bytes:
    """The page without the signs inside words that cannot be seen, which the reader drops."""
    for place in {place for place, _, _ in _scanner(UNSEEN).find_matches_as_indexes(lowered)}:
        lowered = lowered.replace(UNSEEN[place], b"")
    return lowered


def _visible(lowered: bytes) -> bytes:
    """The page without scripts and styles; JSON-LD stays, because the headline is read from it.

    An element goes from its end back to the nearest beginning, so that a beginning in a comment or a string takes no
    text with it; one that holds the end of a comment stays.
    """
    parts, kept = [], 0
    begun: dict[bytes, int] = {}
    for mark, at in _marks(lowered):
        if mark == b"-->":
            begun.clear()
        elif mark == b"ld+json":
            begun = {name: start for name, start in begun.items() if at - start > LONGEST_TAG}
        elif not mark.startswith(b"</"):
            begun[mark[1:]] = at
        elif mark[2:] in begun:
            parts.append(lowered[kept : begun[mark[2:]]])
            kept = at
            begun.clear()
    return b"".join((*parts, lowered[kept:])) if parts else lowered


def _marks(lowered: bytes) -> Iterator[tuple[bytes, int]]:
    """Each mark with its place; "<style-guide>" is none."""
    for mark, start, end in _scanner(MARKS).find_matches_as_indexes(lowered):
        if MARKS[mark][0] != ord("<") or lowered[end : end + 1] in NAME_ENDS:
            yield MARKS[mark], start


def _holds_phrase(lowered: bytes) -> bool:
    """Whether a phrase in Latin script stands there."""
    return any(_phrase_near(word, phrases(word), lowered) for word in _found(latin_words(), lowered))


def _phrase_near(word: bytes, phrase: re.Pattern[bytes], lowered: bytes) -> bool:
    """Whether one of a word's phrases stands around any place where the word does; each byte is looked at once."""
    at = lowered.find(word)
    while at >= 0:
        end = at + len(word) + NEIGHBOURHOOD
        if phrase.search(lowered, max(0, at - NEIGHBOURHOOD), end):
            return True
        at = lowered.find(word, end - NEIGHBOURHOOD // 2)
    return False


def _holds_sign(lowered: bytes, encodings: tuple[str, ...]) -> bool:
    """Whether an anchor in other signs stands there, escaped or in one of the encodings.

    Needles are sought among the bytes that are no ASCII, and stripped alike, so that tags between signs hide nothing.
    """
    if _stands(escaped_needles(), lowered):
        return True
    begun = not lowered.isascii() and _stands(wide_beginnings(encodings), lowered)
    return begun and _stands(wide_needles(encodings), without_ascii(lowered))


def _stands(needles: tuple[bytes, ...], lowered: bytes) -> bool:
    return bool(_scanner(needles).find_matches_as_indexes(lowered))


def _found(needles: tuple[bytes, ...], lowered: bytes) -> list[bytes]:
    """Which needles stand there, those included that share letters with others."""
    longest = max(map(len, needles))
    scanned = _scanner(needles).find_matches_as_indexes(lowered)
    pieces = (lowered[max(0, start - longest) : end + longest] for _, start, end in scanned)
    told = (_lister(needles).find_matches_as_indexes(piece, overlapping=True) for piece in pieces)
    return sorted({needles[match] for matches in told for match, _, _ in matches})


@cache
def _scanner(needles: tuple[bytes, ...]) -> BytesAhoCorasick:
    """Finds needles in one pass, but of those that overlap one alone, and so in a tenth of a lister's time."""
    return BytesAhoCorasick(needles, matchkind=MatchKind.LeftmostFirst)


@cache
def _lister(needles: tuple[bytes, ...]) -> BytesAhoCorasick:
    return BytesAhoCorasick(needles)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
