"""A sentence that has been read in, what it leaves open for the next ones noted in the context."""

from datetime import date
from typing import Final

from parsers.periods import Period, lies_inside
from parsers.statistics.atoms import AS_OF, END
from parsers.statistics.context import Context, dated_counts, introduces_list, union
from parsers.statistics.counting import OTHER_PEOPLE
from parsers.statistics.events import event_of
from parsers.statistics.mentions import when_follows
from parsers.statistics.model import Figure, Sentence, Subject
from parsers.statistics.subjects import subject_of
from parsers.topics import load_topic

TURN, WHEN = ("joint", "turn"), ("glue", "when")
TELLING: Final = frozenset({"event", "figure", "says", "amount"})
"""What a sentence has that tells of more than what a photograph shows."""
SUMMED: Final = 14
"""How far the sum may stand from "bringing the total ... to"."""
HEADING: Final = frozenset({"period", "mark"})
"""What a sentence consists of that sets the period of those after it: "1994-1998."."""
NOTING: Final = frozenset({("figure", "number"), ("says", "data")})
"""Words of a note on figures: "the numbers are those of the end of 2014"."""
PASSING: Final = frozenset({"a duration", "part of a date", "a rank or an ordinal"})
"""Reasons that say nothing of whether a text goes on with its figures."""


def carry(sentence: Sentence, found: list[Figure], resolved: dict[int, Period], state: Context) -> None:
    """Notes period, year, sex and subject that the next sentences go on with; `found` as dealt out."""
    main = _main_periods(sentence, found, state)
    for figure in found:
        if not figure.reason and "period" in figure.used and not figure.base and figure.period is not None:
            _has_come_to(figure.period, state)
    _carry_period(sentence, found, resolved, main, state)
    sexes = {t.value for t in sentence.of("sex")}
    sexes_told = frozenset(sexes)
    if len(sexes) == 1 and ("figure", "share") in sentence.senses:
        state.sex = sexes.pop()
    if not found:
        _spoken(sentence, state)
        state.as_of = _stated_day(sentence, resolved, state) or state.as_of
        years = [p for p in resolved.values() if p.grain == "year" and p.start is not None]
        if years and years[-1].end is not None:
            state.year, state.year_line = years[-1].end.year, sentence.line
    _carry_spoken_sex(sentence, found, sexes_told, state)
    if found:
        counted_last = [f for f in found if f.reason not in PASSING]
        state.last_accepted = not (counted_last or found)[-1].reason
        state.others = (counted_last or found)[-1].reason == OTHER_PEOPLE
    if state.listing and main:
        state.span = union([*main, *filter(None, [state.span])])
    state.listing = introduces_list(sentence, state)
    state.counts = dated_counts(found)
    state.parted = _tells_parts(sentence, found, state)
    state.line = sentence.line


def remember(figure: Figure, subject: Subject, state: Context) -> None:
    """Notes whom a figure that was read counts, and when, for the figures after it."""
    if figure.base:
        return
    if figure.measure == "count" and figure.value is not None:
        state.values.add(figure.value)
    if subject.sex != "all":
        state.sex = subject.sex
        state.share_sex = subject.sex if figure.measure == "share" else state.share_sex
    part = figure.measure == "share" and state.subject is not None
    labelled = bool(figure.label) and subject.group == figure.label
    told = state.subject.group if state.subject is not None else "all"
    group = told if part or labelled else subject.group
    state.subject = Subject(subject.event, subject.stock, subject.destination, group)
    if figure.measure == "count" and figure.period is not None:
        state.told.setdefault(figure.value or 0.0, figure.period)
        if not state.recent or state.recent[-1] != figure.period:
            state.recent = (*state.recent[-1:], figure.period)
    state.counted += figure.measure == "count"


def _tells_parts(sentence: Sentence, found: list[Figure], state: Context) -> bool:
    """As in "원인별로는 병사 42명(53.2%), 자살 8명(10.1%)": parts by kind, in brackets where no word announces them."""
    if not any(not f.reason for f in found):
        return False
    shares = [f for f in found if f.measure == "share" and not f.reason and f.place]
    bracketed = any(sentence.tokens[f.place - 1].sense == ("mark", "(") for f in shares)
    return ("figure", "by") in sentence.senses or bracketed or (state.parted and "period" not in sentence.kinds)


def _main_periods(sentence: Sentence, found: list[Figure], state: Context) -> list[Period]:
    """The periods of the figures that a sentence is about: no bases, no asides, no look at the year before."""
    told = [f for f in found if not _aside(sentence, f)] or found
    bases = [f.versus for f in found if f.versus is not None and f.versus != f.period and not f.reason]
    return [
        f.period
        for f in told
        if not f.reason
        and not f.base
        and f.period is not None
        and f.measure in {"count", "share", "percent_change"}
        and f.period not in bases
        and not _compares(sentence, f, state)
        and not (f.scope == "cumulative" and "period" not in f.used and state.period is not None)
    ]


