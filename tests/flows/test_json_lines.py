"""`extract` and `clean` as programs outside call them."""

import gzip
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.cli.ledger import _print_lines

TEXT = (
    "Total\n\nA total of 236 North Korean defectors arrived in South Korea in 2024, the Ministry of Unification said."
)


def run(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "flows.cli", *words], input=given, capture_output=True, check=False)


def lines(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def test_each_line_gives_statistics_with_their_document_in_the_order_of_the_input() -> None:
    given = lines(
        {"document": "b", "text": TEXT, "published": "2025-01-20", "language": "en", "title": None},
        {"document": "none", "text": "Nothing of the kind."},
        {"document": "a", "text": TEXT.replace("236", "196").replace("2024", "2023")},
    )
    done = run("extract", "--from-jsonl", "-", given=given)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["document"], row["value"], row["period_start"]) for row in rows] == [
        ("b", 236, "2024-01-01"),
        ("a", 196, "2023-01-01"),
    ]
    assert TEXT[rows[0]["start"] : rows[0]["end"]] == "236"
    assert rows[0]["sentence"] in TEXT
    assert (done.returncode, done.stderr) == (0, b"")


def test_lines_that_cannot_be_read_are_told_with_their_number_and_the_rest_is_done(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl.gz"
    good = lines({"document": "good", "text": TEXT})
    broken = [b"{nope\n", b'["a list"]\n', lines({"text": TEXT}), lines({"document": "x", "text": 7}), b"\xff\xfe\n"]
    wrong_day = lines({"document": "y", "text": TEXT, "published": "yesterday"})
    file.write_bytes(gzip.compress(b"".join([*broken, wrong_day, good])))
    done = run("extract", "--from-jsonl", str(file))
    assert [json.loads(line)["document"] for line in done.stdout.splitlines()] == ["good"]
    told = done.stderr.decode().splitlines()
    assert [f"line {number}:" in line for number, line in enumerate(told, 1)] == [True] * 6
    assert done.returncode == 1


def test_clean_takes_pages_and_flattened_text_and_says_what_it_removed() -> None:
    story = (
        f"<article><h1>Total</h1><p>{TEXT[7:]}</p><p>The tally is published twice a year by the ministry in Seoul.</p>"
    )
    banner = "<div class='cookie-banner'>We use cookies. Accept all cookies</div>"
    html = f"<html><body>{story}</article>{banner}</body></html>"
    given = lines(
        {"document": "page", "html": html, "url": "https://news.example/1"},
        {"document": "flat", "text": f"{TEXT}\n\nYou may also like\n"},
        {"document": "neither"},
    )
    done = run("clean", "--from-jsonl", "-", given=given)
    page, flat = (json.loads(line) for line in done.stdout.splitlines())
    assert (page["document"], flat["document"]) == ("page", "flat")
    for row in (page, flat):
        assert "236 North Korean defectors" in row["text"]
        assert set(row) >= {"headline", "text", "published", "language", "removed"}
    assert "cookies" not in page["text"]
    assert "also like" not in flat["text"]
    assert any("also like" in piece["text"] for piece in flat["removed"])
    assert b"line 3:" in done.stderr


def test_a_damaged_archive_is_told_as_such(tmp_path: Path) -> None:
    file = tmp_path / "cut.jsonl.gz"
    file.write_bytes(gzip.compress(lines({"document": "a", "text": TEXT}) * 50)[:60])
    done = run("extract", "--from-jsonl", str(file))
    assert b"gzip" in done.stderr
    assert b"Traceback" not in done.stderr


def test_figures_are_printed_as_exports_write_them(capsys: pytest.CaptureFixture[str]) -> None:
    at = datetime(2025, 1, 1, 9, 30, tzinfo=UTC)
    _print_lines([{"value": 65.0, "rivals": ({"value": 64.5, "since": date(2025, 1, 1)},), "seen_at": at}])
    row = {"value": 65, "rivals": [{"value": 64.5, "since": "2025-01-01"}], "seen_at": "2025-01-01T09:30:00Z"}
    assert capsys.readouterr().out == json.dumps(row) + "\n"
