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


@given(served=COUNTS)
@settings(max_examples=6, deadline=None)
def test_how_many_there_are_to_one_of_other_people_is_no_statistic(served: int) -> None:
    assert not read(f"하나센터 상담사 1인당 탈북민 수는 {served}명이다.")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("2020년 총책임자 1명도 한국에 망명했다.", []),
        ("2020년 영국에 망명한 탈북민은 한 명도 없었다.", [0]),
        ("2020년 미국에 입국한 탈북 난민은 전무했다.", [0]),
    ],
)
def test_not_even_one_is_none_only_where_it_is_denied(text: str, values: list[int]) -> None:
    assert [s.value for s in read(text)] == values


@pytest.mark.parametrize(
    "text",
    [
        "2019년 일반 국민 자살률 4.5%에 비해 2배 높다.",
        "2019년 탈북민 자살률은 국민보다 3배 많다.",
        "2019년 우리나라 총 사망자는 29만 8800명이다.",
        "학교를 6년의 절반인 3년 만에 마친다.",
        "북한은 정치범 수용소에 15만 명을 수감하고 있다.",
    ],
)
def test_figures_of_other_people_and_of_years_are_no_statistics(text: str) -> None:
    assert not read(f"탈북민이 한국에 정착했다. {text}")


@pytest.mark.parametrize("said", ["북한으로 돌려보내졌다", "강제북송됐다"])
@given(count=COUNTS)
@settings(max_examples=6, deadline=None)
def test_what_befell_those_held_is_told_by_the_verb(said: str, count: int) -> None:
    told = read(f"2019년 중국에 수감돼 있던 탈북자 {count}명이 {said}.")
    assert [(s.value, s.event, s.destination, s.scope) for s in told] == [(count, "repatriation", "CN", "period")]


@given(count=COUNTS)
@settings(max_examples=6, deadline=None)
def test_those_who_may_be_sent_back_are_still_held(count: int) -> None:
    told = read(f"2019년 6월 현재 중국에 구금된 탈북자 {count}명이 강제북송 위기에 놓였다.")
    assert [(s.value, s.event, s.scope) for s in told] == [(count, "detention", "cumulative")]


@given(before=COUNTS, now=COUNTS)
@settings(max_examples=6, deadline=None)
def test_what_a_number_was_before_counts_the_same_people(before: int, now: int) -> None:
    told = read(f"2015년 {before}명이었던 탈북민 수감자는 2019년 6월 현재 {now}명으로 늘었다.")
    assert {(s.value, s.event, s.group) for s in told} == {(n, "other", "in prison") for n in (before, now)}


def test_parts_by_kind_are_counted_beside_the_names_of_their_kinds() -> None:
    text = "2019년 12월 현재 탈북민 수감자는 100명이다. 범죄별로는 마약 40명(40%), 폭행 25명(25%), 무고 5명이다."
    told = {(s.measure, s.value, s.group) for s in read(text + " 이어 절도(4%), 강도(3%) 순이다.")}
    counts = {("count", n, "in prison") for n in (100, 40, 25, 5)}
    assert told == counts | {("share", n, "in prison") for n in (40, 25, 4, 3)}


def test_a_school_attended_now_is_not_of_the_day_it_moved() -> None:
    told = read("현재 45명의 탈북 청소년이 다니는 이 학교는 지난 2월 옮겨 왔다.")
    assert [(s.value, str(s.period_end)) for s in told] == [(45, "2021-09-01")]


def test_so_many_a_year_over_years_past_are_an_average() -> None:
    told = read("최근 10년간 매년 약 2100명의 탈북민이 입국하고 있다.")
    assert [(s.value, s.scope) for s in told] == [(2100, "average")]


def test_a_forecast_in_the_next_quote_leaves_the_first_as_told() -> None:
    told = read("당국자는 “2019년 입국한 탈북민은 1047명”이라며 “추세가 당분간 이어질 것”이라고 말했다.")
    assert [s.value for s in told] == [1047]


