"""A sentence in, what it says that people did, and the country that it took them to; never whom a figure counts."""

from itertools import pairwise
from typing import Final

from parsers.statistics.model import BEING, WORLD, Sentence
from parsers.statistics.tokens import Token
from parsers.topics import EventKind, Topic, load_topic

HERE: Final = "here"
"""As in "the country": the place that the text is about."""
NUMBERING: Final = frozenset({("figure", "number"), ("figure", "total")})
LISTING: Final = frozenset({("mark", ","), ("joint", "and"), ("glue", "or"), ("glue", "the")})
TRANSIT: Final = 40
"""How much nearer a country of passage must stand than another to be taken for the place reached."""
NOUN_EVENTS: Final = {"arrivers": "arrival", "dwellers": "residing"}
MOVES: Final = frozenset({"arrival", "escape", "return"})
STAYS: Final = frozenset({"held", "residing", "inside"})
FATES: Final = frozenset({"detention", "repatriation", "death"})
EVENTFUL: Final = frozenset({"event", "people"})
SEMICOLON: Final = ("mark", ";")
BRACKET: Final = ("mark", "(")
BESIDE: Final = 3
"""How many words after a number "were in" may stand, whatever else is said: "a total of 19,300 defectors were in"."""
IN_PLACE: Final = ["way", "place"]
LEADS: Final = 6
"""How far a country may stand before the verb of arriving there, a postposition and an adverb between."""
OUTRANKED: Final = ("escape", "moving")


def event_of(sentence: Sentence, near: int, topic: Topic, *, verb_last: bool = False) -> tuple[EventKind, Token] | None:
    """The event nearest to a token; to flee only defines the people where anything else is said of them.

    Where verbs end their clauses, an event of the token's own clause goes before all others.
    """
    events: list[tuple[int, Token]] = []
    if not sentence.kinds.isdisjoint(EVENTFUL):
        first, last = _clause(sentence, near)
        tokens = sentence.tokens
        events = [(i, tokens[i]) for i in range(first, last) if tokens[i].kind in EVENTFUL and _is_event(tokens, i)]
    present = _present(sentence, near, topic)
    if present is not None and (not events or sentence.tokens.index(present[1]) - near <= BESIDE):
        return present
    if not events:
        return None
    events = [e for e in events if not _tells_the_number(sentence.tokens, e[0])] or events
    events = [e for e in events if e[1].value != "present"] or events
    if verb_last:
        events = [e for e in events if not _of_the_next_number(sentence, near, e[0])]
        if not events:
            return None
    if verb_last and "joint" in sentence.kinds:
        links = [i for i, t in enumerate(sentence.tokens) if t.sense == ("joint", "then")]
        begin = max((i for i in links if i < near), default=-1)
        end = min((i for i in links if i > near), default=len(sentence.tokens))
        events = [e for e in events if begin < e[0] < end] or events
    chosen = (
        _went_or_came(sentence, events, near)
        or _came_of_it(sentence, events, near)
        or (_befell_those(sentence, events, near) if verb_last else [])
        or [e for e in events if e[1].value not in OUTRANKED]
        or [e for e in events if e[1].value == "moving"]
        or events
    )
    if [e for e in chosen if e[1].value == "elsewhere"]:
        return topic.events["elsewhere"], chosen[0][1]
    if any(e[1].value == "moving" for e in events) and all(e[1].kind == "event" for e in events):
        chosen = [e for e in events if e[1].value != "escape"] if chosen != events else events
    if not chosen:
        return None
    _, token = min(chosen, key=lambda e: abs(e[0] - near) + (0.5 if e[0] < near else 0))
    return topic.events[NOUN_EVENTS[token.value] if token.kind == "people" else token.value], token


