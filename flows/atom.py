"""New figures and revised official values in, an Atom feed out (RFC 4287), for those who live in feed readers."""

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from flows.wording import amount, number, period, several, subject
from storage.reference import Revision
from storage.views import FigureView

NAMESPACE = "http://www.w3.org/2005/Atom"
UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (section 2.2)."""
KEY_LENGTH = 10


def atom_feed(figures: Sequence[FigureView], revisions: Sequence[Revision] = (), *, at: datetime) -> bytes:
    """The feed document as UTF-8; an entry is updated when its newest statement came, so a reader shows it again."""
    feed = Element("feed", xmlns=NAMESPACE)
    _add(feed, "title", "Figures on North Korean defectors")
    _add(feed, "id", _identity("figures"))
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
    """The figure in one line: what it counts, its period, and the number."""
    when = period(figure.period_start, figure.period_end) or "period unknown"
    return f"{subject(figure)}, {when}: {amount(figure)}"


def _add_entry(feed: Element, figure: FigureView) -> None:
    entry = SubElement(feed, "entry")
    _add(entry, "title", headline_of(figure))
    _add(entry, "id", _identity(f"figure:{figure.key}"))
    _add(entry, "published", _moment(figure.first_seen_at))
    _add(entry, "updated", _moment(_updated(figure)))
    SubElement(entry, "link", rel="alternate", href=UNFIT.sub("", figure.url))
    counted = f"{several(figure.documents, 'document')}, {several(figure.sources, 'independent source')}"
    judged = f" {figure.state}: {figure.why}." if figure.state else ""
    said = f"“{figure.sentence}” ({figure.attribution or figure.publisher}; {counted})"
    _add(entry, "summary", f"{said}{judged} Figure {figure.key[:KEY_LENGTH]}.")
    if figure.state:
        SubElement(entry, "category", term=figure.state)


def _add_revision(feed: Element, revision: Revision) -> None:
    slot, before, after = revision.slot, revision.before, revision.after
    entry = SubElement(feed, "entry")
    when = period(slot.period_start, slot.period_end)
    _add(entry, "title", f"Revised: {subject(slot)}, {when}: {number(after.value)}, before {number(before.value)}")
    _add(entry, "id", _identity(f"revision:{slot}:{after.value}:{after.source_name}"))
    _add(entry, "updated", _moment(revision.loaded_at))
    SubElement(entry, "link", rel="alternate", href=UNFIT.sub("", after.source_url))
    said = f"{after.source_name} has {number(after.value)}; {before.source_name} had {number(before.value)}."
    _add(entry, "summary", said)
    SubElement(entry, "category", term="revised")


def _identity(name: str) -> str:
    """An id that never changes and needs no domain (RFC 4287, 4.2.6; RFC 9562, version 5)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"defectorwatch:{name}").urn


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = UNFIT.sub("", text)


def _updated(figure: FigureView) -> datetime:
    return max(figure.first_seen_at, figure.newest_at or figure.first_seen_at)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
