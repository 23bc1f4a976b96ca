"""Whom a figure is credited to: texts in, the sources of their figures out."""

from datetime import date

import pytest

from parsers.statistics import extract_statistics

DAY = date(2024, 8, 1)
MINISTRY = "Ministry of Unification"
GROUP = "Transitional Justice Working Group"
SAID = [
    ("a ministry official told Yonhap News Agency.", MINISTRY),
    ("an official at the unification ministry told Reuters.", MINISTRY),
    ("Kim Min-su, who runs a radio station, told the BBC.", "Kim Min-su"),
    ("according to data obtained by Chosunilbo from the Ministry of Unification.", MINISTRY),
    ("according to VOA, which the unification ministry said it believed.", MINISTRY),
    ("the Voice of America reported.", "VOA"),
    ("Human Rights Watch said, citing activists and relatives.", "Human Rights Watch"),
    ("according to activists.", "activists"),
    ("according to Lee Min-ho, executive director of the Transitional Justice Working Group.", f"Lee Min-ho, {GROUP}"),
    ("said Lee Min-ho, who heads the Seoul-based Transitional Justice Working Group.", f"Lee Min-ho, {GROUP}"),
    ("Koo Dae-jung, spokesman of the unification ministry, told a briefing.", MINISTRY),
    ("unification ministry spokesperson Koo Dae-jung said.", MINISTRY),
    ("a pastor said.", "pastor"),
    ("according to the 2021 Global Trends report released by the UNHCR.", "UNHCR"),
    ("sources including Kim Min-su told Human Rights Watch.", "sources"),
    ("by a disclosure of the unification ministry.", MINISTRY),
    ("said Radio Free Asia, citing a Thai newspaper, the Bangkok Post.", "Bangkok Post"),
    ("the ministry's spokesperson Koo Dae-jung told reporters.", MINISTRY),
    ("the ministry said, as cited by Yonhap News Agency.", MINISTRY),
    ("an official said.", "official"),
    ("according to Eurostat.", "Eurostat"),
    ("said spokesman Maj. Gen. Kim Min-su.", "Kim Min-su"),
    ("the Joint Chiefs of Staff said.", "South Korean military"),
    ("according to the Toronto Star.", "Toronto Star"),
    ("though the Thai government no longer gives the official figures.", None),
]


@pytest.mark.parametrize(("ending", "source"), SAID)
def test_a_figure_is_credited_to_whoever_states_it(ending: str, source: str | None) -> None:
    text = "In 2021 a total of 63 North Korean defectors came to the South, " + ending
    assert {s.attribution for s in extract_statistics(text, published=DAY, language="en")} == {source}


LEAD = "A total of 63 North Korean defectors came to the South in 2021, the unification ministry said.\n"


@pytest.mark.parametrize(
    ("following", "source"),
    [
        ("Of them, 40 were men.", "Ministry of Unification"),
        ("In the first quarter 31 came.", "Ministry of Unification"),
        ('"It was the virus," said Kim Min-su, who waits for them.\nIn 2019 1,047 North Koreans came.', None),
        ("The figure was 1,047 in 2019.", "Ministry of Unification"),
        ("Cold rain fell.\nThe school is full.\nOf the 63, 40 were men.", "Ministry of Unification"),
        ("Cold rain fell.\nThe school is full.\nA total of 34,000 North Koreans live in the South.", None),
        ("In 2009 the number of defectors who came was 2,914.", None),
        ("Kim Min-su, who waits for them, said few go out. He said 12 of them were children.", "Kim Min-su"),
        ("Some 12 of them were children, we make it.", None),
        ("More than 34,000 North Koreans have fled to the South since the war.", None),
        ("Senator Kim Min-su said the law should change.\nIn 2012 there were 1,502.", None),
        ("In 2019 there were 1,047. Kim Min-su says few of them go out.", None),
        (
            "Kim Min-su, a lecturer at a college in Busan who, as others do, helps them, says 12 of them left.",
            "Kim Min-su",
        ),
    ],
)
def test_a_source_named_once_speaks_on_for_a_while(following: str, source: str | None) -> None:
    read = extract_statistics(LEAD + following, published=DAY, language="en")
    assert read[-1].attribution == source


def test_data_cited_again_by_an_agency_are_still_those_of_the_office_that_made_them() -> None:
    text = LEAD + "The total includes 40 men and 23 women, Yonhap News Agency reported, citing the data."
    assert {s.attribution for s in extract_statistics(text, published=DAY, language="en")} == {
        "Ministry of Unification"
    }


def test_a_body_called_by_its_kind_speaks_of_older_years_too() -> None:
    lead = "In 2013 720 North Koreans asked Canada for refugee status, the refugee board's tables show.\n"
    text = lead + "In 2012 the board granted asylum to 222 of them."
    assert extract_statistics(text, published=DAY, language="en")[-1].attribution == "Canadian refugee board"


