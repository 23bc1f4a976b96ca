"""What Korean texts say of asylum, countries beside their numbers, stocks and comparisons is read back."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.records import Statistic
from parsers.statistics import extract_statistics

YEARS = st.integers(2005, 2020)
COUNTS = st.lists(st.integers(2, 400), min_size=4, max_size=4, unique=True)


def read(text: str, published: date) -> tuple[Statistic, ...]:
    return extract_statistics(text, published=published, language="ko")


ASKED = (
    "유럽연합에 {year}년 망명을 신청한 북한 출신은 {a}명이다. 성별로는 여성 {b}명, 남성 {c}명이다.",
    "유럽에 난민신청을 한 탈북민은 {year}년 {a}명이었다. 이 가운데 여성이 {b}명, 남성이 {c}명이다.",
)


@pytest.mark.parametrize("phrase", ASKED)
@given(year=YEARS, numbers=COUNTS)
@settings(max_examples=8, deadline=None)
def test_women_and_men_are_parts_of_those_who_asked_for_asylum(phrase: str, year: int, numbers: list[int]) -> None:
    a, b, c, _ = numbers
    told = {(s.value, s.sex, s.event, s.group) for s in read(phrase.format(year=year, a=a, b=b, c=c), date(2021, 5, 1))}
    assert told == {(n, sex, "other", "asylum applicants") for n, sex in ((a, "all"), (b, "female"), (c, "male"))}


@pytest.mark.parametrize("words", ["난민 지위를 부여받은", "난민지위를 얻은", "난민으로 인정받은"])
def test_asylum_is_never_granted_in_the_country_they_usually_come_to(words: str) -> None:
    text = f"통일부가 탈북민 통계를 냈다. 2019년 {words} 탈북민은 17명이다."
    assert [(s.event, s.destination, s.group) for s in read(text, date(2021, 5, 1))] == [
        ("arrival", None, "asylum granted")
    ]


@given(year=YEARS, numbers=COUNTS)
@settings(max_examples=10, deadline=None)
def test_a_country_right_before_its_number_is_that_of_the_number(year: int, numbers: list[int]) -> None:
    a, b, c, d = numbers
    text = f"{year}년 망명을 신청한 탈북민은 영국 {a}명, 캐나다에 {b}명, 호주 {c}명, 미국({d}명) 순이다."
    told = {(s.value, s.destination) for s in read(text, date(2021, 5, 1))}
    assert told == {(a, "GB"), (b, "CA"), (c, "AU"), (d, "US")}


@given(year=YEARS, numbers=COUNTS)
@settings(max_examples=10, deadline=None)
def test_a_lead_without_a_day_stands_on_the_one_told_next(year: int, numbers: list[int]) -> None:
    total = 20_000 + numbers[0]
    text = (
        "한국에 입국한 탈북민이 2만 명을 넘어섰다.\n"
        f"통일부는 {year}년 5월 말 기준 한국에 입국한 탈북민이 총 {total}명이라고 밝혔다."
    )
    told = {(s.value, s.scope, s.period_end) for s in read(text, date(year, 7, 21))}
    assert told == {(n, "cumulative", date(year, 5, 31)) for n in (20000, total)}


@given(year=YEARS, numbers=COUNTS)
@settings(max_examples=10, deadline=None)
def test_what_a_number_was_in_a_year_named_after_it_is_of_that_year(year: int, numbers: list[int]) -> None:
    now, then, *_ = numbers
    text = (
        f"지난해 한국에 온 탈북민은 {now}명이다. "
        f"작년에 입국한 탈북민 수는 {then}명이던 {year - 5}년 이후 가장 적은 수치다."
    )
    told = {(s.value, s.period_end) for s in read(text, date(year + 1, 1, 5))}
    assert told == {(now, date(year, 12, 31)), (then, date(year - 5, 12, 31))}


@given(year=YEARS, total=st.integers(100, 200), before=st.integers(10, 90))
@settings(max_examples=10, deadline=None)
def test_this_year_ends_on_the_day_stated_before_it(year: int, total: int, before: int) -> None:
    text = f"지난 9월 말 기준으로 올해 탈북민 입국 인원은 총 {total}명으로, 지난해 {before}명보다 늘었다."
    first = read(text, date(year, 10, 24))[0]
    assert (first.value, first.period_start, first.period_end) == (total, date(year, 1, 1), date(year, 9, 30))


NO_CHANGES = (
    "캐나다가 받아들인 탈북민은 미국보다 세 배 가까이 많다.",
    "성별로는 여성이 많아 남성(1천840명)의 3배 정도다.",
    "탈북민의 연평균 소득은 3613만 원으로 전체 평균 6762만 원과 비교하면 절반에 그친다.",
)


@pytest.mark.parametrize("text", NO_CHANGES)
def test_countries_and_sexes_compared_and_sums_of_money_are_no_change_of_people(text: str) -> None:
    told = read("2019년 한국에 온 탈북민은 1047명이다. " + text, date(2020, 5, 1))
    assert {s.measure for s in told} == {"count"}


def test_the_numbers_of_an_address_count_nobody() -> None:
    text = "탈북민 1477명이 남동구에 거주하고 있다. 탈북민 센터(논현동 665-18)가 문을 열었다."
    assert [s.value for s in read(text, date(2013, 6, 16))] == [1477]


def test_a_word_of_its_own_parts_a_number_from_a_change() -> None:
    text = (
        "입국 탈북민은 2014년 1397명, 2015년 1276명 등 감소 추세다. "
        "여성 비율은 2013년 75.6%, 2014년 78.2% 등으로 상승세다."
    )
    told = {(s.measure, s.value, s.period_end) for s in read(text, date(2016, 1, 4))}
    years = [("count", 1397, 2014), ("count", 1276, 2015), ("share", 75.6, 2013), ("share", 78.2, 2014)]
    assert told == {(measure, value, date(year, 12, 31)) for measure, value, year in years}
