"""Whom a figure is credited to: texts in, the sources of their figures out."""

from datetime import date

import pytest

from parsers.statistics import extract_statistics

DAY = date(2024, 8, 1)
MINISTRY = "Ministry of Unification"
GROUP = "Transitional Justice Working Group"
SAID = [
    ("a ministry official told Yonhap News Agency.", MINISTRY),
    ("an official at the unification ministry told Reuters.", MINISTRY),
    ("Kim Min-su, who runs a radio station, told the BBC.", "Kim Min-su"),
    ("according to data obtained by Chosunilbo from the Ministry of Unification.", MINISTRY),
    ("according to VOA, which the unification ministry said it believed.", MINISTRY),
    ("the Voice of America reported.", "VOA"),
    ("Human Rights Watch said, citing activists and relatives.", "Human Rights Watch"),
    ("according to activists.", "activists"),
    ("according to Lee Min-ho, executive director of the Transitional Justice Working Group.", f"Lee Min-ho, {GROUP}"),
    ("said Lee Min-ho, who heads the Seoul-based Transitional Justice Working Group.", f"Lee Min-ho, {GROUP}"),
    ("Koo Dae-jung, spokesman of the unification ministry, told a briefing.", MINISTRY),
    ("unification ministry spokesperson Koo Dae-jung said.", MINISTRY),
    ("a pastor said.", "pastor"),
    ("according to the 2021 Global Trends report released by the UNHCR.", "UNHCR"),
    ("sources including Kim Min-su told Human Rights Watch.", None),
    ("by a disclosure of the unification ministry.", MINISTRY),
]


@pytest.mark.parametrize(("ending", "source"), SAID)
def test_a_figure_is_credited_to_whoever_states_it(ending: str, source: str | None) -> None:
    text = "In 2021 a total of 63 North Korean defectors came to the South, " + ending
    assert {s.attribution for s in extract_statistics(text, published=DAY, language="en")} == {source}


LEAD = "A total of 63 North Korean defectors came to the South in 2021, the unification ministry said.\n"


@pytest.mark.parametrize(
    ("following", "source"),
    [
        ("Of them, 40 were men.", "Ministry of Unification"),
        ("In the first quarter 31 came.", "Ministry of Unification"),
        ("Cold rain fell.\nThe school is full.\nOf the 63, 40 were men.", "Ministry of Unification"),
        ("Cold rain fell.\nThe school is full.\nA total of 34,000 North Koreans live in the South.", None),
        ("In 2009 the number of defectors who came was 2,914.", None),
        ("Kim Min-su, who waits for them, said few go out. He said 12 of them were children.", "Kim Min-su"),
        ("Some 12 of them were children, we make it.", None),
    ],
)
def test_a_source_named_once_speaks_on_for_a_while(following: str, source: str | None) -> None:
    read = extract_statistics(LEAD + following, published=DAY, language="en")
    assert read[-1].attribution == source


def test_data_cited_again_by_an_agency_are_still_those_of_the_office_that_made_them() -> None:
    text = LEAD + "The total includes 40 men and 23 women, Yonhap News Agency reported, citing the data."
    assert {s.attribution for s in extract_statistics(text, published=DAY, language="en")} == {
        "Ministry of Unification"
    }


def test_a_body_called_by_its_kind_speaks_of_older_years_too() -> None:
    lead = "In 2013 720 North Koreans asked Canada for refugee status, the refugee board's tables show.\n"
    text = lead + "In 2012 the board granted asylum to 222 of them."
    assert extract_statistics(text, published=DAY, language="en")[-1].attribution == "Canadian refugee board"
