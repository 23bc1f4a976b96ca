"""What both lexers share: the plain form of a text, tokens and the signs between words; never a word of a language."""

import re
from typing import Final

PLAIN: Final = {
    "’": "'", "″": '"', "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ", "–": "-", "—": "-",
    "～": "~", "〜": "~", "∼": "~", "，": ",", "．": ".", "％": "%", "\u3000": " ", "（": "(", "）": ")",
    "：": ":", "；": ";", "「": '"', "」": '"', "『": '"', "』": '"', "／": "/",
} | {chr(0xFF10 + n): str(n) for n in range(10)}  # fmt: skip
SPECIAL: Final = re.compile(f"[{''.join(PLAIN)}]")
LETTER_HYPHEN: Final = re.compile(r"-(?:(?<=[^\W_]-)(?=[^\W\d_])|(?<=[^\W\d_]-)(?=[^\W_]))")
LETTERS: Final = re.compile(r"[^\W\d_]+")
STAMP: Final = r"\d{1,4}(?:[:/]\d{1,2}){1,2}(?!\d)|\d{2,4}-\d{1,4}-\d{1,4}|\d{4}\.\d{1,2}\.\d{1,2}"
"""Clock times, telephone numbers and dates in figures: never a count."""
PUNCTUATION: Final = frozenset(",;:()[]\"'-?!.*$€£¥₩·/▲△▶▷○●■|")


def normalised(text: str) -> str:
    """The text in lower case with plain quotes, digits and blanks; every character stays at its offset."""
    plain = text if text.isascii() else SPECIAL.sub(lambda match: PLAIN[match.group()], text)
    folded = plain.lower()
    if len(folded) != len(plain):
        folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)
    return LETTER_HYPHEN.sub(" ", folded)
