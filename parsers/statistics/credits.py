"""Sentences in, whom each credits for its figures out: a known source, a named person or body, or nobody.

A source is credited where a word of saying, citing or data stands with it. How far it holds on is a setting of the
language; a headline or lead without a source takes the one named right after it; a line "Source: ..." speaks for all.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from parsers.languages import Language, source_names
from parsers.sentences import LONGEST
from parsers.statistics.lexer import Token
from parsers.statistics.model import Sentence
from parsers.statistics.names import REMEMBERED, Credit, named_again, names, offices, persons
from parsers.topics import load_topic

TITLE_NAME = re.compile(r"((?:[A-Z][\w'’-]+\s+)+[A-Z][\w'’-]+):")
FAR = 90
"""How many characters may part a source from its verb; a bare name must stand `BESIDE` it."""
BESIDE = 30
CLOSE = 12
ASKED = 7
"""A source so near before "과의 통화" is who was told, not who tells: the short name in brackets fits between."""
POSSESSIVE = 3
"""As in "the government's Ministry of Unification": an office named only as the owner of the next one."""
BELONGING = 40
CLAUSE = 2
"""The commas around a clause between a name and its verb: "Lim, who follows the figures, expects"."""
CHAINED = 1.4
"""Where paragraphs have fewer sentences than this on average, a source holds on from one to the next."""
LEAD_REACH = 2
SPEAKING = frozenset({"says", "source", "block", "body"})
MINISTRY = frozenset({"ministry", "ministry_data"})


def credits_of(sentences: Sequence[Sentence], raw: str, language: Language) -> list[Credit | None]:
    """The credit of each sentence, held on and reached back as described above."""
    own: list[Credit | None] = []
    known: list[Credit] = []
    met: list[Credit] = []
    for sentence in sentences:
        credit = _credited(sentence, raw, language, known, met)
        own.append(credit)
        if credit is not None:
            known.append(credit)
        if "person" in sentence.kinds:
            met = [*met, *persons(sentence, raw, language)][-REMEMBERED:]
    if not sentences:
        return []
    held = _held(sentences, _reaching_back(sentences, own), language)
    for index, (sentence, credit) in enumerate(zip(sentences, own, strict=True)):
        if credit is not None and any(t.kind == "says" and t.value == "gives" for t in sentence.tokens):
            held[:index] = [c or credit for c in held[:index]]
    first = next((i for i, c in enumerate(own) if c is not None), 0)
    if sum(not s.title for s in sentences[:first]) <= LEAD_REACH:
        held[:first] = [held[first]] * first
    footer = _footer(sentences, raw, language)
    return [c or footer for c in held]


def _reaching_back(sentences: Sequence[Sentence], own: Sequence[Credit | None]) -> list[Credit | None]:
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
        if told[index] is not None and told[index - 1] is None and together and first and not _is_heading(before):
            told[index - 1] = told[index]
    return told


def _held(sentences: Sequence[Sentence], own: Sequence[Credit | None], language: Language) -> list[Credit | None]:
    """Each sentence's own credit, or the one that still holds."""
    held: list[Credit | None] = []
    current: Credit | None = None
    named: Credit | None = None
    line = -9
    lead = next((s.line for s in sentences if not s.title), -1)
    reach = 0
    body = [s.line for s in sentences if not s.title]
    chained = language.source_holds == "text" or len(body) < CHAINED * len(set(body))
    for sentence, credit in zip(sentences, own, strict=True):
        if credit is not None and language.source_holds == "text" and _mentions_only(sentence):
            held.append(credit)
            continue
        if credit is not None:
            current, named, line = credit, credit, sentence.line
            reach = 1 if chained or sentence.line == lead else 0
        elif named is not None and _named_by_kind(sentence, named, language):
            current, line = named, sentence.line
        elif _ends(sentence, line, max(reach, goes_on(sentence))):
            current = None
        elif current is not None and (chained or _is_item(sentence)):
            line = sentence.line
        held.append(current)
    return held


def _named_by_kind(sentence: Sentence, credit: Credit, language: Language) -> bool:
    """As in "the board granted asylum", where the refugee board was credited before."""
    text, kind = sentence.gap(sentence.start, sentence.end), credit.name.split()[-1].lower()
    return any(f"{the} {kind} " in text for the in language.of("glue", "the"))


def _mentions_only(sentence: Sentence) -> bool:
    """As in "통일부가 분기 통계를 낼 때마다": statistics spoken of, in a sentence without any, tell nothing."""
    says = {t.value for t in sentence.tokens if t.kind == "says"}
    return says == {"data"} and not any(t.kind in {"amount", "period"} for t in sentence.tokens)


