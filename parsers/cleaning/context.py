"""First readings of all lines in, what surrounds each line out as numbers; it looks at neighbours, never at words.

A line by itself says little: a short one is a subheading among paragraphs and a link to another story among links. The
numbers tell how much article stands around a line, before it, after it, and in the tags that it shares with others.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from parsers.cleaning.blocks import Block
from parsers.cleaning.outline import Floats, Ints, Outline

_WORD_WINDOWS = (1, 2, 4, 8, 16)
_LINE_WINDOWS = (1, 3, 8)
_STRONG = 0.6
_FAR = 12
_BODY_SHARES = (0.85, 0.6, 0.4)
_ARTICLE_SHARE = 0.05
LEAST_STATED = 200
"""Letters: a shorter "articleBody" is a summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines as the context sees them: length in words, first reading (0 junk to 1 article), marks of each by name."""

    words: Floats
    reading: Floats
    marks: dict[str, Floats]


def line_context(lines: Lines) -> dict[str, Floats]:
    """What surrounds each line, by name; one number for each line."""
    reading, words = lines.reading, lines.words
    clipped = np.clip(reading, 1e-3, 1 - 1e-3)
    found = {"reading": reading, "odds": np.log(clipped / (1 - clipped)), "log-words": np.log1p(words)}
    found |= _windows(reading, words)
    found |= _distances(reading > _STRONG)
    found["in-best-run"] = _best_run(words * (reading - 0.5))
    return found | lines.marks | _section(lines.marks["junk-heading"], reading)


def text_context(lines: Lines, parting: NDArray[np.bool_]) -> dict[str, Floats]:
    """The same for flattened text; lines that only part paragraphs (`parting`) are no neighbours of the others."""
    found = line_context(lines)
    rest = ~parting
    if rest.all() or not rest.any():
        return found
    marks = {name: values[rest] for name, values in lines.marks.items()}
    among = line_context(Lines(words=lines.words[rest], reading=lines.reading[rest], marks=marks))
    row = np.maximum(np.cumsum(rest) - 1, 0)
    return {name: np.where(rest, among[name][row], values) for name, values in found.items()}


def page_context(lines: Lines, blocks: Sequence[Block], outline: Outline, stated: str) -> dict[str, Floats]:
    """The same for blocks of a page, with what their tags tell; `stated` is the text the metadata give, or ""."""
    found = line_context(lines) | _stated(lines, blocks, stated)
    linked = np.array([block.link_letters / len(block.text) for block in blocks])
    found["linked"] = linked
    found["links"] = np.array([min(block.links, 6) for block in blocks], dtype=float)
    found["linked-before"] = np.concatenate([[1.0], linked[:-1]])
    found["linked-after"] = np.concatenate([linked[1:], [1.0]])
    signatures = _codes([_signature(tag.name, str(tag.attrs.get("class", ""))) for tag in outline.tags])
    found |= _bodies(lines, outline, linked, signatures)
    found |= _groups(lines, outline, signatures)
    found |= _articles(lines, outline)
    return found


def _stated(lines: Lines, blocks: Sequence[Block], stated: str) -> dict[str, Floats]:
    """Which blocks the stated text has, and its share of the likely article: it may be a teaser or another's."""
    count = len(blocks)
    body = letters(stated)
    if len(body) < LEAST_STATED:
        return {"stated": np.full(count, -1.0), "stated-share": np.full(count, -1.0)}
    inside = np.array([letters(block.text[:80])[:50] in body for block in blocks], dtype=float)
    mass = lines.words * lines.reading
    return {"stated": inside, "stated-share": np.full(count, float((inside * mass).sum() / max(mass.sum(), 1e-9)))}


def letters(text: str) -> str:
    """The letters and digits of a text in small letters, to tell whether one text stands in another."""
    return "".join(filter(str.isalnum, text.casefold()))


