"""All statistics of a text in, each of them once out: headline and lead say the same, and one may be a misprint."""

from datetime import date
from typing import Final

from parsers.records import Statistic
from parsers.statistics.model import ReadStatistic, Sentence
from parsers.statistics.moments import FRESH

CLOSE: Final = 92
"""Within so many days two equal running totals are told of one stand."""


def merged(read: list[tuple[ReadStatistic, Sentence]], published: date | None) -> list[ReadStatistic]:
    """Each statistic once: what headline and lead both say is taken from the lead, others from the fuller."""
    kept: list[ReadStatistic] = []
    seen: set[object] = set()
    read = _without_looser(_without_misprints(read), published)
    body = {_figure_key(r.statistic) for r, s in read if not s.title}
    dated = {_figure_key(r.statistic) for r, _ in read if r.statistic.period_end is not None}
    totals: list[Statistic] = []
    for item, sentence in read:
        statistic = item.statistic
        if statistic.period_end is None and _figure_key(statistic) in dated:
            continue
        if sentence.title and _figure_key(statistic) in body:
            continue
        key = _full_key(statistic)
        total = statistic.scope == "cumulative" and statistic.measure == "count"
        if key in seen or (total and any(_same_stand(statistic, other) for other in totals)):
            continue
        seen.add(key)
        kept.append(item)
        totals += [statistic] if total else []
    return kept


def _same_stand(one: Statistic, other: Statistic) -> bool:
    """Whether two running totals are one: the same number of the same people, as of days that lie close."""
    if _told_key(one) != _told_key(other):
        return False
    if one.period_end is None or other.period_end is None:
        return True
    return abs((one.period_end - other.period_end).days) <= CLOSE


def _without_misprints(read: list[tuple[ReadStatistic, Sentence]]) -> list[tuple[ReadStatistic, Sentence]]:
    """Without a total whose parts in its own sentence, women and men, make the other total that the headline gives."""
    headline = {r.statistic.value for r, s in read if s.title and r.statistic.measure == "count"}
    wrong: set[int] = set()
    by_sentence: dict[int, list[Statistic]] = {}
    for r, s in read:
        if r.statistic.measure == "count":
            by_sentence.setdefault(s.start, []).append(r.statistic)
    for counts in by_sentence.values():
        men, women = ([s.value for s in counts if s.sex == sex] for sex in ("male", "female"))
        parted = {s.period_end for s in counts if s.sex != "all"}
        totals = [s for s in counts if s.sex == "all" and s.group == "all" and s.period_end in parted]
        if len(men) == len(women) == len(totals) == 1 and men[0] is not None and women[0] is not None:
            total = men[0] + women[0]
            if totals[0].value != total and total in headline:
                wrong.add(totals[0].start)
    return [(r, s) for r, s in read if r.statistic.start not in wrong]


def _without_looser(
    read: list[tuple[ReadStatistic, Sentence]], published: date | None
) -> list[tuple[ReadStatistic, Sentence]]:
    """Without what is told again with a period that says less: up to publication, or without its start."""
    keys = [_told_key(r.statistic) for r, _ in read]
    alike: dict[object, dict[object, Statistic]] = {}
    for (r, _), key in zip(read, keys, strict=True):
        told = r.statistic
        alike.setdefault(key, {})[told.period_start, told.period_end, told.versus_end] = told
    return [
        (r, s)
        for (r, s), key in zip(read, keys, strict=True)
        if len(alike[key]) == 1 or not any(_says_less(r.statistic, other, published) for other in alike[key].values())
    ]


def _says_less(told: Statistic, other: Statistic, published: date | None) -> bool:
    if told.period_end is None or other.period_end is None:
        return False
    if (told.period_start, told.period_end) == (other.period_start, other.period_end):
        return told.versus_end is None and other.versus_end is not None
    if told.scope == "cumulative" and told.period_start is None and other.period_start is not None:
        return abs(told.period_end - other.period_end) <= FRESH
    same_start = told.period_start == other.period_start
    return same_start and told.period_end == published and other.period_end < told.period_end and _near(told, other)


def _near(told: Statistic, other: Statistic) -> bool:
    """Running totals are the same only where little time lies between; a stretch with the same start always is."""
    if told.period_end is None or other.period_end is None:
        return False
    return told.scope != "cumulative" or (told.period_end - other.period_end).days <= FRESH.days


def _told_key(s: Statistic) -> object:
    return _figure_key(s), s.event, s.destination, s.sex, s.group, s.scope


def _figure_key(s: Statistic) -> object:
    return s.measure, s.value, s.low, s.high


def _full_key(s: Statistic) -> object:
    return (
        s.measure,
        s.value,
        s.low,
        s.high,
        s.event,
        s.destination,
        s.sex,
        s.group,
        s.scope,
        s.period_start,
        s.period_end,
        s.versus_end,
    )
