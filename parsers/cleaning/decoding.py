"""Bytes of a page in, its text out, whatever was declared; bytes that are no text raise, everything else reads.

Encodings themselves are parsers.encodings' matter; here stands what is particular to pages: what is no page at all
(formats.py), UTF-16 without a mark, `<meta charset>`, and UTF-8 that a template or an advert broke in a few places.
"""

import re

from parsers.cleaning.formats import SAMPLE_BYTES, refuse_control_bytes, refuse_other_formats
from parsers.encodings import decode_bytes

DECLARATION_BYTES = 4_096

_IN_META = re.compile(rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:+-]{2,40})""", re.IGNORECASE)
_MOST_BROKEN = 0.02


def decode_page(body: bytes, *, content_type: str = "", subject: str = "page") -> str:
    """Bytes of a page as text; bytes that no encoding explains become U+FFFD.

    `content_type` is the HTTP header, `subject` names the page in the error. Raises PageParseError for bytes that are
    no text: images, documents of office programs, archives, sound, programs.
    """
    refuse_other_formats(body, subject)
    wide = _wide_without_mark(body[:SAMPLE_BYTES])
    if wide is not None:
        return body.decode(wide, "replace")
    if not body.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        refuse_control_bytes(body, subject)
    mended = _slightly_broken_utf8(body)
    if mended is not None:
        return mended
    in_meta = _IN_META.search(body, 0, DECLARATION_BYTES)
    return decode_bytes(body, content_type=content_type, declared=in_meta[1].decode() if in_meta else None).text


def _wide_without_mark(sample: bytes) -> str | None:
    """UTF-16 told by its markup: ASCII characters leave every other byte zero."""
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    if second > pairs * 0.3 and first < pairs * 0.05:
        return "utf-16-le" if not sample.startswith((b"\xff\xfe", b"\xfe\xff")) else None
    if first > pairs * 0.3 and second < pairs * 0.05:
        return "utf-16-be" if not sample.startswith((b"\xff\xfe", b"\xfe\xff")) else None
    return None


def _slightly_broken_utf8(body: bytes) -> str | None:
    """The text of a page that is UTF-8 but for a few bytes: cut off in a character, or with a foreign fragment."""
    sample = body[:SAMPLE_BYTES].decode("utf-8", "replace")
    beyond_ascii = sum(letter > "\x7f" for letter in sample)
    broken = sample.count("\ufffd")
    if beyond_ascii - broken > 4 and broken <= _MOST_BROKEN * beyond_ascii + 1:
        return body.decode("utf-8", "replace").removeprefix("\ufeff")
    return None
