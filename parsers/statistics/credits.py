"""Sentences in, whom each credits for its figures out: a known source, a named person or body, or nobody.

A source is credited where a word of saying, citing or data stands with it. How far it holds on is a setting of the
language; a headline or lead without a source takes the one named right after it; a line "Source: ..." speaks for all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from parsers.languages import Language, source_names
from parsers.periods import Period
from parsers.statistics.model import Figure, Sentence
from parsers.statistics.names import LAWMAKER, REMEMBERED, Credit, is_body, persons, strangers
from parsers.statistics.speakers import credited, is_source_line
from parsers.topics import load_topic

PERFECT: Final = ("glue", "perfect")
TITLE_NAME: Final = re.compile(r"((?:[A-Z][\w'’-]+\s+)+[A-Z][\w'’-]+):")
CHAINED: Final = 1.4
"""Where paragraphs have fewer sentences than this on average, a source holds on from one to the next."""
LEAD_REACH: Final = 2
"""So many sentences, or one paragraph, may tell figures before a text names their source."""
OPENING: Final = 24
"""How many characters the words for "the total" take."""
NAMED_WITHIN: Final = 3
"""So many sentences after it was brought in, a source without a name is named."""
HOLDING: Final = 2
"""From so many paragraphs on a source no longer speaks, once it has told figures."""


@dataclass(slots=True)
class Told:
    """What a source has told where it was named: the lines of it, and the periods of its figures."""

    lines: set[int]
    periods: list[Period] = field(default_factory=list)

    def older(self, period: Period | None) -> bool:
        """Whether a period ended before all that the source told of."""
        starts = [p.start for p in self.periods if p.start is not None]
        return period is not None and period.end is not None and period.end < min(starts, default=date.min)

    def holds(self, period: Period | None) -> bool:
        """Whether a period is one that the source told of, or part of it."""
        return period is not None and any(_inside(period, told) for told in self.periods)


def _inside(part: Period, whole: Period) -> bool:
    if part.start is None or part.end is None or whole.start is None or whole.end is None:
        return part == whole
    return whole.start <= part.start and part.end <= whole.end


class Voices:
    """For how long a source speaks that was named once: neither far beyond its figures nor of older periods."""

    def __init__(self, language: Language) -> None:
        self.source_holds = language.source_holds
        self.told: dict[int, Told] = {}

    def credit_for(self, sentence: Sentence, figure: Figure, credit: Credit | None) -> Credit | None:
        """The credit of a figure, of which the period is known; `credit` is that of its sentence, own or held."""
        if credit is None or self.source_holds != "paragraph":
            return credit
        told = self.told.get(credit.start)
        if told is None:
            told = self.told[credit.start] = Told({sentence.line})
        if sentence.start <= credit.start < sentence.end:
            told.lines.add(sentence.line)
            if figure.period is not None:
                told.periods.append(figure.period)
            return credit
        if goes_on(sentence) and sentence.line - max(told.lines) <= 1:
            told.lines.add(sentence.line)
        if sentence.line in told.lines or figure.base:
            return credit
        if _is_background(sentence, figure):
            return None
        far = sentence.line - min(told.lines) > HOLDING and bool(told.periods)
        return None if told.older(figure.period) or (far and not told.holds(figure.period)) else credit


def _is_background(sentence: Sentence, figure: Figure) -> bool:
    """As in "More than 30,000 have fled since the war": what papers add to the news; not where "we" count."""
    total = figure.scope == "cumulative" and (figure.value or 0) > load_topic().yearly_maximum
    return total and PERFECT in sentence.senses and ("pronoun", "we") not in sentence.senses


def credits_of(sentences: Sequence[Sentence], raw: str, language: Language) -> list[Credit | None]:
    """The credit of each sentence, held on and reached back as described above."""
    own: list[Credit | None] = []
    known: list[Credit] = []
    met: list[Credit] = []
    for sentence in sentences:
        credit = credited(sentence, raw, language, known, met)
        own.append(credit)
        if credit is not None:
            known.append(credit)
        if "person" in sentence.kinds:
            met = [*met, *persons(sentence, raw, language), *strangers(sentence, raw)][-REMEMBERED:]
    if not sentences:
        return []
    own = _named_later(own, raw, language)
    held = _held(sentences, _reaching_back(sentences, own, language), language)
    for index, (sentence, credit) in enumerate(zip(sentences, own, strict=True)):
        if credit is not None and ("says", "gives") in sentence.senses:
            held[:index] = [c or credit for c in held[:index]]
    first = next((i for i, c in enumerate(own) if c is not None and not _only_comments(sentences[i], c, language)), 0)
    before = [s.line for s in sentences[:first] if not s.title]
    if len(before) <= LEAD_REACH or len(set(before)) == 1:
        held[:first] = [held[first]] * first
    footer = _footer(sentences, raw, language)
    return [c or footer for c in held]


def _named_later(own: Sequence[Credit | None], raw: str, language: Language) -> list[Credit | None]:
    """As in "a rights group said", whose next sentences name it: who is brought in without a name has it from there."""
    articles = tuple(f"{a} " for a in language.of("glue", "a"))
    named = list(own)
    for index, credit in enumerate(own):
        if credit is None or not credit.name.islower() or not raw[: credit.start].lower().endswith(articles):
            continue
        later = next((c for c in own[index + 1 : index + 1 + NAMED_WITHIN] if c is not None), None)
        group = credit.name.endswith(language.of("body", "noun"))
        if later is not None and not later.name.islower() and group == _is_body(later, language):
            named[index] = later._replace(start=credit.start, end=credit.end)
    return named


def _is_body(credit: Credit, language: Language) -> bool:
    return credit.name in source_names(language) or is_body(credit.name, language)


def _reaching_back(
    sentences: Sequence[Sentence], own: Sequence[Credit | None], language: Language
) -> list[Credit | None]:
    """A paragraph that names its source only at its end was spoken by that source from its first figure."""
    told = list(own)
    opened: dict[int, int] = {}
    for index, sentence in enumerate(sentences):
        if own[index] is not None:
            opened.setdefault(sentence.line, index)
    for index in range(len(told) - 1, 0, -1):
        before = sentences[index - 1]
        together = before.line == sentences[index].line and not sentences[index].title
        first = opened.get(before.line, 0) >= index
        credit = told[index]
        if credit is None or told[index - 1] is not None or not together or not first:
            continue
        data = ("says", "data") in sentences[index].senses
        figure = "amount" in sentences[index].kinds  # "Aid workers say 300,000 hide in China": theirs alone
        if credit is own[index] and not data and (figure or _only_comments(sentences[index], credit, language)):
            continue
        if not _is_heading(before) and ("says", "verb") not in before.senses:
            told[index - 1] = told[index]
    return told


def _held(sentences: Sequence[Sentence], own: Sequence[Credit | None], language: Language) -> list[Credit | None]:
    """Each sentence's own credit, or the one that still holds."""
    held: list[Credit | None] = []
    current: Credit | None = None
    named: Credit | None = None
    line = -9
    lead = next((s.line for s in sentences if not s.title), -1)
    reach, told = 0, False
    body = [s.line for s in sentences if not s.title]
    chained = language.source_holds == "text" or len(body) < CHAINED * len(set(body))
    for sentence, credit in zip(sentences, own, strict=True):
        if credit is not None and language.source_holds == "text" and _mentions_only(sentence):
            held.append(credit)
            continue
        if credit is not None:
            current, named, line = credit, credit, sentence.line
            reach = 1 if chained or sentence.line == lead else 0
            told = language.source_holds == "text" or not _only_comments(sentence, credit, language)
        elif named is not None and _named_by_kind(sentence, named, language):
            current = named._replace(start=sentence.start, end=sentence.start)
            line = sentence.line
        elif language.source_holds == "text" and _is_aside(sentence):
            held.append(None)
            line = sentence.line
            continue
        elif _ends(sentence, _distance(sentence, line, language), max(reach, goes_on(sentence)) if told else 0):
            current = None
        elif current is not None and (chained or _is_item(sentence)):
            line = sentence.line
        held.append(current)
    return held


