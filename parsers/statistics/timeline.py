"""Tokens in, the same with the words of one period put together out; and such words in, a period out.

The words of a period are read as a set, so that "the second quarter of 2023" and "2023년 2분기" are one grammar: years,
months, quarters and halves fill their places, "from", "to", "since" and "until" bound them, and what is missing comes
from the other end of the range, from the period spoken of last, or from the day of publication.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from parsers import periods
from parsers.languages import Language
from parsers.periods import Period
from parsers.statistics.amounts import Amount
from parsers.statistics.lexer import Token

CORE = frozenset({"month", "half", "relative", "shifted", "epoch", "until_day", "year", "fiscal"})
LEADING = frozenset({"since", "until", "as_of"})
"""Edges that, in a language of prepositions, start a period and cannot follow one."""
SAME = frozenset({"same", "like", "same-half"})
FRESH = timedelta(days=120)
"""How old the newest figures may be for a running total to be told as of their end."""
STARTS = CORE | {"edge", "ordinal"}
TIME = CORE | {"edge", "ordinal", "unit"}


class Atom(NamedTuple):
    """One word of a period: its kind and its value (a number, or a meaning of languages/*.toml)."""

    kind: str
    value: str
    number: int = 0


class Cluster(NamedTuple):
    """The words of one period, in the order of the text, not yet resolved."""

    atoms: tuple[Atom, ...]


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


# ---------------------------------------------------------------- putting together


def fold_periods(tokens: list[Token], norm: str, language: Language) -> list[Token]:
    """The tokens with the words of each period made one token of kind `period`; loose time words stay as they are."""
    result: list[Token] = []
    place = 0
    unit_seen = False
    while place < len(tokens):
        stop, atoms = (
            (place, []) if not _may_start(tokens[place]) else _cluster(tokens, place, norm, language, unit_seen)
        )
        if atoms:
            unit_seen = unit_seen or any(a.kind == "unit" and a.value in {"quarter", "half"} for a in atoms)
            start = tokens[place].start
            end = _end(tokens[stop - 1])
            result.append(Token("period", Cluster(tuple(atoms)), start, end))
            place = stop
        else:
            result.append(tokens[place])
            unit_seen = unit_seen or tokens[place][:2] in {("unit", "quarter"), ("unit", "half")}
            place += 1
    return result


def _may_start(token: Token) -> bool:
    if token.kind == "amount":
        amount: Amount = token.value
        return amount.unit in {"none", "calendar", "duration"} and amount.low is None
    return token.kind in STARTS


def _end(token: Token) -> int:
    return token.value.stop if token.kind == "amount" else token.end


def _cluster(tokens: list[Token], place: int, norm: str, language: Language, unit_seen: bool) -> tuple[int, list[Atom]]:  # noqa: FBT001
    """The atoms of the longest period that starts at `place`, and where it ends; no atoms where none starts there."""
    atoms: list[Atom] = []
    kept = [(place, 0)]
    """Where the period may end, and with how many atoms."""
    index = place
    while index < len(tokens):
        token = tokens[index]
        if index > place and not _near(norm, _end(tokens[index - 1]), token.start):
            break
        found = _atoms_of(tokens, index, norm, language, atoms)
        if found is None:
            if atoms and _is_link(token) and index + 1 < len(tokens):
                index += 1
                continue
            break
        if found[0] != Atom("edge", "to") and _clashes(atoms, found):
            break
        if found[0].kind == "edge" and found[0].value in LEADING and language.base_side == "after" and _core(atoms):
            break
        atoms.extend(found)
        index += 1
        if _closes(found) or (kept[-1][1] and found[0].kind == "edge" and _may_trail(found[0], language)):
            kept.append((index, len(atoms)))
    if _ends_loosely(atoms[: kept[-1][1]]):
        kept.pop()
    keep, count = kept[-1]
    atoms = atoms[:count]
    return (keep, atoms) if _is_period(atoms, unit_seen, tokens, keep) else (place, [])


def _ends_loosely(atoms: list[Atom]) -> bool:
    """As in "In 2019, the last ..." ends before "last": an ordinal after a year needs its unit."""
    if len(atoms) < 2 or atoms[-1].kind != "ordinal" or atoms[0].kind == "ordinal":
        return False
    return any(a.kind == "year" for a in atoms)


def _near(norm: str, end: int, start: int) -> bool:
    return start - end <= 2 and not norm[end:start].strip(" ,-")


def _is_link(token: Token) -> bool:
    """Whether a word may stand inside a period without saying anything: "the", "of", a comma."""
    return token[:2] in {("glue", "the"), ("base", "of"), ("mark", ","), ("unit", "year")}


def _atoms_of(tokens: list[Token], index: int, norm: str, language: Language, before: list[Atom]) -> list[Atom] | None:
    """The atoms that a token adds to a period, or None where it belongs to no period."""
    token = tokens[index]
    if token.kind == "amount":
        return _number_atoms(tokens, index, norm, language, before)
    if token.kind in {"month", "half"}:
        atom = Atom(token.kind, token.value, int(token.value))
        joined = before and before[-1].kind == token.kind == "month" and tokens[index - 1].kind == "month"
        return [Atom("edge", "to"), atom] if joined else [atom]
    if token.kind == "ordinal":
        return [Atom("ordinal", token.value, -1 if token.value == "last" else int(token.value))]
    if token.kind == "shift":
        count = next((a for a in before[-2:] if a.kind == "count" and a.value == "year"), None)
        return [Atom("shift", token.value, count.number)] if count else None
    if token.kind == "until_day" and index and tokens[index - 1].kind in {"unit", "ordinal"}:
        return None
    if token.kind in {"relative", "shifted", "epoch", "until_day", "edge", "fiscal", "unit"}:
        return [Atom(token.kind, token.value)]
    if (
        (token.kind, token.value) == ("joint", "and")
        and any(a == Atom("edge", "within") for a in before)
        and _core(before)
    ):
        return [Atom("edge", "to")]
    joined = (token.kind, token.value) == ("joint", "and") and language.base_side == "after"
    if joined and _next_year(tokens, index, before):
        return [Atom("edge", "to")]
    if token.kind == "mark" and token.value == "-" and _core(before):
        return [Atom("edge", "to")]
    return None


def _number_atoms(
    tokens: list[Token], index: int, norm: str, language: Language, before: list[Atom]
) -> list[Atom] | None:
    amount: Amount = tokens[index].value
    if amount.value is None or amount.value != int(amount.value):
        return None
    number = int(amount.value)
    if amount.unit == "calendar":
        return _calendar_atoms(number, amount)
    if amount.unit == "duration" and amount.time == "quarter" and 1 <= number <= 4 and amount.surface.isdigit():
        return [Atom("ordinal", str(number), number), Atom("unit", "quarter")]
    if amount.unit == "duration":
        shifts = index + 1 < len(tokens) and tokens[index + 1].kind == "shift"
        if shifts or any(a.kind in {"ordinal", "shifted"} or a == Atom("edge", "past") for a in before):
            return [Atom("count", amount.time, number), Atom("unit", amount.time)]
        return None
    if amount.unit != "none":
        return None
    if amount.year and (_led_by_time(tokens, index, before) or not _counts_people(tokens, index, norm)):
        return [Atom("year", amount.surface, number)]
    if (
        len(before) > 1
        and before[-1] == Atom("edge", "to")
        and before[-2].kind == "year"
        and number == before[-2].number % 100 + 1
    ):
        return [Atom("year", amount.surface, before[-2].number + 1)]
    if language.boundary != "word":
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if (
            following is not None
            and following.kind == "edge"
            and following.value == "to"
            and _next_is_calendar(tokens, index + 2)
        ):
            return [Atom("loose", "", number)]
        return None
    return _day_atoms(tokens, index, norm, number, before)


def _next_year(tokens: list[Token], index: int, before: list[Atom]) -> bool:
    """As in "In 2012 and 2013": two years on end are one stretch."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if not before or before[-1].kind != "year" or following is None or following.kind != "amount":
        return False
    return bool(following.value.year and following.value.value == before[-1].number + 1)


def _next_is_calendar(tokens: list[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].kind == "amount" and tokens[index].value.unit == "calendar"


def _calendar_atoms(number: int, amount: Amount) -> list[Atom] | None:
    if amount.time == "year":
        if 1900 <= number < 2100:
            return [Atom("year", amount.surface, number)]
        if 45 <= number < 100:
            return [Atom("year", amount.surface, 1900 + number)]
        return [Atom("count", "year", number)]
    if amount.time == "month" and 1 <= number <= 12:
        return [Atom("month", str(number), number)]
    if amount.time == "quarter" and 1 <= number <= 4:
        return [Atom("ordinal", str(number), number), Atom("unit", "quarter")]
    if amount.time == "day" and 1 <= number <= 31:
        return [Atom("day", str(number), number)]
    return None


def _day_atoms(tokens: list[Token], index: int, norm: str, number: int, before: list[Atom]) -> list[Atom] | None:
    """The day of "April 1" or "30 June"; a number with a noun after it is no day."""
    token = tokens[index]
    if not 1 <= number <= 31 or not token.value.surface.isdigit():
        return None
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is not None and following.kind == "month" and norm[token.end : following.start] in {" ", " of "}:
        return [Atom("day", str(number), number)]
    if (
        before
        and before[-1].kind == "month"
        and not any(a.kind == "day" for a in before[-2:])
        and not _counts_people(tokens, index, norm)
    ):
        return [Atom("day", str(number), number)]
    return None


def _counts_people(tokens: list[Token], index: int, norm: str) -> bool:
    """Whether a noun for people, or any unknown word, follows a number directly."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    gap = norm[tokens[index].end : following.start if following else tokens[index].end + 12].partition("\n")[0]
    if gap.strip(" ") and gap.strip()[:1].isalpha():
        return True
    return following is not None and following.kind in {"people", "sex", "group"} and not gap.strip()


def _led_by_time(tokens: list[Token], index: int, before: list[Atom]) -> bool:
    """Whether "in", "since", "to" or a month stands before a number that may be a year."""
    if before and before[-1].kind in {"edge", "month", "half", "unit", "day"}:
        return True
    return index > 0 and tokens[index - 1].kind in {"way", "edge"}


def _clashes(atoms: list[Atom], found: list[Atom]) -> bool:
    """Whether a place is filled already and no "to" or "from" parts the two."""
    part = _last_part(atoms)
    for atom in found:
        if atom.kind in {"year", "month", "half", "epoch"} and any(a.kind == atom.kind for a in part):
            return True
        if atom.kind in {"year", "relative", "shifted"} and any(
            a.kind == "year" or (a.kind == "relative" and a.value.startswith(("year", "month"))) for a in part
        ):
            return atom.kind != "shifted" or atom.value not in SAME
        if atom.kind == "ordinal" and any(a.kind == "ordinal" for a in part):
            return True
    return False


def _last_part(atoms: list[Atom]) -> list[Atom]:
    for place in range(len(atoms) - 1, -1, -1):
        if atoms[place].kind == "edge" and atoms[place].value in {"to", "from"} and place > 0:
            return atoms[place + 1 :]
    return atoms


def _core(atoms: list[Atom]) -> bool:
    return any(a.kind in CORE or a.kind == "loose" for a in atoms) or (
        any(a.kind == "ordinal" for a in atoms) and any(a.kind == "unit" for a in atoms)
    )


def _closes(found: list[Atom]) -> bool:
    return found[-1].kind not in {"edge", "loose"} or found[-1].value == "so_far"


def _may_trail(atom: Atom, language: Language) -> bool:
    if atom.value == "so_far":
        return True
    return language.base_side == "before" and atom.value in {
        "since",
        "from",
        "until",
        "as_of",
        "end",
        "start",
        "within",
    }


def _is_period(atoms: list[Atom], unit_seen: bool, tokens: list[Token], stop: int) -> bool:  # noqa: FBT001
    kinds = {a.kind for a in atoms}
    if atoms and all(a.kind == "edge" or a == Atom("shifted", "like") for a in atoms):
        return False
    if kinds & CORE or "shift" in kinds or (atoms[:1] == [Atom("edge", "past")] and "day" in kinds):
        return True
    if "ordinal" in kinds and "unit" in kinds:
        return True
    if "ordinal" in kinds and unit_seen and kinds <= {"ordinal", "edge"}:
        following = tokens[stop] if stop < len(tokens) else None
        return following is None or (
            following.kind not in {"people", "group", "sex", "event"} and following.start - _end(tokens[stop - 1]) <= 2
        )
    return "count" in kinds and any(a.kind == "edge" and a.value in {"past", "within"} for a in atoms)


# ---------------------------------------------------------------- resolving


def resolve(cluster: Cluster, moment: Moment) -> Period | None:
    """The period that the words name, or None where they do not tell without a date that is missing."""
    atoms = list(cluster.atoms)
    split = _split(atoms)
    fiscal = next((a for a in atoms if a.kind == "fiscal"), None)
    years = [a.number for a in atoms if a.kind == "year"]
    if fiscal is not None and years and not any(a.kind in {"month", "day"} for a in atoms):
        return periods.fiscal_year(max(years), fiscal.value)
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
        return _year_to(_simple(right, moment))
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


def _year_to(last: Period | None) -> Period | None:
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
    if moment.published is None:
        return None
    years = count.number if count.value == "year" else 0
    if years:
        return Period(
            start=periods.shifted(Period(start=moment.published, end=None), -years).start, end=moment.published
        )
    return None


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
