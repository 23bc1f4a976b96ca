"""One sentence in, whom it credits for its figures out: a known source, a named person or body, or nobody.

A source is credited where a word of saying, citing or data stands with it.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from parsers.languages import Language, source_names
from parsers.statistics.model import Sentence
from parsers.statistics.names import LAWMAKER, Credit, called_again, named_again, names, offices, persons, strangers
from parsers.statistics.sayings import CLOSE, VERBS, cited_here, first_hand, nearest, speaker, whose_paper
from parsers.statistics.tokens import Token
from parsers.topics import load_topic

SOURCE_LINE: Final = 70
"""A line that does nothing but name the source is shorter."""
ASKED: Final = 7
"""A source so near before "과의 통화" is who was told, not who tells: the short name in brackets fits between."""
POSSESSIVE: Final = 3
"""How many characters make an owner of a name: "the government's Ministry of Unification", "the group's head Lee"."""
JOINING: Final = frozenset("·(")
BELONGING: Final = 40
SPEAKING: Final = frozenset({"says", "source", "block", "body"})
MINISTRY: Final = frozenset({"ministry", "ministry_data", "official"})
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
        return sources[0] if sources and line else _noted(sources, sentence, raw)
    sources += [_ministry(t, raw, known, language) for t in sentence.of("body") if _is_ministry(sentence, t)]
    if any(t.value == "own" for t in says):
        own = next(t for t in says if t.value == "own")
        person = next((k for k in reversed(known) if k.name not in source_names(language)), None)
        return person and person._replace(start=own.start, end=own.end)
    titled = list(persons(sentence, raw, language, met))
    named = [*sources, *titled]
    nameless = _nameless(sentence, raw, language, titled, [*met, *_unlisted(known, language)])
    nameless += called_again(sentence, raw, [*met, *known], language)
    for cite in (t for t in says if t.value == "cites"):
        cited = cited_here(named, nameless, cite, raw, language) or nearest(sources, cite)
        again = known[-1]._replace(start=cite.start, end=cite.end) if known and _says_again(sentence, cite) else None
        if again is not None and (cited is None or (cited.name in load_topic().outlets and cited.start < cite.start)):
            return again
        if cited is not None and language.verb_last and _received(cited, cite) and not sources:
            cited = next((k for k in reversed(known) if k.name in source_names(language)), cited)
            return cited._replace(start=cite.start, end=cite.end)
        if cited is not None and sources and cited in offices(sentence, raw):
            continue  # "the group said, citing activists"
        if cited is not None:
            return _speaking_for(first_hand(cited, named, says, raw, language), sources, sentence, raw)
    said_by = whose_paper(named, says, language) or speaker(named, nameless, says, raw, language)
    if said_by is not None:
        return _speaking_for(said_by, sources, sentence, raw)
    spoken = next((t for t in says if t.value in VERBS and _spoken_by(sentence, t)), None)
    spoken_for = _last_spoken_of(known, met)
    return spoken_for._replace(start=spoken.start, end=spoken.end) if spoken_for and spoken else None


def _noted(sources: Sequence[Credit], sentence: Sentence, raw: str) -> Credit | None:
    """As in "3만4천121명에 이른다(통일부, 2024년 3월)": the source in a bracket, which says no other name again."""
    ends = {t.end for t in sentence.tokens if t.kind in {"source", "body", "person"}}
    opened = (s for s in sources if raw[s.start - 1 : s.start] == "(" and s.start - 1 not in ends)
    return next(opened, None) if "amount" in sentence.kinds else None


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
    asked = [t for t in sentence.of("says") if t.value in {"asks", "tells"}]
    found = [Credit(t.value, t.start, t.end) for t in sentence.of("source")]
    found = [s for s in found if not any(_was_told(s, t, language) for t in asked)]
    joined = {o.start for s, o in pairwise(found) if _joined(sentence, s, o)}
    found = [s for s in found if s.start not in joined]
    return [s for s in found if not any(0 <= o.start - s.end <= POSSESSIVE for o in found)]


def _joined(sentence: Sentence, first: Credit, second: Credit) -> bool:
    """As in "통일부·하나재단에서", "통일부와 하나재단 자료": of two bodies that gave it together the first is named."""
    between = [t.kind for t in sentence.tokens if first.end <= t.start < second.start]
    return second.start - first.end <= POSSESSIVE and (
        between == ["joint"] or sentence.gap(first.end, second.start) in JOINING
    )


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


def _received(cited: Credit, cite: Token) -> bool:
    """As in "서 의원이 제출받은 '사망자 현황'에 따르면": a member of parliament has the data from somebody else."""
    return cited.name.startswith(LAWMAKER) and cite.start - cited.end > CLOSE


def _says_again(sentence: Sentence, cite: Token) -> bool:
    """As in "according to the report": data named before, whoever they are of."""
    return any(t.value == "data" and 0 <= t.start - cite.end <= CLOSE for t in sentence.of("says"))


def _party_of(name: Credit, titled: Sequence[Credit], raw: str, language: Language) -> bool:
    """As in "Rep. Kang of the opposition Minjoo Party": a body that only tells of a person where they belong."""
    if not titled:
        return False
    links = tuple(f" {word} " for word in language.of("naming", "belongs"))
    return any(0 <= name.start - p.end <= BELONGING and raw[p.end : name.start].startswith(links) for p in titled)


def _is_ministry(sentence: Sentence, token: Token) -> bool:
    """Whether a word such as "the official" speaks for a ministry: not in "the official figures"."""
    if token.value not in MINISTRY:
        return False
    return not any(t.start - token.end == 1 and t.sense in DATA for t in sentence.tokens)


def _ministry(token: Token, raw: str, known: Sequence[Credit], language: Language) -> Credit:
    """As in "The ministry": the one named last, else the one that the topic's figures come from; "an official"."""
    offices_known = source_names(language)
    ministries = (k.name for k in reversed(known) if k.name in offices_known and load_topic().ministry in k.name)
    named = next(ministries, None)
    if named is None and token.value == "official":
        return Credit(raw[token.start : token.end].rsplit(maxsplit=1)[-1], token.start, token.end)
    return Credit(named or load_topic().sources[0], token.start, token.end)


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


def is_source_line(sentence: Sentence) -> bool:
    """Whether a sentence does nothing but name a source: "Source: Ministry of Unification"."""
    first = sentence.tokens[0] if sentence.tokens else None
    if first is None or first.start != sentence.start or sentence.end - sentence.start >= SOURCE_LINE:
        return False
    cites = first.sense == ("says", "cites") or (first.kind == "source" and sentence.text[sentence.end - 1] == ".")
    speaks = any(t.value != "cites" for t in sentence.of("says"))
    return cites and not speaks and "amount" not in sentence.kinds
