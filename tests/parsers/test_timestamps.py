import os
import time
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.timestamps import read_timestamp

WORDS = tomllib.loads(files("parsers").joinpath("timestamps.toml").read_text("utf-8"))
SEOUL = "Asia/Seoul"

# What feedparser 6 gets wrong, with what each means to a reader in Seoul.
KOREAN_SITES = {
    "2024/06/29 15:07:41": datetime(2024, 6, 29, 6, 7, 41, tzinfo=UTC),
    "2024.06.29 15:07": datetime(2024, 6, 29, 6, 7, tzinfo=UTC),
    "2024. 6. 29. 15:07": datetime(2024, 6, 29, 6, 7, tzinfo=UTC),
    "2024.06.29(토) 15:07": datetime(2024, 6, 29, 6, 7, tzinfo=UTC),
    "2024년 6월 29일 15:07:41": datetime(2024, 6, 29, 6, 7, 41, tzinfo=UTC),
    "2024년 06월 29일 오후 3시 7분": datetime(2024, 6, 29, 6, 7, tzinfo=UTC),
    "2024-06-29 오후 3:07:41": datetime(2024, 6, 29, 6, 7, 41, tzinfo=UTC),
    "2024-06-29 15:07:41": datetime(2024, 6, 29, 6, 7, 41, tzinfo=UTC),
    "Sat, 29 Jun 2024 15:07:41 KST": datetime(2024, 6, 29, 6, 7, 41, tzinfo=UTC),
    "Sat, 29 Jun 2024 15:07:41": datetime(2024, 6, 29, 6, 7, 41, tzinfo=UTC),
    "2024年6月29日（土）15時07分": datetime(2024, 6, 29, 6, 7, tzinfo=UTC),
    "기사입력 :[ 2024-06-29 15:07 ]": datetime(2024, 6, 29, 6, 7, tzinfo=UTC),
    "입력 : 2024.06.29 15:07": datetime(2024, 6, 29, 6, 7, tzinfo=UTC),
    "20240629150741": datetime(2024, 6, 29, 6, 7, 41, tzinfo=UTC),
}

MANY_FORMS = {
    "2024-06-29T15:07:41Z": datetime(2024, 6, 29, 15, 7, 41, tzinfo=UTC),
    "2024-06-29T15:07:41.5+09:00": datetime(2024, 6, 29, 6, 7, 41, 500_000, tzinfo=UTC),
    "20240629T150741Z": datetime(2024, 6, 29, 15, 7, 41, tzinfo=UTC),
    "2024-06-29+09:00": datetime(2024, 6, 28, 15, tzinfo=UTC),
    "Sat, 29 Jun 24 15:07 EST": datetime(2024, 6, 29, 20, 7, tzinfo=UTC),
    "Sat Jun 29 15:07:41 KST 2024": datetime(2024, 6, 29, 6, 7, 41, tzinfo=UTC),
    "29. Juni 2024, 15:07 Uhr MESZ": datetime(2024, 6, 29, 13, 7, tzinfo=UTC),
    "Fri, 1er mars 2024 08:00 UTC": datetime(2024, 3, 1, 8, tzinfo=UTC),
    "29 июня 2024 г., 15:07 MSK": datetime(2024, 6, 29, 12, 7, tzinfo=UTC),
    "June 29, 2024 3:07 p.m. ET": datetime(2024, 6, 29, 19, 7, tzinfo=UTC),
    "January 2, 2024 at 3pm PT": datetime(2024, 1, 2, 23, tzinfo=UTC),
    "06/29/2024 12:30 AM GMT": datetime(2024, 6, 29, 0, 30, tzinfo=UTC),
    "29/06/2024 24:00 GMT": datetime(2024, 6, 30, tzinfo=UTC),
    "2016-12-31T23:59:60Z": datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC),
    "Sat, 29 Jun 2024 15:07:41 GMT+9": datetime(2024, 6, 29, 6, 7, 41, tzinfo=UTC),
    "2024-06-29 15:07:41 +0900 (KST)": datetime(2024, 6, 29, 6, 7, 41, tzinfo=UTC),
    "Stand: 2. März 2024 - 17.05 Uhr MEZ": datetime(2024, 3, 2, 16, 5, tzinfo=UTC),
    "2 March 2024 • 9.36pm GMT": datetime(2024, 3, 2, 21, 36, tzinfo=UTC),
    "1719673661": datetime(2024, 6, 29, 15, 7, 41, tzinfo=UTC),
    "1719673661000": datetime(2024, 6, 29, 15, 7, 41, tzinfo=UTC),
}