def _only_comments(sentence: Sentence, credit: Credit, language: Language) -> bool:
    """Whether somebody is quoted, or says something, without a figure: what follows in other paragraphs is the text's.

    Bodies and members of parliament make figures known that are told later.
    """
    quoted = '"' in sentence.gap(sentence.start, sentence.end)
    tells = credit.name.startswith(LAWMAKER) or _is_body(credit, language)
    return sentence.kinds.isdisjoint({"amount", "multiple"}) and (quoted or not tells)


def _is_aside(sentence: Sentence) -> bool:
    """What nobody named says, after which the source of the text goes on: a heading, a caption, "it is said that"."""
    return _is_heading(sentence) or any(t.sense == ("says", "impersonal") for t in sentence.tokens)


def _named_by_kind(sentence: Sentence, credit: Credit, language: Language) -> bool:
    """As in "the board granted asylum", where the refugee board was credited before."""
    text, kind = sentence.gap(sentence.start, sentence.end), credit.name.split()[-1].lower()
    return any(f"{the} {kind} " in text for the in language.of("glue", "the"))


def _mentions_only(sentence: Sentence) -> bool:
    """As in "통일부가 분기 통계를 낼 때마다": statistics spoken of, in a sentence without any, tell nothing."""
    says = {t.value for t in sentence.of("says")}
    return says == {"data"} and sentence.kinds.isdisjoint({"amount", "period"})


