from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.urls import canonical_url, hiding_host, request_url, url_key

SAME = [
    ("https://example.com/a?utm_source=x&utm_medium=rss", "https://example.com/a"),
    ("https://example.com/a?id=7&fbclid=IwAR0", "https://example.com/a?id=7"),
    ("https://example.com/a?CMP=Share_iOSApp_Other", "https://example.com/a"),
    ("https://www.bbc.com/news/1?at_medium=RSS&at_campaign=KARANGA", "https://www.bbc.com/news/1"),
    ("https://example.com/a?ref=rss", "https://example.com/a"),
    ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
    ("https://example.com:443/a", "https://example.com/a"),
    ("http://example.com:80", "http://example.com/"),
    ("HTTPS://Example.COM./a", "https://example.com/a"),
    ("https://example.com/a#comments", "https://example.com/a"),
    ("https://example.com/%7eann/%e3%81%82", "https://example.com/~ann/%E3%81%82"),
    ("https://example.com/a/./b/../c", "https://example.com/a/c"),
    ("https://example.com/../../a", "https://example.com/a"),
    ("https://example.com/a;jsessionid=9F3?p=1", "https://example.com/a?p=1"),
    ("https://한국.kr/뉴스", "https://xn--3e0b707e.kr/%EB%89%B4%EC%8A%A4"),
    ("https://BÜCHER.example/", "https://xn--bcher-kva.example/"),
    ("https://user:secret@example.com/a", "https://example.com/a"),
    ("  https://example.com/a\n", "https://example.com/a"),
    ("https://example.com\\a", "https://example.com/a"),
    ("https://www.google.com/url?rct=j&url=https://news.example/a%3Fid%3D7&ct=ga", "https://news.example/a?id=7"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fnews.example%2Fa%3Futm_source%3Dfb&h=x", "https://news.example/a"),
    ("https://news-example.cdn.ampproject.org/c/s/news.example/a", "https://news.example/a"),
    ("https://www.google.com/amp/s/news.example/a", "https://news.example/a"),
]

DIFFERENT = [
    ("https://example.com/?p=12", "https://example.com/?p=13"),
    ("https://www.youtube.com/watch?v=a", "https://www.youtube.com/watch?v=b"),
    ("https://example.com/read.php?item=23", "https://example.com/read.php?item=24"),
    ("https://example.com/a?x=", "https://example.com/a"),
    ("https://example.com/a?page=2", "https://example.com/a"),
    ("https://example.com//a", "https://example.com/a"),
    ("https://example.com/%2Fa", "https://example.com//a"),
    ("https://example.com/#!/a", "https://example.com/#!/b"),
    ("https://example.com/A", "https://example.com/a"),
    ("https://example.com/?ref=chapter-7", "https://example.com/"),
    ("https://example.com/?source=wire-42", "https://example.com/"),
    ("https://m.example.com/a", "https://example.com/a"),
    ("http://example.com/a", "https://example.com/a"),
    ("https://example.com:8443/a", "https://example.com/a"),
    ("https://news.google.com/rss/articles/CBMiA", "https://news.google.com/rss/articles/CBMiB"),
]

TWINS = [
    ("http://www.example.com/a/", "https://example.com/a"),
    ("https://m.example.com/a", "https://www.example.com/a"),
    ("https://amp.example.com/a", "https://example.com/a"),
    ("https://example.com/a/amp/", "https://example.com/a"),
    ("https://example.com/a?amp=1", "https://example.com/a"),
    ("https://example.com/a.amp.html", "https://example.com/a.html"),
    ("https://example.com/index.html", "https://example.com/"),
    ("https://www-example-com.cdn.ampproject.org/c/s/www.example.com/a/amp", "https://example.com/a"),
]

NO_ADDRESS = [
    "", "abc", "/a", "//example.com/a", "ftp://example.com/a", "javascript:alert(1)", "data:text/html,x",
    "tag:example.com,2024:1", "http://", "http:///a", "http://exa mple.com/", "http://[::1", "http://example.com:99999/",
    "http://example..com/", "http://" + "a" * 64 + ".com/", "https://example.com/" + "a" * 9_000, "urn:uuid:1",
    "mailto:a@b.c",
]  # fmt: skip


@pytest.mark.parametrize(("spelling", "canonical"), SAME)
def test_spellings_of_one_address_get_one_form(spelling: str, canonical: str) -> None:
    assert canonical_url(spelling) == canonical


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_addresses_that_may_name_two_documents_stay_two(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_twins_are_two_addresses_that_meet_under_one_key(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)
    assert url_key(one) == url_key(other)


def test_a_key_keeps_apart_what_only_looks_like_a_twin() -> None:
    keys = {url_key(f"https://{rest}") for rest in ("m.com/a", "com/a", "example.com/amplify", "example.com/?amp=7")}
    assert len(keys) == 4


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_what_is_no_web_address_has_no_canonical_form(url: str) -> None:
    assert canonical_url(url) is None
    assert request_url(url) is None


def test_relative_links_are_read_against_their_page() -> None:
    base = "https://example.com/news/feed.xml"
    assert canonical_url("../a?b#c", base=base) == "https://example.com/a?b"
    assert canonical_url("//cdn.example.com/a", base=base) == "https://cdn.example.com/a"


def test_a_page_of_the_web_cannot_name_a_file() -> None:
    assert canonical_url("file:///etc/passwd", base="https://example.com/") is None
    assert request_url("file:seed.txt") is None


def test_the_bundled_feed_names_its_documents_beside_it() -> None:
    assert canonical_url("seed-000.txt", base="file:seeds.xml") == "file:seed-000.txt"
    assert canonical_url("b.txt", base="file:texts/feed.xml") == "file:texts/b.txt"
    assert canonical_url("https://example.com/a", base="file:seeds.xml") == "https://example.com/a"


def test_a_request_keeps_every_parameter_and_their_order() -> None:
    assert request_url("https://example.com/ä b?z=1&utm_source=x&a=ö#top") == (
        "https://example.com/%C3%A4%20b?z=1&utm_source=x&a=%C3%B6"
    )


HOSTS = st.sampled_from(["example.com", "WWW.Example.com", "한국.kr", "m.example.co.kr", "127.0.0.1", "[::1]"])
URLS = st.builds(
    lambda scheme, host, path, query, fragment: f"{scheme}://{host}/{path}{query}{fragment}",
    st.sampled_from(["http", "https", "HTTP"]),
    HOSTS,
    st.text(max_size=40).map(lambda text: text.replace("?", "").replace("#", "")),
    st.text(max_size=40).map(lambda text: "?" + text if text else ""),
    st.text(max_size=20).map(lambda text: "#" + text if text else ""),
)


@settings(deadline=None)
@given(URLS)
def test_a_canonical_address_is_its_own_canonical_form(url: str) -> None:
    canonical = canonical_url(url)
    if canonical is not None:
        assert canonical.isascii()
        assert canonical_url(canonical) == canonical
        assert url_key(canonical) == url_key(url)


@settings(deadline=None)
@given(URLS)
def test_what_is_asked_for_is_the_same_document(url: str) -> None:
    asked = request_url(url)
    if asked is not None:
        assert request_url(asked) == asked
        assert urlsplit(asked).fragment == ""


PIECES = st.sampled_from(
    [
        "/",
        "/",
        "//",
        "/a",
        "/.",
        "/..",
        "/a.b",
        "?",
        "?a=b",
        "&",
        "&c=",
        ":80",
        ":443",
        ":8080",
        ":08",
        ":70000",
        "#x",
        "~",
    ]
)


@settings(deadline=None)
@given(
    HOSTS | st.sampled_from(["a", "a.", "a..b", "a" * 64 + ".kr", "b-_.kr", "256.1.1.1"]), st.lists(PIECES, max_size=7)
)
def test_an_address_that_needs_no_change_is_asked_for_as_it_stands(host: str, pieces: list[str]) -> None:
    url = f"http://{host}{''.join(pieces)}"
    assert request_url(url) == request_url(f" {url}")


@settings(deadline=None)
@given(st.text(), st.one_of(st.none(), st.text(), URLS))
def test_no_text_raises(url: str, base: str | None) -> None:
    canonical_url(url, base=base)
    url_key(url)


def test_links_that_hide_the_article_are_known_by_host_and_path() -> None:
    assert hiding_host("https://news.google.com/rss/articles/CBMiSkFV?oc=5") == "news.google.com"
    others = ["https://news.google.com/rss/search?q=a", "https://news.example/rss/articles/1", "http://[", ""]
    assert [hiding_host(url) for url in others] == [None] * 4
