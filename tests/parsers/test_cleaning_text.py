"""Flattened text: the junk without tags goes, the article and its figures stay, and cleaning twice is cleaning once."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.cleaning import clean_page, clean_text

PAGES = Path(__file__).parent / "cases" / "cleaning"
GOLD = Path(__file__).parents[3] / "shared" / "gold" / "dev"
needs_gold = pytest.mark.skipif(not GOLD.exists(), reason=f"the development set is not beside the project ({GOLD})")

ARTICLE = [
    "The number of North Koreans who reached the South fell to 223 last year, the ministry said on Tuesday.",
    "Of those who came, 198 were women and 25 were men, according to the table on the ministry's website.",
    "At the shelter the women bake cookies for a charity sale, and subscribers to its newsletter pay for the flour.",
    "Most of the newcomers had lived in a third country for years before they set out, officials said.",
    "Since 1998 a total of 34,537 North Koreans have settled in the South, the ministry added.",
]
MENU = ["Home", "World", "Politics", "Business", "Sports", "Opinion", "Video", "Weather", "Sign in", "Search"]
FOOT = [
    "Most read",
    "Storm kills 12 on the east coast",
    "1,516 North Koreans fled to the South in 2013",
    "Rice up 9 percent",
]
BANNER = [
    "Our site uses cookies",
    "We use cookies and other tools on our website. You can revoke your choice at any time under Cookie Settings.",
    "Accept all",
]
KOREAN = [
    "통일부는 지난해 국내에 입국한 북한이탈주민이 223명으로 잠정 집계됐다고 20일 밝혔다. 전년보다 13명 줄어든 규모다.",
    "성별로는 여성이 198명, 남성이 25명으로 여성이 전체의 89%를 차지했다. 누적 입국 인원은 3만4천537명이다.",
    "전문가들은 북중 국경의 감시가 느슨해지지 않는 한 입국 규모가 코로나19 이전으로 돌아가기 어렵다고 본다.",
]
KOREAN_FOOT = [
    "☞ 많이 본 기사",
    "1. 정착금 1천만원 떼인 탈북민 5명 고소",
    "2. 북한 주민 22명 표류…전원 송환",
    "3. 화천에 눈 30㎝",
]

LISTED = [
    "Year | Women | Men",
    "2024 | 210 | 26",
    "- Path A: Iceland, Bulgaria, Hungary",
    "8) The complete collection, season one to eight",
    "Q: What do you miss most?",
    "A: My mother's cold noodles",
    "TABLE OF ARRIVALS",
    "Hair: Ann Lee",
]


def test_the_article_is_left_of_a_whole_flattened_page() -> None:
    page = [*MENU, "Fewer North Koreans reach the South", *ARTICLE[:2], *BANNER, *ARTICLE[2:], *FOOT]
    article = clean_text("\n".join(page))
    assert [line for line in article.text.splitlines() if line != article.headline] == ARTICLE
    assert article.headline == "Fewer North Koreans reach the South"


def test_a_banner_and_a_list_at_the_foot_go_from_a_short_text() -> None:
    article = clean_text("\n".join([*ARTICLE, *FOOT, *BANNER]))
    assert article.text.splitlines() == ARTICLE
    assert {"related", "consent"} <= {piece.rule for piece in article.removed}


def test_what_stands_below_the_notice_of_copyright_is_of_other_stories() -> None:
    notice = "< ⓒ 항구방송 무단전재 및 재배포 금지 >"
    clips = [
        "항구뉴스 (1087회) 다시보기",
        "- 탈북민 67명 입국 00:34",
        "- 주민 22명 표류 02:28",
        "- 화천에 눈 30㎝ 01:53",
    ]
    article = clean_text("\n".join([*KOREAN, notice, *clips]))
    assert article.text.splitlines() == KOREAN
    assert {piece.rule for piece in article.removed} == {"copyright"}


def test_a_korean_list_at_the_foot_goes_and_the_article_stays() -> None:
    article = clean_text("\n".join([*KOREAN, *KOREAN_FOOT, "<저작권자 ⓒ 항구일보, 무단 전재 및 재배포 금지>"]))
    assert article.text.splitlines() == KOREAN
    assert article.language == "ko"


def test_the_headline_is_not_taken_from_a_list_of_other_stories() -> None:
    page = [*MENU, *FOOT, "Forecast for the week ahead on the coast", *ARTICLE]
    assert clean_text("\n".join(page)).headline not in FOOT
    assert clean_text("\n".join(["Latest news", "Fewer North Koreans reach the South", *ARTICLE])).headline == (
        "Fewer North Koreans reach the South"
    )


def test_marks_that_wire_services_set_below_a_report_go() -> None:
    marks = ["한강 기자 river@example.com", "(끝)", "[저작권자(c) 항구일보 무단전재 및 재배포 금지]"]
    assert clean_text("\n".join([*KOREAN, *marks])).text.splitlines() == KOREAN
    assert clean_text("\n".join([*ARTICLE, "(END)"])).text.splitlines() == ARTICLE


def test_a_caption_that_names_its_agency_goes_from_above_the_article() -> None:
    assert clean_text("\n".join(["▲ 쉼터 전경. ⓒ뉴시스", *KOREAN])).text.splitlines() == KOREAN


@pytest.mark.parametrize(
    "caption",
    [
        "| 이선 차관이 청진학교를 방문해 학생들을 격려하고 있다. (사진=통일부) |",
        "21일 이선 의원과 시민들이 국회에서 기자회견을 하고 있다. [사진 / 한강 기자]",
        "Women learn to type in a hall of the settlement centre near Seoul, July 10. (Credit: Lee Sun / Harbour Post)",
    ],
)
def test_a_caption_that_closes_with_its_credit_goes_from_between_paragraphs(caption: str) -> None:
    around = KOREAN if "이" in caption else ARTICLE
    assert clean_text("\n".join([around[0], caption, *around[1:]])).text.splitlines() == around


def test_a_sentence_that_names_a_picture_agency_stays() -> None:
    line = "The pictures were made in the border town over nine years by a photographer who worked for Getty Images."
    assert line in clean_text("\n".join([*ARTICLE[:2], line, *ARTICLE[2:]])).text


def test_lines_of_mere_marks_go_and_the_stamp_of_a_report() -> None:
    stamp = "입력 | 2024-07-23 21:01 수정 | 2024-07-23 21:01"
    article = clean_text("\n".join([stamp, KOREAN[0], "|", *KOREAN[1:], "* * *"]))
    assert article.text.splitlines() == KOREAN
    assert {piece.rule for piece in article.removed} == {"dateline", "no words"}


def test_the_last_sentence_stays_though_only_junk_follows_it() -> None:
    head = [
        "통일부 '올 1분기 탈북민 43명... 전분기보다 감소'",
        "페이지 정보",
        "작성자 관리자 작성일24-04-30 14:21 조회104회 댓글0건",
        "본문",
    ]
    report = [
        "올해 1월부터 3월까지 한국에 온 탈북민은 모두 43명으로, 지난해 4분기 57명에 비해 줄었습니다.",
        "통일부는 올 1분기 남성 8명, 여성 35명이 입국해 누적 탈북민이 34,121명이 됐다고 밝혔습니다.",
        "2020년 전체 입국자는 229명, 2021년에는 63명, 2022년엔 67명이었습니다.",
    ]
    foot = [
        "출처 : 항구일보",
        "댓글목록",
        "등록된 댓글이 없습니다.",
        "이전글",
        "다음글",
        "목록",
        "회사소개",
        "이용약관",
    ]
    assert clean_text("\n".join([*head, *report, *foot])).text.splitlines() == report


def test_a_label_between_all_paragraphs_does_not_part_the_article() -> None:
    parted = [line for paragraph in ARTICLE for line in (paragraph, "Article content")]
    article = clean_text("\n".join([*MENU, *parted, *FOOT]))
    assert [line for line in article.text.splitlines() if line != "Article content"] == ARTICLE


def test_a_list_of_figures_within_the_article_stays() -> None:
    figures = ["▲2005년 1천384명(여 960명)", "▲2006년 2천28명(여 1천513명)", "▲2007년 2천554명(여 1천981명)"]
    text = [KOREAN[0], "연도별 입국자는 다음과 같다.", *figures, *KOREAN[1:]]
    assert clean_text("\n".join(text)).text.splitlines() == text


def test_a_paragraph_stays_though_it_speaks_of_cookies_and_subscribers() -> None:
    assert ARTICLE[2] in clean_text("\n".join(ARTICLE)).text


def test_nothing_goes_from_a_clean_text() -> None:
    assert clean_text("\n".join(ARTICLE)).removed == ()
    assert clean_text("\n".join(KOREAN)).removed == ()


def test_white_space_and_invisible_characters_are_put_in_order() -> None:
    text = ARTICLE[0].replace("North Koreans", "North\u00a0 Kor\u00adeans\u200b")
    assert clean_text(f"\ufeff  {text}\r\n\r\n{ARTICLE[1]}").text == f"{ARTICLE[0]}\n{ARTICLE[1]}"


POOL = [
    *ARTICLE,
    *MENU,
    *FOOT,
    *BANNER,
    *KOREAN,
    *KOREAN_FOOT,
    "",
    "2025",
    "- 12 women",
    "Photo: Lee Sun",
    "* 2005 - 1,384",
]


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(POOL), max_size=40))
def test_cleaning_twice_is_cleaning_once(lines: list[str]) -> None:
    once = clean_text("\n".join(lines)).text
    assert clean_text(once).text == once


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(LISTED), max_size=40), st.integers(0, len(ARTICLE)))
def test_a_text_in_which_no_line_betrays_junk_is_kept_whole(listed: list[str], at: int) -> None:
    text = "\n".join([*ARTICLE[:at], *listed, *ARTICLE[at:]])
    assert clean_text(text).text == text


@pytest.mark.parametrize("page", sorted(PAGES.glob("*/page.html")), ids=lambda page: page.parent.name)
def test_what_a_page_gave_is_kept_as_flattened_text(page: Path) -> None:
    text = clean_page(page.read_text("utf-8")).text
    assert clean_text(text).text == text


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=300))
def test_cleaning_any_text_twice_is_cleaning_it_once(text: str) -> None:
    once = clean_text(text).text
    assert clean_text(once).text == once


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(POOL), max_size=30))
def test_every_line_is_kept_or_accounted_for(lines: list[str]) -> None:
    article = clean_text("\n".join(lines))
    seen = [*article.text.splitlines(), *(piece.text for piece in article.removed)]
    assert sorted(seen) == sorted(filter(None, lines))


@needs_gold
def test_no_fact_of_the_development_set_is_cleaned_away() -> None:
    lost = []
    for document in json.loads((GOLD / "dev.json").read_text("utf-8")):
        article = clean_text((GOLD / "texts" / f"{document['id']}.txt").read_text("utf-8"))
        left = " ".join(f"{article.headline} {article.text}".split())
        lost += [
            (document["id"], fact["locator"])
            for fact in document["facts"]
            if " ".join(fact["locator"].split()) not in left
        ]
    assert lost == []


@needs_gold
def test_the_junk_at_the_foot_of_the_two_seeds_goes() -> None:
    first = clean_text((GOLD / "texts" / "seed-000.txt").read_text("utf-8"))
    assert first.headline.startswith("Tripling Tremors")
    assert "You may also like" not in first.text
    second = clean_text((GOLD / "texts" / "seed-001.txt").read_text("utf-8"))
    assert "cookies" not in second.text
    assert "65 people made it to the South" in second.text
