"""The text of a sitemap comes in, a draft with one entry for each address goes out; raises FeedParseError only.

sitemaps.org 0.9 with Google's news extension: title, publication date and name are taken where the sitemap has them.
"""

import io
import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from parsers.errors import FeedParseError
from parsers.feeds.drafts import EntryDraft, FeedDraft

MAX_ADDRESSES: Final = 50_000
"""The protocol's own limit for one sitemap."""


def read_sitemap(text: str, feed: str) -> FeedDraft:
    """The draft of a sitemap; an index of sitemaps is refused with the address of the first one."""
    entries: list[EntryDraft] = []
    problems: list[str] = []
    try:
        for name, fields in _elements(text):
            if name == "sitemap":
                raise FeedParseError(feed, f"an index of sitemaps; follow one of them instead, such as {fields['loc']}")
            entries.append(_entry(fields))
            if len(entries) == MAX_ADDRESSES:
                problems.append(f"only the first {MAX_ADDRESSES} addresses were read")
                break
    except etree.XMLSyntaxError as error:
        problems.append(f"not well-formed: {error}")
    if not entries and problems:
        raise FeedParseError(feed, f"a sitemap that cannot be read, {problems[0]}")
    news = any(entry.published for entry in entries)
    return FeedDraft(format="news-sitemap" if news else "sitemap", entries=tuple(entries), problems=tuple(problems))


def _elements(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(url or sitemap, its leaves by local name), freeing each element once it is read."""
    walk = etree.iterparse(
        io.BytesIO(text.encode("utf-8", "replace")),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in walk:
        name = _local(element)
        if name in {"url", "sitemap"}:
            yield name, {"loc": "", **_leaves(element)}
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _leaves(element: etree._Element) -> dict[str, str]:
    """The first text under each local name, the news extension's own before those of image and video."""
    leaves: dict[str, str] = {}
    for leaf in element.iter(etree.Element):
        space = str(leaf.tag).rpartition("}")[0]
        if len(leaf) or "image" in space or "video" in space:
            continue
        leaves.setdefault(_local(leaf), (leaf.text or "").strip())
    return leaves


def _local(element: etree._Element) -> str:
    """The name without its namespace, or without a prefix that was never declared."""
    return re.split("[}:]", str(element.tag))[-1]


def _entry(fields: dict[str, str]) -> EntryDraft:
    return EntryDraft(
        link=fields["loc"],
        title=fields.get("title", ""),
        published=fields.get("publication_date", ""),
        updated=fields.get("lastmod", ""),
    )
