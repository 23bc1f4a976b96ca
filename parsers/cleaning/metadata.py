"""A page's tree in, what it says about itself out: headline, publisher, authors, address, dates; never a guess.

Sources in order of trust: JSON-LD (schema.org Article and its kin), meta elements (Open Graph, itemprop and the older
habits), time elements, and visible datelines that name what they date. Dates go through the strict reader.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from html import unescape
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag

from parsers.cleaning.tree import telling_tags
from parsers.languages.boilerplate import load_boilerplate
from parsers.records import TimestampReading
from parsers.text import normal_line
from parsers.timestamps import read_timestamp
from parsers.urls import canonical_url

Tags = dict[str, list[Tag]]

MOST_JSON = 2_000_000
MOST_NODES = 5_000
DATELINE_LINES = 60
LONGEST_DATE = 8
"""In words, with day, hour and zone."""
SKEW = timedelta(days=1)
"""A clock that is wrong or in another zone may date a page up to a day after it was fetched."""

_POSTS = frozenset({"blogposting", "liveblogposting", "report", "posting", "socialmediaposting"})
_PUBLISHED = (  # names of meta elements, most telling first
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article:published",
    "publishdate", "publish-date", "publish_date", "publication_date", "pubdate", "pub_date", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date",
    "dcterms.date", "date", "article.published", "published_time", "published_at", "cxenseparse:recs:publishtime",
    "rnews:datepublished", "originalpublicationdate", "citation_publication_date", "displaydate", "article:post_time",
    "last_published",
    "bt:pubdate", "analyticsattributes.articledate", "datecreated",
)  # fmt: skip
_UPDATED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "revised",
    "date.modified",
)
_AUTHOR = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl", "twitter:creator:name")
_TITLE_PARTS = re.compile(r"\s+[|·•»–—-]\s+")
_BY = re.compile(r"^(?:by|von|par|por|di|door|av|af)\s+", re.IGNORECASE)
_DATED = re.compile(r"\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_LABEL_END = " \t:：.|·-–—]】)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says about itself; None or empty where it does not say. `is_free` False: it declares a paywall."""

    headline: str = ""
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    canonical_url: str | None = None
    published: TimestampReading | None = None
    published_from: str | None = None
    updated: TimestampReading | None = None
    is_free: bool | None = None
    body: str = ""
    """JSON-LD's articleBody, markup and all: an adviser, often a teaser or of another item."""


def read_metadata(
    soup: BeautifulSoup, lines: Sequence[str], *, url: str | None, zone: str | None, fetched_at: datetime | None
) -> Metadata:
    """What the page says about itself; `lines` are its visible lines, in which datelines are looked for."""
    tags = telling_tags(soup)
    node = _article_node(tags["script"])
    meta = _meta(tags["meta"])
    latest = fetched_at + SKEW if fetched_at else None
    published, origin = _published(node, meta, tags, lines, zone, latest)
    updated = _first_date([_text(node.get("dateModified")), *(meta.get(name, "") for name in _UPDATED)], zone, latest)
    return Metadata(
        headline=_headline(node, meta, tags),
        publisher=_name(node.get("publisher")) or meta.get("og:site_name") or meta.get("application-name") or None,
        authors=_authors(node, meta, tags),
        canonical_url=_canonical(tags, meta, url),
        published=published,
        published_from=origin,
        updated=updated,
        is_free=_is_free(node.get("isAccessibleForFree")),
        body=_text(node.get("articleBody")),
    )


def read_dateline(lines: Iterable[str], *, zone: str | None, latest: datetime | None) -> TimestampReading | None:
    """The first line that names itself a date of publication and reads as one without doubt."""
    labels = _dateline_labels()
    for line in lines:
        if len(line) > 120 or not _DATED.search(line):
            continue
        folded = line.casefold()
        label = next((label for label in labels if folded.startswith(label)), None)
        if label is None:
            continue
        for raw in _dates_after(line[len(label) :].lstrip(_LABEL_END)):
            reading = read_timestamp(raw, zone=zone, not_after=latest)
            if reading.value is not None:
                return reading
    return None


def _published(
    node: dict[str, Any],
    meta: dict[str, str],
    tags: Tags,
    lines: Sequence[str],
    zone: str | None,
    latest: datetime | None,
) -> tuple[TimestampReading | None, str | None]:
    tried = (
        ("json-ld", [_text(node.get("datePublished")), _text(node.get("dateCreated"))]),
        ("meta", [meta.get(name, "") for name in _PUBLISHED]),
        ("time", list(_time_elements(tags["time"]))),
    )
    for origin, raws in tried:
        reading = _first_date(raws, zone, latest)
        if reading is not None:
            return reading, origin
    reading = read_dateline(lines[:DATELINE_LINES], zone=zone, latest=latest)
    return (reading, "dateline") if reading is not None else (None, None)


def _first_date(raws: Iterable[str], zone: str | None, latest: datetime | None) -> TimestampReading | None:
    readings = (read_timestamp(raw, zone=zone, not_after=latest) for raw in raws if raw)
    return next((reading for reading in readings if reading.value is not None), None)


