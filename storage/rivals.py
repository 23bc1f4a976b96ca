"""The figures of one slot in, for each those that say the same and the strongest that cannot stand beside it out. Pure.

Figures are sorted by what they allow, so that the work grows with their number and with the pairs that agree, not with
all pairs.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from storage.agreement import Stated, overlap, reach, told_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A figure of the slot as it is weighed.

    `witnesses` names the independent sources, `document` is the only one that states it (None for several), `own_count`
    tells that all of them know their own cases alone, `seen_on` is the day of its newest statement.
    """

    key: str
    stated: Stated
    witnesses: tuple[str, ...]
    document: str | None = None
    own_count: bool = False
    seen_on: date | None = None

    @property
    def sources(self) -> int:
        """How many independent sources there are."""
        return len(self.witnesses)


def conflict(one: Held, other: Held) -> bool:
    """True where not both can hold.

    Two numbers that one source gives in one text are parts of a whole, or one of them was misread: no dispute.
    """
    return _breath(one) != _breath(other) and not overlap(one.stated, other.stated)


def supporters(figures: Sequence[Held]) -> dict[str, list[Held]]:
    """By key the figures that say the same and bring a source of their own, in the order given.

    Two say the same where the writer of one, knowing the other's number, would have put it so.
    """
    numbers = sorted((figure.stated.value, at) for at, figure in enumerate(figures) if figure.stated.value is not None)
    beside: list[set[int]] = [set() for _ in figures]
    for at, figure in enumerate(figures):
        low, high = told_of(figure.stated)
        for _, other in numbers[bisect_left(numbers, (low,)) : bisect_right(numbers, (high, len(figures)))]:
            beside[at].add(other)
            beside[other].add(at)
    return {
        figure.key: [figures[other] for other in sorted(others) if _adds_a_source(figures[other], figure)]
        for figure, others in zip(figures, beside, strict=True)
    }


def strongest_rivals(figures: Sequence[Held], weights: Mapping[str, int]) -> dict[str, Held]:
    """By key the weightiest figure that conflicts with it, the last by key among equals; absent where none does."""

    def strength(figure: Held) -> tuple[int, str]:
        return weights[figure.key], figure.key

    from_low = sorted(figures, key=lambda figure: reach(figure.stated)[1])
    from_high = sorted(figures, key=lambda figure: -reach(figure.stated)[0])
    ends = [reach(figure.stated)[1] for figure in from_low]
    beginnings = [-reach(figure.stated)[0] for figure in from_high]
    below, above = _strongest_so_far(from_low, strength), _strongest_so_far(from_high, strength)
    found = {}
    for figure in figures:
        low, high = reach(figure.stated)
        leading = (*below[bisect_left(ends, low)], *above[bisect_left(beginnings, -high)])
        against = [other for other in leading if _breath(other) != _breath(figure)]
        if against:
            found[figure.key] = max(against, key=strength)
    return found


def _strongest_so_far(figures: Iterable[Held], strength: Callable[[Held], tuple[int, str]]) -> list[tuple[Held, ...]]:
    """For every beginning of the figures, the empty one first, the strongest and the next that was not said with it."""
    leading: list[tuple[Held, ...]] = [()]
    for figure in figures:
        first, *rest = sorted((*leading[-1], figure), key=strength, reverse=True)
        apart = [other for other in rest if _breath(other) != _breath(first)]
        leading.append((first, *apart[:1]))
    return leading


def _breath(figure: Held) -> tuple[str, tuple[str, ...]]:
    """What numbers that one source gives in one text share; a figure of several texts shares it with none."""
    return figure.document or figure.key, figure.witnesses


def _adds_a_source(other: Held, figure: Held) -> bool:
    return not set(figure.witnesses).issuperset(other.witnesses)
