"""A sentence's figures and the words of its periods in, each figure's period, base period and scope out."""

from dataclasses import replace
from datetime import date

from parsers.languages import Language
from parsers.periods import Period
from parsers.records import Scope
from parsers.statistics.attachment import CHANGES
from parsers.statistics.context import Context, today
from parsers.statistics.lexer import Token
from parsers.statistics.model import Figure, Sentence, Subject
from parsers.statistics.resolving import Moment, recent_end, resolve, so_far, year_to
from parsers.statistics.timeline import Atom, Cluster
from parsers.topics import Topic

RANKED = 3


def moment_of(state: Context, sentence: Sentence) -> Moment:
    """What relative words are resolved against at the start of a sentence."""
    return Moment(
        published=state.published,
        last=state.period,
        year=state.year,
        carried=state.year_line == sentence.line and state.year is not None,
        latest_end=state.latest_end,
        half=state.half,
        now=today(state),
    )


def resolved_periods(sentence: Sentence, zones: list[int], state: Context) -> dict[int, Period]:
    """The period of each `period` token that can be resolved, by its place, in reading order."""
    resolved: dict[int, Period] = {}
    if "period" not in sentence.kinds:
        return resolved
    moment = moment_of(state, sentence)
    told, inside = moment, False
    merged: set[int] = set()
    for place, token in enumerate(sentence.tokens):
        if token.kind != "period" or place in merged:
            continue
        base = told if zones[place] and _named_alike(token.value) else moment
        period = resolve(_base_words(token.value) if zones[place] else token.value, base)
        if period is None or _is_dateline(sentence, place, period):
            continue
        whole, period = period, _up_to(sentence, place, period, moment)
        merged |= {place + 1} if period is not whole else set()
        period = _year_ending(sentence, place, period)
        when = _when_follows(sentence, place)
        if period.edge == "since" and when and period.start is not None:
            period = _opened(token.value, moment) or period
        elif (period.edge == "since" and _ranks(sentence, place)) or _describes(sentence, place):
            continue
        period = _since(sentence, place, _passed(sentence, place, period, moment), state)
        resolved[place] = period
        end = period.end
        explicit = any(a.kind in {"year", "relative", "shifted"} for a in token.value.atoms)
        if when and period.end is not None and explicit:
            moment = replace(moment, last=period, year=period.end.year, carried=True)
            inside = True
            continue
        if not zones[place]:
            moment = replace(
                moment,
                last=period,
                half=period if period.grain == "half" else moment.half,
                year=end.year if end and explicit else moment.year,
                carried=moment.carried or explicit,
                latest_end=max(filter(None, (end, moment.latest_end)), default=None)
                if period.edge == "within" and _is_past(end, state)
                else moment.latest_end,
            )
            told = told if inside else moment
    return resolved


def _up_to(sentence: Sentence, place: int, period: Period, moment: Moment) -> Period:
    """As in "this year as of September": a year told up to the day or month named right after it."""
    following = sentence.tokens[place + 1 : place + 2]
    if period.grain != "year" or not following or following[0].kind != "period":
        return period
    beside = following[0].start - sentence.tokens[place].end <= 2
    stated = any(a == Atom("edge", "as_of") for a in following[0].value.atoms)
    if period.edge not in {"within", "so_far"} or not beside or not stated:
        return period
    last = resolve(following[0].value, moment)
    ends = last is not None and last.end is not None and period.start is not None
    if not ends or last is None or last.end is None or period.start is None or last.end.year != period.start.year:
        return period
    return Period(start=period.start, end=last.end, edge="so_far")


def _year_ending(sentence: Sentence, place: int, period: Period) -> Period:
    """As in "the year to March 2016": the twelve months up to the period named."""
    before = sentence.tokens[place - 1] if place else None
    year = before is not None and before[:2] == ("unit", "year") and sentence.tokens[place].start - before.end <= 1
    leads = sentence.tokens[place].value.atoms[0] == Atom("edge", "to")
    return (year_to(period) or period) if year and leads and period.grain in {"month", "day"} else period


def _named_alike(cluster: Cluster) -> bool:
    """As in "the same period of 2019": a period named from the one that the main clause tells of."""
    return any(a.kind == "shifted" for a in cluster.atoms)


