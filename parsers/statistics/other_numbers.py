"""A number and the words around it in, the reason why it is no figure at all out: an age, a date, a rank, denied."""

from typing import Final

from parsers.languages import Language
from parsers.statistics.amounts import band_ending
from parsers.statistics.model import Sentence
from parsers.statistics.tokens import Amount, Token

NOT_PEOPLE: Final = {
    "points": "percentage points",
    "things": "counts things",
    "age": "an age",
    "money": "money",
    "ordinal": "a rank or an ordinal",
    "calendar": "part of a date",
    "duration": "a duration",
}
AGE_EDGES: Final = frozenset({("edge", "within"), ("edge", "from"), ("edge", "start"), ("edge", "end")})
"""Words between those of an age and its number: "aged between 6 and 24", "in their early 20s"."""
AGED: Final = frozenset({"people", "sex", "group"})
OLDEST: Final = 100
WITHDRAWN: Final = "denied or withdrawn"


def other_number(sentence: Sentence, place: int, language: Language) -> str:
    """The reason why the amount at `place` is no figure, or an empty string."""
    token = sentence.tokens[place]
    amount = token.amount
    if amount.unit in NOT_PEOPLE:
        return NOT_PEOPLE[amount.unit]
    last = sentence.tokens[place + 2].amount if _opens_range(sentence, place, amount) else amount
    if last.unit in NOT_PEOPLE:
        return NOT_PEOPLE[last.unit]
    before = sentence.tokens[place - 1] if place else None
    if amount.year and band_ending(sentence.text, amount.stop, language):
        return "a decade"
    if amount.band and sentence.gap(token.start - 1, token.start) == "'":
        return "a decade"
    if amount.year and before is not None and before.kind in {"glue", "pronoun"} and not language.counters:
        return "a year"
    numbered = before is not None and before.sense == ("figure", "number") and not amount.surface[:1].isdigit()
    ahead = sentence.tokens[place + 1] if place + 1 < len(sentence.tokens) else None
    if numbered and not language.counters and (ahead is None or ahead.kind != "compare"):
        return NOT_PEOPLE["ordinal"]
    if "fraction" in sentence.kinds and _with_half(sentence.tokens[place + 1 : place + 5]):
        return NOT_PEOPLE["duration"]
    if _is_date(sentence, place, token, language):
        return "part of a date"
    after = sentence.tokens[place + 1] if place + 1 < len(sentence.tokens) else None
    beside = after if language.verb_last else before
    if beside is not None and (
        beside.kind == "not" or (after is not None and after.kind == "result" and _withdrawn(sentence, place, language))
    ):
        return WITHDRAWN
    if language.counters and _is_address(sentence, place, amount):
        return "part of an address"
    if _is_age(sentence, place, amount, language):
        return "an age"
    marked = before is not None and before.kind == "mark"
    if marked and (_in_apposition(sentence, place, amount) or _after_a_name(sentence, place, amount)):
        return "an age"
    return ""


def _opens_range(sentence: Sentence, place: int, amount: Amount) -> bool:
    """As in "three or four years": a bare number whose unit stands with the one after it."""
    following = sentence.tokens[place + 1 : place + 3]
    if amount.unit != "none" or [t.kind for t in following[1:]] != ["amount"]:
        return False
    linked = following[0].sense in {("glue", "or"), ("edge", "to"), ("mark", "-")}
    return linked and sentence.gap(amount.stop, following[0].start).strip() == ""


def _with_half(following: list[Token]) -> bool:
    """As in "three and a half years"."""
    kinds = [t.kind for t in following if t.kind != "glue"]
    return kinds[:3] == ["joint", "fraction", "unit"] and following[0].value == "and"


def _is_date(sentence: Sentence, place: int, token: Token, language: Language) -> bool:
    before = sentence.tokens[place - 1] if place else None
    if before is None or token.start - before.end != 1 or language.counters:
        return False
    ends_in_month = before.kind == "period" and before.atoms[-1].kind == "month"
    return before.kind == "month" or (
        ends_in_month and len(token.amount.surface) > 4 and token.amount.surface.isdigit()
    )


def _withdrawn(sentence: Sentence, place: int, language: Language) -> bool:
    """As in "216명으로 적었으나": a result that was a mistake."""
    return language.verb_last and place + 2 < len(sentence.tokens) and sentence.tokens[place + 2].kind == "not"


def _in_apposition(sentence: Sentence, place: int, amount: Amount) -> bool:
    """As in "The sergeant, 20, was": a small number between commas is an age."""
    around = sentence.tokens[place - 1 : place] + sentence.tokens[place + 1 : place + 2]
    commas = len(around) == 2 and all(t.kind == "mark" and t.value == "," for t in around)
    close = commas and sentence.tokens[place].start - around[0].end <= 1 and around[1].start == amount.stop
    again = sentence.tokens[place + 2 : place + 4]
    restated = [t.kind for t in again] == ["glue", "amount"]  # "14, or 87.5 percent, were women"
    return (
        close
        and not restated
        and amount.unit == "none"
        and (amount.value or 0) < 120
        and (place < 2 or sentence.tokens[place - 2].kind not in {"amount", "figure"})
    )


def _after_a_name(sentence: Sentence, place: int, amount: Amount) -> bool:
    """As in "Kim (34)": a small number alone in brackets after an unknown word is an age."""
    around = sentence.tokens[max(0, place - 1) : place + 2]
    if [t.value for t in around if t.kind == "mark"] != ["(", ")"] or amount.unit != "none" or len(around) != 3:
        return False
    ahead = sentence.tokens[place - 2].end if place > 1 else sentence.start
    word = sentence.gap(ahead, around[0].start)
    return word.strip().isalpha() and around[2].start == amount.stop and (amount.value or 0) < 120


def _is_address(sentence: Sentence, place: int, amount: Amount) -> bool:
    """As in "논현동 665-18": a bare number that goes on with a hyphen and another bare one."""
    following = sentence.tokens[place + 2 : place + 3]
    hyphen = sentence.gap(amount.stop, amount.stop + 1) == "-"
    numbered = [t.kind for t in following] == ["amount"] and following[0].start == amount.stop + 1
    return amount.unit == "none" and hyphen and numbered and following[0].amount.unit == "none"


def _counts(following: Token | None) -> bool:
    return following is not None and following.kind in {"people", "sex", "group"}


def _is_age(sentence: Sentence, place: int, amount: Amount, language: Language) -> bool:
    before = sentence.tokens[place - 1] if place else None
    after = sentence.tokens[place + 1] if place + 1 < len(sentence.tokens) else None
    within = before is not None and before.sense in AGE_EDGES and place > 1
    leading = sentence.tokens[place - 2] if within else before
    led = leading is not None and leading.sense == ("age", "before")
    if before is not None and before.kind == "joint" and not language.counters:
        pair = [t.kind for t in sentence.tokens[max(0, place - 3) : place]]
        listed = pair in (["age", "amount", "joint"], ["age", "group", "joint"])
        led = led or listed or (pair[1:] == ["group", "joint"] and amount.band)
    if before is not None and before.kind == "qualifier" and amount.unit == "none" and not language.counters:
        aged = place > 1 and sentence.tokens[place - 2].kind in AGED and not _counts(after)
        led = led or (aged and (amount.value or 0) < OLDEST)
    if before is not None and before.sense == ("base", "of") and place > 1 and not language.counters:
        led = led or sentence.tokens[place - 2].kind == "sex"
    return led or (after is not None and after.sense == ("age", "after") and after.start - amount.stop <= 1)
