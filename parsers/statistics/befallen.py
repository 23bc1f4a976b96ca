"""Sentences in, the days on which a text says that people were sent back or seized out; never how many they were."""

from datetime import date, timedelta
from typing import Final

from parsers.periods import Period
from parsers.statistics.asides import happened_on
from parsers.statistics.model import Sentence
from parsers.statistics.weekdays import day_meant

BEFALLING: Final = frozenset({"repatriation", "detention"})
SHORT: Final = timedelta(days=31)


class Befallen:
    """The days told of each event, for the figures that do not tell theirs."""

    def __init__(self) -> None:
        self.days: dict[str, set[Period]] = {}

    def within(self, sentence: Sentence, resolved: dict[int, Period]) -> None:
        """Notes the days or months that a sentence without a dated figure names for an event."""
        days = {p for p in resolved.values() if p.edge == "within" and p.start and p.end and p.end - p.start < SHORT}
        for event in BEFALLING & {t.value for t in sentence.of("event")}:
            self.days.setdefault(event, set()).update(days)

    def on_weekdays(self, sentence: Sentence, published: date) -> None:
        """Notes the weekdays that a sentence names for an event: the last ones up to publication."""
        weekdays = [i for i, t in enumerate(sentence.tokens) if t.kind == "weekday"]
        for event, token in enumerate(sentence.tokens):
            if token.kind != "event" or token.value not in BEFALLING:
                continue
            for place in (d for d in weekdays if happened_on(sentence, d, event)):
                self.days.setdefault(token.value, set()).add(day_meant(sentence.tokens[place], published))