def _when_follows(sentence: Sentence, place: int) -> bool:
    """As in "147 in 2020, when 135 came in the first quarter": a clause that goes on in the period just named."""
    following = sentence.tokens[place + 1 : place + 3]
    led = following[1:] if following and following[0][:2] == ("mark", ",") else following[:1]
    return bool(led) and led[0][:2] == ("glue", "when")


def _opened(cluster: Cluster, moment: Moment) -> Period | None:
    """As in "The most since 2005, when 180 were returned": the year itself, without the "since" that leads it."""
    return resolve(Cluster(tuple(a for a in cluster.atoms if a.kind != "edge")), moment)


def _base_words(cluster: Cluster) -> Cluster:
    """The words of a base of comparison without the "from" that leads them: "down from the end of 2018"."""
    lead = cluster.atoms[0]
    split = any(a == Atom("edge", "to") for a in cluster.atoms)
    return Cluster(cluster.atoms[1:]) if lead == Atom("edge", "from") and not split else cluster


def _describes(sentence: Sentence, place: int) -> bool:
    """As in "코로나19 이전인 2019년": words that only describe the period right after them."""
    first, following = sentence.tokens[place], sentence.tokens[place + 1 : place + 2]
    if not following or following[0].kind != "period" or following[0].start - first.end > 2:
        return False
    return any(a.kind == "until_day" for a in first.value.atoms)


def _ranks(sentence: Sentence, place: int) -> bool:
    """As in "The lowest since 2003" says how a figure ranks, not over which years it counts."""
    near = sentence.tokens[max(0, place - RANKED) : place + RANKED + 1]
    return any(t.kind == "rank" for t in near)


def _passed(sentence: Sentence, place: int, period: Period, moment: Moment) -> Period:
    """As in "The total for 2023 to 99 so far": a loose "so far" after a year ends it at the newest figures."""
    if period.grain != "year" or period.edge != "within":
        return period
    for token in sentence.tokens[place + 1 :]:
        if token.kind == "period" or (token.kind == "mark" and token.value in ",;"):
            return period
        if (token.kind, token.value) == ("edge", "so_far"):
            return so_far(period, moment)
    return period


def _since(sentence: Sentence, place: int, period: Period, state: Context) -> Period:
    """As in "Since the group was founded in 2009": a loose "since" before a period opens it towards now."""
    ranged = any(a == Atom("edge", "to") for a in sentence.tokens[place].value.atoms)
    if period.edge != "within" or period.start is None or ranged:
        return period
    for token in reversed(sentence.tokens[:place]):
        if (token.kind, token.value) == ("edge", "since"):
            stated = next(
                (t for t in sentence.tokens[:place] if t.kind == "period" and Atom("edge", "as_of") in t.value.atoms),
                None,
            )
            as_of = resolve(stated.value, moment_of(state, sentence)) if stated is not None else None
            end = (as_of.end if as_of else None) or today(state) or state.latest_end
            return Period(start=period.start, end=end, edge="since", grain=period.grain)
        if token.kind in {"mark", "amount", "period", "says"}:
            return period
    return period


def _is_past(end: date | None, state: Context) -> bool:
    return end is not None and (state.published is None or end <= state.published)


def _is_dateline(sentence: Sentence, place: int, period: Period) -> bool:
    """A single day that says when something was said, not when people came."""
    token = sentence.tokens[place]
    if token.value.atoms == (Atom("relative", "day+0"),):
        return True
    if _told_in(sentence, place, period):
        return True
    if period.grain != "day" or period.edge != "within" or period.start is None:
        return False
    if all(a.kind == "day" or a == Atom("relative", "day+0") for a in token.value.atoms):
        return True
    dateline = token.start - sentence.start < 24 and "(" in sentence.gap(token.end, token.end + 4)
    return dateline or _said_on(sentence, place)


def _told_in(sentence: Sentence, place: int, period: Period) -> bool:
    """As in "the 1,045 it had announced in January": a month right after a word of saying."""
    before = sentence.tokens[max(0, place - 2) : place]
    said = [t[:2] for t in before] == [("says", "verb"), ("way", "in")]
    return said and period.grain == "month" and period.edge == "within"


