"""Rules of single sites, out of TOML files: where the article stands and what to drop, each with its last valid day.

A file names `hosts` and has one or more `[[rules]]`: `body` and `drop` are CSS selectors, `drop_lines` whole lines,
`valid_until` the last day the layout was in use (none for today's). A page is read by the rules of the day it was
fetched. Every rule carries an `example` (HTML) with the `text` it must give. Rules only ever help: where a selector
finds nothing, the general reader goes on as if there were no rule.
"""

import datetime as dt
import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast
from urllib.parse import urlsplit

import soupsieve

from parsers.errors import VocabularyError

_KEYS = frozenset({"name", "hosts", "rules"})
_RULE_KEYS = frozenset({"body", "drop", "drop_lines", "valid_until", "example", "text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """One layout of a site: valid up to and with `valid_until`; `example` is HTML whose article is `text`."""

    body: tuple[str, ...]
    drop: tuple[str, ...]
    drop_lines: frozenset[str]
    valid_until: dt.date | None
    example: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """One publisher: its hosts (subdomains belong to them) and its layouts, oldest first."""

    name: str
    hosts: tuple[str, ...]
    rules: tuple[SiteRules, ...]
    version: str


@cache
def load_publishers() -> tuple[Publisher, ...]:
    """Every publisher. Raises VocabularyError naming file and key."""
    names = sorted(path.name for path in files(__name__).iterdir() if path.name.endswith(".toml"))
    return tuple(read_publisher(files(__name__).joinpath(name).read_text("utf-8"), path=name) for name in names)


def find_site_rules(url: str | None, on: dt.date | None) -> SiteRules | None:
    """The rules for a page's address on the day it was fetched; None day means today's layout."""
    host = (urlsplit(url).hostname or "") if url else ""
    publisher = next((known for known in load_publishers() if any(_belongs(host, own) for own in known.hosts)), None)
    if publisher is None:
        return None
    fitting = [
        rule for rule in publisher.rules if rule.valid_until is None or (on is not None and on <= rule.valid_until)
    ]
    return fitting[0] if fitting else None


def read_publisher(source: str, *, path: str) -> Publisher:
    """One TOML text as a record; `path` names it in errors. Raises VocabularyError."""
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError(path, f"is no TOML: {error}") from error
    _refuse_unknown(table, _KEYS, path)
    rules = table.get("rules")
    if not isinstance(rules, list) or not rules:
        raise VocabularyError(path, "has no [[rules]]")
    read = sorted((_read_rule(rule, path) for rule in rules), key=lambda rule: rule.valid_until or dt.date.max)
    if len({rule.valid_until for rule in read}) < len(read):
        raise VocabularyError(path, "two rules end on the same day; give the older one its valid_until")
    return Publisher(
        name=str(table.get("name") or path),
        hosts=tuple(_strings(table, "hosts", path)),
        rules=tuple(read),
        version=hashlib.sha256(source.encode()).hexdigest()[:12],
    )


def _read_rule(rule: Mapping[str, object], path: str) -> SiteRules:
    _refuse_unknown(rule, _RULE_KEYS, path)
    until = rule.get("valid_until")
    if until is not None and not isinstance(until, dt.date):
        raise VocabularyError(path, "valid_until must be a date such as 2026-01-27, without quotes")
    for key in ("body", "drop"):
        for selector in _strings(rule, key, path):
            _refuse_bad_selector(selector, key, path)
    return SiteRules(
        body=tuple(_strings(rule, "body", path)),
        drop=tuple(_strings(rule, "drop", path)),
        drop_lines=frozenset(_strings(rule, "drop_lines", path)),
        valid_until=until,
        example=str(rule.get("example", "")),
        text=str(rule.get("text", "")),
    )


def _refuse_bad_selector(selector: str, key: str, path: str) -> None:
    try:
        soupsieve.compile(selector)
    except soupsieve.SelectorSyntaxError as error:
        raise VocabularyError(path, f"{key}: {selector!r} is no CSS selector: {error}") from error


def _refuse_unknown(table: Mapping[str, object], known: frozenset[str], path: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise VocabularyError(path, f"unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}")


def _strings(table: Mapping[str, object], key: str, path: str) -> list[str]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, str) and entry for entry in value):
        raise VocabularyError(path, f"{key} must be a list of words")
    return cast("list[str]", value)


def _belongs(host: str, own: str) -> bool:
    return host == own or host.endswith(f".{own}")
