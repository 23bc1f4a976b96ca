"""Slots in, series out: for each the value held best with its state, every rival, and the sums around it.

Nothing of this is stored: state follows from the figures, the official values and the day asked for, so that "what was
known then" is the same question with another day, and new evidence touches nothing but the answer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.agreement import excludes
from storage.errors import StorageError
from storage.figures import FigureFilter, figure_views, filtered_keys, statements
from storage.judging import Ledger, checks_of, held, ledger_around, verdicts_of
from storage.rivals import conflict
from storage.rows import batches
from storage.slots import Slot, is_total_of_all
from storage.standing import AUTHORITATIVE, OfficialValue, Verdict, best, in_force, known_by
from storage.tables import FigureRow, OfficialRow
from storage.views import FigureStory, FigureView, SeriesPoint, StatementView

Grain = Literal["month", "quarter", "half", "year"]
MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
JUDGED_AT_ONCE = 500
PERIOD_UNKNOWN = Verdict(state="reported", why="its period is not known, so nothing can be set beside it")


def judged(connection: Connection, figures: Sequence[FigureView], as_of: date | None = None) -> tuple[FigureView, ...]:
    """The same figures with their state and why."""
    if not figures:
        return ()
    slots = {figure.claim for figure in figures}
    ledger = ledger_around(connection, slots, as_of)
    states = {key: verdict for slot in slots for key, verdict in verdicts_of(ledger, slot).items()}
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
    ledger = ledger_around(connection, {slot}, as_of)
    states = verdicts_of(ledger, slot)
    others = [each for each in ledger.figures[slot] if each.key != keys[0]]
    conflicting = {each.key for each in others if conflict(held(views[0]), held(each))}
    return FigureStory(
        figure=_with_states(views, states)[0],
        statements=tuple(_statement(row) for row in statements(connection, keys, as_of)[keys[0]]),
        rivals=tuple(_with_states((each for each in others if each.key in conflicting), states)),
        beside=tuple(_with_states((each for each in others if each.key not in conflicting), states)),
        checks=checks_of(ledger, slot, views)[keys[0]],
        official=tuple(known_by(ledger.values(slot), as_of)),
    )


def series(connection: Connection, wanted: Slot, grain: Grain | None, as_of: date | None) -> tuple[SeriesPoint, ...]:
    """The counts of the wanted kind, one point for each period of the grain (None: of any length), in time order."""
    slots = {slot for slot in _slots_like(connection, wanted) if grain is None or is_grain(slot, grain)}
    ledger = ledger_around(connection, slots, as_of)
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


def _point(ledger: Ledger, slot: Slot) -> SeriesPoint | None:
    states = verdicts_of(ledger, slot)
    figures = _with_states(ledger.figures.get(slot, []), states)
    strongest = best([held(figure) for figure in figures], states)
    chosen = next((figure for figure in figures if strongest and figure.key == strongest.key), None)
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
    return chosen is not None and not conflict(held(figure), held(chosen))


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
