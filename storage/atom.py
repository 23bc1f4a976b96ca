"""New figures and revised official values in, an Atom feed out (RFC 4287), for those who live in feed readers."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from storage.keys import key_of, slot_key
from storage.reference import Revision
from storage.views import FigureView

NAMESPACE = "http://www.w3.org/2005/Atom"
UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (section 2.2)."""


def atom_feed(figures: Sequence[FigureView], revisions: Sequence[Revision] = (), *, at: datetime) -> bytes:
    """The feed document as UTF-8; an entry is updated when its newest statement came, so a reader shows it again."""
    feed = Element("feed", xmlns=NAMESPACE)
    _add(feed, "title", "Figures on North Korean defectors")
    _add(feed, "id", "urn:defectorwatch:figures")
    moments = [*map(_updated, figures), *(revision.loaded_at for revision in revisions)]
    _add(feed, "updated", _moment(max(moments, default=at)))
    _add(SubElement(feed, "author"), "name", "defectorwatch")
    for revision in revisions:
        _add_revision(feed, revision)
    for figure in figures:
        _add_entry(feed, figure)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def headline_of(figure: FigureView) -> str:
    """The figure in one line: the number, what it counts, and its period."""
    who = [each for each in (figure.sex, figure.group) if each != "all"]
    return " ".join(
        [
            _number(figure),
            figure.event,
            *who,
            _place_and_time(figure.destination, figure.period_start, figure.period_end),
        ]
    )


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


def _add_revision(feed: Element, revision: Revision) -> None:
    slot, before, after = revision.slot, revision.before, revision.after
    where = _place_and_time(slot.destination, slot.period_start, slot.period_end)
    key = key_of("revision", slot_key(slot), after.value, after.source_name)
    entry = SubElement(feed, "entry")
    _add(entry, "title", f"Revised: {before.value:,.12g} to {after.value:,.12g} {slot.event} {slot.sex} {where}")
    _add(entry, "id", f"urn:defectorwatch:revision:{key}")
    _add(entry, "updated", _moment(revision.loaded_at))
    SubElement(entry, "link", rel="alternate", href=UNFIT.sub("", after.source_url))
    _add(
        entry, "summary", f"{after.source_name} has {after.value:,.12g}; {before.source_name} had {before.value:,.12g}."
    )
    SubElement(entry, "category", term="revised")


def _place_and_time(destination: str | None, start: date | None, end: date | None) -> str:
    where = f"({destination}) " if destination else ""
    return where + (f"{start or '...'} to {end}" if end else "period unknown")


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = UNFIT.sub("", text)


def _updated(figure: FigureView) -> datetime:
    return max(figure.first_seen_at, figure.newest_at or figure.first_seen_at)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _number(figure: FigureView) -> str:
    hedge = "" if figure.qualifier == "exact" else figure.qualifier.replace("_", " ")
    number = (
        f"{figure.value:,.12g}" if figure.value is not None else f"{figure.low or 0:,.12g} to {figure.high or 0:,.12g}"
    )
    unit = {"multiple": "times", "percent_change": "percent change", "share": "percent", "absolute_change": "change"}
    return " ".join(part for part in (hedge, number, unit.get(figure.measure, "")) if part)
