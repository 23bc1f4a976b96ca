"""The figures and official values of one slot in, the state of each figure with its reason out. Pure.

`official` agrees with the authority's value, `contradicted` does not; without an authority `corroborated` has two
independent sources and no rival of weight, `disputed` has one, `reported` stands alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from storage.agreement import Stated, agrees, overlap

State = Literal["official", "corroborated", "reported", "disputed", "contradicted"]
RANK: dict[State, int] = {"official": 0, "corroborated": 1, "reported": 2, "disputed": 3, "contradicted": 4}
OUTWEIGHS = 2
AUTHORITATIVE = ("final", "provisional")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialValue:
    """One published value of a reference series; `status` is final, provisional, reported or derived."""

    value: float
    qualifier: str
    status: str
    published_on: date | None
    source_name: str
    source_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A figure of the slot as it is weighed; `seen_on` is the day of its newest statement."""

    key: str
    stated: Stated
    sources: int
    seen_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A figure's state and why."""

    state: State
    why: str


def in_force(values: Sequence[OfficialValue], as_of: date | None) -> OfficialValue | None:
    """The authority's value as known on that day, the newest; final before provisional where dates tell nothing."""
    known = [value for value in known_by(values, as_of) if value.status in AUTHORITATIVE]
    return max(known, key=lambda value: (value.published_on or date.min, value.status == "final"), default=None)


def known_by(values: Sequence[OfficialValue], as_of: date | None) -> list[OfficialValue]:
    """The values published by that day; without a day all of them, with one only those whose date is known."""
    if as_of is None:
        return list(values)
    return [value for value in values if value.published_on is not None and value.published_on <= as_of]


def verdicts(
    figures: Sequence[Held], values: Sequence[OfficialValue], as_of: date | None = None, *, wider: bool = False
) -> dict[str, Verdict]:
    """The state of each figure of one slot, by key; `wider` where the official values count more than the slot does."""
    authority = in_force(values, as_of)
    known = known_by(values, as_of)
    if authority is not None:
        return {figure.key: _against_authority(figure.stated, authority, known, wider=wider) for figure in figures}
    seconds = {figure.key: _seconds(figure.stated, known) for figure in figures}
    return {figure.key: _among_rivals(figure, figures, seconds) for figure in figures}


def best(figures: Sequence[Held], judged: dict[str, Verdict]) -> Held | None:
    """The figure held best: by state, then independent sources, then recency, then key."""
    return min(
        figures,
        key=lambda figure: (
            RANK[judged[figure.key].state],
            -figure.sources,
            -(figure.seen_on or date.min).toordinal(),
            figure.key,
        ),
        default=None,
    )


def _against_authority(
    stated: Stated, authority: OfficialValue, known: Sequence[OfficialValue], *, wider: bool
) -> Verdict:
    says = f"{authority.source_name} has {authority.value:,.0f}"
    if agrees(stated, authority.value):
        return Verdict(state="official", why=says)
    for earlier in known:
        if earlier.status == "provisional" and agrees(stated, earlier.value):
            return Verdict(state="reported", why=f"as first given by {earlier.source_name}; since revised: {says}")
    if wider and (stated.value or stated.high or 0) < authority.value:
        return Verdict(state="disputed", why=f"{says}, of which this may be a part")
    return Verdict(state="contradicted", why=says)


def _among_rivals(figure: Held, figures: Sequence[Held], seconds: dict[str, tuple[str, ...]]) -> Verdict:
    weight = figure.sources + len(seconds[figure.key])
    rivals = [other for other in figures if not overlap(figure.stated, other.stated)]
    if rivals:
        strongest = max(rivals, key=lambda other: (other.sources + len(seconds[other.key]), other.key))
        against = strongest.sources + len(seconds[strongest.key])
        if weight < 2 or weight <= OUTWEIGHS * against:
            return Verdict(state="disputed", why=f"{_number(strongest.stated)} stands against it ({_sources(against)})")
    if weight >= 2:
        return Verdict(state="corroborated", why="; ".join([_sources(figure.sources), *seconds[figure.key]]))
    return Verdict(state="reported", why="one source alone")


def _seconds(stated: Stated, known: Sequence[OfficialValue]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.source_name for value in known if agrees(stated, value.value)))


def _sources(count: int) -> str:
    return "1 source" if count == 1 else f"{count} independent sources"


def _number(stated: Stated) -> str:
    if stated.value is not None:
        return f"{stated.value:,.12g}"
    return f"{stated.low or 0:,.12g} to {stated.high or 0:,.12g}"
