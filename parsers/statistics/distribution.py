"""A sentence's figures in, the same with lists dealt out: "two each in April and June", "각각", one a quarter."""

from typing import Final

from parsers import periods
from parsers.languages import Language
from parsers.periods import Period
from parsers.statistics.context import Context
from parsers.statistics.model import Figure, Sentence
from parsers.statistics.tokens import Token, end_of

Dealt = list[tuple[Figure, Token | None]]
"""What one figure of a list became."""
QUARTERS: Final = 4
FEW: Final = 4
"""Over so many years at most "each" is dealt out."""
LINKS: Final = frozenset({"mark", "joint", "ratio", "qualifier", "result"})

COMMAS: Final = frozenset({"mark", "joint"})
DATED: Final = COMMAS | {"period", "ratio"}
BRACKETS: Final = frozenset("()")
LISTED: Final = frozenset({"period", "region", "place", "sex", "group"})
DESCRIBING: Final = frozenset({"people", "event", "figure", "change", "states"})


def distributed(
    sentence: Sentence,
    found: list[Figure],
    resolved: dict[int, Period],
    words: tuple[dict[int, Token], ...],
    state: Context,
    language: Language,
) -> list[tuple[Figure, Token | None]]:
    """Each figure with what it has by being one of a list; a figure of "each" once for each that it is told of.

    `words` hold the words attached so far; a run of figures takes the periods that divide the one it stands with.
    """
    eaches = [i for i, t in enumerate(sentence.tokens) if t.kind == "each"] if "each" in sentence.kinds else []
    if eaches:
        dealt = _each(sentence, found, resolved, eaches, language)
        if dealt is not None:
            return dealt
    run = _run(sentence, [f for f in found if not f.reason and f.measure == "count"], COMMAS)
    if len(run) > 1:
        division = _listed_periods(sentence, run, resolved) if len(run) > 2 or eaches else ()
        division = division or _division(sentence, run, resolved, state)
        if division:
            for figure, period in zip(run, division, strict=True):
                figure.period = period
            state.division = division
    counts = [f for f in found if not f.reason and f.measure == "count"]
    _tell_back(sentence, _run(sentence, counts, DATED, brackets=True), words)
    if len(run) > 2:
        for given in words:
            told = given.get(run[0].place) or given.get(run[-1].place)
            if told is not None and sum(f.place in given for f in run) == 1:
                given.update({figure.place: told for figure in run})
    return [(figure, None) for figure in found]


def _tell_back(sentence: Sentence, run: list[Figure], words: tuple[dict[int, Token], ...]) -> None:
    """As in "2006년 15명, 2007년 135명, 2008년 170명에게 망명 허용": what follows a list of years is said of all."""
    if len(run) < 3:
        return
    for given in words:
        told = given.get(run[-1].place)
        if told is None and given is words[-1]:
            told = _after_bracket(sentence, run[-1])
        if told is not None and told.start > run[-1].end and not any(f.place in given for f in run[:-1]):
            given.update({figure.place: told for figure in run})


def _after_bracket(sentence: Sentence, last: Figure) -> Token | None:
    """As in "△23년(13명) △22년(19명)으로 무연고 사망자가 급증": the subgroup named after a list in brackets."""
    ahead = sentence.tokens[last.place + 1 :]
    closed = bool(ahead) and ahead[0].sense == ("mark", ")")
    stop = next((i for i, t in enumerate(ahead) if t.kind == "amount"), len(ahead))
    return next((t for t in ahead[:stop] if t.kind == "group"), None) if closed else None


def _run(sentence: Sentence, counts: list[Figure], links: frozenset[str], *, brackets: bool = False) -> list[Figure]:
    """The longest run of counts with nothing but commas and joining words, or words of time, between them."""
    best: list[Figure] = []
    run: list[Figure] = []
    for figure in counts:
        between = sentence.tokens[run[-1].place + 1 : figure.place] if run else []
        if run and not all(t.kind in links and (brackets or t.value not in BRACKETS) for t in between):
            run = []
        run.append(figure)
        best = run if len(run) > len(best) else best
    return best


