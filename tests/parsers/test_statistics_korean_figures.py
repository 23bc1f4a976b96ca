"""What the words around a Korean number make of it: a sample, a mark passed, a band, a name, a share of people."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.records import Statistic
from parsers.statistics import extract_statistics

LEAD = "통일부가 탈북민 통계를 밝혔다. "
COUNTS = st.integers(20, 900)


def read(text: str, published: date = date(2021, 9, 1)) -> tuple[Statistic, ...]:
    return extract_statistics(LEAD + text, published=published, language="ko")


@pytest.mark.parametrize("said", ["을 대상으로 면담을 진행", "을 조사해 발표", "을 면접한 뒤 보고서를 공개"])
@given(asked=COUNTS)
@settings(max_examples=6, deadline=None)
def test_people_who_were_asked_are_no_statistic(said: str, asked: int) -> None:
    assert not read(f"재단은 국내에 거주하는 탈북민 {asked}명{said}했다.")


@given(came=COUNTS, asked=COUNTS)
@settings(max_examples=6, deadline=None)
def test_those_among_whom_a_sample_was_taken_are_counted(came: int, asked: int) -> None:
    told = read(f"2019년 입국한 탈북민 {came + 900}명 중 {asked}명을 대상으로 물었다.")
    assert [s.value for s in told] == [came + 900]


@pytest.mark.parametrize("words", ["만 명을 돌파한 지 3년 만에", "만 명을 넘어선 지 약 30개월 만에"])
def test_a_mark_passed_long_ago_is_not_told_again(words: str) -> None:
    told = read(f"국내 입국 탈북민은 1{words} 2010년 11월 2만 명을 뛰어넘었다.")
    assert [(s.measure, s.value, s.qualifier) for s in told] == [("count", 20000, "over")]


@pytest.mark.parametrize(("band", "low", "high"), [("70%대", 70, 79), ("7%대", 7, 7.9), ("82%대", 82, 82.9)])
def test_a_band_of_percent_is_a_range(band: str, low: float, high: float) -> None:
    told = read(f"2019년 입국한 탈북민 가운데 여성 비율은 {band}였다.")
    assert [(s.measure, s.value, s.low, s.high) for s in told] == [("share", None, low, high)]


@pytest.mark.parametrize("name", ["COVID-19로", "MERS-12로"])
def test_the_number_of_a_name_counts_nobody(name: str) -> None:
    told = read(f"{name} 국경이 막혀 2020년 입국한 탈북민은 229명에 그쳤다.")
    assert [s.value for s in told] == [229]


@pytest.mark.parametrize(
    ("words", "end"),
    [("19년 말 기준", "2019-12-31"), ("20년 6월 현재", "2020-06-30"), ("20년 상반기 기준", "2020-06-30")],
)
def test_two_digits_before_a_part_of_a_year_are_its_year(words: str, end: str) -> None:
    told = read(f"{words} 교정시설에 수감된 탈북민은 180명이다.")
    assert [(s.value, str(s.period_end)) for s in told] == [(180, end)]


@given(count=COUNTS)
@settings(max_examples=6, deadline=None)
def test_two_digits_of_years_that_passed_are_no_year(count: int) -> None:
    told = read(f"20년 만에 가장 적은 {count}명이 2020년 입국했다.")
    assert [(s.value, str(s.period_start)) for s in told] == [(count, "2020-01-01")]


@pytest.mark.parametrize("words", ["{count}명({share}%)이", "{share}%인 {count}명이"])
@given(count=COUNTS, share=st.integers(2, 98))
@settings(max_examples=6, deadline=None)
def test_a_share_that_says_a_count_again_is_of_those_people(words: str, count: int, share: int) -> None:
    told = read(f"2019년 입국한 탈북민 가운데 {words.format(count=count, share=share)} 중국에 오래 머물렀다.")
    assert {(s.measure, s.value, str(s.period_start)) for s in told} == {
        ("count", count, "2019-01-01"),
        ("share", share, "2019-01-01"),
    }


@pytest.mark.parametrize("words", ["지난해 같은 기간과 비교할 때", "지난해 같은 기간과 비교해"])
def test_what_a_number_is_compared_with_is_not_its_period(words: str) -> None:
    told = read(f"올해 1월부터 7월까지 입국한 탈북민은 {words} 약 18% 늘어난 155명이다.")
    periods = {(s.measure, str(s.period_start), str(s.versus_start)) for s in told}
    assert periods == {("percent_change", "2021-01-01", "2020-01-01"), ("count", "2021-01-01", "None")}


@pytest.mark.parametrize("gave_up", ["중도에 학업을 포기했다", "학업을 중도에 포기했다"])
def test_pupils_who_give_up_school_are_no_stock_of_pupils(gave_up: str) -> None:
    told = read(f"2019년 탈북학생 34명이 {gave_up}.")
    assert [(s.value, s.event, s.group, s.scope) for s in told] == [(34, "other", "school dropouts", "period")]
