"""Japanese as newspapers write it: commas, brackets and years of two digits; and what counts no refugees."""

from datetime import date

import pytest

from parsers.records import Statistic
from parsers.statistics import explain, extract_statistics

DAY = date(2024, 1, 18)
LEAD = "韓国統一省によると、昨年韓国入りした脱北者は196人だった。"


def read(text: str, day: date = DAY) -> tuple[Statistic, ...]:
    return extract_statistics(text, published=day, language="ja")


def told(text: str, day: date = DAY) -> list[tuple[str, float | None, str, str]]:
    return [(s.measure, s.value, str(s.period_start), str(s.period_end)) for s in read(text, day)]


@pytest.mark.parametrize(
    "brackets", ["(男12人、女64人)", "（男12人、女64人）", "（男１２人、女６４人）", "（女性64人・男性12人）"]
)
def test_brackets_and_digits_of_full_width_are_read_like_narrow_ones(brackets: str) -> None:
    found = read(f"今年第3四半期に韓国に入国した脱北者は計76人{brackets}だった。", date(2024, 10, 30))
    assert {(s.value, s.sex) for s in found} == {(76, "all"), (12, "male"), (64, "female")}
    assert {(str(s.period_start), str(s.period_end)) for s in found} == {("2024-07-01", "2024-09-30")}


def test_a_list_comma_parts_two_numbers() -> None:
    assert 63229 not in [s.value for s in read("2021年と2022年に入国した脱北者はそれぞれ63、229人だった。")]
    assert told("2021年と2022年に入国した脱北者はそれぞれ63人、67人だった。") == [
        ("count", 63, "2021-01-01", "2021-12-31"),
        ("count", 67, "2022-01-01", "2022-12-31"),
    ]


def test_a_comma_after_the_topic_does_not_part_it_from_its_number() -> None:
    elite = read(LEAD + "エリート層の脱北者は、17年以降で最多の約10人だった。")[-1]
    assert (elite.value, elite.group, elite.qualifier, str(elite.period_start)) == (10, "elite", "about", "2023-01-01")


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("19年に", "2019-01-01", "2019-12-31"),
        ("98年に", "1998-01-01", "1998-12-31"),
        ("21年4〜6月期に", "2021-04-01", "2021-06-30"),
        ("昨年10〜12月期に", "2023-10-01", "2023-12-31"),
        ("2023年上半期に", "2023-01-01", "2023-06-30"),
        ("30日、昨年1月から3月までに", "2023-01-01", "2023-03-31"),
    ],
)
def test_a_stretch_of_the_year_is_read_as_said(words: str, first: str, last: str) -> None:
    assert told(f"{words}韓国に入国した脱北者は34人だった。") == [("count", 34, first, last)]


@pytest.mark.parametrize("span", ["12年前", "12年間", "12年ぶりに", "12年以上"])
def test_a_number_of_years_is_no_year(span: str) -> None:
    assert all(str(s.period_start) != "2012-01-01" for s in read(f"{LEAD}脱北者は{span}この町にいる。"))


def test_a_clause_that_ranks_a_figure_stands_before_its_year() -> None:
    assert told("年間2914人と最も多かった2009年をピークに、2021年の脱北者の入国者は63人だった。") == [
        ("count", 2914, "2009-01-01", "2009-12-31"),
        ("count", 63, "2021-01-01", "2021-12-31"),
    ]


def test_a_band_covers_the_numbers_that_begin_alike() -> None:
    found = read("11年に2700人台だった脱北者の入国者は、12年は1500人台だった。")
    assert [(s.low, s.high) for s in found] == [(2700, 2799), (1500, 1599)]


def test_an_average_since_a_government_took_office_is_open() -> None:
    found = read("2012年に新しい政権が発足してからは、韓国に入国した脱北者は年間1500人だ。")
    assert [(s.scope, str(s.period_start), s.value) for s in found] == [("average", "2012-01-01", 1500)]


def test_a_day_of_this_month_bounds_a_running_total() -> None:
    found = read("韓国に入国した脱北者は15日現在で3万4078人だ。")
    assert [(s.scope, str(s.period_end)) for s in found] == [("cumulative", "2024-01-15")]