def _listed_periods(sentence: Sentence, run: list[Figure], resolved: dict[int, Period]) -> tuple[Period, ...] | None:
    """As in "48 and 34 in the third and fourth quarters": as many periods listed as figures, in their order."""
    listed: list[int] = []
    for place in resolved:
        between = sentence.tokens[listed[-1] + 1 : place] if listed else []
        if any(t.kind not in {"mark", "joint", "way", "glue"} for t in between):
            listed = []
        listed.append(place)
        if len(listed) == len(run):
            return tuple(resolved[p] for p in listed)
    return None


def _division(
    sentence: Sentence, run: list[Figure], resolved: dict[int, Period], state: Context
) -> tuple[Period, ...] | None:
    if len(state.division) == len(run) and not resolved:
        return state.division
    whole = run[0].period
    if whole is None or whole.start is None or whole.end is None:
        return None
    years = whole.end.year - whole.start.year + 1
    spoken = bool({"per", "each"} & sentence.kinds)
    if years == len(run) and years > 1 and (spoken or _whole_years(whole)):
        return tuple(periods.year(whole.start.year + n) for n in range(years))
    quarters = ("unit", "quarter") in sentence.senses or any(
        t.kind == "amount" and t.amount.time == "quarter" for t in sentence.tokens
    )
    if len(run) == 4 and whole.grain == "year" and quarters:
        return tuple(periods.quarter(whole.end.year, n) for n in (1, 2, 3, 4))
    return None


def _whole_years(period: Period) -> bool:
    """As in "2021~2022년": from a first of January to an end of December, and no more said."""
    ends = (period.start, period.end)
    days = [(d.month, d.day) for d in ends if d is not None]
    return period.edge == "within" and days == [(1, 1), (12, 31)]


def _each(
    sentence: Sentence, found: list[Figure], resolved: dict[int, Period], eaches: list[int], language: Language
) -> Dealt | None:
    """As in "N each in A, B and C", "A와 B에 각각 N" or "각각 N과 M": one for all, or each in their order."""
    dealt: dict[int, Dealt] = {}
    for number, each in enumerate(eaches):
        last = eaches[number - 1] if number else -1
        following = eaches[number + 1] if number + 1 < len(eaches) else len(sentence.tokens)
        told, near = _taking(sentence, found, (last, each, following), language)
        for figure in near:
            order = near.index(figure)
            if len(near) == len(told):
                dealt[figure.place] = [_told(sentence, figure, told[order], resolved, order)]
            else:
                dealt[figure.place] = [_told(sentence, figure.twin(), item, resolved, n) for n, item in enumerate(told)]
        opened = _from_then_on(sentence, found, resolved, each) if len(told) == 1 and not near else {}
        dealt |= opened
        if not near and not language.verb_last:
            dealt |= _each_year(sentence, found, resolved, each)
    if not dealt:
        return None
    return [item for figure in found for item in dealt.get(figure.place, [(figure, None)])]


def _taking(
    sentence: Sentence, found: list[Figure], around: tuple[int, int, int], language: Language
) -> tuple[list[int], list[Figure]]:
    """What an "each" lists, by place, and the figures dealt out to it; `around`: the "each" before it, it, the next."""
    each = around[1]
    touching = each > 0 and end_of(sentence.tokens[each - 1]) == sentence.tokens[each].start
    suffixed = [f for f in found if touching and f.place == each - 1]
    if suffixed and language.verb_last:
        told = _list(sentence, each - 1, -1)
        return (told, suffixed) if len(told) > 1 and not suffixed[0].reason else (told, [])
    for after in (True, False) if not language.verb_last else (False,):
        told, near = _dealt_out(sentence, found, around, after=after)
        if near:
            return told, near
    beside = [f for f in found if f.place == each - 1 and not f.reason and f.measure == "count"]
    told = _list(sentence, each - 1, -1) if beside and not language.verb_last else []
    if len(told) > 1:
        return told, beside  # "Australia and the U.S. with 25 each"
    return _list(sentence, each, -1 if language.verb_last else 1), []


