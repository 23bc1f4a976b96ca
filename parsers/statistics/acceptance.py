"""A figure, its sentence and what is known so far in, the reason why it is no statistic of the topic, or "", out."""

from itertools import pairwise
from typing import Final

from parsers.languages import Language
from parsers.statistics.compared import CHANGES
from parsers.statistics.context import Context
from parsers.statistics.counting import count_not
from parsers.statistics.events import NUMBERING
from parsers.statistics.model import Figure, Sentence
from parsers.statistics.other_numbers import WITHDRAWN
from parsers.statistics.tokens import Token, end_of
from parsers.topics import load_topic

NOT_SPOKEN: Final = "the text has not spoken of people who left North Korea"
COUNTS: Final = {
    "survey": "a survey",
    "forecast": "a forecast",
    "denial": WITHDRAWN,
    "capacity": "room, not people",
    "northward": "people who went north",
    "toll": "people who died of something else",
    "sample": "a survey",
    "passed": "a mark that was passed before",
    "per_head": "so many to one of other people",
}
SHARES: Final = {
    "survey": "a survey",
    "rate": "a rate of living conditions",
    "forecast": "a forecast",
    "denial": WITHDRAWN,
}
BESIDE: Final = frozenset({"sample", "passed"})
"""Reasons that hold for the number right before them alone."""
CAPACITY_REACH: Final = 3
ROOM_REACH: Final = 7
CLAUSE_ENDS: Final = frozenset({("result", "marker"), ("joint", "then"), ("says", "verb")})
QUOTE: Final = ("mark", '"')
MOVING: Final = frozenset({"period", "event", "people"})
RATE_REACH: Final = 6
COMPARED: Final = 5
STATED: Final = 2
"""How far a share may stand from the count that it is: "69.1%인 1998명"."""
STOPS: Final = frozenset(",;:()")
STRANGERS: Final = frozenset({"others", "foreign"})
BRACKETED: Final = 4
"""How far before "의" a sex may stand with its number in brackets: "남성(1천840명)의 3배"."""


def why_not(sentence: Sentence, figure: Figure, found: list[Figure], state: Context, language: Language) -> str:
    """The reason for leaving a figure out, or an empty string."""
    if not state.on_topic:
        return NOT_SPOKEN
    if state.foreign and figure.noun not in {"subject", "natives"}:
        return "the text is about other people here"
    block = _block(sentence, figure, language)
    restates = figure.measure == "share" and _restates(sentence, figure, found)
    if block and not (restates and block == SHARES["rate"]):
        return block
    if restates:
        return ""
    if figure.measure == "share":
        return _share_not(sentence, figure, found, state)
    if figure.measure in CHANGES:
        return _change_not(sentence, figure, state)
    large = (figure.value or figure.high or 0) >= load_topic().largest
    return count_not(sentence, figure, found, state, language) or ("more than ever left" if large else "")


def _block(sentence: Sentence, figure: Figure, language: Language) -> str:
    """The reason that a word such as "survey" or "expected" gives for leaving a figure out."""
    if "block" not in sentence.kinds:
        return ""
    blocked = COUNTS if figure.measure == "count" else SHARES
    for place, token in enumerate(sentence.tokens):
        if token.kind != "block" or token.value not in blocked:
            continue
        ahead = token.value in {"forecast", "capacity", "toll"} and not language.verb_last
        away = token.value == "capacity" and not figure.base and not _holds(sentence, place, figure.place)
        if token.value in BESIDE and not _right_after(sentence, figure, place):
            continue
        cared_for = _next_count(sentence, figure, place) or _list_before(sentence, figure, place)
        if token.value == "per_head" and not cared_for:
            continue
        far = token.value == "rate" and not language.verb_last and place - figure.place > RATE_REACH
        if (
            token.value == "survey"
            and figure.measure == "count"
            and language.counters
            and _found_out(sentence, figure, place)
        ):
            continue
        past = token.value == "forecast" and _is_past(sentence, figure, place, language)
        if not away and not far and not past and (not ahead or place < figure.place):
            return blocked[token.value]
    return ""


def _right_after(sentence: Sentence, figure: Figure, place: int) -> bool:
    """As in "2천725명을 조사해": nothing but a qualifier between a number and the word that is said of it alone."""
    between = sentence.tokens[figure.place + 1 : place]
    return figure.place < place and all(t.kind == "qualifier" for t in between)


def _next_count(sentence: Sentence, figure: Figure, place: int) -> bool:
    """As in "1인당 북한이탈주민 수는 363명": the first number after a word that says to how many people it belongs."""
    return figure.place > place and all(t.kind != "amount" for t in sentence.tokens[place + 1 : figure.place])


def _list_before(sentence: Sentence, figure: Figure, place: int) -> bool:
    """As in "각각 약 246명, 272명을 담당": the numbers that stand right before a word for whoever looks after them."""
    between = sentence.tokens[figure.place + 1 : place]
    return figure.place < place and all(t.kind in {"qualifier", "amount"} or t.value == "," for t in between)


