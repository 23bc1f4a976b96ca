"""Over which days a figure is told: English texts in, the periods of their figures out."""

from datetime import date

import pytest

from parsers.statistics import extract_statistics

LEAD = "North Korean defectors keep coming to the South. "
TOLD = [
    ("Since the current leader Kim Jong-un took power 13,000 have come.", 13000, "2011-12-17", "2021-12-01"),
    ("Before 1999 some 940 of them had come.", 940, None, "1998-12-31"),
    ("Before they came over, 940 of them hid for years; in 1998 26 died.", 26, "1998-01-01", "1998-12-31"),
    (
        "The 90 of 2020 are the first time that their number fell below the level since 1999.",
        90,
        "2020-01-01",
        "2020-12-31",
    ),
    ("In 2016 the total passed 30,000, a number that has since risen to 33,700.", 33700, None, "2021-12-01"),
    (
        "Of the over 30,000 who have come, 28 returned to the North between 2012 and 2018.",
        28,
        "2012-01-01",
        "2018-12-31",
    ),
    (
        "So far this year 59 arrived.\nFrom January to October 59 came, 40 of them women.",
        59,
        "2021-01-01",
        "2021-10-31",
    ),
    ("Over the last 10 years 31 of them have returned to the North.", 31, "2011-12-02", "2021-12-01"),
    ("Some 15 arrived during the months of May and June.", 15, "2021-05-01", "2021-06-30"),
    ("At a meeting on May 4-14, 2021 it was said that 63 came in 2020.", 63, "2020-01-01", "2020-12-31"),
    ("Since 2006, when the first were let in, 191 have come.", 191, "2006-01-01", "2021-12-01"),
    ("On 29 August 2021, 80 were sent back, along with 40 on 18 September.", 80, "2021-08-29", "2021-08-29"),
    (
        "In the first half 36 came. February recorded the smallest number of arrivals this year at 12.",
        12,
        "2021-02-01",
        "2021-02-28",
    ),
    ("Until 1998, a year before the school opened, 947 had come.", 947, None, "1998-12-31"),
    ("In the last nine months 41 were arrested in China.", 41, "2021-03-01", "2021-11-30"),
    (
        "Their number, told annually since 2011, fell from 1,047 in 2019 to 229 in 2020.",
        229,
        "2020-01-01",
        "2020-12-31",
    ),
    ("In 2017 and 2018 the number of missing defectors rose to 872, then to 891 in 2019.", 872, None, "2018-12-31"),
    ("In 2017 and 2018 the number of missing defectors rose to 872, then to 891 in 2019.", 891, None, "2019-12-31"),
    ("In 2009 2,914 came. Some 150 North Korean defectors have settled in Japan.", 150, None, "2021-12-01"),
    ("Only 1,047 came in 2019, compared with the 2009 peak of 2,914.", 2914, "2009-01-01", "2009-12-31"),
    ("In 2009 2,914 came. By 2020, their number had dropped to 229.", 229, "2020-01-01", "2020-12-31"),
    ("China sent back 20 of them against their will last week.", 20, "2021-11-22", "2021-11-28"),
    ("China sent back 20 in the last week of March.", 20, "2021-03-25", "2021-03-31"),
    ("In June five came, bringing their number since 2006 to 135.", 135, "2006-01-01", "2021-06-30"),
    ("Nearly 190 arrived last year, bringing the total to over 6,000.", 6000, None, "2020-12-31"),
    ("The border was shut in 2020. Only 229 came that year, followed by 63 in 2021.", 229, "2020-01-01", "2020-12-31"),
    ("An envoy said last year that an estimated 2,000 escapees were being held in China.", 2000, None, "2020-12-31"),
    (
        "In Britain 902 North Koreans sought asylum over a 13-year period, beginning in 2003.",
        902,
        "2003-01-01",
        "2015-12-31",
    ),
    ("The arrests were on July 15 and 17. China has arrested 29 of them.", 29, "2021-07-15", "2021-07-17"),
    ("More than 30,000 have come since the late 1990s.", 30000, "1990-01-01", "2021-12-01"),
    ("America is home to 186 of them, who first began to arrive in 2006.", 186, None, "2021-12-01"),
    ("In three months to the end of June, only 12 came.", 12, "2021-04-01", "2021-06-30"),
    ("In April and May, about 30 of them were arrested.", 30, "2021-04-01", "2021-05-31"),
    ("For the second year in a row some 60 came on average.", 60, "2020-01-01", "2021-12-01"),
    ("Up to 60 were sent back, a group said.\nThe 60 were sent back in May 2021.", 60, "2021-05-01", "2021-05-31"),
]


@pytest.mark.parametrize(("text", "value", "start", "end"), TOLD)
def test_a_figure_is_told_of_the_days_its_text_gives_it(text: str, value: int, start: str | None, end: str) -> None:
    read = extract_statistics(LEAD + text, published=date(2021, 12, 1), language="en")
    spans = {(s.period_start and s.period_start.isoformat(), str(s.period_end)) for s in read if s.value == value}
    assert spans == {(start, end)}