def _present(sentence: Sentence, near: int, topic: Topic) -> tuple[EventKind, Token] | None:
    """As in "a total of 19,300 were in South Korea": where people are is all that is said of them."""
    if not sentence.kinds.issuperset(IN_PLACE):
        return None
    tokens = sentence.tokens
    for index in range(near + 1, len(tokens)):
        token = tokens[index]
        if token.kind == "amount" or token.sense == ("joint", "and"):
            return None
        if token.kind == "states" or token.sense == ("glue", "being"):
            following = [t for t in tokens[index + 1 : index + 4] if t.sense != ("glue", "the")]
            if [t.kind for t in following[:2]] == IN_PLACE:
                return (topic.events["present"], token) if following[0].value == "in" else None
    return None


def _went_or_came(sentence: Sentence, events: list[tuple[int, Token]], near: int) -> list[tuple[int, Token]]:
    """Going back outranks other events; of it and coming here again the last one said of a number is told.

    As in "재입북한 31명 중 6명은 다시 재입국했다": what follows the number up to the next one, else what led to it.
    """
    told = [e for e in events if e[1].value in {"return", "reentry"}]
    if all(e[1].value == "return" for e in told):
        return told
    after = [e for e in told if e[0] > near and not _amount_between(sentence, near, e[0])]
    return (after or [e for e in told if e[0] < near] or told)[-1:]


def _is_event(tokens: list[Token], place: int) -> bool:
    """Whether a word says what people did; "the death of its former leader" is not of them."""
    token = tokens[place]
    if token.kind == "people":
        return token.value in NOUN_EVENTS
    if token.sense == ("event", "inside"):
        home = {load_topic().home, load_topic().default_destination}
        return place > 0 and tokens[place - 1].kind == "place" and tokens[place - 1].value not in home
    if token.sense == ("event", "present"):
        ahead = [t for t in tokens[place:] if t.sense != ("glue", "the")]
        staying = ahead[1:2] and ahead[1].kind == "place"
        return bool(staying) or any(a.sense == ("way", "in") and b.kind == "place" for a, b in pairwise(ahead))
    following = tokens[place + 1 : place + 3]
    of = token.value == "death" and bool(following) and following[0].sense == ("base", "of")
    return token.kind == "event" and not (of and (len(following) == 1 or following[1].kind not in {"amount", "people"}))


def _tells_the_number(tokens: list[Token], place: int) -> bool:
    """As in "the number of those living here reached 34,000": a word of arriving that only leads to the number."""
    following = next((t for t in tokens[place + 1 : place + 3] if t.kind != "qualifier"), None)
    leads = following is not None and following.kind == "amount" and tokens[place].value == "arrival"
    return leads and any(t.kind == "cumulative" or t.sense in NUMBERING for t in tokens[:place])


def _of_the_next_number(sentence: Sentence, near: int, place: int) -> bool:
    """As in "116명, 재입북 15명", "3만 명 가운데 재입북한 탈북자는 15명": what is told of a later number only."""
    tokens = sentence.tokens
    following = tokens[place + 1 : place + 2]
    beside = bool(following) and following[0].kind == "amount" and following[0].start - tokens[place].end == 1
    if beside and place > near and _amount_between(sentence, near - 1, place):
        return True
    if ("ratio", "of") not in sentence.senses:
        return False
    parted = any(a.end < b.start and b.sense == ("ratio", "of") for a, b in pairwise(tokens[near : place + 1]))
    return parted and not _amount_between(sentence, near, place) and any(t.kind == "amount" for t in tokens[place:])


def _came_of_it(sentence: Sentence, events: list[tuple[int, Token]], near: int) -> list[tuple[int, Token]]:
    """As in "270 women detained in China were sent back": of one number's two fates the last one is told."""
    after = [t for t in events if t[0] > near and not _amount_between(sentence, near, t[0])]
    held = next((i for i, t in after if t.value in {"detention", "held"}), None)
    return [
        (i, t)
        for i, t in after
        if t.value == "repatriation" and held is not None and i > held and _befell(sentence.tokens, i)
    ]


