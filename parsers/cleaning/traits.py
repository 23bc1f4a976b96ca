"""Lines in, the traits of each out: named facts about wording and length that the weights speak of.

A trait is a name, present or absent. The same traits serve lines of a page and lines of flattened text.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache, reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from parsers.cleaning.outline import Floats
from parsers.cleaning.phrases import find_phrases
from parsers.languages.boilerplate import load_boilerplate
from parsers.text import normal_line

_LENGTHS = (1, 2, 3, 4, 6, 9, 13, 18, 26, 41, 71)
_SHORT, _MIDDLE = 8, 20
_SENTENCE_END = frozenset(".!?。！？")
_CLOSERS = "\"'”’»)]」』）"
_INNER_END = re.compile(r"[.!?][\"'”’»)]*\s+\S|[。！？]\S")
_IDEOGRAPH = re.compile("[぀-ヿ㐀-鿿]")
_WIDE = re.compile("[぀-ퟻ]")
_HANGUL = re.compile("[가-힣]+")
_DIGIT = re.compile(r"\d")
_ADDRESS = re.compile(r"@\w|https?://|www\.\w|#\w")
_IN_ADDRESSES = ("@", "#", "://", "www.")
"""One of these stands in every address; looking for them first spares most lines the pattern."""
_SEPARATOR = re.compile(r"\s[|·•»›>/]\s|[|»›]$")
_BULLET = tuple("-•▶▲△■◆▷☞★☆※→»*·●○□◇✔")
_QUOTES = frozenset('"“„«‘「『')

# "By the end of August ..." opens a paragraph, "By Ann Lee" is a byline.
_OF_SHORT_LINES = frozenset(
    {"byline.starts", "dateline.starts", "revised.starts", "menu.starts", "comments.starts", "player.starts"}
)
_STAMPED = frozenset({"dateline.starts", "revised.starts"})
_FULL_OF_DIGITS = frozenset({"digits:4", "digits:5"})

# Traits that mean different things in different surroundings go on to the context, by name and prefixes.
LOCAL: Mapping[str, tuple[str, ...]] = {
    "ends-full": ("end:full",),
    "ends-open": ("end:open",),
    "ends-colon": ("end:colon",),
    "phrase": ("phrases:",),
    "said-related": ("related.",),
    "said-prompt": ("newsletter.", "app.", "paywall.", "consent.", "share.", "comments."),
    "said-caption": ("caption.",),
    "said-source": ("reporting.", "copyright.", "byline.", "author."),
    "capitals": ("capitals:4", "all-capitals"),
    "repeated": ("repeated",),
    "is-title": ("is-title",),
    "bullet": ("bullet:",),
    "junk-heading": (
        "related.whole", "newsletter.whole", "comments.whole", "menu.whole", "share.whole", "author.whole",
    ),
}  # fmt: skip


LEAST_REPEATS, LONGEST_REPEATED = 4, 8
"""A line of so few words that stands so often parts paragraphs as a rule across the page would."""


def line_traits(lines: Sequence[str], *, language: str | None, title: str | None) -> list[list[str]]:
    """The traits of every line, given the text's language and headline."""
    known = load_boilerplate()
    common = known[language].common_words if language in known and language else frozenset()
    phrases = find_phrases(lines, tuple(dict.fromkeys([language or "en", "en"])))
    counts = Counter(lines)
    folded_title = normal_line(title or "").casefold()
    traits = []
    for line, hits in zip(lines, phrases, strict=True):
        words = line.split()
        length = word_count(line, words)
        size = _size(length)
        found = [*_length_traits(line, length, size), *_wording_traits(line, words, common), *_mark_traits(line, size)]
        if not _STAMPED.isdisjoint(hits) and not _FULL_OF_DIGITS.isdisjoint(found):
            found.append("stamp")
        said = [hit for hit in hits if size == "short" or hit not in _OF_SHORT_LINES]
        if said:
            found += [f"{hit}:{size}" for hit in said]
            count = sum(not hit.endswith(".ends") for hit in said)
            found.append(f"phrases:{min(count, 3)}:{size}")
        if counts[line] > 1:
            found.append("repeated")
        if folded_title and length > 2 and line.casefold() in folded_title:
            found.append("is-title")
        traits.append(found)
    return traits