def _distance(sentence: Sentence, line: int, language: Language) -> int:
    """How many lines a sentence stands from the last: where a source holds for a text, over all that is left out."""
    return min(sentence.line - line, 1) if language.source_holds == "text" else sentence.line - line


def _ends(sentence: Sentence, distance: int, reach: int) -> bool:
    """Whether a sentence without a source of its own is not spoken by the last one any more."""
    beyond = distance > (1 if _is_item(sentence) else reach)
    aside = sentence.gap(sentence.start, sentence.start + 1) == "["
    impersonal = ("says", "impersonal") in sentence.senses
    return beyond or aside or impersonal or _is_heading(sentence) or _finds(sentence)


def goes_on(sentence: Sentence) -> int:
    """One paragraph for what begins "A year before" or "A further 37": it takes up the figures just told."""
    if _adds(sentence) or _takes_up(sentence):
        return 1
    opening = next((t for t in sentence.tokens if t.kind in {"period", "amount"}), None)
    return int(opening is not None and opening.kind == "period" and any(a.kind == "shifted" for a in opening.atoms))


def _takes_up(sentence: Sentence) -> bool:
    """As in "The total breaks down to ...", "It fell to 1,127": opens with a word for the number just told."""
    first = [t for t in sentence.tokens[:3] if t.start < sentence.start + OPENING]
    if first and first[0].kind == "pronoun" and first[0].start == sentence.start:
        return True
    named = len(first) > 1 and first[0].sense == ("glue", "the") and first[1].kind == "figure"
    return named and first[-1].sense != ("base", "of")


def _adds(sentence: Sentence) -> bool:
    return ("them", "others") in sentence.senses


def _is_item(sentence: Sentence) -> bool:
    """A line of a list: short, with a number, without a full stop."""
    text = sentence.gap(sentence.start, sentence.end)
    return len(text) < 60 and not text.endswith(".") and "amount" in sentence.kinds


def _finds(sentence: Sentence) -> bool:
    """As in "A field study found 8,000": somebody else's figure, whose name is not known."""
    tokens = sentence.tokens
    return ("says", "verb") in sentence.senses and any(
        t.sense == ("says", "verb") and tokens[i + 1].kind in {"amount", "qualifier"} for i, t in enumerate(tokens[:-1])
    )


def _footer(sentences: Sequence[Sentence], raw: str, language: Language) -> Credit | None:
    """The source that a line names for the whole text, or the body that speaks of itself as "we"."""
    for sentence in reversed(sentences):
        if is_source_line(sentence):
            return credited(sentence, raw, language, [], [])
    if not sentences or "names" not in language.capitals:
        return None
    title = TITLE_NAME.match(raw, sentences[0].start, sentences[0].end)
    ours = any(("pronoun", "we") in s.senses for s in sentences)
    return Credit(title.group(1), title.start(1), title.end(1)) if title is not None and ours else None


def _is_heading(sentence: Sentence) -> bool:
    text = sentence.gap(sentence.start, sentence.end)
    if "amount" in sentence.kinds:
        return False
    return text.endswith("?") or (len(text) < 30 and not text.endswith((".", ",", "。")))