def test_schools_listed_with_points_between_end_no_sentence() -> None:
    told = read("통일부는 2019년 초등학교에 탈북학생 95명이 다녔고 중.고등학교에 88명이 다녔다고 밝혔다.")
    assert {(s.value, s.attribution) for s in told} == {(n, "Ministry of Unification") for n in (95, 88)}


@pytest.mark.parametrize(
    "text",
    [
        "이 소식통에 따르면 북한 노동자들은 총 17만명으로, 중국에 12만 명, 러시아에 5만 명이 일한다.",
        "최근 월북자는 모두 55명이었다. 이 중 25명이 국내로 돌아왔다.",
        "탈북민 30명을 초청해 선물을 전달했다.",
        "수 만명의 탈북자들이 중국에 숨어 지낸다.",
        "2019년 5월 발족한 자문단은 101명의 청년들이 활동한다.",
        "최근 적게는 4명, 많게는 23명의 인적 사항을 적어 냈다.",
    ],
)
def test_parts_of_other_people_and_guests_are_no_statistics(text: str) -> None:
    assert not read(text)


def test_a_record_is_no_bound() -> None:
    told = read("2002년 1138명, 2003년 1281명, 2004년 사상 최대인 1894명이 입국했다.")
    assert [(s.value, s.qualifier, s.scope) for s in told] == [(n, "exact", "period") for n in (1138, 1281, 1894)]


def test_what_came_is_told_before_a_forecast_of_the_next_year() -> None:
    told = read("작년에는 229명이 입국해 증가세가 꺾였지만 올해는 1000명에 육박할 것으로 예상된다.")
    assert [(s.value, str(s.period_start)) for s in told] == [(229, "2020-01-01")]


def test_the_country_people_were_heading_for_did_not_hold_them() -> None:
    told = read("지난 16일 한국으로 오려던 탈북자 45명이 라오스에서 체포됐다.")
    assert [(s.value, s.event, s.destination) for s in told] == [(45, "detention", "LA")]


def test_the_place_of_a_dateline_is_where_nobody_lives() -> None:
    told = read("2020년 1월 현재 일본에 사는 탈북자는 200명이다./도쿄=연합")
    assert [(s.value, s.destination, s.group) for s in told] == [(200, "JP", "all")]


def test_numbers_that_grew_year_by_year_are_no_average() -> None:
    told = read("2011년부터 2014년까지 탈북자 수감자는 해마다 증가해 302명으로 집계됐다.")
    assert [(s.value, s.scope) for s in told] == [(302, "period")]


def test_so_many_who_flee_a_month_are_an_average() -> None:
    told = read("2016년 북한에서 탈북하는 사람들은 한달에 25명 안팎이다.")
    assert [(s.value, s.scope, s.event) for s in told] == [(25, "average", "escape")]


def test_those_who_went_back_again_returned() -> None:
    told = read("2019년 한국에 정착했다가 재월북한 탈북민은 31명이다.")
    assert [(s.value, s.event) for s in told] == [(31, "return")]


def test_a_day_written_together_with_its_mark_is_that_day() -> None:
    told = read("2019년 6월현재 국내에 거주하는 탈북민은 3만1천명이다.")
    assert [(s.value, str(s.period_end)) for s in told] == [(31000, "2019-06-30")]


@pytest.mark.parametrize("words", ["2020년 229명의 85% 수준", "2020년과 비교하면 85% 수준"])
def test_a_percentage_of_another_years_number_is_no_part_of_it(words: str) -> None:
    told = read(f"2023년 입국한 탈북민은 196명으로, {words}이다.", date(2024, 1, 18))
    level = [s for s in told if s.value == 0.85]
    assert [(s.measure, str(s.period_end), str(s.versus_end)) for s in level] == [
        ("multiple", "2023-12-31", "2020-12-31")
    ]


