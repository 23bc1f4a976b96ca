"""French as newspapers write it: blanks in numbers, days before months, a number before "premiers" and "derniers"."""

from datetime import date

import pytest

from parsers.records import Statistic
from parsers.statistics import extract_statistics, guess_language

DAY = date(2021, 7, 16)


def read(text: str, day: date = DAY) -> tuple[Statistic, ...]:
    return extract_statistics(text, published=day, language="fr")


def told(text: str, day: date = DAY) -> list[tuple[str, float | None, str, str]]:
    return [(s.measure, s.value, str(s.period_start), str(s.period_end)) for s in read(text, day)]


@pytest.mark.parametrize("number", ["1047", "1 047", "1\u202f047", "1.047", "mille quarante sept"])
def test_a_number_is_read_however_it_is_written(number: str) -> None:
    found = told(f"En 2019, {number} transfuges nord-coréens sont arrivés au Sud.")
    assert found == [("count", 1047, "2019-01-01", "2019-12-31")]


@pytest.mark.parametrize("words", ["soixante-dix", "quatre-vingts", "quatre-vingt-dix", "dix-sept"])
def test_a_number_of_several_words_is_one(words: str) -> None:
    value = {"soixante-dix": 70, "quatre-vingts": 80, "quatre-vingt-dix": 90, "dix-sept": 17}[words]
    assert [s.value for s in read(f"En 2019, {words} Nord-Coréens sont arrivés au Sud.")] == [value]


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("Pendant les six premiers mois de 2020", "2020-01-01", "2020-06-30"),
        ("Au deuxième trimestre 2020", "2020-04-01", "2020-06-30"),
        ("Au premier semestre 2020", "2020-01-01", "2020-06-30"),
        ("Entre janvier et mars 2020", "2020-01-01", "2020-03-31"),
        ("Le 14 février 2020", "2020-02-14", "2020-02-14"),
        ("L'an dernier", "2020-01-01", "2020-12-31"),
    ],
)
def test_a_stretch_of_time_is_read_as_said(words: str, first: str, last: str) -> None:
    assert told(f"{words}, 36 Nord-Coréens sont arrivés en Corée du Sud.") == [("count", 36, first, last)]


def test_a_number_after_a_month_is_no_day_of_it() -> None:
    text = "En 2020, le Sud avait reçu 135 Nord-Coréens entre janvier et mars, 12 au second trimestre."
    assert told(text) == [("count", 135, "2020-01-01", "2020-03-31"), ("count", 12, "2020-04-01", "2020-06-30")]


@pytest.mark.parametrize(
    "text",
    [
        "Selon des transfuges nord-coréens, 10 000 ouvriers nord-coréens travaillent en Russie.",
        "Des centaines de Nord-Coréens ont fui vers le Sud.",
        "Le transfuge nord-coréen de 34 ans vit à Séoul.",
        "En France, 300 réfugiés syriens ont obtenu l'asile.",
    ],
)
def test_other_people_ages_and_words_without_a_value_give_nothing(text: str) -> None:
    assert not read(text)


def test_french_is_told_from_its_neighbours_by_its_words() -> None:
    assert guess_language("En 2019, mille transfuges sont arrivés par la mer dans le pays, selon le ministère.") == "fr"
