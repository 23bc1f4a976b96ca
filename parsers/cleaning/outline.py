"""Blocks in, the tags above them as numbered rows out, so that sums over subtrees are sums over ranges.

Rows stand in document order, a tag before the tags it holds: the subtree of row i is the range from i to i + size[i].
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from bs4.element import Tag
from numpy.typing import NDArray

from parsers.cleaning.blocks import Block

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The tags that hold blocks: `parent[i] < i`, the root's parent is itself; `holder[b]` is the row of block b."""

    tags: list[Tag]
    parent: list[int]
    depth: Ints
    size: Ints
    holder: Ints

    def below(self, values: Floats) -> Floats:
        """The sum of a value of the blocks below every tag."""
        sums = np.bincount(self.holder, weights=values, minlength=len(self.tags)).tolist()
        for row in range(len(sums) - 1, 0, -1):
            sums[self.parent[row]] += sums[row]
        return np.array(sums)

    def inside(self, row: int) -> NDArray[np.bool_]:
        """Which blocks stand below a tag."""
        inside: NDArray[np.bool_] = (self.holder >= row) & (self.holder < row + self.size[row])
        return inside

    def child_above(self, row: int) -> Ints:
        """For every block the child of tag `row` that it stands below; the tag itself, or -1 outside of it."""
        above = [-1] * len(self.tags)
        above[row] = row
        for at in range(row + 1, row + int(self.size[row])):
            above[at] = at if self.parent[at] == row else above[self.parent[at]]
        return np.array(above, dtype=np.int64)[self.holder]

    def ancestor(self, steps: int) -> Ints:
        """For every block the row so many steps above its holder, the root at most."""
        rows = self.holder
        parent = np.array(self.parent, dtype=np.int64)
        for _ in range(steps):
            rows = parent[rows]
        return rows


def read_outline(blocks: Sequence[Block]) -> Outline:
    """The outline of a page's blocks; at least one block."""
    tags: list[Tag] = []
    parent: list[int] = []
    depth: list[int] = []
    known: dict[int, int] = {}
    holder = [_row(block.holder, known, tags, parent, depth) for block in blocks]
    size = [1] * len(tags)
    for row in range(len(tags) - 1, 0, -1):
        size[parent[row]] += size[row]
    return Outline(
        tags=tags,
        parent=parent,
        depth=np.array(depth, dtype=np.int64),
        size=np.array(size, dtype=np.int64),
        holder=np.array(holder, dtype=np.int64),
    )


def _row(tag: Tag, known: dict[int, int], tags: list[Tag], parent: list[int], depth: list[int]) -> int:
    chain = []
    at: Tag | None = tag
    while at is not None and id(at) not in known:
        chain.append(at)
        at = at.parent
    row = known[id(at)] if at is not None else -1
    for link in reversed(chain):
        tags.append(link)
        parent.append(max(row, 0))
        depth.append(depth[row] + 1 if row >= 0 else 0)
        row = known[id(link)] = len(tags) - 1
    return row
