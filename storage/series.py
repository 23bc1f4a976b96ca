"""Slots in, series out: for each the value held best with its state, every rival, and the sums around it.

Nothing of this is stored: state follows from the figures, the official values and the day asked for, so that "what was
known then" is the same question with another day, and new evidence touches nothing but the answer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.agreement import excludes
from storage.checks import Check, Known, Totals, checks, slots_needed
from storage.errors import StorageError
from storage.figures import FigureFilter, figure_views, figures_in, filtered_keys, statements
from storage.keys import slot_key
from storage.reference import official_totals, official_values
from storage.rows import batches
from storage.slots import Slot, is_total_of_all, official_slots, undated
from storage.standing import (
    AUTHORITATIVE,
    Held,
    OfficialValue,
    Verdict,
    best,
    conflict,
    in_force,
    is_less,
    known_by,
    verdicts,
)
from storage.tables import FigureRow, OfficialRow
from storage.views import FigureStory, FigureView, SeriesPoint, StatementView

Grain = Literal["month", "quarter", "half", "year"]
MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
JUDGED_AT_ONCE = 500
PERIOD_UNKNOWN = Verdict(state="reported", why="its period is not known, so nothing can be set beside it")
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
        given = [(end, value) for end, value in self.totals.get(undated(slot), ()) if known_by([value], self.as_of)]
        before = next(((end, value) for end, value in reversed(given) if end <= day), None)
        after = next(((end, value) for end, value in given if end >= day), None)
        return _total(before), _total(after)

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


def _total(dated: tuple[date, OfficialValue] | None) -> Known | None:
    if dated is None:
        return None
    end, value = dated
    return Known(value=value.value, basis=f"{end}, {value.source_name}", official=value.status in {"final", "derived"})


def judged(connection: Connection, figures: Sequence[FigureView], as_of: date | None = None) -> tuple[FigureView, ...]:
    """The same figures with their state and why."""
    if not figures:
        return ()
    slots = {figure.claim for figure in figures}
    ledger = _ledger(connection, slots, as_of)
    states = {key: verdict for slot in slots for key, verdict in _verdicts(ledger, slot).items()}
    return tuple(_with_states(figures, states))


def filtered_figures(connection: Connection, wanted: FigureFilter, as_of: date | None = None) -> Iterator[FigureView]:
    """The figures that the filter wants with their states, latest period first."""
    found = 0
    for some in batches(filtered_keys(connection, wanted), min(wanted.limit or JUDGED_AT_ONCE, JUDGED_AT_ONCE)):
        for figure in judged(connection, figure_views(connection, some, as_of), as_of):
            if wanted.state in {None, figure.state}:
                yield figure
                found += 1
                if found == wanted.limit:
                    return


def figure_story(connection: Connection, key: str, as_of: date | None = None) -> FigureStory:
    """Everything about the figure whose key begins with `key`. Raises StorageError where none or several do."""
    found = connection.execute(sa.select(FigureRow.key).where(FigureRow.key.startswith(key, autoescape=True)).limit(2))
    keys = found.scalars().all()
    if not keys:
        raise StorageError(f"no figure has a key that begins with {key!r}; see: defectorwatch figures")
    if len(keys) > 1:
        raise StorageError(f"more than one figure has a key that begins with {key!r}; write more of it")
    views = figure_views(connection, keys, as_of)
    if not views:
        raise StorageError(f"no statement of the figure {keys[0]} stands (any more)")
    slot = views[0].claim
    ledger = _ledger(connection, {slot}, as_of)
    states = _verdicts(ledger, slot)
    others = [each for each in ledger.figures[slot] if each.key != keys[0]]
    rivals = [each for each in others if conflict(_held(views[0]), _held(each))]
    return FigureStory(
        figure=_with_states(views, states)[0],
        statements=tuple(_statement(row) for row in statements(connection, keys, as_of)[keys[0]]),
        rivals=tuple(_with_states(rivals, states)),
        beside=tuple(_with_states([each for each in others if each not in rivals], states)),
        checks=_checks(ledger, slot, views[0]),
        official=tuple(known_by(ledger.values(slot), as_of)),
    )


def series(connection: Connection, wanted: Slot, grain: Grain | None, as_of: date | None) -> tuple[SeriesPoint, ...]:
    """The counts of the wanted kind, one point for each period of the grain (None: of any length), in time order."""
    slots = {slot for slot in _slots_like(connection, wanted) if grain is None or is_grain(slot, grain)}
    ledger = _ledger(connection, slots, as_of)
    points = (_point(ledger, slot) for slot in sorted(slots, key=_in_time))
    found = {point.slot: point for point in points if point is not None}
    return tuple(point for slot, point in found.items() if not _is_told_by(point, found.get(_since_ever(slot))))


def _since_ever(slot: Slot) -> Slot:
    """The slot of the same running total without a start, where a text begins it at the beginning; else the slot."""
    return replace(slot, period_start=None) if is_total_of_all(slot) else slot


def _is_told_by(point: SeriesPoint, other: SeriesPoint | None) -> bool:
    if other is None or other is point:
        return False
    return (point.value, point.low, point.high) == (other.value, other.low, other.high)


def is_grain(slot: Slot, grain: Grain) -> bool:
    """True where the period is one calendar month, quarter, half or year; a running total need only end with one."""
    months = MONTHS[grain]
    end = slot.period_end
    if end is None or end.month % months or (end.toordinal() + 1) != _first_after(end).toordinal():
        return False
    if slot.scope == "cumulative":
        return True
    return slot.period_start == date(end.year, end.month - months + 1, 1)


def _first_after(day: date) -> date:
    return date(day.year + 1, 1, 1) if day.month == 12 else date(day.year, day.month + 1, 1)


def _in_time(slot: Slot) -> tuple[date, date]:
    return slot.period_end or date.min, slot.period_start or date.min


def _slots_like(connection: Connection, wanted: Slot) -> set[Slot]:
    """The slots of the archive and of the reference that differ from the wanted one in nothing but the period."""
    found: set[Slot] = set()
    for table in (FigureRow, OfficialRow):
        query = sa.select(table.period_start, table.period_end).distinct()
        for name in ("event", "destination", "sex", "group", "scope"):
            column, value = getattr(table, name), getattr(wanted, name)
            query = query.where(column.is_(None) if value is None else column == value)
        if table is FigureRow:
            query = query.where(FigureRow.measure == "count", FigureRow.period_end.is_not(None))
        found |= {replace(wanted, period_start=start, period_end=end) for start, end in connection.execute(query)}
    return found


def _ledger(connection: Connection, slots: Collection[Slot], as_of: date | None) -> Ledger:
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


def _verdicts(ledger: Ledger, slot: Slot) -> dict[str, Verdict]:
    figures = ledger.figures.get(slot, [])
    if slot.scope == "average":
        return dict.fromkeys((figure.key for figure in figures), UNIT_UNKNOWN)
    values = ledger.values(slot) if slot.measure == "count" else []
    is_escape = slot.event == "escape" and slot.measure == "count"
    if is_escape or in_force(values, ledger.as_of) is not None:
        return verdicts([_held(figure) for figure in figures], values, ledger.as_of, wider=slot.event == "escape")
    redone = {figure.key: _checks(ledger, slot, figure) for figure in figures}
    refuted = {figure.key: verdict for figure in figures if (verdict := _refuted(figure, redone[figure.key]))}
    plain = verdicts([_held(figure) for figure in figures if figure.key not in refuted], values, ledger.as_of)
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


def _checks(ledger: Ledger, slot: Slot, figure: FigureView) -> tuple[Check, ...]:
    known = {each: value for each in slots_needed(slot) if (value := ledger.known(each)) is not None}
    return checks(slot, figure.stated, known, ledger.totals_around(slot))


def _held(figure: FigureView) -> Held:
    seen_on = figure.newest_at.date() if figure.newest_at else None
    return Held(
        key=figure.key,
        stated=figure.stated,
        witnesses=figure.witnesses,
        document=figure.document if figure.documents == 1 else None,
        own_count=figure.own_count,
        seen_on=seen_on,
    )


def _point(ledger: Ledger, slot: Slot) -> SeriesPoint | None:
    states = _verdicts(ledger, slot)
    figures = _with_states(ledger.figures.get(slot, []), states)
    held = best([_held(figure) for figure in figures], states)
    chosen = next((figure for figure in figures if held and figure.key == held.key), None)
    values = known_by(ledger.values(slot), ledger.as_of)
    authority = in_force(values, ledger.as_of)
    if authority is not None and chosen is not None and chosen.state != "official":
        chosen = None
    given = authority or (values[-1] if values and chosen is None else None)
    if given is None and chosen is None:
        return None
    reach = [*_numbers(figures), *([given.value] if given else ())]
    fits = {figure.key for figure in figures if _fits(figure, given, chosen)}
    return SeriesPoint(
        slot=slot,
        **(_given(given, values) if given else {}),
        **(_chosen(chosen, plain=given is None) if chosen else {"sources": 0, "figure": None}),
        lowest=min(reach, default=None),
        highest=max(reach, default=None),
        rivals=tuple(figure for figure in figures if figure.key not in fits),
        official=tuple(values),
    )


def _fits(figure: FigureView, given: OfficialValue | None, chosen: FigureView | None) -> bool:
    if given is not None:
        return not excludes(figure.stated, given.value)
    return chosen is not None and not conflict(_held(figure), _held(chosen))


def _given(value: OfficialValue, values: Sequence[OfficialValue]) -> dict[str, Any]:
    state = "official" if value.status in AUTHORITATIVE else "reported"
    before = {
        each.value: f"{each.value:,.12g}" + (f" in {each.published_on:%Y-%m}" if each.published_on else "")
        for each in values
        if each.status == "provisional" and each.value != value.value
    }
    why = f"{value.status}; before: {', '.join(before.values())}" if before else value.status
    named = {"state": state, "why": why, "source": value.source_name}
    return {"value": value.value, "low": None, "high": None, **named}


def _chosen(figure: FigureView, *, plain: bool) -> dict[str, Any]:
    taken: dict[str, Any] = {"sources": figure.sources, "figure": figure.key}
    if plain:
        taken |= {name: getattr(figure, name) for name in ("value", "low", "high", "state", "why")}
        taken["source"] = figure.witnesses[0]
    return taken


def _with_states(figures: Iterable[FigureView], states: Mapping[str, Verdict]) -> list[FigureView]:
    """The figures with their states; those of an unknown period were never set beside anything."""
    judged_as = ((each, states.get(each.key, PERIOD_UNKNOWN)) for each in figures)
    return [replace(each, state=verdict.state, why=verdict.why) for each, verdict in judged_as]


def _numbers(figures: Iterable[FigureView]) -> Iterator[float]:
    for figure in figures:
        yield from (number for number in (figure.value, figure.low, figure.high) if number is not None)


def _statement(row: Any) -> StatementView:
    taken = {each.name: row[each.name] for each in fields(StatementView) if each.name != "sighting"}
    return StatementView(sighting=row["key"], **taken)