def _befell_those(sentence: Sentence, events: list[tuple[int, Token]], near: int) -> list[tuple[int, Token]]:
    """As in "수감돼 있던 탈북자 600명이 북송됐다": first where people were, then the verb of what befell them."""
    ahead = [t for i, t in events if i < near]
    after = next(((i, t) for i, t in events if i > near), None)
    if not ahead or after is None or ahead[-1].value not in STAYS or after[1].value not in FATES:
        return []
    between = sentence.tokens[near + 1 : after[0]]
    return [] if any(t.kind in {"amount", "joint", "base", "ratio", "them"} for t in between) else [after]


def _befell(tokens: list[Token], place: int) -> bool:
    before = next((t for t in reversed(tokens[:place]) if t.kind != "place"), None)
    return before is not None and (before.kind == "states" or before.sense in BEING)


def _clause(sentence: Sentence, near: int) -> tuple[int, int]:
    """The tokens around a place that no semicolon parts from it; of one in brackets nothing that comes after them."""
    if SEMICOLON not in sentence.senses:
        return 0, _end_of_brackets(sentence, near)
    stops = [i for i, t in enumerate(sentence.tokens) if t.sense == SEMICOLON]
    first = max((i for i in stops if i < near), default=-1) + 1
    return first, min((i for i in stops if i > near), default=len(sentence.tokens))


def _end_of_brackets(sentence: Sentence, near: int) -> int:
    """The place of the bracket that closes around a token, or the end of its sentence."""
    if BRACKET not in sentence.senses:
        return len(sentence.tokens)
    marks = [(i, t.value) for i, t in enumerate(sentence.tokens) if t.kind == "mark" and t.value in "()"]
    opened = max((i for i, mark in marks if i < near and mark == "("), default=-1)
    closes = next((i for i, mark in marks if i > opened and mark == ")"), -1)
    return closes if opened >= 0 and closes > near else len(sentence.tokens)


def destination_of(
    sentence: Sentence, kind: EventKind, topic: Topic, near: int | None = None, *, verb_last: bool = False
) -> str | None:
    """The country that a sentence says they came to, live or are held in; for a sending back the one that sent them."""
    if "place" not in sentence.kinds:
        return None
    places = [
        (i, t.value)
        for i, t in enumerate(sentence.tokens)
        if t.kind == "place"
        and t.value not in {topic.home, HERE}
        and sentence.gap(t.end, t.end + 1) != "-"
        and not _excluded(sentence, i, kind)
    ]
    if not places:
        return None
    if near is not None and verb_last:
        places = [p for p in places if not _of_the_next(sentence, near, p[0])]
        places = [p for p in places if p[0] < near] or places
        if not places:
            return None
    if near is not None and kind.event == "detention":
        places = [p for p in places if not _amount_between(sentence, near, p[0])]
        places = [p for p in places if p[1] != topic.default_destination] or places
        if not places:
            return None
    led = _reached_by(sentence, near) if near is not None and verb_last and kind.event == "arrival" else None
    if led is not None and not _excluded(sentence, led, kind):
        return str(sentence.tokens[led].value)
    transit = set(topic.passage) if kind.event == "arrival" else set()
    nearest = min(places, key=lambda p: abs(p[0] - (near or 0)) + TRANSIT * (p[1] in transit))
    return WORLD if not verb_last and _one_of_several(sentence, nearest[0]) else str(nearest[1])


def _one_of_several(sentence: Sentence, place: int) -> bool:
    """As in "countries such as Germany, Britain and Denmark": listed with others, so that none has them all."""
    for step in (-1, 1):
        index = place + step
        while 0 <= index < len(sentence.tokens) and sentence.tokens[index].sense in LISTING:
            index += step
        if not 0 <= index < len(sentence.tokens) or sentence.tokens[index].kind != "place":
            continue
        first, last = sorted((place, index))
        beside = all(b.start - a.end <= 1 for a, b in pairwise(sentence.tokens[first : last + 1]))
        if last - first > 1 and beside and sentence.tokens[first].value != sentence.tokens[last].value:
            return True
    return False


