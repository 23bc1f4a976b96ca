"""A text in, its statistics with their evidence and the numbers left out with their reasons out."""

from dataclasses import replace
from datetime import date

from parsers.languages import Language, load_language
from parsers.periods import Period
from parsers.records import Statistic
from parsers.statistics import attachment, context, credits
from parsers.statistics.context import Context
from parsers.statistics.document import article_sentences
from parsers.statistics.figures import figures
from parsers.statistics.lexer import Token
from parsers.statistics.model import Evidence, Explanation, Figure, LeftOut, ReadStatistic, Sentence, Subject
from parsers.statistics.timeline import Moment, resolve
from parsers.topics import Topic, load_topic

CHANGES = attachment.CHANGES
BLOCKED_COUNTS = {
    "survey": "a survey",
    "forecast": "a forecast",
    "denial": "denied or withdrawn",
    "capacity": "room, not people",
}
BLOCKED_SHARES = {
    "survey": "a survey",
    "rate": "a rate of living conditions",
    "forecast": "a forecast",
    "denial": "denied or withdrawn",
}


def read_text(text: str, published: date | None, code: str, title: str | None) -> Explanation:
    """Everything that the text states, read in the language of that code."""
    reader = _Reader(text, published, load_language(code), load_topic())
    return reader.read(article_sentences(text, code, title))


