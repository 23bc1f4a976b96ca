"""The sentences of a text in, what a count in it means that names no event of its own."""

from typing import Final

from parsers.statistics.events import HERE, NOUN_EVENTS, OUTRANKED, destination_of, heads_for
from parsers.statistics.model import Sentence, Subject
from parsers.topics import Topic

LEAD: Final = 4


def default_subject(sentences: list[Sentence], topic: Topic) -> Subject:
    """What a count without an event means in this text: its first clear event, else flight."""
    anchored = next((t for s in sentences[:LEAD] for t in s.of("group") if topic.groups[t.value].anchor), None)
    if anchored is not None:
        return Subject("other", stock=False, destination=topic.default_destination, group=anchored.value)
    counted = False
    for number, sentence in enumerate(sentences):
        moved = _moved_abroad(sentence, topic) if number < LEAD else None
        if moved is not None:
            return moved
        for token in sentence.tokens:
            coming = NOUN_EVENTS.get(token.value) if token.kind == "people" else None
            if coming == "residing" and not sentence.title:
                continue
            if coming or (token.kind == "event" and token.value not in {*OUTRANKED, "death"}):
                kind = topic.events[coming or token.value]
                if counted and kind.event == "repatriation":
                    return Subject("arrival", stock=False, destination=topic.default_destination)
                if kind.event == "detention" and destination_of(sentence, kind, topic) == topic.default_destination:
                    continue
                near = sentences if kind.event in {"residing", "detention"} else [sentence]
                abroad = _only_place(sentences, topic)
                if kind.event == "arrival" and abroad is not None:
                    return Subject("arrival", stock=False, destination=abroad)
                places = (destination_of(s, kind, topic) for s in near[:LEAD] if kind.placed)
                region = next((t.value for s in sentences if s.title for t in s.of("region")), "all")
                group = region if kind.event == "residing" else "all"
                return Subject(kind.event, kind.stock, next(filter(None, places), kind.destination), group)
            if token.kind == "event" and token.value == "escape" and heads_for(sentence):
                return Subject("arrival", stock=False, destination=topic.default_destination)
            if token.kind == "group" and topic.groups[token.value].leaving and topic.groups[token.value].event:
                kind = topic.events["arrival"]
                places = (destination_of(s, kind, topic) for s in sentences[:LEAD])
                place = next(filter(None, places), None)
                return Subject("arrival", stock=False, destination=place or topic.default_destination)
        told = "amount" in sentence.kinds and any(t.value in {"subject", "elite"} for t in sentence.tokens)
        counted = counted or (told and "period" in sentence.kinds and not sentence.title)
    offices = {("body", "ministry"), *(("source", name) for name in topic.sources)}
    if any(not s.senses.isdisjoint(offices) for s in sentences):
        return Subject("arrival", stock=False, destination=topic.default_destination)
    return Subject("escape", stock=False, destination=None)


def _moved_abroad(sentence: Sentence, topic: Topic) -> Subject | None:
    """People of the topic's country on their way in some third country: what a text says first of them."""
    if ("event", "moving") not in sentence.senses or any(t.value != "moving" for t in sentence.of("event")):
        return None
    natives = any(t.value in {"natives", "subject"} for t in sentence.of("people"))
    place = destination_of(sentence, topic.events["arrival"], topic)
    abroad = natives and place not in {None, topic.default_destination}
    return Subject("arrival", stock=False, destination=place) if abroad else None


def _only_place(sentences: list[Sentence], topic: Topic) -> str | None:
    """The one country that the headline names, where it is neither the usual goal nor a country of passage.

    Where a text names no country that people come to, the one of the regions abroad that it tells apart.
    """
    titles = {t.value for s in sentences if s.title for t in s.of("place")} - {topic.home, HERE}
    if len(titles) == 1 and not titles & {topic.default_destination, *topic.passage}:
        return str(titles.pop())
    named = {t.value for s in sentences for t in s.of("place")} - {topic.home, HERE}
    regions = [t.value for s in sentences for t in s.of("region")]
    abroad = {topic.regions.get(region) for region in regions}
    return abroad.pop() if len(set(regions)) > 1 and len(abroad) == 1 and not named else None
