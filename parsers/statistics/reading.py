"""A text in, its statistics with their evidence and the numbers left out with their reasons out."""

from dataclasses import replace
from datetime import date

from parsers.languages import Language, load_language
from parsers.periods import Period
from parsers.records import Statistic
from parsers.statistics.acceptance import why_not
from parsers.statistics.attachment import attach, base_zones
from parsers.statistics.context import Anchors, Context, heading_place, introduces_list, is_foreign
from parsers.statistics.credits import Credit, credits_of
from parsers.statistics.dating import give_periods, resolved_periods, scope_of
from parsers.statistics.distribution import distributed
from parsers.statistics.document import article_sentences
from parsers.statistics.figures import figures
from parsers.statistics.lexer import Token
from parsers.statistics.model import Evidence, Explanation, Figure, LeftOut, ReadStatistic, Sentence, Subject
from parsers.statistics.subjects import default_subject, subject_of
from parsers.topics import load_topic

EARLY = 4
"""A text that names the country in so many sentences is on it from its first word."""


def read_text(text: str, published: date | None, code: str, title: str | None) -> Explanation:
    """Everything that the text states, read in the language of that code."""
    sentences = article_sentences(text, code, title)
    return _Reader(text, published, load_language(code), sentences).read()


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
        self.leaving = any(self.anchors.speaks_of_leaving(s) for s in self.sentences)
        early = any(self.anchors.names_country(s) for s in self.sentences[:EARLY])
        self.state.on_topic = self.leaving and early
        credits = credits_of(self.sentences, self.text, self.language)
        for sentence, credit in zip(self.sentences, credits, strict=True):
            self._sentence(sentence, credit)
        read = tuple(_merged(self.read_statistics))
        return Explanation(language=self.language.code, read=read, left_out=tuple(self.left_out))

    def _sentence(self, sentence: Sentence, credit: Credit | None) -> None:
        state = self.state
        if is_foreign(sentence):
            state.foreign = True
        elif self.leaving and self.anchors.names_country(sentence):
            state.on_topic, state.foreign = True, False
        state.heading = heading_place(sentence) or state.heading
        found = figures(sentence, self.language)
        zones = base_zones(sentence, found, self.language)
        resolved = resolved_periods(sentence, zones, state)
        if found:
            self._figures(sentence, found, zones, resolved, credit)
        self._carry(sentence, found, resolved)

    def _figures(
        self, sentence: Sentence, found: list[Figure], zones: list[int], resolved: dict[int, Period], credit: Credit | None
    ) -> None:
        for figure in found:
            figure.reason = figure.reason or why_not(sentence, figure, found, self.state, self.language)
        sexes = attach(sentence, found, frozenset({"sex"}))
        groups = attach(sentence, found, frozenset({"group", "region"}))
        give_periods(sentence, found, zones, resolved, self.state, self.language)
        dealt = distributed(sentence, found, resolved, sexes, self.state, self.language)
        last: tuple[Token | None, Token | None] = (None, None)
        for figure, told in dealt:
            sex, group = sexes.get(figure.place), groups.get(figure.place)
            if told is not None:
                sex, group = (told, group) if told.kind == "sex" else (sex, told)
            if figure.measure == "share" and sex is None and group is None:
                sex, group = last
            if figure.measure == "count" and not figure.reason:
                last = (sex, group)
            self._emit(sentence, figure, sex, group, credit)

    def _emit(
        self, sentence: Sentence, figure: Figure, sex: Token | None, group: Token | None, credit: Credit | None
    ) -> None:
        quote = self.text[sentence.start : sentence.end]
        if figure.reason:
            words = self.text[figure.start : figure.end]
            self.left_out.append(
                LeftOut(words=words, start=figure.start, end=figure.end, reason=figure.reason, sentence=quote)
            )
            return
        subject = subject_of(sentence, figure, group, self.state, self.topic)
        subject.sex = sex.value if sex is not None and sex.value != "both" else "all"
        if figure.measure == "share" and sex is None and group is None and self.state.sex is not None:
            subject.sex = self.state.sex  # type: ignore[assignment]
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
        scope, period = scope_of(sentence, figure, subject, self.state, self.topic)
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
        state.subject = replace(subject, sex="all")
        state.counted += figure.measure == "count"

    def _carry(self, sentence: Sentence, found: list[Figure], resolved: dict[int, Period]) -> None:
        state = self.state
        main = [
            f.period
            for f in found
            if not f.reason and not f.base and f.period is not None and f.measure in {"count", "share", "percent_change"}
        ]
        past = [
            p.end
            for p in main
            if p.end is not None and p.edge != "since" and (state.published is None or p.end <= state.published)
        ]
        state.latest_end = max([*past, *filter(None, [state.latest_end])], default=None)
        different = {(p.start, p.end) for p in main}
        if main:
            if state.line != sentence.line or len(different) == 1:
                state.frame = main[0]
            state.period = main[0] if len(different) == 1 else main[-1]
            if len(different) > 2 and state.frame is not None and _inside(main[-1], state.frame):
                state.period = state.frame
        elif resolved and not found and state.period is None:
            state.period = next(iter(resolved.values()))
        state.half = next((p for p in main if p.grain == "half"), state.half)
        if state.period is not None and state.period.end is not None:
            state.year = state.period.end.year
        state.listing = introduces_list(sentence, state)
        state.line = sentence.line


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
    for item, sentence in read:
        statistic = item.statistic
        if sentence.title and _figure_key(statistic) in body:
            continue
        key = _full_key(statistic)
        if key not in seen:
            seen.add(key)
            kept.append(item)
    return kept


def _figure_key(s: Statistic) -> object:
    return s.measure, s.value, s.low, s.high


def _full_key(s: Statistic) -> object:
    return s.measure, s.value, s.low, s.high, s.event, s.destination, s.sex, s.group, s.scope, s.period_start, s.period_end
