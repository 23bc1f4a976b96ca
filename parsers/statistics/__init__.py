"""The text of an article in, the statistics on North Korean defectors that it states out; linear in its length.

The stages, each a module: page junk and sentences (document, junk), tokens (lexer), numbers (amounts), the words of
periods (timeline), what a number is (figures), what belongs to it (attachment, credits, dating, scopes), and the
reading over the whole text (reading, context, carrying). `explain` shows all of it.
"""

import re
from datetime import date
from typing import Final

from parsers.languages import language_codes, load_language, vocabulary_version
from parsers.records import Statistic
from parsers.statistics.model import Evidence, Explanation, LeftOut, ReadStatistic
from parsers.statistics.reading import read_text
from parsers.topics import load_topic

__all__ = [
    "EXTRACTOR_VERSION", "Evidence", "Explanation", "LeftOut", "ReadStatistic", "explain", "explanation_lines",
    "extract_statistics", "guess_language",
]  # fmt: skip

GRAMMAR_VERSION: Final = "5"
"""Raised with every change of the grammar in this package that changes what is read."""


EXTRACTOR_VERSION: Final[str] = f"{GRAMMAR_VERSION}-{load_topic().version[:6]}{vocabulary_version()[:6]}"
"""Changes whenever the grammar or any word does."""

SCRIPTS: Final = (
    ("hangul", re.compile(r"[가-힣]")),
    ("kana", re.compile(r"[ぁ-ゖァ-ヺ]")),
    ("han", re.compile(r"[一-鿿]")),
)
"""Scripts that tell a language by themselves, kana before the characters beside it (Unicode blocks)."""
LATIN: Final = re.compile(r"[a-zà-ÿ]+", re.IGNORECASE)
SAMPLE: Final = 20_000


def extract_statistics(
    text: str, *, published: date | None, language: str | None = None, title: str | None = None
) -> tuple[Statistic, ...]:
    """The statistics that a text states, in its order.

    `text` comes as it may, page junk in it, line 1 possibly the title; `published` is the day against which "last
    year" is understood. Without `language` (two letters) script and words decide; an unknown language gives nothing.
    """
    code = _code(text, language)
    said = read_text(text, published, code, title, why=False)[0] if code is not None else []
    return tuple([item.statistic for item in said])


def explain(text: str, *, published: date | None, language: str | None = None, title: str | None = None) -> Explanation:
    """The statistics of a text with the words each was read from, and every number left out with the reason."""
    code = _code(text, language)
    if code is None:
        return Explanation(language=None)
    said, left_out = read_text(text, published, code, title, why=True)
    read = (ReadStatistic(statistic=item.statistic, evidence=item.evidence) for item in said)
    return Explanation(language=code, read=tuple(read), left_out=tuple(left_out))


def _code(text: str, language: str | None) -> str | None:
    """The language to read in: the one given, else guessed; None for one without a file of words."""
    code = language or guess_language(text)
    return code if code in language_codes() else None


def explanation_lines(explanation: Explanation) -> tuple[str, ...]:
    """An explanation as lines for a person."""
    lines = []
    for item in explanation.read:
        lines.append(_in_one_line(item.statistic))
        lines.extend(f"    {e.role}: {e.words!r} at {e.start}" for e in item.evidence)
    lines.extend(f"left out {left.words!r} at {left.start}: {left.reason}" for left in explanation.left_out)
    return tuple(lines)


def _in_one_line(s: Statistic) -> str:
    """A statistic in the notation that the tests' cases use, then its rule and its hedge."""
    value = f"{s.value:g}" if s.value is not None else f"{s.low:g}-{s.high:g}"
    whom = f"{s.event} {s.destination or '-'} {s.sex} {s.group}"
    line = f"{s.measure} {value} {whom} {s.scope} {_span(s.period_start, s.period_end)}"
    if s.versus_start or s.versus_end:
        line += f" vs {_span(s.versus_start, s.versus_end)}"
    if s.attribution:
        line += f" @{s.attribution}"
    return f"{line} [{s.rule}{'' if s.qualifier == 'exact' else f', {s.qualifier}'}]"


def _span(first: date | None, last: date | None) -> str:
    return f"{first or '-'}..{last or '-'}"


def guess_language(text: str) -> str | None:
    """The code of the language a text is written in, of those that have a file of words; None for any other."""
    sample = text[:SAMPLE]
    codes = {load_language(code).script: code for code in language_codes()}
    for name, script in SCRIPTS:
        if name in codes and len(script.findall(sample)) * 5 > len(sample) - sample.count(" "):
            return codes[name]
    words = {w.lower() for w in LATIN.findall(sample)}
    scores = {c: len(words & _common(c)) for c in language_codes() if load_language(c).script == "latin"}
    best = max(scores, key=lambda c: scores[c], default=None)
    return best if best is not None and scores[best] >= 2 else None


def _common(code: str) -> frozenset[str]:
    return frozenset(load_language(code).of("glue")) | frozenset(load_language(code).of("way"))
