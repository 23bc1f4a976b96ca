"""A figure and the periods of its sentence in, where the one that is its own stands out; never what it means."""

from typing import Final

from parsers.languages import Language
from parsers.periods import Period, lies_inside
from parsers.statistics.bases import apart
from parsers.statistics.compared import describes_next
from parsers.statistics.model import Figure, Sentence
from parsers.statistics.tokens import Token

DESCRIBES: Final = frozenset({"event", "rank", "states"})
DESCRIBING: Final = DESCRIBES | {"change", "joint", "result", "qualifier"}


def main_place(sentence: Sentence, place: int, places: list[int], main: list[int], language: Language) -> int | None:
    """The token of the period that a figure of the main clause belongs to."""
    if place + 2 in main and [t.value for t in sentence.tokens[place + 1 : place + 4 : 2]] == ["(", ")"]:
        return place + 2  # "12명(2분기)"
    before = [p for p in main if p < place]
    if place and sentence.tokens[place - 1].sense == ("edge", "as_of") and language.verb_last:
        return before[-1] if before else None  # "현재 45명이 다니는 학교는 지난 2월"
    if language.period_side == "both":
        after = next((p for p in main if p > place), None)
        if (
            after is not None
            and not any(place < other < after for other in places)
            and not apart(sentence, place, after)
        ):
            return after
    parted = (
        before
        and ("them", "of") in sentence.senses
        and any(t.sense == ("them", "of") for t in sentence.tokens[max(before[-1], place - 3) : place])
    )
    own = next((p for p in main if p > place), None) if parted else None
    if own is not None and not any(place < other < own for other in places) and not apart(sentence, place, own):
        return own
    if before:
        return before[-1]
    later = [p for p in main if p > place]
    return later[0] if later else None


def without_days(sentence: Sentence, main: list[int], resolved: dict[int, Period]) -> list[int]:
    """Where longer periods stand beside a single day, the day only says when something ended or was said."""
    longer = [p for p in main if resolved[p].grain != "day" or resolved[p].edge != "within" or _beside(sentence, p)]
    if len(longer) == len(main):
        return main
    if any(_lies_in(resolved[d], resolved[p]) for p in longer for d in main if d not in longer):
        return main
    return longer or main


def described_by(sentence: Sentence, figure: Figure, resolved: dict[int, Period], language: Language) -> int | None:
    """As in "40명이 입국한 지난해 3분기", "2914人と最も多かった2009年": a clause before its period."""
    tokens = sentence.tokens
    at = next((i for i in range(figure.place + 1, len(tokens)) if tokens[i].kind not in DESCRIBING), len(tokens))
    clause = tokens[figure.place + 1 : at]
    if not language.verb_last or at not in resolved or not clause:
        return None
    told = any(t.kind in DESCRIBES for t in clause)
    if not told and not describes_next(sentence, tokens[at], language):
        return None
    if any(t.sense == ("joint", "then") for t in clause):
        return None  # "작년에는 229명이 입국해 꺾였지만 올해는": the next clause begins
    if language.of("ending", "relative") and not describes_next(sentence, tokens[at], language):
        return None  # "43명이 들어와 전년 동기 대비": the next clause begins
    return at if not sentence.gap(clause[-1].end, tokens[at].start).strip() else None


def narrower(sentence: Sentence, figure: Figure, at: int, main: list[int], resolved: dict[int, Period]) -> int:
    """As in "January saw the most arrivals this year, at 160": the month that opens the clause, not its year."""
    opening = next((p for p in reversed(main) if p < at < figure.place), None)
    if opening is None or resolved[at].grain != "year" or not lies_inside(resolved[opening], resolved[at]):
        return at
    led = opening > 0 and sentence.tokens[opening - 1].kind not in {"mark", "joint"}
    counted = any(t.kind == "amount" for t in sentence.tokens[opening:at])
    return at if led or counted or resolved[opening] == resolved[at] else opening


def _beside(sentence: Sentence, place: int) -> bool:
    """Whether a number stands right beside a day, with nothing that parts them."""
    for step in (1, -1):
        for index in range(place + step, place + 4 * step, step):
            token = sentence.tokens[index] if 0 <= index < len(sentence.tokens) else None
            if token is not None and index == place + 1 and _leads_number(sentence, token, index):
                continue
            if token is None or token.kind in {"mark", "says", "joint"}:
                break
            if token.kind == "amount" and token.amount.unit in {"none", "people"}:
                return True
    return False


def _leads_number(sentence: Sentence, token: Token, place: int) -> bool:
    """As in "on 29 August, 80 were sent back": a comma with its number right behind it."""
    ahead = [t for t in sentence.tokens[place + 1 : place + 3] if t.kind != "them"]
    apart = sentence.tokens[place + 1].end if ahead != sentence.tokens[place + 1 : place + 3] else token.end
    beside = bool(ahead) and ahead[0].kind == "amount" and ahead[0].start - apart <= 1
    return token.sense == ("mark", ",") and beside


def _lies_in(day: Period, whole: Period) -> bool:
    if day.start is None or whole.start is None or whole.end is None:
        return False
    return whole.start <= day.start < whole.end
