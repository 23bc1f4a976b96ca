"""A Korean personal name in Hangul in, the same as the press writes it in Latin letters out; never the name of a body.

Given names go by the Revised Romanization of Korean (Ministry of Culture and Tourism, notice 2000-8, 3.4: syllable by
syllable, sound changes between them unwritten), with a hyphen; surnames by the spelling their bearers chose, which no
rule gives.
"""

from collections.abc import Mapping

FIRST = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
MIDDLE = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu",
    "ui", "i",
)  # fmt: skip
LAST = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t",
    "t", "k", "t", "p", "t",
)  # fmt: skip
SYLLABLES = range(0xAC00, 0xAC00 + len(FIRST) * len(MIDDLE) * len(LAST))
"""Hangul syllables in Unicode: the three lists above, counted through (The Unicode Standard, 3.12)."""
LONGEST_GIVEN = 2


def romanised(name: str, surnames: Mapping[str, str]) -> str | None:
    """The name 서다인 as "Seo Da-in"; None for what is no surname of `surnames` (Hangul to Latin) and a given name."""
    for length in (2, 1):
        surname, given = name[:length], name[length:]
        if surname in surnames and 0 < len(given) <= LONGEST_GIVEN and all(ord(sign) in SYLLABLES for sign in given):
            return f"{surnames[surname]} {'-'.join(map(_syllable, given)).capitalize()}"
    return None


def _syllable(sign: str) -> str:
    first, rest = divmod(SYLLABLES.index(ord(sign)), len(MIDDLE) * len(LAST))
    middle, last = divmod(rest, len(LAST))
    return FIRST[first] + MIDDLE[middle] + LAST[last]
