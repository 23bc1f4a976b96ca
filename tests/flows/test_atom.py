"""The Atom feed: what RFC 4287 asks of it, whatever a page says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest

from flows.atom import atom_feed
from storage.reference import Revision
from storage.slots import Slot
from storage.standing import OfficialValue
from storage.views import FigureView

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
FIGURE = FigureView(
    key="014c626f9f16fd7859f20eb0", slot="s", measure="count", value=65, low=None, high=None, qualifier="exact",
    event="arrival", destination="KR", sex="female", group="all", scope="period", period_start=date(2023, 4, 1),
    period_end=date(2023, 6, 30), versus_start=None, versus_end=None, attribution="NK News", sentence="65 came.",
    start=0, end=2, rule="count", sighting="s", document="d", url="https://x.example/1", headline="H",
    publisher="Paper", feed=None, language="en", published=None, first_seen_at=AT, sightings=1, documents=1, sources=1,
    witnesses=("NK News",), newest_at=AT + timedelta(hours=1), state="official", why="SBS 2023-07 has 65",
)  # fmt: skip


def official(value: float, status: str) -> OfficialValue:
    return OfficialValue(
        value=value, qualifier="exact", status=status, published_on=AT.date(), source_name=f"Ministry, {status}",
        source_url="https://ministry.example/",
    )  # fmt: skip


REVISION = Revision(
    slot=Slot(period_start=date(2025, 1, 1), period_end=date(2025, 12, 31)),
    before=official(224, "provisional"),
    after=official(223, "final"),
    loaded_at=AT + timedelta(days=1),
)


def entries_of(*figures: FigureView, **given: Any) -> list[ET.Element]:
    feed = ET.fromstring(atom_feed(figures, at=AT, **given))  # noqa: S314  (our own document)
    return feed.findall(f"{ATOM}entry")


def test_an_entry_says_what_is_counted_who_says_so_and_how_it_stands() -> None:
    (entry,) = entries_of(FIGURE)
    assert entry.findtext(f"{ATOM}title") == "arrivals in KR, women, Q2 2023: 65"
    assert entry.findtext(f"{ATOM}summary") == (
        "“65 came.” (NK News; 1 document, 1 independent source) official: SBS 2023-07 has 65. Figure 014c626f9f."
    )
    assert entry.findtext(f"{ATOM}published") == "2026-11-22T09:00:00Z"
    assert entry.findtext(f"{ATOM}updated") == "2026-11-22T10:00:00Z"


def test_a_revised_official_value_is_an_entry_of_its_own() -> None:
    (entry,) = entries_of(revisions=(REVISION,))
    assert entry.findtext(f"{ATOM}title") == "Revised: arrivals in KR, 2025: 223, before 224"
    assert entry.findtext(f"{ATOM}summary") == "Ministry, final has 223; Ministry, provisional had 224."


def test_ids_are_urns_that_stay_the_same_and_differ_from_each_other() -> None:
    other = replace(FIGURE, key="02")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries_of(FIGURE, other, revisions=(REVISION,))]
    assert len(set(ids)) == 3
    assert all(each is not None and each.startswith("urn:uuid:") for each in ids)
    assert ids[1:] == [entry.findtext(f"{ATOM}id") for entry in entries_of(FIGURE, other)]


@pytest.mark.parametrize("figures", [(), (FIGURE,)])
def test_a_feed_has_one_of_each_element_that_must_stand_once(figures: tuple[FigureView, ...]) -> None:
    feed = ET.fromstring(atom_feed(figures, at=AT))  # noqa: S314  (our own document)
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1
    for entry in feed.findall(f"{ATOM}entry"):
        for name in ("id", "title", "updated", "summary"):
            assert len(entry.findall(f"{ATOM}{name}")) == 1
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]


def test_a_feed_is_well_formed_whatever_a_page_says() -> None:
    hostile = replace(FIGURE, sentence="65 <script>alert(1)</script> & \x0b ]]> came.")
    parsed = feedparser.parse(atom_feed((hostile,), at=AT))
    assert not parsed.bozo
    (entry,) = entries_of(hostile)
    assert "65 <script>alert(1)</script> &  ]]> came." in entry.findtext(f"{ATOM}summary", "")
