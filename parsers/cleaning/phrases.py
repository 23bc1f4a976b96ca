"""Lines in, the junk phrases that stand in each out; it names what it found and judges nothing.

All lines are searched at once as one text, a phrase at a time: each search runs at the speed of str.find, so the time
is proportional to text times phrases whatever the text is.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from parsers.languages.boilerplate import Phrase, load_boilerplate

_EDGE = " \t:.,;!?·|>»›→…-–—*•"


def find_phrases(lines: Sequence[str], languages: Iterable[str]) -> list[dict[str, str]]:
    """For every line its hits: rule and place ("related.starts") to the phrase that was found."""
    folded = [line.casefold().strip(_EDGE) for line in lines]
    text = "\n" + "\n".join(folded) + "\n"
    starts = list(accumulate((len(line) + 1 for line in folded), initial=1))
    hits: list[dict[str, str]] = [{} for _ in lines]
    for phrase, needle in _needles(tuple(languages)):
        for at in _occurrences(text, phrase, needle):
            hits[bisect_right(starts, at) - 1].setdefault(f"{phrase.rule}.{phrase.place}", phrase.words)
    return hits


@lru_cache(maxsize=64)
def _needles(languages: tuple[str, ...]) -> tuple[tuple[Phrase, str], ...]:
    known = load_boilerplate()
    phrases = dict.fromkeys(phrase for code in languages if code in known for phrase in known[code].phrases)
    return tuple((phrase, _needle(phrase)) for phrase in phrases)


def _needle(phrase: Phrase) -> str:
    words = phrase.words.strip(_EDGE) or phrase.words
    match phrase.place:
        case "whole":
            return f"\n{words}\n"
        case "starts":
            return f"\n{phrase.words.lstrip(_EDGE) or phrase.words}"
        case "holds":
            return phrase.words


def _occurrences(text: str, phrase: Phrase, needle: str) -> Iterator[int]:
    """Where the words of a phrase begin in the text, as whole words where its script parts words."""
    lead = 0 if phrase.place == "holds" else 1
    at = text.find(needle)
    while at >= 0:
        end = at + len(needle)
        if phrase.place == "whole" or (_ends_word(text, end) and (lead or _begins_word(text, at))):
            yield at + lead
        at = text.find(needle, at + len(needle) - 1 if phrase.place == "whole" else end)


def _ends_word(text: str, end: int) -> bool:
    return end >= len(text) or not (_is_parted(text[end - 1]) and _is_parted(text[end]))


def _begins_word(text: str, at: int) -> bool:
    return at == 0 or not (_is_parted(text[at - 1]) and _is_parted(text[at]))


def _is_parted(letter: str) -> bool:
    """Letters of scripts that put spaces between words; Korean joins particles, Chinese and Japanese put none."""
    return letter.isalnum() and letter < "\u3040"