def _found_out(sentence: Sentence, figure: Figure, place: int) -> bool:
    """As in "설문조사 결과, 1998년 이 지역에 살던 탈북자는 7만 명": what a survey found, with its people and period."""
    between = {t.kind for t in sentence.tokens[place + 1 : figure.place]}
    return "period" in between and bool(between & {"event", "people"})


def _is_past(sentence: Sentence, figure: Figure, place: int, language: Language) -> bool:
    """Whether a number is no forecast, though its sentence has a word of one: "3,000 this year, after 2,809 came"."""
    if language.verb_last:
        return _told_before(sentence, figure, place)
    led = any(t.sense == ("shift", "after") for t in sentence.tokens[place + 1 : figure.place])
    return figure.base or led


def _told_before(sentence: Sentence, figure: Figure, place: int) -> bool:
    """As in "1만8천9명으로 올해 중 2만 명을 넘길 것", "236人で、今年は": its clause ends before what is expected."""
    between = sentence.tokens[figure.place + 1 : place]
    ended = next((i for i, t in enumerate(between) if t.sense in CLAUSE_ENDS), len(between))
    turned = next((i for i, t in enumerate(between) if t.sense == ("joint", "then")), len(between))
    if any(t.kind == "amount" and t.amount.unit == "people" for t in between[ended:]):
        return True
    if sum(t.sense == QUOTE for t in between) > 1:
        return True  # “1047명”이라며 “이어질 것”
    comma = next((i for i, t in enumerate(between) if t.sense == ("mark", ",")), len(between))
    rest = {t.kind for t in between[min(comma, turned) :]}
    return "period" in rest and "amount" not in rest


def _holds(sentence: Sentence, place: int, figure: int) -> bool:
    """Whether a word of room such as "정원" is said of a figure near it, with no word of time between."""
    low, high = sorted((place, figure))
    between = sentence.tokens[low + 1 : high]
    parts = any(t.kind in {"each", "joint"} or t.sense == ("figure", "total") for t in between)
    if figure > place and not parts and any(t.kind == "amount" for t in between):
        return False  # "정원 100명을 초과한 400명"
    reach = CAPACITY_REACH if figure < place else ROOM_REACH
    return len(between) < CAPACITY_REACH or (len(between) < reach and all(t.kind not in MOVING for t in between))


def _share_not(sentence: Sentence, figure: Figure, found: list[Figure], state: Context) -> str:
    if ("figure", "by") in sentence.senses and state.counted:
        return ""
    if any(_names_others(a, b) for a, b in pairwise(sentence.tokens)) or _of_strangers(sentence, figure):
        return "counts other people"
    kinds = sentence.kinds
    opens = sentence.tokens[figure.place - 1 : figure.place]
    bracketed = bool(opens) and opens[0].sense == ("mark", "(")
    if kinds & {"sex", "group", "region"} or (bracketed and state.parted and state.verb_last and "period" not in kinds):
        return ""
    spoken = state.share_spoken or "figure" in sentence.kinds or state.listing or "period" in kinds
    counted = any(f.place < figure.place and f.measure == "count" and not f.reason for f in found)
    counted = counted and any(t.sense == ("figure", "share") for t in sentence.tokens[figure.place + 1 :])
    counted = counted or _of_the_whole(sentence, figure)
    return "" if (state.sex is not None and spoken) or counted else "a percentage of something else"


def _of_the_whole(sentence: Sentence, figure: Figure) -> bool:
    """As in "영국에 581명이 살며 전체의 약 63%에 해당한다": of all who are told of."""
    ahead = [t for t in sentence.tokens[: figure.place] if t.kind != "qualifier"]
    units = [t.amount.unit for t in ahead if t.kind == "amount"]
    return [t.sense for t in ahead[-2:]] == [("figure", "total"), ("base", "of")] and "people" in units


def _restates(sentence: Sentence, share: Figure, found: list[Figure]) -> bool:
    """As in "19명(65.5%)", "69.1%인 1998명": a share of the very people whom the count beside it tells of."""
    counts = [f for f in found if f.measure == "count" and not f.reason and f.noun not in {"", "bare"}]
    opens = sentence.tokens[share.place - 1 : share.place] if share.place else []
    bracketed = any(f.place == share.place - 2 for f in counts) and bool(opens) and opens[0].sense == ("mark", "(")
    following = next((f for f in counts if f.place == share.place + 1), None)
    return bracketed or (following is not None and following.start - end_of(sentence.tokens[share.place]) <= STATED)


def _names_others(first: Token, second: Token) -> bool:
    """As in "South Korean pupils": other people, with the noun that they share."""
    return first.sense == ("people", "others") and second.kind in {"group", "people", "sex"}


