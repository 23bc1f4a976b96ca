"""A figure and its sentence in, whom it counts out: event, country, group and whether it is a stock."""

from dataclasses import replace

from parsers.statistics.context import Context
from parsers.statistics.lexer import Token
from parsers.statistics.model import Figure, Sentence, Subject
from parsers.topics import EventKind, Topic, load_topic

LEAD = 4
INCIDENT = 30
"""No single boat or crossing has brought more people."""
CARRIED = frozenset({"bare", "", "counted"})
HERE = "here"
"""As in "the country": the place that the text is about."""
NUMBERING = frozenset({("figure", "number"), ("figure", "total")})
TRANSIT = 40
"""How much nearer a country of passage must stand than another to be taken for the place reached."""
NOUN_EVENTS = {"arrivers": "arrival", "dwellers": "residing"}
SUMMED = 10_000
"""More than ever fled within one stretch of time."""
MOVES = frozenset({"arrival", "escape", "return"})
EVENTFUL = frozenset({"event", "people"})
OUTRANKED = ("escape", "moving")


def subject_of(sentence: Sentence, figure: Figure, group: Token | None, state: Context, topic: Topic) -> Subject:
    """The subject of a figure; one without a noun of its own goes on about those named before."""
    if "incident" in sentence.kinds and figure.measure == "count" and (figure.value or 0) <= INCIDENT:
        return Subject("escape", stock=False, destination=topic.default_destination, group="incident")
    bare = figure.noun in CARRIED or figure.rule == "zero"
    carried = (bare or _of_them(sentence, figure.place)) and state.subject is not None
    base = state.subject if carried and state.subject is not None else state.default
    found = event_of(sentence, figure.place, topic, verb_last=state.verb_last)
    if figure.measure == "share" and state.subject is not None and state.subject.stock:
        found, base, carried = None, state.subject, True
    if _opens_item(sentence, figure, state):
        found = None
    if found is not None:
        figure.used["event"] = found[1].span
    group = _settled(sentence, group, found, state, topic)
    if group is None and _still_held(sentence, found, state, topic) and state.subject is not None:
        found, base, carried = None, state.subject, True
    if group is not None and group.kind == "group" and topic.groups[group.value].event:
        return _by_group(sentence, group.value, found, base, state, topic)
    fate = _fate(sentence, figure.place, found, state, topic) if group is not None or carried else None
    if fate is not None:
        subject = _by_group(sentence, fate, found, base, state, topic)
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
    if figure.label and group is None and figure.noun == "counted":
        subject.group = figure.label
    elif group is not None and not (group.kind == "region" and subject.event == "repatriation"):
        subject.group = group.value
    elif (carried and (found is None or _goes_on(sentence, figure.place))) or _others(sentence, figure.place):
        subject.group = "all" if _turns_to_all(sentence, figure, state, topic) else (state.subject or base).group
    elif base is state.default and subject.event == base.event and base.group != "all":
        subject.group = base.group
    else:
        subject.group = "all"
    whole = any(t.kind == "figure" and t.value == "total" for t in sentence.tokens) and group is None
    goes_on = state.verb_last and carried and found is None and "people" not in sentence.kinds
    if whole and not goes_on and subject.event == state.default.event:
        subject.group = state.default.group
    abroad = topic.regions.get(group.value) if group is not None and group.kind == "region" else None
    if abroad is not None and subject.event in {"arrival", "residing", "detention"}:
        subject.destination = abroad
    return subject


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
        return next((t for t in sentence.tokens if t.kind == "group" and topic.groups[t.value].held), None)
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
    places = {t.value for t in sentence.tokens if t.kind == "place"}
    places |= {topic.regions.get(t.value) for t in sentence.tokens if t.kind == "region"} - {None}
    told = state.subject if state.subject is not None else state.default
    held = told.event in {"detention", "repatriation"} and told.destination not in here
    return bool(places - here) or (held and not places & here)


def _opens_item(sentence: Sentence, figure: Figure, state: Context) -> bool:
    """As in "52, including 20 who arrived as children", below the name of a country: of what the list is of."""
    following = sentence.tokens[figure.place + 1 : figure.place + 2]
    parted = bool(following) and following[0].kind == "mark" and following[0].value in ",."
    return state.heading is not None and figure.noun == "bare" and figure.place == 0 and parted