class _Reader:
    """Goes through the sentences in order, carrying what they leave open from one to the next."""

    def __init__(self, text: str, published: date | None, language: Language, topic: Topic) -> None:
        self.text = text
        self.language = language
        self.topic = topic
        self.context = Context(published)
        self.read_statistics: list[tuple[ReadStatistic, Sentence]] = []
        self.left_out: list[LeftOut] = []
        self.leaving = False
        self.anchors = language.anchors()

    def read(self, sentences: list[Sentence]) -> Explanation:
        self.leaving = any(context.speaks_of_leaving(s, self.anchors, self.topic) for s in sentences)
        self.context.default = context.default_subject(sentences, self.topic)
        for sentence in sentences:
            self._sentence(sentence)
        return Explanation(
            language=self.language.code,
            read=tuple(_merged(self.read_statistics)),
            left_out=tuple(self.left_out),
        )

    # ------------------------------------------------------------ one sentence

    def _sentence(self, sentence: Sentence) -> None:
        state = self.context
        if self.leaving and context.names_country(sentence, self.anchors) and not context.is_foreign(sentence):
            state.on_topic, state.foreign = True, False
        elif context.is_foreign(sentence):
            state.foreign = True
        self._heading(sentence)
        found = figures(sentence, self.language)
        zones = attachment.base_zones(sentence, found, self.language)
        resolved = self._periods(sentence, zones)
        self._credit(sentence)
        if found:
            self._judge(sentence, found)
            sexes = attachment.attach(sentence, found, frozenset({"sex"}))
            groups = attachment.attach(sentence, found, frozenset({"group", "region"}))
            self._give_periods(sentence, found, zones, resolved)
            for figure in found:
                self._emit(sentence, figure, sexes.get(figure.place), groups.get(figure.place))
        self._carry(sentence, found, resolved)

    def _heading(self, sentence: Sentence) -> None:
        """A sentence that is a country's name and no more tells where the lines after it take place."""
        tokens = [t for t in sentence.tokens if t.kind != "mark"]
        if (
            len(tokens) == 1
            and tokens[0].kind == "place"
            and sentence.end - sentence.start <= tokens[0].end - tokens[0].start + 2
        ):
            self.context.destination = tokens[0].value

    def _credit(self, sentence: Sentence) -> None:
        found = credits.credited(sentence, self.text, self.language)
        if found is not None:
            self.context.source = found[0]
            self.context.source_words = found[1][2:]

    # ------------------------------------------------------------ periods

    def _periods(self, sentence: Sentence, zones: list[int]) -> dict[int, Period]:
        """The period of each `period` token that can be resolved, in reading order."""
        state = self.context
        moment = Moment(
            state.published,
            state.period,
            state.year,
            carried=state.line == sentence.line and state.year is not None,
            latest_end=state.latest_end,
        )
        resolved: dict[int, Period] = {}
        for place, token in enumerate(sentence.tokens):
            if token.kind != "period":
                continue
            period = resolve(token.value, moment)
            if period is None or self._is_dateline(sentence, place, period):
                continue
            resolved[place] = period
            end = period.end
            explicit = any(a.kind in {"year", "relative", "shifted"} for a in token.value.atoms)
            if not zones[place] or explicit:
                moment = replace(
                    moment,
                    last=period if not zones[place] else moment.last,
                    year=end.year if end and explicit else moment.year,
                    carried=moment.carried or explicit,
                )
                if (
                    end
                    and not zones[place]
                    and period.edge != "since"
                    and (state.published is None or end <= state.published)
                ):
                    moment = replace(moment, latest_end=max(end, moment.latest_end or end))
        state.latest_end = moment.latest_end
        return resolved

    def _is_dateline(self, sentence: Sentence, place: int, period: Period) -> bool:
        """A single day that says when something was said, not when people came."""
        token = sentence.tokens[place]
        if period.grain != "day" or period.edge != "within" or period.start is None:
            return False
        if all(a.kind == "day" for a in token.value.atoms):
            return True
        near = sentence.tokens[max(0, place - 2) : place + 3]
        return (
            any(t.kind in {"says", "source", "weekday"} for t in near)
            or token.start - sentence.start < 24
            and "(" in sentence.gap(token.end, token.end + 4)
        )

    def _give_periods(
        self, sentence: Sentence, found: list[Figure], zones: list[int], resolved: dict[int, Period]
    ) -> None:
        places = [f.place for f in found if not f.reason]
        main = [p for p in resolved if not zones[p]]
        for figure in found:
            if figure.reason:
                continue
            if figure.base:
                figure.period = self._base_period(figure, zones, resolved)
                continue
            at = self._main_place(sentence, figure.place, places, main)
            if at is not None:
                figure.period = resolved[at]
                figure.used["period"] = sentence.tokens[at][2:]
            else:
                figure.period = self._carried()
            if figure.measure in CHANGES:
                self._versus(sentence, figure, found, zones, resolved)

    def _base_period(self, figure: Figure, zones: list[int], resolved: dict[int, Period]) -> Period | None:
        inside = [p for p in resolved if zones[p] == zones[figure.place]]
        if not inside:
            return None
        return resolved[min(inside, key=lambda p: abs(p - figure.place))]

    def _main_place(self, sentence: Sentence, place: int, places: list[int], main: list[int]) -> int | None:
        """The token of the period that a figure of the main clause belongs to."""
        before = [p for p in main if p < place]
        if self.language.period_side == "both":
            after = next((p for p in main if p > place), None)
            if (
                after is not None
                and not any(place < other < after for other in places)
                and not self._apart(sentence, place, after)
            ):
                return after
        if before:
            return before[-1]
        later = [p for p in main if p > place]
        return later[0] if later else None

    def _apart(self, sentence: Sentence, first: int, last: int) -> bool:
        return any(
            t.kind == "mark" and t.value in ",;:()" or t.kind == "joint" for t in sentence.tokens[first + 1 : last]
        )

    def _carried(self) -> Period | None:
        return self.context.period

    def _versus(
        self, sentence: Sentence, figure: Figure, found: list[Figure], zones: list[int], resolved: dict[int, Period]
    ) -> None:
        """The period a change is measured against: in its base of comparison, else of an earlier count beside it."""
        after = self.language.base_side == "after"
        based = [p for p in resolved if zones[p]]
        following = [p for p in based if p > figure.place]
        preceding = [p for p in based if p < figure.place]
        place = (following[:1] or preceding[-1:]) if after else (preceding[-1:] or following[:1])
        if place:
            cluster = sentence.tokens[place[0]].value
            figure.versus = resolved[place[0]]
            if figure.period is not None and any(a.kind == "shifted" for a in cluster.atoms):
                figure.versus = (
                    resolve(cluster, Moment(self.context.published, figure.period, self.context.year)) or figure.versus
                )
            figure.used["versus"] = sentence.tokens[place[0]][2:]
        lead = self.context.period
        if (
            figure.versus
            and figure.period
            and _starts_before(figure.period, figure.versus)
            and lead is not None
            and _starts_before(figure.versus, lead)
        ):
            figure.period = lead

    # ------------------------------------------------------------ judging

    def _judge(self, sentence: Sentence, found: list[Figure]) -> None:
        """Gives a reason to every figure that is no statistic of this subject."""
        blocks = {t.value for t in sentence.tokens if t.kind == "block"}
        for figure in found:
            if figure.reason:
                continue
            figure.reason = self._why_not(sentence, figure, found, blocks)

    def _why_not(self, sentence: Sentence, figure: Figure, found: list[Figure], blocks: set[str]) -> str:
        state = self.context
        if not state.on_topic:
            return "the text has not spoken of people who left North Korea"
        if state.foreign and figure.noun not in {"subject", "natives"}:
            return "the text is about other people here"
        blocked = BLOCKED_SHARES if figure.measure in {"share", "percent_change", "multiple"} else BLOCKED_COUNTS
        for block in sorted(blocks & blocked.keys()):
            return blocked[block]
        if figure.measure == "share":
            return self._share_not(sentence, figure)
        if figure.measure in CHANGES:
            return ""
        return self._count_not(sentence, figure, found)

    def _share_not(self, sentence: Sentence, figure: Figure) -> str:
        kinds = {t.kind for t in sentence.tokens}
        if kinds & {"sex", "group", "region"} or self.context.share_seen and "figure" in kinds:
            return ""
        if any(t.kind == "figure" and t.value == "share" for t in sentence.tokens) and self.context.sex:
            return ""
        return "a percentage of something else"

    def _count_not(self, sentence: Sentence, figure: Figure, found: list[Figure]) -> str:
        state = self.context
        kinds = {t.kind for t in sentence.tokens}
        if figure.rule == "zero":
            return "" if "period" in kinds and ("event" in kinds or state.counted) else "no count of nobody"
        if figure.noun == "subject":
            return ""
        if figure.noun == "natives":
            return "" if "event" in kinds or state.counted else "North Koreans, but nothing says that they left"
        if figure.noun == "escapers":
            return ""
        speaks = "event" in kinds or "figure" in kinds or "period" in kinds or state.counted > 0
        if figure.noun == "people" and figure.value == 1 and self.language.base_side == "after":
            return "one of several people"
        if figure.noun in {"people", "sex", "group"}:
            return "" if speaks else "nothing says what these people did"
        if figure.value == 1:
            return "a bare one"
        before = sentence.tokens[figure.place - 1] if figure.place else None
        if before is not None and sentence.gap(before.start, before.end) == "at" and "figure" not in kinds:
            return "a bare number after a place or an age"
        if figure.base or kinds & {"event", "figure", "region", "group"} or {"arrivers", "subject"} & {t.value for t in sentence.tokens}:
            return ""
        stated = before is not None and before.kind in {"states", "qualifier", "period", "mark", "base"} or self.language.numerals == "myriad"
        if "sex" in kinds and state.counted:
            return ""
        accepted = any(f.place < figure.place and not f.reason for f in found)
        if stated and state.counted and ("period" in kinds or "people" in kinds):
            return ""
        return "" if accepted and before is not None and before.kind != "glue" else "a bare number"

    # ------------------------------------------------------------ subject

    def _subject(self, sentence: Sentence, figure: Figure, group: Token | None) -> Subject:
        state = self.context
        base = state.subject if context.inherits(figure) else state.default
        base = base or state.default
        assert base is not None  # noqa: S101
        found = context.event_of(sentence, figure.place, self.topic)
        subject = replace(base)
        if found is not None and not found[0].weak:
            kind, token = found
            figure.used["event"] = token[2:]
            event = kind.event
            if event == "escape" and context.heads_for(sentence):
                subject = Subject("arrival", stock=False, destination=self.topic.default_destination)
            else:
                place = context.destination_of(sentence, kind, self.language, self.topic.home)
                destination = (
                    place
                    or (state.destination if kind.placed else None)
                    or (base.destination if base.event == event else None)
                    or kind.destination
                )
                subject = Subject(event, kind.stock, destination if kind.placed else None)
        elif found is None or found[0].weak:
            if found is not None:
                figure.used["event"] = found[1][2:]
            place = context.destination_of(sentence, self.topic.events["arrival"], self.language, self.topic.home)
            if (place or state.destination) and subject.destination is not None:
                subject.destination = place or state.destination
            if found is not None and state.default is not None and subject.event != state.default.event:
                subject = replace(state.default, stock=False) if not state.default.stock else Subject("arrival", stock=False, destination=self.topic.default_destination)
                subject.destination = place or state.destination or subject.destination
            if not context.inherits(figure):
                subject.group = "all"
        if group is not None:
            subject = self._grouped(subject, group)
        elif context.inherits(figure) and found is None:
            subject.group = base.group
        return subject

    def _grouped(self, subject: Subject, group: Token) -> Subject:
        if group.kind == "region":
            return replace(subject, group=group.value)
        kind = self.topic.groups[group.value]
        changed = replace(subject, group=group.value)
        if kind.event:
            changed.event = kind.event  # type: ignore[assignment]
            changed.stock = bool(kind.stock)
            changed.destination = (
                None if group.value == "emigrated" else (subject.destination or self.topic.default_destination)
            )
        return changed

    # ------------------------------------------------------------ emitting

    def _emit(self, sentence: Sentence, figure: Figure, sex: Token | None, group: Token | None) -> None:
        if figure.reason:
            words = self.text[figure.start : figure.end]
            self.left_out.append(
                LeftOut(
                    words=words,
                    start=figure.start,
                    end=figure.end,
                    reason=figure.reason,
                    sentence=self.text[sentence.start : sentence.end],
                )
            )
            return
        state = self.context
        subject = self._subject(sentence, figure, group)
        subject.sex = sex.value if sex is not None and sex.value != "both" else "all"
        if figure.measure == "share" and sex is None and group is None:
            subject.sex = state.sex or "all"  # type: ignore[assignment]
        if sex is not None:
            figure.used["sex"] = sex[2:]
        if group is not None:
            figure.used["group"] = group[2:]
        scope, period = self._scope(sentence, figure, subject)
        versus = figure.versus
        statistic = Statistic(
            measure=figure.measure,
            value=_plain(figure.value),
            low=figure.low,
            high=figure.high,
            qualifier=figure.qualifier,  # type: ignore[arg-type]
            event=subject.event,
            destination=subject.destination,
            sex=subject.sex,
            group=subject.group,
            scope=scope,  # type: ignore[arg-type]
            period_start=period.start if period else None,
            period_end=period.end if period else None,
            versus_start=(None if subject.stock else versus.start) if versus else None,
            versus_end=versus.end if versus else None,
            attribution=state.source,
            sentence=self.text[sentence.start : sentence.end],
            start=figure.start,
            end=figure.end,
            rule=figure.rule,
        )
        if state.source_words is not None:
            figure.used["source"] = state.source_words
        evidence = tuple(
            Evidence(role=role, words=self.text[a:b], start=a, end=b) for role, (a, b) in figure.used.items()
        )
        self.read_statistics.append((ReadStatistic(statistic=statistic, evidence=evidence), sentence))
        if not figure.base:
            state.subject = replace(subject, sex="all")
            state.counted += figure.measure == "count"
            state.sex = subject.sex if subject.sex != "all" else state.sex
            state.share_seen = figure.measure == "share"

    def _scope(self, sentence: Sentence, figure: Figure, subject: Subject) -> tuple[str, Period | None]:
        state = self.context
        period = figure.period
        kinds = {t.kind for t in sentence.tokens}
        if kinds & {"per", "average"} and self._is_average(sentence, figure):
            return "average", period
        if subject.stock:
            end = (
                period.end
                if period is not None and (period.edge in {"as_of", "until"} or "period" in figure.used)
                else None
            )
            return "cumulative", Period(
                start=None,
                end=end
                or (period.end if period and state.subject and state.subject.stock else None)
                or state.published,
            )
        large = figure.measure == "count" and (figure.value or figure.high or 0) > self.topic.yearly_maximum
        running = "cumulative" in kinds and figure.measure == "count"
        if period is None:
            return (
                ("cumulative", Period(start=None, end=state.latest_end or state.published))
                if large or running
                else ("period", None)
            )
        if period.edge == "since":
            this_year = period.start is not None and period.end is not None and period.start.year == period.end.year
            return ("period" if this_year and not large else "cumulative"), period
        if period.edge == "until":
            if large or running or period.grain == "year" or period.start is None:
                return "cumulative", replace(period, start=None)
            return "period", replace(period, start=date(period.end.year, 1, 1) if period.end else None)
        if period.edge == "as_of":
            return "cumulative", replace(period, start=None)
        if (large or running) and "period" not in figure.used:
            return "cumulative", Period(start=None, end=state.latest_end or state.published)
        if running or (large and figure.noun in {"bare", "people", "subject"}):
            return "cumulative", replace(period, start=None)
        return "period", period

    def _is_average(self, sentence: Sentence, figure: Figure) -> bool:
        for index, token in enumerate(sentence.tokens):
            if token.kind == "per":
                before = sentence.tokens[index - 1] if index else None
                if before is not None and before.kind == "period" and token.start - before.end <= 1:
                    continue
                low, high = sorted((index, figure.place))
                if not any(t.kind == "amount" for t in sentence.tokens[low + 1 : high]):
                    return True
            if token.kind == "average" and abs(index - figure.place) <= 4:
                return True
        return False

    # ------------------------------------------------------------ carrying on

    def _carry(self, sentence: Sentence, found: list[Figure], resolved: dict[int, Period]) -> None:
        state = self.context
        state.line = sentence.line
        main = [
            f.period for f in found if not f.reason and not f.base and f.period is not None and f.measure not in CHANGES
        ]
        ends = [p.end for p in main if p.end is not None and p.edge in {"within", "as_of", "until"}]
        recent = [e for e in ends if state.published is None or e <= state.published]
        if recent:
            state.latest_end = max([*recent, *([state.latest_end] if state.latest_end else [])])
        if main:
            state.period = main[0] if len({(p.start, p.end) for p in main}) == 1 else main[-1]
        elif resolved and state.period is None:
            state.period = next(iter(resolved.values()))
        if state.period is not None and state.period.end is not None:
            state.year = state.period.end.year


def _starts_before(first: Period, second: Period) -> bool:
    return (first.end or date.min) < (second.end or date.min)


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


def _figure_key(statistic: Statistic) -> object:
    return statistic.measure, statistic.value, statistic.low, statistic.high


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