def _change_not(sentence: Sentence, figure: Figure, state: Context) -> str:
    tokens = sentence.tokens
    values = {t.value for t in sentence.of("people")}
    if "others" in values and not values & {"subject", "natives", "arrivers"}:
        return "counts other people"
    if _of_funds(tokens[figure.place - 1 :: -1]) or _of_funds(tokens[figure.place + 1 :]):
        return "a change of something else"
    if _compares_sexes(sentence, figure):
        return "women compared with men"
    if figure.measure == "multiple" and _compares_with_strangers(sentence, figure):
        return "other people compared"
    if figure.measure == "multiple" and _compares_places(sentence, figure):
        return "one place compared with another"
    if _compares_countries(sentence, figure):
        return "one country compared with another"
    units = {t.amount.unit for t in tokens if t.kind == "amount"}
    if figure.measure == "multiple" and "money" in units and "people" not in units:
        return "a change of something else"
    if figure.measure == "absolute_change" and ("base", "marker") in sentence.senses:
        return ""
    beside = any(t.amount.unit == "people" for i, t in enumerate(tokens) if i != figure.place)
    if figure.measure == "absolute_change" and sentence.kinds.isdisjoint({"people", "event", "figure", "sex", "group"}):
        named = [t.kind for t in tokens[max(0, figure.place - 2) : figure.place]] == ["change", "states"]
        return "" if (beside or named) and state.counted else "a change of something else"
    speaks = any(
        t.kind in {"people", "event", "figure", "sex", "group", "region"} and t.value != "northern" for t in tokens
    )
    goes_on = beside or (state.counted and figure.rule != "change.fraction")
    return "" if speaks or goes_on else "a change of something else"


def _of_funds(side: list[Token]) -> bool:
    """As in "the budget for defectors was halved", "a 50 percent increase in the payment": money, told on that side."""
    for token in side:
        if token.kind == "joint" or token.value in STOPS or token.sense in NUMBERING or token.kind == "amount":
            return False
        if token.sense == ("block", "funds"):
            return True
    return False


def _of_strangers(sentence: Sentence, figure: Figure) -> bool:
    """As in "일반 국민 자살률 4.5%": the people named last before a number are others."""
    before = sentence.tokens[: figure.place]
    at = next((i for i in range(len(before) - 1, -1, -1) if before[i].kind == "people"), None)
    own = at and before[at - 1].sense == ("people", "escapers") and before[at].start - before[at - 1].end == 1
    return at is not None and before[at].value in STRANGERS and not own  # "refugee families" are no strangers


def _compares_with_strangers(sentence: Sentence, figure: Figure) -> bool:
    """As in "일반 국민보다 3배 높다", "일반 국민 자살률 4%의 3배": no change between two periods."""
    near = sentence.tokens[max(0, figure.place - COMPARED - 1) : figure.place]
    near = near[max((i for i, t in enumerate(near) if t.kind == "people"), default=0) :]
    based = any(t.kind == "base" for t in near)
    return based and _of_strangers(sentence, figure) and all(t.kind != "period" for t in near)


def _compares_sexes(sentence: Sentence, figure: Figure) -> bool:
    """As in "남성보다 8명 많았다", "three times as many women as men": no change between two periods."""
    tokens = sentence.tokens
    groups = {t.value for t in sentence.of("group")}
    if figure.measure == "multiple" and len(groups) > 1 and "period" not in sentence.kinds:
        return True
    sexes = {t.value for t in sentence.of("sex")}
    if len(sexes) < 2:
        return False
    for index, token in enumerate(tokens):
        marks = token.kind == "base" and abs(index - figure.place) <= COMPARED
        marks = marks and all(t.kind != "change" for t in tokens[figure.place : index])
        back = BRACKETED if token.value == "of" and tokens[index - 1].sense == ("mark", ")") else 2
        beside = tokens[max(0, index - back) : index + 2]
        if marks and any(t.kind == "sex" for t in beside):
            return True
    return False


def _compares_places(sentence: Sentence, figure: Figure) -> bool:
    """As in "1.4 times the 7,084 in Seoul": the base is another region's number, not another period's."""
    ahead = sentence.tokens[figure.place + 1 : figure.place + COMPARED + 2]
    regions = {t.value for t in sentence.of("region")}
    named = any(t.kind in {"region", "place"} for t in ahead) and any(t.kind == "amount" for t in ahead)
    return bool(regions) and named and all(t.kind != "period" for t in ahead)


def _compares_countries(sentence: Sentence, figure: Figure) -> bool:
    """As in "미국보다 세 배 많다": no change between two periods."""
    near = range(figure.place - 1, max(0, figure.place - COMPARED - 1), -1) if figure.measure == "multiple" else ()
    marker = next((i for i in near if sentence.tokens[i].sense == ("base", "marker")), 0)
    return marker > 0 and sentence.tokens[marker - 1].kind == "place" and "period" not in sentence.kinds