def _time_elements(times: Sequence[Tag]) -> Iterator[str]:
    """Machine dates of time elements: those that say they are of publication, else the only day there is."""
    for tag in times:
        said = f"{tag.attrs.get('itemprop', '')} {tag.attrs.get('class', '')}".lower()
        if "publish" in said or "pubdate" in said or "pubdate" in tag.attrs:
            yield str(tag.attrs.get("datetime") or tag.get_text(" ", strip=True))
    stated = [str(tag.attrs["datetime"]) for tag in times if tag.attrs.get("datetime")]
    if stated and len({raw[:10] for raw in stated}) == 1:
        yield stated[0]


@cache
def _dateline_labels() -> tuple[str, ...]:
    phrases = (phrase for language in load_boilerplate().values() for phrase in language.phrases)
    labels = {phrase.words for phrase in phrases if phrase.rule == "dateline" and phrase.place == "starts"}
    return tuple(sorted(labels, key=len, reverse=True))


def _dates_after(text: str) -> Iterator[str]:
    """The beginnings of a text that may be a date, longest first: "2024.06.29 15:07 share print"."""
    words = text.split()[:LONGEST_DATE]
    yield from (" ".join(words[:count]).rstrip(_LABEL_END + ",") for count in range(len(words), 0, -1))


def _article_node(scripts: Sequence[Tag]) -> dict[str, Any]:
    """The JSON-LD node of the article: one with a date before one without, the first where there are several."""
    nodes = [node for node in _json_nodes(scripts) if _is_article(node)]
    return next((node for node in nodes if node.get("datePublished")), nodes[0] if nodes else {})


def _is_article(node: dict[str, Any]) -> bool:
    stated = node.get("@type")
    kind = str(stated[0] if isinstance(stated, list) and stated else stated).rpartition("/")[2].lower()
    return kind.endswith("article") or kind in _POSTS


def _json_nodes(scripts: Sequence[Tag]) -> Iterator[dict[str, Any]]:
    waiting: list[Any] = []
    for script in scripts:
        source = "".join(str(part) for part in script.contents).strip()
        if 0 < len(source) <= MOST_JSON:
            waiting.append(_json(source))
    waiting.reverse()
    for _ in range(MOST_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            waiting.extend(
                value[key]
                for key in ("mainEntity", "mainEntityOfPage", "@graph")
                if isinstance(value.get(key), dict | list)
            )


def _json(source: str) -> Any:
    source = (
        source.removeprefix("<!--")
        .removesuffix("-->")
        .removeprefix("//<![CDATA[")
        .removesuffix("//]]>")
        .strip()
        .rstrip(";")
    )
    try:
        return json.loads(source.rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def _meta(tags: Sequence[Tag]) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in tags:
        if content := normal_line(str(tag.attrs.get("content", ""))):
            for key in ("property", "name", "itemprop"):
                if key in tag.attrs:
                    found.setdefault(str(tag.attrs[key]).strip().lower(), content)
    return found


def _headline(node: dict[str, Any], meta: dict[str, str], tags: Tags) -> str:
    title = normal_line(tags["title"][0].get_text()) if tags["title"] else ""
    stated = (
        normal_line(unescape(_text(node.get("headline")))) or meta.get("og:title", "") or meta.get("twitter:title", "")
    )
    tops = [text for tag in tags["h1"][:6] if (text := normal_line(tag.get_text(" ")).replace(" : ", ": "))]
    for top in tops:
        if _agrees(top, title) or _agrees(top, stated):
            return top
    if stated:
        return stated
    if len(tops) == 1:
        return tops[0]
    return max(_TITLE_PARTS.split(title), key=len) if title else ""


def _agrees(top: str, title: str) -> bool:
    words, others = top.casefold().split(), set(title.casefold().split())
    return len(top) > 8 and sum(word in others for word in words) >= 0.6 * len(words)


def _authors(node: dict[str, Any], meta: dict[str, str], tags: Tags) -> tuple[str, ...]:
    stated = node.get("author")
    names: list[str | None] = [_name(author) for author in (stated if isinstance(stated, list) else [stated])]
    if not any(names):
        names = [meta.get(name) for name in _AUTHOR]
        names = [next((name for name in names if name and not name.startswith(("http", "@"))), None)]
    if not any(names):
        names = [normal_line(tag.get_text(" ")) for tag in tags["a"][:200] if tag.attrs["rel"] == "author"]
    cleaned = (_BY.sub("", normal_line(name)) for name in names if name)
    return tuple(dict.fromkeys(name for name in cleaned if name and len(name) < 80))


def _canonical(tags: Tags, meta: dict[str, str], url: str | None) -> str | None:
    stated = next((str(tag.attrs.get("href", "")) for tag in tags["link"] if tag.attrs.get("rel") == "canonical"), "")
    for candidate in (stated, meta.get("og:url", ""), url or ""):
        address = canonical_url(candidate, base=url) if candidate.strip() else None
        if address is not None:
            return address
    return None


def _name(value: object) -> str | None:
    if isinstance(value, list):
        return _name(value[0]) if value else None
    if isinstance(value, dict):
        return _name(value.get("name"))
    text = normal_line(value) if isinstance(value, str) else ""
    return text if text and not text.startswith("http") else None


def _text(value: object) -> str:
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    return value.strip() if isinstance(value, str) else ""


def _is_free(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).strip().lower())
