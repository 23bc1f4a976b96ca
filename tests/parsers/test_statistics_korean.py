"""What Korean releases say of quarters, sexes, ages and years is read back, whatever the figures."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parsers import periods
from parsers.languages import load_language
from parsers.periods import Period
from parsers.records import Statistic
from parsers.statistics import extract_statistics

YEARS = st.integers(2005, 2024)
COUNTS = st.lists(st.integers(2, 990), min_size=4, max_size=4, unique=True)


def read(text: str, published: date) -> tuple[Statistic, ...]:
    return extract_statistics(text, published=published, language="ko")


def counts(text: str, published: date) -> set[tuple[float | None, str, str, date | None, date | None]]:
    """Value, sex, scope, first and last day of every count."""
    return {
        (s.value, s.sex, s.scope, s.period_start, s.period_end) for s in read(text, published) if s.measure == "count"
    }


def flow(value: int, period: Period, sex: str = "all") -> tuple[float, str, str, date | None, date | None]:
    return value, sex, "period", period.start, period.end


def year_end(year: int) -> date:
    return date(year + 1, 1, 20)


QUARTERS = (
    "{year}년 1분기 {a}명이던 입국 탈북민은 국경이 닫히자 2분기 {b}명, 3분기 {c}명으로 줄었다.",
    "{year}년 1분기 {a}명이었으나 길이 막히면서 ▲2분기 {b}명 ▲3분기 {c}명으로 줄어든 입국 탈북민이 눈에 띈다.",
    "입국 탈북민은 {year}년 {a}명(1분기), {b}명(2분기), {c}명(3분기)이었다.",
    "입국 탈북민을 분기별로 보면 {year}년 1분기 {a}명, 2분기 {b}명, 3분기 {c}명이다.",
    "한국에 들어온 탈북민은 {year}년 1분기와 2분기에 각각 {a}명과 {b}명, 3분기에 {c}명이다.",
)


@pytest.mark.parametrize("phrase", QUARTERS)
@given(year=YEARS, numbers=COUNTS)
@settings(max_examples=6, deadline=None)
def test_a_year_carries_over_the_quarters_named_after_it(phrase: str, year: int, numbers: list[int]) -> None:
    a, b, c, _ = numbers
    text = phrase.format(year=year, a=a, b=b, c=c)
    expected = {flow(n, periods.quarter(year, q)) for q, n in enumerate((a, b, c), start=1)}
    assert counts(text, year_end(year)) == expected, text


@pytest.mark.parametrize(
    "listed",
    [
        "△1분기 {total}명(남성 {men}명·여성 {women}명) △2분기 {later}명(남성 {more}명·여성 {fewer}명)이 들어왔다.",
        "▲1분기 {total}명(여 {women}·남 {men}) ▲2분기 {later}명(남성 {more}, 여성 {fewer})이었다.",
    ],
    ids=["counted", "bare"],
)
@given(year=YEARS, numbers=COUNTS)
@settings(max_examples=15, deadline=None)
def test_sexes_in_brackets_belong_to_the_quarter_before_them(listed: str, year: int, numbers: list[int]) -> None:
    men, women, more, fewer = numbers
    told = listed.format(total=men + women, men=men, women=women, later=more + fewer, more=more, fewer=fewer)
    text = f"지난해 입국한 탈북민을 분기별로 보면 {told}"
    first, second = periods.quarter(year, 1), periods.quarter(year, 2)
    expected = {flow(men + women, first), flow(men, first, "male"), flow(women, first, "female")}
    expected |= {flow(more + fewer, second), flow(more, second, "male"), flow(fewer, second, "female")}
    assert counts(text, year_end(year)) == expected, text


@given(year=YEARS, numbers=COUNTS)
@settings(max_examples=15, deadline=None)
def test_a_sum_up_to_a_quarter_is_of_that_year_even_where_it_is_called_cumulative(
    year: int, numbers: list[int]
) -> None:
    men, women, _, before = numbers
    text = (
        f"통일부는 올해 3분기까지 입국한 탈북민의 누적 인원이 남자 {men}명과 여자 {women}명 등 {men + women}명으로, "
        f"지난해 같은 기간 누적 인원인 {before}명과 비슷하다고 밝혔다."
    )
    told = periods.months(year, 1, 9)
    expected = {flow(men, told, "male"), flow(women, told, "female"), flow(men + women, told)}
    expected |= {flow(before, periods.months(year - 1, 1, 9))}
    assert counts(text, date(year, 10, 22)) == expected, text


@given(year=YEARS, numbers=COUNTS, total=st.integers(9_000, 34_000))
@settings(max_examples=15, deadline=None)
def test_after_a_look_at_earlier_years_the_text_goes_on_with_its_own(year: int, numbers: list[int], total: int) -> None:
    now, women, last, before = numbers
    text = (
        f"통일부는 올해 상반기 국내에 입국한 탈북민이 {now}명이라고 밝혔다. "
        f"입국 탈북민은 {year - 2}년 {before}명, {year - 1}년 {last}명이었다. 여성은 {women}명이다. "
        f"지금까지 입국한 탈북민은 모두 {total}명이다."
    )
    half = periods.half(year, 1)
    expected = {flow(now, half), flow(women, half, "female")}
    expected |= {flow(before, periods.year(year - 2)), flow(last, periods.year(year - 1))}
    expected |= {(total, "all", "cumulative", None, half.end)}
    assert counts(text, date(year, 7, 20)) == expected, text


@given(year=YEARS, numbers=COUNTS)
@settings(max_examples=15, deadline=None)
def test_financial_years_go_on_in_a_list_of_years(year: int, numbers: list[int]) -> None:
    a, b, c, _ = numbers
    text = (
        f"미국 국무부에 따르면 미국에 입국한 탈북 난민은 {year} 회계연도에 {a}명, {year + 1}회계연도에 {b}명, "
        f"{year + 2}년엔 {c}명이다."
    )
    expected = {flow(n, periods.fiscal_year(year + k, "US")) for k, n in enumerate((a, b, c))}
    assert counts(text, date(year + 2, 11, 3)) == expected, text


@given(year=YEARS, numbers=COUNTS)
@settings(max_examples=15, deadline=None)
def test_years_on_end_take_the_counts_after_them_in_turn(year: int, numbers: list[int]) -> None:
    a, b, c, _ = numbers
    text = f"입국 탈북민은 {year}~{year + 1}년 {a}명, {b}명으로 줄었다가 {year + 2}년 {c}명이 됐다."
    expected = {flow(n, periods.year(year + k)) for k, n in enumerate((a, b, c))}
    assert counts(text, year_end(year + 2)) == expected, text


AGES = (
    "연령별로는 30대({a}명, {p}%), 20대({b}명, {q}%), 40대({c}명, {r}%) 순이다.",
    "연령별로는 30대가 {a}명({p}%)으로 가장 많고 △20대 {b}명({q}%) △40대 {c}명({r}%) 순이다.",
)


@pytest.mark.parametrize("phrase", AGES)
@given(numbers=COUNTS)
@settings(max_examples=10, deadline=None)
def test_ages_take_the_count_and_the_share_beside_them(phrase: str, numbers: list[int]) -> None:
    a, b, c, p = numbers
    shares = [30 + p % 10, 20 + p % 9, 10 + p % 8]
    text = "지난해 입국한 탈북민은 여성이 많다. " + phrase.format(a=a, b=b, c=c, p=shares[0], q=shares[1], r=shares[2])
    told = {(s.measure, s.value, s.group, s.sex) for s in read(text, date(2012, 1, 11))}
    ages = ("30s", "20s", "40s")
    expected = {("count", n, age, "all") for n, age in zip((a, b, c), ages, strict=True)}
    assert told == expected | {("share", n, age, "all") for n, age in zip(shares, ages, strict=True)}, text


@given(numbers=COUNTS)
@settings(max_examples=10, deadline=None)
def test_several_words_for_each_deal_out_to_their_own_lists(numbers: list[int]) -> None:
    a, b, c, _ = numbers
    text = (
        f"미국에 온 탈북 난민은 유타와 일리노이에 정착한 사람이 각각 {a}명, 캘리포니아가 {b}명, "
        f"콜로라도와 켄터키, 오리건이 각각 {c}명이다."
    )
    told = {(s.value, s.group) for s in read(text, date(2016, 10, 6))}
    expected = {(a, "Utah"), (a, "Illinois"), (b, "California")}
    assert told == expected | {(c, state) for state in ("Colorado", "Kentucky", "Oregon")}, text


@given(year=YEARS, numbers=COUNTS)
@settings(max_examples=10, deadline=None)
def test_a_total_of_listed_years_is_told_of_all_of_them(year: int, numbers: list[int]) -> None:
    listed = [n for n in numbers if n > 1]
    years = " ".join(f"△{year + k}년 {n}명" for k, n in enumerate(listed))
    text = f"홀로 숨진 탈북민은 {years}으로 총 {sum(listed)}명이다."
    expected = {flow(n, periods.year(year + k)) for k, n in enumerate(listed)}
    expected |= {flow(sum(listed), Period(start=date(year, 1, 1), end=date(year + len(listed) - 1, 12, 31)))}
    assert counts(text, year_end(year + len(listed))) == expected, text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("지난해까지 입국한 탈북민은 1만8천9명으로 올해 2만 명을 넘길 것으로 예상된다.", {18009}),
        ("미국에 입국한 탈북 난민은 9명이다. 미국에 입국한 난민은 모두 1만4천 명을 넘었다.", {9}),
        ("입국한 탈북민은 63명이다. 수용 인원은 남녀 각각 1천 명씩 총 2천 명이다.", {63}),
        ("지난해 입국한 탈북민은 223명이다. 행사에는 주민 180여 명이 참석했다.", {223}),
        ("탈북민 남한 생활 만족 응답은 81.2%였다. 임금은 일반국민의 81.6% 수준이다.", set()),
    ],
)
def test_other_people_and_what_is_only_expected_are_no_figures(text: str, kept: set[int]) -> None:
    assert {s.value for s in read(text, date(2010, 1, 6))} == kept


@given(share=st.integers(51, 95), other=st.integers(51, 95))
@example(share=71, other=80)
@settings(max_examples=10, deadline=None)
def test_a_share_is_of_the_sex_it_is_said_of(share: int, other: int) -> None:
    text = f"탈북민 여성 비율은 2015년 처음으로 {other}%를 넘었다. 올해 10월 말 기준 전체 입국자의 {share}%가 여성이다."
    told = {(s.value, s.sex) for s in read(text, date(2016, 11, 13))}
    assert told == {(other, "female"), (share, "female")}, text


WORDS = [w.text for w in load_language("ko").words if w.kind != "junk"]
NUMBERS = [
    "62명",
    "3만4천여 명",
    "2024년",
    "1분기",
    "15%",
    "(",
    ")",
    "△24년",
    ",",
    ".",
    "150~200명",
    "절반",
    "4분의 1",
    "1명도",
]


@given(words=st.lists(st.sampled_from(WORDS) | st.sampled_from(NUMBERS), max_size=40))
@example(words=["탈북민", "절반", "중", "62명"])
@settings(max_examples=150, deadline=None)
def test_korean_words_in_any_order_do_not_make_it_fail(words: list[str]) -> None:
    text = "지난해 국내에 입국한 탈북민은 196명이다. " + " ".join(words)
    for statistic in read(text, date(2024, 5, 1)):
        assert text[statistic.start : statistic.end].strip()


KEPT = (
    "{first}년 {a}명으로 줄어든 이후 매년 {low}~{high}명 수준을 유지하고 있다.",
    "{first}년 {a}명을 기록한 뒤 해마다 {low}명에서 {high}명 사이에 머물렀다.",
)


@pytest.mark.parametrize("phrase", KEPT)
@given(first=st.integers(2006, 2012), numbers=COUNTS)
@settings(max_examples=8, deadline=None)
def test_so_many_a_year_since_a_year_are_told_from_it_up_to_now(phrase: str, first: int, numbers: list[int]) -> None:
    a, low, *_ = sorted(numbers)
    text = "한국에 입국한 탈북민은 " + phrase.format(first=first, a=a, low=low, high=low + 300)
    told = {(s.low, s.high, s.scope, s.period_start, s.period_end) for s in read(text, date(2017, 10, 3)) if s.low}
    assert told == {(low, low + 300, "average", date(first, 1, 1), date(2017, 10, 3))}, text


ROUNDED = (
    "{x}년과 {y}년 각각 {a}명, {b}명으로 연간 1천 명 이상이었다.",
    "{x}년 {a}명, {y}년 {b}명 등으로 1천 명을 넘었지만 {z}년에는 {c}명에 그쳤다.",
    "{x}년 {a}명, {y}년 {b}명으로 1천 명을 웃도는 수준을 유지했다.",
)


@pytest.mark.parametrize("phrase", ROUNDED)
@given(year=YEARS, numbers=st.lists(st.integers(1010, 1990), min_size=2, max_size=2, unique=True))
@settings(max_examples=8, deadline=None)
def test_a_round_number_that_bounds_the_years_before_it_stands_for_each_of_them(
    phrase: str, year: int, numbers: list[int]
) -> None:
    a, b = numbers
    text = "한국에 들어온 탈북민은 " + phrase.format(x=year, y=year + 1, z=year + 2, a=a, b=b, c=229)
    whole = (1000, "all", "average", date(year, 1, 1), date(year + 1, 12, 31))
    expected = {flow(a, periods.year(year)), flow(b, periods.year(year + 1)), whole}
    assert counts(text, year_end(year + 2)) - {flow(229, periods.year(year + 2))} == expected, text


@given(year=YEARS, numbers=st.lists(st.integers(1000, 9000), min_size=3, max_size=3, unique=True))
@settings(max_examples=15, deadline=None)
def test_a_stock_goes_on_standing_on_the_day_told_before(year: int, numbers: list[int]) -> None:
    whole, seoul, incheon = numbers
    text = (
        f"통일부에 따르면 {year}년 6월 말 기준 국내에 거주하는 탈북민은 {whole}명이다. "
        f"탈북민의 거주 지역은 서울 {seoul}명, 인천 {incheon}명 순이다."
    )
    expected = {(n, "all", "cumulative", None, date(year, 6, 30)) for n in numbers}
    assert counts(text, date(year + 1, 1, 11)) == expected, text


@given(year=YEARS, numbers=COUNTS)
@settings(max_examples=15, deadline=None)
def test_people_lost_sight_of_in_each_of_several_years_are_counted_by_the_year(year: int, numbers: list[int]) -> None:
    a, b, c, _ = numbers
    listed = f"△{year}년 {a}명 △{year + 1}년 {b}명 △{year + 2}년 {c}명"
    text = f"통일부 자료에 따르면 소재불명으로 파악된 탈북민은 {listed}이다."
    expected = {flow(n, periods.year(year + k)) for k, n in enumerate((a, b, c))}
    assert counts(text, year_end(year + 3)) == expected, text


@given(year=YEARS, numbers=COUNTS)
@settings(max_examples=10, deadline=None)
def test_quarters_from_the_first_on_take_the_counts_after_each_in_turn(year: int, numbers: list[int]) -> None:
    text = (
        f"지난해 입국한 탈북민은 모두 {sum(numbers)}명이다. "
        f"분기별로는 1분기부터 {'각' if year % 2 else '각각'} {', '.join(f'{n}명' for n in numbers)}이었다."
    )
    expected = {flow(n, periods.quarter(year, q)) for q, n in enumerate(numbers, start=1)}
    assert counts(text, year_end(year)) == expected | {flow(sum(numbers), periods.year(year))}, text


@given(year=YEARS, a=st.integers(2, 9), b=st.integers(2, 9))
@settings(max_examples=10, deadline=None)
def test_the_day_of_an_announcement_is_no_part_of_the_months_it_tells_of(year: int, a: int, b: int) -> None:
    text = f"통일부는 16일 지난 4∼6월 동안 국내에 입국한 탈북민은 남성 {a}명, 여성 {b}명이라고 밝혔다."
    told = periods.quarter(year, 2)
    assert counts(text, date(year, 7, 16)) == {flow(a, told, "male"), flow(b, told, "female")}, text


@given(year=YEARS, numbers=COUNTS)
@settings(max_examples=10, deadline=None)
def test_a_quarter_that_still_runs_is_one_of_the_year_before(year: int, numbers: list[int]) -> None:
    a, b, c, d = numbers
    text = (
        f"올해 2분기에 입국한 탈북민은 {a}명이다. 입국 탈북민은 지난해 1분기 {b}명이었는데 2분기({c}명)부터 줄었다. "
        f"이후 3분기({d}명)에도 비슷했다."
    )
    assert flow(d, periods.quarter(year - 1, 3)) in counts(text, date(year, 7, 16)), text


MORE = (
    "한국에 정착한 탈북민은 10월 말 현재 {n}{blank}여 명입니다.",
    "10월 말 현재 국내에 거주하는 탈북민은 {n}{blank}여명이다.",
    "국내 거주 탈북민이 10월 말 현재 {n}명 이상으로 늘었다.",
)


@pytest.mark.parametrize("phrase", MORE)
@pytest.mark.parametrize("blank", ["", " "])
def test_a_little_more_is_told_with_or_without_a_blank(phrase: str, blank: str) -> None:
    told = read(phrase.format(n="2만 4천", blank=blank), date(2012, 12, 5))
    assert [(s.measure, s.value, s.period_end) for s in told] == [("count", 24000, date(2012, 10, 31))], phrase
    assert told[0].qualifier in {"over", "at_least"}


def test_whom_a_number_counts_may_follow_it() -> None:
    text = "현재 태국 이민수용소에는 300명이 넘는 탈북여성과 70여 명의 탈북남성이 갇혀 있다."
    told = {(s.value, s.sex, s.event, s.destination) for s in read(text, date(2008, 3, 20))}
    assert told == {(300, "female", "detention", "TH"), (70, "male", "detention", "TH")}


COUNTED_BACK = (
    ("재입북한 탈북민은 31명이며 이 중 6명은 다시 탈북해 한국으로 재입국했다.", {(31, "return"), (6, "arrival")}),
    ("다시 한국으로 재입국한 사람은 5명으로 이 중 4명이 재입북한 탈북민이다.", {(5, "arrival"), (4, "return")}),
)


@pytest.mark.parametrize(("text", "expected"), COUNTED_BACK)
def test_of_going_back_and_coming_again_the_last_said_of_a_number_is_told(text: str, expected: set[object]) -> None:
    assert {(s.value, s.event) for s in read("지난해 " + text, date(2022, 1, 20))} == expected


def test_a_script_without_full_stops_is_read_by_its_polite_endings() -> None:
    text = (
        "지난해 북한으로 돌아간 탈북민이 29명에 달한다고 밝혔습니다 통일부에 따르면 지난달 말 기준 국내 거주 탈북민은 "
        "3만 3천 670명입니다"
    )
    told = {(s.value, s.event, s.period_end) for s in read(text, date(2020, 7, 27))}
    assert told == {(29, "return", date(2019, 12, 31)), (33670, "residing", date(2020, 6, 30))}


def test_one_of_several_reasons_and_room_that_is_overfull_are_kept_apart_from_people() -> None:
    text = (
        "탈북민이 태국에 몰리는 큰 이유 중 하나로 날씨가 꼽힌다. "
        "방콕 수용소에는 정원 100여 명을 훨씬 초과한 400여 명의 탈북민이 갇혀 있다."
    )
    assert [s.value for s in read(text, date(2007, 5, 10))] == [400]


def test_a_short_opening_under_the_counters_of_a_page_is_read() -> None:
    text = (
        "탈북민 고독사 늘어\n승인 2024.09.26\n댓글 0\n최근 10년간 탈북민 무연고 사망자는 83명에 달한다.\n"
        "통일부에 따르면 2022년 무연고 사망자는 19명, 2023년에는 13명으로 집계돼 대책이 필요하다는 지적이 나온다.\n"
        "댓글\n저는 탈북민 3명을 압니다."
    )
    assert [s.value for s in read(text, date(2024, 9, 26))] == [83, 19, 13]


@given(share=st.integers(51, 90), total=st.integers(20_000, 34_000))
@settings(max_examples=10, deadline=None)
def test_a_share_of_all_who_came_by_a_day_is_a_running_one(share: int, total: int) -> None:
    text = (
        f"한국에 입국한 탈북민은 모두 {total}명이다. 여성이 많아 지난 10월 말 기준 전체 입국자의 {share}%를 차지했다."
    )
    told = [(s.sex, s.scope, s.period_end) for s in read(text, date(2016, 11, 13)) if s.measure == "share"]
    assert told == [("female", "cumulative", date(2016, 10, 31))]


@pytest.mark.parametrize("joined", ["통일부·남북하나재단에서", "통일부와 북한이탈주민지원재단으로부터"])
def test_of_two_bodies_that_gave_data_together_the_first_is_credited(joined: str) -> None:
    text = f"서다인 의원이 {joined} 제출받은 자료에 따르면 2023년 숨진 탈북민은 20명이다."
    assert [s.attribution for s in read(text, date(2024, 1, 10))] == ["Ministry of Unification"]


def test_data_that_a_member_of_parliament_was_given_are_of_the_office_told_before() -> None:
    text = (
        "서다인 의원이 통일부로부터 제출받은 자료에 따르면 2023년 숨진 탈북민은 20명이다.\n\n"
        "서 의원이 제출받은 '무연고 사망자 현황'에 따르면 2022년 홀로 숨진 탈북민은 19명이다."
    )
    assert [s.attribution for s in read(text, date(2024, 1, 10))] == ["Ministry of Unification"] * 2


def test_a_source_holds_on_over_a_caption() -> None:
    text = (
        "법무부가 공개한 자료에 따르면 2021년 교도소에 수감된 탈북민은 129명이다.\n\n※ 표 : 첨부파일 참조\n\n"
        "※ 사진 : 첨부파일 참조\n\n2022년에는 135명이었다."
    )
    assert {s.attribution for s in read(text, date(2024, 1, 10))} == {"Ministry of Justice"}
