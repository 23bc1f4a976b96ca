"""Tokens in, the same with numbers put together out: words, scales, ranges, and the units right after them."""

import re
from typing import Final

from parsers import numerals
from parsers.languages import Language
from parsers.statistics.ranges import with_ranges
from parsers.statistics.tokens import Amount, Token, Unit

LETTERS: Final = re.compile(r"[^\W\d_]")
NUMERALS: Final = frozenset({"digits", "number", "scale"})
COMPARED: Final = frozenset({"digits", "number", "scale", "percent", "people", "sex", "group"})
"""What "more than" compares when it stands right before it; else it only bounds the number after it."""
CURRENCY: Final = frozenset("$€£¥₩")


def fold_amounts(tokens: list[Token], kinds: set[str], norm: str, language: Language) -> list[Token]:
    """The tokens, of these `kinds`, with every run of digits, number words and scales made one of kind `amount`."""
    tokens = _with_bounds(tokens) if not language.verb_last and "compare" in kinds else tokens
    if kinds.isdisjoint(NUMERALS):
        return tokens
    folded: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind in NUMERALS:
            amount, place = _amount_at(tokens, place, norm, language)
            if amount is not None:
                folded.append(amount)
                continue
            place += 1
            continue
        folded.append(token)
        place += 1
    return with_ranges(_with_units(folded, norm, language), norm)


def _with_bounds(tokens: list[Token]) -> list[Token]:
    """The tokens with "more than" made one qualifier where it does not compare a number before it with another.

    In "2019 mehr als 800" the number before it is a year.
    """
    result: list[Token] = []
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        before = result[-1] if result else None
        if (
            before is not None
            and before.kind == "compare"
            and token.sense == ("base", "marker")
            and token.start - before.end == 1
            and (following is None or following.sense != ("glue", "the"))
        ):
            ahead = result[-2] if len(result) > 1 else None
            dated = ahead is not None and is_year(str(ahead.value)) and [t.kind for t in tokens[place + 1 : place + 2]]
            if ahead is None or ahead.kind not in COMPARED or dated == ["digits"]:
                result[-1] = Token("qualifier", "over" if before.value == "more" else "under", before.start, token.end)
                continue
        bounds = before is not None and before.kind == "compare" and token.kind in NUMERALS
        if bounds and before is not None and (len(result) < 2 or result[-2].kind not in COMPARED):
            result[-1] = before.read_as("qualifier", "over" if before.value == "more" else "under")
        result.append(token)
    return result


def _amount_at(tokens: list[Token], place: int, norm: str, language: Language) -> tuple[Token | None, int]:
    first = tokens[place]
    if language.numerals == "myriad":
        return _number(first.start, first.amount), place + 1
    run = _run(tokens, place, norm, language)
    year = _spoken_year(run)
    if year is not None:
        value, taken = (
            float(year),
            3 if len(run) > 2 and year % 10 and run[2][1].kind == "number" and run[1][0] >= 20 else 2,
        )
        last = run[taken - 1][1]
        surface = norm[first.start : last.end]
        return _number(first.start, Amount(value, surface, last.end, year=True)), _after(tokens, place, last)
    value, taken = numerals.western_words([(value, token.kind == "scale") for value, token in run])
    if not taken:
        return None, place
    last = run[taken - 1][1]
    decimal = _spoken_decimal(tokens, last, norm, language)
    if decimal is not None:
        value, last = value + float(f"0.{decimal[0]:.0f}"), decimal[1]
    surface = norm[first.start : last.end]
    thousands = numerals.thousands_reading(surface, language.decimal) if taken == 1 else None
    amount = Amount(value, surface, last.end, thousands=thousands, year=taken == 1 and is_year(surface))
    return _number(first.start, amount), _after(tokens, place, last)


def _spoken_decimal(tokens: list[Token], last: Token, norm: str, language: Language) -> tuple[float, Token] | None:
    """As in "15-point-six percent", "two point 5": the digits after a spoken mark, and the word they end with."""
    index = next(i for i, t in enumerate(tokens) if t.start == last.start)
    following = tokens[index + 1 : index + 5]
    spoken = [t for t in following if t.sense != ("mark", "-")][:2]
    if len(spoken) < 2 or spoken[0].sense != ("percent", "points"):
        return None
    value = _value(spoken[1], language)
    close = not norm[last.end : spoken[0].start].strip("- ") and not norm[spoken[0].end : spoken[1].start].strip("- ")
    return (value, spoken[1]) if close and value is not None and value == int(value) else None


def _number(start: int, amount: Amount) -> Token:
    return Token("amount", "", start, amount.stop, amount)


def _after(tokens: list[Token], place: int, last: Token) -> int:
    while place < len(tokens) and tokens[place].start <= last.start:
        place += 1
    return place


