"""Bytes of a page in, its text out, whatever was declared; bytes that are no text raise, everything else reads.

Order of belief, after the WHATWG encoding standard but trusting the bytes over the labels: byte order mark; UTF-16
without one; valid UTF-8; the declared encoding, when the bytes obey it; the East Asian or Cyrillic encoding whose
common characters fill the text; UTF-8 with a few broken bytes; windows-1252.
"""

import codecs
import re
from dataclasses import dataclass

from parsers.errors import PageParseError

SAMPLE_BYTES = 65_536
DECLARATION_BYTES = 4_096

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
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
    (b"OggS", "Ogg media"),
    (b"ID3", "MP3 audio"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:+-]+)""", re.IGNORECASE)
_DECLARED_TYPE = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:+-]+)", re.IGNORECASE)
# Browsers read these labels as the wider set of the same family (WHATWG encoding standard, "Names and labels").
_WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "euc_kr": "cp949", "ksc5601": "cp949", "johab": "cp949", "shift_jis": "cp932", "gb2312": "gb18030",
    "gbk": "gb18030", "big5": "big5hkscs",
}  # fmt: skip
_NOT_FOR_TEXT = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape"})
_CONTROL = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_BROKEN_UTF8_SHARE = 0.02
_CONTROL_SHARE = 0.02

# What ordinary text in each encoding consists of. Order breaks ties; each class is far rarer when misread.
_GUESSES = (
    ("cp949", re.compile("[가-힣]")),
    ("cp932", re.compile("[ぁ-んァ-ヶー、。「」]")),
    ("euc_jp", re.compile("[ぁ-んァ-ヶー、。「」]")),
    ("gb18030", re.compile("[的一是不了在人有我他这中大来上国和说们为年到，。、“”]")),
    ("big5hkscs", re.compile("[的一是不了在人有我他這中大來上國和說們為年到，。、「」]")),
    ("cp1251", re.compile("[а-яёіїєґў]")),
    ("koi8_r", re.compile("[а-яё]")),
    ("cp1253", re.compile("[α-ωάέήίόύώ]")),
    ("cp1256", re.compile("[ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي]")),
    ("cp1255", re.compile("[א-ת]")),
    ("cp874", re.compile("[ก-๛]")),
)
_LEAST_SHARE = {"gb18030": 0.12, "big5hkscs": 0.12, "cp932": 0.25, "euc_jp": 0.25}
_LEAST_SHARE_ELSE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A page as text, the encoding (Python's name) it was read in, and why: "mark", "bytes", "declared", "guess"."""

    text: str
    encoding: str
    reason: str


def decode_page(body: bytes, *, content_type: str = "", subject: str = "page") -> Decoded:
    """Bytes of a page as text.

    `content_type` is the HTTP header, `subject` names the page in the error. Undecodable bytes become U+FFFD. Raises
    PageParseError for bytes that are no text: images, PDF, archives, programs.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return Decoded(text=body[len(mark) :].decode(encoding, "replace"), encoding=encoding, reason="mark")
    _refuse_binary(body, subject)
    wide = _wide_without_mark(body[:SAMPLE_BYTES])
    if wide is not None:
        return Decoded(text=body.decode(wide, "replace"), encoding=wide, reason="bytes")
    _refuse_control_bytes(body, subject)
    return _decode_narrow(body, _declared_encodings(body, content_type))


def _decode_narrow(body: bytes, declared: list[str]) -> Decoded:
    if body.isascii() and not _escapes(body, declared):
        return Decoded(text=body.decode("ascii"), encoding="ascii", reason="bytes")
    utf8 = body.decode("utf-8", "replace")
    broken = utf8.count("\ufffd")
    if not broken and not body.isascii():
        return Decoded(text=utf8, encoding="utf-8", reason="bytes")
    for encoding in declared:
        if encoding != "utf-8" and _obeys(body, encoding):
            return Decoded(text=body.decode(encoding, "replace"), encoding=encoding, reason="declared")
    if broken <= _BROKEN_UTF8_SHARE * sum(1 for letter in utf8 if letter > "\x7f") + 1:
        return Decoded(text=utf8, encoding="utf-8", reason="bytes")
    encoding = _guess(body) or next((name for name in declared if name != "utf-8"), "cp1252")
    return Decoded(text=body.decode(encoding, "replace"), encoding=encoding, reason="guess")


def _refuse_binary(body: bytes, subject: str) -> None:
    for magic, what in _MAGIC:
        if body.startswith(magic):
            raise PageParseError(subject, f"the bytes are {what}, not a page; exclude the link or convert it to text")
    if body[:4] == b"RIFF" or body[4:8] == b"ftyp":
        raise PageParseError(subject, "the bytes are an image, sound or film, not a page; exclude the link")


def _refuse_control_bytes(body: bytes, subject: str) -> None:
    sample = body[:SAMPLE_BYTES]
    if len(_CONTROL.findall(sample)) > _CONTROL_SHARE * len(sample) + 2:
        raise PageParseError(subject, "the bytes are no text in any encoding; exclude the link or convert it to text")


def _wide_without_mark(sample: bytes) -> str | None:
    """UTF-16 by its markup: ASCII characters leave every other byte zero."""
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    zeros_first, zeros_second = sample[0::2].count(0), sample[1::2].count(0)
    if zeros_second > pairs * 0.3 and zeros_first < pairs * 0.05:
        return "utf-16-le"
    if zeros_first > pairs * 0.3 and zeros_second < pairs * 0.05:
        return "utf-16-be"
    return None


def _declared_encodings(body: bytes, content_type: str) -> list[str]:
    labels = [found.group(1) for found in [_DECLARED_TYPE.search(content_type)] if found]
    labels += [found.decode("ascii") for found in _DECLARED.findall(body[:DECLARATION_BYTES])]
    names = (_python_name(label) for label in labels)
    return list(dict.fromkeys(name for name in names if name is not None))


def _python_name(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
        "".encode(name)
    except (LookupError, UnicodeError):
        return "cp949" if label.lower().startswith(("ks_c", "windows-949", "x-windows-949", "uhc")) else None
    if name in _NOT_FOR_TEXT or name.startswith(("utf-16", "utf-32")):
        return None
    return _WIDER.get(name, name)


def _escapes(body: bytes, declared: list[str]) -> bool:
    return b"\x1b" in body and any(name.startswith("iso2022") for name in declared)


def _obeys(body: bytes, encoding: str) -> bool:
    """Whether the bytes are lawful in a declared encoding, and not more likely something else."""
    text = body.decode(encoding, "replace")
    foreign = sum(1 for letter in text[:SAMPLE_BYTES] if letter > "\x7f")
    if text.count("\ufffd") > 0.005 * foreign + 1:
        return False
    guess = _guess(body)
    return guess is None or guess == encoding or _share(body, encoding) >= _share(body, guess)


def _guess(body: bytes) -> str | None:
    shares = [(encoding, _share(body, encoding)) for encoding, _ in _GUESSES]
    fitting = [
        (share, encoding) for encoding, share in shares if share >= _LEAST_SHARE.get(encoding, _LEAST_SHARE_ELSE)
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _share(body: bytes, encoding: str) -> float:
    """The share of characters common in the encoding's languages among all beyond ASCII; 0 where much is unlawful."""
    common = dict(_GUESSES).get(encoding)
    text = re.sub("[\x00-\x7f]+", "", body[:SAMPLE_BYTES].decode(encoding, "replace"))
    if common is None or not text or text.count("\ufffd") > 0.02 * len(text) + 1:
        return 0.0
    return len(common.findall(text)) / len(text)
