"""The fitted numbers and what they speak of: names that exist, sums that agree, parts that fit together."""

import gc
import weakref
from pathlib import Path

import numpy as np
import pytest

from parsers.cleaning.blocks import Block, part_menus, read_blocks
from parsers.cleaning.context import Lines, line_context, page_context, text_context
from parsers.cleaning.outline import read_outline
from parsers.cleaning.places import place_traits, read_places
from parsers.cleaning.reading import Reading, first_reading, link_traits, place_numbers, usual_place
from parsers.cleaning.tree import build_tree, release_tree
from parsers.cleaning.verdicts import line_rules
from parsers.cleaning.weights import forest, read_forest, trait_weights

PAGES = sorted((Path(__file__).parent / "cases" / "cleaning").glob("*/page.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_the_quick_sum_over_places_is_the_sum_of_their_traits(path: Path) -> None:
    blocks = read_blocks(build_tree(path.read_text("utf-8")))
    if not blocks:
        return
    outline = read_outline(blocks)
    words = np.array([len(block.text.split()) for block in blocks], dtype=float)
    weights = trait_weights("page")
    slow = [sum(weights.get(trait, 0.0) for trait in traits) for traits in place_traits(outline, words)]
    assert read_places(outline, words, weights).scores == pytest.approx(slow)


def test_every_number_that_the_forest_asks_for_is_there() -> None:
    blocks = read_blocks(build_tree(PAGES[0].read_text("utf-8")))
    outline = read_outline(blocks)
    words = np.ones(len(blocks))
    weights = trait_weights("page")
    marks = _all_marks(len(blocks)) | read_places(outline, words, weights).marks | place_numbers(words, words, 0.0)
    known = set(page_context(Lines(words=words, reading=words / 2, marks=marks), blocks, outline, ""))
    assert set(forest("page").names) <= known


def test_places_are_measured_from_where_the_prose_of_the_page_stands() -> None:
    wording = np.array([3.0, 3.0, -2.0, -2.0])
    words = np.array([40.0, 50.0, 30.0, 30.0])
    places = np.array([-9.0, -9.0, -8.5, -10.0])
    usual = usual_place(wording, places, words)
    assert usual == -9
    assert (first_reading(wording, places, usual) > 0.5).tolist() == [True, True, False, False]


def test_a_line_that_is_mostly_link_falls_however_much_article_surrounds_it() -> None:
    blocks = read_blocks(
        build_tree(
            "<p>The number fell to 223, <a href='/0'>the ministry said</a>, 13 fewer than in the year before it.</p>"
            "<p><a href='/1'>NAVY TURNS BACK THREE BOATS THAT CAME DOWN FROM THE NORTHERN COAST</a></p>"
            "<p>Han Ji-min <a href='/2'>Han Ji-min: three more shelters close</a> <a href='/3'>How 34 came over in the "
            "spring</a> <a href='/4'>Opinion: what the border costs</a> runs one.</p>"
            "<p><a href='/5'>A Border Town</a></p>"
        )
    )
    surety, words = np.full(len(blocks), 0.99), np.full(len(blocks), 20.0)
    reading = Reading(surety=surety, traits=[link_traits(block) for block in blocks], words=words)
    assert line_rules(reading, kept_from=0.5) == ["", "links", "links", ""]


def test_a_line_that_only_parts_paragraphs_is_no_neighbour() -> None:
    reading, words = np.array([0.9, 0.1, 0.8, 0.1, 0.7]), np.array([30.0, 2.0, 25.0, 2.0, 40.0])
    lines = Lines(words=words, reading=reading, marks={"junk-heading": np.zeros(5)})
    parting = np.array([False, True, False, True, False])
    among = line_context(Lines(words=words[~parting], reading=reading[~parting], marks={"junk-heading": np.zeros(3)}))
    parted = text_context(lines, parting)
    assert all(parted[name][~parting].tolist() == values.tolist() for name, values in among.items())
    assert parted["words-before-1"][1] == pytest.approx(0.9)
    assert text_context(lines, np.zeros(5, dtype=bool))["words-before-1"][2] == pytest.approx(0.1)


def test_a_forest_adds_what_its_trees_say() -> None:
    table = {
        "names": ["a"],
        "base": 1.0,
        "depth": 1,
        "trees": [[[0, 0.5, 1, 2, 0], [-1, 0, 0, 0, -2.0], [-1, 0, 0, 0, 3.0]], [[-1, 0, 0, 0, 0.25]]],
    }
    odds = read_forest(table).odds({"a": np.array([0.0, 0.5, 1.0])})
    assert odds.tolist() == [-0.75, -0.75, 4.25]


def test_sums_below_a_tag_are_sums_over_its_range() -> None:
    blocks = read_blocks(build_tree("<div><p>one</p><section><p>two</p><p>three</p></section></div><p>four</p>"))
    outline = read_outline(blocks)
    sums = outline.below(np.ones(len(blocks)))
    for row in range(len(outline.tags)):
        assert sums[row] == outline.inside(row).sum()


def test_a_run_of_bare_links_is_a_menu_and_a_single_link_is_not() -> None:
    links = "".join(f"<li><a href=x>Section {number}</a></li>" for number in range(5))
    blocks = read_blocks(build_tree(f"<ul>{links}</ul><p>Text of the article.</p><p><a href=x>One link</a></p>"))
    kept, menus = part_menus(blocks)
    assert [block.text for block in kept] == ["Text of the article.", "One link"]
    assert len(menus) == 5


def test_a_line_break_within_a_sentence_does_not_part_it() -> None:
    def lines(html: str) -> list[str]:
        found: list[Block] = read_blocks(build_tree(html))
        return [block.text for block in found]

    assert lines("<p>The number of<br>defectors fell.<br>It was 223.</p>") == [
        "The number of defectors fell.",
        "It was 223.",
    ]


def test_a_released_tree_is_freed_without_the_collector() -> None:
    soup = build_tree("<div><p>one</p><p>two</p></div>")
    paragraphs = [weakref.ref(tag) for tag in soup.select("p")]
    gc.disable()
    try:
        release_tree(soup)
        del soup
        assert [paragraph() for paragraph in paragraphs] == [None, None]
    finally:
        gc.enable()


def _all_marks(count: int) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    from parsers.cleaning.traits import LOCAL

    return {name: np.zeros(count) for name in LOCAL}
