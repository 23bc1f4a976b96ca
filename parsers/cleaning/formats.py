"""Bytes in, an error out where they are known to be something else than a page or text; it says what to do instead."""

import re

from parsers.errors import PageParseError

SAMPLE_BYTES = 65_536
OPENING_BYTES = 1_024

_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ", "xz data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"HWP Document File", "a Hangul office document"),
    (b"OggS", "sound or film"),
    (b"ID3", "sound"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript document"),
)
_CONVERT = "exclude the link or convert it to text"
_PDF = re.compile(rb"%PDF-\d")
_FEED = re.compile(rb"<(?:rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_DRAWING = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_PROLOGUE = re.compile(rb"(?:\s|<\?[^>]*\?>|<!--.*?-->|<!doctype\s+(?:svg|rss|rdf)[^>]*>)*", re.IGNORECASE | re.DOTALL)
_JSON = re.compile(rb"(?:[A-Za-z_$][\w.$]*\s*\(\s*)?(?:\{\s*\"[^\"]*\"\s*:|\[\s*\{\s*\")")
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}")
_MIME = re.compile(rb"^(?:mime-version|received|content-transfer-encoding):", re.IGNORECASE | re.MULTILINE)
_CONTROL = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_MOST_CONTROL = 0.02


def refuse_other_formats(body: bytes, subject: str) -> None:
    """Raise PageParseError for a known format that is no page; `subject` names the page in the error.

    Told are images, fonts, documents, archives, sound and programs by their first bytes, and of text the forms that a
    server may send in a page's place: feeds, sitemaps, drawings, JSON, mail and pages saved as MHTML.
    """
    opening = body[:OPENING_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip()
    found = _by_magic(body) or _by_opening(opening)
    if found:
        what, remedy = found
        raise PageParseError(subject, f"the bytes are {what}, not a page; {remedy}")


def refuse_control_bytes(body: bytes, subject: str) -> None:
    """Raise PageParseError for bytes that hold more control characters than any text."""
    sample = body[:SAMPLE_BYTES]
    if len(_CONTROL.findall(sample)) > _MOST_CONTROL * len(sample) + 2:
        raise PageParseError(subject, f"the bytes are no text in any encoding; {_CONVERT}")


def _by_magic(body: bytes) -> tuple[str, str] | None:
    for magic, what in _MAGIC:
        if body.startswith(magic):
            return what, _CONVERT
    if (body[:4] == b"RIFF" and body[8:12] in {b"WEBP", b"WAVE", b"AVI "}) or body[4:8] == b"ftyp":
        return "an image, sound or film", "exclude the link"
    return None


def _by_opening(opening: bytes) -> tuple[str, str] | None:
    if _PDF.match(opening):
        return "a PDF document", _CONVERT
    if _JSON.match(opening):
        return "JSON", "give the address of the page itself, or its text"
    if (head := _MAIL.match(opening)) and _MIME.search(head[0]):
        return "a mail or a page saved as MHTML", "save the page as HTML, or give the text of the mail"
    root = _PROLOGUE.match(opening)
    start = root.end() if root else 0
    if _FEED.match(opening, start):
        return "a feed", "add it with `defectorwatch feeds add`"
    if _SITEMAP.match(opening, start):
        return "a sitemap", "give the addresses of its pages"
    return ("a drawing", "exclude the link") if _DRAWING.match(opening, start) else None