def _ends(sentence: Sentence, line: int, reach: int) -> bool:
    """Whether a sentence without a source of its own is not spoken by the last one any more."""
    beyond = sentence.line - line > (1 if _is_item(sentence) else reach)
    aside = sentence.gap(sentence.start, sentence.start + 1) == "["
    impersonal = any((t.kind, t.value) == ("says", "impersonal") for t in sentence.tokens)
    return beyond or aside or impersonal or _is_heading(sentence) or _finds(sentence)


def goes_on(sentence: Sentence) -> int:
    """One paragraph for what begins "A year before" or "A further 37": it takes up the figures just told."""
    if any(t.sense == ("them", "others") for t in sentence.tokens):
        return 1
    opening = next((t for t in sentence.tokens if t.kind in {"period", "amount"}), None)
    return int(
        opening is not None and opening.kind == "period" and any(a.kind == "shifted" for a in opening.value.atoms)
    )


def _is_item(sentence: Sentence) -> bool:
    """A line of a list: short, with a number, without a full stop."""
    text = sentence.gap(sentence.start, sentence.end)
    return len(text) < 60 and not text.endswith(".") and any(t.kind == "amount" for t in sentence.tokens)


def _finds(sentence: Sentence) -> bool:
    """As in "A field study found 8,000": somebody else's figure, whose name is not known."""
    tokens = sentence.tokens
    return any(
        (t.kind, t.value) == ("says", "verb") and tokens[i + 1].kind in {"amount", "qualifier"}
        for i, t in enumerate(tokens[:-1])
    )


def _footer(sentences: Sequence[Sentence], raw: str, language: Language) -> Credit | None:
    """The source that a line names for the whole text, or the body that speaks of itself as "we"."""
    for sentence in reversed(sentences):
        if _is_source_line(sentence):
            return _credited(sentence, raw, language, [], [])
    if not sentences or not language.cased:
        return None
    title = TITLE_NAME.match(raw, sentences[0].start, sentences[0].end)
    ours = any(t.kind == "pronoun" and t.value == "we" for s in sentences for t in s.tokens)
    return Credit(title.group(1), title.start(1), title.end(1)) if title is not None and ours else None


def _is_heading(sentence: Sentence) -> bool:
    text = sentence.gap(sentence.start, sentence.end)
    if any(t.kind == "amount" for t in sentence.tokens):
        return False
    return text.endswith("?") or (len(text) < 30 and not text.endswith((".", ",", "。")))


def _is_source_line(sentence: Sentence) -> bool:
    text = sentence.gap(sentence.start, sentence.end)
    cited = any((t.kind, t.value) == ("says", "cites") and t.start == sentence.start for t in sentence.tokens)
    named = any(t.kind == "source" and t.start == sentence.start for t in sentence.tokens)
    if len(text) >= 70 or any(t.kind == "amount" for t in sentence.tokens):
        return False
    speaks = any(t.kind == "says" and t.value != "cites" for t in sentence.tokens)
    return (cited or (named and text.endswith("."))) and not speaks


def _credited(
    sentence: Sentence, raw: str, language: Language, known: Sequence[Credit], met: Sequence[Credit]
) -> Credit | None:
    if sentence.kinds.isdisjoint(SPEAKING):
        return None
    says = _says(sentence)
    asked = [t.start for t in says if t.value == "asks"]
    says = [t for t in says if t.value not in {"asks", "impersonal"}]
    sources = [
        Credit(t.value, t.start, t.end)
        for t in sentence.tokens
        if t.kind == "source" and not any(0 <= at - t.end <= ASKED for at in asked)
    ]
    sources = [s for s in sources if not any(0 <= o.start - s.end <= POSSESSIVE for o in sources)]
    if not says:
        return sources[0] if sources and _is_source_line(sentence) else None
    sources += [_ministry(t, known, language) for t in sentence.tokens if t.kind == "body" and t.value in MINISTRY]
    if any(t.value == "own" for t in says):
        own = next(t for t in says if t.value == "own")
        person = next((k for k in reversed(known) if k.name not in source_names(language)), None)
        return person and person._replace(start=own.start, end=own.end)
    titled = list(persons(sentence, raw, language))
    named = [*sources, *titled]
    before = [*met, *(k for k in known if k.name not in source_names(language))]
    nameless = [*names(sentence, raw, language), *named_again(sentence, raw, before), *offices(sentence, raw)]
    nameless = [n for n in nameless if not _party_of(n, titled, raw, language)]
    for cite in (t for t in says if t.value == "cites"):
        cited = _cited_here(named, nameless, cite, raw, language) or _nearest(sources, cite)
        if cited is None and known and _says_again(sentence, cite):
            return known[-1]._replace(start=cite.start, end=cite.end)
        if cited is not None:
            return _first_hand(cited, sources, says) if language.base_side == "before" else cited
    far = FAR if language.base_side == "after" else LONGEST
    reach = far + FAR  # a clause in commas does not count towards the distance
    pairs = [(_distance(n, t), n) for n in named for t in _around(n, says, reach) if t.value != "doubts"]
    for name in nameless:
        for verb in (t for t in _around(name, says, reach) if t.value == "verb" and _beside(name, t, raw, language)):
            apposed = language.cased and raw[name.end : verb.start].count(",") == CLAUSE
            pairs.append((_distance(name, verb) - FAR * apposed, name))
    best = min(pairs, key=lambda pair: pair[0], default=None)
    if best is not None and best[0] <= far:
        return best[1]
    spoken = next((t for t in says if t.value == "verb" and _spoken_by(sentence, t)), None)
    return known[-1]._replace(start=spoken.start, end=spoken.end) if known and spoken else None


