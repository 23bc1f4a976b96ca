"""The doors of the reader: what it gives, what it explains, what it never does."""

import pickle
import time
import timeit
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from datetime import date
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.languages import load_language
from parsers.statistics import EXTRACTOR_VERSION, explain, explanation_lines, extract_statistics, guess_language

DAY = date(2024, 1, 20)
LEAD = "In 2023, 196 North Korean defectors arrived in South Korea, the unification ministry said. "


def counts(text: str, language: str = "en") -> list[float | None]:
    return [s.value for s in extract_statistics(text, published=DAY, language=language)]


def test_a_statistic_points_at_its_number_and_its_sentence() -> None:
    statistic = extract_statistics(LEAD, published=DAY, language="en")[0]
    assert LEAD[statistic.start : statistic.end] == "196"
    assert statistic.sentence == LEAD.strip()
    assert statistic.attribution == "Ministry of Unification"
    assert statistic.rule == "count.subject"


def test_the_words_of_a_doubling_are_the_surface_of_a_multiple() -> None:
    text = "Arrivals of North Korean defectors in Seoul doubled in 2023."
    statistic = extract_statistics(text, published=DAY, language="en")[0]
    assert (statistic.measure, statistic.value, text[statistic.start : statistic.end]) == ("multiple", 2, "doubled")


def test_an_unknown_language_gives_nothing() -> None:
    assert extract_statistics(LEAD, published=DAY, language="xx") == ()
    assert extract_statistics("Это просто текст о 34 перебежчиках.", published=DAY) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (LEAD, "en"),
        ("지난해 국내에 입국한 탈북민은 196명이다.", "ko"),
        ("昨年韓国に入国した脱北者は196人だった。", "ja"),
        ("Im Jahr 2023 kamen 196 Nordkoreaner nach Südkorea.", "de"),
    ],
)
def test_the_language_is_told_from_script_and_words(text: str, code: str) -> None:
    assert guess_language(text) == code
    assert counts(text, code) == [196]


def test_headline_and_lead_said_twice_are_one_statistic() -> None:
    assert counts("196 N. Korean defectors arrived in South last year\n\n" + LEAD) == [196]


@pytest.mark.parametrize(
    "words", ["the last 18 months", "the first 18 months", "the last 7 quarters", "the third half of 2023"]
)
def test_a_stretch_that_no_year_holds_is_no_fault(words: str) -> None:
    assert counts(f"In {words}, 63 North Korean defectors arrived in South Korea, the unification ministry said.") == [
        63
    ]


def test_the_same_text_gives_the_same_statistics() -> None:
    assert extract_statistics(LEAD, published=DAY) == extract_statistics(LEAD, published=DAY)


def test_a_statistic_goes_through_a_pickle_and_never_changes() -> None:
    statistic = extract_statistics(LEAD, published=DAY, language="en")[0]
    assert pickle.loads(pickle.dumps(statistic)) == statistic == replace(statistic)  # noqa: S301 - made right here
    with pytest.raises(FrozenInstanceError):
        statistic.value = 197  # type: ignore[misc]


def test_the_version_names_grammar_and_words() -> None:
    assert EXTRACTOR_VERSION.count("-") == 1


@pytest.mark.parametrize(
    "junk",
    [
        "MOST READ\n1. 43 defectors came in January\n2. 7 escapees open bakery",
        "You may also like\n- Only 229 defectors made it to South Korea in 2020",
        "Photo: 2,600 North Korean defectors at a rally",
        "Home | Politics | 34 defectors | Sport",
        "Related\n[Data] North Korean refugees in Gangwon: 739",
    ],
)
def test_page_junk_gives_nothing(junk: str) -> None:
    assert counts(f"A headline without a figure\n\n{LEAD}\n\n{junk}") == [196]


