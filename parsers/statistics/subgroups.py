"""A figure's sentence in, which part of the people it counts out: by a word of its own or one told of before."""

from typing import Final

from parsers.statistics.context import Context
from parsers.statistics.events import clause_opener, destination_of
from parsers.statistics.model import Figure, Sentence, Subject
from parsers.statistics.tokens import Token
from parsers.topics import EventKind, Topic

OF_THEM: Final = ("them", "of")
PARTED: Final = ("figure", "by")
PARTS: Final = frozenset({"sex", "group"})
DASHES: Final = frozenset({("mark", "-"), ("mark", "("), ("mark", ":")})
LISTED: Final = frozenset({"amount", "sex", "group", "joint", "glue"})


def settled(
    sentence: Sentence, group: Token | None, found: tuple[EventKind, Token] | None, state: Context, topic: Topic
) -> Token | None:
    """The subgroup, where what is said of it is no more than the way to an event, or a prison that stands abroad."""
    event = found[0].event if found is not None else None
    if group is None and event == "detention" and not _abroad(sentence, state, topic):
        return next((t for t in sentence.of("group") if topic.groups[t.value].held), None)
    if group is None or group.kind != "group" or found is None:
        return group
    kind = topic.groups[group.value]
    if kind.here and event == "repatriation":
        return None
    if kind.held and _abroad(sentence, state, topic):
        return None
    between = [t for t in sentence.tokens if group.end <= t.start < found[1].start]
    return None if kind.event == event == "arrival" and any(t.kind == "place" for t in between) else group


def still_held(sentence: Sentence, found: tuple[EventKind, Token] | None, state: Context, topic: Topic) -> bool:
    """Whether a word of detention goes on about those in prison at home whom the text told of."""
    kind = topic.groups.get(state.subject.group) if state.subject is not None else None
    detained = found is not None and found[0].event == "detention"
    return detained and kind is not None and kind.held and not _abroad(sentence, state, topic)


def by_group(
    sentence: Sentence,
    place: int,
    group: str,
    found: tuple[EventKind, Token] | None,
    base: Subject,
    state: Context,
    topic: Topic,
) -> Subject:
    """A subgroup that is an event of its own: missing, granted asylum, dead by suicide."""
    kind = topic.groups[group]
    event = kind.event or base.event
    stock = bool(kind.stock)
    if event == "other" and kind.stock is None and found is not None and found[0].stock:
        stock = False
    if not kind.placed:
        return Subject(event, stock, None, group)  # type: ignore[arg-type]
    near = place if state.verb_last else None
    opening = clause_opener(sentence, place) if kind.abroad and not state.verb_last else None
    told = None if kind.here else opening or destination_of(sentence, topic.events["residing"], topic, near)
    if told is None and kind.abroad and base.group in topic.groups and topic.groups[base.group].abroad:
        told = base.destination
    destination = told or state.heading or (state.default.destination if not kind.here else None)
    if kind.abroad and destination in {None, topic.default_destination}:
        return Subject(event, stock, None, group)  # type: ignore[arg-type]
    return Subject(event, stock, destination or topic.default_destination, group)  # type: ignore[arg-type]


def fate_of(
    sentence: Sentence, place: int, found: tuple[EventKind, Token] | None, state: Context, topic: Topic
) -> str | None:
    """As in "무연고 사망자는 30대(17명)", "망명 신청은 1월에 20명": of whom a list tells where verbs stand last."""
    if not state.verb_last:
        return None
    leading = [t.value for t in sentence.tokens[:place] if t.kind == "group"]
    died = next((g for g in leading if topic.groups[g].event == "death"), None)
    if died is not None:
        return died if found is None or found[0].event == "death" else None
    sought = [g for g in leading if topic.groups[g].abroad]
    return sought[-1] if found is None and len(set(sought)) == 1 and leading[-1] == sought[-1] else None


def goes_on(sentence: Sentence, place: int) -> bool:
    """Whether a figure is told of those named before, whatever is said that they did."""
    if OF_THEM not in sentence.senses:
        return _goes_on_list(sentence, place)
    leading = [*sentence.tokens[:2], *sentence.tokens[max(0, place - 2) : place]]
    return _goes_on_list(sentence, place) or any(t.sense == OF_THEM for t in leading)


def turns_to_all(sentence: Sentence, figure: Figure, state: Context, topic: Topic) -> bool:
    """As in a new paragraph's "The annual tally stood at 67 in 2022", "직업은": no longer of the subgroup."""
    kind = topic.groups.get(state.subject.group) if state.subject is not None else None
    plain = kind is not None and not kind.event and not kind.anchor
    counts = ("figure", "number") in sentence.senses
    counts = (counts and "period" in sentence.kinds) or PARTED in sentence.senses
    return plain and counts and not of_them(sentence, figure.place)


def of_them(sentence: Sentence, place: int) -> bool:
    """As in "Of them 47 were women", "47 of them", "이 중 여성이 843명": of those named before."""
    near = sentence.tokens[max(0, place - 3) : place + 2]
    return OF_THEM in sentence.senses and any(t.sense == OF_THEM for t in near)


def others(sentence: Sentence, place: int) -> bool:
    """As in "Another six": of those named before."""
    return place > 0 and sentence.tokens[place - 1].sense == ("them", "others")


def listed_part(sentence: Sentence, figure: Figure) -> bool:
    """As in "175 people - 37 men, 128 women and 10 children - who hid": parts told between marks after their sum."""
    if figure.noun not in PARTS or sentence.senses.isdisjoint(DASHES):
        return False
    index = figure.place - 1
    while index > 0 and (sentence.tokens[index].kind in LISTED or sentence.tokens[index].sense == ("mark", ",")):
        index -= 1
    opens = index > 0 and sentence.tokens[index].sense in DASHES
    return opens and sentence.tokens[index - 1].kind in {"people", "amount"}


def _goes_on_list(sentence: Sentence, place: int) -> bool:
    """As in "청소년은 2018년 57명, 2019년 45명": only the next period stands between two numbers."""
    index = place - 1
    while index >= 0 and sentence.tokens[index].kind in {"period", "mark", "joint"}:
        index -= 1
    listed = any(t.kind == "period" for t in sentence.tokens[index + 1 : place])
    return index >= 0 and listed and sentence.tokens[index].kind == "amount"


def _abroad(sentence: Sentence, state: Context, topic: Topic) -> bool:
    """Whether people are told of in another country than the one they usually come to."""
    here = {topic.home, topic.default_destination}
    places = {t.value for t in sentence.of("place")}
    places |= {topic.regions[t.value] for t in sentence.of("region") if t.value in topic.regions}
    told = state.subject if state.subject is not None else state.default
    held = told.event in {"detention", "repatriation"} and told.destination not in here
    return bool(places - here) or (held and not places & here)