def _spoken_by(sentence: Sentence, verb: Token) -> bool:
    """As in "he says", "the data showed": a word that stands for the one who was named before, beside a verb."""
    near = [t for t in sentence.tokens if 0 <= verb.start - t.end <= CLOSE]
    return any((t.kind, t.value) in {("pronoun", "word"), ("says", "data")} for t in near)


def _says_again(sentence: Sentence, cite: Token) -> bool:
    """As in "according to the report": data named before, whoever they are of."""
    return any(t.sense == ("says", "data") and 0 <= t.start - cite.end <= CLOSE for t in sentence.tokens)


def _party_of(name: Credit, titled: Sequence[Credit], raw: str, language: Language) -> bool:
    """As in "Rep. Kang of the opposition Minjoo Party": a body that only tells of a person where they belong."""
    links = tuple(f" {word} " for word in language.of("naming", "belongs"))
    return any(0 <= name.start - p.end <= BELONGING and raw[p.end : name.start].startswith(links) for p in titled)


def _cited_here(
    named: Sequence[Credit], nameless: Sequence[Credit], cite: Token, raw: str, language: Language
) -> Credit | None:
    """Whom a citing word leads to: a source or person of the same clause, else a name beside it."""
    first = _cited(named, cite, language)
    if language.base_side != "after":
        return _cited([*named, *nameless], cite, language)
    if first is not None and "," not in raw[cite.end : first.start]:
        return first
    return _cited([n for n in nameless if "," not in raw[cite.end : n.start]], cite, language) or first


def _first_hand(cited: Credit, sources: Sequence[Credit], says: Sequence[Token]) -> Credit:
    """As in "자유아시아방송에 따르면 국무부는 …라고 밝혔다": who counted, not the outlet that tells of it."""
    outlets = load_topic().outlets
    others = [s for s in sources if s.name not in outlets and s.start > cited.end]
    speaks = any(t.value in {"verb", "data"} for t in says)
    return others[0] if cited.name in outlets and others and speaks else cited


def _around(credit: Credit, says: list[Token], reach: int) -> list[Token]:
    """The words of saying near enough to bear on a name, so that a sentence of any length takes its time once."""
    first = bisect_left(says, credit.start - reach, key=lambda token: token.start)
    return says[first : bisect_left(says, credit.end + reach, key=lambda token: token.start)]


def _ministry(token: Token, known: Sequence[Credit], language: Language) -> Credit:
    """As in "The ministry": the one named last, else the one that the topic's figures come from."""
    offices_known = source_names(language)
    ministries = (k.name for k in reversed(known) if k.name in offices_known and "ministry" in k.name.lower())
    name = next(ministries, load_topic().sources[0])
    return Credit(name, token.start, token.end)


def _beside(credit: Credit, verb: Token, raw: str, language: Language) -> bool:
    """Whether a bare name is a verb's subject: beside it, or with one clause in commas between."""
    if language.base_side == "before":
        return credit.end <= verb.start
    if credit.start > verb.end:
        return credit.start - verb.end <= 5
    commas = raw[credit.end : verb.start].count(",")
    distance = verb.start - credit.end
    close = commas == 1 and distance <= CLOSE
    return close or (commas == 0 and distance <= BESIDE) or (commas == CLAUSE and distance <= FAR)


def _says(sentence: Sentence) -> list[Token]:
    """The words of saying, with denials and "ministry data", which say as well."""
    says = []
    for token in sentence.tokens:
        if token.kind == "says":
            says.append(token)
        elif token.value == "denial":
            says.append(replace(token, value="verb"))
        elif token.value == "ministry_data":
            says.append(replace(token, value="data"))
    return says


def _cited(named: Sequence[Credit], cite: Token, language: Language) -> Credit | None:
    """The name that a word such as "according to" leads to: after it, or before it where postpositions cite."""
    if language.base_side == "after":
        beside = [n for n in named if 0 <= n.start - cite.end <= FAR]
    else:
        beside = [n for n in named if 0 <= cite.start - n.end <= FAR]
    return _nearest(beside, cite)


def _distance(credit: Credit, token: Token) -> int:
    return min(abs(token.start - credit.end), abs(credit.start - token.end))


def _nearest(named: Sequence[Credit], token: Token) -> Credit | None:
    return min(named, key=lambda n: _distance(n, token), default=None)
