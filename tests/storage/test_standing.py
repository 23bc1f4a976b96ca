"""The state of a figure: the authority first, then independent sources, then nothing but its word."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from parsers.records import Qualifier
from storage.agreement import Stated
from storage.rivals import Held
from storage.standing import OfficialValue, best, in_force, verdicts
from storage.witnesses import Statement, is_own_count, witnesses


def official(value: float, status: str = "final", published_on: date | None = date(2024, 9, 30)) -> OfficialValue:
    return OfficialValue(
        value=value,
        qualifier="exact",
        status=status,
        published_on=published_on,
        source_name=f"Ministry {value:g}",
        source_url="",
    )


def held(value: float, sources: int = 1, qualifier: Qualifier = "exact", **fields: Any) -> Held:
    stated = Stated(measure="count", value=value, qualifier=qualifier)
    witnesses = tuple(f"{value:g} {number}" for number in range(sources))
    plain = Held(key=f"{value:g}{qualifier}", stated=stated, witnesses=witnesses)
    return replace(plain, **fields)


REVISED = [
    official(2952, "provisional", date(2010, 1, 6)),
    official(2927, "provisional", date(2012, 1, 12)),
    official(2914, "final", date(2020, 9, 30)),
    official(2950, "reported", date(2021, 1, 1)),
]


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (date(2009, 12, 31), None),
        (date(2010, 6, 1), 2952),
        (date(2013, 1, 1), 2927),
        (date(2021, 6, 1), 2914),
        (None, 2914),
    ],
)
def test_what_the_authority_said_on_a_day(day: date | None, value: float | None) -> None:
    value_then = in_force(REVISED, day)
    assert (value_then and value_then.value) == value


def test_the_authority_decides() -> None:
    states = verdicts([held(2914), held(2952), held(800), held(2900, qualifier="about")], REVISED)
    assert {key: verdict.state for key, verdict in states.items()} == {
        "2914exact": "official",
        "2952exact": "reported",
        "800exact": "contradicted",
        "2900about": "official",
    }
    assert "since revised" in states["2952exact"].why
    assert "2,914" in states["800exact"].why


def test_what_was_official_then_is_official_as_of_then() -> None:
    assert verdicts([held(2952)], REVISED, date(2010, 6, 1))["2952exact"].state == "official"


def test_a_wider_official_count_disputes_a_smaller_figure_and_contradicts_a_larger_one() -> None:
    states = verdicts([held(54), held(2000)], [official(1137)], wider=True)
    assert (states["54exact"].state, states["2000exact"].state) == ("disputed", "contradicted")


def test_numbers_that_one_source_gives_in_one_text_are_no_rivals() -> None:
    here: dict[str, Any] = {"document": "d1", "witnesses": ("A monitor",)}
    parts = [held(1170, qualifier="at_least", **here), held(450, qualifier="about", **here)]
    assert {verdict.state for verdict in verdicts(parts, []).values()} == {"reported"}
    elsewhere = [parts[0], replace(parts[1], document="d2")]
    assert {verdict.state for verdict in verdicts(elsewhere, []).values()} == {"disputed"}


def test_a_bound_far_from_the_authority_is_no_confirmation() -> None:
    judged = verdicts([held(200, qualifier="over"), held(1000, qualifier="over")], [official(1137)])
    assert [verdict.state for verdict in judged.values()] == ["reported", "official"]


def test_a_body_that_counts_its_own_cases_is_not_contradicted_by_the_count_of_all() -> None:
    figures = [held(214, own_count=True), held(2000, own_count=True), held(100)]
    assert [verdict.state for verdict in verdicts(figures, [official(1137)]).values()] == [
        "disputed",
        "contradicted",
        "contradicted",
    ]


@pytest.mark.parametrize(
    ("figures", "states"),
    [
        ([held(65)], ["reported"]),
        ([held(65, sources=2)], ["corroborated"]),
        ([held(65), held(70)], ["disputed", "disputed"]),
        ([held(65, sources=3), held(70)], ["corroborated", "disputed"]),
        ([held(65, sources=3), held(70, sources=2)], ["disputed", "disputed"]),
        ([held(65, sources=2), held(60, qualifier="over")], ["corroborated", "corroborated"]),
        ([held(2914), held(2900, qualifier="about")], ["corroborated", "corroborated"]),
        ([held(1137, sources=2), held(200, qualifier="over")], ["corroborated", "reported"]),
    ],
)
def test_without_an_authority_independent_sources_decide(figures: list[Held], states: list[str]) -> None:
    judged = verdicts(figures, [])
    assert [judged[figure.key].state for figure in figures] == states


def test_a_second_source_of_the_reference_counts_as_one() -> None:
    assert verdicts([held(99)], [official(99, "reported")])["99exact"].state == "corroborated"


@pytest.mark.parametrize(
    ("attributions", "is_own"),
    [
        (["Lantern Path"], True),
        (["Lantern Path", None], False),
        (["통일부"], False),
        (["South Korean authorities"], False),
        (["NK News"], False),
    ],
)
def test_who_counts_only_what_it_meets(attributions: list[str | None], *, is_own: bool) -> None:
    assert is_own_count([said("a", "Paper", each) for each in attributions]) is is_own


def test_the_plain_number_is_held_before_the_hedged_one() -> None:
    figures = [held(2000, qualifier="over"), held(2028)]
    chosen = best(figures, verdicts(figures, [official(2028)]))
    assert chosen is not None
    assert chosen.stated.value == 2028


def test_the_best_is_the_better_state_then_the_more_sources() -> None:
    figures = [held(65, sources=3), held(70), held(64, sources=1)]
    chosen = best(figures, verdicts(figures, []))
    assert chosen is not None
    assert chosen.key == "65exact"


def said(cluster: str, publisher: str, attribution: str | None = None) -> Statement:
    return Statement(cluster=cluster, publisher=publisher, attribution=attribution)


@pytest.mark.parametrize(
    ("statements", "names"),
    [
        ([said("a", "Yonhap"), said("b", "KBS")], ("Yonhap News Agency", "KBS")),
        ([said("a", "Yonhap"), said("a", "Some Blog"), said("a", "Other Blog")], ("Yonhap News Agency",)),
        (
            [said("a", "KBS", "통일부"), said("b", "MBC", "the South's Unification Ministry")],
            ("Ministry of Unification",),
        ),
        ([said("a", "Blog", "NK News"), said("b", "NK News")], ("NK News",)),
        ([said("a", "KBS"), said("b", "MBC", "KBS"), said("b", "SBS")], ("KBS",)),
        ([], ()),
    ],
)
def test_copies_and_credits_count_once(statements: list[Statement], names: tuple[str, ...]) -> None:
    assert witnesses(statements) == names
