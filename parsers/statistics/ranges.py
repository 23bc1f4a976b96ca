"""Tokens with their numbers in, two that bound a range made one out: "150~200", "between 110 and 140", "2 or 3"."""

from typing import Final

from parsers.statistics.tokens import Amount, Token

FOLLOWING: Final = 6
"""Within so many words after a number it is said that it rose to it."""
SCALES: Final = (1_000_000, 1_000, 100)


def with_ranges(tokens: list[Token], norm: str) -> list[Token]:
    """The tokens, of each pair of numbers that bound a range the second with both bounds."""
    result: list[Token] = []
    for place, token in enumerate(tokens):
        pair = _range_start(result, token, norm) if token.kind == "amount" else None
        if pair is None or _became(result, pair, token, tokens[place + 1 : place + FOLLOWING], norm):
            result.append(token)
            continue
        first = result[pair].amount
        second = token.amount
        low, high = _same_scale(first, second)
        start = result[pair].start
        del result[pair:]
        amount = second.reaching(low, high, norm[start : token.end])
        result.append(Token("amount", "", start, token.end, amount))
    return result


def _became(before: list[Token], pair: int, token: Token, following: list[Token], norm: str) -> bool:
    """As in "67명에서 196명으로 늘었다", "rose from 63 to 196", "up 67 to 33,882"; not "3만~5만 명으로 줄었다"."""
    ahead, kinds = before[:pair], [t.kind for t in following]
    led = ahead[:-1] if ahead[-1:] and ahead[-1].sense == ("edge", "until") else ahead
    if [t.kind for t in led[-1:]] == ["change"] and before[pair + 1].kind == "edge" and token.amount.unit != "percent":
        return True
    rose = ahead[-1:] and ahead[-1].sense == ("edge", "from") and any(t.kind == "change" for t in ahead[-5:-1])
    after = [kind for kind in kinds[1:] if kind not in {"amount", "qualifier"}]  # "13명으로 4배 이상 급증"
    changed = kinds[:1] == ["change"] or (kinds[:1] == ["result"] and after[:1] == ["change"])
    return bool(rose) or (changed and norm[before[pair + 1].start : before[pair + 1].end].isalpha())


def _range_start(before: list[Token], token: Token, norm: str) -> int | None:
    """The place of the first amount of a range that ends with `token`: "150~200", "between 110 and 140"."""
    led = before[-1] if before and before[-1].sense == ("qualifier", "at_most") else token
    before = before[:-1] if led is not token else before
    if len(before) < 2:
        return None
    link, first = before[-1], before[-2]
    opener = before[-3] if len(before) > 2 else None
    if first.kind != "amount" or first.amount.low is not None or not _may_pair(first.amount, token.amount, opener):
        return None
    if norm[first.amount.stop : link.start].strip() or norm[link.end : led.start].strip():
        return None
    told = first.amount.unit == "people" and link.sense == ("edge", "from")  # "600人から2000人"
    if (link.kind == "edge" and link.value in {"to", "until"}) or (link.kind == "mark" and link.value == "-") or told:
        return len(before) - 2
    between = opener is not None and opener.kind == "edge" and opener.value == "within"
    if link.sense == ("joint", "and") and between:
        return len(before) - 2
    if link.sense == ("glue", "or") and (token.amount.value or 0) == (first.amount.value or 0) + 1:
        return len(before) - 2  # "two or three"
    return None


def _may_pair(first: Amount, second: Amount, opener: Token | None) -> bool:
    if first.value is None or second.value is None or second.year:
        return False
    if first.year and second.unit == "none" and not _counts_alike(first, second, opener):
        return False
    if second.unit not in {"none", "people", "percent"} or first.unit not in {"none", second.unit}:
        return False
    low, high = _same_scale(first, second)
    return low < high


def _counts_alike(first: Amount, second: Amount, opener: Token | None) -> bool:
    """As in "some 2000 to 2900 a year": a number like a year, written as the one beside it, no word of time before."""
    led = opener is not None and (opener.kind in {"month", "edge"} or opener.sense == ("way", "in"))
    return not led and first.surface.isdigit() and second.surface.isdigit()


def _same_scale(first: Amount, second: Amount) -> tuple[float, float]:
    """The ends of a range; the first of "two to three thousand" has the scale of the second."""
    low, high = first.value or 0.0, second.value or 0.0
    if second.surface[-1:].isascii() and second.surface[-1:].isalpha():
        scale = next((s for s in SCALES if high % s == 0), 1)
        low *= scale if low < high / scale else 1
    return low, high
