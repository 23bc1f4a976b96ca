"""The words of a period and what they are relative to in, the period out; never where the words stand in the text."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from parsers import periods
from parsers.periods import Period
from parsers.statistics.timeline import SAME, Atom, Cluster

FRESH = timedelta(days=120)
"""How old the newest figures may be for a running total to be told as of their end."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What relative words are resolved against: the day of publication, the period last spoken of, the year carried."""

    published: date | None
    last: Period | None = None
    year: int | None = None
    carried: bool = False
    now: date | None = None
    """The day up to which open periods run: what the text is said to be as of, else publication."""
    unit: str = "quarter"
    latest_end: date | None = None
    half: Period | None = None


def resolve(cluster: Cluster, moment: Moment) -> Period | None:
    """The period that the words name, or None where they do not tell without a date that is missing."""
    atoms = list(cluster.atoms)
    split = _split(atoms)
    fiscal = next((a for a in atoms if a.kind == "fiscal"), None)
    years = [a.number for a in atoms if a.kind == "year"]
    if fiscal is not None and years and not any(a.kind in {"month", "day"} for a in atoms):
        return periods.fiscal_year(max(years), fiscal.value)
    if fiscal is not None and split is None and any(a.kind == "day" for a in atoms):
        return year_to(_simple([a for a in atoms if a.kind != "fiscal"], moment))
    if split is not None:
        return _range(atoms[: split[0]], atoms[split[1] :], moment)
    edges = {a.value for a in atoms if a.kind == "edge"}
    until = next((a for a in atoms if a.kind == "until_day"), None)
    if until is not None:
        return Period(start=None, end=date.fromisoformat(until.value), grain="year")
    epoch = next((a for a in atoms if a.kind == "epoch"), None)
    if epoch is not None:
        return Period(start=date.fromisoformat(epoch.value), end=_now(atoms, moment), edge="since")
    period = _simple(atoms, moment)
    if period is None:
        return None
    return _bounded(period, atoms, edges, moment)


def _now(atoms: list[Atom], moment: Moment) -> date | None:
    """The day up to which an open period counts: "to date" means the end of the newest figures, else publication."""
    told = any(a == Atom("relative", "now") for a in atoms)
    return recent_end(moment) if told else moment.now


def recent_end(moment: Moment) -> date | None:
    """The end of the newest period of the text where that is fresh, else the day of publication."""
    latest, published = moment.latest_end, moment.now
    if latest is None or published is None:
        return latest or published
    return latest if published - latest <= FRESH else published


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
    if any(a == Atom("relative", "now") for a in right):
        start = _simple(left, moment)
        return start and Period(start=start.start, end=recent_end(moment), edge="since")
    left = _typed(left, right)
    if all(a.kind in {"fiscal", "edge"} for a in left):
        return year_to(_simple(right, moment))
    if not _has_year(right) and _has_year(left):
        right = [
            *(a for a in left if a.kind in {"year", "fiscal"} or (a.kind == "relative" and a.value.startswith("year"))),
            *right,
        ]
    elif not _has_year(left) and _has_year(right):
        left = [
            *left,
            *(
                a
                for a in right
                if a.kind in {"year", "fiscal"} or (a.kind == "relative" and a.value.startswith("year"))
            ),
        ]
    last = _simple(right, moment)
    if last is None:
        return None
    first = _simple(
        left,
        replace(moment, year=last.end.year if last.end else moment.year, carried=True)
        if not _has_year(left)
        else moment,
    )
    if first is None or first.start is None or last.end is None:
        return None
    if first.start > last.end:
        first = periods.shifted(first, -1)
    edge = "since" if "end" not in edges and "as_of" in edges else "within"
    grain = _grain_of(first.start, last.end) if first.start else "span"
    return Period(start=first.start, end=last.end, grain=grain, edge=edge)  # type: ignore[arg-type]


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
            result += [Atom("ordinal", str(atom.number), atom.number), Atom("unit", "quarter")]
        elif kind is not None:
            result.append(Atom(kind.kind, str(atom.number), atom.number))
    return result


def _grain_of(start: date, end: date) -> periods.Grain:
    if start.year == end.year and start.day == 1 and (end + timedelta(days=1)).day == 1:
        if (start.month, end.month) == (1, 12):
            return "year"
        return periods.months(start.year, start.month, end.month).grain
    return "span"


def _has_year(atoms: list[Atom]) -> bool:
    return any(a.kind == "year" or (a.kind in {"relative", "shifted"} and a.value.startswith("year")) for a in atoms)