NOT_TO_BE_READ = {
    "": "empty",
    "yesterday": "no known form",
    "3시간 전": "no known form",
    "06/07/2024": "ambiguous",
    "6.7.2024": "ambiguous",
    "24.06.29": "ambiguous",
    "June 2024": "no day",
    "2024-06": "no day",
    "2024년 6월": "no day",
    "15:07": "no day",
    "2024-02-30": "impossible",
    "2024-06-29 25:00": "impossible",
    "2024-06-29 24:01": "impossible",
    "2024-06-29 오전 3:75": "impossible",
    "2024-06-29 오전 15:07": "impossible",
    "0001-01-01": "impossible",
    "1970-01-01T00:00:00Z": "impossible",
    "Thu, 01 Jan 1970 09:00:00 +0900": "impossible",
    "Sat, 29 Jun 2024 15:07:41 +2500": "impossible",
    "Sat, 29 Jun 2024 15:07:41 IST": "several meanings",
    "2024.06.29 15:07 / 2024.06.30 09:00": "no known form",
    "2024062915": "digits",
    "2024-06-29 15:07 and more": "no known form",
    "x" * 10_000: "longer",
}


@pytest.mark.parametrize("raw", KOREAN_SITES)
def test_forms_of_korean_and_japanese_sites_are_read_in_the_zone_of_the_feed(raw: str) -> None:
    assert read_timestamp(raw, zone=SEOUL).value == KOREAN_SITES[raw]


@pytest.mark.parametrize("raw", MANY_FORMS)
def test_forms_that_state_their_zone_need_no_other(raw: str) -> None:
    reading = read_timestamp(raw, zone="Pacific/Apia")
    assert (reading.value, reading.zone_from) == (MANY_FORMS[raw], "stated")


@pytest.mark.parametrize("raw", NOT_TO_BE_READ)
def test_what_cannot_be_read_honestly_has_a_reason_and_no_value(raw: str) -> None:
    reading = read_timestamp(raw)
    assert (reading.value, reading.raw, reading.precision) == (None, raw, "none")
    assert NOT_TO_BE_READ[raw] in reading.method


@pytest.mark.parametrize("example", WORDS["examples"], ids=lambda example: example["raw"])
def test_the_word_list_keeps_its_own_promises(example: dict[str, object]) -> None:
    reading = read_timestamp(str(example["raw"]), zone=example.get("zone"))  # type: ignore[arg-type]
    assert reading.value == example.get("value")
    assert str(example.get("none", "")) in reading.method


@pytest.mark.parametrize(("number", "word"), [(n, w) for n, words in WORDS["months"].items() for w in words])
def test_every_month_name_is_read_in_three_orders(number: str, word: str) -> None:
    expected = datetime(2024, int(number), 19, tzinfo=UTC)
    for raw in (f"19 {word} 2024", f"{word.title()} 19, 2024", f"19-{word}.-2024".replace(".-", "-")):
        assert read_timestamp(raw).value == expected, raw


@pytest.mark.parametrize("word", [word for words in WORDS["weekdays"].values() for word in words])
def test_every_weekday_name_is_passed_over(word: str) -> None:
    before = (
        f"2024-06-29 {word} 15:07" if word[0] in "(월화수목금토일月火水木金土星周" else f"{word}, 29 Jun 2024 15:07"
    )
    assert read_timestamp(before).value == datetime(2024, 6, 29, 15, 7, tzinfo=UTC), before


@pytest.mark.parametrize("name", WORDS["zones"])
def test_every_zone_name_is_read_as_its_offset(name: str) -> None:
    value = read_timestamp(f"2024-06-29 15:07 {name.upper()}").value
    assert value == datetime(2024, 6, 29, 15, 7, tzinfo=timezone(timedelta(minutes=WORDS["zones"][name])))


@pytest.mark.parametrize("label", WORDS["beside"]["labels"])
def test_every_label_before_a_date_is_passed_over(label: str) -> None:
    assert read_timestamp(f"{label}: 2024-06-29").value == datetime(2024, 6, 29, tzinfo=UTC)


