"""The text of a JSON Feed (jsonfeed.org, versions 1 and 1.1) comes in, a draft goes out; raises FeedParseError only."""

import json
from collections.abc import Iterator
from typing import Any

from parsers.errors import FeedParseError
from parsers.feeds.drafts import EntryDraft, FeedDraft
from parsers.feeds.syndication import plain_text


def read_json_feed(text: str, feed: str) -> FeedDraft:
    """The draft of a JSON Feed. Items of a wrong type are left out and counted."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise FeedParseError(feed, f"begins like JSON but is none: {error}") from None
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise FeedParseError(feed, "a JSON document without the `items` of a JSON Feed")
    items = [item for item in document["items"] if isinstance(item, dict)]
    left_out = len(document["items"]) - len(items)
    return FeedDraft(
        format="json" + _string(document, "version").rpartition("/")[2].replace(".", ""),
        title=plain_text(_string(document, "title")),
        entries=tuple(_entry(item, document) for item in items),
        problems=(f"{left_out} items are not objects",) if left_out else (),
        links=tuple(_links(document)),
    )


def _entry(item: dict[str, Any], document: dict[str, Any]) -> EntryDraft:
    return EntryDraft(
        id=_string(item, "id").strip(),
        link=_string(item, "url") or _string(item, "external_url"),
        title=plain_text(_string(item, "title")),
        published=_string(item, "date_published").strip(),
        updated=_string(item, "date_modified").strip(),
        summary=_string(item, "summary"),
        content=_string(item, "content_html") or _string(item, "content_text"),
        authors=tuple(dict.fromkeys(_authors(item) or _authors(document))),
    )


def _authors(fields: dict[str, Any]) -> list[str]:
    """Version 1.1 has a list of authors, version 1 a single one."""
    listed = fields.get("authors")
    authors = listed if isinstance(listed, list) else [fields.get("author")]
    return [name for author in authors if isinstance(author, dict) and (name := _string(author, "name").strip())]


def _links(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for rel, name in (("alternate", "home_page_url"), ("self", "feed_url"), ("next", "next_url")):
        if href := _string(document, name):
            yield rel, href
    hubs = document.get("hubs")
    for hub in hubs if isinstance(hubs, list) else ():
        if isinstance(hub, dict) and (href := _string(hub, "url")):
            yield "hub", href


def _string(fields: dict[str, Any], name: str) -> str:
    """A member as a string; the format tells readers to accept numbers for ids."""
    value = fields.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""