def _dealt_out(
    sentence: Sentence, found: list[Figure], around: tuple[int, int, int], *, after: bool
) -> tuple[list[int], list[Figure]]:
    """The same where the list stands after its "each", or before it: "男女分别为34人和202人"."""
    last, each, following = around
    told = _list(sentence, each, 1 if after else -1)
    figures = [f for f in found if not f.reason and f.measure == "count"]
    taking = [f for f in figures if (last < f.place < each if after else each < f.place < following)]
    if len(told) < 2 or not taking:
        return told, []
    if after:
        return told, taking[-1:]
    return told, taking[: len(told)] if _listed(sentence, taking[: len(told)]) else taking[:1]


def _from_then_on(sentence: Sentence, found: list[Figure], resolved: dict[int, Period], each: int) -> dict[int, Dealt]:
    """As in "1분기부터 각 31명, 5명, 12명": one quarter or year after the other, from the one named on."""
    first = resolved.get(each - 1)
    if first is None or first.start is None:
        return {}
    counts = [f for f in found if each < f.place <= each + 2 * QUARTERS and not f.reason and f.measure == "count"]
    run = _run(sentence, counts, COMMAS)
    if len(run) < 2 or run[0].place != each + 1:
        return {}
    dealt: dict[int, Dealt] = {}
    for number, figure in enumerate(run):
        told = _counted_on(first, number)
        if told is None:
            return {}
        figure.period = told
        dealt[figure.place] = [(figure, None)]
    return dealt


def _counted_on(first: Period, number: int) -> Period | None:
    """The quarter or year that comes so many after the first; None where there is none in its year."""
    if first.start is None or first.edge != "since" or first.grain not in {"quarter", "year"}:
        return None
    if first.grain == "year":
        return periods.year(first.start.year + number)
    which = (first.start.month + 2) // 3 + number
    return periods.quarter(first.start.year, which) if which <= QUARTERS else None


def _each_year(sentence: Sentence, found: list[Figure], resolved: dict[int, Period], each: int) -> dict[int, Dealt]:
    """As in "2012 and 2013 each saw seven", "30 in both 2004 and 2005": the number stands for each of two years."""
    both = sentence.tokens[each].value == "both"
    span = resolved.get(each + 1 if both else each - 1)
    counts = [f for f in found if not f.reason and f.measure == "count"]
    ahead = [f for f in counts if f.place < each]
    following = ahead[-1] if both and ahead else next((f for f in counts if f.place > each), None)
    if span is None or span.start is None or span.end is None or following is None:
        return {}
    years = range(span.start.year, span.end.year + 1)
    if not 2 <= len(years) <= FEW or (span.start.month, span.end.month) != (1, 12):
        return {}
    copies = [following.twin() for _ in years]
    for one, number in zip(copies, years, strict=True):
        one.period = periods.year(number)
    return {following.place: [(one, None) for one in copies]}


def _listed(sentence: Sentence, figures: list[Figure]) -> bool:
    return len(figures) > 1 and len(_run(sentence, figures, COMMAS)) == len(figures)


def _list(sentence: Sentence, each: int, step: int) -> list[int]:
    """The places of the periods, regions, sexes or groups listed on one side of "each".

    In a language of postpositions what these people did may stand between: "유타와 일리노이에 정착한 탈북민이 각각".
    """
    told: list[int] = []
    index = each + step
    while 0 <= index < len(sentence.tokens):
        token = sentence.tokens[index]
        if token.kind in LISTED and (not told or sentence.tokens[told[0]].kind == token.kind):
            told.append(index)
        elif step < 0 and not told and token.kind in DESCRIBING:
            pass
        elif token.kind not in LINKS and token.kind not in {"way", "glue", "edge"}:
            break
        index += step
    if len(told) == 1 and sentence.tokens[told[0]].value == "both":
        return told * 2
    return told if step > 0 else told[::-1]


def _told(
    sentence: Sentence, figure: Figure, place: int, resolved: dict[int, Period], order: int
) -> tuple[Figure, Token | None]:
    token = sentence.tokens[place]
    if token.kind == "period":
        figure.period = resolved.get(place, figure.period)
        figure.used["period"] = token.span
        return figure, None
    if token.value == "both":
        return figure, token.read_as(token.kind, ("male", "female")[order % 2])
    return figure, token
