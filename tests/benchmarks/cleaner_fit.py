"""Fits the cleaner's numbers to pages with known article text, and writes weights.toml and decisions.json anew.

    uv run --with scikit-learn python tests/benchmarks/cleaner_fit.py [--pages DIR] [--check]

First a logistic regression over the traits of each line (its readings on pages of hosts it has not seen feed the next
step), then a small boosted forest over what surrounds the line. `--check` only reports F1 on held-back hosts, in five
folds, the pages of one host always in the same. The pages (../shared/html) are not part of the project, and neither is
scikit-learn.
"""

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from cleaner_quality import PAGES, SETS, Page, f1, flattened, read_pages, shingles  # type: ignore[import-not-found]
from numpy.typing import NDArray

from parsers.cleaning.blocks import part_menus, read_blocks
from parsers.cleaning.context import Lines, line_context, page_context
from parsers.cleaning.language import guess_language
from parsers.cleaning.metadata import read_metadata
from parsers.cleaning.outline import read_outline
from parsers.cleaning.places import place_traits, read_places
from parsers.cleaning.reading import link_traits
from parsers.cleaning.traits import line_traits, local_marks, word_count
from parsers.cleaning.tree import build_tree
from parsers.text import normal_lines

CLEANING = Path(__file__).parents[2] / "parsers" / "cleaning"
FOLDS = 5
LEAST_HOSTS = 8
"""A trait of fewer hosts than this is no trait of pages but of a site."""
SMALLEST_WEIGHT = 0.02

Floats = NDArray[np.float64]


@dataclass(kw_only=True)
class Sample:
    """One page as the fit sees it: lines with traits and marks, the label of each, and how to get its context."""

    page: Page
    host: str
    lines: list[str]
    words: Floats
    traits: list[list[str]]
    marks: dict[str, Floats]
    labels: list[int | None]
    parts: tuple[Any, ...] = ()

    def context(self, reading: Floats) -> dict[str, Floats]:
        """The surroundings of every line, given first readings."""
        lines = Lines(words=self.words, reading=reading, marks=self.marks)
        return page_context(lines, *self.parts) if self.parts else line_context(lines)


def main() -> int:
    """Fit both kinds; 1 where the pages are absent."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=Path, default=PAGES)
    arguments.add_argument("--check", action="store_true")
    given = arguments.parse_args()
    if not (given.pages / f"{SETS[0]}.jsonl.gz").exists():
        print(f"no pages in {given.pages}: nothing to fit to")
        return 1
    pages = [page for name in SETS for page in read_pages(given.pages / f"{name}.jsonl.gz")]
    weights: dict[str, dict[str, float]] = {}
    forests: dict[str, dict[str, Any]] = {}
    for kind, read in (("page", page_sample), ("text", text_sample)):
        samples = [read(page) for page in pages]
        weights[kind], forests[kind], score = fit(samples, check=given.check)
        print(f"{kind}: F1 {score:.4f} on held-back hosts" if given.check else f"{kind}: fitted")
    if not given.check:
        write_weights(CLEANING / "weights.toml", weights)
        write_forests(CLEANING / "decisions.json", forests)
    return 0


def fit(samples: list[Sample], *, check: bool) -> tuple[dict[str, float], dict[str, Any], float]:
    """Weights, forest and (when checking) F1 on held-back hosts."""
    linear = import_module("sklearn.linear_model").LogisticRegression
    boosted = import_module("sklearn.ensemble").HistGradientBoostingClassifier

    def new_line() -> Any:
        return linear(C=0.1, max_iter=300, solver="liblinear")

    def new_forest() -> Any:
        return boosted(
            max_iter=100, learning_rate=0.08, max_leaf_nodes=12, max_depth=5, l2_regularization=2,
            min_samples_leaf=40, early_stopping=False,
        )  # fmt: skip

    columns = trait_columns(samples)
    table = trait_table(samples, columns)
    labels, importance = targets(samples)
    folds = np.concatenate([[fold_of(sample.host)] * len(sample.lines) for sample in samples])
    first = held_back(new_line, table, labels, importance, folds)
    contexts = [sample.context(part) for sample, part in zip(samples, split(samples, first), strict=True)]
    names = list(contexts[0])
    surroundings = np.vstack([np.column_stack([context[name] for name in names]) for context in contexts])
    score = 0.0
    if check:
        final = held_back(new_forest, surroundings, labels, importance, folds)
        score = f1(
            [sample.page for sample in samples],
            (kept(*pair) for pair in zip(samples, split(samples, final), strict=True)),
        )
    known = importance > 0
    line = new_line().fit(table[known], labels[known], sample_weight=importance[known])
    forest = new_forest().fit(surroundings[known], labels[known], sample_weight=importance[known])
    return weights_of(line, columns), forest_of(forest, names), score


def page_sample(page: Page) -> Sample:
    """A page's blocks as a sample."""
    soup = build_tree(page["html"])
    blocks, _ = part_menus(read_blocks(soup))
    lines = [block.text for block in blocks]
    meta = read_metadata(soup, lines, url=page["url"], zone=None, fetched_at=None)
    words = lengths(lines)
    outline = read_outline(blocks)
    wording = line_traits(lines, language=guess_language("\n".join(lines)), title=meta.headline)
    own = [[*traits, *link_traits(block)] for traits, block in zip(wording, blocks, strict=True)]
    around = place_traits(outline, words)
    return Sample(
        page=page,
        host=site_of(page["url"]),
        lines=lines,
        words=words,
        traits=[[*traits, *place] for traits, place in zip(own, around, strict=True)],
        marks=local_marks(own) | read_places(outline, words, {}).marks,
        labels=labelled(lines, page["truth"]),
        parts=(blocks, outline, meta.body),
    )