def _windows(reading: Floats, words: Floats) -> dict[str, Floats]:
    """The share of article among the words, and lines, before and after."""
    count = len(reading)
    at = np.arange(count)
    mass = _running(reading * words)
    length = _running(words)
    lines = _running(reading)
    found = {}
    for window in _WORD_WINDOWS:
        first, last = np.maximum(0, at - window), np.minimum(count, at + 1 + window)
        found[f"words-before-{window}"] = (mass[at] - mass[first]) / np.maximum(length[at] - length[first], 0.5)
        found[f"words-after-{window}"] = (mass[last] - mass[at + 1]) / np.maximum(length[last] - length[at + 1], 0.5)
    for window in _LINE_WINDOWS:
        first, last = np.maximum(0, at - window), np.minimum(count, at + 1 + window)
        found[f"lines-before-{window}"] = (lines[at] - lines[first]) / window
        found[f"lines-after-{window}"] = (lines[last] - lines[at + 1]) / window
    total = max(mass[-1], 1e-9)
    found["article-before"] = mass[at] / total
    found["article-after"] = 1 - mass[at + 1] / total
    found["log-article"] = np.full(count, np.log1p(total))
    return found


def _running(values: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(values)])


def _distances(strong: NDArray[np.bool_]) -> dict[str, Floats]:
    """Lines to the nearest that surely is article, before and after."""
    count = len(strong)
    at = np.arange(count)
    last = np.maximum.accumulate(np.where(strong, at, -_FAR - 1))
    before = at - np.concatenate([[-_FAR - 1], last[:-1]])
    coming = np.minimum.accumulate(np.where(strong, at, count + _FAR)[::-1])[::-1]
    after = np.concatenate([coming[1:], [count + _FAR]]) - at
    return {
        "strong-before": np.minimum(before, _FAR).astype(float),
        "strong-after": np.minimum(after, _FAR).astype(float),
    }


def _best_run(scores: Floats) -> Floats:
    """1 within the run of lines whose scores sum to the most (Kadane's algorithm)."""
    best = total = 0.0
    start, run = 0, (0, 0)
    for at, score in enumerate(scores.tolist()):
        if total <= 0:
            total, start = 0.0, at
        total += score
        if total > best:
            best, run = total, (start, at + 1)
    inside = np.zeros(len(scores))
    inside[run[0] : run[1]] = 1
    return inside


def _section(junk_heading: Floats, reading: Floats) -> dict[str, Floats]:
    """How far above the last heading of a junk list stands, if any ("Most read"), and how article-like it looked."""
    distance, readings = [], []
    away, above = 30.0, -1.0
    for is_heading, own in zip(junk_heading.tolist(), reading.tolist(), strict=True):
        distance.append(min(away, 30.0))
        readings.append(above)
        away += 1
        if is_heading:
            away, above = 0.0, own
    return {"junk-heading-above": np.array(distance), "junk-heading-reading": np.array(readings)}


def _bodies(lines: Lines, outline: Outline, linked: Floats, signatures: Ints) -> dict[str, Floats]:
    """Where a block stands to the tags that hold most of the article, and what its branch below such a tag is like."""
    words = lines.words
    article = outline.below(words * lines.reading)
    total = max(article[0], 1e-9)
    found = {}
    body = 0
    for share in _BODY_SHARES:
        rows = np.flatnonzero(article >= share * total)
        row = int(rows[np.argmax(outline.depth[rows])])
        body = row if share == _BODY_SHARES[1] else body
        found[f"in-body-{share}"] = outline.inside(row).astype(float)
    gain = outline.below(words * (lines.reading - 0.5))
    found["in-best-tag"] = outline.inside(int(np.flatnonzero(gain >= gain.max() - 1e-9)[-1])).astype(float)
    return found | _branches(lines, outline, linked, body, article, signatures)


