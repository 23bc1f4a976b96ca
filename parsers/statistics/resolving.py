"""The words of a period and what they are relative to in, the period out; never where the words stand in the text."""

from dataclasses import replace
from datetime import date, timedelta

from parsers import periods
from parsers.periods import Period
from parsers.statistics.atoms import NOW, QUARTER, UNTIL
from parsers.statistics.moments import Moment, recent_end, so_far
from parsers.statistics.stretches import has_year, stretch
from parsers.statistics.tokens import Atom, Atoms


def resolve(cluster: Atoms, moment: Moment) -> Period | None:
    """The period that the words name, or None where they do not tell without a date that is missing."""
    atoms = list(cluster)
    found = {a.kind: a for a in reversed(atoms)}
    split = _split(atoms) if "edge" in found else None
    fiscal = found.get("fiscal")
    if fiscal is not None and "year" in found and "month" not in found and "day" not in found:
        told = periods.fiscal_year(max(a.number for a in atoms if a.kind == "year"), fiscal.value)
        return replace(told, edge="until") if UNTIL in atoms else told
    if fiscal is not None and split is None and "day" in found:
        return year_to(stretch([a for a in atoms if a.kind != "fiscal"], moment))
    if split is not None:
        return _range(atoms[: split[0]], atoms[split[1] :], moment)
    edges = {a.value for a in atoms if a.kind == "edge"}
    if "until_day" in found:
        return Period(start=None, end=date.fromisoformat(found["until_day"].value), grain="year")
    if "epoch" in found:
        return Period(start=date.fromisoformat(found["epoch"].value), end=_now(atoms, moment), edge="since")
    if "as_of" in edges and "year" not in found and moment.published is not None:
        moment = moment.in_year(moment.year, carried=False)
    period = stretch(atoms, moment)
    if period is None:
        return None
    return _bounded(period, atoms, edges, moment)


def _now(atoms: list[Atom], moment: Moment) -> date | None:
    """The day up to which an open period counts: "to date" means the end of the newest figures, else publication."""
    told = NOW in atoms
    return recent_end(moment) if told else moment.now


def _split(atoms: list[Atom]) -> tuple[int, int] | None:
    for place, atom in enumerate(atoms):
        if (
            atom.kind == "edge"
            and atom.value in {"to", "from"}
            and _content(atoms[:place])
            and _content(atoms[place + 1 :])
        ):
            return place, place + 1
    return None


def _content(atoms: list[Atom]) -> bool:
    return any(a.kind not in {"edge", "unit"} for a in atoms)


def _range(left: list[Atom], right: list[Atom], moment: Moment) -> Period | None:
    edges = {a.value for a in right if a.kind == "edge"}
    told = [a for a in right if a != NOW]  # "9월 현재까지"
    if NOW in right and not _content(told):
        start = stretch(left, moment)
        return start and Period(start=start.start, end=recent_end(moment), edge="since")
    right = told
    left = _typed(left, right)
    if {a.kind for a in right} == {"day"}:
        right = [*(a for a in left if a.kind == "month"), *right]  # "December 4-14"
    if all(a.kind in {"fiscal", "edge"} for a in left):
        return year_to(stretch(right, moment))
    borrowed = not has_year(right) and has_year(left)
    if borrowed:
        right = [
            *(a for a in left if a.kind in {"year", "fiscal"} or (a.kind == "relative" and a.value.startswith("year"))),
            *right,
        ]
    elif not has_year(left) and has_year(right):
        left = [
            *left,
            *(
                a
                for a in right
                if a.kind in {"year", "fiscal"} or (a.kind == "relative" and a.value.startswith("year"))
            ),
        ]
    last = stretch(right, moment)
    if last is None:
        return None
    first = stretch(
        left,
        moment.in_year(last.end.year if last.end else moment.year) if not has_year(left) else moment,
    )
    if first is None or first.start is None or last.end is None:
        return None
    opens, closes = first.start, last.end
    if opens > closes and borrowed:
        closes = periods.shifted(last, 1).end or closes
    elif opens > closes:
        opens = periods.shifted(first, -1).start or opens
    if opens > closes:
        return None
    edge = "since" if "end" not in edges and "as_of" in edges else "within"
    return Period(start=opens, end=closes, grain=_grain_of(opens, closes), edge=edge)  # type: ignore[arg-type]


def year_to(last: Period | None) -> Period | None:
    """The twelve months that end with a period: "the financial year to 30 September 2022"."""
    if last is None or last.end is None:
        return None
    start = periods.shifted(Period(start=None, end=last.end), -1).end
    return Period(start=start + timedelta(days=1) if start else None, end=last.end, grain="year")


def _typed(left: list[Atom], right: list[Atom]) -> list[Atom]:
    """A bare number before "to" is of the kind of the number after it: "10~12월", "2015-16"."""
    kind = next((a for a in right if a.kind in {"month", "year", "day"}), None)
    ordinal = any(a.kind == "ordinal" for a in right)
    result = []
    for atom in left:
        if atom.kind != "loose":
            result.append(atom)
        elif ordinal and any(a.kind == "unit" for a in right):
            result += [Atom("ordinal", str(atom.number), atom.number), QUARTER]
        elif kind is not None:
            short = kind.kind == "year" and atom.number < 100
            number = kind.number // 100 * 100 + atom.number if short else atom.number
            result.append(Atom(kind.kind, str(atom.number), number))
    return result


def _grain_of(start: date, end: date) -> periods.Grain:
    if start.year == end.year and start.day == 1 and (end + timedelta(days=1)).day == 1:
        if (start.month, end.month) == (1, 12):
            return "year"
        return periods.months(start.year, start.month, end.month).grain
    return "span"


def _bounded(period: Period, atoms: list[Atom], edges: set[str], moment: Moment) -> Period:
    """The period with what its edge words make of it."""
    whole = period.grain in {"year", "half", "quarter", "month"}
    if "end" in edges and whole and not edges & {"until", "since", "from"}:
        return replace(period, start=None, edge="as_of", grain="day")
    if "before" in edges and period.start is not None:
        return Period(start=None, end=period.start - timedelta(days=1), edge="until")
    if "as_of" in edges:
        return Period(start=None, end=period.end, edge="as_of", grain=period.grain)
    if "so_far" in edges or NOW in atoms:
        return so_far(period, moment)
    if edges & {"since", "since_then", "from"}:
        now = None if period.start and moment.now and moment.now < period.start else moment.now
        return Period(start=period.start, end=now, edge="since", grain=period.grain)
    if "until" in edges:
        start = date(period.end.year, 1, 1) if period.end and period.grain not in {"year", "span"} else period.start
        return Period(start=start, end=period.end, edge="until", grain=period.grain)
    return period
