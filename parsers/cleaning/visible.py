"""A page's HTML in, what a reader of it would see out: its tree, its blocks without menus, and what site rules took.

A page that seems to show next to nothing is built once more with what is usually unseen, such as <noscript>.
"""

from dataclasses import dataclass
from datetime import datetime

from bs4 import BeautifulSoup

from parsers.cleaning.blocks import Block, part_menus, read_blocks
from parsers.cleaning.sites import apply_site_rules
from parsers.cleaning.tree import ALWAYS_UNSEEN, MOST_TAGS, build_tree, is_cut
from parsers.publishers import find_site_rules
from parsers.records import Removed

LOST_LETTERS = 200
"""A large page that shows fewer letters than this is built again."""
LARGE_PAGE = 2_000
MOST_LINES = 20_000
"""Lines after this many are left out, with the rule "beyond": no article is so long, and memory has a bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisiblePage:
    """`blocks` in reading order, of the page's `soup`; `removed` are site rules' lines, menus and what is beyond."""

    soup: BeautifulSoup
    blocks: list[Block]
    removed: list[Removed]


def visible_page(html: str, *, url: str | None, fetched_at: datetime | None) -> VisiblePage:
    """What a page shows; `url` and the day of `fetched_at` pick the publisher's rules."""
    soup, blocks, removed = _ruled(build_tree(html), url, fetched_at)
    if len(html) > LARGE_PAGE and _letters(blocks) < LOST_LETTERS:
        fuller = _ruled(build_tree(html, unseen=ALWAYS_UNSEEN), url, fetched_at)
        if _letters(fuller[1]) > _letters(blocks):
            soup, blocks, removed = fuller
    kept, menus = part_menus(blocks)
    removed += [Removed(rule="menu", text=block.text) for block in menus]
    removed += [Removed(rule="beyond", text=block.text) for block in kept[MOST_LINES:]]
    if is_cut(soup):
        removed.append(Removed(rule="beyond", text=f"(what stands below the first {MOST_TAGS:,} tags)"))
    return VisiblePage(soup=soup, blocks=kept[:MOST_LINES], removed=removed)


def _ruled(
    soup: BeautifulSoup, url: str | None, fetched_at: datetime | None
) -> tuple[BeautifulSoup, list[Block], list[Removed]]:
    rules = find_site_rules(url, fetched_at.date() if fetched_at else None)
    blocks, removed = (read_blocks(soup), []) if rules is None else apply_site_rules(soup, rules)
    return soup, blocks, removed


def _letters(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)
