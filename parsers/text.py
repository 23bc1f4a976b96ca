"""The one normal form of text: any string in, tidy lines out; it never drops a visible character.

Normal form: Unicode NFC; no control, soft-hyphen or invisible format characters; runs of white space folded to one
space; lines without margins. Applying it twice changes nothing.
"""

import re
import unicodedata

_SURROGATES = re.compile("[\ud800-\udfff]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\ufff9-\ufffb\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
_JOINER = re.compile("[\u200c\u200d]")
_LITTER = re.compile("|".join(pattern.pattern for pattern in (_SURROGATES, _INVISIBLE, _JOINER)))
"""Most lines hold none of it, which one look tells."""
# Persian, Indic scripts and emoji change their meaning without joiners; elsewhere these are litter.
_JOINER_IN_USE = re.compile("(?<=[\u0600-\u0dff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d](?=\\S)")
_LINE_BREAK = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


def normal_line(text: str) -> str:
    """One line in normal form: every run of white space, line breaks included, becomes one space."""
    if text.isascii() and text.isprintable():
        return text if "  " not in text and text == text.strip() else " ".join(text.split())
    return " ".join(_visible(text).split())


def normal_lines(text: str) -> list[str]:
    """The lines of a text, each in normal form; empty ones stay in place, since a blank line says something."""
    return [normal_line(line) for line in _LINE_BREAK.split(text)]


def normal_text(text: str) -> str:
    """A text in normal form: one paragraph a line, blank lines dropped."""
    return "\n".join(filter(None, normal_lines(text)))


def _visible(text: str) -> str:
    return unicodedata.normalize("NFC", _without_litter(text) if _LITTER.search(text) else text)


def _without_litter(text: str) -> str:
    text = _INVISIBLE.sub("", _SURROGATES.sub("\ufffd", text))
    kept = {found.start() for found in _JOINER_IN_USE.finditer(text)}
    return _JOINER.sub(lambda found: found.group() if found.start() in kept else "", text)
