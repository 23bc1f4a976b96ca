"""What English reports say of people told of before, of totals and of other things: texts in, their counts out."""

from datetime import date

import pytest

from parsers.records import Statistic
from parsers.statistics import extract_statistics

LEAD = "North Korean defectors keep coming to the South. "
DAY = date(2021, 12, 1)


def read(text: str) -> tuple[Statistic, ...]:
    return extract_statistics(LEAD + text, published=DAY, language="en")


@pytest.mark.parametrize(
    "again",
    [
        "It is not known whether the 14 will be sent back.",
        "Under no circumstances should these 14 be deported, the group said.",
        "A lawyer said he could not meet the 14 defectors.",
    ],
)
def test_people_told_of_before_are_not_counted_again_for_what_may_become_of_them(again: str) -> None:
    counted = [(s.value, s.event) for s in read("Chinese police arrested 14 North Koreans in May 2021. " + again)]
    assert counted == [(14, "detention")]


def test_a_second_telling_that_gives_the_day_is_read() -> None:
    told = read("China has arrested 14 North Koreans. The 14 were arrested in Jilin on May 19.")
    assert {(s.value, s.period_start) for s in told} == {(14, date(2021, 5, 19))}


@pytest.mark.parametrize(
    "day",
    [
        "The repatriation happened on October 9.",
        "Nothing was heard of them since they were deported on October 9.",
        "The deportations took place on October 9, a report found.",
    ],
)
def test_those_sent_back_are_told_of_the_one_day_that_the_text_names_for_it(day: str) -> None:
    told = read("China has forcibly returned up to 600 North Korean refugees, a group said. " + day)
    assert {(s.value, s.period_start) for s in told} == {(600, date(2021, 10, 9))}


def test_of_two_days_none_is_chosen() -> None:
    told = read("China has sent back 600 North Koreans. Repatriations took place on October 9 and in March.")
    assert [(s.value, s.period_start) for s in told] == [(600, None)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Between 2006 and 2011, 2000 to 2900 of them came every year.", 2000, 2900),
        ("Until 2011 their number hovered around the 2000-3000 mark.", 2000, 3000),
    ],
)
def test_numbers_that_look_like_years_may_bound_a_range(text: str, low: int, high: int) -> None:
    told = read(text)
    assert [(s.low, s.high, s.scope) for s in told] == [(low, high, "average")]


def test_a_number_in_a_year_and_what_it_became_are_no_range() -> None:
    told = read("Arrivals rose from 1502 in 2012 to 2706 in 2019.")
    assert {(s.value, s.period_start) for s in told} == {(1502, date(2012, 1, 1)), (2706, date(2019, 1, 1))}


@pytest.mark.parametrize("words", ["up 67 to 33,882", "up by 67 to 33,882"])
def test_what_was_added_and_what_it_came_to_are_two_figures(words: str) -> None:
    told = read(f"Their number grew in 2020, {words}, the unification ministry said.")
    assert {(s.measure, s.value) for s in told} == {("absolute_change", 67), ("count", 33882)}


@pytest.mark.parametrize(
    "other",
    [
        "The police also seized 5 Chinese and South Koreans who helped them.",
        "Two fishermen had killed 16 fellow crew members.",
        "Two South Korean nationals were detained at the same time.",
        "Until then only a few dozen North Koreans fled, and several hundred thousand may hide in China.",
        "The government's budget for defectors has been halved.",
        "Since then brokers' fees have doubled.",
        "The plan holds a 50 percent increase in the payment to each of them.",
        "Floods brought a death toll of 1,500 to the North.",
        "They crossed in two engineless boats, three and a half years after their village was searched.",
        "To flee is now twice as expensive as in 2011.",
        "The number of North Korean workers sent abroad fell from 30,023 to 11,490 persons.",
    ],
)
def test_helpers_victims_and_sums_of_money_are_no_defectors(other: str) -> None:
    assert [s.value for s in read("In May 2021, 14 of them came. " + other)] == [14]


def test_to_reach_south_korea_is_to_arrive_even_where_the_text_is_about_one_who_fled() -> None:
    told = extract_statistics(
        "A North Korean soldier defected on Monday. Some 28,000 North Koreans have defected to South Korea so far.",
        published=DAY,
        language="en",
    )
    assert [(s.event, s.destination) for s in told] == [("arrival", "KR")]


def test_a_photograph_dates_no_figures() -> None:
    told = read("\nA fence near Dandong in September.\nChina has sent back 600 North Koreans, a group said.")
    assert [(s.value, s.period_start) for s in told] == [(600, None)]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("An estimated 10 to 15 of them entered Thailand every week.", "average"),
        ("Arrivals ranged from 2,022 to 2,929 from 2006 to 2011.", "average"),
        ("In 2019, 1,047 came. Women make up 71 percent of all defectors.", "cumulative"),
    ],
)
def test_so_many_a_week_and_a_share_of_all_are_no_flows_of_a_year(text: str, scope: str) -> None:
    assert read(text)[-1].scope == scope


