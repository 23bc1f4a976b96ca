"""A list of feeds from another reader comes in as OPML 2.0, FeedSource records go out, and back; no file is touched.

OPML knows a feed's address, title and language. What it does not know (the time zone, the poll interval) comes from the
caller on the way in and travels in attributes of our own namespace on the way out, so that an export can be imported
without loss. Every mistake is a SourceError that names the file, the line and the mend.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from parsers.errors import SourceError
from parsers.records import FeedSource
from parsers.sources import DEFAULT_MINUTES, ID, mistakes
from parsers.urls import canonical_url

NAMESPACE: Final = "urn:defectorwatch:feeds"
MAX_BYTES: Final = 10_000_000

_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")


def read_opml(
    body: bytes, *, path: str, language: str, zone: str, known: Collection[FeedSource] = ()
) -> tuple[FeedSource, ...]:
    """The feeds of an OPML file that `known` does not have yet, in the order of the file.

    `language` and `zone` stand in where an outline states none. Outlines without xmlUrl are folders or bookmarks.
    """
    addresses = {canonical_url(source.url) for source in known}
    ids = {source.id for source in known}
    sources: list[FeedSource] = []
    for outline in _feed_outlines(body, path):
        source = _source(outline, path, language, zone, ids)
        address = canonical_url(source.url)
        if address not in addresses:
            addresses.add(address)
            ids.add(source.id)
            sources.append(source)
    return tuple(sources)


def write_opml(sources: Iterable[FeedSource]) -> bytes:
    """An OPML 2.0 document that other readers import and read_opml gives back whole."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"dw": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "defectorwatch feeds"
    body = etree.SubElement(root, "body")
    for source in sources:
        etree.SubElement(body, "outline", {name: _xml_safe(value) for name, value in _attributes(source)})
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


# ---------------------------------------------------------------- in


def _feed_outlines(body: bytes, path: str) -> Iterator[etree._Element]:
    if len(body) > MAX_BYTES:
        raise SourceError(path, f"larger than {MAX_BYTES // 1_000_000} MB; no list of feeds is")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(path, f"not well-formed XML: {error}; mend the line it names") from None
    if etree.QName(root).localname != "opml":
        raise SourceError(path, f"the root is <{etree.QName(root).localname}>; an OPML file begins with <opml>")
    for outline in root.iter("outline"):
        if any(name.lower() == "xmlurl" for name in outline.attrib):
            yield outline


def _source(outline: etree._Element, path: str, language: str, zone: str, ids: Collection[str]) -> FeedSource:
    fields = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
    own = f"{{{NAMESPACE}}}"
    title = (fields.get("title") or fields.get("text") or "").strip()
    url = fields["xmlurl"].strip()
    minutes = fields.get(f"{own}poll_minutes", "")
    source = FeedSource(
        id=_free_id(fields.get(f"{own}id") or title or urlsplit(url).hostname or "", ids),
        url=url,
        publisher=title or urlsplit(url).hostname or "",
        language=fields.get("language", "").strip() or language,
        zone=fields.get(f"{own}zone") or zone,
        poll_minutes=int(minutes[:6]) if minutes.isdecimal() else DEFAULT_MINUTES,
        active=fields.get(f"{own}active") != "false",
        note=fields.get("description", ""),
    )
    for reason in mistakes(source):
        raise SourceError(path, f"line {outline.sourceline} (`{title or url}`): {reason}")
    return source


def _free_id(wish: str, ids: Collection[str]) -> str:
    """A readable id that is not taken: letters of other scripts fall away, a number tells the rest apart."""
    ascii_only = unicodedata.normalize("NFKD", wish).encode("ascii", "ignore").decode().lower()
    slug = _NOT_SLUG.sub("-", ascii_only).strip("-")[:56].rstrip("-") or "feed"
    if wish not in ids and ID.fullmatch(wish):
        return wish
    taken = (slug if number == 1 else f"{slug}-{number}" for number in range(1, len(ids) + 2))
    return next(name for name in taken if name not in ids)


# ---------------------------------------------------------------- out


def _attributes(source: FeedSource) -> Iterator[tuple[str, str]]:
    yield from (("type", "rss"), ("text", source.publisher), ("title", source.publisher), ("xmlUrl", source.url))
    yield "language", source.language
    yield f"{{{NAMESPACE}}}id", source.id
    yield f"{{{NAMESPACE}}}zone", source.zone
    yield f"{{{NAMESPACE}}}poll_minutes", str(source.poll_minutes)
    if not source.active:
        yield f"{{{NAMESPACE}}}active", "false"
    if source.note:
        yield "description", source.note


def _xml_safe(value: str) -> str:
    """XML 1.0 has no way to write most control characters."""
    return "".join(character for character in value if character >= " " or character in "\t\n\r")
