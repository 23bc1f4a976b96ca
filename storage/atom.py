"""New figures and revised official values in, an Atom feed out (RFC 4287), for those who live in feed readers."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from storage.views import FigureView

NAMESPACE = "http://www.w3.org/2005/Atom"
UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (section 2.2)."""


def atom_feed(figures: Sequence[FigureView], *, at: datetime) -> bytes:
    """The feed document as UTF-8; an entry is updated when its newest statement came, so a reader shows it again."""
    feed = Element("feed", xmlns=NAMESPACE)
    _add(feed, "title", "Figures on North Korean defectors")
    _add(feed, "id", "urn:defectorwatch:figures")
    _add(feed, "updated", _moment(max((_updated(figure) for figure in figures), default=at)))
    _add(SubElement(feed, "author"), "name", "defectorwatch")
    for figure in figures:
        _add_entry(feed, figure)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def headline_of(figure: FigureView) -> str:
    """The figure in one line: the number, what it counts, and its period."""
    who = [each for each in (figure.sex, figure.group) if each != "all"]
    where = f"({figure.destination})" if figure.destination else ""
    when = f"{figure.period_start or '...'} to {figure.period_end}" if figure.period_end else "period unknown"
    return " ".join(part for part in [_number(figure), figure.event, *who, where, when] if part)


def _add_entry(feed: Element, figure: FigureView) -> None:
    entry = SubElement(feed, "entry")
    _add(entry, "title", headline_of(figure))
    _add(entry, "id", f"urn:defectorwatch:figure:{figure.key}")
    _add(entry, "published", _moment(figure.first_seen_at))
    _add(entry, "updated", _moment(_updated(figure)))
    SubElement(entry, "link", rel="alternate", href=UNFIT.sub("", figure.url))
    sources = "1 source" if figure.sources == 1 else f"{figure.sources} independent sources"
    said = f"“{figure.sentence}” ({figure.attribution or figure.publisher}; {figure.documents} articles, {sources})"
    _add(entry, "summary", f"{said} {figure.state or ''}: {figure.why}" if figure.why else said)
    if figure.state:
        SubElement(entry, "category", term=figure.state)


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = UNFIT.sub("", text)


def _updated(figure: FigureView) -> datetime:
    return max(figure.first_seen_at, figure.newest_at or figure.first_seen_at)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _number(figure: FigureView) -> str:
    hedge = "" if figure.qualifier == "exact" else figure.qualifier.replace("_", " ")
    number = f"{figure.value:,g}" if figure.value is not None else f"{figure.low or 0:,g} to {figure.high or 0:,g}"
    unit = {"multiple": "times", "percent_change": "percent change", "share": "percent", "absolute_change": "change"}
    return " ".join(part for part in (hedge, number, unit.get(figure.measure, "")) if part)
