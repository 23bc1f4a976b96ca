"""German as newspapers write it: dates, numbers, verbs at the end of the clause; and what counts no refugees."""

from datetime import date

import pytest

from parsers.records import Statistic
from parsers.statistics import explain, extract_statistics

DAY = date(2021, 7, 16)
LEAD = "Laut dem Vereinigungsministerium reisten im ersten Quartal dieses Jahres 31 Nordkoreaner nach Südkorea ein. "


def read(text: str, day: date = DAY) -> tuple[Statistic, ...]:
    return extract_statistics(text, published=day, language="de")


def told(text: str, day: date = DAY) -> list[tuple[str, float | None, str, str]]:
    return [(s.measure, s.value, str(s.period_start), str(s.period_end)) for s in read(text, day)]


def test_a_day_and_its_month_stay_in_one_sentence() -> None:
    text = "Am 16. Juni 2021 wurden von chinesischen Behörden 50 Nordkoreaner abgeschoben."
    assert told(text) == [("count", 50, "2021-06-16", "2021-06-16")]
    assert read(text)[0].sentence == text


def test_sentences_that_lost_the_blank_between_them_are_two() -> None:
    found = read("Im Jahr 2020 kamen 229 Nordkoreaner nach Südkorea.Das Ministerium teilte es mit.")
    assert [(s.value, s.sentence.rpartition(" ")[2]) for s in found] == [(229, "Südkorea.")]


@pytest.mark.parametrize("number", ["33.800", "33 800", "33\u00a0800", "33\u202f800", "33 tausend 800"])
def test_thousands_stand_apart_by_a_point_or_a_blank(number: str) -> None:
    assert [s.value for s in read(f"Bis Ende 2020 kamen {number} Nordkoreaner nach Südkorea.")] == [33800]


def test_a_year_before_a_number_is_no_part_of_it() -> None:
    assert told("Laut Yonhap waren 2019 202 Männer unter den nach Südkorea gekommenen Nordkoreanern.") == [
        ("count", 202, "2019-01-01", "2019-12-31")
    ]


@pytest.mark.parametrize(
    ("clause", "change"),
    [
        ("Die Zahl ist gegenüber dem Vorjahr um 77 Prozent gesunken.", -77),
        ("Die Zahl ging gegenüber dem Vorjahr um 77 Prozent zurück.", -77),
        ("Die Zahl war im Vorjahresvergleich um 77 Prozent auf 31 geschrumpft.", -77),
        ("Verglichen mit dem Vorjahr betrug der Rückgang 77 Prozent.", -77),
        ("Das sei ein Anstieg von 12 Prozent im Vergleich zum Vorjahr.", 12),
        ("Das entspricht einer 12-prozentigen Zunahme gegenüber dem Vorjahr.", 12),
        ("Das sind 16,7 Prozent mehr als ein Jahr zuvor.", 16.7),
    ],
)
def test_a_verb_or_noun_of_change_is_found_on_either_side_of_its_percentage(clause: str, change: float) -> None:
    found = [s for s in read(LEAD + clause) if s.measure == "percent_change"]
    assert [(s.value, str(s.period_start), str(s.versus_start)) for s in found] == [
        (change, "2021-01-01", "2020-01-01")
    ]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("In den letzten sechs Monaten", "2021-01-01", "2021-06-30"),
        ("In den ersten fünf Monaten dieses Jahres", "2021-01-01", "2021-05-31"),
        ("Dieses Jahr bis Ende Juni", "2021-01-01", "2021-06-30"),
        ("Von April bis Juni", "2021-04-01", "2021-06-30"),
        ("Zwischen Januar und Juni 2020", "2020-01-01", "2020-06-30"),
        ("Im Auftaktquartal letzten Jahres", "2020-01-01", "2020-03-31"),
        ("Im 2. Quartal 2020", "2020-04-01", "2020-06-30"),
        ("In der ersten Jahreshälfte 2020", "2020-01-01", "2020-06-30"),
    ],
)
def test_a_stretch_of_the_year_is_read_as_said(words: str, first: str, last: str) -> None:
    assert told(f"{words} kamen 36 Nordkoreaner nach Südkorea.") == [("count", 36, first, last)]


