"""A sentence's figures in, for each the sex and the group that its words give it out; never whom they count."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from parsers.languages import Language
from parsers.statistics.model import Figure, Sentence
from parsers.statistics.other_numbers import WITHDRAWN
from parsers.statistics.tokens import Token, end_of
from parsers.topics import load_topic

HARD: Final = frozenset(",;:.()|")
RELATIVE: Final = 2
"""The commas around a relative clause before what is said of a number: "80 percent of those, who fled, were"."""
APPOSED: Final = 3


def attach(sentence: Sentence, found: Sequence[Figure], kinds: frozenset[str], language: Language) -> dict[int, Token]:
    """For each figure (by its place) the word of these kinds that is said of it.

    First the noun right after the number, then the word right before it ("여성 110명", "women for 1,098"), then the
    word after it ("26 were women"); a word is given away once, and no figure or hard mark may stand between.
    """
    if sentence.kinds.isdisjoint(kinds):
        return {}
    attachment = _Attachment(sentence, found, kinds, language)
    attachment.give_nouns()
    attachment.give_to_shares()
    attachment.give_nearest()
    for first, last in pairwise(found):
        attachment.hand_over(first, last)
    return {place: _narrower(sentence.tokens, token) for place, token in attachment.given.items()}


class _Attachment:
    """Words of some kinds and the figures of a sentence; gives each figure its word, in `given` by its place."""

    def __init__(self, sentence: Sentence, found: Sequence[Figure], kinds: frozenset[str], language: Language) -> None:
        self.sentence = sentence
        self.found = found
        self.kinds = kinds
        self.words = [i for i, t in enumerate(sentence.tokens) if t.kind in kinds]
        places = sorted(f.place for f in found if not f.reason or f.noun)
        wholes = _wholes(sentence, places, language)
        self.places = [p for p in places if p not in wholes]
        self.shares = {f.place for f in found if f.measure == "share"}
        self.given: dict[int, Token] = {}
        self.taken: set[int] = set()

    def give_nouns(self) -> None:
        """Gives figures the words that are their nouns ("47 women"), and takes away those of numbers withdrawn."""
        for figure in self.found:
            if figure.noun in self.kinds and "people" in figure.used and figure.measure != "share":
                start = figure.used["people"][0]
                self._give(figure.place, next(i for i in self.words if self.sentence.tokens[i].start == start))
            elif figure.reason == WITHDRAWN and figure.place - 1 in self.words:
                self.taken.add(figure.place - 1)

    def give_to_shares(self) -> None:
        """Gives shares in brackets the word before them, and numbers before a particle the word after it."""
        tokens = self.sentence.tokens
        for place in sorted(self.shares & set(self.places)):
            if place - 2 in self.words and tokens[place - 1].value == "(":
                self.given[place] = tokens[place - 2]  # "30대(29%)"
                if not {place - 3, place - 4} & set(self.places):  # in "131 were girls (60.6%)" the count needs it too
                    self.taken.add(place - 2)
        for place in self.places:
            told = place in self.shares or place - 1 not in self.words
            if told and place not in self.given and place + 1 in self.words and _is_particle(self.sentence, place):
                self._give(place, place + 1)  # "71%가 여성": a particle parts the number from whose it is

    def give_nearest(self) -> None:
        """Gives each figure without a word the next free one before it, then the next free one after it."""
        ends = {f.place: f.end for f in self.found}
        for direction in (-1, 1):
            for place in self.places:
                bracketed = place in self.shares and place > 0 and self.sentence.tokens[place - 1].value == "("
                if place not in self.given and not (bracketed and direction < 0):
                    near = _neighbour(self.sentence, place, self.places, self.words, self.taken, direction, ends[place])
                    if near is not None:
                        self._give(place, near)

    def hand_over(self, first: Figure, last: Figure) -> None:
        """Gives two figures in a row that count the same people the word that one of them has."""
        tokens, given = self.sentence.tokens, self.given
        apposed = first.place not in given and _apposed(self.sentence, first, last)
        told = _told_after(tokens, last.place) if apposed else None
        if told is not None and told.kind in self.kinds:
            given[first.place] = given[last.place] = told
        elif apposed and last.place in given:
            given[first.place] = given[last.place]
        elif first.place in given and last.place not in given and _apposed(self.sentence, first, last):
            given[last.place] = given[first.place]  # "Women made up 71 percent, or 96"
        if _bracketed(tokens, first, last) and (first.place in given or last.place in given):
            given[last.place] = given[first.place] = given.get(first.place) or given[last.place]
        former = tokens[first.place + 1].sense == ("base", "former")  # "113명이었던 수감자는 올해 157명으로"
        if former and last.place in given and first.place not in given:
            given[first.place] = given[last.place]
        if last.place in given and _is_count(self.sentence, first, last):
            given[first.place] = given[last.place]

    def _give(self, place: int, word: int) -> None:
        self.given[place] = self.sentence.tokens[word]
        self.taken.add(word)


def _narrower(tokens: list[Token], token: Token) -> Token:
    """As in "학업을 중단한 탈북학생", "탈북학생 34명이 자퇴": what happened to a group tells more than its name."""
    if token.kind != "group":
        return token
    at = tokens.index(token)
    groups = load_topic().groups
    named = groups.get(token.value)
    before = tokens[at - 1] if at else None
    if named is not None and [t.kind for t in tokens[at + 1 : at + 3]] == ["amount", "group"]:
        told = groups[tokens[at + 2].value]
        if told.event == "other" and named.event == "residing":
            return tokens[at + 2]
    if named is None or before is None or before.kind != "group" or token.start - before.end > 1:
        return token
    told = groups[before.value]
    differs = told.event != named.event or token.value in before.value
    return before if told.event and differs and not told.anchor else token


def _told_after(tokens: list[Token], place: int) -> Token | None:
    """As in "210, or 89 percent, were women", "99人(50.5%)が20代": said after the mark that ends an apposition."""
    following = tokens[place + 1 : place + 4]
    kinds = [t.kind for t in following[:2]]
    if following and following[0].sense == ("mark", ")"):
        return next((t for t in following[1:] if t.kind != "states"), None)
    return following[2] if len(following) > 2 and kinds == ["mark", "states"] else None


def _apposed(sentence: Sentence, first: Figure, last: Figure) -> bool:
    """As in "164 people, or 84 percent, were women", "over half (99)": a count and its share, of the same people."""
    between = sentence.tokens[first.place + 1 : last.place]
    between = [t for t in between if t.kind != "people" and t.sense != ("mark", ",")]
    told = [t.sense for t in between] in ([("glue", "word")], [("glue", "or")], [("mark", "(")])
    return told and {first.measure, last.measure} == {"count", "share"}


def _is_particle(sentence: Sentence, place: int) -> bool:
    """Whether nothing but one sign, a particle, stands between a number with its unit and the word after it."""
    return len(sentence.gap(end_of(sentence.tokens[place]), sentence.tokens[place + 1].start).strip()) == 1


def _bracketed(tokens: list[Token], first: Figure, last: Figure) -> bool:
    """As in "서울 29%(5,920명)", "30대(6,846명, 32%)": a count and a share of the same people beside each other."""
    marks = [t.value for t in tokens[first.place + 1 : last.place] if t.kind == "mark"]
    beside = last.place - first.place == 2 and marks in (["("], [","])
    inside = marks == ["("] or (first.place > 0 and tokens[first.place - 1].sense == ("mark", "("))
    return beside and inside and {first.measure, last.measure} == {"count", "share"}


def _is_count(sentence: Sentence, share: Figure, count: Figure) -> bool:
    """As in "여성이 72%인 2만4944명": a share and, right after it, the count that it is."""
    beside = share.measure == "share" and count.measure == "count" and count.place - share.place == 1
    gap = sentence.gap(end_of(sentence.tokens[share.place]), count.start) if beside else ","
    return len(gap) <= APPOSED and "," not in gap


def whole_places(sentence: Sentence, found: Sequence[Figure], language: Language) -> set[int]:
    """The places of the figures of which others are told as parts."""
    return _wholes(sentence, sorted(f.place for f in found if not f.reason or f.noun), language)


def _wholes(sentence: Sentence, places: Sequence[int], language: Language) -> set[int]:
    """The places of the wholes of "seven of the 68" and "15명 중 11명": what follows is said of the part."""
    wholes = set()
    for first, last in pairwise(places):
        between = sentence.tokens[first + 1 : last]
        if not between or any(t.kind == "mark" for t in between):
            continue
        parted = [i for i, t in enumerate(between) if t.sense == ("ratio", "of")]
        if (
            parted
            and not language.verb_last
            and all(t.kind in {"glue", "figure", "qualifier"} for t in between[parted[0] + 1 :])
        ) or (between[0].sense == ("base", "of") and all(t.kind in {"base", "glue", "qualifier"} for t in between)):
            wholes.add(last)
        elif (
            between[0].sense == ("ratio", "of")
            and len(between) == 1
            and sentence.tokens[first].kind == "amount"
            and sentence.tokens[first].amount.unit == "people"
        ):
            wholes.add(first)
    return wholes


def _neighbour(
    sentence: Sentence, place: int, places: list[int], words: list[int], taken: set[int], direction: int, end: int
) -> int | None:
    tokens = sentence.tokens
    at = bisect_left(words, place)
    if direction < 0:
        candidates = [i for i in words[max(0, at - 3) : at][::-1] if i not in taken]
        for index in candidates:
            if not _between(index, place, places) and _tight(tokens, index, place):
                return index
        return None
    for index in words[at : at + 3]:
        if tokens[index].start < end:
            continue
        if index not in taken and not _between(place, index, places) and not _hard(tokens, place, index):
            return index
    return None


def _between(first: int, last: int, places: list[int]) -> bool:
    at = bisect_left(places, first + 1)
    return at < len(places) and places[at] < last


def _tight(tokens: list[Token], first: int, last: int) -> bool:
    """Whether a word before a number is said of it: no joining word, comma or other stop between."""
    if all(t.kind == "qualifier" for t in tokens[first + 1 : last]):
        return True
    if all(t.sense in {("mark", ","), ("states", "word")} or t.kind == "qualifier" for t in tokens[first + 1 : last]):
        return any(t.kind == "states" for t in tokens[first + 1 : last]) or last == first + 1
    stated = tokens[last - 1].sense == ("glue", "at")  # "Women made up the majority, at 210"
    parting = ";." if stated and ("figure", "share") in [t.sense for t in tokens[first + 1 : last]] else ",;."
    for token in tokens[first + 1 : last]:
        if token.kind == "joint" or (token.kind == "mark" and token.value in parting):
            return False
    return True


def _hard(tokens: list[Token], first: int, last: int) -> bool:
    between = tokens[first + 1 : last]
    commas = [i for i, t in enumerate(between) if t.sense == ("mark", ",")]
    if len(commas) == RELATIVE and [t.kind for t in between[commas[1] + 1 :]] == ["states"]:
        between = [t for t in between if t.sense != ("mark", ",")]
    return any((t.kind == "mark" and t.value in HARD) or t.sense == ("joint", "then") for t in between)


def turned(sentence: Sentence, sexes: dict[int, Token]) -> dict[int, Token]:
    """As in "all but two of them women": the few left out are of the other sex."""
    other = {"female": "male", "male": "female"}
    excepted = {p for p in sexes if p and sentence.tokens[p - 1].sense == ("them", "except")}
    return {p: t.read_as(t.kind, other.get(t.value, t.value)) if p in excepted else t for p, t in sexes.items()}
