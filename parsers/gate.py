"""The raw bytes of a page in, whether it can be about the topic out; never decodes, never misses what the reader reads.

The reader reads nothing in a text without one of the words that languages name as anchors of the topic. Of each such
word the longest part without a blank must stand somewhere in the bytes, in one of the encodings in which news pages
come, or escaped for HTML, JSON or an address.
"""

import re
from functools import cache
from urllib.parse import quote

from parsers.languages import language_codes, load_language

LEGACY = ("cp949", "shift_jis", "gb18030", "euc_jp", "johab")


def mentions_topic(body: bytes | str) -> bool:
    """Whether a page, as bytes in any common encoding or as text, may hold statistics on the topic."""
    if isinstance(body, str):
        body = body.encode("utf-8", "surrogatepass")
    lowered = body.lower()
    if any(needle in lowered for needle in _ascii()):
        return True
    if b"\0" in body[:4096] and any(needle in lowered for needle in _encoded("utf-16-le", "utf-16-be")):
        return True
    if (b"&#" in body or b"\\u" in body or b"%" in body) and any(needle in lowered for needle in _escaped()):
        return True
    if body.isascii():
        return False
    if any(needle in body for needle in _encoded("utf-8")):
        return True
    return not _is_utf8(body) and any(needle in body for needle in _encoded(*LEGACY))


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@cache
def anchor_parts() -> tuple[str, ...]:
    """The parts of words of which a text on the topic holds at least one; none holds another."""
    words = {w for code in language_codes() for w in load_language(code).anchors()}
    parts = {max(re.split(r"[\s.'-]+", word), key=len) for word in words}
    return tuple(sorted(p for p in parts if not any(other != p and other in p for other in parts)))


@cache
def _ascii() -> tuple[bytes, ...]:
    return tuple(p.encode() for p in anchor_parts() if p.isascii())


@cache
def _encoded(*encodings: str) -> tuple[bytes, ...]:
    wide = [p for p in anchor_parts() if not p.isascii() or encodings[0].startswith("utf-16")]
    found = dict.fromkeys(n for p in wide for e in encodings if (n := _bytes(p, e)) is not None)
    return tuple(n.lower() for n in found) if encodings[0].startswith("utf-16") else tuple(found)


def _bytes(part: str, encoding: str) -> bytes | None:
    try:
        return part.encode(encoding)
    except UnicodeEncodeError:
        return None


@cache
def _escaped() -> tuple[bytes, ...]:
    """The parts as HTML references, JSON escapes and percent-encoded UTF-8, in lower case."""
    wide = [p for p in anchor_parts() if not p.isascii()]
    forms = [
        form
        for p in wide
        for form in (
            "".join(f"&#{ord(c)};" for c in p),
            "".join(f"&#x{ord(c):x};" for c in p),
            "".join(f"\\u{ord(c):04x}" for c in p),
            quote(p),
        )
    ]
    return tuple(form.lower().encode() for form in forms)
