"""A number and the words around it in, what it counts out: subjects, people, a sex, a group, things or nothing."""

from typing import Final

from parsers.languages import Language
from parsers.statistics.amounts import LETTERS
from parsers.statistics.model import NOUNS, Sentence
from parsers.statistics.tokens import Amount, Token
from parsers.topics import load_topic

UNKNOWN_WORDS_BETWEEN: Final = 2
LISTING: Final = frozenset(",)·/")
ENDING: Final = 2
"""How long the ending of a bound is, with its blank."""
GENITIVE: Final = 5
"""How far the genitive may stand from its counter: a qualifier fits between."""


def counted_noun(sentence: Sentence, place: int, amount: Amount, language: Language) -> tuple[str, int | None]:
    """What an amount counts, and the token that says so."""
    if not language.counters:
        return _counted_after(sentence, place, amount)
    told = _counted_after(sentence, place, amount) if language.counted == "both" else None
    if told is not None and told[1] is not None and not _between_sexes(sentence, place, told[1]):
        return told
    return _owned(sentence, place, amount) or _counted_before(sentence, place, amount)


def _counted_after(sentence: Sentence, place: int, amount: Amount) -> tuple[str, int | None]:
    end, unknown = amount.stop, 0
    northern: int | None = None
    for index in range(place + 1, min(place + 6, len(sentence.tokens))):
        token = sentence.tokens[index]
        gap = sentence.gap(end, token.start)
        unknown += len(gap.split()) if LETTERS.search(gap) else 0
        if unknown > UNKNOWN_WORDS_BETWEEN:
            return "things", None
        if token.kind in {"fiscal", "unit"} or (token.kind == "period" and token.atoms[0].kind == "fiscal"):
            return "things", None
        if token.kind in NOUNS or token.sense == ("people", "natives"):
            if token.kind == "people" and (token.value == "northern" or _describes(sentence, index)):
                northern = index
            elif token.kind == "people" and token.value == "pronoun" and unknown:
                return "things", None
            else:
                return _noun_kind(token, northern is not None), index
        elif unknown:
            return "things", None
        elif northern is not None:
            return "natives", northern
        elif _foreign(sentence, index):
            return "others", index + 1
        elif token.kind == "place" and _names_a_thing(sentence, index):
            return "things", None
        elif not _may_stand_between(token):
            return "bare", None
        end = token.end
    rest = sentence.gap(end, min(sentence.end, end + 24))
    if northern is not None and not rest.strip()[:1].isalpha():
        return "natives", northern
    return ("things" if rest.strip(" ")[:1].isalpha() and rest[:1] == " " else "bare"), None


def _foreign(sentence: Sentence, index: int) -> bool:
    """As in "three Chinese nationals": a country right before people says that they are its own."""
    token, following = sentence.tokens[index], sentence.tokens[index + 1 : index + 2]
    beside = bool(following) and following[0].start - token.end <= 1
    here = {load_topic().home, load_topic().default_destination}
    return beside and token.kind == "place" and token.value not in here and following[0].sense == ("people", "anyone")


def _describes(sentence: Sentence, index: int) -> bool:
    """As in "1,659 defector students": a word for defectors that tells whose the group right behind it are."""
    token, following = sentence.tokens[index], sentence.tokens[index + 1 : index + 2]
    beside = [t.kind for t in following] == ["group"] and following[0].start - token.end == 1
    return beside and token.value == "escapers"


def _names_a_thing(sentence: Sentence, index: int) -> bool:
    """As in "five Chinese cities": a country with an unknown word right behind it."""
    token, following = sentence.tokens[index], sentence.tokens[index + 1 : index + 2]
    rest = sentence.gap(token.end, following[0].start if following else min(sentence.end, token.end + 12))
    return rest[:1] == " " and rest[1:2].isalpha()


def _owned(sentence: Sentence, place: int, amount: Amount) -> tuple[str, int] | None:
    """As in "200명 이상의 탈북민": the counted noun follows a genitive after the counter."""
    ahead = [
        i for i in range(place + 1, min(place + 4, len(sentence.tokens))) if sentence.tokens[i].kind != "qualifier"
    ]
    if amount.unit != "people" or not ahead:
        return None
    at = ahead[0] if _described_by(sentence, place, ahead[0]) else None
    if len(ahead) > 1 and sentence.tokens[ahead[0]].sense == ("base", "of"):
        beside = sentence.tokens[ahead[1]].start - sentence.tokens[ahead[0]].end <= 1
        near = sentence.tokens[ahead[0]].start - amount.stop <= GENITIVE
        at = ahead[1] if beside and near else None
    noun = sentence.tokens[at] if at is not None else None
    if noun is None or at is None or noun.kind not in {"people", "sex"}:
        return None
    if noun.kind == "sex":
        return "sex", at
    kinds = {"subject": "subject", "escapers": "escapers", "arrivers": "escapers"}
    return ("others" if noun.value in {"others", "foreign"} else kinds.get(str(noun.value), "counted")), at


