"""Quotations and headings stand or fall with what belongs to them, and words for no eye are no part of a sentence."""

import numpy as np

from parsers.cleaning.blocks import read_blocks
from parsers.cleaning.pieces import SAID_AGAIN, with_whole_pieces
from parsers.cleaning.reading import Reading
from parsers.cleaning.tree import build_tree
from parsers.cleaning.verdicts import SURROUNDINGS

SAID = "We counted two hundred and twenty-three of them in the year, and fewer in the year before"


def judged(html: str, *lines: tuple[float, str]) -> list[str]:
    """The rules of a page's lines, each given by its surety and the rule that spoke against it."""
    blocks = read_blocks(build_tree(html))
    reading = Reading(
        surety=np.array([surety for surety, _ in lines]),
        traits=[[] for _ in lines],
        words=np.array([float(len(block.text.split())) for block in blocks]),
    )
    return with_whole_pieces([rule for _, rule in lines], blocks, reading)


def lines_of(html: str) -> list[str]:
    return [block.text for block in read_blocks(build_tree(html))]


def test_the_signature_of_a_post_stays_with_the_post() -> None:
    post = f"<blockquote><p>{SAID}</p>- Ann Lee (@annlee)</blockquote>"
    assert judged(post, (0.8, ""), (0.2, SURROUNDINGS)) == ["", ""]
    assert judged(post, (0.2, SURROUNDINGS), (0.1, SURROUNDINGS)) == [SURROUNDINGS, SURROUNDINGS]


def test_a_quotation_of_very_many_lines_is_told_line_by_line() -> None:
    lines = [(0.9, "")] * 20 + [(0.2, "share")]
    page = "<blockquote>" + "<p>A line of a letter in full</p>" * 20 + "<p>Share</p></blockquote>"
    assert judged(page, *lines)[-1] == "share"


def test_a_pull_quote_falls_with_its_speaker_and_the_paragraph_stays() -> None:
    page = f"<blockquote><p>{SAID}</p><p>Ann Lee, minister</p></blockquote><p>“{SAID},” Lee told reporters.</p>"
    assert judged(page, (0.9, ""), (0.6, ""), (0.9, "")) == [SAID_AGAIN, SAID_AGAIN, ""]


def test_a_quotation_whose_copy_falls_stays() -> None:
    page = f"<blockquote><p>{SAID}</p></blockquote><p>{SAID}</p>"
    assert judged(page, (0.9, ""), (0.1, "related")) == ["", "related"]


def test_the_heading_of_a_paragraph_that_stays_stays() -> None:
    page = f"<h2>Fewer arrivals</h2><p>{SAID}.</p><h2>More stories</h2><p>Rice prices rise</p>"
    assert judged(page, (0.3, SURROUNDINGS), (0.9, ""), (0.3, SURROUNDINGS), (0.1, SURROUNDINGS)) == [
        "", "", SURROUNDINGS, SURROUNDINGS,
    ]  # fmt: skip


def test_a_heading_of_junk_falls_though_a_paragraph_follows() -> None:
    page = f"<h2>Related</h2><p>{SAID}.</p>"
    assert judged(page, (0.3, "related"), (0.9, "")) == ["related", ""]


def test_words_that_only_a_voice_says_are_not_read() -> None:
    assert lines_of(
        "<p>The <a href=/i>ministry<span class='link__sr-only'> opens in a new tab</span></a> counted 223"
        "<span style='position:absolute;clip:rect(0 0 0 0)'>, as told</span>.</p>"
    ) == ["The ministry counted 223."]


def test_words_for_no_eye_that_nobody_closes_end_where_a_paragraph_begins() -> None:
    page = f"<div><span class='visually-hidden'>Jump to <b>text</b><p>{SAID}</p><p>Second</p></div><p>Third</p>"
    assert lines_of(page) == [SAID, "Second", "Third"]


def test_words_that_are_shown_once_they_are_reached_or_on_wide_screens_are_read() -> None:
    assert lines_of(
        "<p>In all <b class='md:not-sr-only'>223</b> <span class='sr-only-focusable'>people</span> came.</p>"
    ) == ["In all 223 people came."]


def test_a_custom_element_within_a_paragraph_does_not_part_it() -> None:
    assert lines_of("<p>In all 223 came (<x-source><a href=/1>1</a></x-source>). So it said.</p>") == [
        "In all 223 came (1). So it said."
    ]
    assert lines_of("<x-body><x-part>First part</x-part><x-part>Second part</x-part></x-body>") == [
        "First part", "Second part",
    ]  # fmt: skip