def _led_by_anchor(sentence: Sentence, place: int, topic: Topic) -> bool:
    """Whether the house that a text is about stands before a number, so that people came to it rather than over."""
    return any(t.kind == "group" and topic.groups[t.value].anchor for t in sentence.tokens[:place])


def _goes_on(sentence: Sentence, place: int) -> bool:
    """Whether a figure is told of those named before, whatever is said that they did."""
    leading = [*sentence.tokens[:2], *sentence.tokens[max(0, place - 2) : place]]
    return _goes_on_list(sentence, place) or any(t.sense == ("them", "of") for t in leading)


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
    counts = any((t.kind, t.value) == ("figure", "number") for t in sentence.tokens)
    return plain and counts and "period" in sentence.kinds and not _of_them(sentence, figure.place)


def _of_them(sentence: Sentence, place: int) -> bool:
    """As in "Of them 47 were women", "47 of them", "이 중 여성이 843명": of those named before."""
    near = sentence.tokens[max(0, place - 3) : place + 2]
    return any((t.kind, t.value) == ("them", "of") for t in near)


def _others(sentence: Sentence, place: int) -> bool:
    """As in "Another six": of those named before."""
    return place > 0 and (sentence.tokens[place - 1].kind, sentence.tokens[place - 1].value) == ("them", "others")


def default_subject(sentences: list[Sentence], topic: Topic) -> Subject:
    """What a count without an event means in this text: its first clear event, else flight."""
    anchored = next(
        (t for s in sentences[:LEAD] for t in s.tokens if t.kind == "group" and topic.groups[t.value].anchor), None
    )
    if anchored is not None:
        return Subject("other", stock=False, destination=topic.default_destination, group=anchored.value)
    for number, sentence in enumerate(sentences):
        moved = _moved_abroad(sentence, topic) if number < LEAD else None
        if moved is not None:
            return moved
        for token in sentence.tokens:
            arriving = (token.kind, token.value) == ("people", "arrivers")
            if arriving or (token.kind == "event" and token.value not in {*OUTRANKED, "death"}):
                kind = topic.events["arrival" if arriving else token.value]
                near = sentences if kind.event in {"residing", "detention"} else [sentence]
                abroad = _only_place(sentences, topic)
                if kind.event == "arrival" and abroad is not None:
                    return Subject("arrival", stock=False, destination=abroad)
                places = (destination_of(s, kind, topic) for s in near[:LEAD] if kind.placed)
                region = next((t.value for s in sentences if s.title for t in s.tokens if t.kind == "region"), "all")
                group = region if kind.event == "residing" else "all"
                return Subject(kind.event, kind.stock, next(filter(None, places), kind.destination), group)
            if token.kind == "event" and token.value == "escape" and _heads_for(sentence):
                return Subject("arrival", stock=False, destination=topic.default_destination)
            if token.kind == "group" and topic.groups[token.value].leaving and topic.groups[token.value].event:
                kind = topic.events["arrival"]
                places = (destination_of(s, kind, topic) for s in sentences[:LEAD])
                place = next(filter(None, places), None)
                return Subject("arrival", stock=False, destination=place or topic.default_destination)
    offices = {("body", "ministry"), *(("source", name) for name in topic.sources)}
    if any((t.kind, t.value) in offices for s in sentences for t in s.tokens):
        return Subject("arrival", stock=False, destination=topic.default_destination)
    return Subject("escape", stock=False, destination=None)


def _moved_abroad(sentence: Sentence, topic: Topic) -> Subject | None:
    """People of the topic's country on their way in some third country: what a text says first of them."""
    tokens = sentence.tokens
    natives = any(t.kind == "people" and t.value in {"natives", "subject"} for t in tokens)
    moving = any((t.kind, t.value) == ("event", "moving") for t in tokens)
    others = any(t.kind == "event" and t.value != "moving" for t in tokens)
    place = destination_of(sentence, topic.events["arrival"], topic)
    if natives and moving and not others and place not in {None, topic.default_destination}:
        return Subject("arrival", stock=False, destination=place)
    return None


