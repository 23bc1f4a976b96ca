"""All statistics of a text in, each of them once out: headline and lead say the same, and one may be a misprint."""

from datetime import date
from typing import Final

from parsers.records import Statistic
from parsers.statistics.model import Said
from parsers.statistics.moments import FRESH

CLOSE: Final = 92
"""Within so many days two equal running totals are told of one stand."""


def merged(read: list[Said], published: date | None) -> list[Said]:
    """Each statistic once: what headline and lead both say is taken from the lead, others from the fuller."""
    read = _without_looser(_without_misprints(read), published)
    figures = [_figure_key(item.statistic) for item in read]
    body = {key for key, item in zip(figures, read, strict=True) if not item.sentence.title}
    dated = {key for key, item in zip(figures, read, strict=True) if item.statistic.period_end is not None}
    kept: list[Said] = []
    seen: set[object] = set()
    totals: list[Statistic] = []
    for figure, item in zip(figures, read, strict=True):
        statistic = item.statistic
        headline = item.sentence.title and statistic.rule != "table"
        if (statistic.period_end is None and figure in dated) or (headline and figure in body):
            continue
        key = (_told_key(statistic), statistic.period_start, statistic.period_end, statistic.versus_end)
        total = statistic.scope == "cumulative" and statistic.measure == "count"
        if key in seen or (total and any(_same_stand(statistic, other) for other in totals)):
            continue
        seen.add(key)
        kept.append(item)
        if total:
            totals.append(statistic)
    return kept


def _same_stand(one: Statistic, other: Statistic) -> bool:
    """Whether two running totals are one: the same number of the same people, as of days that lie close."""
    if _told_key(one) != _told_key(other):
        return False
    if one.period_end is None or other.period_end is None:
        return True
    return abs((one.period_end - other.period_end).days) <= CLOSE


def _without_misprints(read: list[Said]) -> list[Said]:
    """Without a total whose parts in its own sentence, women and men, make the other total that the headline gives."""
    headline = {r.statistic.value for r in read if r.sentence.title and r.statistic.measure == "count"}
    if not headline:
        return read
    wrong: set[int] = set()
    by_sentence: dict[int, list[Statistic]] = {}
    for r in read:
        if r.statistic.measure == "count":
            by_sentence.setdefault(r.sentence.start, []).append(r.statistic)
    for counts in by_sentence.values():
        men, women = ([s.value for s in counts if s.sex == sex] for sex in ("male", "female"))
        parted = {(s.scope, s.period_end) for s in counts if s.sex != "all"}
        totals = [s for s in counts if s.sex == s.group == "all" and (s.scope, s.period_end) in parted]
        if len(men) == len(women) == len(totals) == 1 and men[0] is not None and women[0] is not None:
            total = men[0] + women[0]
            if totals[0].value != total and total in headline:
                wrong.add(totals[0].start)
    return [r for r in read if r.statistic.start not in wrong]


def _without_looser(read: list[Said], published: date | None) -> list[Said]:
    """Without what is told again with a period that says less: up to publication, or without its start."""
    keys = [_told_key(r.statistic) for r in read]
    if len(set(keys)) == len(keys):
        return read
    alike: dict[object, dict[object, Statistic]] = {}
    for r, key in zip(read, keys, strict=True):
        told = r.statistic
        alike.setdefault(key, {})[told.period_start, told.period_end, told.versus_end] = told
    return [
        r
        for r, key in zip(read, keys, strict=True)
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
