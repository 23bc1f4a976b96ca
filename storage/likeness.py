"""Two texts in, a verdict out: is one a copy of the other, or a lookalike with other figures? Pure.

Copies are sought by sampled word shingles: of a text's runs of four words those whose hash falls under a threshold that
leaves about twenty are kept (a FracMinHash, Irber et al. 2022). Because thresholds nest, a truncated copy shares its
sampled shingles with the original, which MinHash over the whole set does not give. Runs with a number in them are kept
three times as often: figures are what tells a release from its template.
"""

import re
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VERSION = 1
RUN = 4
SAMPLE = 20
NUMBER_WEIGHT = 3
CONTAINED = 0.4
ANCHOR = 3
REACH = 12
REPEATED = -1
HIGHEST = float(1 << 63)

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[぀-ヿ㐀-鿿豈-﫿]|[^\W\d_]+")
ODD = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)

Claims = Mapping[str, frozenset[object]]
"""Of one text, the values that were read for each slot."""


@dataclass(frozen=True, slots=True)
class Features:
    """What of a text is compared: its hashed runs of words, its tokens, the places of figures in these, its anchors.

    An anchor is a run of `ANCHOR` tokens, numbers masked, that stands once in the text; it maps to its place.
    """

    runs: frozenset[int]
    tokens: Sequence[str]
    figures: Sequence[int]
    anchors: Mapping[tuple[str, ...], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How much of the shorter text stands in the longer (0 to 1), and what contradicts that it is a copy."""

    contained: float
    conflict: str | None

    @property
    def is_copy(self) -> bool:
        """True where enough stands in both and no figure differs."""
        return self.contained >= CONTAINED and self.conflict is None


def tokens_of(text: str) -> list[str]:
    """Words, numbers (without separators) and single Han or kana signs, case folded."""
    return [found.replace(",", "") if found[0].isdigit() else found for found in TOKEN.findall(text.casefold())]


def fingerprints(text: str) -> list[int]:
    """The sampled runs of the text as positive 63-bit numbers, in ascending order."""
    tokens = tokens_of(text)
    hashes = _run_hashes(tokens)
    share = SAMPLE / max(SAMPLE, len(hashes))
    sampled = set(hashes[hashes < share * HIGHEST].tolist())
    numeric = np.array([token[0].isdigit() for token in tokens])
    if numeric.any():
        rarer = hashes < min(1.0, NUMBER_WEIGHT * share) * HIGHEST
        width = len(tokens) - len(hashes) + 1
        with_number = np.logical_or.reduce([numeric[place : place + len(hashes)] for place in range(width)])
        sampled.update(hashes[rarer & with_number].tolist())
    return sorted(sampled)


def features(text: str, quotes: Iterable[str] = ()) -> Features:
    """What comparing needs of a text; linear in its length.

    With `quotes`, the sentences that statistics were read from, only the numbers in these count as figures; a footer's
    page number or year then tells nothing. Without any, every number counts.
    """
    marked = list(_marked_tokens(text, quotes))
    tokens = [token for token, _ in marked]
    masked = ["#" if token[0].isdigit() else token for token in tokens]
    anchors: dict[tuple[str, ...], int] = {}
    for place, run in enumerate(zip(*(masked[start:] for start in range(ANCHOR)), strict=False)):
        anchors[run] = place if run not in anchors else REPEATED
    return Features(
        runs=frozenset(_run_hashes(tokens).tolist()),
        tokens=tokens,
        figures=[place for place, (token, is_quoted) in enumerate(marked) if is_quoted and token[0].isdigit()],
        anchors={run: place for run, place in anchors.items() if place != REPEATED},
    )


def _marked_tokens(text: str, quotes: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each token with whether it stands in a quote, or True for all where there are no quotes."""
    spans = sorted((text.find(quote), quote) for quote in set(quotes))
    everything = not spans
    end = 0
    for start, quote in spans:
        if start >= end:
            yield from ((token, False) for token in tokens_of(text[end:start]))
            yield from ((token, True) for token in tokens_of(quote))
            end = start + len(quote)
    yield from ((token, everything) for token in tokens_of(text[end:]))


def likeness(one: Features, other: Features, one_claims: Claims, other_claims: Claims) -> Likeness:
    """The verdict on two texts; a conflict is sought only where they would be copies but for it."""
    shorter = min(len(one.runs), len(other.runs))
    contained = len(one.runs & other.runs) / shorter if shorter else 0.0
    against = conflict(one, other, one_claims, other_claims) if contained >= CONTAINED else None
    return Likeness(contained=contained, conflict=against)


def conflict(one: Features, other: Features, one_claims: Claims, other_claims: Claims) -> str | None:
    """The first figure in which two texts of one shape differ, None where neither contradicts the other.

    Slots that both speak of must not differ both ways; and no figure may face another one in the same place, which is
    found between runs of words that both texts have once.
    """
    for slot in one_claims.keys() & other_claims.keys():
        if one_claims[slot] - other_claims[slot] and other_claims[slot] - one_claims[slot]:
            return f"other values for slot {slot}"
    if not one.figures or not other.figures:
        return None
    pairs = sorted((place, other.anchors[run]) for run, place in one.anchors.items() if run in other.anchors)
    turned = sorted((there, here) for here, there in pairs)
    return _changed_figure(one, other, pairs) or _changed_figure(other, one, turned)


def _changed_figure(one: Features, other: Features, pairs: Sequence[tuple[int, int]]) -> str | None:
    """The first figure of `one` in whose place the other text has another; `pairs` are the places of shared anchors."""
    starts = [here for here, _ in pairs]
    for place in one.figures:
        before = bisect_right(starts, place - ANCHOR)
        after = bisect_right(starts, place)
        facing = {other.tokens[there + place - here] for here, there in pairs[before:after]}
        if facing - {one.tokens[place]}:
            return f"{one.tokens[place]} against {min(facing - {one.tokens[place]})} in the same words"
        if not facing and (changed := _changed_between(one, other, pairs, place, before, after)):
            return changed
    return None


def _changed_between(
    one: Features, other: Features, pairs: Sequence[tuple[int, int]], place: int, before: int, after: int
) -> str | None:
    """The same for a figure whose own words were edited, by what stands between the nearest anchors around it."""
    left = pairs[before - 1] if before and place - pairs[before - 1][0] <= REACH else None
    right = pairs[after] if after < len(pairs) and pairs[after][0] - place <= REACH else None
    if left is None and right is None:
        return None
    first, start = (left[0] + ANCHOR, left[1] + ANCHOR) if left else (place, None)
    last, end = right or (place + 1, None)
    start = end - (last - place) - ANCHOR if start is None and end is not None else start or 0
    end = start + (place - first) + ANCHOR + 1 if end is None else end
    if end - start > 3 * REACH:
        return None
    there = {other.tokens[each] for each in _within(other.figures, max(0, start), end)}
    here = {one.tokens[each] for each in _within(one.figures, first, last)}
    if one.tokens[place] in there or not there - here:
        return None
    return f"{one.tokens[place]} against {min(there - here)} in edited words"


def _within(places: Sequence[int], first: int, last: int) -> Sequence[int]:
    return places[bisect_left(places, first) : bisect_left(places, last)]


def _run_hashes(tokens: list[str]) -> NDArray[np.int64]:
    if not tokens:
        return np.empty(0, dtype=np.int64)
    return run_hashes(np.fromiter(map(word_hash, tokens), np.uint64, len(tokens)))


def word_hash(token: str) -> int:
    """A token as 32 bits."""
    return zlib.crc32(token.encode("utf-8", "replace"))


def run_hashes(words: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Each run of `RUN` word hashes along the last axis as a positive 63-bit number; a shorter text is one run."""
    width = min(RUN, words.shape[-1])
    count = words.shape[-1] - width + 1
    mixed = np.full((*words.shape[:-1], count), VERSION, dtype=np.uint64)
    for place in range(width):
        mixed = (mixed ^ (words[..., place : place + count] + ODD[place])) * ODD[(place + 1) % RUN]
        mixed ^= mixed >> np.uint64(29)
    mixed = (mixed ^ (mixed >> np.uint64(32))) * ODD[0]
    hashes: NDArray[np.uint64] = (mixed ^ (mixed >> np.uint64(31))) >> np.uint64(1)
    return hashes.astype(np.int64)
