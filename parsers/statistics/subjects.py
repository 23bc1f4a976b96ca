"""A figure and its sentence in, whom it counts out: event, country, group and whether it is a stock."""

from typing import Final

from parsers.statistics.context import Context
from parsers.statistics.events import HERE, destination_of, event_of, heads_for, listed_place
from parsers.statistics.model import Figure, Sentence, Subject
from parsers.statistics.tokens import Token
from parsers.topics import EventKind, Topic

OF_THEM: Final = ("them", "of")
INCIDENT: Final = 30
"""No single boat or crossing has brought more people."""
CARRIED: Final = frozenset({"bare", "", "counted"})
PARTS: Final = frozenset({"sex", "group"})
DASHES: Final = frozenset({("mark", "-"), ("mark", "("), ("mark", ":")})
LISTED: Final = frozenset({"amount", "sex", "group", "joint", "glue"})
BESIDES: Final = frozenset({"ratio", "mark"})
NEXT: Final = 2
"""How many signs, a particle or a bracket, may part a country from its number."""
SUMMED: Final = 10_000
"""More than ever fled within one stretch of time."""


def subject_of(sentence: Sentence, figure: Figure, group: Token | None, state: Context, topic: Topic) -> Subject:
    """The subject of a figure; one without a noun of its own goes on about those named before."""
    if "incident" in sentence.kinds and figure.measure == "count" and (figure.value or 0) <= INCIDENT:
        return Subject("escape", stock=False, destination=topic.default_destination, group="incident")
    bare = figure.noun in CARRIED or figure.rule == "zero" or _part_of_those_abroad(figure, state, topic)
    carried = (bare or _of_them(sentence, figure.place)) and state.subject is not None
    base = state.subject if carried and state.subject is not None else state.default
    found = event_of(sentence, figure.place, topic, verb_last=state.verb_last)
    if figure.measure == "share" and state.subject is not None and state.subject.stock:
        found, base, carried = None, state.subject, True
    if state.subject is not None and listed_part(sentence, figure):
        found, base, carried = None, state.subject, True
    if _opens_item(sentence, figure, state):
        found = None
    if found is not None:
        figure.used["event"] = found[1].span
    group = _settled(sentence, group, found, state, topic)
    if group is None and _still_held(sentence, found, state, topic) and state.subject is not None:
        found, base, carried = None, state.subject, True
    if group is not None and group.kind == "group" and topic.groups[group.value].event:
        return _by_group(sentence, figure.place, group.value, found, base, state, topic)
    fate = _fate(sentence, figure.place, found, state, topic) if group is not None or carried else None
    if fate is not None:
        subject = _by_group(sentence, figure.place, fate, found, base, state, topic)
        subject.group = group.value if group is not None else fate
        return subject
    at_anchor = state.default.group in topic.groups and topic.groups[state.default.group].anchor
    if (
        at_anchor
        and found is not None
        and found[0].event == "arrival"
        and destination_of(sentence, found[0], topic) is None
        and (_led_by_anchor(sentence, figure.place, topic) or _goes_on_there(sentence, state))
    ):
        found, base = None, state.default
    if found is None:
        subject = _unmoved(sentence, figure, base, state, topic)
    elif found[0].weak:
        subject = _weak(sentence, figure, base, state, topic)
    else:
        subject = _strong(sentence, figure, found[0], base, state, topic)
    if figure.label and group is None and figure.noun == "counted" and subject.group not in topic.groups:
        subject.group = figure.label
    elif group is not None and not (group.kind == "region" and subject.event == "repatriation"):
        subject.group = group.value
    elif (carried and (found is None or _goes_on(sentence, figure.place))) or _others(sentence, figure.place):
        subject.group = "all" if _turns_to_all(sentence, figure, state, topic) else (state.subject or base).group
    elif base is state.default and subject.event == base.event and base.group != "all":
        subject.group = base.group
    else:
        subject.group = "all"
    whole = ("figure", "total") in sentence.senses and group is None
    goes_on = state.verb_last and carried and found is None and "people" not in sentence.kinds
    if whole and not goes_on and subject.event == state.default.event:
        subject.group = state.default.group
    beside = _place_beside(sentence, figure, topic) if state.verb_last else None
    if beside is not None and subject.event in {"arrival", "residing", "other"}:
        subject.destination = beside
    abroad = topic.regions.get(group.value) if group is not None and group.kind == "region" else None
    if abroad is not None and subject.event in {"arrival", "residing", "detention"}:
        subject.destination = abroad
    listed = listed_place(sentence, figure.place)
    if listed is not None and listed != topic.home and subject.destination is not None:
        subject.destination = listed
    return subject


