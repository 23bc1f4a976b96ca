"""A figure's fields in, the short English words a table shows for them out; no markup, no layout."""

from datetime import date, datetime, timedelta

from parsers.records import Event, Qualifier, Statistic
from storage.slots import Slot
from storage.views import FigureView

FigureFields = Statistic | FigureView
"""A statistic of a text and a figure of the ledger have the fields shown here in common."""

EVENTS: dict[Event, str] = {
    "arrival": "arrivals", "escape": "escapes", "repatriation": "sent back", "detention": "held", "residing": "living",
    "return": "returned", "death": "deaths", "other": "people",
}  # fmt: skip
QUALIFIERS: dict[Qualifier, str] = {
    "exact": "", "about": "about ", "nearly": "nearly ", "over": "over ", "at_least": "at least ",
    "at_most": "at most ", "under": "under ",
}  # fmt: skip
WHY_TOLD = ("disputed", "contradicted")
MONTHS_IN_QUARTER = 3
HALF_STARTS = {1: 1, 7: 2}


def amount(figure: FigureFields) -> str:
    """The number with its measure and qualifier: `nearly 3 times`, `-77 %`, `200 to 299`, `1,047`."""
    if figure.value is None:
        digits = f"{number(figure.low)} to {number(figure.high)}"
    elif figure.measure in ("percent_change", "absolute_change"):
        digits = number(figure.value) if figure.value < 0 else f"+{number(figure.value)}"
    else:
        digits = number(figure.value)
    unit = {"multiple": " times", "percent_change": " %", "share": " %", "absolute_change": "", "count": ""}
    return f"{QUALIFIERS[figure.qualifier]}{digits}{unit[figure.measure]}"


def subject(figure: FigureFields | Slot) -> str:
    """What is counted: `arrivals in KR, women, elite, running total`."""
    where = f" in {figure.destination}" if figure.destination else ""
    parts = [EVENTS[figure.event] + where]
    parts += {"all": [], "male": ["men"], "female": ["women"]}[figure.sex]
    parts += [] if figure.group == "all" else [figure.group]
    parts += {"period": [], "cumulative": ["running total"], "average": ["average"]}[figure.scope]
    return ", ".join(parts)


def judgement(figure: FigureView) -> str:
    """The state of a figure, with the reason where it stands against something: `contradicted: ... has 196`."""
    return f"{figure.state}: {figure.why}" if figure.state in WHY_TOLD else figure.state or ""


def period(start: date | None, end: date | None) -> str:
    """A span of days as people call it: `2019`, `H1 2023`, `Q2 2023`, `2023-04`, else first and last day."""
    if end is None:
        return "" if start is None else f"since {start}"
    if start is None:
        return f"to {end}"
    if start.day == 1 and (end + timedelta(days=1)).day == 1 and start.year == end.year:
        return _months(start, end)
    return str(start) if start == end else f"{start} to {end}"


def several(count: int, noun: str) -> str:
    """A number of things in words: `1 figure`, `2 figures`, `3 entries`, `4 fetches`, `0 pages`."""
    if count == 1:
        return f"1 {noun}"
    if noun.endswith("y"):
        return f"{count:,} {noun[:-1]}ies"
    return f"{count:,} {noun}{'es' if noun.endswith('ch') else 's'}"


def moment(at: datetime | None) -> str:
    """A time to the minute, in UTC, or nothing."""
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _months(start: date, end: date) -> str:
    span = end.month - start.month + 1
    if span == 12:
        return str(start.year)
    if span == 2 * MONTHS_IN_QUARTER and start.month in HALF_STARTS:
        return f"H{HALF_STARTS[start.month]} {start.year}"
    if span == MONTHS_IN_QUARTER and start.month % MONTHS_IN_QUARTER == 1:
        return f"Q{start.month // MONTHS_IN_QUARTER + 1} {start.year}"
    return f"{start:%Y-%m}" if span == 1 else f"{start:%Y-%m} to {end:%Y-%m}"


def number(value: float | None) -> str:
    """A number as people write it: `1,047`, `72.3`, `?` where it is unknown."""
    if value is None:
        return "?"
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,.4g}"