def _simple(atoms: list[Atom], moment: Moment) -> Period | None:
    """The period of words without a range."""
    found = {a.kind: a for a in atoms}
    year = _year(atoms, moment)
    if (
        "shifted" in found
        and found["shifted"].value not in SAME
        and not found.keys() & {"month", "half"}
        and "ordinal" not in found
    ):
        return _shifted(found["shifted"].value, moment)
    if any(a.kind == "shifted" and a.value in SAME for a in atoms):
        return _same(year, found, moment)
    if (
        "day" in found
        and "month" not in found
        and "relative" not in found
        and found.get("edge") == Atom("edge", "past")
    ):
        return _day_past(found["day"].number, moment)
    if "relative" in found and "year" in found and found["relative"].value == "quarter-1":
        return periods.quarter(found["year"].number, 4)
    if "shift" in found:
        return _by_years(found["shift"], year, moment)
    if "relative" in found and not found["relative"].value.startswith("year"):
        period = _relative(found["relative"].value, moment)
        if "day" in found and period is not None and period.grain == "month" and period.end is not None:
            return periods.day(period.end.year, period.end.month, found["day"].number)
        return period
    within = _within_year(found)
    if within is not None:
        return _placed(within, year, moment)
    if "count" in found and any(a == Atom("edge", "past") for a in atoms):
        return _past(found["count"], moment)
    return periods.year(year) if year is not None else None


def _year(atoms: list[Atom], moment: Moment) -> int | None:
    for atom in atoms:
        if atom.kind == "year":
            return atom.number
        if atom.kind == "relative" and atom.value.startswith("year") and moment.published:
            return moment.published.year + int(atom.value[4:])
        if atom.kind == "shifted" and atom.value.startswith("year"):
            base = moment.last.end.year if moment.last and moment.last.end else moment.year
            base = base or (moment.published.year if moment.published else None)
            return None if base is None else base + int(atom.value[4:])
    return None