def _reached_by(sentence: Sentence, near: int) -> int | None:
    """As in "러시아에 머물던 8명이 한국에 입국": the country right before the verb of arriving there."""
    after = sentence.tokens[near + 1 :]
    came = next((i for i, t in enumerate(after) if t.sense == ("event", "arrival")), 0)
    at = next((i for i in range(came - 1, -1, -1) if after[i].kind == "place"), None)
    if at is None or any(t.kind in {"amount", "joint", "mark"} for t in after[:came]):
        return None
    return near + 1 + at if 0 < after[came].start - after[at].end <= LEADS else None


def _of_the_next(sentence: Sentence, near: int, place: int) -> bool:
    """Whether a place stands in the clause after a figure's, or belongs to the next figure."""
    between = sentence.tokens[near + 1 : place]
    return any(t.kind == "amount" or t.sense == ("joint", "then") for t in between)


def _amount_between(sentence: Sentence, first: int, last: int) -> bool:
    low, high = sorted((first, last))
    return any(t.kind == "amount" for t in sentence.tokens[low + 1 : high])


def _excluded(sentence: Sentence, index: int, kind: EventKind) -> bool:
    if kind.event == "repatriation":
        return bool(sentence.tokens[index].value == load_topic().default_destination)
    return _is_origin(sentence, index, moves=kind.event in MOVES)


def _is_origin(sentence: Sentence, index: int, *, moves: bool) -> bool:
    """Whether people come from a place; one postposition says "from" of those who move and "in" of all others."""
    tokens = sentence.tokens
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    apart = before is not None and before.end < tokens[index].start and not _is_suffix(tokens, index - 1)
    led = moves and apart and before is not None and before.sense in {("edge", "from"), ("way", "from")}
    ahead = {("way", "from"), ("edge", "to")} if moves else {("way", "from")}
    trailed = after is not None and after.sense in ahead and after.start == tokens[index].end
    return led or trailed


def _is_suffix(tokens: list[Token], index: int) -> bool:
    """Whether a word is part of what comes before it, as a postposition is: "라오스를 거쳐 미국에"."""
    return index > 0 and tokens[index - 1].end == tokens[index].start


def heads_for(sentence: Sentence) -> bool:
    """Whether flight and the place it led to stand together: "fled to the South"."""
    tokens = sentence.tokens
    ways = {("edge", "to"), ("way", "to")}
    return any(
        token.kind == "place" and index and tokens[index - 1].sense in ways for index, token in enumerate(tokens)
    )


def clause_opener(sentence: Sentence, place: int) -> str | None:
    """As in "Germany topped the list with 232, while Britain took in 25": the country that a clause is about."""
    stops = (i for i in range(place - 1, -1, -1) if sentence.tokens[i].kind in {"mark", "joint"})
    first = next(stops, -1) + 1
    token = sentence.tokens[first]
    topic = load_topic()
    known = token.kind == "place" and token.value not in {HERE, WORLD, topic.home, topic.default_destination}
    return token.value if known and first < place and not _one_of_several(sentence, first) else None


def listed_place(sentence: Sentence, place: int) -> str | None:
    """As in "Germany with 146", "Sweden five and Norway two": the country whose number stands at `place`."""
    before = sentence.tokens[max(0, place - 3) : place + 1]
    with_word = [t.kind for t in before[-3:-1]] == ["place", "states"]
    before = before[:-1] if with_word else before
    if len(before) < 2 or before[-2].kind != "place" or before[-2].value in {HERE, WORLD}:
        return None
    led = len(before) > 2 and before[-3].kind in {"way", "edge"}
    beside = before[-1].start - before[-2].end == 1
    return before[-2].value if beside and (with_word or not led) else None
