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
_TEXT_CODECS_ONLY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,40}")
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
    if not name or not _TEXT_CODECS_ONLY.fullmatch(name):
        return None
    name = _ALIASES.get(name.strip().lower(), name)
    try:
        found = codecs.lookup(name)
        b"".decode(name)
    except (LookupError, ValueError):
        return None
    return _SUPERSETS.get(found.name, found.name)


def _contradiction(body: bytes, claims: list[str]) -> str:
    if body.isascii() or not claims or any(claim.startswith("utf") for claim in claims):
        return ""
    return f"declared {claims[0]}, is UTF-8"


def _decode_other(body: bytes, claims: list[str]) -> Decoded:
    seen = _east_asian(body[:SAMPLE_BYTES])
    order = [*(claim for claim in claims if not _is_western(claim)), *([seen] if seen else []), *claims, "cp1252"]
    for encoding in order:
        try:
            text = body.decode(encoding)
        except (UnicodeDecodeError, UnicodeError):
            continue
        wrong = claims[:1] and claims[0] != encoding
        return Decoded(text=text, encoding=encoding, problem=f"declared {claims[0]}, is {encoding}" if wrong else "")
    # Damaged bytes: the best guess, with a mark for each byte that cannot be read.
    best = next(iter([*([seen] if seen else []), *claims]), "cp1252")
    return Decoded(text=body.decode(best, "replace"), encoding=best, problem=f"some bytes are not {best}")


def _is_western(encoding: str) -> bool:
    return encoding.startswith(("cp125", "iso8859", "utf"))


def _east_asian(sample: bytes) -> str | None:
    """The East Asian encoding that these bytes show, judged by the letters that its texts consist of."""
    for encoding, strict, low, high, share in _SCRIPTS:
        text = _decode_sample(sample, strict)
        foreign = [character for character in text if not character.isascii()] if text else []
        letters = sum(low <= character <= high for character in foreign)
        if foreign and letters >= share * len(foreign):
            return encoding
    return None


_SCRIPTS: Final = (
    # superset to read with, strict codec to test with, first and last letter, least share of the non-ASCII characters
    ("cp949", "euc_kr", "가", "힣", 0.6),
    ("cp949", "cp949", "가", "힣", 0.9),
    ("euc_jp", "euc_jp", "ぁ", "ヺ", 0.3),
    ("cp932", "shift_jis", "ぁ", "ヺ", 0.3),
    ("gb18030", "gb2312", "一", "鿿", 0.6),
    ("big5hkscs", "big5", "一", "鿿", 0.6),
    ("gb18030", "gb18030", "一", "鿿", 0.8),
)


def _decode_sample(sample: bytes, encoding: str) -> str | None:
    """The sample's text; a character that the sample's end cuts in two is left out."""
    for cut in range(4):
        try:
            return sample[: len(sample) - cut].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(sample) - 4:
                return None
    return None
