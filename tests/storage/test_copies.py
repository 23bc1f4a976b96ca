"""Copies and lookalikes: one witness for a syndicated text, never one for two texts with other figures."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from storage.archive import Archive
from storage.likeness import Likeness, features, fingerprints, likeness, tokens_of
from storage.tables import DocumentRow, ReadingRow, TextRow

Make = Callable[..., Any]

STORY = """
Seoul counted 65 arrivals from the North in the second quarter, the Ministry of Unification said on Friday, nearly twice
as many as in the three months before. Of these 18 were men and 47 women, which brings the number for the first half of
the year to 99. Officials put the rise down to the reopening of roads in the third countries through which most people
travel, and warned against reading too much into a single quarter. Before the borders closed more than a thousand people
a year used to make the journey, and it remains longer and dearer than it was. Aid groups along the route report that
brokers ask for several times what they asked before, and that fewer families can pay for a second relative to follow.
""".replace("\n", " ").strip()
FOOTERS = (
    "Subscribe to our newsletter for more.",
    "All rights reserved. Printed in our own house.",
    "무단 전재 및 재배포 금지.",
)


def judged(one: str, other: str) -> Likeness:
    return likeness(features(one), features(other), {}, {})


def test_a_text_is_its_own_copy() -> None:
    assert judged(STORY, STORY) == Likeness(contained=1.0, conflict=None)


@pytest.mark.parametrize("share", [0.8, 0.6, 0.35])
def test_a_text_cut_short_is_a_copy(share: float) -> None:
    assert judged(STORY, STORY[: int(len(STORY) * share)]).is_copy


def test_a_text_among_boilerplate_is_a_copy() -> None:
    assert judged(STORY, f"{FOOTERS[0]} {STORY[: len(STORY) * 2 // 3]} {FOOTERS[1]} {FOOTERS[2]}").is_copy


def test_a_lightly_edited_text_is_a_copy() -> None:
    words = STORY.split()
    edited = [word for place, word in enumerate(words) if place % 14 != 5 or word[0].isdigit()]
    assert judged(STORY, " ".join(edited)).is_copy


@pytest.mark.parametrize(("old", "new"), [("65", "34"), ("18", "21"), ("47", "59"), ("99", "124")])
def test_one_figure_changed_makes_a_lookalike(old: str, new: str) -> None:
    verdict = judged(STORY, STORY.replace(old, new))
    assert not verdict.is_copy
    assert verdict.contained > 0.7
    assert verdict.conflict is not None


def test_figures_that_change_places_make_a_lookalike() -> None:
    assert not judged(STORY, STORY.replace("18", "@").replace("47", "18").replace("@", "47")).is_copy


def test_other_values_for_one_slot_make_a_lookalike_however_they_are_spelled() -> None:
    one, other = STORY.replace("65", "sixty-five"), STORY.replace("65", "sixty-six")
    claims = ({"slot": frozenset({65.0})}, {"slot": frozenset({66.0})})
    assert likeness(features(one), features(other), {}, {}).is_copy
    assert not likeness(features(one), features(other), *claims).is_copy


def test_a_number_outside_the_quotes_is_no_figure() -> None:
    one, other = f"{STORY} Page 3 of our Friday edition.", f"{STORY} Page 9 of our Friday edition."
    quotes = STORY.split(". ")[:2]
    assert not judged(one, other).is_copy
    assert likeness(features(one, quotes), features(other, quotes), {}, {}).is_copy


def test_korean_and_japanese_are_compared_too() -> None:
    korean = (
        "통일부는 올해 2분기 국내에 입국한 탈북민이 모두 65명으로 집계됐다고 밝혔다. "
        "남성은 18명, 여성은 47명이며 상반기 누적 인원은 99명이다."
    )
    assert judged(korean, korean[: len(korean) * 2 // 3]).is_copy
    assert not judged(korean, korean.replace("65명", "34명")).is_copy
    assert tokens_of("脱北者は196人") == ["脱", "北", "者", "は", "196", "人"]


@given(st.text(max_size=300))
def test_any_text_has_fingerprints_in_order_and_is_its_own_copy(text: str) -> None:
    found = fingerprints(text)
    assert found == sorted(set(found))
    assert all(0 <= each < 1 << 63 for each in found)
    assert judged(text, text).conflict is None


@given(
    st.lists(st.sampled_from(STORY.split()), min_size=1, max_size=120),
    st.lists(st.sampled_from(STORY.split()), min_size=1, max_size=120),
)
def test_likeness_is_mutual(one: list[str], other: list[str]) -> None:
    here, there = judged(" ".join(one), " ".join(other)), judged(" ".join(other), " ".join(one))
    assert here.contained == there.contained
    assert (here.conflict is None) == (there.conflict is None)


def test_copies_fall_into_one_cluster_whatever_the_batches(archive: Archive, make_reading: Make) -> None:
    texts = [STORY, STORY[: len(STORY) // 2], f"{FOOTERS[0]} {STORY}", STORY.replace("65", "34").replace("99", "68")]
    for number, text in enumerate(texts):
        archive.append_readings([make_reading(f"https://x.example/{number}", text=text)])
        assert archive.settle() == 1
    assert archive.settle() == 0
    again = [
        make_reading(f"https://y.example/{number}", text=f"{text} {FOOTERS[1]}") for number, text in enumerate(texts)
    ]
    archive.append_readings(again)
    archive.settle()
    clusters = _clusters(archive)
    assert {clusters[f"https://{site}.example/{n}"] for site in "xy" for n in range(3)} == {
        clusters["https://x.example/0"]
    }
    assert clusters["https://x.example/3"] == clusters["https://y.example/3"] != clusters["https://x.example/0"]


def test_a_short_copy_of_two_lookalikes_does_not_tie_them_together(archive: Archive, make_reading: Make) -> None:
    tail = STORY[STORY.index("Officials") :]
    rival = STORY.replace("65", "34").replace("99", "68")
    archive.append_readings(
        [make_reading(f"https://x.example/{n}", text=text) for n, text in enumerate([STORY, tail, rival])]
    )
    archive.settle()
    clusters = _clusters(archive)
    assert clusters["https://x.example/0"] != clusters["https://x.example/2"]
    assert clusters["https://x.example/1"] in {clusters["https://x.example/0"], clusters["https://x.example/2"]}


def test_sources_are_counted_anew_when_copies_are_found(
    archive: Archive, make_reading: Make, make_statistic: Make
) -> None:
    start = STORY.index("65")
    quoted = replace(make_statistic(65, sentence=STORY.split(". ")[0]), start=start, end=start + 2)
    archive.append_readings(
        [make_reading(f"https://x{n}.example/1", quoted, text=f"{STORY} {FOOTERS[n]}") for n in range(3)]
    )
    assert archive.figures()[0].sources == 3
    archive.settle()
    assert archive.figures()[0].sources == 1


def _clusters(archive: Archive) -> dict[str, str | None]:
    query = (
        sa.select(DocumentRow.url, TextRow.cluster)
        .join(ReadingRow, ReadingRow.key == DocumentRow.reading_key)
        .join(TextRow, TextRow.key == ReadingRow.text_key)
    )
    with archive._database.read() as connection:
        return {row.url: row.cluster for row in connection.execute(query)}