def listed_part(sentence: Sentence, figure: Figure) -> bool:
    """As in "175 people - 37 men, 128 women and 10 children - who hid": parts told between marks after their sum."""
    if figure.noun not in PARTS or sentence.senses.isdisjoint(DASHES):
        return False
    index = figure.place - 1
    while index > 0 and (sentence.tokens[index].kind in LISTED or sentence.tokens[index].sense == ("mark", ",")):
        index -= 1
    opens = index > 0 and sentence.tokens[index].sense in DASHES
    return opens and sentence.tokens[index - 1].kind in {"people", "amount"}


def _place_beside(sentence: Sentence, figure: Figure, topic: Topic) -> str | None:
    """As in "오스트리아 4명, 프랑스에 16명", "캐나다(412명)": the country right before its number."""
    ahead = sentence.tokens[max(0, figure.place - 2) : figure.place]
    named = next((t for t in reversed(ahead) if t.kind not in BESIDES), None)
    if named is None or named.kind != "place" or named.value in {topic.home, topic.default_destination, HERE}:
        return None
    gap = sentence.gap(named.end, sentence.tokens[figure.place].start)
    return named.value if len(gap) <= NEXT else None


def _part_of_those_abroad(figure: Figure, state: Context, topic: Topic) -> bool:
    """As in "망명 신청자는 85명이다. 여성이 45명": women and children are parts of those who asked for asylum."""
    told = topic.groups.get(state.subject.group) if state.subject is not None else None
    return state.verb_last and told is not None and told.abroad and figure.noun in {"sex", "group"}


def _fate(
    sentence: Sentence, place: int, found: tuple[EventKind, Token] | None, state: Context, topic: Topic
) -> str | None:
    """As in "연령대별 무연고 사망자는 30대(17명)": the subgroup of whom a list tells where verbs stand last."""
    leading = (t for t in sentence.tokens[:place] if t.kind == "group" and topic.groups[t.value].event == "death")
    told = next(leading, None) if state.verb_last else None
    return told.value if told is not None and (found is None or found[0].event == "death") else None


