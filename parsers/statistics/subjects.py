"""A figure and its sentence in, whom it counts out: event, country, group and whether it is a stock."""

from typing import Final

from parsers.statistics.context import Context
from parsers.statistics.events import HERE, clause_opener, destination_of, event_of, heads_for, listed_place
from parsers.statistics.model import Figure, Sentence, Subject
from parsers.statistics.subgroups import (
    by_group,
    fate_of,
    goes_on,
    listed_part,
    of_them,
    others,
    settled,
    still_held,
    turns_to_all,
)
from parsers.statistics.tokens import Token
from parsers.topics import EventKind, Topic

INCIDENT: Final = 30
"""No single boat or crossing has brought more people."""
CARRIED: Final = frozenset({"bare", "", "counted"})
BESIDES: Final = frozenset({"ratio", "mark"})
NEXT: Final = 2
"""How many signs, a particle or a bracket, may part a country from its number."""
SUMMED: Final = 10_000
"""More than ever fled within one stretch of time."""


def subject_of(sentence: Sentence, figure: Figure, group: Token | None, state: Context, topic: Topic) -> Subject:
    """The subject of a figure; one without a noun of its own goes on about those named before."""
    if "incident" in sentence.kinds and figure.measure == "count" and (figure.value or 0) <= INCIDENT:
        return Subject("escape", stock=False, destination=topic.default_destination, group="incident")
    found, base, carried = _moved(sentence, figure, state, topic)
    if found is not None:
        figure.used["event"] = found[1].span
    elif _in_a_year(figure, base, topic) or (state.default.event == "arrival" and _sums_all(sentence, figure, base)):
        base = Subject("arrival", stock=False, destination=topic.default_destination)
    group = settled(sentence, group, found, state, topic)
    if group is None and still_held(sentence, found, state, topic) and state.subject is not None:
        found, base, carried = None, state.subject, True
    dealt = group.value if group is not None and group.kind == "place" else None
    group = None if dealt is not None else group
    if group is not None and group.kind == "group" and topic.groups[group.value].event:
        return by_group(sentence, figure.place, group.value, found, base, state, topic)
    fate = fate_of(sentence, figure.place, found, state, topic) if group is not None or carried else None
    if fate is not None:
        subject = by_group(sentence, figure.place, fate, found, base, state, topic)
        subject.group = group.value if group is not None else fate
        return subject
    if found is not None and _came_to_anchor(sentence, figure, found[0], state, topic):
        found, base = None, state.default
    if found is None:
        subject = _unmoved(sentence, figure, base, state, topic)
    elif found[0].weak:
        subject = _weak(sentence, figure, base, state, topic)
    else:
        subject = _strong(sentence, figure, found[0], base, state, topic)
    subject.group = _group_of(sentence, figure, group, subject, found, base, state, topic, carried=carried)
    subject.destination = dealt or _place_of(sentence, figure, group, subject, state, topic)
    return subject


def _moved(
    sentence: Sentence, figure: Figure, state: Context, topic: Topic
) -> tuple[tuple[EventKind, Token] | None, Subject, bool]:
    """What the people of a figure are said to have done, the subject that it starts from, and if that is carried on."""
    bare = figure.noun in CARRIED or figure.rule == "zero" or _part_of_those_abroad(figure, state, topic)
    told = state.subject
    if told is not None and ((figure.measure == "share" and told.stock) or listed_part(sentence, figure)):
        return None, told, True
    carried = told is not None and (bare or of_them(sentence, figure.place))
    base = told if carried and told is not None else _usual(sentence, state, topic)
    if _opens_item(sentence, figure, state):
        return None, base, carried
    return event_of(sentence, figure.place, topic, verb_last=state.verb_last), base, carried


def _usual(sentence: Sentence, state: Context, topic: Topic) -> Subject:
    """Whom a count without a word of its own means: of a text on a house, since it told of all who came, those."""
    house = topic.groups.get(state.default.group)
    told = state.subject
    if house is None or not house.anchor or told is None or told.group != "all":
        return state.default
    named = any(t.kind == "group" and topic.groups[t.value].anchor for t in sentence.tokens)
    return state.default if named else told


