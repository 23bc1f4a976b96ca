"""Chinese as newspapers write it: numbers in signs, whom they count on either side, bounds around their time."""

from datetime import date

import pytest

from parsers.records import Statistic
from parsers.statistics import explain, extract_statistics, guess_language

DAY = date(2021, 7, 16)


def read(text: str, day: date = DAY) -> tuple[Statistic, ...]:
    return extract_statistics(text, published=day, language="zh")


def told(text: str, day: date = DAY) -> list[tuple[str, float | None, str, str]]:
    return [(s.measure, s.value, str(s.period_start), str(s.period_end)) for s in read(text, day)]


@pytest.mark.parametrize("number", ["1047", "1,047", "一千零四十七", "1千零47", "一千〇四十七"])
def test_a_number_is_read_however_it_is_written(number: str) -> None:
    assert told(f"2019年有{number}名脱北者入境韩国。") == [("count", 1047, "2019-01-01", "2019-12-31")]


@pytest.mark.parametrize(
    "text", ["去年有63名脱北者抵达韩国。", "去年抵达韩国的脱北者有63人。", "去年63名来自北韩的难民抵达韩国。"]
)
def test_whom_a_number_counts_stands_on_either_side_of_it(text: str) -> None:
    assert told(text) == [("count", 63, "2020-01-01", "2020-12-31")]


def test_a_year_is_read_in_signs_set_like_figures() -> None:
    assert told("二〇二〇年有229名脱北者入境韩国。") == [("count", 229, "2020-01-01", "2020-12-31")]


def test_a_number_between_two_sexes_is_of_the_one_before_it() -> None:
    found = read("2021年上半年入境韩国的脱北者有36人，其中女性23人男性13人。")
    assert [(s.value, s.sex) for s in found] == [(36, "all"), (23, "female"), (13, "male")]


@pytest.mark.parametrize("words", ["自2012年以来", "2012年以来", "自2012年起", "2012年至今"])
def test_words_of_time_stand_around_the_time_they_bound(words: str) -> None:
    found = read(f"{words}，共有1万2000名脱北者入境韩国。")
    assert [(s.scope, str(s.period_start), str(s.period_end)) for s in found] == [
        ("cumulative", "2012-01-01", "2021-07-16")
    ]


def test_a_percentage_may_have_its_word_before_the_number() -> None:
    found = read("2020年入境韩国的脱北者同比减少百分之七十八。")
    assert [(s.measure, s.value, str(s.versus_start)) for s in found] == [("percent_change", -78, "2019-01-01")]


def test_of_two_fates_in_the_passive_the_last_is_told() -> None:
    found = read("去年10月，600名被关押在中国的脱北者被中方遣送回朝鲜。")
    assert [(s.value, s.event, s.destination) for s in found] == [(600, "repatriation", "CN")]


@pytest.mark.parametrize(
    "text",
    ["脱北者说，有1万名北韩工人在俄罗斯。", "脱北者支付了500万韩元。", "数百名脱北者入境韩国。", "叙利亚难民有300人。"],
)
def test_other_people_money_and_words_without_a_value_give_nothing(text: str) -> None:
    assert not read(text)


def test_chinese_is_told_from_japanese_by_its_script() -> None:
    assert guess_language("韩国统一部表示，去年入境韩国的脱北者为63人。") == "zh"
    assert guess_language("韓国統一部は、昨年韓国に入国した脱北者は63人だったと発表した。") == "ja"


def test_a_number_left_out_says_why() -> None:
    reasons = {left.words: left.reason for left in explain("脱北者12岁。", published=DAY, language="zh").left_out}
    assert reasons == {"12": "an age"}


def test_so_many_times_a_year_before_is_measured_against_it() -> None:
    found = read("2020年入境韩国的脱北者有229人，约为前一年的五分之一。")
    assert [(s.measure, s.value, str(s.versus_start)) for s in found if s.measure == "multiple"] == [
        ("multiple", 0.2, "2019-01-01")
    ]


def test_the_first_months_of_a_year_end_with_the_last_of_them() -> None:
    assert told("今年前5个月共有36名脱北者入境韩国。") == [("count", 36, "2021-01-01", "2021-05-31")]
