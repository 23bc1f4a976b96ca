"""A folder of saved pages: what is a page, what is left out, and what cannot be read stops nothing."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.errors import OperationError
from flows.folder import read_saved, saved_pages
from flows.reading import local_day
from parsers.records import TimestampReading
from parsers.timestamps import read_timestamp


def test_pages_are_known_by_their_ending_in_either_case(tmp_path: Path) -> None:
    for name in ("b.HTML", "a.htm", "sub/c.TXT", "notes.pdf", ".DS_Store"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [Path(page.url).name for page in saved_pages(tmp_path)] == ["a.htm", "b.HTML", "c.TXT"]


def test_a_folder_without_pages_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "pages.warc").write_text("x")
    with pytest.raises(OperationError, match=r"holds no \.html, \.txt or \.jsonl file"):
        list(saved_pages(tmp_path))


def test_a_line_that_cannot_be_read_is_told_with_its_place_and_the_others_are_read(tmp_path: Path) -> None:
    good = json.dumps({"url": "https://news.example/1", "text": "Nothing about it."})
    (tmp_path / "pages.jsonl").write_bytes(b"\xef\xbb\xbf" + f'{good}\n\n{{"url": 7}}\nnonsense\n{good}\n'.encode())
    pages = list(saved_pages(tmp_path))
    assert [bool(page.fault) for page in pages] == [False, True, True, False]
    reading = read_saved(pages[1], lambda _day: True)
    assert reading is not None
    assert reading.verdict == "set_aside"
    assert reading.url.endswith("pages.jsonl#3")
    assert 'needs "url"' in reading.reason


@pytest.mark.parametrize(
    ("written", "zone", "day"),
    [
        ("2025-01-01T00:30:00+09:00", None, date(2025, 1, 1)),
        ("2025-01-01T00:30:00+09:00", "Asia/Seoul", date(2025, 1, 1)),
        ("2025-01-01T00:30:00+09:00", "UTC", date(2024, 12, 31)),
        ("Wed, 01 Jan 2025 20:00:00 GMT", None, date(2025, 1, 1)),
    ],
)
def test_a_page_of_no_feed_has_the_day_that_it_states_itself(written: str, zone: str | None, day: date) -> None:
    assert local_day(read_timestamp(written, zone="UTC"), zone) == day


def test_a_time_that_could_not_be_read_has_no_day() -> None:
    assert local_day(TimestampReading(raw="2025-01-01", value=None, method="unknown"), None) is None
    assert local_day(None, "UTC") is None
    odd = TimestampReading(raw="1 January", value=datetime(2025, 1, 1, tzinfo=UTC), method="named month")
    assert local_day(odd, None) == date(2025, 1, 1)
