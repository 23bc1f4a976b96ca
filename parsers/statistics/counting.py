"""A count and its sentence in, the reason why it counts nobody who left out; of shares and changes never."""

from itertools import pairwise
from typing import Final

from parsers.languages import Language
from parsers.statistics.context import Context, adds_up
from parsers.statistics.events import listed_place
from parsers.statistics.model import Figure, Sentence
from parsers.statistics.tokens import Token
from parsers.topics import load_topic

NORTHERN: Final = ("people", "northern")
OTHERS: Final = ("people", "others")
WORKERS: Final = frozenset({NORTHERN, OTHERS})
OTHERWISE: Final = frozenset({"escapers", "subject", "natives", "arrivers"})
OTHER_PEOPLE: Final = "counts other people"
FEW: Final = 30
LEVELS: Final = frozenset({"says", "period", "event", "figure", "change", "place", "base", "people", "result"})
"""What a sentence has that says of people "from 40", "to 208"."""
ONLY: Final = frozenset({("glue", "word"), ("glue", "a")})
"""Words that may part a number from "was": "It was a mere 9 in 1990"."""
ITEM: Final = 5
CLAUSE: Final = 40
SPEAKING: Final = 5
"""So many at most speak in a text as one."""
SAYING: Final = frozenset(
    {"event", "figure", "period", "group", "sex", "region", "them", "place", "base", "compare", "change", "cumulative"}
)


def count_not(sentence: Sentence, figure: Figure, found: list[Figure], state: Context, language: Language) -> str:
    """The reason for leaving a count out, or an empty string."""
    kinds = sentence.kinds
    if figure.rule == "zero":
        told = _near_event(sentence, figure) and not _some(sentence, figure, language)
        return "" if "period" in kinds and told else "no count of nobody"
    if _one_of(sentence, figure) or _tells_of_one(sentence, figure):
        return "one of several people"
    if _told_again(sentence, figure, state):
        return "told before"
    if _per_other(figure, found):
        return "so many to one of other people"
    if figure.noun in {"subject", "escapers"}:
        speak = _speakers(sentence, figure) if "event" not in kinds else _speaks_up(sentence, figure)
        return "people who speak in the text" if speak else ""
    if figure.noun == "natives" and (_others_follow(sentence, figure) or _only_work(sentence)):
        return OTHER_PEOPLE
    if figure.noun in {"people", "bare", "counted"} and _of_workers(sentence, figure):
        return OTHER_PEOPLE
    if figure.noun == "counted" and _of_a_noun(sentence, figure):
        return OTHER_PEOPLE
    if figure.noun in {"bare", "counted"} and _parts_of_others(sentence, figure, found, state):
        return OTHER_PEOPLE
    if figure.noun in {"people", "bare", "counted"} and _at_home(sentence):
        return "people who live in the North"
    fled = ("people", "escapers") in sentence.senses
    if figure.noun == "natives":
        speaks = bool(kinds & {"event", "group", "place"}) or bool(state.counted) or fled
        return "" if speaks else "North Koreans, but nothing says that they left"
    if figure.noun == "people" and figure.value == 1 and not language.verb_last:
        return "one of several people"
    if figure.noun == "counted" and figure.value == 1 and "period" not in kinds:
        return "one of several people"
    parted = state.parted or ("figure", "by") in sentence.senses
    if figure.label and not parted and not _regions_listed(sentence, figure):
        return f"counts {figure.label}"
    if figure.noun in {"people", "counted"} and not kinds & SAYING and not _goes_on_telling(sentence, state):
        return "nothing says what these people did"
    if figure.noun == "group" and "event" not in kinds and not fled and _is_doubtful(sentence, figure):
        return "nothing says that they left"
    if figure.noun in {"people", "sex", "group", "counted"}:
        if _speakers(sentence, figure):
            return "people who speak in the text"
        speaks = bool(kinds & {"event", "figure", "period", "group"}) or state.counted > 0 or state.heading is not None
        speaks = speaks or (figure.noun == "sex" and _counted_before(figure, found))
        return "" if speaks else "nothing says what these people did"
    return _bare_not(sentence, figure, found, state, language)


