"""A page or a flattened text comes in, an Article goes out; nothing here knows where it came from or when it is read.

A page: bytes -> text -> tree -> blocks -> how surely each is article -> lines. A flattened text starts at the lines.
What is left out is kept with the rule that spoke against it.
"""

import gc
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.resources import files

from parsers.cleaning.decoding import decode_page
from parsers.cleaning.kinds import page_kind
from parsers.cleaning.language import guess_language
from parsers.cleaning.lines import clean_lines, suggested_headline
from parsers.cleaning.metadata import read_metadata
from parsers.cleaning.pieces import with_whole_pieces
from parsers.cleaning.reading import read_page
from parsers.cleaning.tree import release_tree
from parsers.cleaning.verdicts import line_rules, speaks_of_consent
from parsers.cleaning.visible import MOST_LINES, VisiblePage, visible_page
from parsers.gate import mentions_topic
from parsers.languages.boilerplate import load_boilerplate
from parsers.publishers import load_publishers
from parsers.records import Article, Removed
from parsers.text import normal_line, normal_lines

__all__ = ["CLEANER_VERSION", "clean_page", "clean_text"]

KEPT_FROM = 0.44
OPENING_LETTERS = 65_536
_MARKUP = re.compile(r"<(?:!doctype|[a-z][a-z0-9:-]*)(?:\s[^<>]*)?/?>", re.IGNORECASE)


def _version() -> str:
    digest = hashlib.sha256()
    for name in ("weights.toml", "decisions.json"):
        digest.update(files(__name__).joinpath(name).read_bytes())
    versions = [words.version for words in load_boilerplate().values()] + [site.version for site in load_publishers()]
    digest.update(" ".join(versions).encode())
    return f"3-{digest.hexdigest()[:10]}"


CLEANER_VERSION = _version()
"""The version of the program's part, then a hash over the fitted numbers and the files of words and sites."""


def clean_page(
    body: bytes | str,
    *,
    url: str | None = None,
    content_type: str = "",
    fetched_at: datetime | None = None,
    zone: str | None = None,
    gate: bool = False,
) -> Article:
    """The article of a page.

    `url` is the page's address, `content_type` its HTTP header; `fetched_at` (aware) picks the publisher's rules and
    bounds its dates, `zone` (IANA) is for times that state none. With `gate` a page without a word of the topic comes
    back unread as "off_topic". Text without a tag is read as flattened text.
    Raises PageParseError for bytes that are no page and no text, such as a PDF document, a feed, JSON or mail.
    """
    if gate and not mentions_topic(body):
        return _off_topic()
    html = body if isinstance(body, str) else decode_page(body, content_type=content_type, subject=url or "page")
    if not _MARKUP.search(html, 0, OPENING_LETTERS):
        return clean_text(html)
    with _collector_at_rest():
        return _article_of(html, url, zone, fetched_at)


def clean_text(text: str, *, title: str | None = None, language: str | None = None) -> Article:
    """The article of flattened text: feed bodies, old archives, pasted pages. Cleaning it again changes nothing.

    `title` is the headline where it is known; `language` an ISO 639-1 code, guessed from the text where None.
    """
    lines = [line for line in normal_lines(text) if line]
    cleaned = clean_lines(lines[:MOST_LINES], language=language, title=title)
    beyond = tuple(Removed(rule="beyond", text=line) for line in lines[MOST_LINES:])
    kept = "\n".join(cleaned.lines)
    return Article(
        kind=page_kind(cleaned.lines, cleaned.removed, consenting=cleaned.consenting),
        headline=normal_line(cleaned.headline),
        text=kept,
        language=language or guess_language(kept or text),
        removed=cleaned.removed + beyond,
        cleaner_version=CLEANER_VERSION,
    )


def _article_of(html: str, url: str | None, zone: str | None, fetched_at: datetime | None) -> Article:
    page = visible_page(html, url=url, fetched_at=fetched_at)
    article = _article_on(page, url, zone, fetched_at)
    release_tree(page.soup)
    return article


def _article_on(page: VisiblePage, url: str | None, zone: str | None, fetched_at: datetime | None) -> Article:
    blocks, removed = page.blocks, list(page.removed)
    visible = [block.text for block in blocks]
    meta = read_metadata(page.soup, visible, url=url, zone=zone, fetched_at=fetched_at)
    code = guess_language("\n".join(block.text for block in blocks if block.link_letters * 2 < len(block.text)))
    kept: list[str] = []
    consenting: list[str] = []
    headline = meta.headline
    if blocks:
        reading = read_page(blocks, language=code, title=meta.headline, stated=meta.body)
        rules = with_whole_pieces(line_rules(reading, kept_from=KEPT_FROM), blocks, reading)
        kept = [line for line, rule in zip(visible, rules, strict=True) if not rule]
        consenting = [line for line, traits in zip(visible, reading.traits, strict=True) if speaks_of_consent(traits)]
        removed += [Removed(rule=rule, text=line) for line, rule in zip(visible, rules, strict=True) if rule]
        headline = headline or suggested_headline(visible, reading, rules)
    kind = page_kind(kept, removed, consenting=consenting, is_free=meta.is_free)
    if kind in {"consent", "empty"}:
        removed += [Removed(rule=kind, text=line) for line in kept]
        kept = []
    text = "\n".join(kept)
    return Article(
        kind=kind,
        headline=headline,
        text=text,
        language=code,
        publisher=meta.publisher,
        authors=meta.authors,
        canonical_url=meta.canonical_url,
        published=meta.published,
        published_from=meta.published_from,
        updated=meta.updated,
        removed=tuple(removed),
        cleaner_version=CLEANER_VERSION,
    )


def _off_topic() -> Article:
    return Article(kind="off_topic", headline="", text="", language=None, cleaner_version=CLEANER_VERSION)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Without the cyclic collector: a tree is thousands of objects in circles, unlinked as a whole when it is read."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
