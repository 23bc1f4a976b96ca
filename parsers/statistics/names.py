"""A sentence in, the persons and bodies it names that may be the source of a figure out; never who of them is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from parsers.languages import Language, source_names
from parsers.romanised import romanised
from parsers.statistics.model import Sentence
from parsers.statistics.tokens import Token
from parsers.topics import load_topic

COUNTED: Final = frozenset({"people", "group", "event"})
"""Kinds that name whom a text counts, in quotation marks or not."""
TITLED: Final = 40
"""How far before a title a name may start, its party between: "박병석 더불어민주당 의원"."""
REMEMBERED: Final = 60
"""Credits after which a name that is named again is no longer looked for: no article has so many."""
ROLES: Final = frozenset({"role", "speaker"})
"""What somebody does, which is no title before a name."""
ORIGINS: Final = frozenset({"place", "people"})
ORIGIN: Final = 15
"""How far from its article a person may stand where the word between says from where: "a South Korean "."""
PLAIN: Final = frozenset({"place", "month", "weekday", "people", "period", "region", "group", "sex"})
CAPITALS: Final = "A-ZÀ-ÖØ-ÞŒŠŽ"
LETTERS: Final = {"hangul": "가-힣", "kana": "ぁ-ゖァ-ヺー一-鿿", "han": "一-鿿", "latin": "a-zß-öø-ÿœšž" + CAPITALS}
"""The letters of each script (Unicode blocks) and, of the Latin one, the capitals of western Europe."""
LAWMAKER: Final = "Rep. "
"""What a record puts before the name of a member of parliament, in whatever language the text is."""


class Credit(NamedTuple):
    """A source as the text names it, and the offsets of the words."""

    name: str
    start: int
    end: int
    person: bool = False
    """Whether it is the name of a person beside a title, in a language without capitals."""


class Shapes(NamedTuple):
    """How names look beside the words of a language that go with them."""

    capitals: re.Pattern[str]
    several: re.Pattern[str]
    titled: re.Pattern[str]
    body: re.Pattern[str]
    cited: re.Pattern[str]
    topic: re.Pattern[str]
    subject: re.Pattern[str]
    told: re.Pattern[str]
    quoted: re.Pattern[str]
    linked: re.Pattern[str]
    surname: re.Pattern[str]
    gave: re.Pattern[str]


@cache
def shapes(language: Language) -> Shapes:
    """The shapes of names in a language; where it has no words for one, that shape never matches."""
    inside, party, subject, citing, topic, told, speaker = (
        "|".join(map(re.escape, language.of("naming", meaning))) or "(?!)"
        for meaning in ("inside", "party", "subject", "citing", "topic", "told", "speaker")
    )
    ends = "|".join(map(re.escape, (*language.of("naming", "party"), *language.of("naming", "body")))) or "(?!)"
    gives = "|".join(set(language.of("naming", "subject")) - set(language.of("naming", "topic"))) or "(?!)"
    letter = LETTERS[language.script]
    wide = letter if language.script == "latin" else f"{letter}A-Za-z"
    office = rf"(?:\s?\([^)]{{1,20}}\))?(?:\s?(?:[{letter}]{{1,6}}\s)?(?:{speaker}))?"
    first, more = rf"[{CAPITALS}][\w'’.&-]*", rf"(?:\s+(?:(?:{inside})\s+)*[{CAPITALS}][\w'’-]*)"
    return Shapes(
        capitals=re.compile(f"{first}{more}*"),
        several=re.compile(f"{first}{more}+"),
        titled=re.compile(
            rf"(?<![{letter}])([{letter}]{{2,4}})(?![{letter}])\s?(?:\([^)]{{1,20}}\)\s?)?"
            rf"(?:[{letter}]{{1,12}}(?:{party})(?:\([^)]{{1,20}}\))?\s){{0,2}}$"
        ),
        body=re.compile(rf"\s?([{wide}]{{3,20}}?)(?:\([^)]{{1,20}}\))?(?:{subject})(?=\s)"),
        cited=re.compile(rf"(?<![^\s])([{wide}][{wide}0-9·]{{1,19}}?)(?:\([^)]{{1,20}}\))?(?:{citing})\s$"),
        topic=re.compile(rf"{office}(?:{topic})(?![^\W\d_])"),
        subject=re.compile(rf"{office}(?:{subject})(?![^\W\d_])"),
        told=re.compile(rf"{office}(?:{told})(?![^\W\d_])"),
        quoted=re.compile(rf"['‘]([^'’]{{2,20}})['’](?=(?:{subject}))"),
        linked=re.compile(rf"^(?:{inside})\s+"),
        surname=re.compile(rf"(?<![{letter}])([{letter}])\s$"),
        gave=re.compile(rf"(?<![^\s])([{wide}]{{2,20}}(?:{ends}))(?:\([^)]{{1,20}}\))?(?:{gives})\s"),
    )


def in_record(credit: Credit, language: Language) -> str:
    """A source as a record writes it: "Rep. 서다인" as "Rep. Seo Da-in", bodies as the text does."""
    found = re.search(f"[{LETTERS[language.script]}]+", credit.name) if credit.person else None
    if found is None or found.group().endswith((*language.of("naming", "body"), *language.of("naming", "party"))):
        return credit.name
    return credit.name.replace(found.group(), romanised(found.group(), _surnames(language)) or found.group())


@cache
def _surnames(language: Language) -> Mapping[str, str]:
    return {word.text: word.value for word in language.words if word.kind == "surname"}


def persons(sentence: Sentence, raw: str, language: Language, met: Sequence[Credit] = ()) -> Iterator[Credit]:
    """Names with the title of an office; a surname alone is that of a person in `met`."""
    named = {t.start for t in sentence.of("place")}
    for token in sentence.tokens:
        if token.kind != "person" or token.value in ROLES:
            continue
        prefix = LAWMAKER if token.value == "lawmaker" else ""
        if "names" in language.capitals:
            name = (
                shapes(language).capitals.match(raw, token.end + 1) if raw[token.end : token.end + 1] == " " else None
            )
            if name is not None and name.end() <= sentence.end:
                yield Credit(prefix + name.group().strip(" .,'"), token.start, name.end())
        elif (
            match := shapes(language).titled.search(raw[max(sentence.start, token.start - TITLED) : token.start])
        ) is not None:
            if token.start - len(match.group()) not in named:
                yield Credit(prefix + match.group(1), token.start - len(match.group()), token.end, person=True)
        elif (
            surname := shapes(language).surname.search(raw[max(sentence.start, token.start - 3) : token.start])
        ) is not None:
            bearer = _bearer(surname.group(1), met)
            if bearer is not None:
                yield bearer._replace(start=token.start - len(surname.group()), end=token.end)


def _bearer(surname: str, met: Sequence[Credit]) -> Credit | None:
    """As in "서 의원은": the person named last who bears that surname."""
    persons_met = (m for m in reversed(met) if m.person)
    return next((m for m in persons_met if m.name.removeprefix(LAWMAKER).startswith(surname)), None)


def offices(sentence: Sentence, raw: str) -> list[Credit]:
    """Bodies without a name of their own: "the ward office"."""
    return [Credit(raw[t.start : t.end], t.start, t.end) for t in sentence.of("body") if t.value == "office"]


def strangers(sentence: Sentence, raw: str) -> Iterator[Credit]:
    """Persons whose name is not told: "a pastor", "a South Korean activist"."""
    if "person" not in sentence.kinds:
        return
    for place, token in enumerate(sentence.tokens):
        led = sentence.tokens[max(0, place - 2) : place]
        led = led[:-1] if led and led[-1].kind in ORIGINS and token.start - led[-1].end == 1 else led
        named = token.kind == "person" and token.value in ROLES
        if named and led and led[-1].sense == ("glue", "a") and token.start - led[-1].end <= ORIGIN:
            yield Credit(raw[token.start : token.end], token.start, token.end)


def called_again(sentence: Sentence, raw: str, known: Sequence[Credit], language: Language) -> Iterator[Credit]:
    """As in "the lawmaker said", "the group added": who was credited before, called by what they are."""
    articles = {t.end for t in sentence.of("glue") if t.value == "the"}
    for token in (*sentence.of("person"), *sentence.of("body")):
        if token.start - 1 not in articles or token.value in {"named", "office"}:
            continue
        role = raw[token.start : token.end].lower()
        before = known[: -REMEMBERED - 1 : -1]
        if token.kind == "body":
            again = next((k for k in before if _is_group(k.name, language)), None)
        elif token.value == "lawmaker":
            again = next((k for k in before if k.name.startswith(LAWMAKER)), None)
        else:
            again = next((k for k in before if k.name.lower().endswith(role.split()[-1])), None)
        if again is not None:
            yield again._replace(start=token.start, end=token.end)


def _is_group(name: str, language: Language) -> bool:
    """Whether a name may be meant by "the group": neither a ministry nor a paper."""
    known = name in source_names(language) and name not in load_topic().outlets
    return (known and load_topic().ministry not in name) or name.lower().endswith(language.of("body", "noun"))


def named_again(sentence: Sentence, raw: str, known: Sequence[Credit]) -> Iterator[Credit]:
    """Names credited before that are named again, in full or by one word of the name."""
    text = raw[sentence.start : sentence.end]
    last_of_name = {credit.name: credit for credit in known[-REMEMBERED:]}
    for credit in reversed(last_of_name.values()):
        for word in (credit.name, *(w.rstrip(",") for w in credit.name.split() if not w.endswith("."))):
            at = text.find(word)
            if at >= 0 and len(word) > 2 and (word[:1].isupper() or not word.isascii()):
                yield credit._replace(start=sentence.start + at, end=sentence.start + at + len(word))
                break


def _cited_bodies(sentence: Sentence, raw: str, language: Language) -> Iterator[Credit]:
    """As in "인천시에 따르면": the word that a citing verb stands with, where it is a name and no word for data."""
    if "source" in sentence.kinds or ("says", "cites") not in sentence.senses:
        return
    plain = (*language.of("says", "data"), *language.of("naming", "plain"))
    known = [(t.start, t.end) for t in sentence.tokens if t.kind in {"says", "person"}]
    for token in sentence.tokens:
        start = max(sentence.start, token.start - 40)
        if token.sense != ("says", "cites"):
            continue
        match = shapes(language).cited.search(raw[start : token.start])
        beside = match is not None and not any(a < start + match.end() and start + match.start() < b for a, b in known)
        if match is not None and beside and not match.group(1).endswith(plain):
            yield Credit(match.group(1), start + match.start(1), start + match.end(1))
        else:
            yield from _giving_bodies(sentence, token, raw, language)


def _giving_bodies(sentence: Sentence, cites: Token, raw: str, language: Language) -> Iterator[Credit]:
    """As in "교육개발원이 공개한 '탈북학생 통계'에 따르면": the body that gave out what is cited."""
    verbs = [t.start for t in sentence.of("says") if t.value == "verb" and t.end <= cites.start]
    for match in shapes(language).gave.finditer(raw, sentence.start, verbs[-1] if verbs else sentence.start):
        yield Credit(match.group(1), match.start(1), match.end(1))


def is_body(name: str, language: Language) -> bool:
    """As in "Bangkok Post", "Korea Institute for Defense Analyses": the name of a body, a place in it or not."""
    return any(word in language.of("naming", "body") for word in name.lower().split())


def names(sentence: Sentence, raw: str, language: Language) -> Iterator[Credit]:
    """Names without a title: capitalised words that are no place, month or people, or a quoted name."""
    if "names" not in language.capitals:
        known = {t.span for t in sentence.tokens if t.kind in COUNTED}
        groups = {t.start for t in sentence.of("group")}
        for match in shapes(language).quoted.finditer(raw, sentence.start, sentence.end):
            if match.span(1) not in known and not any(match.start(1) <= at < match.end(1) for at in groups):
                yield Credit(match.group(1), match.start(1), match.end(1))
        yield from _cited_bodies(sentence, raw, language)
        for token in sentence.tokens:
            if token.sense == ("body", "noun"):
                named = shapes(language).body.match(raw, token.end, sentence.end)
                if named is not None and raw[token.end] == " ":
                    yield Credit(named.group(1), named.start(1), named.end(1))
        return
    plain = [(t.start, t.end) for t in sentence.tokens if t.kind in PLAIN and t.end - t.start > 3]
    starts = {t.start: t.end for t in sentence.tokens if t.kind in {"says", "glue", "joint", "way"}}
    cites = {t.end for t in sentence.of("says") if t.value == "cites"}
    roles = {t.start: t.end for t in sentence.of("person") if t.value in ROLES}
    last: Credit | None = None
    shape = shapes(language).capitals if cites else shapes(language).several
    for match in shape.finditer(raw, sentence.start, sentence.end):
        if len(match.group().split()) < 2 and match.start() - 1 not in cites:
            continue
        start = starts.get(match.start(), match.start())
        name = raw[start : match.end()].strip(" .,'")
        name = shapes(language).linked.sub("", name)
        overlap = any(a < match.end() and start < b for a, b in plain) and not is_body(name, language)
        cited = start - 1 in cites and name
        if overlap or name.isupper() or not (cited or len(name.split()) > 1):
            continue
        credit = Credit(name, match.end() - len(name), match.end())
        role_end = roles.get(last.end + 1) if last is not None else None
        if last is not None and role_end is not None and credit.start - role_end == 1:
            credit = Credit(last.name, last.start, credit.end)  # a body speaks by its analyst
        yield credit
        last = credit