def test_then_means_the_period_named_last() -> None:
    assert told(LEAD + "Das ist weniger als im selben Zeitraum letzten Jahres. Damals waren es 135 Nordkoreaner.")[
        1:
    ] == [("count", 135, "2020-01-01", "2020-03-31")]


def test_a_change_after_the_parts_of_a_quarter_is_of_the_quarter() -> None:
    text = (
        "Von April bis Juni 2020 kamen zwölf Nordkoreaner nach Südkorea. Es waren sieben im April, zwei im Mai und "
        "drei im Juni. Verglichen mit dem Vorjahr betrug der Rückgang 96 Prozent."
    )
    assert told(text)[-1] == ("percent_change", -96, "2020-04-01", "2020-06-30")
    assert [v for _, v, _, _ in told(text)] == [12, 7, 2, 3, -96]


@pytest.mark.parametrize(
    "clause", ["stieg 2023 von 63 auf 196", "ist 2023 von 63 auf 196 gestiegen", "sank 2023 von 229 auf 196"]
)
def test_what_a_number_became_is_no_range(clause: str) -> None:
    found = read(f"Die Zahl der nach Südkorea gekommenen Nordkoreaner {clause}.", date(2024, 1, 18))
    assert [(s.value, s.low) for s in found if str(s.period_start) == "2023-01-01"] == [(196, None)]


def test_a_year_before_more_than_is_a_year() -> None:
    found = read("Laut Regierungsdaten sind 2019 mehr als 800 Nordkoreaner nach Südkorea gekommen.")
    assert [(s.value, s.qualifier, str(s.period_end)) for s in found] == [(800, "over", "2019-12-31")]


def test_a_change_of_power_and_its_year_open_one_period() -> None:
    found = read("Seit dem Amtsantritt des Machthabers Ende 2011 kamen 12.000 Nordkoreaner nach Südkorea.")
    assert [(s.scope, str(s.period_start)) for s in found] == [("cumulative", "2011-12-17")]


def test_into_the_south_is_where_they_went() -> None:
    found = read("Seit Ende des Koreakriegs sind mehr als 9.000 Nordkoreaner in den Süden geflohen.")
    assert [(s.event, s.destination) for s in found] == [("arrival", "KR")]


def test_what_is_said_after_a_relative_clause_is_said_of_its_number() -> None:
    share = read("2021: Mehr als 80 Prozent der Menschen, die Nordkorea verließen, waren Frauen.")
    assert [(s.measure, s.value, s.sex, s.qualifier) for s in share] == [("share", 80, "female", "over")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("In Nordkorea leben 260.000 Menschen.", "people who live in the North"),
        ("In Nordkorea hungern 24 Millionen Menschen.", "counts things"),
        ("Zwei nordkoreanische Flüchtlinge erzählen von Hunger.", "people who speak in the text"),
        ("Sie ist Mutter von zwei Kindern.", "counts other people"),
        ("Er versteckte sich mit rund zehn anderen Flüchtlingen in China.", "counts other people"),
        ("In China arbeiten etwa 50.000 Nordkoreaner in Fabriken.", "counts other people"),
        ("Kim (34) erzählt in Seoul.", "an age"),
        ("Im vergangenen Jahr erreichten 1.200 syrische Flüchtlinge Deutschland.", "counts other people"),
        ("Rund 3.000 nordkoreanische Soldaten trafen in Russland ein.", "counts other people"),
        ("Es wird erwartet, dass 1.500 Nordkoreaner nach Südkorea kommen.", "a forecast"),
        ("In einer Umfrage nannten 62 Prozent der Flüchtlinge den Hunger.", "a survey"),
    ],
)
def test_other_numbers_are_left_out_with_their_reason(text: str, reason: str) -> None:
    explained = explain(LEAD + text, published=DAY, language="de")
    assert [r.statistic.value for r in explained.read] == [31]
    assert reason in {left.reason for left in explained.left_out}
