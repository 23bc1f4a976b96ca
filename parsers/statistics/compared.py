"""A sentence's figures in, which of them stand on the side that a change is measured against out."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from parsers.languages import Language
from parsers.statistics.fractions import is_level
from parsers.statistics.model import Figure, Sentence
from parsers.statistics.tokens import Token

QUALIFIED: Final = 5
"""Signs that may part "of" from its multiple: "前年の約3倍", "지난해의 약 3배"."""
LISTED: Final = (["period", "of", "amount"], ["period", "(", "amount", ")"])
CHANGES: Final = frozenset({"percent_change", "absolute_change", "multiple"})


def base_zones(sentence: Sentence, found: Sequence[Figure], language: Language) -> list[int]:
    """For each token the number of the base of comparison it stands in, 0 for none."""
    zones = _zones_before(sentence, language) if language.verb_last else _zones_after(sentence, found)
    if language.counted == "both":
        owned = _zones_before(sentence, language, of=True)
        zones = [after or before for after, before in zip(zones, owned, strict=True)]
    for figure in found:
        figure.base = bool(zones[figure.place]) and figure.measure not in CHANGES
    return zones


def _zones_after(sentence: Sentence, found: Sequence[Figure]) -> list[int]:
    """The base follows its marker: "than in 2011", "down from 48", "a fifth of the 226"."""
    tokens = sentence.tokens
    zones, zone, count = [0] * len(tokens), 0, 0
    changed = multiplied = False
    changes = {f.place for f in found if f.measure in CHANGES}
    shares = {f.place for f in found if f.measure == "share"}
    for place, token in enumerate(tokens):
        if place in changes:
            zone = 0
        if zone and (
            (token.kind == "mark" and token.value in ",;:)")
            or token.sense == ("joint", "then")
            or (
                token.sense == ("edge", "to") and _holds_amount(tokens, zones, zone) and not _leads_there(tokens, place)
            )
        ):
            zone = 0
        anew = not zone or (token.kind == "base" and token.value != "of")
        if anew and _opens_base(tokens, place, changed, multiplied):
            count += 1
            zone = count
        zones[place] = zone
        if not zone and token.kind == "period" and all(a.value in {"on-year", "on-quarter"} for a in token.atoms):
            count += 1
            zones[place] = count
        changed = changed or token.kind == "change" or place in changes
        taken = token.kind in {"multiple", "fraction"} and place not in shares
        multiplied = multiplied or taken or place in changes
    return zones


def _leads_there(tokens: list[Token], place: int) -> bool:
    """As in "half of the 2,706 who came to the South in 2011": where people went, not what a number became."""
    return [t.kind for t in tokens[place + 1 : place + 2]] == ["place"]


def _holds_amount(tokens: list[Token], zones: list[int], zone: int) -> bool:
    """Whether a base has its number already, so that "to" leads on to what it became: "from 113 in 2015 to 135"."""
    return any(token.kind == "amount" for token, at in zip(tokens, zones, strict=True) if at == zone)


def _opens_base(tokens: list[Token], place: int, changed: bool, multiplied: bool) -> bool:  # noqa: FBT001
    token = tokens[place]
    before = tokens[place - 1] if place else None
    if token.kind == "base":
        if token.value == "on":
            risen = changed and before is not None and before.amount.unit == "percent"  # "up 18 percent on 2015"
            return risen or (before is not None and before.kind == "change")
        return token.value == "marker" or (token.value in {"equal", "of"} and multiplied)
    if token.kind == "edge" and token.value == "from":
        return changed or _changes_after(tokens, place)
    if token.kind == "period":
        first = token.atoms[0]
        led = first.kind == "edge" and first.value == "from" and not any(a.value == "to" for a in token.atoms)
        clause = takewhile(lambda t: t.kind not in {"mark", "joint"}, tokens[place + 1 :])
        marked = any(t.sense == ("base", "marker") for t in clause)
        follows = (
            not marked
            and before is not None
            and (before.kind in {"multiple", "compare"} or (before.kind == "amount" and before.amount.unit == "times"))
        )
        return (led and changed) or follows
    if token.kind in {"amount", "glue", "them", "qualifier"} and before is not None:
        times = before.kind == "multiple" or (before.kind == "amount" and before.amount.unit == "times")
        the = token.sense == ("glue", "the") and place + 1 < len(tokens) and tokens[place + 1].kind == "amount"
        return times or (before.kind == "compare" and (token.kind == "amount" or the))
    return False


def _changes_after(tokens: list[Token], place: int) -> bool:
    """As in "ist von 63 auf 196 gestiegen": a verb of change ends the clause that "from" with its number opens."""
    if [t.kind for t in tokens[place + 1 : place + 2]] != ["amount"]:
        return False
    clause = takewhile(lambda t: t.kind not in {"mark", "joint"}, tokens[place + 2 :])
    told = [t.kind if t.kind != "edge" else t.value for t in clause]
    return "to" in told and "change" in told


def _zones_before(sentence: Sentence, language: Language, *, of: bool = False) -> list[int]:
    """The base precedes its marker: "2011년보다", "지난해 같은 기간 775명의 4분의 1"; `of`: genitives only."""
    tokens = sentence.tokens
    zones, count = [0] * len(tokens), 0
    for place, token in enumerate(tokens):
        if token.kind != "base" or not _marks_base(tokens, place) or (of and token.value != "of"):
            continue
        count += 1
        index = place - 1
        amounts = periods = 0
        end = token.start
        while index >= 0 and not zones[index]:
            other = tokens[index]
            stop = other.amount.stop if other.kind == "amount" else other.end
            listed = _listed_before(tokens, index) if amounts and periods else 0
            if listed:
                index, end = index - listed - 1, tokens[index - listed].start
                continue
            ended = other.kind == "result" or (other.kind == "mark" and other.value not in "()")
            if ended or end - stop > (8 if not periods else 2):
                break
            if other.kind == "amount" and periods and not _told_then(sentence, index, language):
                break
            amounts += other.kind == "amount"
            linked = [t.kind for t in tokens[index + 1 : index + 3]] == ["joint", "period"]
            linked = linked or tokens[index + 1].kind == "period"
            periods += other.kind == "period" and not linked
            if amounts > 1 or periods > 1:
                break
            end = other.start
            index -= 1
        for inside in range(index + 1, place + 1):
            zones[inside] = count
    return zones


def _told_then(sentence: Sentence, index: int, language: Language) -> bool:
    """As in "135명이던 작년", "135명이 들어온 작년": a clause that tells a number of the period after it."""
    verb, told = sentence.tokens[index + 1 : index + 3]
    if verb.kind == "states":
        return True
    return verb.kind == "event" and told.kind == "period" and describes_next(sentence, told, language)


def describes_next(sentence: Sentence, token: Token, language: Language) -> bool:
    """As in "들어온 작년": the word before a token has the ending of a verb that describes what follows it."""
    endings = language.of("ending", "relative")
    return sentence.gap(sentence.start, token.start).rstrip().endswith(endings)


def _listed_before(tokens: list[Token], index: int) -> int:
    """As in "2019年の1047人、2018年の1137人と比べ", "2021년(63명)과 2022년(67명) 대비": how long it is."""
    if tokens[index].sense not in {("mark", ","), ("joint", "and")}:
        return 0
    ahead = [t.value if t.kind in {"mark", "base"} else t.kind for t in tokens[max(0, index - 4) : index]]
    return next((len(shape) for shape in LISTED if ahead[-len(shape) :] == shape), 0)


def _marks_base(tokens: list[Token], place: int) -> bool:
    token = tokens[place]
    if token.value == "marker":
        return True
    if token.value == "former":
        return place > 0 and tokens[place - 1].kind == "amount"
    ahead = [t for t in tokens[place + 1 : place + 4] if t.kind != "qualifier"]
    following = ahead[0] if ahead else None
    if token.value != "of" or following is None or following.start - token.end > QUALIFIED:
        return False
    if following.kind == "amount":
        ratio = len(ahead) > 1 and ahead[1].kind == "ratio"
        return following.amount.unit == "times" or ratio or is_level(tokens, tokens.index(following))
    return following.kind in {"multiple", "fraction"}
