"""A fraction or two numbers and the words around them in, what they are taken of out; never their value."""

from collections.abc import Sequence
from typing import Final

from parsers.languages import Language
from parsers.statistics.amounts import LETTERS
from parsers.statistics.model import BEING, Sentence
from parsers.statistics.tokens import Amount, Token

RATIO_WHOLES: Final = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 1000})
MEASURES: Final = frozenset({"calendar", "duration", "money", "age", "things"})
NO_LEVEL: Final = frozenset({"sex", "group", "change", "result"})
COUNTED_WHOLES: Final = frozenset({2, 3, 4, 5, 10})


def of_something_else(sentence: Sentence, place: int) -> bool:
    """As in "Half a century", "half the faces": an unknown word follows a fraction."""
    if [t.sense for t in sentence.tokens[place + 1 : place + 2]] == [("glue", "the")]:
        place += 1
    following = sentence.tokens[place + 1] if place + 1 < len(sentence.tokens) else None
    end = sentence.tokens[place].end
    rest = sentence.gap(end, following.start if following else min(sentence.end, end + 12))
    if LETTERS.search(rest):
        return True
    return following is not None and following.sense == ("glue", "a")


def of_a_figure(sentence: Sentence, place: int) -> bool:
    """As in "a fifth of the 226", "half of what it was": another figure is what the fraction at `place` is of."""
    for index in range(place + 1, min(place + 4, len(sentence.tokens))):
        token = sentence.tokens[index]
        if token.kind == "them":
            return False
        if token.kind == "base" and token.value == "of":
            ahead = sentence.tokens[index + 1 : index + 3]
            following = next((t for t in ahead if t.kind != "glue"), None)
            if following is not None and following.sense == ("figure", "total") and _names_people(ahead):
                return False
            if following is not None and following.kind in {"period", "amount", "figure", "average"}:
                return not _says_who(sentence, place)
            return bool(ahead) and ahead[0].sense == ("glue", "what")
        if token.kind != "edge":
            return False
    return False


def _names_people(tokens: Sequence[Token]) -> bool:
    """As in "a third of all children": the people of whom a part is told, not their number."""
    return any(t.kind in {"people", "group", "sex"} for t in tokens)


def _says_who(sentence: Sentence, place: int) -> bool:
    """As in "Half of the 38 arrivals were women": a fraction that opens its clause, told of part of the whole."""
    opening = place - 1
    while opening >= 0 and sentence.tokens[opening].kind in {"qualifier", "glue"}:
        opening -= 1
    if opening >= 0 and sentence.tokens[opening].sense == ("figure", "share"):
        return True
    if opening >= 0 and sentence.tokens[opening].kind not in {"mark", "joint"}:
        return False
    ahead = sentence.tokens[place + 1 :]
    told = next((i for i, t in enumerate(ahead) if t.kind in {"sex", "group"}), None)
    return told is not None and any(t.kind == "states" or t.sense in BEING for t in ahead[:told])


def of_a_measure(sentence: Sentence, place: int) -> bool:
    """As in "6년의 절반": what the fraction is taken of counts nobody."""
    before = sentence.tokens[max(0, place - 2) : place]
    of = len(before) == 2 and before[1].sense == ("base", "of")
    return of and before[0].kind == "amount" and before[0].amount.unit in MEASURES


def after_a_figure(sentence: Sentence, place: int, last: int) -> bool:
    """As in "775명의 4분의 1": the figure that a fraction is of stands before it; it ends at `last`."""
    before = sentence.tokens[place - 1] if place else None
    ahead = sentence.tokens[max(0, place - 2) : place]
    if len(ahead) > 1 and ahead[1].sense == ("base", "of") and _of_all(ahead[0], sentence.tokens[last + 1 : last + 2]):
        return False
    based = before is not None and before.kind == "base" and sentence.tokens[place].start - before.end <= 2
    after = sentence.tokens[last + 1] if last + 1 < len(sentence.tokens) else None
    changed = any(t.kind == "change" for t in sentence.tokens[last + 1 : last + 4])
    level = after is not None and after.kind == "qualifier"
    return based or changed or (level and sentence.tokens[place - 1].kind == "base")


def is_level(tokens: Sequence[Token], place: int) -> bool:
    """As in "2020년 229명의 85% 수준", "2020년과 비교하면 85% 수준": another period's number, no part of it."""
    ahead, after = tokens[max(0, place - 3) : place], tokens[place + 1 : place + 4]
    if [t.sense for t in after[:1]] != [("qualifier", "about")] or any(t.kind in NO_LEVEL for t in after):
        return False
    counted = [t.kind for t in ahead] == ["period", "amount", "base"] and ahead[1].amount.unit == "people"
    return (counted and ahead[-1].value == "of") or [t.sense for t in ahead[-1:]] == [("base", "marker")]


def _of_all(whole: Token, following: Sequence[Token]) -> bool:
    """As in "전체의 절반", "입국자 수의 절반 이상이": of all who are told of, not of another year's number."""
    bounded = any(t.sense in {("qualifier", "at_least"), ("qualifier", "over")} for t in following)
    return whole.sense == ("figure", "total") or (bounded and whole.kind in {"figure", "people"})


def is_ratio(sentence: Sentence, link: Token, second: Amount, part: float, whole: float, language: Language) -> bool:
    """Whether two numbers and the word between them are a share such as "nine in ten"."""
    if part >= whole:
        return False
    if language.counters:
        so_many = any(0 <= t.start - second.stop <= 1 for t in sentence.of("average"))
        return link.kind == "ratio" and link.value == "of" and (so_many or whole in COUNTED_WHOLES)
    inside = link.sense == ("way", "in")
    return (
        (inside or (link.kind == "ratio" and link.value == "of"))
        and whole in RATIO_WHOLES
        and not second.year
        and _ends_phrase(sentence, second)
    )


def _ends_phrase(sentence: Sentence, amount: Amount) -> bool:
    rest = sentence.gap(amount.stop, min(sentence.end, amount.stop + 14)).strip()
    return not rest[:1].isdigit()