def parts_paragraphs(lines: Sequence[str], words: Floats) -> NDArray[np.bool_]:
    """Which lines are short and said again and again ("Article content", "Advertisement")."""
    counts = Counter(lines)
    often = np.array([counts[line] >= LEAST_REPEATS for line in lines], dtype=bool)
    return often & (words <= LONGEST_REPEATED)


def local_marks(traits: Sequence[Sequence[str]]) -> dict[str, Floats]:
    """The LOCAL traits of the lines, 0 or 1 each, by name."""
    bits = np.array([reduce(or_, map(_local_bits, line), 0) for line in traits], dtype=np.int64)
    return {name: (bits >> place & 1).astype(float) for place, name in enumerate(LOCAL)}


def word_count(line: str, words: Sequence[str]) -> float:
    """How many words a line says, on the scale of English: two ideographs or two thirds of a Korean word make one."""
    if line.isascii() or not _WIDE.search(line):
        return float(len(words))
    return len(words) + len(_IDEOGRAPH.findall(line)) / 2 + len(_HANGUL.findall(line)) / 2


@cache
def _time_forms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What looks like a time of day, and like a day or year; both begin with a digit, which are quickly found."""
    known = load_boilerplate().values()
    hours = "".join(sign for language in known for sign in language.hour_signs)
    years = "".join(sign for language in known for sign in language.year_signs)
    return (
        re.compile(rf"\d(?:(?<=\b\d)\d?[:.h]\d{{2}}\b|\s?[{hours}])"),
        re.compile(
            rf"\d(?<=\b\d)(?:\d{{3}}\s?[-./{years}]\s?\d{{1,2}}|\d?[./-]\d{{1,2}}[./-]\d{{2,4}}\b|"
            r"(?:(?<=1)9|(?<=2)0)\d\d\b)"
        ),
    )


@lru_cache(maxsize=4096)
def _local_bits(trait: str) -> int:
    return sum(1 << place for place, prefixes in enumerate(LOCAL.values()) if trait.startswith(prefixes))


def _size(length: float) -> str:
    return "short" if length <= _SHORT else "middle" if length <= _MIDDLE else "long"


def _length_traits(line: str, length: float, size: str) -> tuple[str, str, str]:
    bucket = next((limit for limit in _LENGTHS if length <= limit), 999)
    last = line.rstrip(_CLOSERS)[-1:]
    if last == "…" or line.endswith("..."):
        end = "ellipsis"
    elif last in _SENTENCE_END:
        end = "question" if last in "?？" else "full"
    else:
        end = "colon" if last in ":：" else "open"
    sentences = 0 if size == "short" else min(len(_INNER_END.findall(line, 0, 1000)), 3)
    return f"words:{bucket}", f"end:{end}:{size}", f"sentences:{sentences}"


def _wording_traits(line: str, words: list[str], common: frozenset[str]) -> list[str]:
    found = []
    count = len(words)
    if common and count > 2:
        share = sum(map(common.__contains__, line.casefold().split())) / count
        found.append(f"common:{min(int(share * 10), 5)}")
    if count > 1:
        capital = sum([word[0].isupper() for word in words[1:]]) / (count - 1)
        found.append(f"capitals:{min(int(capital * 5), 4)}")
    if line[0].islower():
        found.append("starts-small")
    elif line.isupper():
        found.append("all-capitals")
    return found


def _mark_traits(line: str, size: str) -> list[str]:
    found = [] if any(map(str.isalnum, line)) else ["no-words"]
    digits = len(_DIGIT.findall(line))
    if digits:
        found.append(f"digits:{min(int(digits / len(line) * 10), 5)}")
        clock, day = _time_forms()
        if clock.search(line):
            found.append(f"clock:{size}")
        if day.search(line):
            found.append(f"day:{size}")
    if line.startswith(_BULLET):
        found.append(f"bullet:{size}")
    if line[0] in _QUOTES:
        found.append("opens-quote")
    if any(map(line.__contains__, _IN_ADDRESSES)) and _ADDRESS.search(line):
        found.append(f"address:{size}")
    if size != "long" and _SEPARATOR.search(line):
        found.append(f"separator:{size}")
    return found
