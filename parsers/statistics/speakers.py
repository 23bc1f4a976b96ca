"""One sentence in, whom it credits for its figures out: a known source, a named person or body, or nobody.

A source is credited where a word of saying, citing or data stands with it.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from parsers.languages import Language, source_names
from parsers.sentences import LONGEST
from parsers.statistics.model import Sentence
from parsers.statistics.names import Credit, named_again, names, offices, persons, shapes, strangers
from parsers.statistics.tokens import Token
from parsers.topics import load_topic

FAR: Final = 90
"""How many characters may part a source from its verb; a bare name must stand `BESIDE` it."""
BESIDE: Final = 30
SOURCE_LINE: Final = 70
"""A line that does nothing but name the source is shorter."""
CLOSE: Final = 12
ASKED: Final = 7
"""A source so near before "과의 통화" is who was told, not who tells: the short name in brackets fits between."""
POSSESSIVE: Final = 3
"""How many characters make an owner of a name: "the government's Ministry of Unification", "the group's head Lee"."""
BELONGING: Final = 40
PAPER: Final = 12
"""How far data may stand from the word that says who gave them out: "제출한 국정감사 자료"."""
CLAUSE: Final = 2
"""The commas around a clause between a name and its verb: "Lim, who follows the figures, expects"."""
SPEAKING: Final = frozenset({"says", "source", "block", "body"})
MINISTRY: Final = frozenset({"ministry", "ministry_data"})
VERBS: Final = frozenset({"verb", "tells"})
DATA: Final = frozenset({("says", "data"), ("figure", "number"), ("figure", "total")})
APPOSED: Final = 60
"""How long the clause may be that tells for whom somebody speaks: ", who heads the Seoul-based "."""


def credited(
    sentence: Sentence, raw: str, language: Language, known: Sequence[Credit], met: Sequence[Credit]
) -> Credit | None:
    """Whom a sentence credits; `known` are the credits of the sentences before, `met` the persons they name."""
    if sentence.kinds.isdisjoint(SPEAKING):
        return None
    says = [t for t in _says(sentence) if t.value not in {"asks", "impersonal"}]
    sources = _sources(sentence, language)
    if not says:
        line = is_source_line(sentence) or (sentence.title and _stands_with_colon(sources[:1], sentence))
        return sources[0] if sources and line else None
    sources += [_ministry(t, known, language) for t in sentence.of("body") if _is_ministry(sentence, t)]
    if any(t.value == "own" for t in says):
        own = next(t for t in says if t.value == "own")
        person = next((k for k in reversed(known) if k.name not in source_names(language)), None)
        return person and person._replace(start=own.start, end=own.end)
    titled = list(persons(sentence, raw, language))
    named = [*sources, *titled]
    nameless = _nameless(sentence, raw, language, titled, [*met, *_unlisted(known, language)])
    for cite in (t for t in says if t.value == "cites"):
        cited = _cited_here(named, nameless, cite, raw, language) or _nearest(sources, cite)
        again = known[-1]._replace(start=cite.start, end=cite.end) if known and _says_again(sentence, cite) else None
        if again is not None and (cited is None or (cited.name in load_topic().outlets and cited.start < cite.start)):
            return again
        if cited is not None and sources and cited in offices(sentence, raw):
            continue  # "the group said, citing activists"
        if cited is not None:
            return _speaking_for(_first_hand(cited, named, says, raw, language), sources, sentence, raw)
    speaker = _whose_paper(named, says, language) or _speaker(named, nameless, says, raw, language)
    if speaker is not None:
        return _speaking_for(speaker, sources, sentence, raw)
    spoken = next((t for t in says if t.value in VERBS and _spoken_by(sentence, t)), None)
    spoken_for = _last_spoken_of(known, met)
    return spoken_for._replace(start=spoken.start, end=spoken.end) if spoken_for and spoken else None


def _last_spoken_of(known: Sequence[Credit], met: Sequence[Credit]) -> Credit | None:
    """Who is meant by "he says": whoever was credited or met last."""
    return max([*known[-1:], *met[-1:]], key=lambda credit: credit.start, default=None)


def _stands_with_colon(sources: Sequence[Credit], sentence: Sentence) -> bool:
    """As in "State Department: 186 refugees live here", "Fewer come: unification ministry": how headlines cite."""
    return any(
        sentence.gap(s.end, s.end + 1) == ":" or (s.end == sentence.end and sentence.gap(s.start - 2, s.start) == ": ")
        for s in sources
    )


def _sources(sentence: Sentence, language: Language) -> list[Credit]:
    """The known sources of a sentence but for those that were told, and for mere owners of the next one."""
    asked = [t for t in sentence.tokens if t.sense in {("says", "asks"), ("says", "tells")}]
    found = [Credit(t.value, t.start, t.end) for t in sentence.of("source")]
    found = [s for s in found if not any(_was_told(s, t, language) for t in asked)]
    return [s for s in found if not any(0 <= o.start - s.end <= POSSESSIVE for o in found)]


def _was_told(credit: Credit, asked: Token, language: Language) -> bool:
    """As in "told Yonhap News Agency", "A씨는 VOA와의 통화에서": who was told, not who tells."""
    if not language.verb_last:
        return 0 <= credit.start - asked.end <= ASKED
    return 0 <= asked.start - credit.end <= ASKED


def _unlisted(known: Sequence[Credit], language: Language) -> list[Credit]:
    return [k for k in known if k.name not in source_names(language)]


def _nameless(
    sentence: Sentence, raw: str, language: Language, titled: Sequence[Credit], before: Sequence[Credit]
) -> list[Credit]:
    """Names without a title and bodies without a name that may speak: not those only told, or only told of."""
    asked = [t for t in sentence.of("says") if t.value == "tells"]
    among = {t.end + 1 for t in sentence.of("them")}
    papers = {t.start - 1 for t in sentence.of("says") if t.value == "data"}
    cited = "source" in sentence.kinds
    found = [*names(sentence, raw, language), *named_again(sentence, raw, before)]
    found += [*offices(sentence, raw), *strangers(sentence, raw)]
    return [
        n
        for n in found
        if not _party_of(n, titled, raw, language)
        and n.start not in among
        and not (cited and n.end in papers)
        and not any(_was_told(n, t, language) for t in asked)
    ]


def _speaker(
    named: Sequence[Credit], nameless: Sequence[Credit], says: list[Token], raw: str, language: Language
) -> Credit | None:
    """Who stands nearest to a word of saying."""
    if language.verb_last:
        named, nameless = _subjects([*named], [*nameless], raw, language)
    far = LONGEST if language.verb_last else FAR
    reach = far + FAR  # a clause in commas does not count towards the distance
    pairs = [(_distance(n, t), n) for n in named for t in _around(n, says, reach) if t.value != "doubts"]
    near = min((distance for distance, _ in pairs), default=far)
    for name in nameless:
        for verb in (t for t in _around(name, says, reach) if t.value in VERBS and _beside(name, t, raw, language)):
            apposed = "names" in language.capitals and near > CLOSE and raw[name.end : verb.start].count(",") == CLAUSE
            pairs.append((_distance(name, verb) - FAR * apposed, name))
    best = min(pairs, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] <= far else None


def _whose_paper(named: Sequence[Credit], says: Sequence[Token], language: Language) -> Credit | None:
    """As in "의원은 통일부가 제출한 자료를 근거로 주장했다": whose data they are, not who speaks of them."""
    if not language.verb_last:
        return None
    for verb, paper in pairwise(says):
        given = (verb.value, paper.value) == ("verb", "data") and paper.start - verb.end <= PAPER
        giver = next((n for n in named if 0 <= verb.start - n.end <= CLOSE), None) if given else None
        if giver is not None:
            return giver
    return None


def _subjects(
    named: Sequence[Credit], nameless: Sequence[Credit], raw: str, language: Language
) -> tuple[list[Credit], list[Credit]]:
    """Where particles tell: those of whom a sentence says something, else its other subjects, and no one told."""
    marks = shapes(language)

    def marked(credit: Credit, mark: re.Pattern[str]) -> bool:
        last = raw[credit.end - 1 : credit.end]  # a name may be listed with its particle
        return mark.match(raw, credit.end) is not None or mark.fullmatch(last) is not None

    for mark in (marks.topic, marks.subject):
        chosen = [[c for c in those if marked(c, mark)] for those in (named, nameless)]
        if any(chosen):
            return chosen[0], chosen[1]
    left = [[c for c in those if not marked(c, marks.told)] for those in (named, nameless)]
    return left[0], left[1]


def _speaking_for(credit: Credit, sources: Sequence[Credit], sentence: Sentence, raw: str) -> Credit:
    """As in "ministry spokesman Koo", "Lee, who heads the working group": the body that a person speaks for."""
    if credit in sources:
        return credit
    roles = {t.start: t for t in sentence.tokens if t.sense in {("person", "role"), ("person", "speaker")}}
    for source in sources:
        role = roles.get(source.end + 1) or roles.get(source.end + POSSESSIVE)
        if role is not None and 0 <= credit.start - role.end <= 1:
            return source
        clause = raw[credit.end : source.start]
        if not clause.startswith(", ") or len(clause) > APPOSED or "," in clause[2:]:
            continue
        speaks = any(t.value == "speaker" and credit.end < t.start < source.start for t in roles.values())
        return source if speaks else credit._replace(name=f"{credit.name}, {source.name}")
    return credit


def _spoken_by(sentence: Sentence, verb: Token) -> bool:
    """As in "he says", "the data showed", "she recalled: ...": who was named before, in another word, beside a verb."""
    near = [t for t in sentence.tokens if 0 <= verb.start - t.end <= CLOSE]
    return any(t.sense in {("pronoun", "word"), ("says", "data")} for t in near)


def _says_again(sentence: Sentence, cite: Token) -> bool:
    """As in "according to the report": data named before, whoever they are of."""
    return any(t.value == "data" and 0 <= t.start - cite.end <= CLOSE for t in sentence.of("says"))


def _party_of(name: Credit, titled: Sequence[Credit], raw: str, language: Language) -> bool:
    """As in "Rep. Kang of the opposition Minjoo Party": a body that only tells of a person where they belong."""
    links = tuple(f" {word} " for word in language.of("naming", "belongs"))
    return any(0 <= name.start - p.end <= BELONGING and raw[p.end : name.start].startswith(links) for p in titled)


def _cited_here(
    named: Sequence[Credit], nameless: Sequence[Credit], cite: Token, raw: str, language: Language
) -> Credit | None:
    """Whom a citing word leads to: a source or person of the same clause, else a name beside it."""
    first = _cited(named, cite, language)
    if language.verb_last:
        return _cited([*named, *nameless], cite, language)
    if first is not None and "," not in raw[cite.end : first.start]:
        return first
    return _cited([n for n in nameless if _leads_to(raw[cite.end : n.start], language)], cite, language) or first


def _leads_to(clause: str, language: Language) -> bool:
    """Whether nothing but an apposition parts a citing word from a name: "citing a Thai paper, the Bangkok Post"."""
    apposed = (", ", *(f", {the} " for the in language.of("glue", "the")))
    return "," not in clause or (clause.count(",") == 1 and clause.endswith(apposed))


def _first_hand(cited: Credit, named: Sequence[Credit], says: Sequence[Token], raw: str, language: Language) -> Credit:
    """As in "자유아시아방송에 따르면 국무부는 …라고 밝혔다": who counted, not the outlet that tells of it."""
    outlets = load_topic().outlets
    if cited.name not in outlets or not any(t.value in {*VERBS, "data"} for t in says):
        return cited
    others = [n for n in named if n.name not in outlets and n.start > cited.end]
    if not language.verb_last:
        verbs = [t for t in says if t.value in VERBS]
        others = [
            o for o in others if "," not in raw[cited.end : o.start] or any(_beside(o, t, raw, language) for t in verbs)
        ]
    return others[0] if others else cited


def _around(credit: Credit, says: list[Token], reach: int) -> list[Token]:
    """The words of saying near enough to bear on a name, so that a sentence of any length takes its time once."""
    first = bisect_left(says, credit.start - reach, key=lambda token: token.start)
    return says[first : bisect_left(says, credit.end + reach, key=lambda token: token.start)]


def _is_ministry(sentence: Sentence, token: Token) -> bool:
    """Whether a word such as "the official" speaks for a ministry: not in "the official figures"."""
    if token.value not in MINISTRY:
        return False
    return not any(t.start - token.end == 1 and t.sense in DATA for t in sentence.tokens)


def _ministry(token: Token, known: Sequence[Credit], language: Language) -> Credit:
    """As in "The ministry": the one named last, else the one that the topic's figures come from."""
    offices_known = source_names(language)
    ministries = (k.name for k in reversed(known) if k.name in offices_known and "ministry" in k.name.lower())
    name = next(ministries, load_topic().sources[0])
    return Credit(name, token.start, token.end)


