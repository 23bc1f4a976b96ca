"""A figure and what is known around it in, arithmetic verdicts out: it holds, it fails, or what is missing. Pure.

Every check says its sum in words, so that a reader can redo it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from storage.agreement import Stated, agrees, excludes, reach
from storage.slots import Slot, bases, counted, parts_by_span, previous_total, spans_within, wholes

Kind = Literal["sexes", "spans", "running_total", "limits", "change", "share"]
Outcome = Literal["holds", "fails", "open"]
REVISED_BY = 0.02
"""How much official counts have been revised by; what passes a limit by no more may have been true when it was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A value that is known for a slot, whose it is, and whether that is the authority; `earlier` ones it replaced."""

    value: float
    basis: str
    official: bool = False
    earlier: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One sum redone: `expected` is the figure as it should be, None where it cannot be told.

    `official` is true where every number in it is the authority's. What holds but says next to nothing ("over 200" of
    1,137) stays open.
    """

    kind: Kind
    outcome: Outcome
    expected: float | None
    why: str
    official: bool = False


Knowledge = Mapping[Slot, Known]
Totals = tuple[Known | None, Known | None]
"""The running totals known for the nearest days before and after one, that day included."""


@lru_cache(maxsize=1_000)
def slots_needed(slot: Slot) -> frozenset[Slot]:
    """Every slot that a check of a figure of this slot may ask for."""
    count = counted(slot)
    needed = {count, *_sexes(count), *bases(slot), *spans_within(count), *wholes(count)}
    for whole, parts in parts_by_span(count):
        needed |= {whole, *parts}
    needed.update(previous_total(count) or ())
    return frozenset(needed)


def checks(slot: Slot, stated: Stated, known: Knowledge, totals: Totals = (None, None)) -> tuple[Check, ...]:
    """The checks that apply to a figure of this slot; `totals` stand around a running total."""
    if slot.measure == "count":
        return (
            *_sex_checks(slot, stated, known),
            *_span_checks(slot, stated, known),
            *_total_checks(slot, stated, known),
            *_limit_checks(slot, stated, known),
            *_between_checks(stated, totals),
        )
    if slot.measure == "share":
        return tuple(_share_checks(slot, stated, known))
    return tuple(_change_checks(slot, stated, known))


def _sexes(count: Slot) -> tuple[Slot, Slot, Slot]:
    return replace(count, sex="male"), replace(count, sex="female"), replace(count, sex="all")


def _sex_checks(slot: Slot, stated: Stated, known: Knowledge) -> Iterator[Check]:
    male, female, both = _sexes(slot)
    others = {"all": (male, female), "male": (both, female), "female": (both, male)}[slot.sex]
    first, second = (known.get(each) for each in others)
    if first is None or second is None:
        return
    if slot.sex == "all":
        total, why = first.value + second.value, f"{_said(first)} men + {_said(second)} women"
    else:
        total, why = first.value - second.value, f"{_said(first)} in all - {_said(second)}"
    yield _judged("sexes", stated, total, why, first, second)


def _span_checks(slot: Slot, stated: Stated, known: Knowledge) -> Iterator[Check]:
    for whole, parts in parts_by_span(slot):
        others = parts if slot == whole else (whole, *(part for part in parts if part != slot))
        values = [known[other] for other in others if other in known]
        if len(values) < len(others):
            continue
        first, *rest = values
        sign = 1 if slot == whole else -1
        total = first.value + sign * sum(value.value for value in rest)
        yield _judged("spans", stated, total, (" + " if sign > 0 else " - ").join(map(_said, values)), *values)


def _total_checks(slot: Slot, stated: Stated, known: Knowledge) -> Iterator[Check]:
    steps = previous_total(slot)
    if steps is None:
        return
    before, since = (known.get(step) for step in steps)
    if before is not None and since is not None:
        why = f"{_said(before)} before + {_said(since)} since"
        yield _judged("running_total", stated, before.value + since.value, why, before, since)


