"""A figure that is read and what it counts in, its record out; never looks at the text."""

from parsers.periods import Period
from parsers.records import Statistic
from parsers.statistics.model import WORLD, Figure, Subject
from parsers.topics import Topic


def statistic_of(
    figure: Figure, subject: Subject, period: Period | None, attribution: str | None, quote: str
) -> Statistic:
    """The record of a figure; `quote` is the sentence that states it."""
    versus = figure.versus
    return Statistic(
        measure=figure.measure,
        value=_plain(figure.value),
        low=figure.low,
        high=figure.high,
        qualifier=figure.qualifier,  # type: ignore[arg-type]
        event=subject.event,
        destination=subject.destination if subject.destination != WORLD else None,
        sex=subject.sex,
        group=subject.group,
        scope=figure.scope or "period",
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        versus_start=versus.start if versus and not subject.stock else None,
        versus_end=versus.end if versus else None,
        attribution=attribution,
        sentence=quote,
        start=figure.start,
        end=figure.end,
        rule=figure.rule,
    )


def counts_others(figure: Figure, subject: Subject, topic: Topic) -> bool:
    """As in "난민 1만4천 명": more than can have come to another country, unless they are called what they are."""
    most = topic.yearly_maximum if subject.event == "death" else topic.refuge_maximum
    large = figure.measure == "count" and (figure.value or figure.high or 0) > most
    abroad = subject.event == "death" or (subject.event == "arrival" and subject.destination in topic.refuges)
    return abroad and large and figure.noun not in {"subject", "natives"}


def is_named_year(figure: Figure, subject: Subject) -> bool:
    """Whether a figure is told of a whole year, which the text goes on with even where it counts the missing."""
    period = figure.period if subject.event not in {"residing", "detention"} else None
    return period is not None and period.grain == "year" and period.edge == "within" and period.start is not None


def _plain(value: float | None) -> float | None:
    return None if value is None else (int(value) if value == int(value) else value)