def _goes_on_telling(sentence: Sentence, state: Context) -> bool:
    """As in "2009년. 2천914명이었다", "단체는 500명이 넘는다고 했다": the text has just said what people did."""
    if state.heading is not None:
        return True
    return state.subject is not None and ("says" in sentence.kinds or state.line == sentence.line)


def _of_a_noun(sentence: Sentence, figure: Figure) -> bool:
    """As in "101명의 청년들이": a genitive and a noun that names nobody who left, in a sentence that names none."""
    tokens = sentence.tokens
    of = tokens[figure.place + 1] if figure.place + 1 < len(tokens) else None
    if of is None or of.sense != ("base", "of") or of.start != tokens[figure.place].amount.stop:
        return False
    known = any(t.start == of.end + 1 for t in tokens)
    own = {"subject", "natives", "arrivers", "escapers"} & {t.value for t in sentence.of("people")}
    return not known and not own and sentence.gap(of.end, of.end + 2).strip().isalpha()


def _parts_of_others(sentence: Sentence, figure: Figure, found: list[Figure], state: Context) -> bool:
    """As in "노동자 17만명으로, 중국에 12만 명", "월북자는 55명이었다. 이 중 25명": parts of other people."""
    if {"subject", "natives", "arrivers", "escapers"} & {t.value for t in sentence.of("people")}:
        return False
    before = [f for f in found if f.place < figure.place and f.measure == "count"]
    if before:
        return before[-1].reason == OTHER_PEOPLE and "period" not in sentence.kinds
    return state.others and state.verb_last and any(t.sense == ("them", "of") for t in sentence.tokens[:2])


def _near_event(sentence: Sentence, figure: Figure) -> bool:
    """Not as in "crossed in 2019 with her son and asked that nobody should name him": nobody has done what.

    A list of years goes on: "2020년 2명, 2021년엔 한 명도 없었다".
    """
    zero, before = sentence.tokens[figure.place], sentence.tokens[max(0, figure.place - 1)]
    told = (t for t in sentence.tokens if t.kind in {"event", "group"})
    near = any(t.start - zero.end <= CLAUSE and zero.start - t.end <= CLAUSE for t in told)
    listed = before.kind == "period" and any(t.kind == "amount" for t in sentence.tokens[: figure.place])
    return near or listed or before.kind == "states"


def _some(sentence: Sentence, figure: Figure, language: Language) -> bool:
    """As in "총책임자 1명도 망명했다": one as well, where a language says "not even one" with a "not" after it."""
    denied = sentence.tokens[figure.place].value == "none"
    denied = denied or any(t.kind == "negation" for t in sentence.tokens[figure.place + 1 :])
    return bool(language.of("negation")) and not denied


def _counted_before(figure: Figure, found: list[Figure]) -> bool:
    """As in "입국자 8명 가운데 여성은 6명": the sentence has counted them all before it tells of men and women."""
    return any(f.place < figure.place and f.measure == "count" and not f.reason for f in found)


def _is_doubtful(sentence: Sentence, figure: Figure) -> bool:
    """Whether a figure counts a group, such as soldiers, most of whom stay where they are."""
    groups = load_topic().groups
    at = figure.used.get("people")
    return any(
        t.kind == "group" and groups[t.value].doubtful and at is not None and t.start == at[0] for t in sentence.tokens
    )


