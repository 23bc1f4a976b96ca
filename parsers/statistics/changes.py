"""A number and the words around it in, whether it tells of a change, and up or down, out."""

from typing import Final

from parsers.languages import Language
from parsers.statistics.amounts import LETTERS
from parsers.statistics.atoms import FROM
from parsers.statistics.model import BEING, Sentence
from parsers.statistics.tokens import Amount, Token, end_of

QUALIFIED: Final = 4
ADDING: Final = frozenset({"period", "way", "states"})
"""What follows "more" where it compares with nothing: "six more in 2014", "40 more were handed over"."""
SIGNS: Final = {"+": 1, "-": -1, "\N{MINUS SIGN}": -1}
BEFORE_CHANGED: Final = frozenset({"qualifier", "edge", "base", "glue", "states"})
"""Words that may part a change from its number: "rose by some", "the decline from 2014 was"."""
RATE: Final = 2
"""The signs after a word of change that make it a rate, with a particle: "율은"."""
PARTICLE: Final = 2
"""How far a change may stand from a closing bracket: a particle and a blank fit between."""


def change_sign(sentence: Sentence, place: int, amount: Amount, language: Language) -> int:
    """1 or -1 where the percentage is a change up or down, else 0."""
    written = _written_sign(sentence, place)
    if written:
        return written
    after = _following(sentence, place)
    yearly = sentence.tokens[place + 1] if place + 1 < len(sentence.tokens) else None
    stop = yearly.end if yearly is not None and _is_yearly(yearly) else amount.stop
    if (
        after is not None
        and after.kind in {"change", "compare"}
        and not _crosses(sentence, stop, after.start, language)
        and not (language.verb_last and _another_word(sentence.gap(_end_before(sentence, place, after), after.start)))
    ):
        return 1 if after.value in {"up", "more"} else -1
    bracketed = _sign_past_bracket(sentence, place)
    if language.verb_last:
        return _sign_after_bracket(sentence, place) or bracketed or _sign_of_rate(sentence, place, language)
    told = _sign_before(sentence, place) or _sign_restated(sentence, place) or _sign_of_clause(sentence, place)
    return told or bracketed


def _written_sign(sentence: Sentence, place: int) -> int:
    """As in "+59", "(-8.6%)", and in the bracket after it, "+59 (12.1%)": 0 where none is written."""
    at = sentence.tokens[place].start
    before = sentence.gap(at - 2, at) if at > 1 else ""
    if before[1:] in SIGNS and (before[0].isspace() or before[0] == "("):
        return SIGNS[before[1:]]
    first, opens = sentence.tokens[max(0, place - 2) : place] if place > 1 else (None, None)
    bracketed = opens is not None and opens.sense == ("mark", "(") and first is not None and first.kind == "amount"
    return _written_sign(sentence, place - 2) if bracketed and place > 1 else 0


def _end_before(sentence: Sentence, place: int, after: Token) -> int:
    """Where the last word before a later one ends, the number at `place` with its unit at the earliest."""
    between = [t.end for t in sentence.tokens[place + 1 : place + 1 + QUALIFIED] if t.start < after.start]
    return max([end_of(sentence.tokens[place]), *between])


def _sign_after_bracket(sentence: Sentence, place: int) -> int:
    """As in "9명(8.6%) 줄어든", "a 72.4% (162 people) decrease": what is said again in a bracket changes after it."""
    if sentence.tokens[place - 1 : place] and sentence.tokens[place - 1].sense == ("mark", "("):
        return _sign_behind(sentence, place)
    return 0


def _sign_past_bracket(sentence: Sentence, place: int) -> int:
    """As in "8%(161명) 증가": the change stands after a bracket that says it in people as well."""
    following = sentence.tokens[place + 1 : place + 3]
    if [t.value if t.kind == "mark" else t.kind for t in following] != ["(", "amount"]:
        return 0
    return _sign_behind(sentence, place + 2)


