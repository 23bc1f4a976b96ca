"""The anchors that languages name in, what the bytes of a page hold of them out; it never looks at a page.

An anchor is a phrase without one of which the reader reads nothing in a text. Needles are pieces of phrases that a page
on the topic must hold, letters in lower case.
"""

import re
from functools import cache
from unicodedata import normalize
from urllib.parse import quote

from parsers.languages import language_codes, load_language

APART = rb"(?:<[^>]{0,300}>|&[a-z0-9#]{2,8};|[^a-z0-9<&])+"
"""What may stand between two words of a phrase in a page, letters in lower case."""
MARKED = rb"(?:[a-z]?[\x80-\xff]{1,3}|(?:[\x81-\xfe][0-9]){2}|&[a-z0-9#]{2,8};|\\u[0-9a-f]{4})"
"""A letter with a mark, in one sign or two, in any encoding, or escaped."""
LATIN = re.compile("[a-z]+")
ASCII = bytes(range(128))


@cache
def anchor_parts() -> tuple[str, ...]:
    """The longest word of each anchor, of which a text on the topic holds at least one; none holds another."""
    return _least({max(_words(anchor), key=len) for anchor in _anchors()})


@cache
def _anchors() -> tuple[str, ...]:
    return _least({anchor for code in language_codes() for anchor in load_language(code).anchors()})


def _least(words: set[str]) -> tuple[str, ...]:
    """Those that hold no other: wherever a longer one stands, a shorter one does."""
    return tuple(sorted(word for word in words if not any(other != word and _holds(word, other) for other in words)))


def _holds(word: str, other: str) -> bool:
    """Whether one phrase holds another; one of several words begins a word: "del norte" holds no "el norte"."""
    return other in word and (" " not in other or f" {other}" in f" {word}")


def _words(anchor: str) -> list[str]:
    return [word for word in re.split(r"[\s.'-]+", anchor) if word]


@cache
def _latin_anchors() -> tuple[str, ...]:
    return tuple(anchor for anchor in _anchors() if LATIN.search(anchor))


@cache
def latin_words() -> tuple[bytes, ...]:
    """Runs of plain letters of which each phrase in Latin script holds one."""
    return tuple(run.encode() for run in _least({_longest_run(anchor) for anchor in _latin_anchors()}))


def _longest_run(anchor: str) -> str:
    runs: list[str] = LATIN.findall(anchor)
    return max(runs, key=len)


@cache
def phrases(word: bytes) -> re.Pattern[bytes]:
    """The phrases that are looked for where a word stands."""
    holding = (anchor for anchor in _latin_anchors() if word.decode() in _longest_run(anchor))
    return re.compile(b"|".join(_phrase(_words(anchor)) for anchor in holding))


def _phrase(words: list[str]) -> bytes:
    """A pattern for a phrase; one of several words begins at the beginning of a word ("n. Korea", not "in Korea").

    The first letter stands before the look back at what precedes it, because re skips to letters that begin a pattern.
    """
    pattern = APART.join(map(_latin, words))
    if len(words) == 1:
        return pattern
    first = pattern[:1] if words[0][0].isascii() else b""
    return first + rb"(?<![a-z0-9]" + first + rb")" + pattern[len(first) :]


def _latin(word: str) -> bytes:
    """A pattern for a word of Latin letters."""
    return re.sub(rb"[\x80-\xff]+", MARKED.replace(b"\\", rb"\\"), word.encode())


@cache
def _wide_parts() -> tuple[str, ...]:
    return tuple(part for part in anchor_parts() if not LATIN.search(part))


@cache
def wide_beginnings(encodings: tuple[str, ...]) -> tuple[bytes, ...]:
    """The first sign of each anchor in other signs, which no tag can part."""
    return _written({form[0] for form in _wide_forms()}, encodings)


@cache
def wide_needles(encodings: tuple[str, ...]) -> tuple[bytes, ...]:
    """Anchors in other signs, without their ASCII bytes."""
    stripped = {without_ascii(needle) for needle in _written(_wide_forms(), encodings)}
    return tuple(sorted(n for n in stripped if not any(other != n and other in n for other in stripped)))


def without_ascii(encoded: bytes) -> bytes:
    """The bytes that are no ASCII, so without tags; in some encodings a sign ends in ASCII and loses that."""
    return encoded.translate(None, ASCII)


def _wide_forms() -> set[str]:
    return {form for part in _wide_parts() for form in (part, normalize("NFD", part))}


def _written(texts: set[str], encodings: tuple[str, ...]) -> tuple[bytes, ...]:
    """The texts in each encoding that can write them, letters in lower case."""
    written = (_bytes(text, encoding) for text in texts for encoding in encodings)
    return tuple(sorted({needle.lower() for needle in written if needle}))


@cache
def escaped_needles() -> tuple[bytes, ...]:
    """Anchors in other signs as HTML, JSON and addresses escape them; those in Latin script come plain."""
    return tuple(written for part in _wide_parts() for written in _escaped(part))


def _escaped(part: str) -> tuple[bytes, ...]:
    forms = ("".join(form.format(ord(sign)) for sign in part) for form in ("&#{};", "&#x{:x};", "\\u{:04x}"))
    return (*(form.encode() for form in forms), quote(part).lower().encode())


@cache
def utf16_needles() -> tuple[bytes, ...]:
    """Parts of all anchors in both orders of bytes."""
    return _written(set(anchor_parts()), ("utf-16-le", "utf-16-be"))


def _bytes(part: str, encoding: str) -> bytes | None:
    try:
        return part.encode(encoding)
    except UnicodeEncodeError:
        return None
