"""Text in, the ISO 639-1 code of its language out, or None: by script first, then by its commonest words."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from parsers.languages.boilerplate import load_boilerplate

SAMPLE_LETTERS = 3_000
_LEAST_WORDS = 4
_LEAST_SHARE = 0.08
_SCRIPTS = (
    ("ko", re.compile("[가-힣]")),
    ("ja", re.compile("[ぁ-ゖァ-ヺ]")),
    ("zh", re.compile("[一-鿿]")),
    ("th", re.compile("[ก-๛]")),
    ("hi", re.compile("[ऀ-ॿ]")),
    ("he", re.compile("[א-ת]")),
    ("el", re.compile("[α-ωΑ-Ω]")),
    ("ar", re.compile("[ء-ي]")),
)
_BEYOND_LATIN = re.compile("[\u0370-\u03ff\u0590-\u1dff\u3040-\uffef]")
"""A letter of the scripts above; Cyrillic is told by its words."""
_WORD = re.compile(r"[^\W\d_]+")


def guess_language(text: str) -> str | None:
    """The language that most of the text is in; None where the text is too short or no known language fits."""
    sample = text[:SAMPLE_LETTERS]
    if not _BEYOND_LATIN.search(sample):
        return _by_words(_WORD.findall(sample.casefold()))
    letters = sum(map(str.isalpha, sample))
    counts = {code: len(script.findall(sample)) for code, script in _SCRIPTS}
    if counts["ja"] > 0.05 * letters and counts["ja"] > 2:
        return "ja"
    code, count = max(counts.items(), key=lambda pair: pair[1])
    # A Hangul syllable or a Han character says as much as several Latin letters.
    if count > (0.25 if code in {"ko", "zh"} else 0.5) * letters and count > 1:
        return code
    return _by_words(_WORD.findall(sample.casefold()))


def _by_words(words: list[str]) -> str | None:
    languages = _languages_of()
    scores = dict.fromkeys(load_boilerplate(), 0)
    for word in words:
        for code in languages.get(word, ()):
            scores[code] += 1
    code = max(scores, key=lambda code: scores[code])
    return code if scores[code] >= max(_LEAST_WORDS, _LEAST_SHARE * len(words)) else None


@cache
def _languages_of() -> Mapping[str, tuple[str, ...]]:
    """The languages that each common word belongs to."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, language in load_boilerplate().items():
        for word in language.common_words:
            found[word].append(code)
    return {word: tuple(codes) for word, codes in found.items()}