def test_a_share_in_brackets_is_told_of_the_same_group() -> None:
    found = read(LEAD + "また、99人(50.5%)が20~30代だった。")[1:]
    assert [(s.measure, s.value, s.group) for s in found] == [("count", 99, "20s-30s"), ("share", 50.5, "20s-30s")]


def test_the_ministry_is_credited_by_its_short_name_and_past_short_sentences() -> None:
    found = read(LEAD + "回復は遅い。うち女性は164人だった。同省は、男性が32人だったとしている。")
    assert {s.attribution for s in found} == {"Ministry of Unification"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ロシアに派遣された北朝鮮の兵士は1万人だ。", "counts other people"),
        ("韓国の人口は5100万人だ。", "counts other people"),
        ("脱北者300人に聞いた調査では62%が空腹を挙げた。", "a survey"),
        ("来年の入国者は300人との見通しだ。", "a forecast"),
        ("脱北者のキムさん(42)は3カ月かけた。", "a duration"),
        ("脱北者に800万ウォンを支給する。", "money"),
        ("帰国事業で9万3000人が北朝鮮に渡った。", "people who went north"),
    ],
)
def test_other_numbers_are_left_out_with_their_reason(text: str, reason: str) -> None:
    explained = explain(LEAD + text, published=DAY, language="ja")
    assert [r.statistic.value for r in explained.read] == [196]
    assert reason in {left.reason for left in explained.left_out}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("中国に拘束されている脱北者は600人から2000人と推定される。", [(None, 600, 2000)]),
        ("韓国に入国した脱北者は63人から196人に増えた。", [(63, None, None), (196, None, None)]),
    ],
)
def test_from_and_to_make_a_range_unless_something_rose(text: str, values: list[tuple[float | None, ...]]) -> None:
    assert [(s.value, s.low, s.high) for s in read(text)] == values


def test_a_list_of_years_that_a_figure_is_compared_with_is_no_period_of_its_own() -> None:
    found = read(
        "昨年の1年間に韓国入りした脱北者は229人だった。2019年の1047人、2018年の1137人と比べ5分の1に急減した。",
        date(2021, 1, 21),
    )
    fifth = next(s for s in found if s.measure == "multiple")
    assert (fifth.value, str(fifth.period_start)) == (0.2, "2020-01-01")
    assert [(s.value, str(s.period_start)) for s in found if s.measure == "count"] == [
        (229, "2020-01-01"),
        (1047, "2019-01-01"),
        (1137, "2018-01-01"),
    ]


def test_a_month_of_last_year_is_parted_from_one_of_this_year() -> None:
    found = read("脱北者は昨年11月に5人、12月に1人、今年1月に2人が韓国に入国した。", date(2016, 2, 8))
    assert [(s.value, str(s.period_start)) for s in found] == [(5, "2015-11-01"), (1, "2015-12-01"), (2, "2016-01-01")]


def test_people_who_reached_another_country_are_told_of_that_country() -> None:
    found = read("新政権になってからアメリカに入国した脱北者は5人だった。米国務省の資料による。")
    assert [(s.value, s.destination) for s in found] == [(5, "US")]


def test_a_year_before_a_yearly_figure_makes_no_average_of_it() -> None:
    found = read("ピークの2009年には、脱北者の入国者は年間2914人に達した。2009年には年間2914人が韓国に入国した。")
    assert {(s.scope, str(s.period_end)) for s in found} == {("period", "2009-12-31")}


def test_what_is_expected_of_this_year_does_not_hide_what_was_counted_before() -> None:
    assert told("韓国に入国した脱北者は2023年には196人で、今年も減少する見通しだ。") == [
        ("count", 196, "2023-01-01", "2023-12-31")
    ]


def test_a_rise_after_a_comma_is_no_rise_by_the_number_before_it() -> None:
    assert told("韓国に入国した脱北者は98年に71人、2000年に312人で、年ごとに増加している。") == [
        ("count", 71, "1998-01-01", "1998-12-31"),
        ("count", 312, "2000-01-01", "2000-12-31"),
    ]


def test_several_hundred_are_no_hundred() -> None:
    assert told("中国は9日夜、数百人の脱北者を北朝鮮に強制送還した。脱北者数千人が拘束されている。") == []
