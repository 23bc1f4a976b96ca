import string
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.errors import SourceError
from parsers.opml import read_opml, write_opml
from parsers.records import FeedSource
from parsers.sources import add_feed_toml, mistakes, read_feeds_toml, write_feeds_toml

SEEDS = Path(__file__).parents[2] / "seeds" / "feeds.toml"
GOOD = """[[feeds]]
id = "yna"
url = "https://news.example/rss"
publisher = "연합뉴스"
language = "ko"
zone = "Asia/Seoul"
"""

WRONG = {
    "x": "not TOML",
    "feed = 1": "unknown key `feed`",
    "feeds = 1": "begin each feed with a line [[feeds]]",
    "[[feeds]]": '`id` is missing or no text; write id = "..."',
    GOOD + "minutes = 5": "unknown key `minutes`; known are id, url",
    GOOD + GOOD: "feed 2 (`yna`): `id` is that of feed 1 too",
    GOOD + GOOD.replace('"yna"', '"b"').replace("example/rss", "example:443/rss?utm_source=x"): "feed 2 (`b`)",
    GOOD.replace("https", "htps"): "`url` is 'htps://news.example/rss'; write a whole address",
    GOOD.replace("https://news.example/rss", "news.example/rss"): "write a whole address",
    GOOD.replace("https://news.example/rss", "file:/etc/passwd"): "write a whole address",
    GOOD.replace("https://news.example/rss", "file:a/../../b.xml"): "write a whole address",
    GOOD.replace("Asia/Seoul", "Asia/Soul"): "write an IANA time zone such as Asia/Seoul",
    GOOD.replace("Asia/Seoul", "../../etc/passwd"): "write an IANA time zone",
    GOOD.replace('"ko"', '"Korean!"'): "write a language code",
    GOOD.replace('"yna"', '"Y N A"'): "use lower-case letters",
    GOOD + "poll_minutes = 1": "write 5 to 10080",
    GOOD + "poll_minutes = true": "write poll_minutes = 60",
    GOOD + 'poll_minutes = "60"': "write poll_minutes = 60",
    GOOD + "active = 1": "write active = true or active = false",
}  # fmt: skip

OPML = """<?xml version="1.0"?><opml version="2.0"><head/><body>
<outline text="Asia"><outline type="rss" text="NK News &amp; more" xmlUrl="https://a.example/feed" language="en"/>
<outline text="연합뉴스" xmlURL="https://b.example/feed"/></outline>
<outline text="a bookmark" htmlUrl="https://c.example/"/>
<outline text="again" xmlUrl="https://a.example/feed?utm_source=opml"/></body></opml>"""


def imported(opml: str | bytes, known: tuple[FeedSource, ...] = ()) -> tuple[FeedSource, ...]:
    body = opml.encode() if isinstance(opml, str) else opml
    return read_opml(body, path="feeds.opml", language="ko", zone="Asia/Seoul", known=known)


def test_the_bundled_list_is_sound_and_begins_with_the_seeds() -> None:
    sources = read_feeds_toml(SEEDS.read_text("utf-8"), path="seeds/feeds.toml")
    assert sources[0].url == "file:seeds.xml"
    assert len(sources) > 20
    assert {source.language for source in sources} >= {"ko", "en"}


def test_what_is_left_out_has_its_default() -> None:
    (source,) = read_feeds_toml(GOOD, path="feeds.toml")
    assert (source.poll_minutes, source.active, source.note) == (60, True, "")


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_is_named_with_its_place_and_mend(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_feeds_toml(text, path="my/feeds.toml")
    assert str(caught.value).startswith("my/feeds.toml: ")
    assert WRONG[text] in str(caught.value)


def test_an_added_feed_stands_at_the_end_and_nothing_before_it_changes() -> None:
    text = "# my feeds\n\n" + GOOD + "# the end\n"
    fresh = FeedSource(
        id="b", url="https://b.example/", publisher='B "b" \\ \n', language="en", zone="UTC", poll_minutes=30
    )
    longer = add_feed_toml(text, fresh)
    assert longer.startswith(text.rstrip())
    assert read_feeds_toml(longer, path="x")[-1] == fresh
    with pytest.raises(SourceError, match="`id` is that of feed 2 too"):
        add_feed_toml(longer, fresh)


def test_opml_of_another_reader_gives_its_feeds_once_with_readable_ids() -> None:
    sources = imported(OPML)
    assert [(source.id, source.url, source.language) for source in sources] == [
        ("nk-news-more", "https://a.example/feed", "en"),
        ("feed", "https://b.example/feed", "ko"),
    ]
    assert imported(OPML, known=sources) == ()


@pytest.mark.parametrize(
    ("opml", "reason"),
    [
        ("", "not well-formed"),
        ("<opml><body>", "not well-formed"),
        ("<html/>", "begins with <opml>"),
        ('<opml>\n<outline text="a" xmlUrl="ftp://a/"/></opml>', "line 2 (`a`): `url` is 'ftp://a/'"),
        ('<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><outline xmlUrl="&a;"/></opml>', "feeds.opml"),
    ],
)
def test_opml_that_cannot_be_used_is_refused_with_its_line(opml: str, reason: str) -> None:
    with pytest.raises(SourceError) as caught:
        imported(opml)
    assert reason in str(caught.value)
    assert "root:" not in str(caught.value)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(
    lambda text: text.strip() == text
)
XML_TEXTS = st.text(string.printable[:95] + "é한&<>\"'", min_size=1, max_size=30).filter(
    lambda text: text.strip() == text
)


def sources(texts: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[FeedSource, ...]]:
    source = st.builds(
        FeedSource,
        id=st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True),
        url=st.integers(0, 10**9).map(lambda number: f"https://news.example/{number}"),
        publisher=texts,
        language=st.sampled_from(["ko", "en", "zh-Hant"]),
        zone=st.sampled_from(["Asia/Seoul", "UTC"]),
        poll_minutes=st.integers(5, 10_080),
        active=st.booleans(),
        note=st.one_of(st.just(""), texts),
    ).filter(lambda source: not any(mistakes(source)))
    return st.lists(source, max_size=4, unique_by=(lambda s: s.id, lambda s: s.url)).map(tuple)


@settings(deadline=None)
@given(sources(TEXTS))
def test_a_list_that_is_written_reads_back_the_same(feeds: tuple[FeedSource, ...]) -> None:
    text = write_feeds_toml(feeds)
    assert read_feeds_toml(text, path="x") == feeds
    assert len(tomllib.loads(text).get("feeds", [])) == len(feeds)


@settings(deadline=None)
@given(sources(XML_TEXTS))
def test_an_export_to_opml_can_be_imported_without_loss(feeds: tuple[FeedSource, ...]) -> None:
    assert imported(write_opml(feeds)) == feeds
