"""Any bytes at all: every page gives an Article or one typed error, in time proportional to its size."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.cleaning import clean_page, clean_text
from parsers.cleaning.tree import MOST_TAGS
from parsers.errors import PageParseError

KOREAN = (
    "통일부는 지난해 국내에 입국한 북한이탈주민이 223명으로 잠정 집계됐다고 20일 밝혔다. 전년보다 13명 줄어든 규모다.",
    "성별로는 여성이 198명, 남성이 25명으로 여성이 전체의 89%를 차지했다. 누적 입국 인원은 3만4천537명이다.",
    "정부는 지난해 8월부터 분기별 통계를 따로 발표하지 않고 반기마다 홈페이지에 올리고 있다고 설명했다.",
)
JAPANESE = (
    "韓国統一省は昨年韓国に入国した脱北者が223人だったと発表した。前年より13人少ないという。",
    "内訳は女性が198人、男性が25人で、女性が全体の約9割を占めたと同省の当局者は説明した。",
)
CHINESE = ("韩国统一部表示，去年进入韩国的脱北者为223人，比前年减少了13人，其中大多数是女性。",)
RUSSIAN = ("В прошлом году в Южную Корею прибыли 223 человека с Севера, сообщило министерство объединения.",)


def page_of(paragraphs: tuple[str, ...], charset: str) -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f'<html><head><meta charset="{charset}"><title>x</title></head><body><article>{body}</article></body></html>'


@pytest.mark.parametrize(
    ("paragraphs", "encoding", "declared"),
    [
        (KOREAN, "euc-kr", "euc-kr"),
        (KOREAN, "cp949", "ks_c_5601-1987"),
        (KOREAN, "cp949", "utf-8"),
        (KOREAN, "euc-kr", "iso-8859-1"),
        (KOREAN, "utf-8", "euc-kr"),
        (KOREAN, "utf-8", "nonsense"),
        (KOREAN, "utf-16", "utf-16"),
        (KOREAN, "utf-16-le", "utf-8"),
        (KOREAN, "utf-16-be", "utf-8"),
        (JAPANESE, "shift_jis", "shift_jis"),
        (JAPANESE, "euc-jp", "euc-jp"),
        (JAPANESE, "shift_jis", "utf-8"),
        (CHINESE, "gb18030", "gb2312"),
        (RUSSIAN, "windows-1251", "windows-1251"),
    ],
)
def test_a_page_is_read_whatever_its_encoding_and_declaration(
    paragraphs: tuple[str, ...], encoding: str, declared: str
) -> None:
    article = clean_page(page_of(paragraphs, declared).encode(encoding))
    assert article.text.splitlines() == list(paragraphs)


def test_the_header_tells_the_encoding_where_the_page_does_not() -> None:
    body = page_of(RUSSIAN, "x").replace('<meta charset="x">', "").encode("koi8-r")
    assert clean_page(body, content_type="text/html; charset=koi8-r").text.splitlines() == list(RUSSIAN)


def test_a_few_broken_bytes_do_not_turn_utf8_into_something_else() -> None:
    body = page_of(KOREAN, "utf-8").encode().replace(b"</article>", b"<p>\xff\xfe</p></article>")
    assert KOREAN[0] in clean_page(body).text


@pytest.mark.parametrize(
    ("magic", "word"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0JFIF", "JPEG"),
        (b"PK\x03\x04\x14\x00", "ZIP"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\xef\xbb\xbf\r\n%PDF-1.4\n", "PDF"),
        (b'{"title": "Arrivals", "body": "<p>223 people</p>"}', "JSON.*address of the page"),
        (b'show([{"arrivals": 223}]);', "JSON"),
        (b'<?xml version="1.0"?>\n<!-- made --><rss version="2.0"><channel></channel></rss>', "feeds add"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "feeds add"),
        (b"<urlset><url><loc>https://news.example.com/</loc></url></urlset>", "sitemap"),
        (b"From: <Saved by Blink>\r\nSubject: Arrivals\r\nMIME-Version: 1.0\r\n\r\n<p>223</p>", "MHTML.*as HTML"),
        (bytes(range(256)) * 8, "no text"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_the_reason(magic: bytes, word: str) -> None:
    with pytest.raises(PageParseError, match=word) as caught:
        clean_page(magic, url="https://news.example.com/file")
    assert caught.value.subject == "https://news.example.com/file"


@pytest.mark.parametrize(
    "opening", ["Reporter: Ann Lee<br>", "{{ headline }}", "[Seoul] ", "<?xml version='1.0'?><!DOCTYPE html><html>"]
)
def test_a_page_that_opens_oddly_is_still_a_page(opening: str) -> None:
    assert clean_page(f"{opening}{page_of(KOREAN, 'utf-8')}".encode()).text.splitlines()[-1] == KOREAN[-1]


def test_text_without_a_tag_is_read_line_by_line_in_its_own_encoding() -> None:
    assert clean_page("\r\n\r\n".join(KOREAN).encode("cp949")).text.splitlines() == list(KOREAN)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_an_article_or_the_one_typed_error(body: bytes) -> None:
    try:
        article = clean_page(body)
    except PageParseError:
        return
    assert article.kind in {"article", "teaser", "consent", "empty"}


FRAGMENTS = [
    "<div>", "</div>", "<p>", "</p>", "<a href=x>", "</a>", "<table><tr><td>", "</table>", "<button>", "<nav>",
    "<script>", "</script>", "<!--", "-->", "<br>", "<li>", "<article>", "&amp;", "&#xD800;", "&#0;", "\x00", "word ",
    "북한 ", "223 ", ". ", "<svg><title>t</title>", "<noscript>", "<template>", "<plaintext>", "<title>", "\ud800",
    "<frameset><frame src=a>", '<script type="application/ld+json">', '{"@type":"NewsArticle","datePublished":[1]}',
    "<time datetime=x>", "<h1>",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=60))
def test_any_markup_gives_an_article(pieces: list[str]) -> None:
    article = clean_page("".join(pieces))
    assert article.text == "\n".join(line.strip() for line in article.text.split("\n"))


@pytest.mark.parametrize("tag", ["<a href=/>", "<a name=top>", "<button>", "<nav>", "<aside>", "<header>", "<form>"])
def test_a_tag_that_nobody_closes_does_not_take_in_the_article(tag: str) -> None:
    told = [
        f"In {year} the ministry counted {year - 1_000} arrivals, as its report of {year} told."
        for year in range(2_001, 2_009)
    ]
    paragraphs = "".join(f"<p>{line.replace('report', '<a href=/r>report</a>')}</p>" for line in told)
    menu = "<ul>" + "".join(f"<li><a href=/s{n}>Section {n}</a></li>" for n in range(8)) + "</ul>"
    page = f"<body>{menu}<div><h1>Arrivals fall</h1>{tag}{paragraphs}</div>{menu}</body>"
    read = clean_page(page).text.splitlines()
    assert [line for line in read if line in told][-7:] == told[1:]


def test_a_hundred_thousand_nested_tags_are_read() -> None:
    page = "<div>" * 100_000 + f"<p>{KOREAN[0]}</p><p>{KOREAN[1]}</p>" + "</div>" * 100_000
    assert KOREAN[0] in clean_page(page).text


def test_a_page_of_very_many_tags_is_read_up_to_a_bound_and_says_so() -> None:
    paragraphs = "".join(f"<p>{line} {line}</p>" for line in KOREAN)
    article = clean_page(f"<article>{paragraphs}{'<p></p>' * MOST_TAGS}<p>The end.</p></article>")
    assert article.text.splitlines() == [f"{line} {line}" for line in KOREAN]
    assert [piece.rule for piece in article.removed] == ["beyond"]
    assert f"{MOST_TAGS:,} tags" in article.removed[0].text


@pytest.mark.parametrize(
    "unit",
    [
        "<p>The ministry said that 223 people had reached the South in the year.</p>",
        "<ul><li><a href=x>Home</a></li>",
        "<table><tr><td>2024<td>210<td>26",
        "<b>word <i>word ",
        "<br>line",
        "<span class=x>",
        "&lt;",
    ],
    ids=["paragraphs", "lists", "tables", "inline", "breaks", "spans", "entities"],
)
def test_time_is_proportional_to_size(unit: str) -> None:
    def seconds(count: int) -> float:
        page = unit * count
        start = time.process_time()
        clean_page(page)
        return time.process_time() - start

    seconds(200)
    small, large = seconds(1_500), seconds(12_000)
    assert large < 8 * 4 * max(small, 0.01)


def test_a_page_cut_off_in_the_middle_gives_what_is_there() -> None:
    page = page_of(KOREAN, "utf-8").encode()
    cut = page[: page.index("정부는".encode()) + 40]
    assert clean_page(cut).text.splitlines()[:2] == list(KOREAN[:2])


def test_a_frameset_is_empty() -> None:
    assert clean_page("<html><frameset cols=*><frame src=a.html></frameset></html>").kind == "empty"


def test_no_bytes_are_empty() -> None:
    assert clean_page(b"").kind == "empty"
    assert clean_text("").kind == "empty"


def test_no_case_page_needs_more_than_the_tags_it_shows() -> None:
    """The stock tree builder and ours see the same words, for what ours leaves out is unseen."""
    from bs4 import BeautifulSoup

    from parsers.cleaning.tree import build_tree

    for path in (Path(__file__).parent / "cases" / "cleaning").glob("*/page.html"):
        html = path.read_text("utf-8")
        stock = BeautifulSoup(html, "lxml")
        for tag in stock(["script", "style", "noscript"]):
            tag.decompose()
        assert build_tree(html).get_text(" ").split() == stock.get_text(" ").split()
        assert len(build_tree(html).select("p")) == len(stock.select("p"))
