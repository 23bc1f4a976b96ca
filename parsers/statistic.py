"""The record of one statistic, handed on by records.py: a file of its own, for the reader's wheel compiles it alone."""

from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from typing import Literal

Measure = Literal["count", "multiple", "percent_change", "absolute_change", "share"]
Qualifier = Literal["exact", "about", "nearly", "over", "at_least", "at_most", "under"]
Event = Literal["arrival", "escape", "repatriation", "detention", "residing", "return", "death", "other"]
Sex = Literal["all", "male", "female"]
Scope = Literal["period", "cumulative", "average"]


@dataclass(frozen=True, slots=True, kw_only=True, init=False)
class Statistic:
    """One statistic as the text states it; the field table of DESIGN.md is its contract.

    `start` and `end` are code-point offsets of the number's surface in the text that was read; `sentence` is the quote
    around it, found in the same text. A range has `low` and `high` and no `value`.
    """

    measure: Measure
    value: float | None
    low: float | None
    high: float | None
    qualifier: Qualifier
    event: Event
    destination: str | None
    sex: Sex
    group: str
    scope: Scope
    period_start: date | None
    period_end: date | None
    versus_start: date | None
    versus_end: date | None
    attribution: str | None
    sentence: str
    start: int
    end: int
    rule: str

    def __init__(
        self,
        *,
        measure: Measure,
        value: float | None,
        low: float | None = None,
        high: float | None = None,
        qualifier: Qualifier = "exact",
        event: Event,
        destination: str | None = None,
        sex: Sex = "all",
        group: str = "all",
        scope: Scope = "period",
        period_start: date | None = None,
        period_end: date | None = None,
        versus_start: date | None = None,
        versus_end: date | None = None,
        attribution: str | None = None,
        sentence: str,
        start: int,
        end: int,
        rule: str,
    ) -> None:
        """Sets each field by itself, which compiles to plain stores, as the `__init__` of dataclasses does not."""
        object.__setattr__(self, "measure", measure)
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)
        object.__setattr__(self, "qualifier", qualifier)
        object.__setattr__(self, "event", event)
        object.__setattr__(self, "destination", destination)
        object.__setattr__(self, "sex", sex)
        object.__setattr__(self, "group", group)
        object.__setattr__(self, "scope", scope)
        object.__setattr__(self, "period_start", period_start)
        object.__setattr__(self, "period_end", period_end)
        object.__setattr__(self, "versus_start", versus_start)
        object.__setattr__(self, "versus_end", versus_end)
        object.__setattr__(self, "attribution", attribution)
        object.__setattr__(self, "sentence", sentence)
        object.__setattr__(self, "start", start)
        object.__setattr__(self, "end", end)
        object.__setattr__(self, "rule", rule)

    def __reduce__(self) -> "tuple[partial[Statistic], tuple[()]]":
        """The call that makes it again, for copies and pickles: a compiled one is never without its fields."""
        return partial(Statistic, **{field.name: getattr(self, field.name) for field in fields(self)}), ()