def _branches(
    lines: Lines, outline: Outline, linked: Floats, body: int, article: Floats, alike: Ints
) -> dict[str, Floats]:
    words = outline.below(lines.words)
    links = outline.below(lines.words * linked)
    lengths = outline.below(np.ones(len(lines.words)))
    branch = outline.child_above(body)
    inside = branch >= 0
    at = np.maximum(branch, 0)
    members = np.unique(branch[inside])
    alike_words = np.bincount(alike[members], weights=words[members], minlength=alike.max() + 1)
    alike_article = np.bincount(alike[members], weights=article[members], minlength=alike.max() + 1)
    values = {
        "branch-reading": article[at] / np.maximum(words[at], 1),
        "branch-words": np.log1p(words[at]),
        "branch-linked": links[at] / np.maximum(words[at], 1),
        "branch-lines": np.minimum(lengths[at], 10),
        "branch-alike-reading": alike_article[alike[at]] / np.maximum(alike_words[alike[at]], 1),
        "branch-alike-share": alike_article[alike[at]] / max(article[0], 1e-9),
        "branch-depth": (outline.depth[outline.holder] - outline.depth[body]).astype(float),
    }
    found = {name: np.where(inside, value, -1.0) for name, value in values.items()}
    found["above-body"] = _steps_out(outline, body)
    return found


def _steps_out(outline: Outline, body: int) -> Floats:
    """How many steps up from the body the nearest tag is that also holds the block."""
    steps = np.zeros(len(outline.holder))
    row, step = body, 0
    outside = ~outline.inside(row)
    while outside.any() and row:
        row, step = outline.parent[row], step + 1
        steps[outside] = step
        outside = ~outline.inside(row)
    return np.minimum(steps, 9.0)


def _groups(lines: Lines, outline: Outline, signatures: Ints) -> dict[str, Floats]:
    """How article-like the other blocks are that share parent, grandparent or the same kind of tags."""
    holder, parent, above, top = (outline.ancestor(steps) for steps in range(4))
    kind = signatures[holder] * len(signatures) + signatures[parent]
    path = (kind * len(signatures) + signatures[above]) * len(signatures) + signatures[top]
    kinds = {"parent": parent, "grandparent": above, "kind": _numbered(kind), "path": _numbered(path)}
    mass = lines.words * lines.reading
    total = max(float(mass.sum()), 1e-9)
    found = {}
    for name, group in kinds.items():
        article = np.bincount(group, weights=mass)[group]
        words = np.bincount(group, weights=lines.words)[group]
        found[f"same-{name}-reading"] = (article - mass) / np.maximum(words - lines.words, 1)
        found[f"same-{name}-share"] = article / total
    return found


def _articles(lines: Lines, outline: Outline) -> dict[str, Floats]:
    """The order and weight of the outermost <article> around a block: of several on a page the first is the page's."""
    outermost = [-1] * len(outline.tags)
    for row, tag in enumerate(outline.tags):
        above = outermost[outline.parent[row]] if row else -1
        outermost[row] = above if above >= 0 or tag.name != "article" else row
    article = np.array(outermost, dtype=np.int64)[outline.holder]
    mass = lines.words * lines.reading
    total = max(float(mass.sum()), 1e-9)
    weights = np.bincount(article + 1, weights=mass, minlength=len(outline.tags) + 1)
    large = [row for row in np.unique(article[article >= 0]).tolist() if weights[row + 1] > _ARTICLE_SHARE * total]
    order = {row: min(place, 2) for place, row in enumerate(large)}
    titled = set(article[(lines.marks["is-title"] > 0) & (article >= 0)].tolist())
    return {
        "article-titled": np.array([float(row in titled) if titled else -1.0 for row in article.tolist()]),
        "article-order": np.array([order.get(row, -1 if row < 0 else 0.5) for row in article.tolist()], dtype=float),
        "article-share": np.where(article >= 0, weights[article + 1] / total, -1.0),
        "articles": np.full(len(article), float(min(len(large), 5))),
    }


@lru_cache(maxsize=8192)
def _signature(name: str, classes: str) -> Hashable:
    """A tag's name and classes; classes with digits are often numbers of the single block."""
    return name, tuple(word for word in classes.split() if word.isalpha() or not any(map(str.isdigit, word)))


def _numbered(keys: Ints) -> Ints:
    return np.unique(keys, return_inverse=True)[1].astype(np.int64)


def _codes(keys: Sequence[Hashable]) -> Ints:
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