def _run(tokens: list[Token], place: int, norm: str, language: Language) -> list[tuple[float, Token]]:
    """The neighbouring number tokens from `place` on, with only blanks, hyphens or a joining word between them."""
    run: list[tuple[float, Token]] = []
    end = tokens[place].start
    for index in range(place, len(tokens)):
        token = tokens[index]
        gap = norm[end : token.start]
        if gap.strip(" -"):
            break
        if token.kind == "mark" and token.value == "-" and not norm[token.start - 1].isspace():
            end = token.end
            continue
        if token.sense == ("joint", "and") and _joins(tokens, index):
            end = token.end
            continue
        value = _value(token, language)
        if value is None or (
            token.kind == "digits" and index > place and tokens[index - 1].kind not in {"mark", "scale"}
        ):
            break
        if token.kind == "number" and index > place and tokens[index - 1].kind == "digits":
            break
        end = token.end
        run.append((value, token))
    return run


def _joins(tokens: list[Token], index: int) -> bool:
    before, after = tokens[index - 1], tokens[index + 1] if index + 1 < len(tokens) else None
    return before.kind == "scale" and after is not None and after.kind == "number"


def _value(token: Token, language: Language) -> float | None:
    if token.kind == "digits":
        return numerals.western_digits(token.value, language.thousands, language.decimal)
    return float(token.value) if token.kind in {"number", "scale"} else None


def is_year(surface: str) -> bool:
    """Whether a number as written may be that of a year."""
    return len(surface) == 4 and surface.isdigit() and 1900 <= int(surface) < 2100


def _spoken_year(run: list[tuple[float, Token]]) -> int | None:
    """The year of "twenty eighteen" or "nineteen ninety eight"."""
    if len(run) < 2 or any(token.kind != "number" for _, token in run[:2]) or run[0][0] not in {19, 20}:
        return None
    tens = run[1][0]
    if not 10 <= tens <= 90:
        return None
    ones = run[2][0] if len(run) > 2 and tens >= 20 and run[2][0] < 10 else 0
    return int(run[0][0] * 100 + tens + ones)


# ---------------------------------------------------------------- units


def _with_units(tokens: list[Token], norm: str, language: Language) -> list[Token]:
    result: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if token.kind != "amount":
            result.append(token)
            continue
        amount = token.amount
        if result and result[-1].kind == "mark" and result[-1].value in CURRENCY and result[-1].end >= token.start - 1:
            amount.unit = "money"
        if result and result[-1].sense == ("percent", "before") and result[-1].end >= token.start - 1:
            amount.unit = "percent"
            result.pop()
        while place < len(tokens) and tokens[place].start - amount.stop <= 1 and amount.unit == "none":
            if not _take_unit(amount, tokens[place], norm):
                break
            place += 1
        ending = band_ending(norm, amount.stop, language)
        if ending and not amount.year:
            amount.unit, amount.stop, amount.band = "people", amount.stop + len(ending), True
        attached = place < len(tokens) and tokens[place].start == amount.stop
        if amount.unit == "none" and language.boundary != "word" and not amount.qualifier and not attached:
            _take_unknown_unit(amount, norm)
        result.append(token)
    return result


def band_ending(norm: str, at: int, language: Language) -> str:
    """The letter that makes a band or a decade of the number before it: "200s", "1990s"."""
    for ending in language.of("ending", "band"):
        if norm.startswith(ending, at) and not norm[at + len(ending) : at + len(ending) + 1].isalnum():
            return ending
    return ""


COUNTERS: Final[dict[str, Unit]] = {unit: unit for unit in ("people", "things", "age", "money", "ordinal")}
UNITS: Final[dict[str, Unit]] = {"times": "times", "calendar": "calendar", "unit": "duration"}


def _take_unit(amount: Amount, token: Token, norm: str) -> bool:
    """Gives the amount the unit that `token` is, if it is one."""
    kind = token.kind
    if (
        kind == "qualifier"
        and not amount.qualifier
        and not norm[amount.stop : token.start].strip()
        and len(norm[token.start : token.end]) == 1
    ):
        amount.qualifier = token.value
    elif kind == "band" and token.value == "word":
        amount.unit, amount.band = "people", True
    elif kind == "band" and token.value == "share":
        amount.unit, amount.band = "percent", True
    elif kind == "counter":
        amount.unit, amount.year = COUNTERS[token.value], False
    elif kind == "percent":
        amount.unit = "points" if token.value == "points" else "percent"
        amount.value = (amount.value or 0) * 10 if token.value == "tenths" else amount.value
    elif kind in UNITS:
        amount.unit, amount.time = UNITS[kind], token.value if kind != "times" else ""
    else:
        return False
    amount.stop = token.end
    return True


def _take_unknown_unit(amount: Amount, norm: str) -> None:
    """In a language with counters a number whose next sign is an unknown word counts that word's things."""
    rest = norm[amount.stop : amount.stop + 1]
    if rest.isalpha() and amount.surface[0].isdigit():
        amount.unit = "things"
