"""The raw bytes of a page in, whether it can be about the topic out; never parses, never misses what the reader reads.

The reader reads nothing in a text without one of the phrases that languages name as anchors of the topic. One of them
must stand in the bytes, its words apart by blanks, signs or tags, in one of the encodings in which news pages come, or
escaped for HTML, JSON or an address. Scripts and styles, half of a page, are passed over as the reader does. Each step
first asks for the rarest thing it needs, since most pages end there.
"""

import re
from collections.abc import Iterator
from functools import cache

from parsers.languages import language_codes, load_language

LEGACY = ("cp949", "shift_jis", "gb18030", "euc_jp", "johab")
ASCII = bytes(range(128))
APART = rb"(?:<[^>]{0,300}>|&[a-z0-9#]{2,8};|[^a-z0-9<&])+"
"""What may stand between two words of a phrase in a page, letters in lower case."""
ESCAPES = (
    (b"&#x", re.compile(rb"&#x[3-9a-d][0-9a-f]{3};(?:&#x[3-9a-d][0-9a-f]{3};)+")),
    (b"&#", re.compile(rb"&#[1-6][0-9]{4};(?:&#[1-6][0-9]{4};)+")),
    (b"\\u", re.compile(rb"\\u[3-9a-d][0-9a-f]{3}(?:\\u[3-9a-d][0-9a-f]{3})+")),
    (b"%e", re.compile(rb"%e[3-9a-d](?:%[89ab][0-9a-f]){2}(?:%e[3-9a-d](?:%[89ab][0-9a-f]){2})+")),
)
"""How runs of escaped East Asian signs begin, and what they are, in lower case; anchors of other scripts come plain."""
LATIN = re.compile("[a-z]+")
LONGEST_TAG = 300
"""Bytes within which the type of a script stands."""
NEIGHBOURHOOD = 1_000
"""Bytes around the longest word of a phrase in which its other words may stand."""


def mentions_topic(body: bytes | str) -> bool:
    """Whether a page, as bytes in any common encoding or as text, may hold statistics on the topic."""
    if isinstance(body, str):
        body = body.encode("utf-8", "surrogatepass")
    body = _without(b"style", _without(b"script", body))
    lowered = body.lower()
    if _holds_ascii(lowered):
        return True
    if b"\0" in body[:4096]:
        return any(needle in lowered for needle in _utf16_needles())
    wide = body.translate(None, ASCII)
    return (bool(wide) and _holds_wide(wide, body)) or _holds_escaped(lowered)


def _without(name: bytes, body: bytes) -> bytes:
    """The page without elements of that name; JSON-LD stays, because the headline is read from it.

    An element goes from its end back to the nearest beginning, so that a beginning in a comment or a string takes no
    text with it; one that holds the end of a comment stays.
    """
    begins, ends = b"<" + name, b"</" + name
    parts, kept = [], 0
    end = body.find(ends)
    while end >= 0:
        start = body.rfind(begins, kept, end)
        if start >= 0 and body.find(b"-->", start, end) < 0 and body.find(b"ld+json", start, start + LONGEST_TAG) < 0:
            parts.append(body[kept:start])
            kept = end
        end = body.find(ends, end + len(ends))
    return b"".join((*parts, body[kept:])) if parts else body


def _holds_ascii(lowered: bytes) -> bool:
    return any(word in lowered and _phrase_near(word, phrase, lowered) for word, phrase in _ascii_anchors())