def _day_past(number: int, moment: Moment) -> Period | None:
    """The last day of that number before publication."""
    published = moment.published
    if published is None:
        return None
    index = published.year * 12 + published.month - (1 if number <= published.day else 2)
    return periods.day(index // 12, index % 12 + 1, number)


def _by_years(shift: Atom, year: int | None, moment: Moment) -> Period | None:
    """As in "Three years later", "four years after 2011", counted from the period spoken of last or the year named."""
    if shift.value == "after":
        return year and Period(start=date(year + 1, 1, 1), end=date(year + shift.number, 12, 31))  # type: ignore[return-value]
    if moment.last is None:
        return None
    return periods.shifted(moment.last, shift.number if shift.value == "later" else -shift.number)


def _shifted(value: str, moment: Moment) -> Period | None:
    last = moment.last
    if last is None:
        if value == "on-year" and moment.published:
            return periods.year(moment.published.year - 1)
        if value.startswith("year") and moment.published:
            return periods.year(moment.published.year + int(value[4:]))
        return None
    if value == "on-year":
        return periods.shifted(last, -1)
    if value == "on-quarter":
        return periods.before(last, "quarter")
    if value in {"year+0", "year+1"}:
        return periods.year(last.end.year + int(value[4:])) if last.end else None
    if value.startswith("year"):
        return periods.shifted(replace(last, edge=last.edge), int(value[4:]))
    if value.startswith("span"):
        return periods.before(last)
    grain: periods.Grain = value.split("-", maxsplit=1)[0]  # type: ignore[assignment]
    return periods.before(last, grain)


def _same(year: int | None, found: dict[str, Atom], moment: Moment) -> Period | None:
    last = moment.last if found["shifted"].value != "same-half" else (moment.half or moment.last)
    if last is None or last.end is None:
        return None
    end = last.end
    if "unit" in found and found["unit"].value == "day" and last.edge in {"as_of", "until"}:
        last = Period(start=None, end=last.end, edge="as_of")
    if year is not None:
        return periods.shifted(last, year - end.year)
    return last


def _relative(value: str, moment: Moment) -> Period | None:
    published = moment.published
    if published is None:
        return None
    if value == "decade-1":
        return _past(Atom("count", "year", 10), moment)
    if value in {"now", "day+0"}:
        return Period(start=None, end=recent_end(moment), edge="now")
    unit, step = value[:-2], int(value[-2:])
    if unit == "month":
        index = published.year * 12 + published.month - 1 + step
        return periods.month(index // 12, index % 12 + 1)
    current = (
        periods.quarter(published.year, (published.month + 2) // 3)
        if unit == "quarter"
        else periods.half(published.year, 1 + (published.month > 6))
    )
    return periods.before(current) if step else current


class Within(NamedTuple):
    """A stretch of a year whose year is not said: months `first` to `last`, or one day."""

    first: int
    last: int
    day: int = 0
    last_day: int = 0


def _week(month: int, which: int) -> Within:
    """The first to fourth seven days of a month, or its last seven."""
    if which < 0:
        return Within(month, month, -7, -1)
    return Within(month, month, which * 7 - 6, which * 7)


def _within_year(found: dict[str, Atom]) -> Within | None:
    if "month" in found and "unit" in found and found["unit"].value == "week" and "ordinal" in found:
        return _week(found["month"].number, found["ordinal"].number)
    if "month" in found:
        number = found["month"].number
        return Within(number, number, found["day"].number if "day" in found else 0)
    if "half" in found:
        return Within(found["half"].number * 6 - 5, found["half"].number * 6)
    if "ordinal" not in found:
        return None
    number, unit = found["ordinal"].number, found["unit"].value if "unit" in found else "quarter"
    if "count" in found and unit == "month":
        count = found["count"].number
        return Within(1, count) if number == 1 else Within(13 - count, 12) if number == -1 else None
    if unit == "quarter":
        number = 4 if number == -1 else number
        return Within(number * 3 - 2, number * 3)
    if unit == "half":
        number = 2 if number == -1 else number
        return Within(number * 6 - 5, number * 6)
    return None


def _placed(within: Within, year: int | None, moment: Moment) -> Period | None:
    if year is None:
        year = moment.year if moment.carried else None
    if year is None and moment.published is not None:
        year = moment.published.year
        candidate = _of_year(within, year)
        if candidate is None or candidate.end is None:
            return None
        started = candidate.start is not None and candidate.start <= moment.published
        if not started or (within.last > within.first and candidate.end > moment.published):
            year -= 1
    year = year if year is not None else moment.year
    return None if year is None else _of_year(within, year)


def _of_year(within: Within, year: int) -> Period | None:
    if within.last_day:
        whole = periods.month(year, within.first)
        days = whole.end.day if whole.end else 0
        first, last = (days - 6, days) if within.day < 0 else (within.day, within.last_day)
        return Period(start=date(year, within.first, first), end=date(year, within.first, last))
    if within.day:
        return periods.day(year, within.first, within.day)
    return (
        periods.month(year, within.first)
        if within.first == within.last
        else periods.months(year, within.first, within.last)
    )


def _past(count: Atom, moment: Moment) -> Period | None:
    """The last so many years up to publication."""
    if moment.published is None or count.value != "year":
        return None
    ago = periods.shifted(Period(start=moment.published, end=None), -count.number).start
    return Period(start=ago + timedelta(days=1) if ago else None, end=moment.published)


def _bounded(period: Period, atoms: list[Atom], edges: set[str], moment: Moment) -> Period:
    """The period with what its edge words make of it."""
    whole = period.grain in {"year", "half", "quarter", "month"}
    if "end" in edges and whole and not edges & {"until", "since", "from"}:
        return replace(period, start=None, edge="as_of", grain="day")
    if "as_of" in edges:
        return Period(start=None, end=period.end, edge="as_of", grain=period.grain)
    if "so_far" in edges or any(a == Atom("relative", "now") for a in atoms):
        return so_far(period, moment)
    if edges & {"since", "from"}:
        return Period(start=period.start, end=moment.now, edge="since", grain=period.grain)
    if "until" in edges:
        start = date(period.end.year, 1, 1) if period.end and period.grain not in {"year", "span"} else period.start
        return Period(start=start, end=period.end, edge="until", grain=period.grain)
    return period


def so_far(period: Period, moment: Moment) -> Period:
    """The part of a year that has passed: up to the month that is named, the newest figures, or publication."""
    if period.end is None or period.start is None:
        return period
    if period.grain != "year":
        return Period(start=date(period.end.year, 1, 1), end=period.end, edge="so_far", grain="span")
    end = moment.latest_end or moment.published
    within = end is not None and period.start <= end <= period.end
    if not within and moment.published is not None and period.start <= moment.published <= period.end:
        end, within = moment.published, True
    return Period(start=period.start, end=end if within else period.end, edge="so_far")
