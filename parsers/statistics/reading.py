"""A text in, its statistics with their evidence and the numbers left out with their reasons out."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from parsers import periods
from parsers.languages import Language, load_language
from parsers.periods import Period
from parsers.sentences import unwrapped
from parsers.statistics.acceptance import NOT_SPOKEN, why_not
from parsers.statistics.atoms import AS_OF, END
from parsers.statistics.attachment import attach, turned, whole_places
from parsers.statistics.averages import AVERAGING, mark_averages
from parsers.statistics.befallen import Befallen
from parsers.statistics.carrying import carry, remember
from parsers.statistics.compared import base_zones
from parsers.statistics.context import Anchors, Context, heading_place, introduces_list, is_foreign
from parsers.statistics.credits import Voices, credits_of
from parsers.statistics.dating import Dating
from parsers.statistics.distribution import distributed
from parsers.statistics.document import article_sentences, unread_numbers
from parsers.statistics.events import NOUN_EVENTS
from parsers.statistics.figures import figures
from parsers.statistics.hindsight import with_hindsight
from parsers.statistics.lexer import normalised
from parsers.statistics.mentions import resolved_periods
from parsers.statistics.merging import merged
from parsers.statistics.model import Evidence, Figure, LeftOut, Said, Sentence, Subject
from parsers.statistics.moments import moment_of
from parsers.statistics.names import Credit, in_record
from parsers.statistics.resolving import resolve
from parsers.statistics.scopes import scope_of
from parsers.statistics.series import Series, of_unnamed
from parsers.statistics.statements import counts_others, is_named_year, statistic_of
from parsers.statistics.subjects import subject_of
from parsers.statistics.tables import Cell, table_cells
from parsers.statistics.themes import default_subject
from parsers.statistics.tokens import Token
from parsers.topics import load_topic

Reading = tuple[list[Said], list[LeftOut]]
"""What a text says, and the numbers of it that say nothing."""
TOLD_ANEW: Final = frozenset({"subject", "escapers", "natives"})
"""Nouns of all who came: shares told after them are no longer of the women told of before."""
SPEAKING: Final = frozenset({"period", "event", "group", "sex"})
"""Words that tell something that a later figure may go on with."""
SHARE: Final = ("figure", "share")
JUNK: Final = "in page junk, a caption or a repeated line"
LONG: Final = 100_000
"""Texts longer than this are no articles: their lines are not quoted in explanations."""
_STANDS: Final = frozenset({AS_OF, END})
OPENING: Final = 4
"""The sentences that may leave the day of their figures to be named by the next."""
EARLY: Final = 4
"""A text that names the country in so many sentences is on it from its first word."""


def read_text(text: str, published: date | None, code: str, title: str | None, *, why: bool) -> Reading:
    """Everything that the text states, read in the language of that code; what is left out only if asked `why`."""
    flat = unwrapped(text) if load_language(code).boundary == "word" else text
    norm = normalised(flat)
    if not any(word in norm for word in load_language(code).anchors()):
        return [], [*_unread(text, [], NOT_SPOKEN)] if why else []
    sentences = article_sentences(flat, norm, code, title)
    reader = _Reader(text, flat, published, load_language(code), sentences, why=why)
    return reader.read(), [*reader.left_out, *_unread(text, sentences, JUNK)] if why else []


def _unread(text: str, sentences: list[Sentence], reason: str) -> Iterator[LeftOut]:
    for start, end in unread_numbers(text, sentences):
        line = text[text.rfind("\n", 0, start) + 1 :].partition("\n")[0] if len(text) < LONG else ""
        yield LeftOut(words=text[start:end], start=start, end=end, reason=reason, sentence=line)


class _Reader:
    """Goes through the sentences in order, carrying what they leave open from one to the next.

    Names are read in the `flat` text, whose lines are not wrapped; quotes are of the text as it came.
    """

    def __init__(
        self, text: str, flat: str, published: date | None, language: Language, sentences: list[Sentence], *, why: bool
    ) -> None:
        self.text = text
        self.flat = flat
        self.why = why
        self.language = language
        self.topic = load_topic()
        self.sentences = sentences
        self.anchors = Anchors(language.anchors(), language.of("people", "leavers"), self.topic)
        self.state = Context(published, default_subject(sentences, self.topic), verb_last=language.verb_last)
        self.said: list[Said] = []
        self.left_out: list[LeftOut] = []
        self.voices = Voices(language)
        self.befallen = Befallen()

    def read(self) -> list[Said]:
        leaving = any(self.anchors.speaks_of_leaving(s) for s in self.sentences)
        if not leaving and not self.anchors.together(self.sentences):
            self._leave_out_all()
            return []
        self.state.on_topic = any(self.anchors.names_country(s) for s in self.sentences[:EARLY])
        credited = credits_of(self.sentences, self.flat, self.language)
        cells = table_cells(self.sentences)
        opening = self._stated_ahead()
        for number, (sentence, credit) in enumerate(zip(self.sentences, credited, strict=True)):
            self.state.ahead = opening[1] if opening is not None and number < opening[0] else None
            if number in cells:
                for cell in cells[number]:
                    self._cell(sentence, cell, credit)
                self.state.heading = None
            else:
                self._sentence(sentence, credit)
        published = self.state.published
        return merged(with_hindsight(self.said, self.befallen.days, published), published)

    def _stated_ahead(self) -> tuple[int, date] | None:
        """The first sentence of the opening that says as of which day its figures stand, and that day."""
        for number, sentence in enumerate(self.sentences[:OPENING]):
            if "period" not in sentence.kinds or "amount" not in sentence.kinds:
                continue
            if not any(_STANDS & set(t.atoms) for t in sentence.of("period")):
                continue
            told = resolved_periods(sentence, [0] * len(sentence.tokens), self.state, self.language)
            stated = [p for p in told.values() if p.edge == "as_of" and p.end is not None]
            if stated and stated[0].end is not None:
                return number, stated[0].end
        return None

    def _leave_out_all(self) -> None:
        for sentence in self.sentences if self.why else ():
            for figure in figures(sentence, self.language):
                figure.reason = figure.reason or NOT_SPOKEN
                self._leave_out(sentence, figure)

    def _leave_out(self, sentence: Sentence, figure: Figure) -> None:
        if not self.why:
            return
        quote = self.text[sentence.start : sentence.end]
        words = self.text[figure.start : figure.end]
        self.left_out.append(
            LeftOut(words=words, start=figure.start, end=figure.end, reason=figure.reason, sentence=quote)
        )

    def _sentence(self, sentence: Sentence, credit: Credit | None) -> None:
        state = self.state
        if state.published is not None and "weekday" in sentence.kinds:
            self.befallen.on_weekdays(sentence, state.published)
        if is_foreign(sentence):
            state.foreign = True
        elif self.anchors.names_country(sentence) or self.anchors.comes_over(sentence):
            state.on_topic, state.foreign = True, False
        place = heading_place(sentence)
        if place is not None:
            state.heading, state.subject, state.foreign = place, None, False
        if state.span is not None and not introduces_list(sentence, state):
            state.period, state.span, state.listing = state.span, None, False
        found = figures(sentence, self.language)
        if not found and sentence.kinds.isdisjoint(SPEAKING):
            state.listing = introduces_list(sentence, state)
            state.share_spoken, state.spoken_sex, state.line = False, None, sentence.line
            return
        zones = base_zones(sentence, found, self.language)
        resolved = resolved_periods(sentence, zones, state, self.language)
        if found:
            found = self._figures(sentence, found, zones, resolved, credit)
        carry(sentence, found, resolved, self.state)
        state.named = next(reversed(resolved.values()), state.named)
        counted = any(not f.reason and "period" in f.used for f in found)
        if resolved and not counted and not sentence.kinds.isdisjoint({"event"}):
            self.befallen.within(sentence, resolved)

    def _cell(self, sentence: Sentence, cell: Cell, credit: Credit | None) -> None:
        """A number of a table: its row and its column tell whom it counts, and when."""
        amount = cell.place.amount
        share = amount.unit == "percent" or any(t.kind == "percent" or t.sense == SHARE for t in cell.heads)
        figure = Figure(
            place=sentence.tokens.index(cell.place),
            start=cell.place.start,
            end=cell.place.end,
            measure="share" if share else "count",
            value=amount.value,
            noun="bare",
            rule="table",
        )
        figure.used["number"] = (figure.start, figure.end)
        moment = moment_of(self.state, sentence)
        told = resolve(cell.time.atoms, moment) if cell.time.atoms else periods.year(int(cell.time.amount.value or 0))
        figure.period = self.state.period = told
        figure.used["period"] = cell.time.span
        if not self.state.on_topic:
            figure.reason = NOT_SPOKEN
        self._head(cell)
        self._emit(sentence, figure, cell.head("sex"), cell.head("group", "region"), credit)

    def _head(self, cell: Cell) -> None:
        """Takes country and event from the headings of a number of a table."""
        place, event = cell.head("place"), cell.head("event", "people")
        self.state.heading = place.value if place is not None else self.state.heading
        name = NOUN_EVENTS.get(event.value, event.value) if event is not None else ""
        kind = self.topic.events.get(name)
        if kind is not None and not kind.weak:
            self.state.subject = Subject(kind.event, kind.stock, self.state.heading or kind.destination)

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
        sexes = turned(sentence, attach(sentence, found, frozenset({"sex"}), self.language))
        groups = attach(sentence, found, frozenset({"group", "region"}), self.language)
        Dating(sentence, found, zones, resolved, self.state, self.language).give_periods()
        dealt = distributed(sentence, found, resolved, (sexes, groups), self.state, self.language)
        if "period" in sentence.kinds or not AVERAGING.isdisjoint(sentence.kinds):
            mark_averages(sentence, [figure for figure, _ in dealt], self.state, self.language)
        series = Series(sentence, whole_places(sentence, found, self.language), sexes, verb_last=self.state.verb_last)
        self._shares_of_counts(sentence, found)
        for figure, told in dealt:
            sex, group = sexes.get(figure.place), groups.get(figure.place)
            if told is not None:
                sex, group = (told, group) if told.kind == "sex" else (sex, told)
            sex, group = series.words(figure, sex, group)
            series.give_period(figure)
            self._emit(sentence, figure, sex, group, credit)
            series.goes_on(figure, sex, group)
            if sex is None and figure.noun in TOLD_ANEW and series.last is figure:
                self.state.sex = self.state.share_sex = None
        return [figure for figure, _ in dealt]

    def _shares_of_counts(self, sentence: Sentence, found: list[Figure]) -> None:
        """As in "72 percent of the 33,900 who have settled": a share is told of the count that follows it."""
        for share, count in pairwise(f for f in found if not f.reason):
            between = sentence.tokens[share.place + 1 : count.place]
            of = any(t.sense == ("base", "of") for t in between)
            known = "period" not in share.used
            if share.measure == "share" and count.measure == "count" and of and known:
                subject = subject_of(sentence, count, None, self.state, self.topic)
                share.scope, share.period = scope_of(sentence, count, subject, self.state, self.topic, self.language)

    def _emit(
        self, sentence: Sentence, figure: Figure, sex: Token | None, group: Token | None, credit: Credit | None
    ) -> None:
        if figure.reason:
            self._leave_out(sentence, figure)
            return
        subject = subject_of(sentence, figure, group, self.state, self.topic)
        if counts_others(figure, subject, self.topic):
            figure.reason, self.state.foreign = "more than ever came: other people", True
            self._leave_out(sentence, figure)
            return
        subject.sex = sex.value if sex is not None and sex.value != "both" else "all"  # type: ignore[assignment]
        unsaid = sex is None and group is None and not of_unnamed(sentence, figure, self.language)
        if figure.measure == "share" and unsaid and self.state.sex is not None:
            subject.sex = self.state.share_sex or self.state.sex  # type: ignore[assignment]
        elif figure.noun == "bare" and sex is None and self.state.spoken_sex and not figure.base:
            subject.sex = self.state.spoken_sex  # type: ignore[assignment]
        scope, period = scope_of(sentence, figure, subject, self.state, self.topic, self.language)
        figure.scope = figure.scope or scope
        figure.period = figure.period if is_named_year(figure, subject) else period
        credit = self.voices.credit_for(sentence, figure, credit)
        for role, token in (("sex", sex), ("group", group), ("source", credit)):
            if token is not None:
                figure.used[role] = (token.start, token.end)
        attribution = in_record(credit, self.language) if credit else None
        statistic = statistic_of(figure, subject, period, attribution, self.text[sentence.start : sentence.end])
        self.said.append(Said(statistic, sentence, self._evidence(figure) if self.why else ()))
        remember(figure, subject, self.state)

    def _evidence(self, figure: Figure) -> tuple[Evidence, ...]:
        used = figure.used.items()
        return tuple(Evidence(role=role, words=self.text[a:b], start=a, end=b) for role, (a, b) in used)