def _only_place(sentences: list[Sentence], topic: Topic) -> str | None:
    """The one country that the headline names, where it is neither the usual goal nor a country of passage."""
    named = {
        t.value
        for s in sentences
        if s.title
        for t in s.tokens
        if t.kind == "place" and t.value not in {topic.home, HERE}
    }
    return str(named.pop()) if len(named) == 1 and not named & {topic.default_destination, *topic.passage} else None


def event_of(sentence: Sentence, near: int, topic: Topic, *, verb_last: bool = False) -> tuple[EventKind, Token] | None:
    """The event nearest to a token; to flee only defines the people where anything else is said of them.

    Where verbs end their clauses, an event of the token's own clause goes before all others.
    """
    events: list[tuple[int, Token]] = []
    if not sentence.kinds.isdisjoint(EVENTFUL):
        first, last = _clause(sentence, near)
        events = [(i, t) for i, t in enumerate(sentence.tokens) if first <= i < last and _is_event(sentence.tokens, i)]
    if not events:
        return None
    events = [e for e in events if not _tells_the_number(sentence.tokens, e[0])] or events
    if verb_last and "joint" in sentence.kinds:
        links = [i for i, t in enumerate(sentence.tokens) if t.sense == ("joint", "then")]
        begin = max((i for i in links if i < near), default=-1)
        end = min((i for i in links if i > near), default=len(sentence.tokens))
        events = [e for e in events if begin < e[0] < end] or events
    chosen = (
        [e for e in events if e[1].value == "return"]
        or _came_of_it(sentence, events, near)
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


def _is_event(tokens: list[Token], place: int) -> bool:
    """Whether a word says what people did; "the death of its former leader" is not of them."""
    token = tokens[place]
    if token.kind not in EVENTFUL:
        return False
    if token.kind == "people":
        return token.value in NOUN_EVENTS
    if token.sense == ("event", "inside"):
        home = {load_topic().home, load_topic().default_destination}
        return place > 0 and tokens[place - 1].kind == "place" and tokens[place - 1].value not in home
    following = tokens[place + 1 : place + 3]
    of = token.value == "death" and bool(following) and following[0].sense == ("base", "of")
    return token.kind == "event" and not (of and (len(following) == 1 or following[1].kind not in {"amount", "people"}))


def _tells_the_number(tokens: list[Token], place: int) -> bool:
    """As in "the number of those living here reached 34,000": a word of arriving that only leads to the number."""
    following = next((t for t in tokens[place + 1 : place + 3] if t.kind != "qualifier"), None)
    leads = following is not None and following.kind == "amount" and tokens[place].value == "arrival"
    return leads and any(t.kind == "cumulative" or t.sense in NUMBERING for t in tokens[:place])


def _numbers(sentence: Sentence, place: int) -> bool:
    """As in "The number of those in the South passed 30,000": what a figure counts is told anew before it."""
    return any(t.sense == ("figure", "number") for t in sentence.tokens[:place])


def _came_of_it(sentence: Sentence, events: list[tuple[int, Token]], near: int) -> list[tuple[int, Token]]:
    """As in "270 women detained in China were sent back": of one number's two fates the last one is told."""
    after = [t for t in events if t[0] > near and not _amount_between(sentence, near, t[0])]
    held = next((i for i, t in after if t.value in {"detention", "held"}), None)
    return [
        (i, t)
        for i, t in after
        if t.value == "repatriation" and held is not None and i > held and _befell(sentence.tokens, i)
    ]


def _befell(tokens: list[Token], place: int) -> bool:
    before = tokens[place - 1] if place else None
    return before is not None and (before.kind == "states" or before.sense == ("glue", "word"))


def _clause(sentence: Sentence, near: int) -> tuple[int, int]:
    """The tokens around a place that no semicolon parts from it."""
    stops = [i for i, t in enumerate(sentence.tokens) if t.kind == "mark" and t.value == ";"]
    if not stops:
        return 0, len(sentence.tokens)
    first = max((i for i in stops if i < near), default=-1) + 1
    return first, min((i for i in stops if i > near), default=len(sentence.tokens))


def destination_of(
    sentence: Sentence, kind: EventKind, topic: Topic, near: int | None = None, *, verb_last: bool = False
) -> str | None:
    """The country that a sentence says they came to, live or are held in; for a sending back the one that sent them."""
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
        if not places:
            return None
    transit = set(topic.passage) if kind.event == "arrival" else set()
    return str(min(places, key=lambda p: abs(p[0] - (near or 0)) + TRANSIT * (p[1] in transit))[1])


def _of_the_next(sentence: Sentence, near: int, place: int) -> bool:
    """Whether a place stands in the clause after a figure's, or belongs to the next figure."""
    between = sentence.tokens[near + 1 : place]
    return any(t.kind == "amount" or t.sense == ("joint", "then") for t in between)


def _amount_between(sentence: Sentence, first: int, last: int) -> bool:
    low, high = sorted((first, last))
    return any(t.kind == "amount" for t in sentence.tokens[low + 1 : high])


def _excluded(sentence: Sentence, index: int, kind: EventKind) -> bool:
    if kind.event == "repatriation":
        return bool(sentence.tokens[index].value == "KR")
    return _is_origin(sentence, index, moves=kind.event in MOVES)


def _is_origin(sentence: Sentence, index: int, *, moves: bool) -> bool:
    """Whether people come from a place; one postposition says "from" of those who move and "in" of all others."""
    tokens = sentence.tokens
    before = tokens[index - 1] if index else None
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    apart = before is not None and before.end < tokens[index].start  # a postposition is part of what comes before
    led = moves and apart and before is not None and before.sense in {("edge", "from"), ("way", "from")}
    ahead = {("way", "from"), ("edge", "to")} if moves else {("way", "from")}
    trailed = after is not None and (after.kind, after.value) in ahead and after.start == tokens[index].end
    return led or trailed


def _heads_for(sentence: Sentence) -> bool:
    """Whether flight and the place it led to stand together: "fled to the South"."""
    tokens = sentence.tokens
    ways = {("edge", "to"), ("way", "to")}
    return any(
        token.kind == "place" and index and (tokens[index - 1].kind, tokens[index - 1].value) in ways
        for index, token in enumerate(tokens)
    )


def _by_group(
    sentence: Sentence, group: str, found: tuple[EventKind, Token] | None, base: Subject, state: Context, topic: Topic
) -> Subject:
    """A subgroup that is an event of its own: missing, granted asylum, dead by suicide."""
    kind = topic.groups[group]
    event = kind.event or base.event
    stock = bool(kind.stock)
    if event == "other" and kind.stock is None and found is not None and found[0].stock:
        stock = False
    if not kind.placed:
        return Subject(event, stock, None, group)  # type: ignore[arg-type]
    place = None if kind.here else destination_of(sentence, topic.events["residing"], topic)
    destination = place or state.heading or (state.default.destination if not kind.here else None)
    return Subject(event, stock, destination or topic.default_destination, group)  # type: ignore[arg-type]


def _strong(
    sentence: Sentence, figure: Figure, kind: EventKind, base: Subject, state: Context, topic: Topic
) -> Subject:
    if kind.event == "escape" and (_heads_for(sentence) or _counted_on_arrival(sentence, figure, state, topic)):
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
    if place is None and kind.event == state.default.event:
        place = state.default.destination
    return Subject(kind.event, kind.stock, place or kind.destination)


def _counted_on_arrival(sentence: Sentence, figure: Figure, state: Context, topic: Topic) -> bool:
    """As in "535 people fled the North, according to the ministry": an office, or a sum of all, counts who came."""
    office = any(t.sense in {("source", topic.sources[0]), ("body", "ministry")} for t in sentence.tokens)
    arrivals = state.default.event == "arrival" and state.default.destination == topic.default_destination
    return arrivals and (office or (figure.measure == "count" and (figure.value or 0) >= SUMMED))


def _weak(sentence: Sentence, figure: Figure, base: Subject, state: Context, topic: Topic) -> Subject:
    """As in "Came", "crossed", "defections": what the text is about, an arrival unless it speaks of flight alone."""
    if base.event in {"arrival", "return"} and base is not state.default:
        subject = replace(base, sex="all")
    elif state.default.event in {"arrival", "escape"}:
        subject = replace(state.default, stock=False)
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
    subject = replace(base, sex="all")
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
