"""A text in, its statistics with their evidence and the numbers left out with their reasons out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from parsers import periods
from parsers.languages import Language, load_language
from parsers.periods import Period
from parsers.records import Statistic
from parsers.statistics.acceptance import NOT_SPOKEN, why_not
from parsers.statistics.amounts import Amount
from parsers.statistics.attachment import CHANGES, attach, base_zones, whole_places
from parsers.statistics.context import Anchors, Context, heading_place, introduces_list, is_foreign
from parsers.statistics.credits import Credit, credits_of
from parsers.statistics.dating import give_periods, resolved_periods, scope_of
from parsers.statistics.distribution import distributed
from parsers.statistics.document import article_sentences, unread_numbers
from parsers.statistics.figures import figures
from parsers.statistics.hindsight import with_hindsight
from parsers.statistics.lexer import Token, normalised
from parsers.statistics.model import Evidence, Explanation, Figure, LeftOut, ReadStatistic, Sentence, Subject
from parsers.statistics.subjects import default_subject, event_of, subject_of
from parsers.statistics.tables import Cell, table_cells
from parsers.statistics.timeline import Atom
from parsers.topics import load_topic

FOLLOWING = 5
SPEAKING = frozenset({"period", "event", "group", "sex"})
"""Words that tell something that a later figure may go on with."""
JUNK = "in page junk, a caption or a repeated line"
LONG = 100_000
"""Texts longer than this are no articles: their lines are not quoted in explanations."""
_STANDS = frozenset({Atom("edge", "as_of"), Atom("edge", "end")})
OPENING = 4
"""The sentences that may leave the day of their figures to be named by the next."""
PASSING = frozenset({"a duration", "part of a date", "a rank or an ordinal"})
"""Reasons that say nothing of whether a text goes on with its figures."""
EARLY = 4
"""A text that names the country in so many sentences is on it from its first word."""


def read_text(text: str, published: date | None, code: str, title: str | None) -> Explanation:
    """Everything that the text states, read in the language of that code."""
    norm = normalised(text)
    if not any(word in norm for word in load_language(code).anchors()):
        return Explanation(language=code, left_out=tuple(_unread(text, [], NOT_SPOKEN)))
    sentences = article_sentences(text, code, title)
    told = _Reader(text, published, load_language(code), sentences).read()
    return replace(told, left_out=(*told.left_out, *_unread(text, sentences, JUNK)))


def _unread(text: str, sentences: list[Sentence], reason: str) -> Iterator[LeftOut]:
    for start, end in unread_numbers(text, sentences):
        line = text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0] if len(text) < LONG else ""
        yield LeftOut(words=text[start:end], start=start, end=end, reason=reason, sentence=line)


class _Reader:
    """Goes through the sentences in order, carrying what they leave open from one to the next."""

    def __init__(self, text: str, published: date | None, language: Language, sentences: list[Sentence]) -> None:
        self.text = text
        self.language = language
        self.topic = load_topic()
        self.sentences = sentences
        self.anchors = Anchors(language.anchors(), language.of("people", "leavers"), self.topic)
        self.state = Context(published, default_subject(sentences, self.topic))
        self.read_statistics: list[tuple[ReadStatistic, Sentence]] = []
        self.left_out: list[LeftOut] = []

    def read(self) -> Explanation:
        self.leaving = any(self.anchors.speaks_of_leaving(s) for s in self.sentences) or self.anchors.together(
            self.sentences
        )
        early = any(self.anchors.names_country(s) for s in self.sentences[:EARLY])
        self.state.on_topic = self.leaving and early
        credited = credits_of(self.sentences, self.text, self.language) if self.leaving else []
        cells = table_cells(self.sentences)
        if not self.leaving:
            self._leave_out_all()
            return Explanation(language=self.language.code, left_out=tuple(self.left_out))
        opening = self._stated_ahead()
        for number, (sentence, credit) in enumerate(zip(self.sentences, credited, strict=True)):
            self.state.ahead = opening[1] if opening is not None and number < opening[0] else None
            if number in cells:
                self._cell(sentence, cells[number], credit)
            else:
                self._sentence(sentence, credit)
        read = tuple(_merged(with_hindsight(self.read_statistics, self.state.published)))
        return Explanation(language=self.language.code, read=read, left_out=tuple(self.left_out))

    def _stated_ahead(self) -> tuple[int, date] | None:
        """The first sentence of the opening that says as of which day its figures stand, and that day."""
        for number, sentence in enumerate(self.sentences[:OPENING]):
            if "period" not in sentence.kinds or "amount" not in sentence.kinds:
                continue
            if not any(t.kind == "period" and _STANDS & set(t.value.atoms) for t in sentence.tokens):
                continue
            told = resolved_periods(sentence, [0] * len(sentence.tokens), self.state)
            stated = [p for p in told.values() if p.edge == "as_of" and p.end is not None]
            if stated and stated[0].end is not None:
                return number, stated[0].end
        return None

    def _leave_out_all(self) -> None:
        for sentence in self.sentences:
            for figure in figures(sentence, self.language):
                figure.reason = figure.reason or NOT_SPOKEN
                self._leave_out(sentence, figure)

    def _leave_out(self, sentence: Sentence, figure: Figure) -> None:
        quote = self.text[sentence.start : sentence.end]
        words = self.text[figure.start : figure.end]
        self.left_out.append(
            LeftOut(words=words, start=figure.start, end=figure.end, reason=figure.reason, sentence=quote)
        )

    def _sentence(self, sentence: Sentence, credit: Credit | None) -> None:
        state = self.state
        if is_foreign(sentence):
            state.foreign = True
        elif self.leaving and (self.anchors.names_country(sentence) or self.anchors.comes_over(sentence)):
            state.on_topic, state.foreign = True, False
        place = heading_place(sentence)
        if place is not None:
            state.heading, state.subject = place, None
        if state.span is not None and not introduces_list(sentence, state):
            state.period, state.span, state.listing = state.span, None, False
        found = figures(sentence, self.language)
        if not found and sentence.kinds.isdisjoint(SPEAKING):
            state.listing = introduces_list(sentence, state)
            state.share_spoken, state.spoken_sex, state.line = False, None, sentence.line
            return
        zones = base_zones(sentence, found, self.language)
        resolved = resolved_periods(sentence, zones, state)
        if found:
            found = self._figures(sentence, found, zones, resolved, credit)
        self._carry(sentence, found, resolved)

    def _cell(self, sentence: Sentence, cell: Cell, credit: Credit | None) -> None:
        """A number of a table: its row gives the year, its column the sex."""
        amount: Amount = cell.place.value
        figure = Figure(
            place=0,
            start=cell.place.start,
            end=cell.place.end,
            measure="count",
            value=amount.value,
            noun="bare",
            rule="table",
        )
        figure.used["number"] = (figure.start, figure.end)
        figure.period = periods.year(cell.year)
        figure.used["period"] = (figure.start, figure.end)
        if not self.state.on_topic:
            figure.reason = NOT_SPOKEN
        self._emit(sentence, figure, cell.head if cell.head.kind == "sex" else None, None, credit)

    def _figures(
        self,
        sentence: Sentence,
        found: list[Figure],
        zones: list[int],
        resolved: dict[int, Period],
        credit: Credit | None,
    ) -> list[Figure]:
        """Reads the figures of a sentence; gives them back as they were dealt out."""
        for figure in found:
            figure.reason = figure.reason or why_not(sentence, figure, found, self.state, self.language)
        sexes = attach(sentence, found, frozenset({"sex"}))
        groups = attach(sentence, found, frozenset({"group", "region"}))
        give_periods(sentence, found, zones, resolved, self.state, self.language)
        dealt = distributed(sentence, found, resolved, (sexes, groups), self.state, self.language)
        wholes = whole_places(sentence, found)
        self._shares_of_counts(sentence, found)
        last: Figure | None = None
        words: tuple[Token | None, Token | None] = (None, None)
        for figure, told in dealt:
            sex, group = sexes.get(figure.place), groups.get(figure.place)
            if told is not None:
                sex, group = (told, group) if told.kind == "sex" else (sex, told)
            if last is not None and not figure.reason:
                if (
                    figure.measure == "share"
                    and sex is None
                    and group is None
                    and _follows(sentence, last, figure, wholes)
                ):
                    sex, group = words
                if (figure.base or figure.measure in CHANGES) and group is None:
                    group = words[1]
                if figure.measure == "share" and "period" not in figure.used:
                    figure.period, figure.scope = last.period, last.scope
            self._emit(sentence, figure, sex, group, credit)
            if figure.measure == "count" and not figure.reason and figure.place not in wholes and not figure.base:
                last, words = figure, (sex, group)
        return [figure for figure, _ in dealt]

    def _shares_of_counts(self, sentence: Sentence, found: list[Figure]) -> None:
        """As in "72 percent of the 33,900 who have settled": a share is told of the count that follows it."""
        for share, count in pairwise(f for f in found if not f.reason):
            between = sentence.tokens[share.place + 1 : count.place]
            of = any((t.kind, t.value) == ("base", "of") for t in between)
            if share.measure == "share" and count.measure == "count" and of and "period" not in share.used:
                subject = subject_of(sentence, count, None, self.state, self.topic)
                share.scope, share.period = scope_of(sentence, count, subject, self.state, self.topic, self.language)

    def _emit(
        self, sentence: Sentence, figure: Figure, sex: Token | None, group: Token | None, credit: Credit | None
    ) -> None:
        quote = self.text[sentence.start : sentence.end]
        if figure.reason:
            self._leave_out(sentence, figure)
            return
        subject = subject_of(sentence, figure, group, self.state, self.topic)
        subject.sex = sex.value if sex is not None and sex.value != "both" else "all"
        if figure.measure == "share" and sex is None and group is None and self.state.sex is not None:
            subject.sex = self.state.share_sex or self.state.sex  # type: ignore[assignment]
        elif figure.noun == "bare" and sex is None and self.state.spoken_sex and not figure.base:
            subject.sex = self.state.spoken_sex  # type: ignore[assignment]
        for role, token in (("sex", sex), ("group", group), ("source", credit)):
            if token is not None:
                figure.used[role] = (token.start, token.end)
        statistic = self._statistic(figure, subject, quote, sentence, credit)
        evidence = tuple(
            Evidence(role=role, words=self.text[a:b], start=a, end=b) for role, (a, b) in figure.used.items()
        )
        self.read_statistics.append((ReadStatistic(statistic=statistic, evidence=evidence), sentence))
        self._remember(figure, subject)

    def _statistic(
        self, figure: Figure, subject: Subject, quote: str, sentence: Sentence, credit: Credit | None
    ) -> Statistic:
        scope, period = scope_of(sentence, figure, subject, self.state, self.topic, self.language)
        scope = figure.scope or scope
        figure.scope, figure.period = scope, period
        versus = figure.versus
        return Statistic(
            measure=figure.measure,
            value=_plain(figure.value),
            low=figure.low,
            high=figure.high,
            qualifier=figure.qualifier,  # type: ignore[arg-type]
            event=subject.event,
            destination=subject.destination,
            sex=subject.sex,
            group=subject.group,
            scope=scope,
            period_start=period.start if period else None,
            period_end=period.end if period else None,
            versus_start=versus.start if versus and not subject.stock else None,
            versus_end=versus.end if versus else None,
            attribution=credit.name if credit else None,
            sentence=quote,
            start=figure.start,
            end=figure.end,
            rule=figure.rule,
        )

    def _remember(self, figure: Figure, subject: Subject) -> None:
        state = self.state
        if figure.base:
            return
        if subject.sex != "all":
            state.sex = subject.sex
            state.share_sex = subject.sex if figure.measure == "share" else state.share_sex
        state.subject = replace(subject, sex="all")
        if figure.measure == "count" and figure.period is not None:
            state.told.setdefault(figure.value or 0.0, figure.period)
            if not state.recent or state.recent[-1] != figure.period:
                state.recent = (*state.recent[-1:], figure.period)
        state.counted += figure.measure == "count"

    def _stated_day(self, sentence: Sentence, resolved: dict[int, Period]) -> date | None:
        """The day as of which all figures stand, where a headline or a note says so."""
        for place, period in resolved.items():
            told = any(a.kind == "edge" and a.value == "as_of" for a in sentence.tokens[place].value.atoms)
            if period.edge == "as_of" and (told or sentence.title) and period.end != self.state.published:
                return period.end
        return None

    def _spoken(self, sentence: Sentence) -> None:
        """A sentence without figures may still say what the next ones are about."""
        state = self.state
        groups = [t for t in sentence.tokens if t.kind == "group" and self.topic.groups[t.value].event]
        found = event_of(sentence, 0, self.topic)
        if introduces_list(sentence, self.state):
            groups = groups or [t for t in sentence.tokens if t.kind == "group"][-1:]
        if groups or (found is not None and not found[0].weak and found[0].event != "escape"):
            figure = Figure(place=0, start=0, end=0, measure="count", value=None, noun="bare")
            state.subject = subject_of(sentence, figure, groups[-1] if groups else None, state, self.topic)

    def _compares(self, sentence: Sentence, figure: Figure) -> bool:
        """Whether a figure's period is named from another one ("a year before"), to which the text goes back."""
        at = figure.used.get("period")
        token = next((t for t in sentence.tokens if t.kind == "period" and at is not None and t.start == at[0]), None)
        return (
            token is not None
            and self.state.period is not None
            and any(a.kind == "shifted" and not a.value.endswith(("+1", "+0")) for a in token.value.atoms)
        )

    def _carry(self, sentence: Sentence, found: list[Figure], resolved: dict[int, Period]) -> None:
        state = self.state
        main = [
            f.period
            for f in found
            if not f.reason
            and not f.base
            and f.period is not None
            and f.measure in {"count", "share", "percent_change"}
            and not self._compares(sentence, f)
            and not (f.scope == "cumulative" and "period" not in f.used and state.period is not None)
        ]
        past = [
            p.end
            for p in [
                f.period for f in found if not f.reason and "period" in f.used and not f.base and f.period is not None
            ]
            if p.end is not None and p.edge != "since" and (state.published is None or p.end <= state.published)
        ]
        state.latest_end = max([*past, *filter(None, [state.latest_end])], default=None)
        different = {(p.start, p.end) for p in main}
        parts = len(different) > 1 and state.period is not None and all(_inside(p, state.period) for p in main)
        day = len(different) == 1 and main[0].grain == "day" and main[0].edge == "within" and state.period is not None
        parts = parts or (
            day and state.period is not None and state.period.grain != "day" and _inside(main[0], state.period)
        )
        if main and not parts:
            state.period = main[0] if len(different) == 1 else main[-1]
        elif resolved and not found and (state.period is None or _tells_of_arrivals(sentence, resolved)):
            state.period = next(iter(resolved.values()))
        known = [state.told[f.value] for f in found if f.reason == "a bare number" and f.value in state.told]
        if known and not main:
            state.period = known[0]
        state.half = next((p for p in main if p.grain == "half"), state.half)
        if main and state.period is not None and state.period.end is not None:
            state.year, state.year_line = state.period.end.year, sentence.line
        sexes = {t.value for t in sentence.tokens if t.kind == "sex"}
        sexes_told = frozenset(sexes)
        if len(sexes) == 1 and (not found or any(t.kind == "figure" and t.value == "share" for t in sentence.tokens)):
            state.sex = sexes.pop()
        if not found:
            self._spoken(sentence)
            state.as_of = self._stated_day(sentence, resolved) or state.as_of
            years = [p for p in resolved.values() if p.grain == "year" and p.start is not None]
            if years and years[-1].end is not None:
                state.year, state.year_line = years[-1].end.year, sentence.line
        counted = any(t.kind == "figure" for t in sentence.tokens)
        opens = introduces_list(sentence, state)
        spoken = not found and counted and len(sexes_told) == 1 and not opens
        state.spoken_sex = next(iter(sexes_told)) if spoken else None
        state.share_spoken = (
            not found
            and len(sexes_told) == 1
            and any(t.kind == "figure" and t.value == "share" for t in sentence.tokens)
        )
        if found:
            counted_last = [f for f in found if f.reason not in PASSING]
            state.last_accepted = not (counted_last or found)[-1].reason
        if state.listing and main:
            state.span = _union([*main, *filter(None, [state.span])])
        state.listing = introduces_list(sentence, state)
        state.line = sentence.line