def _came_to_anchor(sentence: Sentence, figure: Figure, kind: EventKind, state: Context, topic: Topic) -> bool:
    """As in "Hanawon took in 81": people who came to the house that a text is about, and crossed no border there."""
    at_anchor = state.default.group in topic.groups and topic.groups[state.default.group].anchor
    if not at_anchor or kind.event != "arrival" or destination_of(sentence, kind, topic) is not None:
        return False
    return _led_by_anchor(sentence, figure.place, topic) or _goes_on_there(sentence, state)


def _group_of(
    sentence: Sentence,
    figure: Figure,
    group: Token | None,
    subject: Subject,
    found: tuple[EventKind, Token] | None,
    base: Subject,
    state: Context,
    topic: Topic,
    *,
    carried: bool,
) -> str:
    """The subgroup that a figure counts: its own word's, or that of those whom it goes on about."""
    whole = ("figure", "total") in sentence.senses and group is None
    abroad = base.group in topic.groups and topic.groups[base.group].abroad
    goes_on_here = (state.verb_last or abroad) and carried and found is None and "people" not in sentence.kinds
    usual = _usual(sentence, state, topic)
    if whole and not goes_on_here and subject.event == usual.event:
        return usual.group
    if figure.label and group is None and figure.noun == "counted" and subject.group not in topic.groups:
        return figure.label
    if group is not None and not (group.kind == "region" and subject.event == "repatriation"):
        return group.value
    if (carried and (found is None or goes_on(sentence, figure.place))) or others(sentence, figure.place):
        return "all" if turns_to_all(sentence, figure, state, topic) else (state.subject or base).group
    return base.group if base is usual and subject.event == base.event else "all"


def _place_of(
    sentence: Sentence, figure: Figure, group: Token | None, subject: Subject, state: Context, topic: Topic
) -> str | None:
    """The country of a figure: one that stands beside its number goes before what the sentence is about."""
    listed = listed_place(sentence, figure.place)
    if listed is not None and listed != topic.home and subject.destination is not None:
        return listed
    opening = clause_opener(sentence, figure.place)
    if opening is not None and subject.group in topic.groups and topic.groups[subject.group].abroad:
        return opening
    region = topic.regions.get(group.value) if group is not None and group.kind == "region" else None
    if region is not None and subject.event in {"arrival", "residing", "detention"}:
        return region
    beside = _place_beside(sentence, figure, topic) if state.verb_last else None
    if beside is not None and subject.event in {"arrival", "residing", "other"}:
        return beside
    return subject.destination


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


def _sums_all(sentence: Sentence, figure: Figure, base: Subject) -> bool:
    """As in "Running total: 34,410" after those who had only just fled: all who came, not all who fled."""
    return base.event == "escape" and "cumulative" in sentence.kinds and (figure.value or 0) >= SUMMED


def _in_a_year(figure: Figure, base: Subject, topic: Topic) -> bool:
    """As in "31,000 live here. In 2009, 2,914": so few of a year came in it, as many more lived there."""
    period = figure.period if "period" in figure.used else None
    yearly = period is not None and period.grain == "year" and period.edge == "within"
    living = base.stock and base.event == "residing" and base.group == "all"
    few = figure.measure == "count" and (figure.value or topic.largest) <= topic.yearly_maximum
    return living and base.destination == topic.default_destination and yearly and few


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


def _goes_on_there(sentence: Sentence, state: Context) -> bool:
    return state.subject is not None and state.subject.group == state.default.group and state.line == sentence.line


def _numbers(sentence: Sentence, place: int) -> bool:
    """As in "The number of those in the South passed 30,000": what a figure counts is told anew before it."""
    return any(t.sense == ("figure", "number") for t in sentence.tokens[:place])


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
