"""Slots in, what is known around them fetched at once, and the state of each figure out, with the sums behind it.

Decides nothing itself: storage.standing weighs, storage.checks reckons.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.engine import Connection

from storage.checks import Check, Known, Totals, checks, slots_needed
from storage.figures import figures_in
from storage.keys import slot_key
from storage.reference import official_totals, official_values
from storage.rivals import Held
from storage.slots import Slot, is_total_of_all, official_slots, undated
from storage.standing import OfficialValue, Verdict, in_force, is_less, known_by, verdicts
from storage.views import FigureView

UNIT_UNKNOWN = Verdict(state="reported", why="an average, whose unit is not kept, so nothing can be set beside it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All that was fetched to judge some slots: figures and official values by slot, as known on a day.

    `totals` has the official running totals of all periods by their slot without a period, in time order.
    """

    figures: dict[Slot, list[FigureView]]
    official: dict[Slot, list[OfficialValue]]
    totals: dict[Slot, list[tuple[date, OfficialValue]]]
    as_of: date | None

    def values(self, slot: Slot) -> list[OfficialValue]:
        """The official values that measure the slot."""
        return next((self.official[each] for each in official_slots(slot) if self.official.get(each)), [])

    def totals_around(self, slot: Slot) -> Totals:
        """The running totals on the nearest days with one, for a running total since the beginning."""
        day = slot.period_end
        if day is None or not is_total_of_all(slot) or in_force(self.values(slot), self.as_of) is not None:
            return None, None
        published = next((found for each in official_slots(slot) if (found := self.totals.get(undated(each)))), [])
        given = [(end, value) for end, value in published if known_by([value], self.as_of)]
        before = next(((end, value) for end, value in reversed(given) if end <= day), None)
        after = next(((end, value) for end, value in given if end >= day), None)
        return _known_total(before), _known_total(after)

    def known(self, slot: Slot) -> Known | None:
        """The best value for a count: the authority's, else a second source's, else that of the figure held best."""
        values = known_by(self.values(slot), self.as_of)
        value = in_force(values, self.as_of) or (values[-1] if values else None)
        if value is not None:
            earlier = tuple(each.value for each in values if each.status == "provisional")
            is_final = value.status == "final"
            return Known(value=value.value, basis=value.source_name, official=is_final, earlier=earlier)
        exact = [figure for figure in self.figures.get(slot, []) if figure.qualifier == "exact"]
        figure = max(exact, key=lambda each: (each.sources, each.key), default=None)
        if figure is None or figure.value is None:
            return None
        return Known(value=figure.value, basis=figure.witnesses[0])


def ledger_around(connection: Connection, slots: Collection[Slot], as_of: date | None) -> Ledger:
    """Fetch the figures of the slots themselves, and around them those of slots without an official value."""
    around = {each for slot in slots for each in slots_needed(slot)}
    measures = {each for slot in {*slots, *around} for each in official_slots(slot)}
    ledger = Ledger(
        figures=defaultdict(list),
        official=official_values(connection, sorted(measures, key=repr)),
        totals=official_totals(connection) if any(map(is_total_of_all, slots)) else {},
        as_of=as_of,
    )
    wanted = {*slots, *(slot for slot in around if not ledger.values(slot))}
    comparable = {slot_key(slot) for slot in wanted if slot.period_end is not None}
    for figure in figures_in(connection, comparable, as_of):
        ledger.figures[figure.claim].append(figure)
    return ledger


def verdicts_of(ledger: Ledger, slot: Slot) -> dict[str, Verdict]:
    """The state of each figure of the slot, by key."""
    figures = ledger.figures.get(slot, [])
    if slot.scope == "average":
        return dict.fromkeys((figure.key for figure in figures), UNIT_UNKNOWN)
    values = ledger.values(slot) if slot.measure == "count" else []
    is_escape = slot.event == "escape" and slot.measure == "count"
    if is_escape or in_force(values, ledger.as_of) is not None:
        return verdicts([held(figure) for figure in figures], values, ledger.as_of, wider=slot.event == "escape")
    redone = checks_of(ledger, slot, figures)
    refuted = {figure.key: verdict for figure in figures if (verdict := _refuted(figure, redone[figure.key]))}
    plain = verdicts([held(figure) for figure in figures if figure.key not in refuted], values, ledger.as_of)
    return refuted | {key: _borne_out(verdict, redone[key]) for key, verdict in plain.items()}


def _refuted(figure: FigureView, redone: Sequence[Check]) -> Verdict | None:
    """The verdict where arithmetic on the authority's values says otherwise; such a figure is nobody's rival."""
    failed = next((check for check in redone if check.official and check.outcome == "fails"), None)
    return None if failed is None else _failed(figure, failed)


def _borne_out(verdict: Verdict, redone: Sequence[Check]) -> Verdict:
    """The verdict, raised where a sum holds: by the authority's values to official, by others to corroborated."""
    for check in redone:
        if check.official and check.outcome == "holds":
            return Verdict(state="official", why=f"follows from {check.why}" if check.kind != "limits" else check.why)
    if verdict.state == "reported" and any(check.outcome == "holds" for check in redone):
        why = next(check.why for check in redone if check.outcome == "holds")
        return Verdict(state="corroborated", why=f"agrees with {why}")
    return verdict


def _failed(figure: FigureView, check: Check) -> Verdict:
    why = f"should be {check.why}" if check.kind == "limits" else f"should be {check.expected:,.12g}: {check.why}"
    part = check.expected is not None and is_less(figure.stated, check.expected)
    if figure.own_count and (part or figure.measure != "count"):
        return Verdict(state="disputed", why=f"{why}; who says so may know a part")
    return Verdict(state="contradicted", why=why)


def checks_of(ledger: Ledger, slot: Slot, figures: Sequence[FigureView]) -> dict[str, tuple[Check, ...]]:
    """The sums around figures of the slot, redone, by key."""
    known = {each: value for each in slots_needed(slot) if (value := ledger.known(each)) is not None}
    totals = ledger.totals_around(slot)
    return {figure.key: checks(slot, figure.stated, known, totals) for figure in figures}


def held(figure: FigureView) -> Held:
    """The figure as it is weighed."""
    seen_on = figure.newest_at.date() if figure.newest_at else None
    return Held(
        key=figure.key,
        stated=figure.stated,
        witnesses=figure.witnesses,
        document=figure.document if figure.documents == 1 else None,
        own_count=figure.own_count,
        seen_on=seen_on,
    )


def _known_total(dated: tuple[date, OfficialValue] | None) -> Known | None:
    if dated is None:
        return None
    end, value = dated
    return Known(value=value.value, basis=f"{end}, {value.source_name}", official=value.status in {"final", "derived"})