def _sign_behind(sentence: Sentence, place: int) -> int:
    """The sign of the change right behind the bracket that a number, with whom it counts, closes."""
    following = sentence.tokens[place + 1 : place + 4]
    following = following[1:] if following and following[0].kind == "people" else following
    if len(following) < 2 or following[0].sense != ("mark", ")"):
        return 0
    change = following[1]
    if change.kind != "change" or change.start - following[0].end > PARTICLE:
        return 0
    return 1 if change.value == "up" else -1


def _sign_of_rate(sentence: Sentence, place: int, language: Language) -> int:
    """As in "감소율은 8.7%": a noun of change with its particle right before its number."""
    named = next((t for t in reversed(sentence.tokens[:place]) if t.kind != "qualifier"), None)
    if named is None or named.kind != "change":
        return 0
    particle = sentence.gap(named.end, sentence.tokens[place].start).split(" ")[0]
    noun = len(particle) == RATE and particle.endswith(language.of("ending", "particle"))
    return (1 if named.value == "up" else -1) if noun else 0


def _following(sentence: Sentence, place: int) -> Token | None:
    """The next token that is no qualifier, glue or bracketed number."""
    index = place + 1
    while index < len(sentence.tokens):
        token = sentence.tokens[index]
        if token.kind == "qualifier" or token.sense == ("glue", "the") or _is_yearly(token):
            index += 1
        else:
            return token
    return None


def _is_yearly(token: Token) -> bool:
    """As in "a 16.3 percent on-year increase": only says what the change is measured against."""
    return token.kind == "period" and all(atom.value in {"on-year", "on-quarter"} for atom in token.atoms)


def _crosses(sentence: Sentence, start: int, end: int, language: Language) -> bool:
    gap = sentence.gap(start, end)
    limit = 8 if language.verb_last else 12
    return (
        end - start > limit
        or any(mark in gap for mark in ",;)")
        or (not language.verb_last and bool(LETTERS.search(gap)))
    )


def _sign_of_clause(sentence: Sentence, place: int) -> int:
    """As in "ist um 41 Prozent auf 135 geschrumpft": after the word for "by" the verb may end the clause."""
    tokens = sentence.tokens
    led = next((i for i in range(place - 1, -1, -1) if tokens[i].kind != "qualifier"), None)
    if led is None or tokens[led].sense != ("base", "by"):
        return 0
    first, last = led, place
    while first > 0 and not _ends_clause(tokens[first - 1]):
        first -= 1
    while last + 1 < len(tokens) and not _ends_clause(tokens[last + 1]):
        last += 1
    told = [t for t in (*tokens[place : last + 1], *tokens[first:place]) if t.kind == "change"]
    return 0 if not told else 1 if told[0].value == "up" else -1


def _sign_restated(sentence: Sentence, place: int) -> int:
    """As in "dropped by six people, or 13 percent": a change in people that is said again in percent."""
    tokens, at = sentence.tokens, place - 1
    if at < 0 or tokens[at].sense not in {("glue", "word"), ("glue", "or"), ("mark", "(")}:
        return 0
    at -= 1
    while at >= 0 and (tokens[at].kind == "people" or tokens[at].sense == ("mark", ",")):
        at -= 1
    return _sign_before(sentence, at) if at >= 0 and tokens[at].kind in {"amount", "fraction"} else 0


def _ends_clause(token: Token) -> bool:
    return (token.kind == "mark" and token.value in ",;:") or token.kind == "joint"


def _sign_before(sentence: Sentence, place: int) -> int:
    by = [t.sense for t in sentence.tokens[max(0, place - 1) : place]] == [("edge", "until")]
    for index in range(place - 1, max(-1, place - 5), -1):
        token = sentence.tokens[index]
        if token.kind == "change":
            return 1 if token.value == "up" else -1
        if token.kind == "edge" and token.value in {"to", "from"}:
            return 0
        if by and token.kind in {"way", "period"}:
            continue  # "rose in 2020 by 5.5 percent"
        from_then = token.kind == "period" and token.atoms[0] == FROM
        if (token.kind not in BEFORE_CHANGED and not from_then) or token.value in {"marker", "equal", "at"}:
            return 0
        if LETTERS.search(sentence.gap(token.end, sentence.tokens[index + 1].start)):
            return 0
    return 0