def _carry_period(
    sentence: Sentence, found: list[Figure], resolved: dict[int, Period], main: list[Period], state: Context
) -> None:
    """Notes period, half and year that the text goes on with."""
    different = {(p.start, p.end) for p in main}
    parts = len(different) > 1 and state.period is not None and all(lies_inside(p, state.period) for p in main)
    day = len(different) == 1 and main[0].grain == "day" and main[0].edge == "within" and state.period is not None
    parts = parts or (
        day and state.period is not None and state.period.grain != "day" and lies_inside(main[0], state.period)
    )
    if main and not parts and not _looks_back([*main, *_bases(found, main)], state.period):
        state.period = main[0] if len(different) == 1 or _ends_before(main[-1], main[0]) else main[-1]
    elif (
        resolved
        and all(f.reason in PASSING for f in found)
        and (state.period is None or sentence.kinds <= HEADING or _tells_of_arrivals(sentence, resolved))
    ):
        short = {"day", "month"} if sentence.kinds.isdisjoint(TELLING) else {"day"}
        longer = (p for p in resolved.values() if p.grain not in short or p.edge != "within")
        state.period = next((p for p in longer if p.start is not None or p.edge != "within"), state.period)
        if state.period is not None and state.period.edge == "within":
            _has_come_to(state.period, state)
    known = [state.told[f.value] for f in found if f.reason == "a bare number" and f.value in state.told]
    if known and not main:
        state.period = known[0]
    counts = [f for f in found if not f.reason and not f.base and f.measure in {"count", "share"}]
    stood = [f.period.end for f in counts if f.period and f.period.edge == "as_of"]
    days = [day for day in (*stood, state.stood) if day is not None and day != state.published]
    state.stood = max(days, default=None)
    state.half = next((p for p in main if p.grain == "half"), state.half)
    if main and state.period is not None and state.period.end is not None:
        state.year, state.year_line = state.period.end.year, sentence.line


def _carry_spoken_sex(sentence: Sentence, found: list[Figure], sexes_told: frozenset[str], state: Context) -> None:
    """Notes the one sex that a sentence without figures speaks of, for the bare numbers and shares after it."""
    counted = "figure" in sentence.kinds
    opens = introduces_list(sentence, state)
    spoken = not found and counted and len(sexes_told) == 1 and not opens
    state.spoken_sex = next(iter(sexes_told)) if spoken else None
    state.share_spoken = not found and len(sexes_told) == 1 and ("figure", "share") in sentence.senses


def _stated_day(sentence: Sentence, resolved: dict[int, Period], state: Context) -> date | None:
    """The day as of which all figures stand, where a headline or a note on the figures says so."""
    noted = not state.counted and not sentence.senses.isdisjoint(NOTING)
    for place, period in resolved.items():
        told = AS_OF in sentence.tokens[place].atoms or (noted and END in sentence.tokens[place].atoms)
        if period.edge == "as_of" and (told or sentence.title) and period.end != state.published:
            return period.end
    return None


def _spoken(sentence: Sentence, state: Context) -> None:
    """A sentence without figures may still say what the next ones are about."""
    topic = load_topic()
    groups = [t for t in sentence.of("group") if topic.groups[t.value].event]
    found = event_of(sentence, 0, topic)
    if introduces_list(sentence, state):
        groups = groups or sentence.of("group")[-1:]
    if groups or (found is not None and not found[0].weak and found[0].event != "escape"):
        figure = Figure(place=0, start=0, end=0, measure="count", value=None, noun="bare")
        state.subject = subject_of(sentence, figure, groups[-1] if groups else None, state, topic)


def _compares(sentence: Sentence, figure: Figure, state: Context) -> bool:
    """Whether a figure's period is named from another one ("a year before"), to which the text goes back."""
    at = figure.used.get("period")
    if at is None or state.period is None:
        return False
    token = next((t for t in sentence.of("period") if t.start == at[0]), None)
    return token is not None and (any(a.kind == "shifted" and not a.value.endswith(("+1", "+0")) for a in token.atoms))


def _aside(sentence: Sentence, figure: Figure) -> bool:
    """As in "when 63 came", "bringing the total to 181": a clause whose period the text does not go on with."""
    at = figure.used.get("period")
    ahead = sentence.tokens[max(0, figure.place - SUMMED) : figure.place]
    if TURN in sentence.senses and any(t.sense == TURN for t in ahead):
        return True
    if at is None or WHEN not in sentence.senses:
        return False
    place = next((i for i, t in enumerate(sentence.tokens[: figure.place]) if t.atoms and t.start == at[0]), None)
    return place is not None and when_follows(sentence, place)


def _tells_of_arrivals(sentence: Sentence, resolved: dict[int, Period]) -> bool:
    """As in "Most of last year's arrivals had lived in China": what follows goes on about the people of that period."""
    return len(resolved) == 1 and any(
        sentence.tokens[place + 1 : place + 2]
        and sentence.tokens[place + 1].kind == "people"
        and period.edge == "within"
        for place, period in resolved.items()
    )


def _has_come_to(period: Period, state: Context) -> None:
    """Notes the end of a period as the newest that the text has come to, where it is the newest and over."""
    over = state.published is None or _has_ended(period, state.published)
    if period.end is not None and period.edge != "since" and over:
        state.latest_end = max(period.end, state.latest_end or period.end)


def _has_ended(period: Period, published: date) -> bool:
    """Whether a period is told to its own end: one still running was only clipped to the day of publication."""
    end = period.end or published
    return end < published or (end == published and (period.grain == "day" or period.edge == "as_of"))


def _ends_before(last: Period, first: Period) -> bool:
    """As in "지난해 196명으로 2021년 63명의 3배": what is named last is only what the first is measured against."""
    return last.end is not None and first.end is not None and last.end < (first.start or first.end)


def _bases(found: list[Figure], main: list[Period]) -> list[Period]:
    """The periods that numbers of the sentence are measured against, where they are as long as the one told of."""
    told = [f.period for f in found if f.base and not f.reason and main[0].edge == "within"]
    return [p for p in told if p is not None and (p.grain, p.edge) == (main[0].grain, "within")]


def _looks_back(told: list[Period], current: Period | None) -> bool:
    """As in "2021년과 2022년에는 각각 63명과 67명": years before the one a text is about, to which it goes back."""
    start = (current.start or current.end) if current is not None else None
    if start is None or len({(p.start, p.end) for p in told}) < 2:
        return False
    return all(p.end is not None and p.end < start for p in told)
