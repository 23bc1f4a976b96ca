"""The figures of a sentence in, those that tell of so many a year, quarter or month, and over which years, out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from parsers.languages import Language
from parsers.periods import Period
from parsers.statistics.context import Context, today
from parsers.statistics.model import Figure, Sentence
from parsers.statistics.tokens import Token
from parsers.topics import load_topic

COUNTING: Final = frozenset({"none", "people", "percent"})
AVERAGED: Final = 4
AVERAGING: Final = frozenset({"per", "average", "keeps"})
LEADING: Final = frozenset({"qualifier", "glue", "edge", "way"})
BESIDE: Final = 2
"""How near "매년" must follow its number: further on it says how numbers went on changing."""
KEPT: Final = 14
"""How far "유지" may stand from its number: "200명 안팎의 추세를 유지"."""
ALIKE: Final = 0.25
"""How far a number may lie from those that it rounds."""
YEARLY: Final = frozenset({"within", "since"})
LISTED: Final = 12
"""How many numbers before one it may bound or round."""
OPENED: Final = 12
"""How many words may stand between "since" and what was kept to."""
OPENING: Final = frozenset({("edge", "since"), ("shift", "later")})


def mark_averages(sentence: Sentence, found: Sequence[Figure], state: Context, language: Language) -> None:
    """Sets `scope` and `period` of the counts that stand for each of several years.

    That is said by a word ("매년", "an average of"), by how numbers went on ("200명대를 유지"), or shows where a number
    bounds or rounds all those listed before it: "1137명, 1047명으로 1000명을 넘었다".
    """
    spoken = not AVERAGING.isdisjoint(sentence.kinds)
    for number, figure in enumerate(found):
        if figure.reason or figure.base or figure.measure != "count":
            continue
        told = (spoken and is_average(sentence, figure, language)) or _ever_before(figure)
        years = _years_before(figure, found[max(0, number - LISTED) : number])
        if language.verb_last and (told or _is_kept(sentence, figure) or _bounds_all(figure, years)):
            over = _opened(sentence, figure, state) or _together(years)
            if told or over is not None or _spans_years(figure.period):
                figure.scope, figure.period = "average", over or figure.period
        elif told:
            figure.scope = "average"


def averaged_over(period: Period | None, state: Context) -> Period | None:
    """The days over which an average counts, of the period told with it."""
    if period is None or period.end is None:
        return period
    if period.edge == "as_of" and period.start is None:
        return replace(period, start=date(period.end.year, 1, 1))
    if period.edge == "now":
        return replace(period, end=today(state))
    return replace(period, start=None) if period.edge == "until" else period


def _ever_before(figure: Figure) -> bool:
    """As in "코로나19 이전 입국 규모는 1000명 이상": so many a year until then, not in all."""
    period = figure.period
    large = (figure.value or figure.high or 0) > load_topic().yearly_maximum
    ended = period is not None and period.grain == "year" and period.start is None and period.end is not None
    return ended and period is not None and period.edge == "within" and "period" in figure.used and not large


def _years_before(figure: Figure, before: Sequence[Figure]) -> list[Figure]:
    """The counts of whole years that stand before a figure without a year of its own."""
    own = figure.used.get("period")
    years = [f for f in before if f.measure == "count" and not f.reason and not f.base]
    years = [f for f in years if f.period is not None and f.period.grain == "year" and f.period.edge in YEARLY]
    return years if own is None or any(f.used.get("period") == own for f in years) else []


def _together(years: Sequence[Figure]) -> Period | None:
    starts = [f.period.start for f in years if f.period is not None and f.period.start is not None]
    if len({start.year for start in starts}) < 2:
        return None
    return Period(start=min(starts), end=date(max(starts).year, 12, 31))


def _opened(sentence: Sentence, figure: Figure, state: Context) -> Period | None:
    """As in "2012년 1502명으로 급감한 이후 매년 1200명": from the year named before up to now."""
    at = figure.used.get("period")
    if at is None or figure.period is None or figure.period.start is None or figure.period.grain != "year":
        return None
    between = [t for t in sentence.tokens[max(0, figure.place - OPENED) : figure.place] if t.start >= at[1]]
    opened = any(t.sense in OPENING for t in between) or figure.period.edge == "since"
    return Period(start=figure.period.start, end=today(state)) if opened else None


def _is_kept(sentence: Sentence, figure: Figure) -> bool:
    """Whether a word such as "유지" says that numbers stayed at a figure."""
    stop = sentence.tokens[figure.place].amount.stop if sentence.tokens[figure.place].kind == "amount" else figure.end
    for token in sentence.tokens[figure.place + 1 :]:
        if token.kind == "keeps":
            return token.start - stop <= KEPT
        if token.kind in {"amount", "period", "joint", "mark"}:
            return False
    return False


def _bounds_all(figure: Figure, years: Sequence[Figure]) -> bool:
    """Whether a rounded number without a year of its own bounds or rounds those of all the years before it."""
    values = [f.value for f in years if f.value is not None]
    if len(values) < 2 or not figure.value or figure.qualifier == "exact":
        return False
    if figure.qualifier in {"over", "at_least"}:
        return min(values) >= figure.value
    if figure.qualifier in {"under", "at_most"}:
        return max(values) <= figure.value
    return all(abs(v - figure.value) <= ALIKE * figure.value for v in values)


def _spans_years(period: Period | None) -> bool:
    if period is None or period.start is None or period.end is None:
        return False
    return period.end.year > period.start.year


def is_average(sentence: Sentence, figure: Figure, language: Language) -> bool:
    """Whether a word such as "a year", "매년" or "평균" is said of a figure."""
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        if not language.verb_last and token.kind == "keeps" and _kept_at(tokens, index) == figure.place:
            return True
        if token.kind == "average" and _averaged(sentence, index, figure, language):
            return True
        if (
            token.kind == "per"
            and _rated(tokens, index, language) == figure.place
            and not _ranked(tokens, figure.place)
            and not (language.counters and token.value == "year" and (_one_year(figure) or _heads(sentence, figure)))
        ):
            return True
    return False


def _heads(sentence: Sentence, figure: Figure) -> bool:
    """As in the headline "한 해 탈북민 62명 숨져": of the one year that the text below it tells of."""
    return sentence.title and figure.period is None


def _kept_at(tokens: list[Token], index: int) -> int | None:
    """As in "hovered around 1,000", "ranged from 2,022 to 2,929": the number that several years kept to."""
    for place in range(index + 1, min(index + AVERAGED, len(tokens))):
        if tokens[place].kind == "amount":
            return place
        if tokens[place].kind not in LEADING:
            return None
    return None


def _one_year(figure: Figure) -> bool:
    """As in "2009年には年間2914人": so many a year, in one year, are the count of that year."""
    period = figure.period
    told = period is not None and "period" in figure.used and period.edge == "within" and period.grain == "year"
    return (
        told and period is not None and period.start is not None and period.start.year == (period.end or date.min).year
    )


def _ranked(tokens: list[Token], place: int) -> bool:
    """As in "年間2914人と最も多かった2009年": the figure of the one year that it ranks."""
    return any(t.kind == "rank" for t in tokens[place + 1 : place + 3])


def _holds_years(token: Token) -> bool:
    """Whether the words of a period leave room for several years: "2019년까지 매년", "2009년부터 2011년까지 연간"."""
    edges = [a.value for a in token.atoms if a.kind == "edge"]
    years = {a.number for a in token.atoms if a.kind == "year"}
    spans = any(a.kind == "decade" or (a.kind == "count" and a.value == "year" and a.number > 1) for a in token.atoms)
    return edges in (["until"], ["since"]) or len(years) > 1 or spans


def _averaged(sentence: Sentence, index: int, figure: Figure, language: Language) -> bool:
    """Whether "an average of" or "~꼴" is said of a figure; where such words follow their number, of that one alone."""
    if not language.verb_last:
        of = any(t.sense == ("base", "of") for t in sentence.tokens[index + 1 : index + 2])
        return abs(index - figure.place) <= AVERAGED and (not of or figure.place > index)
    before = sentence.tokens[index - 1] if index else None
    if before is not None and before.kind == "amount" and sentence.tokens[index].start == before.amount.stop:
        return figure.place == index - 1
    ahead = next((i for i, t in enumerate(sentence.tokens) if i > index and t.kind == "amount"), None)
    return figure.place == ahead and ahead - index <= AVERAGED


def _rated(tokens: list[Token], index: int, language: Language) -> int | None:
    """The number that "a year" or "한 해" belongs to: the one before it, or after it where such words precede."""
    before = tokens[index - 1] if index else None
    rises = tokens[index + 1 : index + 2] if language.verb_last else tokens[max(0, index - 1) : index]
    if [t.kind for t in rises] == ["change"]:
        return None  # "had increased annually to reach 2,914", "해마다 증가해 302명"
    beside = before is not None and before.kind == "period" and tokens[index].start - before.end <= 1
    if beside and before is not None and not _holds_years(before):
        return None
    ahead = next(
        (i for i in range(index - 1, -1, -1) if tokens[i].amount.unit in COUNTING and tokens[i].kind == "amount"), None
    )
    behind = next((i for i in range(index + 1, len(tokens)) if tokens[i].kind == "amount"), None)
    if language.verb_last and ahead is not None and tokens[index].start - tokens[ahead].amount.stop > BESIDE:
        ahead = None
    if behind is not None and ahead is None and any(t.kind == "period" for t in tokens[index + 1 : behind]):
        behind = None
    first, second = (behind, ahead) if language.verb_last else (ahead, behind)
    chosen = first if first is not None else second
    low, high = sorted((index, chosen if chosen is not None else index))
    return None if any(t.kind == "period" for t in tokens[low + 1 : high]) and language.verb_last else chosen
