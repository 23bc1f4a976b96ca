"""A page's blocks, their readings and rules in, rules out in which what belongs together stands or falls as one.

A post or statement set off in <blockquote> is one piece: its short lines and its signature stay with it, where only
their surroundings spoke against them. A pull quote, which says again what a paragraph says, is none of the text. The
heading of a paragraph that stays, stays.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from parsers.cleaning.blocks import Block
from parsers.cleaning.context import letters
from parsers.cleaning.reading import Reading
from parsers.cleaning.verdicts import SURROUNDINGS

SAID_AGAIN = "said again"
STEPS_UP = 4
"""Tags from a line up to the <blockquote> around it; further up it holds more than a quotation."""
LONGEST_QUOTE = 12
"""Lines: more of them are a layout, or a letter in full, and are told line by line."""
LEAST_SURETY_OF_QUOTES = 0.35
LEAST_SURETY_OF_HEADINGS = 0.15
LEAST_PULLED = 40
"""Letters: a shorter quotation may well be a phrase that the text has anyway."""
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def with_whole_pieces(rules: Sequence[str], blocks: Sequence[Block], reading: Reading) -> list[str]:
    """The rules, "" for lines that stay, after quotations and headings were seen with what belongs to them."""
    judged = list(rules)
    for quote in _quotes(blocks):
        judged[quote.start : quote.stop] = _rules_of_quote(quote, rules, blocks, reading)
    for at in range(len(blocks) - 2, -1, -1):
        if judged[at] == SURROUNDINGS and _heads_kept(at, judged, blocks, reading):
            judged[at] = ""
    return judged


def _rules_of_quote(quote: range, rules: Sequence[str], blocks: Sequence[Block], reading: Reading) -> list[str]:
    own = slice(quote.start, quote.stop)
    staying = [blocks[at].text for at in quote if not rules[at]]
    if staying and _stands_elsewhere(max(staying, key=len), quote, rules, blocks):
        return [rule or SAID_AGAIN for rule in rules[own]]
    surety = np.average(reading.surety[own], weights=reading.words[own] + 1)
    if 1 < len(quote) <= LONGEST_QUOTE and surety >= LEAST_SURETY_OF_QUOTES:
        return ["" if rule == SURROUNDINGS else rule for rule in rules[own]]
    return list(rules[own])


def _quotes(blocks: Sequence[Block]) -> Iterator[range]:
    start = 0
    for quote, lines in groupby(blocks, key=_quote_around):
        end = start + len(list(lines))
        if quote is not None:
            yield range(start, end)
        start = end


def _quote_around(block: Block) -> int | None:
    tag = block.holder
    for _ in range(STEPS_UP):
        if tag.name == "blockquote":
            return id(tag)
        if tag.parent is None:
            break
        tag = tag.parent
    return None


def _stands_elsewhere(line: str, quote: range, rules: Sequence[str], blocks: Sequence[Block]) -> bool:
    said = letters(line)
    return len(said) >= LEAST_PULLED and any(
        said in letters(block.text)
        for at, block in enumerate(blocks)
        if not rules[at] and at not in quote and len(block.text) >= len(said)
    )


def _heads_kept(at: int, rules: Sequence[str], blocks: Sequence[Block], reading: Reading) -> bool:
    return (
        blocks[at].holder.name in HEADINGS
        and not rules[at + 1]
        and blocks[at + 1].holder.name not in HEADINGS
        and float(reading.surety[at]) >= LEAST_SURETY_OF_HEADINGS
    )
