"""Korean personal names are written as the press writes them; the names of bodies stay as they are."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.romanised import SYLLABLES, romanised
from parsers.statistics import extract_statistics

SURNAMES = {"김": "Kim", "서": "Seo", "남": "Nam", "남궁": "Namgung", "임": "Lim"}


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("서다인", "Seo Da-in"),
        ("김철", "Kim Cheol"),
        ("임채원", "Lim Chae-won"),
        ("남궁원", "Namgung Won"),
        ("남희석", "Nam Hui-seok"),
        ("김밝음", "Kim Bak-eum"),
    ],
)
def test_a_name_is_a_surname_as_its_bearers_write_it_and_a_given_name_by_syllables(name: str, latin: str) -> None:
    assert romanised(name, SURNAMES) == latin


@pytest.mark.parametrize("name", ["", "김", "통일부", "김다인영", "Kim", "서da"])
def test_what_is_no_surname_and_given_name_has_no_latin_form(name: str) -> None:
    assert romanised(name, SURNAMES) is None


@given(st.text(st.sampled_from([chr(code) for code in SYLLABLES]), min_size=1, max_size=2))
def test_every_syllable_has_a_form_of_plain_letters(given_name: str) -> None:
    latin = romanised("김" + given_name, SURNAMES)
    assert latin is not None
    assert latin.removeprefix("Kim ").replace("-", "").isalpha()
    assert latin.isascii()


@pytest.mark.parametrize(
    ("speaker", "source"),
    [
        ("한누리 의원은", "Rep. Han Nu-ri"),
        ("더바른당 한누리 의원은", "Rep. Han Nu-ri"),
        ("서인대 백도담 교수는", "Baek Do-dam"),
    ],
)
def test_a_record_names_a_korean_speaker_in_latin_letters(speaker: str, source: str) -> None:
    text = f"{speaker} 지난해 국내에 입국한 탈북민이 196명이라고 밝혔다."
    assert [s.attribution for s in extract_statistics(text, published=date(2024, 1, 20), language="ko")] == [source]


def test_a_person_named_again_without_a_title_is_the_same_source() -> None:
    text = (
        "한누리 의원은 지난해 국내에 입국한 탈북민이 196명이라고 밝혔다.\n\n한누리 의원은 이 중 여성 164명이라고 했다."
    )
    told = extract_statistics(text, published=date(2024, 1, 20), language="ko")
    assert {s.attribution for s in told} == {"Rep. Han Nu-ri"}


def test_a_body_beside_a_title_keeps_its_name() -> None:
    text = "인하시 의원은 지난해 국내에 입국한 탈북민이 196명이라고 밝혔다."
    told = extract_statistics(text, published=date(2024, 1, 20), language="ko")
    assert [(s.value, s.attribution) for s in told] == [(196, "Rep. 인하시")]