@pytest.mark.parametrize("words", ["입국자 수의 절반 이상이 20·30세대", "전체 탈북민의 절반 이상이 20·30 세대"])
def test_more_than_half_of_those_who_came_is_a_share(words: str) -> None:
    told = read(f"2023년 입국한 탈북민은 196명이다. {words}였다.", date(2024, 1, 18))
    assert [(s.measure, s.value, s.qualifier, s.group) for s in told[1:]] == [("share", 50, "at_least", "20s-30s")]


def test_shares_by_occupation_are_of_all_who_came() -> None:
    told = read("2019년 입국한 탈북민은 1047명으로 여성이 80.7%를 차지했다. 직업은 노동자와 농장원이 61%였다.")
    assert [(s.value, s.sex) for s in told[1:]] == [(80.7, "female"), (61, "all")]


def test_a_running_total_beside_women_and_men_is_no_misprint_of_their_sum() -> None:
    body = "통일부는 올해 1분기 남성 8명, 여성 35명이 입국해 누적 탈북민은 3만4121명이 됐다고 밝혔다."
    told = extract_statistics("1분기 탈북민 43명 입국\n\n" + body, published=date(2024, 4, 30), language="ko")
    assert 34121 in [s.value for s in told]


def test_a_number_told_before_others_does_not_share_what_befell_the_last() -> None:
    told = read("2018년 보호가 끝난 탈북민은 116명, 위장 망명 69명, 재입북 15명이다.")
    assert [(s.value, s.event) for s in told] == [(116, "arrival"), (69, "other"), (15, "return")]


@pytest.mark.parametrize("rise", ["4배 이상 급증", "큰 폭으로 증가", "크게 상승"])
def test_what_a_number_rose_to_makes_no_range_with_what_it_was(rise: str) -> None:
    told = read(f"2020년 자살한 탈북민은 3명에서 13명으로 {rise}했다.")
    assert {s.value for s in told if s.measure == "count"} == {3, 13}


@pytest.mark.parametrize("care", ["246명, 272명을 담당", "346명을 담당", "363명을 맡고"])
def test_so_many_to_look_after_are_no_statistic(care: str) -> None:
    assert not read(f"담당관은 서울과 인천에서 각각 약 {care}한다.")


def test_a_number_in_brackets_after_its_share_is_no_change() -> None:
    told = read("탈북청소년 가운데 제3국 출생은 2011년 36.2%(608명)였으나 2015년 50.5%(1249명)로 급증했다.")
    assert [(s.measure, s.value) for s in told] == [("share", 36.2), ("count", 608), ("share", 50.5), ("count", 1249)]


@pytest.mark.parametrize("who", ["국정원은", "자유아시아방송은"])
def test_the_past_day_beside_a_source_is_when_people_were_seized(who: str) -> None:
    told = read(f"{who} 지난 24일 중국 선양에서 탈북자 3명이 공안에 붙잡혔다고 전했다.", date(2018, 3, 29))
    assert [(s.value, str(s.period_start)) for s in told] == [(3, "2018-03-24")]


def test_a_text_goes_back_to_its_year_from_those_it_is_measured_against() -> None:
    told = read(
        "지난해 입국한 탈북민은 196명이다. 2021년 입국한 탈북민은 63명, 2022년 입국 인원은 67명이었던 것과 비교하면 "
        "3배로 늘었다. 평양 출신은 12%였다.",
        date(2024, 1, 18),
    )
    assert [(s.value, str(s.period_end)) for s in told][-1] == (12, "2023-12-31")


def test_months_up_to_the_present_one_end_with_it() -> None:
    told = read("올해 1월부터 9월 현재까지 숨진 탈북민은 6명이다.", date(2019, 10, 17))
    assert [(s.value, str(s.period_start), str(s.period_end)) for s in told] == [(6, "2019-01-01", "2019-09-30")]


@pytest.mark.parametrize(("whole", "share"), [(7, 14.3), (8, 12.5), (6, 16.7)])
def test_one_in_so_many_is_a_share_where_it_is_called_a_rate(whole: int, share: float) -> None:
    told = read(f"2019년 탈북학생 {whole}명 중 1명꼴로 학교를 그만뒀다.")
    assert [(s.measure, s.value) for s in told] == [("share", share)]


