"""Lines in, the junk phrases that stand in each out; it names what it found and judges nothing.

Whole lines and beginnings are looked up by their first letters; phrases that may stand anywhere are looked for in all
lines at once (Aho and Corasick, 1975): the time is proportional to the text whatever the text is.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from ahocorasick_rs import AhoCorasick

from parsers.languages.boilerplate import Phrase, load_boilerplate

LINE_EDGE = " \t:.,;!?·|>»›→…-–—*•"
_COUNTER = LINE_EDGE + "()[]{}<>【】［］「」#0123456789▶▷■◆●☞①②③"
"""What may stand around a label: "Comments (27)", "[Most read]"."""
_KEY_LENGTHS = (4, 3, 2, 1)
_CLOSING = 60
"""Letters: a phrase of the second half that begins within the last of them closes its line, if no sentence follows."""
_SENTENCE_ENDS = (". ", "! ", "? ", "。")


@dataclass(frozen=True, slots=True)
class _Index:
    """Phrases of some languages: `opening` by the first letters of their words, `holds` and what finds them."""

    opening: Mapping[str, tuple[tuple[str, Phrase], ...]]
    holds: tuple[Phrase, ...]
    finder: AhoCorasick


def find_phrases(lines: Sequence[str], languages: Iterable[str]) -> list[dict[str, str]]:
    """For every line its hits: rule and place ("related.starts") to the phrase that was found.

    A phrase that holds anywhere and closes a longer line is also found as "ends": a credit below a picture.
    """
    index = _index(tuple(languages))
    folded = [line.casefold().strip(LINE_EDGE) for line in lines]
    hits = [_opening_hits(line, index) for line in folded]
    text = "\n".join(folded)
    starts = list(accumulate((len(line) + 1 for line in folded), initial=0))
    for number, at, end in sorted(index.finder.find_matches_as_indexes(text, overlapping=True)):
        if _ends_word(text, end) and _ends_word(text, at):
            phrase, row = index.holds[number], bisect_right(starts, at) - 1
            hits[row].setdefault(f"{phrase.rule}.holds", phrase.words)
            if _closes(folded[row], at - starts[row]):
                hits[row].setdefault(f"{phrase.rule}.ends", phrase.words)
    return hits


def _closes(line: str, at: int) -> bool:
    return (
        at > 0
        and at >= max(len(line) - _CLOSING, len(line) // 2)
        and not any(end in line[at:] for end in _SENTENCE_ENDS)
    )


def _opening_hits(line: str, index: _Index) -> dict[str, str]:
    hits: dict[str, str] = {}
    label = line.strip(_COUNTER)
    for opening in {line, label}:
        for length in _KEY_LENGTHS:
            for words, phrase in index.opening.get(opening[:length], ()) if len(opening) >= length else ():
                if phrase.place == "whole":
                    fits = words in (line, label)
                else:
                    fits = line.startswith(words) and _ends_word(line, len(words))
                if fits:
                    hits.setdefault(f"{phrase.rule}.{phrase.place}", phrase.words)
    return hits


@lru_cache(maxsize=64)
def _index(languages: tuple[str, ...]) -> _Index:
    known = load_boilerplate()
    phrases = dict.fromkeys(phrase for code in languages if code in known for phrase in known[code].phrases)
    opening: dict[str, list[tuple[str, Phrase]]] = defaultdict(list)
    for phrase in phrases:
        if phrase.place != "holds":
            words = phrase.words.lstrip(LINE_EDGE) if phrase.place == "starts" else phrase.words.strip(LINE_EDGE)
            if words:
                opening[words[: _KEY_LENGTHS[0]]].append((words, phrase))
    holds = tuple(phrase for phrase in phrases if phrase.place == "holds")
    finder = AhoCorasick([phrase.words for phrase in holds])
    return _Index({key: tuple(found) for key, found in opening.items()}, holds, finder)


def _ends_word(text: str, at: int) -> bool:
    return at <= 0 or at >= len(text) or not (_is_spaced(text[at - 1]) and _is_spaced(text[at]))


def _is_spaced(letter: str) -> bool:
    """Letters of scripts that put spaces between words; Korean joins particles, Chinese and Japanese put none."""
    return letter < "\u3040" and letter.isalnum()
