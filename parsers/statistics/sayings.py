"""The names and the words of saying of a sentence in, the name that says something or is cited out; never a figure."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from parsers.languages import Language
from parsers.sentences import LONGEST
from parsers.statistics.names import Credit, shapes
from parsers.statistics.tokens import Token
from parsers.topics import load_topic

FAR: Final = 90
"""How many characters may part a source from its verb; a bare name must stand `BESIDE` it."""
BESIDE: Final = 30
CLOSE: Final = 12
PAPER: Final = 12
"""How far data may stand from the word that says who gave them out: "제출한 국정감사 자료"."""
CLAUSE: Final = 2
"""The commas around a clause between a name and its verb: "Lim, who follows the figures, expects"."""
APPOSED: Final = 300
"""How many characters the clause about a person takes at most before its verb."""
VERBS: Final = frozenset({"verb", "tells"})


def speaker(
    named: Sequence[Credit], nameless: Sequence[Credit], says: list[Token], raw: str, language: Language
) -> Credit | None:
    """Who stands nearest to a word of saying."""
    if language.verb_last:
        named, nameless = _subjects([*named], [*nameless], raw, language)
    far = LONGEST if language.verb_last else FAR
    reach = far + FAR  # a clause in commas does not count towards the distance
    pairs = [(_distance(n, t), n) for n in named for t in _around(n, says, reach) if t.value != "doubts"]
    near = min((distance for distance, _ in pairs), default=far)
    opened = next((n for n in nameless if _is_apposed(n, says, raw)), None) if "names" in language.capitals else None
    if opened is not None:
        return opened
    for name in nameless:
        for verb in (t for t in _around(name, says, reach) if t.value in VERBS and _beside(name, t, raw, language)):
            apposed = "names" in language.capitals and near > CLOSE and raw[name.end : verb.start].count(",") == CLAUSE
            pairs.append((_distance(name, verb) - FAR * apposed, name))
    best = min(pairs, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] <= far else None


def _is_apposed(name: Credit, says: Sequence[Token], raw: str) -> bool:
    """As in "Ryu Tae-o, a lecturer in Seoul who helps them with letters, says": parted by commas from its verb."""
    if raw[name.end : name.end + 2] != ", ":
        return False
    verb = next((t for t in says if t.start > name.end and t.value in VERBS), None)
    if verb is None or raw[verb.start - 2 : verb.start] != ", " or verb.start - name.end > APPOSED:
        return False
    return not any(mark in raw[name.end : verb.start] for mark in ';"“”')


def whose_paper(named: Sequence[Credit], says: Sequence[Token], language: Language) -> Credit | None:
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


def cited_here(
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


def first_hand(cited: Credit, named: Sequence[Credit], says: Sequence[Token], raw: str, language: Language) -> Credit:
    """As in "자유아시아방송에 따르면 국무부는 …라고 밝혔다": who counted, not the outlet that tells of it."""
    outlets = load_topic().outlets
    if cited.name not in outlets or not any(t.value in {*VERBS, "data"} for t in says):
        return cited
    others = [n for n in named if n.name not in outlets and n.start > cited.end]
    if not language.verb_last:
        verbs = [t for t in says if t.value in VERBS]
        told = [n for n in named if n.name not in outlets and any(n.end < t.start < cited.start for t in verbs)]
        if told:
            return told[-1]  # "the ministry said, according to Reuters"
        others = [
            o for o in others if "," not in raw[cited.end : o.start] or any(_beside(o, t, raw, language) for t in verbs)
        ]
    return others[0] if others else cited


def _around(credit: Credit, says: list[Token], reach: int) -> list[Token]:
    """The words of saying near enough to bear on a name, so that a sentence of any length takes its time once."""
    first = bisect_left(says, credit.start - reach, key=lambda token: token.start)
    return says[first : bisect_left(says, credit.end + reach, key=lambda token: token.start)]


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


def _cited(named: Sequence[Credit], cite: Token, language: Language) -> Credit | None:
    """The name that a word such as "according to" leads to: after it, or before it where postpositions cite."""
    if language.verb_last:
        beside = [n for n in named if 0 <= cite.start - n.end <= FAR]
    else:
        beside = [n for n in named if 0 <= n.start - cite.end <= FAR]
    return nearest(beside, cite)


def _distance(credit: Credit, token: Token) -> int:
    return min(abs(token.start - credit.end), abs(credit.start - token.end))


def nearest(named: Sequence[Credit], token: Token) -> Credit | None:
    """The name nearest to a word."""
    return min(named, key=lambda n: _distance(n, token), default=None)