def _phrase_near(word: bytes, phrase: re.Pattern[bytes], lowered: bytes) -> bool:
    """Whether one of a word's phrases stands around any place where the word does; each byte is looked at once."""
    at = lowered.find(word)
    while at >= 0:
        end = at + len(word) + NEIGHBOURHOOD
        if phrase.search(lowered, max(0, at - NEIGHBOURHOOD), end):
            return True
        at = lowered.find(word, end - NEIGHBOURHOOD // 2)
    return False


def _holds_wide(wide: bytes, body: bytes) -> bool:
    """Whether an anchor stands in the bytes that are no ASCII; needles are stripped alike, which only adds matches."""
    if any(needle in wide for needle in _wide_needles("utf-8")):
        return True
    return any(needle in wide for needle in _wide_needles(*LEGACY)) and not _is_utf8(body)


def _holds_escaped(lowered: bytes) -> bool:
    begun = (pattern for start, pattern in ESCAPES if start in lowered)
    return any(_is_anchored(run) for pattern in begun for run in _unescaped(pattern, lowered))


def _unescaped(pattern: re.Pattern[bytes], lowered: bytes) -> Iterator[str]:
    """The text of each run of escapes."""
    for run in pattern.findall(lowered):
        if run.startswith(b"%"):
            yield bytes.fromhex(run.decode().replace("%", "")).decode("utf-8", "ignore")
        else:
            base = 16 if run.startswith((b"&#x", b"\\u")) else 10
            yield "".join(chr(int(code, base)) for code in re.findall(rb"[0-9a-f]{4,5}", run))


def _is_anchored(text: str) -> bool:
    return any(part in text for part in _wide_parts())


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@cache
def anchor_parts() -> tuple[str, ...]:
    """The longest word of each anchor, of which a text on the topic holds at least one; none holds another."""
    return _least({max(_words(anchor), key=len) for anchor in _anchors()})


@cache
def _anchors() -> tuple[str, ...]:
    return _least({anchor for code in language_codes() for anchor in load_language(code).anchors()})


def _least(words: set[str]) -> tuple[str, ...]:
    """Those that hold no other: wherever a longer one stands, a shorter one does."""
    return tuple(sorted(word for word in words if not any(other != word and other in word for other in words)))


def _words(anchor: str) -> list[str]:
    return [word for word in re.split(r"[\s.'-]+", anchor) if word]


@cache
def _ascii_anchors() -> tuple[tuple[bytes, re.Pattern[bytes]], ...]:
    """A few runs of plain letters of which each phrase in Latin script holds one, and the phrases that hold it."""
    left = {anchor for anchor in _anchors() if LATIN.search(anchor)}
    longest = sorted({max(LATIN.findall(anchor), key=len) for anchor in left})
    chosen = []
    while left:
        part = max(longest, key=lambda run: (sum(run in anchor for anchor in left), len(run)))
        holding = sorted(anchor for anchor in left if part in anchor)
        chosen.append((part.encode(), re.compile(b"|".join(_phrase(_words(anchor)) for anchor in holding))))
        left -= set(holding)
    return tuple(chosen)


def _phrase(words: list[str]) -> bytes:
    """A pattern for a phrase; one of several words begins at the beginning of a word ("n. Korea", not "in Korea")."""
    return (rb"(?<![a-z0-9])" if len(words) > 1 else b"") + APART.join(map(_latin, words))


def _latin(word: str) -> bytes:
    """A pattern for a word of Latin letters; one with a mark may come in any encoding, or as a named reference."""
    return re.sub(rb"[\x80-\xff]+", rb"(?:[\\x80-\\xff]{1,2}|&[a-z]{2,8};)", word.encode())


@cache
def _wide_parts() -> tuple[str, ...]:
    return tuple(part for part in anchor_parts() if not LATIN.search(part))


@cache
def _wide_needles(*encodings: str) -> tuple[bytes, ...]:
    found = {
        stripped
        for part in _wide_parts()
        for encoding in encodings
        if (needle := _bytes(part, encoding)) and (stripped := needle.translate(None, ASCII))
    }
    return tuple(sorted(n for n in found if not any(other != n and other in n for other in found)))


@cache
def _utf16_needles() -> tuple[bytes, ...]:
    encoded = (_bytes(part, encoding) for part in anchor_parts() for encoding in ("utf-16-le", "utf-16-be"))
    return tuple(needle.lower() for needle in encoded if needle)


def _bytes(part: str, encoding: str) -> bytes | None:
    try:
        return part.encode(encoding)
    except UnicodeEncodeError:
        return None