def _settled(
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


def _still_held(sentence: Sentence, found: tuple[EventKind, Token] | None, state: Context, topic: Topic) -> bool:
    """Whether a word of detention goes on about those in prison at home whom the text told of."""
    kind = topic.groups.get(state.subject.group) if state.subject is not None else None
    detained = found is not None and found[0].event == "detention"
    return detained and kind is not None and kind.held and not _abroad(sentence, state, topic)


def _abroad(sentence: Sentence, state: Context, topic: Topic) -> bool:
    """Whether people are told of in another country than the one they usually come to."""
    here = {topic.home, topic.default_destination}
    places = {t.value for t in sentence.of("place")}
    places |= {topic.regions[t.value] for t in sentence.of("region") if t.value in topic.regions}
    told = state.subject if state.subject is not None else state.default
    held = told.event in {"detention", "repatriation"} and told.destination not in here
    return bool(places - here) or (held and not places & here)


def _opens_item(sentence: Sentence, figure: Figure, state: Context) -> bool:
    """As in "52, including 20 who arrived as children", below the name of a country: of what the list is of."""
    following = sentence.tokens[figure.place + 1 : figure.place + 2]
    parted = bool(following) and following[0].kind == "mark" and following[0].value in ",."
    opens = figure.place == 0 and parted
    part = sentence.tokens[0].kind == "amount" and sentence.tokens[figure.place - 1].sense == ("them", "of")
    return state.heading is not None and figure.noun == "bare" and (opens or (part and figure.place > 1))


def _led_by_anchor(sentence: Sentence, place: int, topic: Topic) -> bool:
    """Whether the house that a text is about stands before a number, so that people came to it rather than over."""
    return any(t.kind == "group" and topic.groups[t.value].anchor for t in sentence.tokens[:place])


def _goes_on(sentence: Sentence, place: int) -> bool:
    """Whether a figure is told of those named before, whatever is said that they did."""
    if OF_THEM not in sentence.senses:
        return _goes_on_list(sentence, place)
    leading = [*sentence.tokens[:2], *sentence.tokens[max(0, place - 2) : place]]
    return _goes_on_list(sentence, place) or any(t.sense == OF_THEM for t in leading)


def _goes_on_list(sentence: Sentence, place: int) -> bool:
    """As in "청소년은 2018년 57명, 2019년 45명": only the next period stands between two numbers."""
    index = place - 1
    while index >= 0 and sentence.tokens[index].kind in {"period", "mark", "joint"}:
        index -= 1
    listed = any(t.kind == "period" for t in sentence.tokens[index + 1 : place])
    return index >= 0 and listed and sentence.tokens[index].kind == "amount"


def _goes_on_there(sentence: Sentence, state: Context) -> bool:
    return state.subject is not None and state.subject.group == state.default.group and state.line == sentence.line


def _turns_to_all(sentence: Sentence, figure: Figure, state: Context, topic: Topic) -> bool:
    """As in a new paragraph's "The annual tally stood at 67 in 2022": no longer of the subgroup told of before."""
    kind = topic.groups.get(state.subject.group) if state.subject is not None else None
    plain = kind is not None and not kind.event and not kind.anchor
    counts = ("figure", "number") in sentence.senses
    return plain and counts and "period" in sentence.kinds and not _of_them(sentence, figure.place)


def _of_them(sentence: Sentence, place: int) -> bool:
    """As in "Of them 47 were women", "47 of them", "이 중 여성이 843명": of those named before."""
    near = sentence.tokens[max(0, place - 3) : place + 2]
    return OF_THEM in sentence.senses and any(t.sense == OF_THEM for t in near)


def _others(sentence: Sentence, place: int) -> bool:
    """As in "Another six": of those named before."""
    return place > 0 and sentence.tokens[place - 1].sense == ("them", "others")


def _numbers(sentence: Sentence, place: int) -> bool:
    """As in "The number of those in the South passed 30,000": what a figure counts is told anew before it."""
    return any(t.sense == ("figure", "number") for t in sentence.tokens[:place])


def _by_group(
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
    told = None if kind.here else destination_of(sentence, topic.events["residing"], topic, near)
    if told is None and kind.abroad and base.group in topic.groups and topic.groups[base.group].abroad:
        told = base.destination
    destination = told or state.heading or (state.default.destination if not kind.here else None)
    if kind.abroad and destination in {None, topic.default_destination}:
        return Subject(event, stock, None, group)  # type: ignore[arg-type]
    return Subject(event, stock, destination or topic.default_destination, group)  # type: ignore[arg-type]


def _strong(
    sentence: Sentence, figure: Figure, kind: EventKind, base: Subject, state: Context, topic: Topic
) -> Subject:
    if kind.event == "escape" and (heads_for(sentence) or _counted_on_arrival(sentence, figure, state, topic)):
        return Subject("arrival", stock=False, destination=topic.default_destination)
    if not kind.placed:
        return Subject(kind.event, kind.stock, None)
    place = destination_of(sentence, kind, topic, figure.place, verb_last=state.verb_last) or state.heading
    if place is None and base.event == kind.event:
        place = base.destination
    if (
        place is None
        and kind.event in {"arrival", "residing"}
        and state.default.event
        in {"arrival", "other", "residing", *({"detention", "repatriation"} if kind.stock else ())}
    ):
        place = state.default.destination
    abroad = state.default.destination not in {topic.home, topic.default_destination}
    if place is None and (kind.event == state.default.event or (kind.event == "detention" and abroad)):
        place = state.default.destination
    return Subject(kind.event, kind.stock, place or kind.destination)


def _counted_on_arrival(sentence: Sentence, figure: Figure, state: Context, topic: Topic) -> bool:
    """As in "535 people fled the North, according to the ministry": an office, or a sum of all, counts who came."""
    office = not sentence.senses.isdisjoint({("source", topic.sources[0]), ("body", "ministry")})
    arrivals = state.default.event == "arrival" and state.default.destination == topic.default_destination
    return arrivals and (office or (figure.measure == "count" and (figure.value or 0) >= SUMMED))


def _weak(sentence: Sentence, figure: Figure, base: Subject, state: Context, topic: Topic) -> Subject:
    """As in "Came", "crossed", "defections": what the text is about, an arrival unless it speaks of flight alone."""
    if state.default.event == "escape" and base is state.default and heads_for(sentence):
        place = destination_of(sentence, topic.events["arrival"], topic, figure.place, verb_last=state.verb_last)
        return Subject("arrival", stock=False, destination=place or topic.default_destination)
    if base.event in {"arrival", "return"} and base is not state.default:
        subject = base.of_all()
    elif state.default.event in {"arrival", "escape"}:
        subject = Subject(
            state.default.event, stock=False, destination=state.default.destination, group=state.default.group
        )
    else:
        subject = Subject("arrival", stock=False, destination=state.default.destination or topic.default_destination)
    place = (
        destination_of(sentence, topic.events["arrival"], topic, figure.place, verb_last=state.verb_last)
        or state.heading
    )
    if place and subject.event != "escape":
        subject.destination = place
    return subject


def _unmoved(sentence: Sentence, figure: Figure, base: Subject, state: Context, topic: Topic) -> Subject:
    subject = base.of_all()
    living = base is state.default and base.event == "residing" and base.group == "all"
    if living and base.destination == topic.default_destination:
        span = figure.period is not None and figure.period.edge == "within" and figure.period.start is not None
        if span and "period" in figure.used and figure.noun in {"escapers", "subject"}:
            subject = Subject("arrival", stock=False, destination=base.destination)
    place = (
        destination_of(sentence, topic.events["arrival"], topic, figure.place, verb_last=state.verb_last)
        or state.heading
    )
    fresh = base is state.default or (place == topic.default_destination and _numbers(sentence, figure.place))
    if place and subject.destination is not None and fresh:
        subject.destination = place
    elif state.heading and subject.destination is not None:
        subject.destination = state.heading
    return subject
