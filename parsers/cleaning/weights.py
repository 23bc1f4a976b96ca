"""The fitted numbers, out of two files beside this one: what traits weigh and how surroundings decide; nothing else.

`weights.toml` gives each trait of a line or place its weight in log-odds of being article. `decisions.json` is a small
boosted forest over the numbers of parsers.cleaning.context. Both are written by tests/benchmarks/cleaner_fit.py.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from parsers.cleaning.outline import Floats, Ints

Kind = Literal["page", "text"]

LINES_AT_ONCE = 4_096
"""Bounds the memory that a page of very many lines takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Decision trees in arrays, one row a tree: a leaf's `feature` is -1 and it stays where it is."""

    names: tuple[str, ...]
    base: float
    feature: Ints
    threshold: Floats
    left: Ints
    right: Ints
    value: Floats
    depth: int

    def odds(self, context: Mapping[str, Floats]) -> Floats:
        """The log-odds of being article for every line."""
        table = np.stack([context[name] for name in self.names])
        parts = [self._odds(table[:, at : at + LINES_AT_ONCE]) for at in range(0, table.shape[1], LINES_AT_ONCE)]
        return np.concatenate(parts)

    def _odds(self, table: Floats) -> Floats:
        trees, widest = self.feature.shape
        lines = table.shape[1]
        cells, column = table.ravel(), np.arange(lines)[:, None]
        feature, threshold = self.feature.ravel() * lines, self.threshold.ravel()
        sides = np.stack([self.right.ravel(), self.left.ravel()], axis=1).ravel()
        at = np.broadcast_to(np.arange(trees) * widest, (lines, trees))
        for _ in range(self.depth):
            goes_left = cells.take(feature.take(at) + column) <= threshold.take(at)
            at = sides.take(2 * at + goes_left)
        odds: Floats = self.base + self.value.ravel().take(at).sum(axis=1)
        return odds


@cache
def trait_weights(kind: Kind) -> Mapping[str, float]:
    """The weight of every trait; "bias" is added once a line."""
    table = tomllib.loads(files(__package__).joinpath("weights.toml").read_text("utf-8"))
    return {str(trait): float(weight) for trait, weight in table[kind].items()}


@cache
def forest(kind: Kind) -> Forest:
    """The forest that decides in the end."""
    return read_forest(json.loads(files(__package__).joinpath("decisions.json").read_text("utf-8"))[kind])


def read_forest(table: Mapping[str, object]) -> Forest:
    """A forest from its JSON form: {"names", "base", "trees": [[feature, threshold, left, right, value], ...]}."""
    trees: Sequence[Sequence[Sequence[float]]] = table["trees"]  # type: ignore[assignment]
    widest = max(len(tree) for tree in trees)
    nodes = np.zeros((len(trees), widest, 5))
    for row, tree in enumerate(trees):
        nodes[row, : len(tree)] = tree
    offset = (np.arange(len(trees)) * widest)[:, None]
    own = np.broadcast_to(np.arange(widest), nodes.shape[:2])
    is_leaf = nodes[:, :, 0] < 0
    to: list[NDArray[np.int64]] = [
        np.where(is_leaf, own, nodes[:, :, side]).astype(np.int64) + offset for side in (2, 3)
    ]
    return Forest(
        names=tuple(table["names"]),  # type: ignore[arg-type]
        base=float(table["base"]),  # type: ignore[arg-type]
        feature=np.maximum(nodes[:, :, 0], 0).astype(np.int64),
        threshold=nodes[:, :, 1].copy(),
        left=to[0],
        right=to[1],
        value=nodes[:, :, 4].copy(),
        depth=int(table["depth"]),  # type: ignore[call-overload]
    )