def test_what_is_feared_for_the_arrested_is_not_what_befell_them() -> None:
    told = read("Some 30 of them have been arrested by police in Shenyang and are facing repatriation.")
    assert [(s.value, s.event) for s in told] == [(30, "detention")]


def test_parts_of_a_group_keep_the_day_that_stands_with_each() -> None:
    told = read("On August 2, 2021, seven of them were arrested, and on August 14, a further five were caught.")
    assert {(s.value, str(s.period_start)) for s in told} == {(7, "2021-08-02"), (5, "2021-08-14")}


def test_a_headline_that_its_lead_repeats_takes_no_day_from_a_part_of_it() -> None:
    text = (
        "12 North Korean defectors arrested in Jilin\n\nAnother 12 North Korean defectors have been arrested.\n"
        "On August 2, seven North Korean defectors were arrested at a station."
    )
    told = extract_statistics(text, published=DAY, language="en")
    assert {(s.value, s.period_end) for s in told} == {(12, None), (7, date(2021, 8, 2))}


def test_those_who_came_more_each_year_are_counted() -> None:
    told = read("Officials say about 3,000 more are arriving each year.")
    assert [(s.measure, s.value, s.scope) for s in told] == [("count", 3000, "average")]


def test_asylum_sought_in_the_south_is_arrival_there() -> None:
    told = read("In 2020, 80 percent of all defectors seeking asylum in South Korea were women.")
    assert [(s.event, s.destination, s.group, s.sex) for s in told] == [("arrival", "KR", "all", "female")]


def test_a_change_told_in_words_and_again_in_brackets_is_a_change() -> None:
    told = read("Their number decreased by a fifth (20.8 percent) in the first half of 2021.")
    assert ("percent_change", -20.8) in {(s.measure, s.value) for s in told}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Police arrested 19 North Koreans in the north of Thailand on Friday, officials said.", "2021-11-26"),
        ("Thai police on Saturday arrested 19 North Koreans.", "2021-11-27"),
        ("An activist said on Tuesday that China had arrested 19 North Koreans.", "None"),
        ("China has arrested 19 North Koreans, a group said Monday.", "None"),
    ],
)
def test_a_weekday_dates_an_arrest_but_not_what_was_said_on_it(text: str, day: str) -> None:
    assert [(s.value, str(s.period_end)) for s in read(text)] == [(19, day)]


def test_the_highest_of_a_year_and_its_sum_beside_an_average_are_no_averages() -> None:
    told = read(
        "In December 215 came, the highest monthly number for 2020."
        " In the first quarter of 2021 came a total of 366 and an average of 122 a month."
    )
    assert {(s.value, s.scope) for s in told} == {(215, "period"), (366, "period"), (122, "average")}


def test_those_sent_back_are_no_running_total_of_those_who_came() -> None:
    told = read(
        "By the end of 2020 33,752 had come. It follows a repatriation of nine North Korean defectors from Laos."
    )
    assert {(s.value, s.scope, s.period_end) for s in told if s.event == "repatriation"} == {(9, "period", None)}


@pytest.mark.parametrize(
    ("text", "value", "day"),
    [
        ("Three dozen of the asylum seekers arrived in Seoul Tuesday after leaving Beijing.", 36, 30),
        ("Another group of 41 people flew to Seoul on Monday.", 41, 29),
        ("In all 52 people arrived in South Korea today.", 52, 1),
        ("South Korea today welcomed 52 North Koreans.", 52, 1),
        ("Some 40 North Koreans were arrested in Dandong last Monday.", 40, 29),
    ],
)
def test_those_who_came_on_a_weekday_came_on_the_last_one_before_publication(text: str, value: int, day: int) -> None:
    month = 11 if day > 1 else 12
    assert [(s.value, s.period_start, s.scope) for s in read(text)] == [(value, date(2021, month, day), "period")]


def test_the_weekday_on_which_something_is_said_is_no_day_of_coming() -> None:
    assert [(s.value, s.period_start) for s in read("Some 36 people arrived, officials said Tuesday.")] == [(36, None)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Arrivals rose in 2020 by 5.5% (7 people).", [("percent_change", 5.5), ("absolute_change", 7)]),
        ("In 2020 that meant a 71.8% (163 people) decrease.", [("percent_change", -71.8), ("absolute_change", -163)]),
        ("North Korean arrivals plummet by over 90% in 2020.", [("percent_change", -90)]),
    ],
)
def test_a_change_is_read_in_its_bracket_too(text: str, told: list[tuple[str, float]]) -> None:
    assert [(s.measure, s.value) for s in read(text)] == told


