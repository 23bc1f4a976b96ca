"""Two texts in, a verdict out: is one a copy of the other, or a lookalike with other figures? Pure.

Copies are sought by sampled word shingles: of a text's runs of four words those whose hash falls under a threshold that
leaves about twenty are kept (a FracMinHash, Irber et al. 2022). Because thresholds nest, a truncated copy shares its
sampled shingles with the original, which MinHash over the whole set does not give. Runs with a number in them are kept
three times as often: figures are what tells a release from its template.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VERSION = 1
RUN = 4
SAMPLE = 20
NUMBER_WEIGHT = 3
CONTAINED = 0.4
CONTEXT = 3
WINDOW = 5
ALIKE = 0.6
NUMBERS_COMPARED = 80
HIGHEST = float(1 << 63)

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[぀-ヿ㐀-鿿豈-﫿]|[^\W\d_]+")
ODD = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)

Claims = Mapping[str, frozenset[object]]
"""Of one text, the values that were read for each slot."""


@dataclass(frozen=True, slots=True)
class Features:
    """What of a text is compared: hashed runs of words, and its numbers with the words around them."""

    runs: frozenset[int]
    contexts: Mapping[tuple[str, ...], str | None]
    windows: Mapping[str, tuple[frozenset[str], ...]]


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
    masked = ["#" if token[0].isdigit() else token for token, _ in marked]
    contexts: dict[tuple[str, ...], str | None] = {}
    windows: dict[str, tuple[frozenset[str], ...]] = {}
    for place, (token, is_quoted) in enumerate(marked):
        if not (is_quoted and token[0].isdigit()):
            continue
        for context in _contexts(masked, place):
            contexts[context] = token if contexts.get(context, token) == token else None
        if len(windows) < NUMBERS_COMPARED or token in windows:
            around = masked[max(0, place - WINDOW) : place] + masked[place + 1 : place + 1 + WINDOW]
            windows[token] = (*windows.get(token, ())[:3], frozenset(around))
    return Features(frozenset(_run_hashes([token for token, _ in marked]).tolist()), contexts, windows)


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
    """The verdict on two texts."""
    shorter = min(len(one.runs), len(other.runs))
    contained = len(one.runs & other.runs) / shorter if shorter else 0.0
    return Likeness(contained=contained, conflict=conflict(one, other, one_claims, other_claims))


def conflict(one: Features, other: Features, one_claims: Claims, other_claims: Claims) -> str | None:
    """The first figure in which two texts of one shape differ, None where neither contradicts the other."""
    for slot in one_claims.keys() & other_claims.keys():
        if one_claims[slot] - other_claims[slot] and other_claims[slot] - one_claims[slot]:
            return f"other values for slot {slot}"
    for context in one.contexts.keys() & other.contexts.keys():
        here, there = one.contexts[context], other.contexts[context]
        if here is not None and there is not None and here != there:
            return f"{here} against {there} in the same words"
    return _changed_number(one, other)


def _changed_number(one: Features, other: Features) -> str | None:
    only_here = one.windows.keys() - other.windows.keys()
    only_there = other.windows.keys() - one.windows.keys()
    for here in only_here:
        for there in only_there:
            if any(_alike(a, b) for a in one.windows[here] for b in other.windows[there]):
                return f"{here} against {there} in like words"
    return None


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer = min(len(one), len(other))
    return fewer >= CONTEXT and len(one & other) >= ALIKE * fewer


def _contexts(masked: list[str], place: int) -> list[tuple[str, ...]]:
    found = []
    if place >= CONTEXT:
        found.append(("before", *masked[place - CONTEXT : place]))
    if place + CONTEXT < len(masked):
        found.append(("after", *masked[place + 1 : place + 1 + CONTEXT]))
    return found


def _run_hashes(tokens: list[str]) -> NDArray[np.int64]:
    if not tokens:
        return np.empty(0, dtype=np.int64)
    words = np.fromiter((zlib.crc32(token.encode("utf-8", "replace")) for token in tokens), np.uint64, len(tokens))
    width = min(RUN, len(tokens))
    mixed = np.full(len(tokens) - width + 1, VERSION, dtype=np.uint64)
    for place in range(width):
        mixed = (mixed ^ (words[place : len(words) - width + 1 + place] + ODD[place])) * ODD[(place + 1) % RUN]
        mixed ^= mixed >> np.uint64(29)
    mixed = (mixed ^ (mixed >> np.uint64(32))) * ODD[0]
    hashes: NDArray[np.uint64] = (mixed ^ (mixed >> np.uint64(31))) >> np.uint64(1)
    return hashes.astype(np.int64)