def _told_again(sentence: Sentence, figure: Figure, state: Context) -> bool:
    """As in "The five arrested near Beijing were on a bus", "whether the 12 are safe": people told of before."""
    if figure.value is None or figure.value > FEW or figure.value not in state.values or figure.noun == "sex":
        return False
    before = sentence.tokens[figure.place - 1] if figure.place else None
    these = before is not None and before.sense == ("people", "anyone") and figure.start - before.end <= 1
    if these and state.verb_last and "period" not in sentence.kinds:
        return True  # "이들 12명 이외에도"
    definite = before is not None and before.sense == ("glue", "the")
    opens = figure.place == 1 and figure.noun != "bare"
    return definite and (opens or "period" not in sentence.kinds)


def _one_of(sentence: Sentence, figure: Figure) -> bool:
    """As in "One of 3 women", "원인 중 하나": counts nobody, but for "One of the 2,554 who came that year"."""
    amount = sentence.tokens[figure.place].amount
    if figure.value == 1 and figure.rule.startswith("count") and amount.unit == "none" and amount.surface.isalpha():
        return sentence.tokens[figure.place - 1].sense == ("ratio", "of")
    ahead = sentence.tokens[max(0, figure.place - 2) : figure.place]
    one = len(ahead) == 2 and ahead[0].kind == "amount" and ahead[0].amount.value == 1 and ahead[1].kind == "base"
    return one and not ((figure.value or 0) > FEW and {"period", "event"} <= sentence.kinds)


def _tells_of_one(sentence: Sentence, figure: Figure) -> bool:
    """As in "One woman who came in 2008 said": the story of a person."""
    following = sentence.tokens[figure.place + 2 : figure.place + 3]
    who = bool(following) and following[0].sense == ("glue", "word")
    return figure.value == 1 and figure.noun == "sex" and figure.place == 0 and who


def _regions_listed(sentence: Sentence, figure: Figure) -> bool:
    """Whether places with their numbers stand before this one, so that an unknown word is a place as well."""
    return any(t.kind == "region" for t in sentence.tokens[: figure.place])


def _per_other(figure: Figure, found: list[Figure]) -> bool:
    """As in "상담사 1명이 탈북민 300명을 맡고": how many there are to one of other people."""
    return any(f.place < figure.place and f.value == 1 and f.reason == OTHER_PEOPLE for f in found)


def _corrects(sentence: Sentence, figure: Figure) -> bool:
    """As in "It was 210, not 216": what is right, before what was wrong."""
    return "not" in sentence.kinds and any(
        t.kind == "not" for t in sentence.tokens[figure.place + 1 : figure.place + 3]
    )


def _speakers(sentence: Sentence, figure: Figure) -> bool:
    """As in "Two women ... told of ...": few, without a period, followed by a word of saying."""
    few = figure.value is not None and figure.value <= SPEAKING
    if not few or "period" in sentence.kinds or figure.place >= 3:
        return False
    return any(t.kind == "says" and t.value in {"verb", "tells"} for t in sentence.tokens[figure.place + 1 :])


def _speaks_up(sentence: Sentence, figure: Figure) -> bool:
    """As in "One defector told reporters that she fled": a few who open a sentence and say something right away."""
    following = sentence.tokens[figure.place + 2 : figure.place + 3]
    says = bool(following) and following[0].sense in {("says", "verb"), ("says", "tells")}
    return says and figure.place == 0 and (figure.value or 0) <= SPEAKING


def _others_follow(sentence: Sentence, figure: Figure) -> bool:
    """As in "20,000 North Koreans who work in Dandong" are no refugees."""
    return any(t.sense == ("people", "others") for t in sentence.tokens[figure.place + 1 : figure.place + 4])


def _goes_on(sentence: Sentence, figure: Figure, found: list[Figure]) -> bool:
    """As in "six in 2018 and only one in 2017": a one that goes on a list of figures with their periods."""
    following = sentence.tokens[figure.place + 1 : figure.place + 3]
    dated = [t.kind for t in following if t.kind != "way"][:1] == ["period"]
    return dated and any(f.place < figure.place and f.measure == "count" and not f.reason for f in found)


