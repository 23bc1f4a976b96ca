"""Bytes of a page in, its text out, whatever was declared; bytes that are no text raise, everything else reads.

Encodings themselves are parsers.encodings' matter; here stands what is particular to pages: what is no page at all,
UTF-16 without a mark, `<meta charset>`, and UTF-8 that a template or an advert broke in a few places.
"""

import re

from parsers.encodings import decode_bytes
from parsers.errors import PageParseError

SAMPLE_BYTES = 65_536
DECLARATION_BYTES = 4_096

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ", "xz data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"OggS", "sound or film"),
    (b"ID3", "sound"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
)
_IN_META = re.compile(rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:+-]{2,40})""", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROL = 0.02
_MOST_BROKEN = 0.02


def decode_page(body: bytes, *, content_type: str = "", subject: str = "page") -> str:
    """Bytes of a page as text; bytes that no encoding explains become U+FFFD.

    `content_type` is the HTTP header, `subject` names the page in the error. Raises PageParseError for bytes that are
    no text: images, documents of office programs, archives, sound, programs.
    """
    _refuse_known_formats(body, subject)
    wide = _wide_without_mark(body[:SAMPLE_BYTES])
    if wide is not None:
        return body.decode(wide, "replace")
    if not body.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        _refuse_control_bytes(body, subject)
    mended = _slightly_broken_utf8(body)
    if mended is not None:
        return mended
    in_meta = _IN_META.search(body, 0, DECLARATION_BYTES)
    return decode_bytes(body, content_type=content_type, declared=in_meta[1].decode() if in_meta else None).text


def _refuse_known_formats(body: bytes, subject: str) -> None:
    for magic, what in _MAGIC:
        if body.startswith(magic):
            raise PageParseError(subject, f"the bytes are {what}, not a page; exclude the link or convert it to text")
    if (body[:4] == b"RIFF" and body[8:12] in {b"WEBP", b"WAVE", b"AVI "}) or body[4:8] == b"ftyp":
        raise PageParseError(subject, "the bytes are an image, sound or film, not a page; exclude the link")


def _refuse_control_bytes(body: bytes, subject: str) -> None:
    sample = body[:SAMPLE_BYTES]
    if len(_CONTROL.findall(sample)) > _MOST_CONTROL * len(sample) + 2:
        raise PageParseError(subject, "the bytes are no text in any encoding; exclude the link or convert it to text")


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
