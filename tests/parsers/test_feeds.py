import gzip
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.errors import FeedParseError
from parsers.feeds import parse_feed
from parsers.feeds.drafts import EntryDraft, FeedDraft
from parsers.feeds.identity import identify
from parsers.records import ParsedFeed

URL = "https://news.example/rss/feed.xml"
TITLE = "탈북민 196명 입국, 여성이 164명"
JUNE = datetime(2024, 6, 29, 6, 7, 41, tzinfo=UTC)

RSS20 = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel>
<title>연합뉴스 북한</title><ttl>30</ttl>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>
<item><title>{TITLE}</title><link>/view/1</link><guid isPermaLink="false">AKR1</guid>
<pubDate>Sat, 29 Jun 2024 15:07:41</pubDate><description>통일부 발표</description><author>김기자</author></item>
</channel></rss>"""
RSS10 = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{URL}"><title>t</title><link>{URL}</link></channel>
<item rdf:about="AKR1"><title>{TITLE}</title><link>https://news.example/view/1</link>
<dc:date>2024-06-29T15:07:41+09:00</dc:date></item></rdf:RDF>"""
RSS091 = f"""<rss version="0.91"><channel><title>t</title>
<item><title>{TITLE}</title><link>https://news.example/view/1</link></item></channel></rss>"""
ATOM10 = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><link rel="next" href="?page=2"/>
<link rel="hub" href="https://hub.example/"/><link rel="self" href="javascript:x"/>
<entry><title type="html">&lt;b&gt;{TITLE}&lt;/b&gt;</title><link href="../view/1"/><id>AKR1</id>
<published>2024-06-29T15:07:41+09:00</published><updated>2024-06-30T00:00:00Z</updated>
<summary>s</summary><content type="html">&lt;p&gt;196명&lt;/p&gt;</content></entry></feed>"""
ATOM03 = f"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>t</title><entry><title>{TITLE}</title>
<link rel="alternate" href="https://news.example/view/1"/><id>AKR1</id><issued>2024-06-29T15:07:41+09:00</issued></entry></feed>"""
JSON11 = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "t",
        "next_url": "https://news.example/feed.json?page=2",
        "items": [
            {
                "id": 1,
                "url": "/view/1",
                "title": TITLE,
                "content_html": "<p>196명</p>",
                "date_published": "2024-06-29T15:07:41+09:00",
                "authors": [{"name": "김기자"}],
            }
        ],
    }
)
SITEMAP = f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://news.example/view/1</loc><image:image><image:loc>https://news.example/1.jpg</image:loc>
<image:title>photo</image:title></image:image><news:news><news:publication><news:name>n</news:name></news:publication>
<news:publication_date>2024-06-29T15:07:41+09:00</news:publication_date><news:title>{TITLE}</news:title></news:news></url></urlset>"""

FORMATS = {
    "rss20": RSS20, "rss10": RSS10, "rss091u": RSS091, "atom10": ATOM10, "atom03": ATOM03, "json11": JSON11,
    "news-sitemap": SITEMAP,
}  # fmt: skip


def parsed(body: bytes | str, **given: str) -> ParsedFeed:
    raw = body.encode() if isinstance(body, str) else body
    return parse_feed(raw, feed="yna", url=URL, **({"zone": "Asia/Seoul"} | given))  # type: ignore[arg-type]


def rss(*items: str) -> str:
    return f'<rss version="2.0"><channel>{"".join(f"<item>{item}</item>" for item in items)}</channel></rss>'


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_title_link_and_date(kind: str) -> None:
    feed = parsed(FORMATS[kind])
    (entry,) = feed.entries
    assert (feed.format, entry.title, entry.link) == (kind, TITLE, "https://news.example/view/1")
    if kind != "rss091u":
        assert entry.published is not None
        assert entry.published.value == JUNE


@pytest.mark.parametrize("content_type", ["text/html", "application/json; charset=latin-1", "image/png", ""])
@pytest.mark.parametrize("kind", FORMATS)
def test_a_wrong_content_type_changes_nothing(kind: str, content_type: str) -> None:
    assert parsed(FORMATS[kind], content_type=content_type).entries == parsed(FORMATS[kind]).entries


@pytest.mark.parametrize("name", ["euc-kr", "cp949", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("declared", [True, False])
def test_korean_feeds_are_read_in_any_encoding(name: str, declared: bool) -> None:  # noqa: FBT001
    text = RSS20.replace('encoding="utf-8"', f'encoding="{name}"' if declared else 'encoding="utf-8"')
    assert parsed(text.encode(name)).entries[0].title == TITLE


def test_a_sitemap_may_be_a_gzip_file() -> None:
    assert parsed(gzip.compress(SITEMAP.encode())).entries == parsed(SITEMAP).entries


def test_what_the_feed_asks_for_and_links_to_is_kept() -> None:
    assert parsed(RSS20).ttl_minutes == 60
    links = parsed(ATOM10).links
    assert ("next", f"{URL}?page=2") in links
    assert ("hub", "https://hub.example/") in links
    assert all(href.startswith("https://") for _, href in links)


def test_published_and_updated_stay_two_claims() -> None:
    (entry,) = parsed(ATOM10).entries
    assert entry.published is not None
    assert entry.updated is not None
    assert entry.updated.value == datetime(2024, 6, 30, tzinfo=UTC)
    (only_updated,) = parsed(ATOM10.replace("<published>2024-06-29T15:07:41+09:00</published>", "")).entries
    assert only_updated.published is None


def test_a_date_without_a_zone_is_of_the_feeds_zone_and_one_to_come_has_no_value() -> None:
    fetched_at = datetime(2024, 6, 27, tzinfo=UTC)
    early = parse_feed(RSS20.encode(), feed="f", url=URL, zone="Asia/Seoul", fetched_at=fetched_at).entries[0].published
    assert early is not None
    assert (early.value, early.method) == (None, "in the future")
    tolerated = fetched_at + timedelta(days=2)
    late = parse_feed(RSS20.encode(), feed="f", url=URL, zone="Asia/Seoul", fetched_at=tolerated).entries[0].published
    assert late is not None
    assert late.value == JUNE


def test_a_missing_date_stays_unknown() -> None:
    assert parsed(rss("<title>a</title>")).entries[0].published is None


def test_signs_and_entities_of_a_title_survive() -> None:
    titles = [entry.title for entry in parsed(rss(*(f"<title>{t}</title>" for t in (
        "P &lt; 0.05 &amp; more", "caf&eacute;&nbsp;x&mdash;y", "R & D", "&amp;quot;196&amp;quot; arrive"
    )))).entries]  # fmt: skip
    assert titles == ["P < 0.05 & more", "café x—y", "R & D", '"196" arrive']


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "ftp://a/b", "tag:news.example,2024:1", "http://[::1", "   "]
)
def test_a_link_that_is_no_web_address_is_none(link: str) -> None:
    assert parsed(rss(f"<title>a</title><link>{escape(link)}</link>")).entries[0].link is None


def test_a_guid_is_a_link_only_where_it_is_an_address() -> None:
    assert parsed(rss("<title>a</title><guid>AKR1</guid>")).entries[0].link is None
    permalink = parsed(rss("<title>a</title><guid>https://news.example/1</guid>")).entries[0]
    assert permalink.link == "https://news.example/1"
    assert parsed(rss('<guid isPermaLink="false">https://news.example/1</guid>')).entries[0].link is None


def test_an_entity_of_the_document_is_not_expanded_and_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    bomb = f'<!DOCTYPE rss [<!ENTITY a "{"x" * 1000}"><!ENTITY b "{"&a;" * 1000}"><!ENTITY f SYSTEM "{secret}">]>'
    text = str(parsed(bomb + rss(f"<title>{'&b;' * 1000} &f;</title>")).entries)
    assert "secret" not in text.replace(str(secret), "")
    assert len(text) < 100_000


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("<!doctype html><html><body>Not found</body></html>", "an HTML page"),
        ("just words", "no feed of a known format"),
        ('{"a": 1}', "without the `items`"),
        ("{not json", "begins like JSON"),
        ('{"items":' + "[" * 100_000, "nested too deeply"),
        (
            "<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>",
            "https://a.example/s.xml",
        ),
        ("<note><to>x</to></note>", "no feed of a known format"),
    ],
)
def test_what_is_no_feed_is_refused_with_what_it_is(body: str, reason: str) -> None:
    with pytest.raises(FeedParseError, match="yna: ") as caught:
        parsed(body)
    assert reason in caught.value.reason


def test_a_damaged_or_oversized_gzip_file_is_refused() -> None:
    with pytest.raises(FeedParseError, match="gzip"):
        parsed(gzip.compress(SITEMAP.encode())[:10] + b"\xff" * 50)
    with pytest.raises(FeedParseError, match="larger than"):
        parsed(gzip.compress(b" " * 40_000_000))


def test_an_ill_formed_feed_gives_what_can_be_read_and_says_so() -> None:
    feed = parsed(RSS20.replace("</item>", "<broken>").replace("</channel></rss>", ""))
    assert feed.entries[0].title == TITLE
    assert any("not well-formed" in problem for problem in feed.problems)


@pytest.mark.parametrize("kind", ["rss20", "atom10", "news-sitemap"])
def test_an_entry_inside_which_a_document_breaks_off_is_left_to_the_next_poll(kind: str) -> None:
    name = {"rss20": "item", "atom10": "entry", "news-sitemap": "url"}[kind]
    before, closed, _ = FORMATS[kind].rpartition(f"</{name}>")
    for cut in (
        "<title>Half a ti",
        "<loc>https://news.example/vi",
        "<id>AKR",
        "<link>https://news.example/view/2</link>",
    ):
        feed = parsed(f"{before}{closed}<{name}>{cut}")
        assert [entry.link for entry in feed.entries] == ["https://news.example/view/1"]
        assert "breaks off inside an entry, which is left out" in feed.problems
    assert "breaks off" not in "".join(parsed(before + closed).problems)


def test_an_entry_in_a_comment_at_the_end_costs_none_before_it() -> None:
    feed = parsed(RSS20.replace("</channel>", "<!-- <item><title>Withdrawn</title></item --></channel>"))
    assert [entry.title for entry in feed.entries] == [TITLE]


# ---------------------------------------------------------------- the ladder of identity


def test_the_ladder_is_id_then_id_and_link_then_link_then_content() -> None:
    feed = parsed(
        rss(
            "<guid>1</guid><link>https://a.example/1</link>",
            "<guid>x</guid><link>https://a.example/2</link>",
            "<guid>x</guid><link>https://a.example/3</link>",
            "<link>https://a.example/4?utm_source=rss</link>",
            "<title>only a title</title>",
        )
    )
    assert [entry.identified_by for entry in feed.entries] == ["id", "id+link", "id+link", "link", "content"]
    assert "2 entries with an id that another entry has" in feed.problems


def test_a_changed_tracking_parameter_makes_no_new_entry() -> None:
    one, other = (parsed(rss(f"<link>https://a.example/4?id=1&amp;utm_term={n}</link>")) for n in (1, 2))
    assert one.entries[0].identity == other.entries[0].identity


@pytest.mark.parametrize(
    "address",
    ["https://a.example/4?PHPSESSID={}", "https://a.example/4;jsessionid={}?p=1", "https://a.example/4?utm_term={}"],
)
def test_an_id_that_carries_the_readers_session_makes_no_new_entry(address: str) -> None:
    items = (f"<guid>{address.format(poll)}</guid><link>https://a.example/{poll}</link>" for poll in ("9f3", "a07"))
    one, other = (parsed(rss(item)).entries[0] for item in items)
    assert one.identity == other.identity
    apart = parsed(rss(*(f"<guid>https://a.example/?{given}</guid>" for given in ("p=1", "p=2", "p=1#a", "p=1#b"))))
    assert [entry.identified_by for entry in apart.entries] == ["id"] * 4


@pytest.mark.parametrize("item", ["<guid>{}</guid>", "<link>{}</link>", "<guid>{}?p=1#a</guid><link>{}</link>"])
def test_a_site_that_moves_to_https_brings_no_new_entries(item: str) -> None:
    before, after = (
        parsed(rss(item.replace("{}", address))).entries[0] for address in ("http://a.example/4", "https://a.example/4")
    )
    assert before.identity == after.identity
    assert before.link != after.link or before.link is None


def test_a_fragment_that_names_the_entry_keeps_it_apart() -> None:
    feed = parsed(rss("<link>https://a.example/live#10:15</link>", "<link>https://a.example/live#10:30</link>"))
    assert len({entry.identity for entry in feed.entries}) == 2


def test_an_edited_title_is_the_same_entry_while_id_or_link_stay() -> None:
    for anchor in ("<guid>1</guid>", "<link>https://a.example/1</link>"):
        one, other = (parsed(rss(f"{anchor}<title>{title}</title>")).entries[0] for title in ("before", "after"))
        assert one.identity == other.identity


def test_an_entry_that_is_listed_twice_is_one_entry() -> None:
    feed = parsed(rss(*["<guid>1</guid><title>a</title>"] * 3))
    assert len(feed.entries) == 1
    assert "2 entries listed twice" in feed.problems


def test_a_feed_without_entries_and_one_whose_links_hide_their_articles_say_so() -> None:
    assert parsed(rss()).problems == ("no entries",)
    (problem,) = parsed(rss("<guid>1</guid><link>https://news.google.com/rss/articles/CBMi?oc=5</link>")).problems
    assert problem.startswith("1 entry whose link hides the article's address")


WORDS = st.sampled_from(["", "a", "b", "196"])
DRAFTS = st.builds(
    EntryDraft,
    id=WORDS,
    link=st.sampled_from(["", "/1", "/2", "https://news.example/1", "/1?utm_source=x", "/1#a", "tag:x"]),
    title=WORDS,
    published=st.sampled_from(["", "2024-06-29", "soon"]),
    summary=WORDS,
    content=WORDS,
)


def identities(entries: list[EntryDraft]) -> dict[EntryDraft, str]:
    feed = identify(FeedDraft(format="rss20", entries=tuple(entries)), feed="f", url=URL, zone=None, not_after=None)
    return dict(zip(dict.fromkeys(entries), (entry.identity for entry in feed.entries), strict=True))


@settings(deadline=None)
@given(st.lists(DRAFTS, max_size=12))
def test_no_two_entries_of_a_document_share_an_identity(entries: list[EntryDraft]) -> None:
    found = identities(entries)
    assert len(set(found.values())) == len(found) == len(set(entries))


@settings(deadline=None)
@given(st.lists(DRAFTS, max_size=12).flatmap(lambda entries: st.tuples(st.just(entries), st.permutations(entries))))
def test_the_order_of_a_document_changes_no_identity(orders: tuple[list[EntryDraft], list[EntryDraft]]) -> None:
    assert identities(orders[0]) == identities(orders[1])


# ---------------------------------------------------------------- hostile bytes


@settings(deadline=None)
@given(st.data())
def test_no_mutation_of_a_feed_raises_anything_but_a_feed_parse_error(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from(list(FORMATS.values()))).encode())
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(body)))
        body[start : start + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=30))
    try:
        feed = parsed(bytes(body))
    except FeedParseError:
        return
    assert len({entry.identity for entry in feed.entries}) == len(feed.entries)


@settings(deadline=None)
@given(st.binary(max_size=500))
def test_no_bytes_raise_anything_but_a_feed_parse_error(body: bytes) -> None:
    with suppress(FeedParseError):
        parsed(body)