def test_a_zone_name_means_what_it_means_where_the_feed_comes_from() -> None:
    raw = "Sat, 29 Jun 2024 15:07:41 CST"
    assert read_timestamp(raw, zone="Asia/Shanghai").value == datetime(2024, 6, 29, 7, 7, 41, tzinfo=UTC)
    assert read_timestamp(raw).value == datetime(2024, 6, 29, 21, 7, 41, tzinfo=UTC)
    indian = read_timestamp("Sat, 29 Jun 2024 15:07:41 IST", zone="Asia/Kolkata")
    assert indian.value == datetime(2024, 6, 29, 9, 37, 41, tzinfo=UTC)


def test_a_dotted_date_is_day_first_only_where_europe_writes_it() -> None:
    fifth_of_june = datetime(2024, 6, 4, 22, tzinfo=UTC)
    assert read_timestamp("05.06.2024", zone="Europe/Berlin").value == fifth_of_june
    assert read_timestamp("05.06.2024", zone=SEOUL).value is None
    assert read_timestamp("11.14.2019", zone="Europe/Berlin").value == datetime(2019, 11, 13, 23, tzinfo=UTC)
    assert read_timestamp("05/06/2024", zone="Europe/Berlin").value is None


def test_a_time_without_a_zone_says_whose_zone_was_taken() -> None:
    assert read_timestamp("2024-06-29 15:07", zone=SEOUL).zone_from == "feed"
    assert read_timestamp("2024-06-29 15:07").zone_from == "utc"


def test_a_day_is_midnight_where_the_source_is_and_says_that_it_is_only_a_day() -> None:
    reading = read_timestamp("2024-06-29", zone=SEOUL)
    assert (reading.value, reading.precision) == (datetime(2024, 6, 28, 15, tzinfo=UTC), "day")


def test_the_precision_is_what_the_string_states() -> None:
    stated = [read_timestamp(raw).precision for raw in ("2024-06-29 15:07:41", "2024-06-29 15:07", "2024-06-29")]
    assert stated == ["second", "minute", "day"]


def test_a_date_after_the_limit_is_refused() -> None:
    limit = datetime(2024, 6, 29, tzinfo=UTC)
    assert read_timestamp("2024-06-29T00:00:00Z", not_after=limit).value == limit
    late = read_timestamp("2024-06-29T00:00:01Z", not_after=limit)
    assert (late.value, late.method) == (None, "in the future")


def test_an_unknown_zone_is_the_callers_mistake() -> None:
    with pytest.raises(ZoneInfoNotFoundError, match="Asia/Soul"):
        read_timestamp("2024-06-29", zone="Asia/Soul")


@pytest.fixture(params=["UTC", "Asia/Seoul", "America/St_Johns", "Pacific/Kiritimati"])
def machine_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("machine_zone")
def test_the_machines_own_zone_changes_nothing() -> None:
    for raw, value in {**KOREAN_SITES, **MANY_FORMS}.items():
        assert read_timestamp(raw, zone=SEOUL).value == value


MOMENTS = st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2199, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
ZONES = st.sampled_from(["UTC", SEOUL, "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"])


@settings(deadline=None)
@given(moment=MOMENTS, offset=st.integers(-12 * 60, 14 * 60))
def test_rfc_822_and_iso_8601_read_back_what_was_written(moment: datetime, offset: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    assert read_timestamp(format_datetime(aware)).value == aware
    assert read_timestamp(aware.isoformat()).value == aware


@settings(deadline=None)
@given(moment=MOMENTS, zone=ZONES)
def test_numeric_and_korean_forms_read_back_what_was_written(moment: datetime, zone: str) -> None:
    aware = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    half, hour = ("오전", "오후")[moment.hour // 12], moment.hour % 12 or 12
    day = moment.date()
    for raw in (
        f"{day:%Y/%m/%d} {moment:%H:%M:%S}",
        f"{day:%Y.%m.%d}. {moment:%H:%M:%S}",
        f"{day.year}년 {day.month}월 {day.day}일 {half} {hour}시 {moment.minute}분 {moment.second}초",
    ):
        assert read_timestamp(raw, zone=zone).value == aware, raw


@settings(deadline=None)
@given(day=st.dates(min_value=date(1971, 1, 1), max_value=date(2199, 12, 31)))
def test_a_numeric_date_is_read_exactly_when_it_can_mean_one_day_only(day: date) -> None:
    value = read_timestamp(f"{day:%d/%m/%Y}").value
    assert (value is None) == (day.day <= 12 and day.day != day.month)
    assert value is None or value.date() == day


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_string_raises_or_changes(raw: str) -> None:
    reading = read_timestamp(raw, zone=SEOUL)
    assert reading.raw == raw
    assert reading.value is None or reading.value.tzinfo is UTC
