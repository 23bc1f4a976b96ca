"""Bytes of unknown or wrongly declared encoding come in, text and the name of what it was read as go out; never raises.

Order of trust: byte order mark; UTF-8 that is valid; a run of East Asian characters that no Latin text would show; the
declaration of the document; the declaration of the server; Windows-1252. The web's supersets stand in for the names
that publishers declare (WHATWG Encoding Standard), so `euc-kr` is read as CP949.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

SAMPLE_BYTES: Final = 64_000

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WITHOUT_MARK: Final = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)
_SUPERSETS: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "euc_kr": "cp949",
    "johab": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
_ALIASES: Final = {
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "ksc5601": "cp949",
    "windows-949": "cp949",
    "x-windows-949": "cp949",
    "x-euc-kr": "cp949",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "x-x-big5": "big5hkscs",
    "utf8": "utf-8",
    "unicode": "utf-16",
}
_DEFAULTS: Final = frozenset({"cp1252", "cp1254", "iso8859-15", "utf-8"})
_NOT_FOR_DOCUMENTS: Final = frozenset(
    {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7", "mbcs", "oem"}
)
_STATEFUL: Final = ("iso2022", "hz")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,40}")
_FOREIGN_WORD: Final = re.compile(r"[^\x00-\x7f]+")
_IN_XML: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{1,40})[\"']", re.IGNORECASE)
_IN_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([^\"';,\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """`text`, the Python codec that read it, and what was wrong with the declaration (empty where nothing was)."""

    text: str
    encoding: str
    problem: str = ""


def decode_bytes(body: bytes, *, content_type: str = "", declared: str | None = None) -> Decoded:
    """Read bytes as text. `declared` is what the document says of itself; an XML declaration is found without it."""
    marked = _by_mark(body)
    if marked:
        return Decoded(text=body.decode(marked, "replace").removeprefix("\ufeff"), encoding=marked)
    claims = [codec for codec in (_codec(declared or _in_xml(body)), _codec(_in_header(content_type))) if codec]
    if claims and claims[0].startswith(_STATEFUL) and (b"\x1b" in body or b"~{" in body):
        return _decode_as(body, claims[0], claims)
    try:
        return Decoded(text=body.decode("utf-8"), encoding="utf-8", problem=_contradiction(body, claims))
    except UnicodeDecodeError:
        return _decode_other(body, claims)


def _by_mark(body: bytes) -> str | None:
    for mark, encoding in (*_MARKS, *_WITHOUT_MARK):
        if body.startswith(mark):
            return encoding
    return None


def _in_xml(body: bytes) -> str | None:
    found = _IN_XML.search(body, 0, 400)
    return found[1].decode("ascii", "replace") if found else None


def _in_header(content_type: str) -> str | None:
    found = _IN_HEADER.search(content_type)
    return found[1] if found else None


def _codec(name: str | None) -> str | None:
    """The Python codec for a declared name, or None for a name that means no encoding of text."""
    if not name or not _NAME.fullmatch(name):
        return None
    name = _ALIASES.get(name.strip().lower(), name)
    try:
        found = codecs.lookup(name)
        b"a".decode(name)
    except (LookupError, ValueError):
        return None
    return None if found.name in _NOT_FOR_DOCUMENTS else _SUPERSETS.get(found.name, found.name)


def _contradiction(body: bytes, claims: list[str]) -> str:
    if body.isascii() or not claims or any(claim.startswith("utf") for claim in claims):
        return ""
    return f"declared {claims[0]}, is UTF-8"


def _decode_other(body: bytes, claims: list[str]) -> Decoded:
    seen = "utf-8" if _is_damaged_utf_8(body) else _east_asian(body[:SAMPLE_BYTES])
    eastern = [claim for claim in claims if not _is_western(claim)]
    order = [*eastern, *([seen] if seen else []), *(claims if not eastern and not seen else [])]
    for encoding in order or ["cp1252"]:
        if _reads_whole(body, encoding):
            return _decode_as(body, encoding, claims)
    western = _reads_whole(body, "cp1252") and not order
    return _decode_as(body, "cp1252" if western else (seen or [*order, "cp1252"][0]), claims)


def _decode_as(body: bytes, encoding: str, claims: list[str]) -> Decoded:
    problems = [f"declared {claims[0]}, is {encoding}"] if claims and claims[0] != encoding else []
    if not _reads_whole(body, encoding):
        problems.append(f"some bytes are not {encoding}")
    return Decoded(text=body.decode(encoding, "replace"), encoding=encoding, problem="; ".join(problems))


def _reads_whole(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except UnicodeError:
        return False
    return True


def _is_western(encoding: str) -> bool:
    """Declarations that are the defaults of software and therefore often lies."""
    return encoding in _DEFAULTS


def _is_damaged_utf_8(body: bytes) -> bool:
    """Few texts of another encoding hold even one valid sequence of UTF-8, and none holds ten for each invalid one."""
    text = body.decode("utf-8", "replace")
    foreign = sum(not character.isascii() for character in text)
    return foreign > 0 and text.count("\ufffd") * 10 <= foreign


def _east_asian(sample: bytes) -> str | None:
    """The East Asian encoding that these bytes show, judged by the letters that its texts consist of."""
    for encoding, strict, low, high, share in _SCRIPTS:
        words = _FOREIGN_WORD.findall(sample.decode(strict, "replace"))
        foreign = "".join(words)
        letters = sum(low <= character <= high for character in foreign)
        in_words = sum(len(word) for word in words if len(word) > 1)
        damaged = foreign.count("\ufffd")
        if (
            letters >= max(2, share * len(foreign))
            and 2 * in_words >= len(foreign)
            and damaged <= 1 + len(foreign) / 20
        ):
            return encoding
    return None


_SCRIPTS: Final = (
    # superset to read with, strict codec to test with, first and last letter, least share of the non-ASCII characters
    ("cp949", "euc_kr", "가", "힣", 0.6),
    ("euc_jp", "euc_jp", "ぁ", "ヺ", 0.3),
    ("cp932", "shift_jis", "ぁ", "ヺ", 0.3),
    ("cp949", "cp949", "가", "힣", 0.9),
    ("gb18030", "gb2312", "一", "鿿", 0.6),
    ("big5hkscs", "big5", "一", "鿿", 0.6),
    ("gb18030", "gb18030", "一", "鿿", 0.8),
)