def absolute_sign(sentence: Sentence, place: int, amount: Amount, noun_place: int | None, language: Language) -> int:
    """1 or -1 where the number says by how many there are more or fewer, else 0; `noun_place` is what it counts."""
    written = _written_sign(sentence, place) if amount.unit in {"none", "people"} else 0
    if written:
        return written
    if language.verb_last:
        return _absolute_after(sentence, place, amount)
    index = place + 1
    while index < len(sentence.tokens) and index <= (noun_place or place) + 1:
        token = sentence.tokens[index]
        if token.kind == "compare" and not LETTERS.search(sentence.gap(sentence.tokens[index - 1].end, token.start)):
            compared = index != place + 1 or noun_place is None or _than_follows(sentence, noun_place)
            added = noun_place is None and token.value == "more" and _adds(sentence, index)
            return (1 if token.value == "more" else -1) if compared and not added else 0
        index += 1
    sign = _sign_before(sentence, place) or _sign_after_bracket(sentence, place)
    if not sign and place and sentence.tokens[place - 1].sense == ("mark", "("):
        sign = _sign_restated(sentence, place)
    by = place and sentence.tokens[place - 1].kind == "edge" and sentence.tokens[place - 1].value == "until"
    named = place > 0 and sentence.tokens[place - 1].kind == "states"  # "the drop was four"
    told = noun_place is not None or amount.unit == "people" or named or _came_to(sentence, place)
    return sign if sign and (by or told or _than_follows(sentence, place)) else 0


def _came_to(sentence: Sentence, place: int) -> bool:
    """As in "up 67 to 33,882": what the number became follows its change."""
    following = sentence.tokens[place + 1 : place + 3]
    return len(following) == 2 and following[0].sense == ("edge", "to") and following[1].kind == "amount"


def _adds(sentence: Sentence, place: int) -> bool:
    """As in "seven in 2013, followed by six more in 2014": no comparison, as nothing says than what."""
    following = sentence.tokens[place + 1] if place + 1 < len(sentence.tokens) else None
    compared = any(t.kind == "base" and t.value == "marker" for t in sentence.tokens[place + 1 :])
    going_on = following is not None and (following.kind in ADDING or following.sense in BEING)
    return going_on and not compared


def _than_follows(sentence: Sentence, place: int) -> bool:
    following = sentence.tokens[place + 1] if place + 1 < len(sentence.tokens) else None
    if following is None:
        return False
    if following.kind == "period":
        first = following.atoms[0]
        return bool(first == ("edge", "from", 0))
    return (following.kind == "base" and following.value != "on") or following.sense in {
        ("edge", "from"),
        ("compare", "fewer"),
    }


def _another_word(gap: str) -> bool:
    """As in "1276명 등 감소": a word of its own, no particle, parts a number from a change."""
    return gap[:1] == " " and bool(LETTERS.search(gap))


def _absolute_after(sentence: Sentence, place: int, amount: Amount) -> int:
    if amount.unit != "people":
        return 0
    end = amount.stop
    parted = False  # a comma with no percentage after it ends the clause: "31人で、年ごとに増加"
    for index in range(place + 1, min(place + 8, len(sentence.tokens))):
        token = sentence.tokens[index]
        gap = sentence.gap(end, token.start)
        if token.kind == "change":
            told = len(gap) <= 4 and not parted and not _another_word(gap)
            return (1 if token.value == "up" else -1) if told else 0
        parted = token.sense == ("mark", ",") or (parted and token.kind != "amount")
        if token.sense == ("qualifier", "under"):
            return 0
        apart = (token.kind == "amount" and token.amount.unit == "percent") or token.kind in {
            "qualifier",
            "mark",
            "figure",
            "result",
        }
        between = sentence.tokens[place + 1 : index]
        became = token.kind == "result" and all(t.kind == "qualifier" or t.value == ")" for t in between)
        if not apart or became or len(gap) > 8 or token.value in {";", ":"}:
            return 0
        end = token.amount.stop if token.kind == "amount" else token.end
    return 0
