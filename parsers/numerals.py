"""Written numbers in, values out: the western way (words, marks) and the myriad way (만, 萬); never their meaning."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

HUNDRED: Final = 100
MYRIAD: Final = re.compile(r"[\d.,]+|\S")
"""The parts of a number built on 10,000: digits, and signs."""
SPACED: Final = r"(?<!\d )\d(?: \d)+(?! ?[\d.,:/-])"
"""Digits that stand apart, one by one: "5 6" for 56, a fault of scanned print."""
BLANKS: Final = {0xA0: " ", 0x202F: " "}
"""Blanks that part digits as the common one does: no-break, and narrow no-break."""


def western_digits(surface: str, thousands: str = ",", decimal: str = ".") -> float | None:
    """The value of digits with marks: "1,047" is 1047, "44.5" is 44.5; None where marks are set as in no number.

    `thousands` holds each mark that may part thousands, a blank among them where "20 000" is written (ISO 80000-1).
    A single mark that parts off three digits is read as the language's own: with "," for thousands "1.502" is 1.502.
    The letter O between digits, a fault of scanned print, counts as zero.
    """
    surface = _closed(surface)
    if surface.isdecimal():
        return float(surface)
    surface = surface.replace("o", "0").replace("O", "0")
    whole, _, rest = surface.partition(decimal)
    if decimal in rest:
        return thousands_reading(surface, decimal)
    whole = whole.translate(BLANKS)
    for mark in thousands[1:]:
        whole = whole.replace(mark, thousands[0])
    groups = whole.split(thousands[0])
    if any(len(group) != 3 for group in groups[1:]):
        return None
    return float("".join(groups) + ("." + rest if rest else ""))


def thousands_reading(surface: str, mark: str) -> float | None:
    """The value if `mark` stood for thousands ("1.502" is 1502), or None where that cannot be."""
    groups = surface.replace("o", "0").split(mark)
    if len(groups) < 2 or not 1 <= len(groups[0]) <= 3 or any(len(g) != 3 or not g.isdigit() for g in groups[1:]):
        return None
    return float("".join(groups))


def western_words(parts: Iterable[tuple[float, bool]]) -> tuple[float, int]:
    """The value of number words and how many of them it took.

    Each part is a value and whether it is a scale (hundred, thousand): five, hundred, eighty, three give 583, eleven,
    hundred give 1100. Reading stops before the first part that cannot belong to the same number.
    """
    total, current, room, taken = 0.0, 0.0, float("inf"), 0
    for value, scale in parts:
        if scale:
            if value == HUNDRED and not current % HUNDRED and current:
                break
            current = (current or 1) * value
            room = value
            if value > HUNDRED:
                total, current = total + current, 0.0
        elif value < room and not (taken and current % _step(value)):
            current += value
            room = _step(value) if value >= 20 and value % 10 == 0 else (1 if value < HUNDRED else room)
        else:
            break
        taken += 1
    return total + current, taken


def _step(value: float) -> float:
    return 10 if value < 10 else 100 if value < HUNDRED else 1000


def myriad(surface: str, digits: Mapping[str, int], scales: Mapping[str, int]) -> float | None:
    """The value of a number built on 10,000: "3만4천538" is 34538, "1천2백75" is 1275, "천백" is 1100.

    Signs for digits alone are set like figures: "二〇二三" is 2023. `digits` and `scales` give the value of each;
    None where the signs make no number.
    """
    surface = _closed(surface)
    if surface.isdecimal():
        return float(surface)
    total = section = 0.0
    pending: float | None = None
    if len(surface) > 1 and all(sign in digits for sign in surface):
        return float("".join(str(digits[sign]) for sign in surface))
    for token in MYRIAD.findall(surface):
        if token in scales:
            scale = scales[token]
            if scale >= 10_000:
                total += (section + (pending or 0) or 1) * scale
                section, pending = 0.0, None
            else:
                section += (1 if pending is None else pending) * scale
                pending = None
            continue
        if digits.get(token) == 0:
            continue  # "一千零四十七"
        value = float(digits[token]) if token in digits else _plain(token)
        if value is None or pending is not None:
            return None
        pending = value
    return total + section + (pending or 0)


def _closed(surface: str) -> str:
    """The number without the blanks between digits that stand apart."""
    return surface.replace(" ", "") if surface[1::2].isspace() and surface[::2].isdecimal() else surface


def _plain(token: str) -> float | None:
    try:
        return float(token.replace(",", ""))
    except ValueError:
        return None
