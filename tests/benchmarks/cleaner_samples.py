"""Pages with known article text in, samples to fit the cleaner's numbers to out: lines, their traits and labels.

The pages are ../shared/html, which is not part of the project; a sample sees a page as parsers.cleaning does.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from cleaner_quality import Page, flattened, shingles  # type: ignore[import-not-found]
from numpy.typing import NDArray

from parsers.cleaning.context import Lines, page_context, text_context
from parsers.cleaning.language import guess_language
from parsers.cleaning.metadata import read_metadata
from parsers.cleaning.outline import read_outline
from parsers.cleaning.places import place_traits, read_places
from parsers.cleaning.reading import link_traits
from parsers.cleaning.traits import line_traits, local_marks, parts_paragraphs, word_count
from parsers.cleaning.visible import visible_page
from parsers.text import normal_lines

FOLDS = 5

Floats = NDArray[np.float64]


@dataclass(kw_only=True)
class Sample:
    """One page as the fit sees it: lines, what their wording and their tags say, marks, labels, and its context."""

    page: Page
    host: str
    lines: list[str]
    words: Floats
    wording: list[list[str]]
    places: list[list[str]]
    marks: dict[str, Floats]
    labels: list[int | None]
    parts: tuple[Any, ...] = ()

    def context(self, reading: Floats, numbers: dict[str, Floats]) -> dict[str, Floats]:
        """The surroundings of every line, given first readings and what these were made of."""
        lines = Lines(words=self.words, reading=reading, marks=self.marks | numbers)
        if self.parts:
            return page_context(lines, *self.parts)
        return text_context(lines, parts_paragraphs(self.lines, self.words))


def page_sample(page: Page) -> Sample:
    """A page's blocks as a sample."""
    seen = visible_page(page["html"], url=None, fetched_at=None)
    blocks = seen.blocks
    lines = [block.text for block in blocks]
    meta = read_metadata(seen.soup, lines, url=page["url"], zone=None, fetched_at=None)
    words = lengths(lines)
    outline = read_outline(blocks)
    language = guess_language("\n".join(block.text for block in blocks if block.link_letters * 2 < len(block.text)))
    said = line_traits(lines, language=language, title=meta.headline)
    wording = [[*traits, *link_traits(block)] for traits, block in zip(said, blocks, strict=True)]
    return Sample(
        page=page,
        host=site_of(page["url"]),
        lines=lines,
        words=words,
        wording=wording,
        places=place_traits(outline, words),
        marks=local_marks(wording) | read_places(outline, words, {}).marks,
        labels=labelled(lines, page["truth"]),
        parts=(blocks, outline, meta.body),
    )


def text_sample(page: Page) -> Sample:
    """The same page flattened."""
    lines = [line for line in normal_lines(flattened(page["html"])) if line]
    wording = line_traits(lines, language=guess_language("\n".join(lines)), title=None)
    return Sample(
        page=page,
        host=site_of(page["url"]),
        lines=lines,
        words=lengths(lines),
        wording=wording,
        places=[[] for _ in lines],
        marks=local_marks(wording),
        labels=labelled(lines, page["truth"]),
    )


def labelled(lines: Sequence[str], truths: Sequence[str]) -> list[int | None]:
    """1 for a line of the article, 0 for junk, None where the accepted truths differ or the line is half in."""
    verdicts = [[in_truth(at, lines, truth) for at in range(len(lines))] for truth in map(truth_index, truths)]
    return [line[0] if len(set(line)) == 1 else None for line in zip(*verdicts, strict=True)]


def truth_index(truth: str) -> tuple[set[tuple[str, ...]], set[str]]:
    """A truth's 4-word runs and its short lines."""
    return set(shingles(truth)), {line.strip() for line in truth.splitlines()}


def in_truth(at: int, lines: Sequence[str], truth: tuple[set[tuple[str, ...]], set[str]]) -> int | None:
    """Whether line `at` is in a truth: by its own 4-word runs, a short one by those it makes with its neighbours."""
    runs, whole = truth
    own = set(shingles(lines[at]))
    if any(len(run) == 4 for run in own):
        share = sum(run in runs for run in own) / len(own)
        return 1 if share >= 0.6 else 0 if share < 0.3 else None
    before = lines[at - 1].split()[-3:] if at else []
    after = lines[at + 1].split()[:3] if at + 1 < len(lines) else []
    joined = set(shingles(" ".join([*before, lines[at], *after])))
    return int(2 * sum(run in runs for run in joined) >= len(joined) or (" " in lines[at] and lines[at] in whole))


def targets(samples: list[Sample]) -> tuple[Floats, Floats]:
    """Labels, and how much each line counts: its share of its page's article, for every page counts the same."""
    labels, importance = [], []
    for sample in samples:
        total = max(sum(words for words, label in zip(sample.words, sample.labels, strict=True) if label), 150)
        labels += [label or 0 for label in sample.labels]
        importance += [
            0.0 if label is None else 200 * min(max(words, 3) / total, 1)
            for words, label in zip(sample.words, sample.labels, strict=True)
        ]
    return np.array(labels, dtype=float), np.array(importance)


def folds_of(samples: list[Sample], salt: str) -> NDArray[np.int64]:
    """For every line the fold that all pages of its host fall in; another `salt` deals the hosts out otherwise."""
    folds = [int(hashlib.sha256((salt + sample.host).encode()).hexdigest(), 16) % FOLDS for sample in samples]
    return np.repeat(np.array(folds), [len(sample.lines) for sample in samples])


def split(samples: list[Sample], values: Floats) -> list[Floats]:
    """Values of all lines, page by page."""
    ends = np.cumsum([len(sample.lines) for sample in samples])
    return list(np.split(values, ends[:-1]))


def lengths(lines: Sequence[str]) -> Floats:
    """Lines' lengths in words."""
    return np.array([word_count(line, line.split()) for line in lines])


def site_of(url: str) -> str:
    """The registered name of a host, near enough."""
    labels = (urlsplit(url or "").hostname or "").split(".")
    short = len(labels) > 2 and labels[-2] in {"co", "com", "net", "org"}
    return ".".join(labels[-3:] if short else labels[-2:])