KOREAN_SAID = [
    ("{told}고 통일부가 20일 밝혔다.", MINISTRY),
    ("통일부 당국자는 {told}고 기자들에게 설명했다.", MINISTRY),
    ("한서진 의원은 통일부가 경찰청에 소재 파악을 요청해 보니 {told}고 말했다.", "Rep. Han Seo-jin"),
    ("한서진 의원이 통일부로부터 제출받은 자료에 따르면 {told}고 한다.", MINISTRY),
    ("한서진 의원은 통일부가 제출한 국정감사 자료를 근거로 {told}고 주장했다.", MINISTRY),
    ("한서진 의원이 관세청으로부터 제출받은 자료에 따르면 {told}고 한다.", "관세청"),
    ("대북소식통은 연합뉴스에 {told}고 말했다.", "대북소식통"),
    ("한서진 한강대 교수는 본지 통화에서 {told}고 했다.", "Han Seo-jin"),
    ("한서진 한강연구원(HRI) 북한센터 연구위원은 {told}고 분석했다.", "Han Seo-jin"),
    ("한서진 박사는 자유아시아방송에서 {told}고 설명했다.", "Han Seo-jin"),
    ("한서진(한강 갑) 의원실에서 정리한 '정착 현황' 자료에 따르면 {told}고 한다.", "Rep. Han Seo-jin"),
    ("한강교육개발원 통계센터(소장 한서진)가 최근 공개한 '정착 현황'에 따르면 {told}고 한다.", "통계센터"),
    ("북향인권연대의 한서진 사무국장은 이날 {told}고 말했다.", "Han Seo-jin"),
    ("국회 한서진 위원의 말에 따르면 {told}고 한다.", "Han Seo-jin"),
    ("탈북민 출신 한국 국회의원으로서 {told}고 들었다.", None),
    ("{told}는 집계(통일부, 2022년 1월)가 있다.", MINISTRY),
    ("로이터통신은 {told}고 보도했다.", "Reuters"),
    ("휴먼라이츠워치는 이같이 밝히고 {told}고 덧붙였다.", "Human Rights Watch"),
]


@pytest.mark.parametrize(("frame", "source"), KOREAN_SAID)
def test_a_korean_figure_is_credited_to_whom_particles_mark(frame: str, source: str | None) -> None:
    text = frame.format(told="2021년 한국에 입국한 탈북민은 63명이라")
    assert {s.attribution for s in extract_statistics(text, published=DAY, language="ko")} == {source}


@pytest.mark.parametrize(
    ("said", "source"), [("서 의원은 {}고 말했다.", "Rep. Seo Da-in"), ("한 교수는 {}고 했다.", "Han Seo-jin")]
)
def test_a_korean_surname_is_that_of_the_person_named_before(said: str, source: str) -> None:
    met = "한서진 한강대 교수와 서다인 의원이 만났다. "
    text = met + said.format("2021년 한국에 입국한 탈북민이 63명이라")
    assert [s.attribution for s in extract_statistics(text, published=DAY, language="ko")] == [source]


@pytest.mark.parametrize("between", ["이들은 제3국에서 지낸 것으로 알려졌다.", "하나원 개원식의 장관 ", "왜 줄었나?"])
def test_what_nobody_says_stands_between_without_ending_a_korean_source(between: str) -> None:
    text = f"통일부는 2021년 한국에 입국한 탈북민이 63명이라고 밝혔다.\n{between}\n여성은 23명, 남성은 40명이다."
    read = extract_statistics(text, published=DAY, language="ko")
    assert [(s.value, s.attribution) for s in read] == [(n, MINISTRY) for n in (63, 23, 40)]


def test_a_first_paragraph_is_spoken_by_the_source_that_the_second_names() -> None:
    text = (
        "최근 한국을 떠난 사람이 늘었다. 2021년 입국한 탈북민은 63명이다. 관리에 허점이 많다는 지적도 있다.\n"
        "통일부에 따르면 2020년 입국한 탈북민은 229명이다."
    )
    assert {s.attribution for s in extract_statistics(text, published=DAY, language="ko")} == {MINISTRY}


def test_a_headline_names_its_source_beside_a_colon() -> None:
    text = "State Department: 186 North Korean refugees now live in America"
    assert [s.attribution for s in extract_statistics(text, published=DAY, language="en")] == ["US State Department"]


def test_a_source_brought_in_without_a_name_has_it_from_the_sentence_that_names_it() -> None:
    text = (
        "China sent back 63 North Koreans in 2021, a rights group said.\n"
        "They were women, the Transitional Justice Working Group said.\n"
    )
    assert [s.attribution for s in extract_statistics(text, published=DAY, language="en")] == [GROUP]


def test_a_person_named_again_by_the_last_name_speaks_again() -> None:
    lead = "Kim Min-su, the United Nations envoy, told a committee that North Korean defectors are at risk.\n"
    text = lead + "Min-su, a former teacher, said 40 North Korean defectors reached Thailand in 2004."
    read = extract_statistics(text, published=DAY, language="en")
    assert [s.attribution for s in read] == ["Kim Min-su, United Nations"]


@pytest.mark.parametrize(
    ("first", "again", "source"),
    [
        ("Rep. Kim Min-su, a member of the committee, said few go out.", "the lawmaker said", "Rep. Kim Min-su"),
        ("A South Korean missionary said few come now.", "the missionary told reporters", "missionary"),
        ("Few come now, Human Rights Watch said.", "the group said", "Human Rights Watch"),
    ],
)
def test_who_was_credited_speaks_again_by_what_he_does(first: str, again: str, source: str) -> None:
    text = f"North Korean defectors come to the South.\n{first}\nIn 2021 40 defectors reached Thailand, {again}."
    assert [s.attribution for s in extract_statistics(text, published=DAY, language="en")] == [source]


def test_who_gives_a_figure_of_his_own_does_not_speak_for_the_one_before_it() -> None:
    text = LEAD + "Cold rain fell.\nMany wait.\nIn 2019 there were 1,047. Aid workers say 30,000 more live in China."
    read = extract_statistics(text, published=DAY, language="en")
    assert [(s.value, s.attribution) for s in read[1:]] == [(1047, None), (30000, "Aid workers")]


def test_who_only_comments_does_not_speak_for_the_lead() -> None:
    text = (
        "More than 800 North Korean defectors came in 2016. Experts say more tire of their work.\nThe ministry said so."
    )
    assert [s.attribution for s in extract_statistics(text, published=DAY, language="en")] == [
        "Ministry of Unification"
    ]
