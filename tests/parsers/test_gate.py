"""The gate lets every page through that the reader would read something from, whatever its encoding."""

import tomllib
from datetime import date
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.anchors import anchor_parts
from parsers.cleaning import clean_page
from parsers.gate import mentions_topic
from parsers.languages import language_codes, load_language
from parsers.statistics import extract_statistics

CASES = tomllib.loads((Path(__file__).parent / "cases" / "statistics.toml").read_text(encoding="utf-8"))["case"]
OFF_TOPIC = "The council met on Tuesday to talk about 34 new bus stops and a bridge over the river. " * 20
WRITTEN = ("utf-8", "utf-16", "utf-16-le", "cp949", "euc-kr")
ANCHORS = sorted({anchor for code in language_codes() for anchor in load_language(code).anchors()})
KOREAN = "지난해 국내에 입국한 탈북민은 196명이다."


@pytest.mark.parametrize("encoding", WRITTEN)
def test_a_korean_page_passes_in_every_common_encoding(encoding: str) -> None:
    assert mentions_topic(KOREAN.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "shift_jis", "euc_jp"])
def test_a_japanese_page_passes_in_every_common_encoding(encoding: str) -> None:
    assert mentions_topic("昨年韓国に入国した脱北者は196人だった。".encode(encoding))


def test_escaped_pages_pass() -> None:
    assert mentions_topic("".join(f"&#{ord(c)};" for c in KOREAN))
    assert mentions_topic("".join(f"&#x{ord(c):X};" for c in KOREAN).encode())
    assert mentions_topic("".join(f"\\u{ord(c):04X}" for c in KOREAN))
    assert mentions_topic(quote(KOREAN))


@pytest.mark.parametrize("anchor", ANCHORS)
def test_every_anchor_passes_however_a_page_writes_it(anchor: str) -> None:
    lines = [anchor, anchor.upper(), anchor.title(), normalize("NFD", anchor), anchor.replace(" ", "</b>&nbsp;\n<i>")]
    lines += [anchor[:2] + unseen + anchor[2:] for unseen in ("\u00ad", "&shy;", "&#173;", "\u200b")]
    assert [line for line in lines if not mentions_topic(f"<p>{line}</p>")] == []


@pytest.mark.parametrize("form", ["&#{};", "&#x{:x};", "&#x{:X};", "\\u{:04x}", "\\u{:04X}"])
def test_every_anchor_passes_with_its_marked_letters_and_other_signs_escaped(form: str) -> None:
    escaped = ["".join(sign if sign.isascii() else form.format(ord(sign)) for sign in anchor) for anchor in ANCHORS]
    assert [text for text in escaped if not mentions_topic(text)] == []


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "latin-1", "cp949", "johab", "shift_jis", "euc_jp", "gb18030", "big5"]
)
def test_every_anchor_passes_in_every_encoding_that_can_write_it(encoding: str) -> None:
    written = [anchor for anchor in ANCHORS if anchor.encode(encoding, "ignore").decode(encoding) == anchor]
    assert [anchor for anchor in written if not mentions_topic(f"<p>{anchor}.</p>".encode(encoding))] == []


def test_tags_between_east_asian_signs_hide_nothing() -> None:
    assert mentions_topic("지난해 입국한 탈<b>북</b>민은 196명이다.")


def test_a_word_that_shares_letters_with_another_is_seen() -> None:
    assert mentions_topic("Northanawon")


def test_off_topic_pages_are_turned_away() -> None:
    assert not mentions_topic(OFF_TOPIC)
    assert not mentions_topic(("시의회는 화요일에 버스 정류장 34곳을 논의했다. " * 20).encode())
    assert not mentions_topic(("시의회는 화요일에 버스 정류장 34곳을 논의했다. " * 20).encode("cp949"))
    assert not mentions_topic(b"")
    assert not mentions_topic(bytes(range(256)) * 8)


@pytest.mark.parametrize("case", [c for c in CASES if c["facts"]], ids=lambda c: str(c["id"]))
def test_no_article_with_statistics_is_turned_away(case: dict[str, str]) -> None:
    assert mentions_topic(case["text"])
    assert mentions_topic(case["text"].encode("utf-16"))


@pytest.mark.parametrize("code", language_codes())
def test_no_example_that_reads_is_turned_away(code: str) -> None:
    assert [e.text for e in load_language(code).examples if e.statistics and not mentions_topic(e.text)] == []


def test_what_only_a_script_or_style_says_is_not_read() -> None:
    named = "196 North Korean defectors arrived in South Korea."
    assert not mentions_topic(f"<script>let title = '{named}'</script><style>/* {named} */</style>{OFF_TOPIC}")
    assert mentions_topic(f'<script type="application/ld+json">{{"headline": "{named}"}}</script>{OFF_TOPIC}')


@pytest.mark.parametrize(
    "around",
    [
        ("<script>", ""),
        ("<!-- <script> -->", "<script>1</script>"),
        ("<!-- <script> -->", "<!-- </script> -->"),
        ("<script>'<script>'</script>", "</script>"),
        ("<script>1</script>", "<style>p {}</style>"),
    ],
)
def test_text_beside_scripts_is_seen_however_they_are_set(around: tuple[str, str]) -> None:
    assert mentions_topic(f"{around[0]}<p>196 North Korean defectors arrived in South Korea.</p>{around[1]}")


def test_a_phrase_passes_with_a_script_between_its_words() -> None:
    assert mentions_topic(f"196 people fled the <script>{'draw();' * 1_000}</script> North.")


def test_elements_whose_names_begin_like_scripts_and_styles_are_text() -> None:
    assert mentions_topic("<style-box><p>196 North Korean defectors arrived in South Korea.</p></style-box>")
    assert mentions_topic("<p><script-note>196 North Korean defectors arrived in South Korea.</script-note>")


MARKUP = """<script>|<SCRIPT src=x>|</script>|<style>|</style>|<style-box>|</style-box>|<!-- | -->|<p>|</p>|<b>|</b>|"}
<script type="application/ld+json">{"headline": "|In 2023, 196 North Korean defectors arrived in South Korea.
Last year 1,047 people from the&nbsp;North came to South Korea.|34 bus stops."""
markup = st.sampled_from(MARKUP.replace("\n", "|").split("|"))


@given(st.lists(markup, min_size=1, max_size=9))
@settings(max_examples=200, deadline=None)
def test_pages_that_the_reader_reads_pass_the_gate(parts: list[str]) -> None:
    page = f"<html><body>{''.join(parts)}"
    article = clean_page(page)
    text = f"{article.headline}\n{article.text}"
    if extract_statistics(text, published=date(2024, 1, 1), language="en"):
        assert mentions_topic(page)


WORDS = """In 2023, 196 people arrived Seoul South defectors refugees North Korean Koreans the from men women were said
DPRK Hanawon ministry of unification since the war since the Korean War NORTH KOREA n. Korean fled ."""
words = st.sampled_from(WORDS.split())


@given(st.lists(words, max_size=25))
@settings(max_examples=300, deadline=None)
def test_what_the_reader_reads_passes_the_gate(parts: list[str]) -> None:
    text = " ".join(parts)
    if extract_statistics(text, published=date(2024, 1, 1), language="en"):
        assert mentions_topic(text)


def test_the_parts_looked_for_are_long_enough_to_tell() -> None:
    assert min(len(p) for p in anchor_parts() if p.isascii()) >= 4