def test_an_explanation_names_the_words_that_were_read_and_why_others_were_not() -> None:
    told = explain(LEAD + "She is 46 and paid 3,500 won.", published=DAY, language="en")
    roles = {e.role: e.words for e in told.read[0].evidence}
    assert roles["number"] == "196"
    assert roles["event"] == "arrived"
    assert roles["period"] == "2023"
    assert roles["people"] == "defectors"
    assert {left.words for left in told.left_out} == {"46", "3,500"}
    assert all(left.reason for left in told.left_out)
    junk = explain(LEAD + "\n\nMOST READ\n7 ways to cook rice", published=DAY, language="en").left_out
    assert [(left.words, left.sentence) for left in junk] == [("7", "7 ways to cook rice")]
    off_topic = explain("The council has 34 bus stops.", published=DAY, language="en")
    assert (off_topic.read, [left.words for left in off_topic.left_out]) == ((), ["34"])
    lines = explanation_lines(told)
    assert any("count 196 arrival KR" in line for line in lines)
    assert any(line.startswith("left out '3,500'") for line in lines)


def test_an_explained_statistic_shows_its_base_its_source_and_its_hedge() -> None:
    text = (
        "Arrivals of North Korean defectors nearly tripled in 2023 from a year earlier, the unification ministry said."
    )
    line = explanation_lines(explain(text, published=DAY, language="en"))[0]
    assert line == (
        "multiple 3 arrival KR all all period 2023-01-01..2023-12-31 vs 2022-01-01..2022-12-31"
        " @Ministry of Unification [change.multiple, nearly]"
    )


@given(st.text(max_size=300), st.sampled_from(["en", "ko", "ja", "de"]))
@settings(max_examples=150, deadline=None)
def test_no_text_makes_the_reader_fail(text: str, language: str) -> None:
    for statistic in extract_statistics(text, published=DAY, language=language):
        assert text[statistic.start : statistic.end]


@given(
    st.lists(
        st.sampled_from(
            (
                LEAD + "Of them 32 were men; in 2022 there were 67. 20%, 3 times, half of that since 1998 (12) to 5-7 "
                "quarter 2021 first year - each and 1,000.5 $ 4th than from"
            ).split()
        ),
        max_size=60,
    )
)
@settings(max_examples=150, deadline=None)
def test_its_own_words_in_any_order_do_not_make_it_fail(words: list[str]) -> None:
    text = LEAD + " ".join(words)
    for statistic in extract_statistics(text, published=DAY, language="en"):
        assert text[statistic.start : statistic.end].strip()


@given(st.data(), st.sampled_from(["en", "ko", "ja", "de"]))
@settings(max_examples=200, deadline=None)
def test_the_words_of_a_language_in_any_order_give_periods_that_end_after_they_start(
    data: st.DataObject, language: str
) -> None:
    vocabulary = load_language(language)
    words = st.sampled_from([word.text for word in vocabulary.words])
    numbers = st.sampled_from(["1", "12", "63", "2009", "2021", "1,047", "34000", "3만4천", "20%", ".", ",", "(", ")"])
    told = data.draw(st.lists(words | numbers, max_size=14))
    text = " ".join([data.draw(st.sampled_from(vocabulary.anchors())), *told])
    for statistic in extract_statistics(text, published=DAY, language=language):
        start, end = statistic.period_start, statistic.period_end
        assert start is None or end is None or start <= end
        assert statistic.sentence in text