def _limit_checks(slot: Slot, stated: Stated, known: Knowledge) -> Iterator[Check]:
    """A count that passes what holds it, or falls short of what it holds: that alone is told, for the rest is open."""
    above = min((known[each] for each in wholes(slot) if each in known), key=lambda each: each.value, default=None)
    below = max(
        (known[each] for each in spans_within(slot) if each in known), key=lambda each: each.value, default=None
    )
    if above is not None and _passes(stated, high=max((above.value, *above.earlier))):
        why = f"at most {_said(above)}, which holds it"
        yield Check(kind="limits", outcome="fails", expected=above.value, why=why, official=above.official)
    elif below is not None and _passes(stated, low=min((below.value, *below.earlier))):
        why = f"at least {_said(below)}, which it holds"
        yield Check(kind="limits", outcome="fails", expected=below.value, why=why, official=below.official)


def _between_checks(stated: Stated, totals: Totals) -> Iterator[Check]:
    """A running total only grows: it lies between the totals known before and after."""
    before, after = totals
    if before is None or after is None:
        return
    why = _said(before) if before == after else f"between {_said(before)} and {_said(after)}"
    official = before.official and after.official
    if agrees(stated, before.value) and agrees(stated, after.value):
        yield Check(kind="limits", outcome="holds", expected=None, why=why, official=official)
    elif _passes(stated, low=before.value, high=after.value):
        yield Check(kind="limits", outcome="fails", expected=None, why=why, official=official)
    else:
        yield Check(kind="limits", outcome="open", expected=None, why=why)


def _passes(stated: Stated, *, low: float = float("-inf"), high: float = float("inf")) -> bool:
    """True where nothing that the statement allows lies between the limits, revisions granted."""
    least, most = reach(stated)
    return most < low * (1 - REVISED_BY) or least > high * (1 + REVISED_BY)


def _share_checks(slot: Slot, stated: Stated, known: Knowledge) -> Iterator[Check]:
    if slot.sex == "all" or slot.group != "all":
        return
    part, whole = known.get(counted(slot)), known.get(replace(counted(slot), sex="all"))
    if part is None or whole is None or not whole.value:
        yield _missing("share", f"the count of the {slot.sex}s" if part is None else f"the count for {_period(slot)}")
        return
    yield _judged("share", stated, 100 * part.value / whole.value, f"{_said(part)} of {_said(whole)}", part, whole)


def _change_checks(slot: Slot, stated: Stated, known: Knowledge) -> Iterator[Check]:
    """One verdict: a change without a stated base holds if one of the usual bases bears it out."""
    target = known.get(counted(slot))
    if target is None:
        yield _missing("change", f"the count for {_period(slot)}")
        return
    candidates = bases(slot)
    found = [_judged_change(slot, stated, target, base, known[base]) for base in candidates if base in known]
    held = next((check for check in found if check.outcome == "holds"), None)
    absent = [base for base in candidates if base not in known]
    if held is not None:
        yield held
    elif absent or not found:
        yield _missing("change", " or ".join(f"the count for {_period(base)}" for base in absent) or "its period")
    else:
        yield found[-1]


def _judged_change(slot: Slot, stated: Stated, target: Known, base: Slot, value: Known) -> Check:
    against = f"{_said(target)} against {_said(value)} in {_period(base)}"
    if slot.measure == "absolute_change":
        return _judged("change", stated, target.value - value.value, against, target, value)
    if not value.value:
        return _missing("change", f"a base that is not zero ({against})")
    ratio = target.value / value.value
    expected = ratio if slot.measure == "multiple" else 100 * (ratio - 1)
    return _judged("change", stated, expected, against, target, value)


def _judged(kind: Kind, stated: Stated, expected: float, why: str, *basis: Known) -> Check:
    outcome: Outcome = "fails" if excludes(stated, round(expected, 6)) else "open"
    if agrees(stated, round(expected, 6)):
        outcome = "holds"
    official = all(known.official for known in basis)
    return Check(kind=kind, outcome=outcome, expected=round(expected, 2), why=why, official=official)


def _missing(kind: Kind, what: str) -> Check:
    return Check(kind=kind, outcome="open", expected=None, why=f"missing: {what}")


def _said(known: Known) -> str:
    return f"{known.value:,.12g} ({known.basis})"


def _period(slot: Slot) -> str:
    return f"{slot.period_start or '...'} to {slot.period_end or '...'}"