def _said_on(sentence: Sentence, place: int) -> bool:
    """Whether a word of saying or a weekday stands beside a day, with no mark between."""
    tokens = sentence.tokens
    for step in (-1, 1):
        for index in (place + step, place + 2 * step):
            token = tokens[index] if 0 <= index < len(tokens) else None
            if token is None or token.kind == "mark":
                break
            if token.kind in {"says", "source", "weekday"}:
                return True
    return False


def give_periods(
    sentence: Sentence,
    found: list[Figure],
    zones: list[int],
    resolved: dict[int, Period],
    state: Context,
    language: Language,
) -> None:
    """Sets `period`, and for changes `versus`, of every figure that is not left out."""
    places = [f.place for f in found if not f.reason]
    main = _without_days(sentence, [p for p in resolved if not zones[p]], resolved)
    told = next((p for f in found if (p := _known(sentence, f, state)) is not None), None)
    whens = [p for p in reversed(resolved) if _when_follows(sentence, p)]
    for figure in found:
        if figure.reason:
            continue
        if figure.base:
            figure.period = _base_period(figure, zones, resolved)
            if figure.period is None and figure.noun == "sex":
                at = _main_place(sentence, figure.place, places, main, language)
                figure.period = resolved[at] if at is not None else state.period
            continue
        at = _main_place(sentence, figure.place, places, main, language)
        when = next((p for p in whens if p < figure.place), None)
        if when is not None and (at is None or at < when):
            at = when
        carried = language.period_side == "before" and state.period is not None
        if at is not None and at > figure.place and carried and main[0] > figure.place:
            at = None
        if at is not None:
            figure.period = resolved[at]
            figure.used["period"] = sentence.tokens[at][2:]
        else:
            last = state.recent[-1] if state.recent and figure.measure in CHANGES else state.period
            figure.period = _known(sentence, figure, state) or last
        if at is None:
            figure.period = told or figure.period
        if _reached(sentence, figure, found, at, language) and _before(figure.period, state.period):
            figure.period = state.period
            figure.used.pop("period", None)
        figure.period = _clipped(figure.period, state)
        if figure.measure in CHANGES:
            _give_versus(sentence, figure, found, zones, resolved, state, language)


def _reached(sentence: Sentence, figure: Figure, found: list[Figure], at: int | None, language: Language) -> bool:
    """As in "2019년 80.7%에서 36.5%로": the level reached, which is of now and not of the period before the first."""
    if not figure.place or sentence.tokens[figure.place - 1][:2] != ("edge", "to"):
        return False
    before = next((f for f in reversed(found) if f.place < figure.place), None)
    if before is None or before.measure != figure.measure or language.base_side != "before" or at is None:
        return False
    between = sentence.tokens[before.place + 1 : figure.place]
    return at < before.place and [t[:2] for t in between] == [("edge", "to")]


def _without_days(sentence: Sentence, main: list[int], resolved: dict[int, Period]) -> list[int]:
    """Where longer periods stand beside a single day, the day only says when something ended or was said."""
    longer = [p for p in main if resolved[p].grain != "day" or resolved[p].edge != "within" or _beside(sentence, p)]
    if any(_lies_in(resolved[d], resolved[p]) for p in longer for d in main if d not in longer):
        return main
    return longer or main


def _beside(sentence: Sentence, place: int) -> bool:
    """Whether a number stands right beside a day, with nothing that parts them."""
    for step in (1, -1):
        for index in range(place + step, place + 4 * step, step):
            token = sentence.tokens[index] if 0 <= index < len(sentence.tokens) else None
            if token is None or token.kind in {"mark", "says", "joint"}:
                break
            if token.kind == "amount" and token.value.unit in {"none", "people"}:
                return True
    return False


def _lies_in(day: Period, whole: Period) -> bool:
    if day.start is None or whole.start is None or whole.end is None:
        return False
    return whole.start <= day.start < whole.end