def test_a_share_of_all_who_were_just_counted_is_read() -> None:
    told = read("2010년 말 기준 영국에 거주하는 탈북민은 581명으로 전체의 약 63%에 해당한다.", date(2011, 7, 14))
    assert [(s.measure, s.value, str(s.period_end)) for s in told] == [
        ("count", 581, "2010-12-31"),
        ("share", 63, "2010-12-31"),
    ]


def test_applications_told_month_by_month_are_of_those_who_asked_for_asylum() -> None:
    told = read("북한 국적자의 영국 망명 신청은 2007년 3월 10명, 4월 30명으로 나타났다.", date(2007, 12, 24))
    assert [(s.value, s.event, s.group) for s in told] == [
        (10, "other", "asylum applicants"),
        (30, "other", "asylum applicants"),
    ]


def test_deaths_by_the_end_of_a_year_are_those_of_that_year() -> None:
    told = read("탈북민 무연고 사망자는 지난해 기준 14명으로 집계됐다.", date(2024, 1, 7))
    assert [(s.value, s.scope, str(s.period_start)) for s in told] == [(14, "period", "2023-01-01")]


@pytest.mark.parametrize("range_", ["3만~5만", "3만∼5만"])
def test_a_range_with_a_sign_stays_one_where_a_number_fell_to_it(range_: str) -> None:
    told = read(f"2005년 2월 현재 중국 내 탈북자는 {range_} 명으로 줄었다.")
    assert [(s.low, s.high) for s in told] == [(30000, 50000)]


def test_those_who_stayed_in_one_country_came_to_the_one_named_beside_arriving() -> None:
    told = read("러시아에 머물던 탈북자 8명이 지난달 한국에 입국했다.", date(2012, 4, 25))
    assert [(s.value, s.event, s.destination) for s in told] == [(8, "arrival", "KR")]


def test_what_a_part_did_is_not_told_of_the_whole() -> None:
    told = read("2015년 말 현재 국내에 정착한 탈북민 2만8천명 가운데 재입북한 탈북자는 15명이다.")
    assert [(s.value, s.event) for s in told] == [(28000, "arrival"), (15, "return")]


def test_these_people_are_those_counted_before() -> None:
    told = read("러시아에 머물던 탈북자 12명이 지난달 한국에 입국했다. 이들 12명 이외에도 망명을 바라는 사람이 있다.")
    assert [s.value for s in told] == [12]


def test_shares_by_occupation_are_not_of_the_sex_told_before_them() -> None:
    told = read("2019년 입국한 탈북민 1047명의 84%가 여성이었고, 직업은 농장원이 74%를 차지했다.")
    assert [(s.value, s.sex) for s in told if s.measure == "share"] == [(84, "female"), (74, "all")]


@pytest.mark.parametrize("turn", ["2012년을 기점으로 1502명으로 줄었다", "2012년부터 1502명으로 줄었다"])
def test_a_turning_point_is_the_year_of_what_a_number_became(turn: str) -> None:
    told = read(f"국내에 입국한 탈북민은 {turn}.")
    assert [(s.value, str(s.period_start), str(s.period_end)) for s in told] == [(1502, "2012-01-01", "2012-12-31")]


def test_a_list_of_years_ends_with_one_in_which_nobody_came() -> None:
    told = read(
        "미국에 입국한 탈북난민은 2018년 5명, 2019년엔 1명, 그 뒤 2020년엔 2명이었다가 2021년엔 한 명도 없었다."
    )
    assert [(s.value, str(s.period_end)[:4]) for s in told] == [(5, "2018"), (1, "2019"), (2, "2020"), (0, "2021")]


def test_a_delegation_is_no_person_who_speaks() -> None:
    told = read("국무부 직원들로 구성된 대표단은 2021년 미국에 온 탈북민이 3명이라고 밝혔다.")
    assert [s.attribution for s in told] == ["US State Department"]
