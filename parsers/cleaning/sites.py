"""A tree and one site's rules in, the blocks they leave and what they took out; without a match nothing changes."""

from bs4 import BeautifulSoup
from bs4.element import Tag

from parsers.cleaning.blocks import Block, read_blocks
from parsers.publishers import SiteRules
from parsers.records import Removed
from parsers.text import normal_line

LEAST_LETTERS = 80
"""A body selector that finds less than this found something else."""


def apply_site_rules(soup: BeautifulSoup, rules: SiteRules) -> tuple[list[Block], list[Removed]]:
    """The blocks of the site's body, or of the whole page where its selectors find none, and what was dropped."""
    removed = []
    for selector in rules.drop:
        for tag in soup.select(selector):
            text = normal_line(tag.get_text(" "))
            tag.extract()
            if text:
                removed.append(Removed(rule="site", text=text))
    body = _body(soup, rules)
    blocks = read_blocks(body if body is not None else soup)
    removed += [Removed(rule="site", text=block.text) for block in blocks if block.text in rules.drop_lines]
    return [block for block in blocks if block.text not in rules.drop_lines], removed


def _body(soup: BeautifulSoup, rules: SiteRules) -> Tag | None:
    for selector in rules.body:
        found = soup.select_one(selector)
        if found is not None and len(found.get_text().strip()) >= LEAST_LETTERS:
            return found
    return None
