"""People's rulings: they hold again after each re-reading, can be withdrawn, and are refused where they are wrong."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from storage.archive import Archive
from storage.corrections import read_corrections
from storage.errors import StorageError

Make = Callable[..., Any]
Moment = Callable[[int], datetime]
SEEDS = Path(__file__).parents[2] / "seeds"
CORRECTIONS = """
[[correction]]
quote = "In 2024 216 defectors arrived."
surface = "216"
ruling = "change"
value = 210
reason = "A misprint: 26 men and 210 women make 236."

[[correction]]
quote = "In 2021 5 defectors arrived."
url = "https://x.example/1"
ruling = "reject"
reason = "A dateline."

[[correction]]
quote = "Nobody says this."
ruling = "reject"
reason = "For later."
"""


def test_corrections_supersede_survive_re_extraction_and_can_be_withdrawn(
    archive: Archive, make_reading: Make, make_statistic: Make, tmp_path: Path, at: Moment
) -> None:
    (tmp_path / "corrections.toml").write_text(CORRECTIONS)
    rulings = read_corrections(tmp_path / "corrections.toml")
    misprint, dateline = make_statistic(216, year=2024, sex="female"), make_statistic(5, year=2021)
    archive.append_readings(
        [make_reading("https://x.example/1", misprint, dateline), make_reading("https://y.example/1", dateline)]
    )

    applied = archive.apply_corrections(rulings, at=at(1))
    assert (applied.statements, applied.new, [each.quote for each in applied.unmatched]) == (
        2,
        2,
        ["Nobody says this."],
    )
    assert sorted((figure.value, figure.url) for figure in archive.figures()) == [
        (5, "https://y.example/1"),
        (210, "https://x.example/1"),
    ]
    assert archive.apply_corrections(rulings, at=at(2)).new == 0

    archive.append_readings([make_reading("https://x.example/1", misprint, dateline, minute=5, extractor_version="e2")])
    assert 216 in {figure.value for figure in archive.figures()}
    assert archive.apply_corrections(rulings, at=at(6)).new == 2
    assert {figure.value for figure in archive.figures()} == {5, 210}

    assert archive.apply_corrections((), at=at(7)).withdrawn == 3
    assert sorted(figure.value for figure in archive.figures() if figure.value) == [5, 216]
    assert archive.verify().unproven == ()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[[correction]]\nquote = 'x'\nruling = 'reject'", "correction 1: reason is missing"),
        ("[[correction]]\nquote = 'x'\nruling = 'drop'\nreason = 'y'", "write reject or change"),
        ("[[correction]]\nquote = 'x'\nruling = 'change'\nreason = 'y'", "to change is to name what changes"),
        (
            "[[correction]]\nquote = 'x'\nruling = 'change'\nreason = 'y'\nvalue = '210'",
            "value = '210' is not",
        ),
        ("[[correction]]\nquote = 'x'\nruling = 'change'\nreason = 'y'\nsex = 'women'", "write all, male, female"),
        ("[[correction]]\nquote = 'x'\nruling = 'change'\nreason = 'y'\ncolour = 'red'", "remove it"),
        (
            "[[correction]]\nquote = 'x'\nruling = 'change'\nreason = 'y'\nperiod = ['2023', '2024']",
            "write days as 2023",
        ),
        ("[corrections]", "only"),
        ("[[correction", "cannot be read"),
    ],
)
def test_a_correction_that_is_wrong_is_refused_by_entry_and_key(tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / "c.toml").write_text(written)
    with pytest.raises(StorageError, match=said):
        read_corrections(tmp_path / "c.toml")


def test_the_shipped_corrections_can_be_read() -> None:
    assert read_corrections(SEEDS / "corrections.toml") == ()