def _tells_of_arrivals(sentence: Sentence, resolved: dict[int, Period]) -> bool:
    """As in "Most of last year's arrivals had lived in China": what follows goes on about the people of that period."""
    return len(resolved) == 1 and any(
        sentence.tokens[place + 1 : place + 2]
        and sentence.tokens[place + 1].kind == "people"
        and period.edge == "within"
        for place, period in resolved.items()
    )


def _union(told: list[Period]) -> Period | None:
    starts, ends = [p.start for p in told if p.start], [p.end for p in told if p.end]
    return Period(start=min(starts), end=max(ends)) if starts and ends else None


def _follows(sentence: Sentence, count: Figure, share: Figure, wholes: set[int]) -> bool:
    """Whether a share says again what the count right before it says: "131 (60.6%)", "7명으로 11.3%"."""
    between = sentence.tokens[count.place + 1 : share.place]
    noun = any(t.kind == "figure" for t in between)
    parts = any(count.place < whole < share.place for whole in wholes)
    amounts = sum(t.kind == "amount" for t in between) - parts
    return not noun and (parts or len(between) <= FOLLOWING) and amounts == 0


def _inside(part: Period, whole: Period) -> bool:
    if part.start is None or part.end is None or whole.start is None or whole.end is None:
        return False
    return whole.start <= part.start and part.end <= whole.end


def _plain(value: float | None) -> float | None:
    return None if value is None else (int(value) if value == int(value) else value)


def _merged(read: list[tuple[ReadStatistic, Sentence]]) -> list[ReadStatistic]:
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