def _only_work(sentence: Sentence) -> bool:
    """As in "In China arbeiten 20.000 Nordkoreaner": a word for other people, and no event that tells of leaving."""
    return sentence.kinds.isdisjoint({"event", "group"}) and ("people", "others") in sentence.senses


def _of_workers(sentence: Sentence, figure: Figure) -> bool:
    """As in "North Korean workers with permits fell from 30,023 to 11,490": told of those sent abroad, not who left."""
    if not sentence.senses.issuperset(WORKERS) or not OTHERWISE.isdisjoint(t.value for t in sentence.of("people")):
        return False
    clause = pairwise(sentence.tokens[: figure.place])
    return any(a.sense == NORTHERN and b.sense == OTHERS and b.start - a.end == 1 for a, b in clause)


def _at_home(sentence: Sentence) -> bool:
    """As in "26 million people live in North Korea": nothing is told but that people live in their country."""
    if "place" in sentence.kinds or {t.value for t in sentence.of("event")} != {"residing"}:
        return False
    leads = {("way", "in"), ("event", "residing")}
    return any(
        token.sense == ("people", "northern") and before.sense in leads and token.start - before.end == 1
        for before, token in pairwise(sentence.tokens)
    )


def _named_by_country(sentence: Sentence, figure: Figure, following: Token) -> bool:
    """As in "5 Chinese and South Koreans": people of another country, with no noun but its name."""
    beside = following.kind == "place" and following.start - sentence.tokens[figure.place].amount.stop == 1
    return beside and following.value not in {"here", "world"}


def _bare_not(sentence: Sentence, figure: Figure, found: list[Figure], state: Context, language: Language) -> str:
    tokens = sentence.tokens
    kinds = sentence.kinds
    if figure.value == 1 and not _goes_on(sentence, figure, found):
        return "a bare one"
    following = tokens[figure.place + 1] if figure.place + 1 < len(tokens) else None
    if following is not None and language.boundary == "word" and _named_by_country(sentence, figure, following):
        return OTHER_PEOPLE
    if adds_up(figure.value, state.counts) and "period" not in kinds:
        return ""
    if figure.place == 0 and following is not None and following.kind == "mark" and following.value in ").":
        return "the number of a list item"
    before = tokens[figure.place - 1] if figure.place else None
    if before is not None and before.sense == ("glue", "at") and not kinds & {"figure", "event"}:
        return "a bare number after a place or an age"
    if following is not None and following.sense == ("them", "of"):
        return ""
    if before is not None and before.kind in {"says", "edge"} and state.subject is not None and kinds & LEVELS:
        return ""
    if _corrects(sentence, figure):
        return ""
    if "cumulative" in kinds or (listed_place(sentence, figure.place) is not None and state.counted):
        return ""
    if figure.base or kinds & {"event", "figure", "region", "group", "sex"} or state.listing:
        return ""
    if {"arrivers", "subject", "natives"} & {t.value for t in sentence.of("people")}:
        return ""
    if sentence.kinds <= {"period", "mark", "amount"} and "period" in kinds and len(tokens) <= ITEM:
        return ""
    stating = {"states", "qualifier", "period", "mark", "base"}
    ahead = next((t for t in reversed(tokens[: figure.place]) if t.sense not in ONLY), None)
    stated = language.counters or (ahead is not None and ahead.kind in stating)
    if before is not None and before.kind == "states" and not state.last_accepted and not state.heading:
        return "a bare number"
    if stated and (state.counted or state.heading) and kinds & {"period", "people"}:
        return ""
    if state.heading and figure.place <= 1:
        return ""
    if before is not None and before.kind == "qualifier" and state.counted and "says" in kinds:
        return ""
    accepted = any(f.place < figure.place and not f.reason for f in found)
    if accepted and following is not None and following.kind in {"period", "way"} and "period" in kinds:
        return ""
    return "" if accepted and before is not None and before.kind != "glue" else "a bare number"