def test_one_number_is_dealt_out_to_two_years_or_two_countries() -> None:
    told = read("Applications in Britain reached about 30 in both 2014 and 2015, refugees from the North said.")
    assert [(s.value, s.period_start) for s in told] == [(30, date(2014, 1, 1)), (30, date(2015, 1, 1))]
    told = read("In 2019 Belgium granted asylum to seven North Koreans, Denmark and Sweden with six each, Norway two.")
    assert [(s.value, s.destination) for s in told] == [(7, "BE"), (6, "DK"), (6, "SE"), (2, "NO")]


def test_that_year_is_the_one_since_which_something_is_so() -> None:
    told = read("Since Pyongyang shut its border in 2020 arrivals have dwindled, dropping to 229 that year.")
    assert [(s.value, s.period_start) for s in told] == [(229, date(2020, 1, 1))]


def test_a_half_that_ends_on_the_day_of_publication_is_whole() -> None:
    text = "In the first half of the year 57 North Korean defectors reached Seoul. In the first quarter it was 31."
    told = extract_statistics(text, published=date(2021, 6, 30), language="en")
    assert [(s.value, s.period_end) for s in told] == [(57, date(2021, 6, 30)), (31, date(2021, 3, 31))]


def test_a_text_on_the_house_of_their_schooling_goes_on_about_all_who_come() -> None:
    text = (
        "Hanawon stands empty. In 2021 it took in 59 trainees. The number of North Korean defectors who reached Seoul "
        "peaked at 2,914 in 2009 and fell to 1,047 by 2019. Only 236 defectors were recorded last year."
    )
    told = extract_statistics(text, published=date(2025, 12, 26), language="en")
    assert [(s.value, s.group) for s in told][1:] == [(2914, "all"), (1047, "all"), (236, "all")]


def test_a_defector_who_speaks_is_not_counted() -> None:
    assert read("One defector told reporters in 2021 that coming to the South was like a dream.") == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("In 2020 arrivals were up 15-point-six percent from the year before.", 15.6),
        ("In 2020 arrivals fell eight point 5 percent from the year before.", -8.5),
    ],
)
def test_the_digits_after_a_spoken_point_are_decimals(text: str, value: float) -> None:
    assert [(s.measure, s.value) for s in read(text)] == [("percent_change", value)]


def test_a_number_like_a_year_counts_where_it_is_bounded() -> None:
    assert [(s.value, s.period_end) for s in read("Over 2000 have settled in the South through 2008.")] == [
        (2000, date(2008, 12, 31))
    ]


def test_the_number_of_a_paper_counts_nobody() -> None:
    assert read("Paper AB-10-691 tells of the defectors who came in 2010.") == ()


def test_where_those_of_a_base_went_does_not_end_it() -> None:
    told = read("Last year 229 came, a little more than a fifth of the 1,047 defectors who came to the South in 2019.")
    assert [(s.value, s.period_start) for s in told if s.measure == "count"] == [
        (229, date(2020, 1, 1)),
        (1047, date(2019, 1, 1)),
    ]


def test_those_taken_in_by_several_countries_are_in_none_of_them() -> None:
    text = "Countries such as Germany, Britain and Denmark granted asylum to 280 North Koreans in 2005. "
    told = read(text + "Germany topped the list with a total of 232, while Britain granted asylum to 25.")
    assert [(s.value, s.destination) for s in told] == [(280, None), (232, "DE"), (25, "GB")]


def test_the_day_of_one_event_is_not_carried_to_another() -> None:
    told = read("China sent back 600 North Koreans on October 9. The groups estimate it had detained 2,000 of them.")
    assert [(s.event, s.period_start) for s in told] == [("repatriation", date(2021, 10, 9)), ("detention", None)]


def test_deaths_told_of_as_cases_are_counted() -> None:
    told = read("In 2020 there were 19 cases of unclaimed deaths among North Korean defectors.")
    assert [(s.value, s.event, s.group) for s in told] == [(19, "death", "died alone")]


def test_what_is_thought_of_a_place_is_credited_to_nobody() -> None:
    told = read("In 2020 nine North Koreans fled through Southeast Asia, which is thought safe, and came to the South.")
    assert [(s.value, s.attribution) for s in told] == [(9, None)]


def test_to_edge_up_to_a_number_bounds_nothing() -> None:
    told = read("Arrivals edged up to 105 in 2020 from 99 a year earlier.")
    assert [(s.value, s.qualifier) for s in told] == [(105, "exact"), (99, "exact")]
