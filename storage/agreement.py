"""A stated number with its hedge, and the true one: do they agree? Pure.

A hedge widens what is stated by as much as writers use it for, and no further; the shares below are this project's
reading of press usage ("nearly tripled" for 2.93 times, "doubled" for 1.91).
"""

from dataclasses import dataclass

from parsers.records import Measure, Qualifier

ABOUT = 0.05
NEARLY = 0.15
ROUND = 0.03
TIMES = 0.15
OVERSHOOT = 0.02
SPOKEN = 2.5
FAR = 0.5
SPOKEN_SHARES = frozenset({*range(10, 100, 10), 25, 75, 33.3, 66.7})
"""Percentages that "eight in ten" or "a third" are kept as; so is a plain "80 percent", rounded no less."""
OPEN_ENDED = frozenset({"over", "at_least", "at_most", "under"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A number as a text has it; a range has `low` and `high` and no `value`."""

    measure: Measure
    value: float | None
    low: float | None = None
    high: float | None = None
    qualifier: Qualifier = "exact"


def agrees(stated: Stated, truth: float) -> bool:
    """True where a writer who knew the truth would have put it so: "over 200" is said of 214, not of 1,137."""
    low, high = told_of(stated)
    return low <= truth <= high


def told_of(stated: Stated) -> tuple[float, float]:
    """The least and the most that a writer would put so, both included."""
    low, high = reach(stated)
    if stated.value is None or stated.qualifier not in OPEN_ENDED:
        return low, high
    near = _near(stated.value)
    return max(low, stated.value - near), min(high, stated.value + near)


def excludes(stated: Stated, truth: float) -> bool:
    """True where the statement cannot stand beside the truth; one that is merely far from it can."""
    low, high = reach(stated)
    return not low <= truth <= high


def bounds(measure: Measure, value: float, qualifier: Qualifier) -> tuple[float, float]:
    """Between what the truth must lie for the statement to hold; both ends included."""
    if value < 0:
        low, high = bounds(measure, -value, qualifier)
        return -high, -low
    slack = _slack(measure, value)
    if qualifier == "exact":
        return value - slack, value + slack
    if qualifier == "about":
        wider = max(slack, ABOUT * value, _unit(value) / 2)
        return value - wider, value + wider
    if qualifier == "nearly":
        return value * (1 - NEARLY) - slack, value * (1 + OVERSHOOT)
    if qualifier in {"over", "at_least"}:
        return value, float("inf")
    return float("-inf"), value


def overlap(one: Stated, other: Stated) -> bool:
    """True where one number could make both statements hold."""
    here, there = reach(one), reach(other)
    return here[0] <= there[1] and there[0] <= here[1]


def reach(stated: Stated) -> tuple[float, float]:
    """The least and the most that the statement allows, both included."""
    if stated.value is not None:
        return bounds(stated.measure, stated.value, stated.qualifier)
    low = float("-inf") if stated.low is None else stated.low
    return low, float("inf") if stated.high is None else stated.high


def _near(value: float) -> float:
    """How far beyond its number "over" or "under" still tells something: half of it, or its last round digit."""
    return max(FAR * abs(value), _unit(abs(value)))


def _slack(measure: Measure, value: float) -> float:
    """How far a plain statement may be off: a last digit rounded or cut, a rounded total, a spoken multiple."""
    if measure == "multiple":
        return TIMES * value if _decimals(value) == 0 or value < 1 else 0.5 * 10.0 ** -_decimals(value) + 1e-9
    if measure == "share" and value in SPOKEN_SHARES:
        return SPOKEN
    if measure in {"percent_change", "share"}:
        return 10.0 ** -_decimals(value)
    if measure == "count" and value >= 100 and _unit(value) >= 100:
        return ROUND * value
    return 1e-9


def _decimals(value: float) -> int:
    written = f"{value:.6f}".rstrip("0")
    return len(written.partition(".")[2])


def _unit(value: float) -> float:
    """The worth of the last digit that is not zero: 100 for 34,500."""
    unit = 1.0
    while value and value % (unit * 10) == 0:
        unit *= 10
    return unit
