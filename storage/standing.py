"""The figures and official values of one slot in, the state of each figure with its reason out. Pure.

`official` agrees with the authority's value, `contradicted` cannot stand beside it; without an authority `corroborated`
has two independent sources and no rival of weight, `disputed` has one, `reported` stands alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from storage.agreement import Stated, agrees, excludes
from storage.rivals import Held, strongest_rivals, supporters

State = Literal["official", "corroborated", "reported", "disputed", "contradicted"]
RANK: dict[State, int] = {"official": 0, "corroborated": 1, "reported": 2, "disputed": 3, "contradicted": 4}
OUTWEIGHS = 2
REVISABLE = 0.05
REVISABLE_COUNT = 5
"""How far a later word may be from a provisional value and be its revision: 2,952 to 2,914, but also 2 to 5."""
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
        return {figure.key: _against_authority(figure, authority, known, wider=wider) for figure in figures}
    beside = supporters(figures)
    voices = {figure.key: _voices(figure, beside[figure.key], known) for figure in figures}
    weights = {key: said.weight for key, said in voices.items()}
    rivals = strongest_rivals(figures, weights)
    return {key: _among_rivals(said, rivals.get(key), weights) for key, said in voices.items()}


def best(figures: Sequence[Held], judged: dict[str, Verdict]) -> Held | None:
    """The figure held best: by state, then independent sources, then plain before hedged, then recency, then key."""
    return min(
        figures,
        key=lambda figure: (
            RANK[judged[figure.key].state],
            -figure.sources,
            figure.stated.qualifier != "exact",
            -(figure.seen_on or date.min).toordinal(),
            figure.key,
        ),
        default=None,
    )


def _against_authority(
    figure: Held, authority: OfficialValue, known: Sequence[OfficialValue], *, wider: bool
) -> Verdict:
    says = f"{authority.source_name} has {authority.value:,.0f}"
    if agrees(figure.stated, authority.value):
        return Verdict(state="official", why=says)
    for earlier in known:
        if earlier.status == "provisional" and agrees(figure.stated, earlier.value):
            return Verdict(state="reported", why=f"as first given by {earlier.source_name}; since revised: {says}")
    if not excludes(figure.stated, authority.value):
        return Verdict(state="reported", why=f"true, but far off: {says}")
    if _may_revise(figure, authority):
        return Verdict(state="disputed", why=f"{says}, which is provisional and older than this")
    if (wider or figure.own_count) and is_less(figure.stated, authority.value):
        return Verdict(state="disputed", why=f"{says}, of which this may be a part")
    return Verdict(state="contradicted", why=says)


def _may_revise(figure: Held, authority: OfficialValue) -> bool:
    published_on, seen_on, value = authority.published_on, figure.seen_on, figure.stated.value
    if authority.status != "provisional" or published_on is None or seen_on is None or value is None:
        return False
    return seen_on > published_on and abs(value - authority.value) <= max(REVISABLE_COUNT, REVISABLE * authority.value)


def is_less(stated: Stated, truth: float) -> bool:
    """True where all that is stated lies below the truth, so that it may count a part of it."""
    return max(each for each in (stated.value, stated.low, stated.high, 0) if each is not None) < truth


@dataclass(frozen=True, slots=True)
class _Voices:
    """Who says one thing: the independent sources, in these words or `otherwise`, and second sources of the reference.

    Otherwise is hedged otherwise ("some 2,900" beside 2,914) and comes from elsewhere.
    """

    names: frozenset[str]
    otherwise: tuple[Stated, ...]
    seconds: tuple[str, ...]

    @property
    def weight(self) -> int:
        return len(self.names) + len(self.seconds)


def _among_rivals(mine: _Voices, rival: Held | None, weights: Mapping[str, int]) -> Verdict:
    if rival is not None and (mine.weight < 2 or mine.weight <= OUTWEIGHS * weights[rival.key]):
        against = f"{_number(rival.stated)} stands against it ({_sources(weights[rival.key])})"
        return Verdict(state="disputed", why=against)
    if mine.weight >= 2:
        also = dict.fromkeys(f"also given as {_number(other)}" for other in mine.otherwise)
        named = [f"and {each.replace('derived: ', 'what follows from ', 1)}" for each in mine.seconds]
        return Verdict(state="corroborated", why=", ".join([_sources(len(mine.names)), *also, *named]))
    return Verdict(state="reported", why="one source alone")


def _voices(figure: Held, supporters: Sequence[Held], known: Sequence[OfficialValue]) -> _Voices:
    return _Voices(
        names=frozenset(figure.witnesses).union(*(other.witnesses for other in supporters)),
        otherwise=tuple(other.stated for other in supporters),
        seconds=_seconds(figure.stated, known),
    )


def _seconds(stated: Stated, known: Sequence[OfficialValue]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.source_name for value in known if agrees(stated, value.value)))


def _sources(count: int) -> str:
    return "1 source" if count == 1 else f"{count} independent sources"


def _number(stated: Stated) -> str:
    if stated.value is not None:
        hedge = "" if stated.qualifier == "exact" else f"{stated.qualifier.replace('_', ' ')} "
        return f"{hedge}{stated.value:,.12g}"
    return f"{stated.low or 0:,.12g} to {stated.high or 0:,.12g}"
