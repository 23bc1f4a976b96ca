"""A page's blocks in, what the tags around each say out: a score and a few marks; it reads no wording.

Tags speak by name, class words, id, role, itemprop and by being hidden. The holder of a block, its parent and its
grandparent speak as "near", all above as "far". A tag around most of the page says nothing of a part of it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from bs4.element import Tag

from parsers.cleaning.outline import Floats, Outline

NEAR = 3
_MOST_OF_PAGE = 0.6
_TELLING_TAGS = frozenset({
    "article", "main", "section", "header", "footer", "nav", "aside", "figure", "figcaption", "form", "table", "ul",
    "ol", "li", "dl", "dd", "dt", "blockquote", "details", "dialog", "fieldset", "address", "button", "label", "pre",
    "td", "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
_EVEN_IF_WIDE = frozenset({"<article>", "<main>", "<body-text>", "role-main", "role-article"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NAMING = ("class", "id", "data-component", "data-testid", "data-qa", "data-type", "aria-label")
_SPEAKING = frozenset({*_NAMING, "itemprop", "role", "hidden", "aria-hidden", "style"})

# Marks of a place, by the words that set them near the block, and whether they hold at any distance.
MARKS: Mapping[str, tuple[frozenset[str], bool]] = {
    "caption": (frozenset({"caption", "<figcaption>", "<figure>"}), False),
    "heading": (frozenset({"<h1>", "<h2>", "<h3>", "<h4>", "<h5>", "<h6>"}), False),
    "item": (frozenset({"<li>", "<dd>", "<dt>"}), False),
    "row": (frozenset({"<table>"}), False),
    "quote": (frozenset({"<blockquote>"}), False),
    "hidden": (frozenset({"<hidden>"}), True),
    "body-text": (frozenset({"<body-text>"}), True),
    "aside": (frozenset({"<aside>", "<nav>", "<footer>", "<form>"}), True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """For every block: `scores`, the sum of the weights of what its tags say, and its `marks` (0 or 1) by name."""

    scores: Floats
    marks: dict[str, Floats]


def read_places(outline: Outline, words: Floats, weights: Mapping[str, float]) -> Places:
    """The places of a page's blocks; `words` are their lengths, `weights` those of "near:" and "far:" words."""
    said = _said_by_tags(outline, words)
    count = len(outline.tags)
    kinds = set(said)
    near_of = {kind: sum([weights.get(trait, 0.0) for trait in _traits("near", kind)]) for kind in kinds}
    far_of = {kind: sum([weights.get(trait, 0.0) for trait in _traits("far", kind)]) for kind in kinds}
    near, far = [near_of[tag] for tag in said], [far_of[tag] for tag in said]
    own_marks = [_marks(tag) for tag in said]
    far_sum, far_marks = [0.0] * count, [0] * count
    for row in range(count):
        above = outline.parent[row]
        far_sum[row] = far[row] + (far_sum[above] if row else 0.0)
        far_marks[row] = own_marks[row] & _LASTING | (far_marks[above] if row else 0)
    scores, marks = [], []
    for holder in outline.holder.tolist():
        score, mark, row = 0.0, 0, holder
        for _ in range(NEAR):
            score += near[row]
            mark |= own_marks[row]
            if row == 0:
                break
            row = outline.parent[row]
        else:
            score += far_sum[row]
            mark |= far_marks[row]
        scores.append(score)
        marks.append(mark)
    bits = np.array(marks, dtype=np.int64)
    return Places(
        scores=np.array(scores),
        marks={name: (bits >> place & 1).astype(float) for place, name in enumerate(MARKS)},
    )


def place_traits(outline: Outline, words: Floats) -> list[list[str]]:
    """What is said around every block, as traits; slower than `read_places`, for fitting weights and for explaining."""
    said = _said_by_tags(outline, words)
    traits = []
    for holder in outline.holder.tolist():
        found, row, step = [], holder, 0
        while True:
            found += sorted(_traits("near" if step < NEAR else "far", said[row]))
            if row == 0:
                break
            row, step = outline.parent[row], step + 1
        traits.append(found)
    return traits


def _said_by_tags(outline: Outline, words: Floats) -> list[frozenset[str]]:
    wide = outline.below(words) > _MOST_OF_PAGE * words.sum()
    return [
        _says(tag) & _EVEN_IF_WIDE if is_wide else _says(tag) for tag, is_wide in zip(outline.tags, wide, strict=True)
    ]


def _says(tag: Tag) -> frozenset[str]:
    said = tag.attrs
    return _words_of(tag.name, tuple([(name, said[name]) for name in said if name in _SPEAKING]) if said else ())


@lru_cache(maxsize=16_384)
def _traits(distance: str, words: frozenset[str]) -> tuple[str, ...]:
    return tuple(f"{distance}:{word}" for word in words)


@lru_cache(maxsize=16_384)
def _words_of(name: str, attributes: tuple[tuple[str, str], ...]) -> frozenset[str]:
    words = {f"<{name}>"} if name in _TELLING_TAGS else set()
    for key, value in attributes:
        if key in _NAMING:
            words.update(word.lower() for word in _WORD.findall(value[:200]) if len(word) > 1)
        elif key == "itemprop":
            words.add("<body-text>" if "articlebody" in value.lower() else f"itemprop-{value.lower()[:40]}")
        elif key == "role":
            words.add(f"role-{value.lower()[:40]}")
        elif (
            key == "hidden"
            or (key == "aria-hidden" and value == "true")
            or (key == "style" and _HIDDEN_STYLE.search(value))
        ):
            words.add("<hidden>")
    return frozenset(words)


_LASTING = sum(1 << place for place, (_, lasts) in enumerate(MARKS.values()) if lasts)


@lru_cache(maxsize=16_384)
def _marks(words: frozenset[str]) -> int:
    return sum(1 << place for place, (setting, _) in enumerate(MARKS.values()) if not setting.isdisjoint(words))
