"""Pages of our own making, each with one kind of junk: the article comes out whole and the junk does not."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from parsers.cleaning import CLEANER_VERSION, clean_page, clean_text
from parsers.records import Article

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases" / "cleaning").glob("*/page.html"))
URL = "https://news.example.com/2026/01/20/story.html"


def read_case(case: Path) -> tuple[Article, dict[str, Any]]:
    expected: dict[str, Any] = json.loads((case / "expected.json").read_text("utf-8"))
    return clean_page((case / "page.html").read_bytes(), url=URL, zone=expected.get("zone")), expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_article_comes_out_line_by_line(case: Path) -> None:
    article, expected = read_case(case)
    assert article.text.splitlines() == expected["lines"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_junk_is_kept_apart_with_a_rule(case: Path) -> None:
    article, expected = read_case(case)
    left_out = "\n".join(piece.text for piece in article.removed)
    for junk in expected["drops"]:
        assert junk not in article.text
        assert junk in left_out
    assert all(piece.rule for piece in article.removed)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_the_page_says_of_itself_is_read(case: Path) -> None:
    article, expected = read_case(case)
    assert article.kind == expected.get("kind", "article")
    for name in ("headline", "language", "publisher", "published_from"):
        if name in expected:
            assert getattr(article, name) == expected[name]
    if "published" in expected:
        assert article.published is not None
        assert article.published.value == datetime.fromisoformat(expected["published"])
    if "authors" in expected:
        assert article.authors == tuple(expected["authors"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cleaning_the_cleaned_text_changes_nothing(case: Path) -> None:
    article, _ = read_case(case)
    assert clean_text(article.text).text == article.text


def test_a_page_without_a_word_of_the_topic_is_not_parsed_when_the_gate_is_shut() -> None:
    page = (
        "<html><body><article><p>Rice prices rose nine percent in the spring, traders said.</p></article></body></html>"
    )
    assert clean_page(page, gate=True).kind == "off_topic"
    assert clean_page(page, gate=True).text == ""
    assert clean_page(page, gate=False).text


def test_a_date_after_the_fetch_is_not_believed() -> None:
    page = '<meta property="article:published_time" content="2031-01-20T09:30:00Z"><p>Something was said today.</p>'
    assert clean_page(page, fetched_at=datetime(2026, 1, 21, tzinfo=UTC)).published is None
    assert clean_page(page).published is not None


def test_a_date_that_only_says_when_it_was_changed_is_not_the_date_of_publication() -> None:
    page = (
        "<article><h1>A title of some words</h1><p>Updated: 20 January 2026 10:00 KST</p><p>Text of it.</p></article>"
    )
    assert clean_page(page).published is None


def test_the_canonical_address_is_the_one_that_the_page_names() -> None:
    page = '<link rel="canonical" href="/2026/story"><p>Text of the article.</p>'
    assert clean_page(page, url=URL).canonical_url == "https://news.example.com/2026/story"
    assert clean_page("<p>Text.</p>", url=URL).canonical_url == URL


def test_the_version_says_which_rules_cleaned() -> None:
    assert clean_page("<p>Text of an article that is short.</p>").cleaner_version == CLEANER_VERSION