def text_sample(page: Page) -> Sample:
    """The same page flattened."""
    lines = [line for line in normal_lines(flattened(page["html"])) if line]
    traits = line_traits(lines, language=guess_language("\n".join(lines)), title=None)
    return Sample(
        page=page,
        host=site_of(page["url"]),
        lines=lines,
        words=lengths(lines),
        traits=traits,
        marks=local_marks(traits),
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


def trait_columns(samples: list[Sample]) -> dict[str, int]:
    """The traits that enough hosts show, with their columns."""
    hosts = defaultdict(set)
    for sample in samples:
        for trait in {trait for traits in sample.traits for trait in traits}:
            hosts[trait].add(sample.host)
    return {trait: at for at, trait in enumerate(sorted(trait for trait in hosts if len(hosts[trait]) >= LEAST_HOSTS))}


def trait_table(samples: list[Sample], columns: dict[str, int]) -> Any:
    """A sparse table of lines by traits; a word said by two tags counts twice."""
    rows, cells = [], []
    for row, traits in enumerate(traits for sample in samples for traits in sample.traits):
        found = [columns[trait] for trait in traits if trait in columns]
        rows += [row] * len(found)
        cells += found
    lines = sum(len(sample.lines) for sample in samples)
    matrix = import_module("scipy.sparse").csr_matrix
    return matrix((np.ones(len(rows)), (rows, cells)), shape=(lines, len(columns)))


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


def held_back(new: Any, table: Any, labels: Floats, importance: Floats, folds: Any) -> Floats:
    """Readings of every line by a model that saw no page of its host."""
    readings = np.zeros(len(labels))
    for fold in range(FOLDS):
        seen = (folds != fold) & (importance > 0)
        model = new().fit(table[seen], labels[seen], sample_weight=importance[seen])
        readings[folds == fold] = model.predict_proba(table[folds == fold])[:, 1]
    return readings


def split(samples: list[Sample], values: Floats) -> list[Floats]:
    """Values of all lines, page by page."""
    ends = np.cumsum([len(sample.lines) for sample in samples])
    return list(np.split(values, ends[:-1]))


def kept(sample: Sample, readings: Floats) -> str:
    """The text that such readings leave."""
    return "\n".join(line for line, reading in zip(sample.lines, readings, strict=True) if reading > 0.48)


def lengths(lines: Sequence[str]) -> Floats:
    """Lines' lengths in words."""
    return np.array([word_count(line, line.split()) for line in lines])


def site_of(url: str) -> str:
    """The registered name of a host, near enough."""
    labels = (urlsplit(url or "").hostname or "").split(".")
    short = len(labels) > 2 and labels[-2] in {"co", "com", "net", "org"}
    return ".".join(labels[-3:] if short else labels[-2:])


def fold_of(host: str) -> int:
    """The fold that all pages of a host fall in."""
    return int(hashlib.sha256(host.encode()).hexdigest(), 16) % FOLDS


def weights_of(model: Any, columns: dict[str, int]) -> dict[str, float]:
    """The weights worth keeping."""
    found = {"bias": round(float(model.intercept_[0]), 3)}
    return found | {
        trait: round(weight, 2)
        for trait, column in columns.items()
        if abs(weight := float(model.coef_[0][column])) >= SMALLEST_WEIGHT
    }


def forest_of(model: Any, names: list[str]) -> dict[str, Any]:
    """The trees as nested lists: [feature, threshold, left, right, value], feature -1 for a leaf."""
    trees, depth = [], 0
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        depth = max(depth, int(nodes["depth"].max()))
        trees.append([branch_or_leaf(node) for node in nodes])
    base = round(float(np.ravel(model._baseline_prediction)[0]), 5)
    return {"names": names, "base": base, "depth": depth, "trees": trees}


def branch_or_leaf(node: Any) -> list[float]:
    """One node of a tree."""
    if node["is_leaf"]:
        return [-1, 0, 0, 0, round(float(node["value"]), 4)]
    threshold = float(f"{node['num_threshold']:.5g}")
    return [int(node["feature_idx"]), threshold, int(node["left"]), int(node["right"]), 0]


def write_weights(path: Path, weights: dict[str, dict[str, float]]) -> None:
    """weights.toml, a trait a line, sorted."""
    lines = [
        "# What each trait adds to the log-odds of being article; written by tests/benchmarks/cleaner_fit.py.",
        "# near: the holder, its parent or grandparent says so; far: a tag above them; the rest are of the line.",
    ]
    for kind, table in weights.items():
        lines += ["", f"[{kind}]"]
        lines += [f"{json.dumps(trait, ensure_ascii=False)} = {weight}" for trait, weight in sorted(table.items())]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def write_forests(path: Path, forests: dict[str, dict[str, Any]]) -> None:
    """decisions.json, a tree a line."""
    parts = []
    for kind, forest in forests.items():
        trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in forest["trees"])
        head = {name: forest[name] for name in ("names", "base", "depth")}
        parts.append(f'"{kind}": {json.dumps(head)[:-1]}, "trees": [\n{trees}\n]}}')
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
