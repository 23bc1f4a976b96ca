"""Lines or blocks in, how surely each is article out, 0 to 1; the first reading, its surroundings, the last word."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parsers.cleaning.blocks import Block
from parsers.cleaning.context import Lines, page_context, text_context
from parsers.cleaning.outline import Floats, read_outline
from parsers.cleaning.places import read_places
from parsers.cleaning.traits import line_traits, local_marks, parts_paragraphs, word_count
from parsers.cleaning.weights import forest, trait_weights

USUAL_ODDS = 0.5
"""Log-odds of being article that a line has for standing where the page's prose stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How surely each line is article (`surety`, 0 to 1), and the traits of its wording."""

    surety: Floats
    traits: list[list[str]]
    words: Floats


def read_lines(lines: Sequence[str], *, language: str | None, title: str | None) -> Reading:
    """The reading of flattened text; no empty line among them, at least one line."""
    traits = line_traits(lines, language=language, title=title)
    words = _words(lines)
    seen = Lines(words=words, reading=_surety(_scores(traits, "text")), marks=local_marks(traits))
    context = text_context(seen, parts_paragraphs(lines, words))
    return Reading(surety=_surety(forest("text").odds(context)), traits=traits, words=words)


def read_page(blocks: Sequence[Block], *, language: str | None, title: str | None, stated: str = "") -> Reading:
    """The reading of a page's blocks; at least one block."""
    lines = [block.text for block in blocks]
    traits = [
        [*wording, *link_traits(block)]
        for wording, block in zip(line_traits(lines, language=language, title=title), blocks, strict=True)
    ]
    words = _words(lines)
    outline = read_outline(blocks)
    places = read_places(outline, words, trait_weights("page"))
    wording = _scores(traits, "page")
    usual = usual_place(wording, places.scores, words)
    seen = Lines(
        words=words,
        reading=first_reading(wording, places.scores, usual),
        marks=local_marks(traits) | places.marks | place_numbers(wording, places.scores, usual),
    )
    context = page_context(seen, blocks, outline, stated)
    return Reading(surety=_surety(forest("page").odds(context)), traits=traits, words=words)


def usual_place(wording: Floats, places: Floats, words: Floats) -> float:
    """The score of the place where the page's prose stands: the median over words, those in sentences counting most."""
    order = np.argsort(places, kind="stable")
    prose = np.cumsum((words * _surety(2 * (wording - 1)))[order])
    return float(places[order][np.searchsorted(prose, prose[-1] / 2)])


def first_reading(wording: Floats, places: Floats, usual: float) -> Floats:
    """How surely each line is article by its own wording and its place, measured from the page's `usual` place.

    Sites name their tags as they like: an article may stand in what is called a sidebar, and then so does all of it.
    """
    return _surety(wording + places - usual + USUAL_ODDS)


def place_numbers(wording: Floats, places: Floats, usual: float) -> dict[str, Floats]:
    """What the first reading was made of, by name."""
    return {"wording": wording, "place": places, "place-from-usual": places - usual}


def link_traits(block: Block) -> list[str]:
    """What a block's links and holder say."""
    share = block.link_letters / len(block.text)
    size = "short" if len(block.text) < 50 else "middle" if len(block.text) < 120 else "long"
    found = [f"holder:{block.holder.name}", f"linked:{min(int(share * 4), 3) if share < 0.98 else 4}:{size}"]
    if share >= 0.98 and size != "short" and block.text.isupper():
        found.append("linked-capitals")
    if block.links > 2:
        found.append(f"links:{min(block.links, 6)}")
    if block.soft:
        found.append("after-br")
    return found


def _scores(traits: Sequence[Sequence[str]], kind: str) -> Floats:
    weights = trait_weights("page" if kind == "page" else "text")
    bias = weights["bias"]
    return np.array([bias + sum([weights.get(trait, 0.0) for trait in line]) for line in traits])


def _surety(odds: Floats) -> Floats:
    surety: Floats = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return surety


def _words(lines: Sequence[str]) -> Floats:
    return np.array([word_count(line, line.split()) for line in lines])
