import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.discovery import MAX_CANDIDATES, USUAL_PLACES, find_feed_addresses
from parsers.languages.boilerplate import load_boilerplate

COMMENT_WORDS = [word for language in load_boilerplate().values() for word in language.comment_feeds]

PAGE = """<!doctype html><html><head><base href="https://cdn.example/">
<link rel="alternate" type="application/rss+xml" title="댓글" href="/comments/feed">
<link rel="ALTERNATE" type="application/rss+xml; charset=utf-8" title="북한" href="/rss/north.xml?a=1&amp;b=2">
<link rel="alternate" hreflang="en" href="/en/">
<link rel="stylesheet" type="text/css" href="/feed.css">
<link rel="alternate" type="application/atom+xml" href="javascript:alert(1)">
</head><body><a href="/service/rss">RSS 서비스</a>
<a href="/feedback">write to us</a><a href="/about">about</a></body></html>"""


def found(page: str) -> list[tuple[str, str]]:
    candidates = find_feed_addresses(page.encode(), url="https://news.example/north/index.html")
    return [(candidate.url, candidate.found_by) for candidate in candidates]


def test_declared_feeds_come_first_then_links_then_the_usual_places() -> None:
    addresses = found(PAGE)
    assert addresses[:3] == [
        ("https://cdn.example/rss/north.xml?a=1&b=2", "declared"),
        ("https://cdn.example/comments/feed", "declared"),
        ("https://cdn.example/service/rss", "linked"),
    ]
    assert addresses[3:] == [(f"https://news.example{place}", "usual place") for place in USUAL_PLACES]


@pytest.mark.parametrize("word", COMMENT_WORDS)
def test_a_feed_of_comments_is_told_by_its_title_in_many_languages(word: str) -> None:
    page = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{title}" href="/{place}.xml">'
        for place, title in (("first", f"Hafen {word.title()}"), ("second", "Hafen"))
    )
    assert [address for address, _ in found(page)][:2] == [
        "https://news.example/second.xml",
        "https://news.example/first.xml",
    ]


def test_a_page_that_says_nothing_leaves_the_usual_places() -> None:
    assert {kind for _, kind in found("<p>hello</p>")} == {"usual place"}


def test_a_page_of_a_thousand_feeds_gives_a_few() -> None:
    many = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}.xml">' for n in range(1000))
    assert len(found(many)) == MAX_CANDIDATES


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_raise(body: bytes) -> None:
    assert find_feed_addresses(b"<link rel=alternate type=text/xml href='" + body, url="https://news.example/")