KOREAN_LEAD = "지난해 국내에 입국한 탈북민은 196명이라고 통일부가 밝혔다. "
HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": lambda n: LEAD + "1" * n,
    "no full stop": lambda n: LEAD + "many people came " * (n // 17),
    "parentheses": lambda n: LEAD + "(" * n,
    "numbers": lambda n: LEAD + "63 North Koreans arrived, " * (n // 26),
    "commas": lambda n: LEAD + "1,234" * (n // 5),
    "years": lambda n: LEAD + "from 2012 to 2013 " * (n // 18),
    "lines": lambda n: LEAD + "\n- 63" * (n // 5),
    "names": lambda n: LEAD + "Kim Min Said " * (n // 13),
    "quotes": lambda n: LEAD + "'" * n,
    "hyphens": lambda n: LEAD + "-" * n,
}
HOSTILE_KOREAN: dict[str, Callable[[int], str]] = {
    "digits": lambda n: KOREAN_LEAD + "1" * n,
    "hyphens": lambda n: KOREAN_LEAD + "-" * n,
    "counters": lambda n: KOREAN_LEAD + "탈북민 196명 여성 23명 " * (n // 15),
    "sources": lambda n: KOREAN_LEAD + "통일부에 따르면 지난해 " * (n // 13),
    "quotes": lambda n: KOREAN_LEAD + "'가나'은 " * (n // 6),
}


@pytest.mark.parametrize(
    ("language", "text_of"),
    [
        *(pytest.param("en", text_of, id=f"en {kind}") for kind, text_of in HOSTILE.items()),
        *(pytest.param("ko", text_of, id=f"ko {kind}") for kind, text_of in HOSTILE_KOREAN.items()),
    ],
)
def test_reading_takes_time_in_proportion_to_length(language: str, text_of: Callable[[int], str]) -> None:
    def seconds(size: int) -> float:
        # timeit keeps the garbage collector out, whose passes over all that pytest holds are no cost of the text's.
        text = text_of(size)
        read = partial(extract_statistics, text, published=DAY, language=language)
        return timeit.timeit(read, timer=time.process_time, number=1)

    seconds(2_000)
    # What else the machine does may disturb one measurement, not three.
    assert any(seconds(80_000) < 12 * max(seconds(20_000), 0.01) for _ in range(3))


def test_a_body_that_speaks_by_its_analyst_is_credited_itself() -> None:
    text = LEAD + "Open Doors Watch analyst Maria Stein said: “In 2019, 1,047 defectors reached South Korea.”"
    assert extract_statistics(text, published=DAY, language="en")[-1].attribution == "Open Doors Watch"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A total of 63 trainees completed the course in 2021, the police academy said. Another 45 graduated.", "en"),
        ("2021년 교육생 120명이 경찰학교를 수료했다. 2020년 수료생은 100명이다.", "ko"),
    ],
)
def test_graduates_of_another_school_are_nobodys_trainees(text: str, language: str) -> None:
    assert counts(text, language) == []


def test_countries_listed_each_have_their_own_number() -> None:
    text = "In 2010 581 North Korean refugees settled in Britain, followed by Germany with 146 and Canada with 23."
    read = extract_statistics(text, published=DAY, language="en")
    assert {(s.destination, s.value) for s in read} == {("GB", 581), ("DE", 146), ("CA", 23)}


def test_two_neighbouring_numbers_with_or_are_a_range() -> None:
    read = extract_statistics(LEAD + "In 2011 only two or three came.", published=DAY, language="en")
    assert (read[-1].low, read[-1].high) == (2, 3)


def test_a_fraction_of_all_people_is_a_share_of_them() -> None:
    text = LEAD + "In 2011 a third of all defectors who came were children."
    assert [(s.measure, s.value) for s in extract_statistics(text, published=DAY, language="en")][-1] == ("share", 33.3)


def test_a_region_compared_with_another_tells_no_change() -> None:
    text = LEAD + "As of 2019 10,000 of them live in Gyeonggi Province, 1.4 times the 7,084 in Seoul."
    assert [s.measure for s in extract_statistics(text, published=DAY, language="en")].count("multiple") == 0


def test_ages_listed_with_and_are_no_counts() -> None:
    text = LEAD + "One fled with her sons, ages 12 and 17, and women in their 30s and 60s."
    assert counts(text, "en") == counts(LEAD, "en")


@pytest.mark.parametrize(
    ("counted", "counted_anew", "language"),
    [
        (
            "In 2023, 196 North Korean defectors arrived in South Korea and 72 percent were women.",
            "In 2012, 1,502 North Korean defectors arrived, of whom 60 percent came with relatives.",
            "en",
        ),
        (
            "2023년 입국한 탈북민은 196명이며 이 가운데 여성이 72%다.",
            "2012년 국내에 입국한 탈북민은 1,502명으로, 60%가 가족과 함께 왔다.",
            "ko",
        ),
    ],
)
def test_a_share_is_no_longer_of_women_once_all_are_counted_anew(
    counted: str, counted_anew: str, language: str
) -> None:
    read = extract_statistics(f"{counted}\n\n{counted_anew}", published=DAY, language=language)
    assert {s.value: s.sex for s in read if s.measure == "share"} == {72: "female", 60: "all"}


HARD_WRAPPED = """A United Nations envoy told the committee on Tuesday that in the first
nine months of 2021 some 41 North Koreans arrived in South Korea, down from
229 in all of 2020, he said. Of these people 26 were women, and
15 were men. Most had lived for many years in the northeast of their neighbour
country, where the women had been married to farmers who never asked
them.
"""


def test_a_sentence_goes_on_over_the_lines_of_a_hard_wrapped_text() -> None:
    read = extract_statistics(HARD_WRAPPED, published=DAY, language="en")
    told = {(s.value, s.sex, str(s.period_start), str(s.period_end)) for s in read}
    assert told == {
        (41, "all", "2021-01-01", "2021-09-30"),
        (229, "all", "2020-01-01", "2020-12-31"),
        (26, "female", "2021-01-01", "2021-09-30"),
        (15, "male", "2021-01-01", "2021-09-30"),
    }
    assert all(HARD_WRAPPED[s.start : s.end] == f"{s.value:g}" for s in read)
    assert all(s.sentence in HARD_WRAPPED for s in read)


def test_lines_that_end_as_sentences_do_are_no_wrapped_text() -> None:
    lines = "North Korean defectors came to the South in 2021\n41 of them were women\nmost had lived in China\n"
    assert counts(lines) == [41]


@pytest.mark.parametrize(
    "text",
    [
        "In 2021 they stayed in China for three or four years.",
        "In 2021 they were held in five Chinese cities.",
        "Half the faces in the street are Korean, as MI6 knew in 2021.",
        "In 2021 the students were in their early 20s, aged from 16 to 24, the children of the late '90s.",
        "In 2021 few of the defectors under 30 stayed in South Korea.2",
        "One woman who came in 2008 said she had not slept since.",
        "A defector who reached Seoul in 2008 with her son and a suitcase asked that nobody should write his name.",
        "Since 1995 more than 1 million North Koreans have died of hunger.",
    ],
)
def test_spans_of_years_cities_and_names_with_a_number_count_nobody(text: str) -> None:
    assert counts("North Korean refugees came to the South. " + text) == []


def test_the_country_that_opens_a_line_is_that_of_its_figures() -> None:
    text = "North Korean refugees live in many countries.\nCanada: In 2012, 222 were let in.\nFrance: In 2013, 12 came."
    read = extract_statistics(text, published=DAY, language="en")
    assert [(s.value, s.destination) for s in read] == [(222, "CA"), (12, "FR")]


def test_what_stands_after_a_bracket_is_not_said_of_the_number_in_it() -> None:
    text = "Some 30,000 North Koreans live in China (aid groups say 90,000), and many were repatriated."
    assert {s.event for s in extract_statistics(text, published=DAY, language="en")} == {"residing"}


def test_parts_between_dashes_share_what_befell_their_sum() -> None:
    text = (
        "On 22 August 2023 police in Thailand arrested 175 North Korean asylum seekers - 37 men, 128 women and"
        " 10 children - who had been hiding for two months."
    )
    read = extract_statistics(text, published=DAY, language="en")
    assert {(s.value, s.event, s.destination, str(s.period_start)) for s in read} == {
        (value, "detention", "TH", "2023-08-22") for value in (175, 37, 128, 10)
    }


def test_where_people_are_is_told_of_them_as_a_stock() -> None:
    text = LEAD + "The school where they settle said a total of 19,300 defectors were in South Korea as of 1 July 2023."
    stock = extract_statistics(text, published=DAY, language="en")[-1]
    assert (stock.value, stock.event, stock.scope, str(stock.period_end)) == (
        19300,
        "residing",
        "cumulative",
        "2023-07-01",
    )


def test_a_defector_before_a_group_tells_whose_it_is() -> None:
    text = LEAD + "The ministry helps 1,659 defector students who live in South Korea."
    assert extract_statistics(text, published=DAY, language="en")[-1].group == "students"