def _known(sentence: Sentence, figure: Figure, state: Context) -> Period | None:
    """As in "Of the 34, ...": the period in which a number was told before."""
    told = state.told.get(figure.value or -1.0) if figure.measure == "count" else None
    if told is None:
        return None
    before = sentence.tokens[max(0, figure.place - 2) : figure.place]
    after = sentence.tokens[figure.place + 1 : figure.place + 2]
    whole = any(t.kind == "them" or (t.kind, t.value) == ("base", "of") for t in before)
    return told if whole or any((t.kind, t.value) == ("ratio", "of") for t in after) else None


def _clipped(period: Period | None, state: Context) -> Period | None:
    """A period that has not ended by the day of publication is told up to that day, or to the newest figures."""
    if period is None or state.published is None or period.end is None or period.end <= state.published:
        return period
    if period.start is None or period.start > state.published:
        return period
    if period.grain == "month":
        return period
    latest = state.latest_end if state.latest_end and period.start <= state.latest_end else None
    return replace(period, end=latest or state.published)


def _base_period(figure: Figure, zones: list[int], resolved: dict[int, Period]) -> Period | None:
    inside = [p for p in resolved if zones[p] == zones[figure.place]]
    return resolved[min(inside, key=lambda p: abs(p - figure.place))] if inside else None


def _main_place(sentence: Sentence, place: int, places: list[int], main: list[int], language: Language) -> int | None:
    """The token of the period that a figure of the main clause belongs to."""
    before = [p for p in main if p < place]
    if language.period_side == "both":
        after = next((p for p in main if p > place), None)
        if (
            after is not None
            and not any(place < other < after for other in places)
            and not _apart(sentence, place, after)
        ):
            return after
    parted = before and any(t[:2] == ("them", "of") for t in sentence.tokens[max(before[-1], place - 3) : place])
    own = next((p for p in main if p > place), None) if parted else None
    if own is not None and not any(place < other < own for other in places) and not _apart(sentence, place, own):
        return own
    if before:
        return before[-1]
    later = [p for p in main if p > place]
    return later[0] if later else None


def _apart(sentence: Sentence, first: int, last: int) -> bool:
    between = sentence.tokens[first + 1 : last]
    return any((t.kind == "mark" and t.value in ",;:()") or t.kind == "joint" for t in between)


def _give_versus(
    sentence: Sentence,
    figure: Figure,
    found: list[Figure],
    zones: list[int],
    resolved: dict[int, Period],
    state: Context,
    language: Language,
) -> None:
    """The period a change is measured against: in its base of comparison, else of an earlier count beside it."""
    based = [p for p in resolved if zones[p]]
    following = [p for p in based if p > figure.place]
    preceding = [p for p in based if p < figure.place]
    place = (following[:1] or preceding[-1:]) if language.base_side == "after" else (preceding[-1:] or following[:1])
    if place:
        cluster = _base_words(sentence.tokens[place[0]].value)
        figure.versus = resolved[place[0]]
        if figure.period is not None and any(a.kind == "shifted" for a in cluster.atoms):
            moment = Moment(state.published, figure.period, state.year)
            figure.versus = resolve(cluster, moment) or figure.versus
        figure.used["versus"] = sentence.tokens[place[0]][2:]
    else:
        _versus_beside(figure, found, state)
    told = figure.versus and figure.period and state.period
    if told and _before(figure.period, figure.versus) and _before(figure.versus, state.period):
        figure.period = state.period


def _versus_beside(figure: Figure, found: list[Figure], state: Context) -> None:
    """As in "229 in 2020 and 63 in 2021, a drop of 72 percent": the earlier of two counts is the base."""
    earlier = [f.period for f in found if f.place < figure.place and f.measure == "count" and not f.reason and f.period]
    if not earlier and "period" not in figure.used and len(state.recent) == 2:
        first, second = state.recent
        if _before(second, first):
            figure.period, figure.versus = first, second
            return
    if figure.period is None or not earlier:
        return
    older = [p for p in earlier if _before(p, figure.period) and p.grain == figure.period.grain]
    if older:
        figure.versus = older[-1]
    elif state.period is not None and _before(figure.period, state.period) and len(found) > 1:
        figure.versus, figure.period = figure.period, state.period


def _before(first: Period | None, second: Period | None) -> bool:
    if first is None or second is None:
        return False
    return (first.end or date.min) < (second.end or date.min)


