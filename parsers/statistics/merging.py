"""All statistics of a text in, each of them once out: headline and lead say the same, and one may be a misprint."""

from parsers.records import Statistic
from parsers.statistics.model import ReadStatistic, Sentence


def merged(read: list[tuple[ReadStatistic, Sentence]]) -> list[ReadStatistic]:
    """Each statistic once: what headline and lead both say is taken from the lead."""
    kept: list[ReadStatistic] = []
    body = {_figure_key(r.statistic) for r, s in read if not s.title}
    seen: set[object] = set()
    read = _without_misprints(read)
    dated = {_figure_key(r.statistic) for r, _ in read if r.statistic.period_end is not None}
    for item, sentence in read:
        statistic = item.statistic
        if statistic.period_end is None and _figure_key(statistic) in dated:
            continue
        if sentence.title and _figure_key(statistic) in body:
            continue
        key = _full_key(statistic)
        if key not in seen:
            seen.add(key)
            kept.append(item)
    return kept


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
    )