def _described_by(sentence: Sentence, place: int, noun: int) -> bool:
    """As in "300명이 넘는 탈북여성": nothing but a bound, with its ending, between a number and whom it counts."""
    between = sentence.tokens[place + 1 : noun]
    gap = sentence.gap(between[-1].end, sentence.tokens[noun].start) if len(between) == 1 else ""
    return len(gap) == ENDING and gap.endswith(" ") and gap[0].isalpha()


def _noun_kind(token: Token, northern: bool) -> str:  # noqa: FBT001
    if token.kind == "group" and load_topic().groups[token.value].doubtful and northern:
        return "others"
    if token.kind != "people":
        return "subject" if northern else str(token.kind)
    if token.value == "escapers" and northern:
        return "subject"
    return {
        "anyone": "natives" if northern else "people",
        "pronoun": "people",
        "arrivers": "escapers",
        "dwellers": "people",
        "foreign": "others",
    }.get(str(token.value), str(token.value))


def _may_stand_between(token: Token) -> bool:
    described = token.sense in {("glue", "adjective"), ("people", "northern")}
    return token.kind == "compare" or described


def _counted_before(sentence: Sentence, place: int, amount: Amount) -> tuple[str, int | None]:
    """In a language with counters the counted noun stands before: "탈북민 62명"; an unknown one is no defector."""
    noun = "counted" if amount.unit == "people" else "bare"
    if noun == "bare" and _listed_by_sex(sentence, place):
        return "sex", place - 1
    if noun == "bare" and amount.surface[:1].isdigit() and not _in_range(sentence, place):
        return "things", None
    ended = False  # "202명은 남자이고 845명은 여자": the sex of a clause that has ended is of its own number
    for index in range(place - 1, max(-1, place - 9), -1):
        token = sentence.tokens[index]
        ended = ended or token.sense == ("joint", "then")
        if token.kind == "amount" and token.amount.unit in {"people", "none"}:
            break
        if token.kind == "mark" and token.value in ",;":
            break
        if token.kind == "people":
            before = sentence.tokens[index - 1] if index else None
            described = before is not None and before.end >= token.start - 1 and before.sense == ("people", "foreign")
            if token.value in {"others", "foreign"} or described:
                return "others", index
            return {
                "anyone": noun,
                "northern": noun,
                "arrivers": "escapers",
                "dwellers": "people",
                "foreign": "others",
            }.get(str(token.value), str(token.value)), index
        if token.kind == "group" or (token.kind == "sex" and not ended):
            return token.kind, index
    return noun, None


def _between_sexes(sentence: Sentence, place: int, noun: int) -> bool:
    """As in "女性202人男性34人": the number is of the sex before it."""
    return place > 0 and sentence.tokens[place - 1].kind == sentence.tokens[noun].kind == "sex"


def _listed_by_sex(sentence: Sentence, place: int) -> bool:
    """As in "135명(여 96·남 39)": a number without its counter between the sex that it counts and a mark."""
    around = [*sentence.tokens[max(0, place - 1) : place], *sentence.tokens[place + 1 : place + 2]]
    beside = len(around) == 2 and sentence.tokens[place].start - around[0].end <= 1
    return beside and around[0].kind == "sex" and around[1].kind == "mark" and around[1].value in LISTING


def label_before(sentence: Sentence, place: int, language: Language) -> str:
    """The unknown word right before a number in a language with counters: what it counts, or a list's label."""
    if not language.counters:
        return ""
    token = sentence.tokens[place]
    end = sentence.tokens[place - 1].end if place else sentence.start
    end = sentence.tokens[place - 1].amount.stop if place and sentence.tokens[place - 1].kind == "amount" else end
    words = sentence.gap(end, token.start).split()
    word = words[-1].strip("(,\"'") if words else ""
    known = not word or not word.isalpha() or word.endswith(language.of("ending"))
    return "" if known or len(word) < 2 or (sentence.gap(end, end + 1).isalpha() and len(words) == 1) else word


def _in_range(sentence: Sentence, place: int) -> bool:
    """Whether a bare number begins a range of people, or is what something came to; "4~6年" is a range of years."""
    following, last = [*sentence.tokens[place + 1 : place + 3], None, None][:2]
    name = sentence.gap(sentence.tokens[place].start - 2, sentence.tokens[place].start)
    if name.isascii() and name[:1].isalpha() and name[1:] == " ":
        return False  # "COVID-19로"
    if last is not None and last.kind == "amount" and last.amount.unit not in {"none", "people", "percent"}:
        return False
    return following is not None and following.kind in {"edge", "result"}