# ---------------------------------------------------------------- scope


def scope_of(
    sentence: Sentence, figure: Figure, subject: Subject, state: Context, topic: Topic, language: Language
) -> tuple[Scope, Period | None]:
    """Whether a figure is a flow, a running total or an average, and over which days."""
    period = figure.period
    kinds = sentence.kinds
    if kinds & {"per", "average"} and _is_average(sentence, figure, language):
        open_ended = period is not None and period.edge == "until"
        return "average", replace(period, start=None) if open_ended and period is not None else period
    held = subject.event == "detention" and period is not None and period.edge == "now"
    if (subject.stock and not _flows(figure, subject)) or held:
        return "cumulative", _stock(figure, state)
    size = figure.value or figure.high or 0
    large = figure.measure == "count" and size > topic.yearly_maximum
    running = "cumulative" in kinds and figure.measure == "count"
    if period is None or ((large or running) and "period" not in figure.used and not figure.base):
        if large or running:
            return "cumulative", Period(start=None, end=recent_end(moment_of(state, sentence)))
        return "period", period
    dated = "period" in figure.used or figure.base
    return _bounded(period, large=large, running=running, zero=figure.value == 0, dated=dated)


def _flows(figure: Figure, subject: Subject) -> bool:
    """As in "이민을 간 탈북민은 2019년 2명": told of a whole year it is no stock, unless of people living somewhere."""
    period = figure.period
    whole = period is not None and period.grain == "year" and period.edge == "within" and period.start is not None
    return whole and subject.event == "other" and ("period" in figure.used or figure.base)


def _stock(figure: Figure, state: Context) -> Period:
    period = figure.period
    told = period is not None and ("period" in figure.used or figure.base)
    bounded = period is not None and period.edge in {"as_of", "until"}
    carried = bounded and state.as_of is None and figure.noun != "subject"
    end = period.end if period is not None and (told or carried) else None
    if period is not None and period.edge == "now":
        end = state.latest_end if state.period is not None and state.period.edge == "as_of" else None
    return Period(start=None, end=end or state.as_of or state.ahead or today(state), edge="as_of")


def _bounded(period: Period, *, large: bool, running: bool, zero: bool, dated: bool) -> tuple[Scope, Period]:
    if period.edge == "since":
        this_year = period.start is not None and period.end is not None and period.start.year == period.end.year
        return ("period" if this_year and not large else "cumulative"), period
    if period.edge in {"as_of", "now"}:
        return "cumulative", replace(period, start=None)
    if period.edge == "until" and zero:
        return "period", replace(period, start=date(period.end.year, 1, 1) if period.end else None)
    if period.edge == "until" and (large or running or period.grain in {"year", "span"}):
        return "cumulative", replace(period, start=None)
    if period.edge != "until" and ((running and not dated) or (large and period.edge == "so_far")):
        return "cumulative", replace(period, start=None)
    if period.start is None:
        return "cumulative", period
    return "period", period


def _is_average(sentence: Sentence, figure: Figure, language: Language) -> bool:
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        if token.kind == "average" and abs(index - figure.place) <= 4:
            return True
        if token.kind == "per" and _rated(tokens, index, language) == figure.place:
            return True
    return False


def _rated(tokens: list[Token], index: int, language: Language) -> int | None:
    """The number that "a year" or "한 해" belongs to: the one before it, or after it where such words precede."""
    before = tokens[index - 1] if index else None
    beside = before is not None and before.kind == "period" and tokens[index].start - before.end <= 1
    if beside and before is not None and [a.value for a in before.value.atoms if a.kind == "edge"] != ["until"]:
        return None
    ahead = next((i for i in range(index - 1, -1, -1) if tokens[i].kind == "amount"), None)
    behind = next((i for i in range(index + 1, len(tokens)) if tokens[i].kind == "amount"), None)
    first, second = (ahead, behind) if language.base_side == "after" else (behind, ahead)
    chosen = first if first is not None else second
    low, high = sorted((index, chosen if chosen is not None else index))
    return (
        None if any(t.kind == "period" for t in tokens[low + 1 : high]) and language.base_side == "before" else chosen
    )