def _beside(credit: Credit, verb: Token, raw: str, language: Language) -> bool:
    """Whether a bare name is a verb's subject: beside it, or with one clause in commas between."""
    if language.verb_last:
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
            says.append(token.read_as(token.kind, "verb"))
        elif token.value == "ministry_data":
            says.append(token.read_as(token.kind, "data"))
    return says


def _cited(named: Sequence[Credit], cite: Token, language: Language) -> Credit | None:
    """The name that a word such as "according to" leads to: after it, or before it where postpositions cite."""
    if language.verb_last:
        beside = [n for n in named if 0 <= cite.start - n.end <= FAR]
    else:
        beside = [n for n in named if 0 <= n.start - cite.end <= FAR]
    return _nearest(beside, cite)


def _distance(credit: Credit, token: Token) -> int:
    return min(abs(token.start - credit.end), abs(credit.start - token.end))


def _nearest(named: Sequence[Credit], token: Token) -> Credit | None:
    return min(named, key=lambda n: _distance(n, token), default=None)


def is_source_line(sentence: Sentence) -> bool:
    """Whether a sentence does nothing but name a source: "Source: Ministry of Unification"."""
    first = sentence.tokens[0] if sentence.tokens else None
    if first is None or first.start != sentence.start or sentence.end - sentence.start >= SOURCE_LINE:
        return False
    cites = first.sense == ("says", "cites") or (first.kind == "source" and sentence.text[sentence.end - 1] == ".")
    speaks = any(t.value != "cites" for t in sentence.of("says"))
    return cites and not speaks and "amount" not in sentence.kinds
