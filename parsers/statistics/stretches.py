"""The words of a period without a range or an edge in, the stretch of the calendar they name out."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final, NamedTuple

from parsers import periods
from parsers.periods import Period
from parsers.statistics.atoms import AS_OF, NEXT, PAST, PRIOR, SAME
from parsers.statistics.moments import Moment, recent_end
from parsers.statistics.tokens import Atom

LAST_WEEK: Final = Atom("relative", "week-1")


def has_year(atoms: list[Atom]) -> bool:
    """Whether the words say of which year they are."""
    return any(a.kind == "year" or (a.kind in {"relative", "shifted"} and a.value.startswith("year")) for a in atoms)


def stretch(atoms: list[Atom], moment: Moment) -> Period | None:
    """The period of words without a range."""
    found = {a.kind: a for a in atoms}
    if "unit" in found:  # "the first quarter of the year"
        found |= {a.kind: a for a in atoms if a.kind == "unit" and a.value != "year"}
    year = _year(atoms, moment)
    if (
        "shifted" in found
        and found["shifted"].value not in SAME
        and not found.keys() & {"month", "half"}
        and "ordinal" not in found
    ):
        return _shifted(found["shifted"].value, moment)
    if "shifted" in found and any(a.kind == "shifted" and a.value in SAME for a in atoms):
        return _same(year, found, moment)
    if "day" in found and "month" not in found and "relative" not in found and found.get("edge") in {PAST, AS_OF}:
        return _day_past(found["day"].number, moment)
    if "relative" in found and "year" in found and found["relative"].value == "quarter-1":
        return periods.quarter(found["year"].number, 4)
    if "shift" in found:
        return _by_years(found["shift"], year, moment)
    if "month" in found and found.get("relative") == LAST_WEEK:  # "the last week of March"
        return _placed(_week(found["month"].number, -1), year, moment)
    if "relative" in found and not found["relative"].value.startswith("year"):
        period = _relative(found["relative"].value, moment)
        if "day" in found and period is not None and period.grain == "month" and period.end is not None:
            return periods.day(period.end.year, period.end.month, found["day"].number)
        return period
    if "decade" in found:
        first = found["decade"].number
        return Period(start=date(first, 1, 1), end=date(first + 9, 12, 31))
    last = "ordinal" in found and found["ordinal"].number == -1
    if last and "count" in found and found["count"].value in {"year", "month"} and not _anchored(atoms, found["count"]):
        return _past(found["count"], moment)
    within = _within_year(found)
    if within is not None:
        return _placed(within, year, moment)
    if "count" in found and "year" not in found and PAST in atoms:
        return _past(found["count"], moment)
    if "count" in found and found.get("edge") in {PRIOR, NEXT}:
        return _beside(found["count"], found["edge"].value, moment)
    return periods.year(year) if year is not None else None


def _anchored(atoms: list[Atom], count: Atom) -> bool:
    """Whether words say of what the last months are: "of 2019", "of the year before", "of the year"."""
    of_year = count.value == "month" and Atom("unit", "year") in atoms
    return has_year(atoms) or of_year or any(a.kind == "shifted" for a in atoms)


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
    if shift.value == "ago":
        return periods.year(moment.published.year - shift.number) if moment.published else None
    if moment.last is None:
        return None
    return periods.shifted(moment.last, shift.number if shift.value == "later" else -shift.number)


def _shifted(value: str, moment: Moment) -> Period | None:
    if value == "then":
        return moment.named
    if value == "that+0":
        named = moment.named
        that = None if named is None else named.start if named.edge == "since" else named.end
        return periods.year(that.year) if that is not None else None
    last = moment.last
    if last is None:
        if value == "on-year" and moment.published:
            return periods.year(moment.published.year - 1)
        if value.startswith("year") and moment.published:
            return periods.year(moment.published.year + int(value[4:]))
        return None
    if value == "on-year":
        return periods.shifted(last, -1)
    if value == "quarter+1":
        return periods.following(last)
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
    if unit == "week":
        monday = published + timedelta(weeks=step, days=-published.weekday())
        return Period(start=monday, end=monday + timedelta(days=6), grain="day")
    if unit == "month":
        index = published.year * 12 + published.month - 1 + step
        return periods.month(index // 12, index % 12 + 1)
    current = (
        periods.quarter(published.year, (published.month + 2) // 3)
        if unit == "quarter"
        else periods.half(published.year, 1 + (published.month > 6))
    )
    return periods.before(current) if step else current


MONTHS: Final = 12


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
    if "count" in found and unit in {"month", "quarter"}:
        count = found["count"].number * (3 if unit == "quarter" else 1)
        within = Within(1, count) if number == 1 else Within(13 - count, 12) if number == -1 else None
        return within if 1 <= count <= MONTHS else None
    if unit == "quarter":
        number = 4 if number == -1 else number
        return Within(number * 3 - 2, number * 3)
    if unit == "half":
        number = 2 if number == -1 else number
        return Within(number * 6 - 5, number * 6) if number <= 2 else None
    return None


def _placed(within: Within, year: int | None, moment: Moment) -> Period | None:
    if year is None:
        year = moment.year if moment.carried else None
        if year is not None and (_ahead(_of_year(within, year), moment) or _unfinished(within, year, moment)):
            year -= 1
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


def _ahead(period: Period | None, moment: Moment) -> bool:
    """Whether a stretch lies wholly after publication: its year was not the one carried."""
    starts = period.start if period is not None else None
    return starts is not None and moment.published is not None and starts > moment.published


def _unfinished(within: Within, year: int, moment: Moment) -> bool:
    """Whether a quarter or half still runs on the day of publication: the one of the year before was told."""
    period = _of_year(within, year) if within.last > within.first else None
    ends = period.end if period is not None else None
    return ends is not None and moment.published is not None and ends > moment.published


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


def _beside(count: Atom, side: str, moment: Moment) -> Period | None:
    """The so many calendar years before or after the period spoken of last."""
    last = moment.last
    if last is None or last.end is None or count.value != "year":
        return _past(count, moment) if side == "prior" else None
    if side == "next":
        return Period(start=date(last.end.year + 1, 1, 1), end=date(last.end.year + count.number, 12, 31))
    first = (last.start or last.end).year
    return Period(start=date(first - count.number, 1, 1), end=date(first - 1, 12, 31))


def _past(count: Atom, moment: Moment) -> Period | None:
    """The last so many years up to publication, or the last so many whole months before it."""
    if moment.published is None or count.value not in {"year", "month"}:
        return None
    if count.value == "month":
        end = moment.published.replace(day=1) - timedelta(days=1)
        index = end.year * 12 + end.month - count.number
        return Period(start=date(index // 12, index % 12 + 1, 1), end=end)
    ago = periods.shifted(Period(start=moment.published, end=None), -count.number).start
    return Period(start=ago + timedelta(days=1) if ago else None, end=moment.published)
