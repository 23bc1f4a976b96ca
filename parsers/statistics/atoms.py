"""A word or number of a time in, its atoms out: what it adds to the period that it may belong to, or nothing.

Whether a number is a year, a day, a count of years or none of them is told by the words beside it.
"""

from functools import cache
from typing import Final

from parsers.languages import Language
from parsers.statistics.amounts import band_ending
from parsers.statistics.tokens import Amount, Atom, Token

CENTURY: Final = 100
PIVOT: Final = 45
"""Years written with two digits below this are of this century."""
TO: Final = Atom("edge", "to")
FROM: Final = Atom("edge", "from")
SINCE: Final = Atom("edge", "since")
SINCE_THEN: Final = Atom("edge", "since_then")
UNTIL: Final = Atom("edge", "until")
AS_OF: Final = Atom("edge", "as_of")
END: Final = Atom("edge", "end")
WITHIN: Final = Atom("edge", "within")
PAST: Final = Atom("edge", "past")
PRIOR: Final = Atom("edge", "prior")
NEXT: Final = Atom("edge", "next")
NOW: Final = Atom("relative", "now")
TODAY: Final = Atom("relative", "day+0")
NEXT_YEAR: Final = Atom("shifted", "year+1")
LIKE: Final = Atom("shifted", "like")
QUARTER: Final = Atom("unit", "quarter")
SPANNING: Final = frozenset({PAST, PRIOR, NEXT})
"""Words that with a number of years span them: "the past five years", "the previous two years"."""


CORE: Final = frozenset({"decade", "month", "half", "relative", "shifted", "epoch", "until_day", "year", "fiscal"})
LIST_MARKS: Final = frozenset("△▲▷▶○●■'")
"""Marks before a year of two digits: "△24년", "'12년"."""
OF_MONTH: Final = frozenset({("mark", "."), ("base", "of")})
SAME: Final = frozenset({"same", "like", "same-half"})
EACH_REACH: Final = 8
SPANS: Final = frozenset({("edge", "past"), ("edge", "prior"), ("edge", "next")})
DECADE_EDGES: Final = frozenset({"since", "until", "within"})
"""What leads a decade that figures are told of: "since the 1990s", not "the famine of the 1990s"."""


def atoms_of(tokens: list[Token], index: int, norm: str, language: Language, before: list[Atom]) -> list[Atom] | None:
    """The atoms that a token adds to a period, or None where it belongs to no period."""
    token = tokens[index]
    if token.kind == "amount":
        return _number_atoms(tokens, index, norm, language, before)
    if token.kind in {"month", "half"}:
        atom = Atom(token.kind, token.value, int(token.value))
        joined = before and before[-1].kind == token.kind == "month" and tokens[index - 1].kind == "month"
        return [TO, atom] if joined else [atom]
    if token.kind == "quarter":
        return [Atom("ordinal", token.value, int(token.value)), QUARTER]
    if token.kind == "ordinal":
        return [Atom("ordinal", token.value, -1 if token.value == "last" else int(token.value))]
    if token.kind == "shift":
        count = next((a for a in before[-2:] if a.kind == "count" and a.value == "year"), None)
        if token.value == "after" and any(a.kind == "year" for a in before):
            return None
        return [Atom("shift", token.value, count.number)] if count else None
    if token.kind == "until_day" and index and tokens[index - 1].kind in {"unit", "ordinal"}:
        return None
    ranges = not language.verb_last and before and before[0] in {FROM, SINCE}
    ranges = ranges or _spans(tokens, index, before, language)
    ends = token.sense == ("edge", "until") and ranges and names_time(before)
    if ends and TO not in before:
        return [TO]
    if token.kind in {"relative", "shifted", "epoch", "until_day", "edge", "fiscal", "unit"}:
        return [_of_word(token.kind, token.value)]
    if token.sense == ("joint", "and") and (WITHIN in before or FROM in before) and names_time(before):
        return [TO]
    joined = token.sense == ("joint", "and") and not language.verb_last
    if joined and _next_year(tokens, index, before):
        return [TO]
    if token.sense == ("joint", "and") and _next_month(tokens, index, before, language):
        return [TO]
    if joined and before and before[-1].kind == "day" and _next_day(tokens, index + 1, before[-1].number, norm):
        return [TO]
    if token.kind == "mark" and token.value == "-" and names_time(before):
        return [TO]
    return None


@cache
def _of_word(kind: str, value: str) -> Atom:
    """The atom of a word of the lexicon, made once."""
    return Atom(kind, value)


def _spans(tokens: list[Token], index: int, before: list[Atom], language: Language) -> bool:
    """As in "Januar bis Juni", "2012 bis 2018": a word for "until" between two months or two years is one for "to"."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or not before or language.verb_last:
        return False
    year = following.kind == "amount" and following.amount.year
    return before[-1].kind == following.kind == "month" or (before[-1].kind == "year" and year)


def _number_atoms(
    tokens: list[Token], index: int, norm: str, language: Language, before: list[Atom]
) -> list[Atom] | None:
    amount = tokens[index].amount
    if amount.low is not None and before and before[-1].kind == "month" and _are_days(amount):
        return [Atom("day", "", int(amount.low)), TO, Atom("day", "", int(amount.high or 0))]
    if amount.time == "month" and "." in amount.surface:
        return _short_month(amount.surface)
    if amount.value is None or amount.value != int(amount.value):
        return None
    number = int(amount.value)
    if amount.unit == "calendar":
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        marked = index > 0 and tokens[index - 1].kind == "mark" and tokens[index - 1].value in LIST_MARKS
        marked = marked or (following is not None and _goes_on_dating(following))
        return _calendar_atoms(
            number, amount, shifted=following is not None and following.kind == "shift", marked=marked
        )
    if amount.unit == "duration" and amount.time == "quarter" and 1 <= number <= 4 and amount.surface.isdigit():
        return [Atom("ordinal", str(number), number), QUARTER]
    if amount.unit == "duration":
        shifts = index + 1 < len(tokens) and tokens[index + 1].kind == "shift"
        if shifts or any(a.kind in {"ordinal", "shifted"} or a in SPANNING for a in before):
            return [Atom("count", amount.time, number), Atom("unit", amount.time)]
        return None
    if amount.unit != "none":
        return None
    spanned = _spanned(tokens, index)
    if spanned:
        return [Atom("count", spanned, number)]
    if amount.year and band_ending(norm, amount.stop, language):
        bounded = number % 10 == 0 and any(a.kind == "edge" and a.value in DECADE_EDGES for a in before)
        return [Atom("decade", amount.surface, number)] if bounded else None
    if amount.year and _bounded_count(tokens, index):
        return None
    if amount.year and (_led_by_time(tokens, index, before) or not _counts_people(tokens, index, norm)):
        return [Atom("year", amount.surface, number)]
    if (
        len(before) > 1
        and before[-1] == TO
        and before[-2].kind == "year"
        and before[-2].number % 100 < number < 100
        and len(amount.surface) == 2
        and (tokens[index - 1].kind == "mark" or number == before[-2].number % 100 + 1)
    ):
        return [Atom("year", amount.surface, before[-2].number // 100 * 100 + number)]
    if language.boundary != "word":
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if (
            following is not None
            and following.kind == "edge"
            and following.value == "to"
            and _next_is_calendar(tokens, index + 2)
        ):
            return [Atom("loose", "", number)]
        return None
    return _day_atoms(tokens, index, norm, number, before, language)


def _full_year(number: int) -> int:
    """As in "'19" for 2019, "'98" for 1998: no text tells of years to come so far ahead as those that are gone."""
    return number if number >= CENTURY else number + (2000 if number < PIVOT else 1900)


def _short_month(surface: str) -> list[Atom] | None:
    """As in "'19.6월", "2019.6월": year and month as releases write them."""
    year, _, month = surface.partition(".")
    if len(year) not in {2, 4} or not 1 <= int(month) <= 12:
        return None
    return [Atom("year", surface, _full_year(int(year))), Atom("month", month, int(month))]


def _spanned(tokens: list[Token], index: int) -> str:
    """As in "the five previous years", "les six premiers mois": the unit that a number before such a word counts."""
    following = tokens[index + 1 : index + 3]
    if len(following) < 2 or following[1].kind != "unit":
        return ""
    year = following[0].sense in SPANS and following[1].value == "year"
    return following[1].value if year or following[0].kind == "ordinal" else ""


def _are_days(amount: Amount) -> bool:
    """As in "December 4-14": two days of a month that stands before them."""
    return amount.unit == "none" and amount.surface[:1].isdigit() and 1 <= (amount.low or 0) < (amount.high or 0) <= 31


def _next_year(tokens: list[Token], index: int, before: list[Atom]) -> bool:
    """As in "In 2012 and 2013": two years on end are one stretch."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if not before or before[-1].kind != "year" or following is None or following.kind != "amount":
        return False
    return bool(following.amount.year and following.amount.value == before[-1].number + 1)


def _next_day(tokens: list[Token], index: int, first: int, norm: str) -> bool:
    """As in "July 15 and 17": a second day of the month, unless the number counts people."""
    amount = tokens[index].amount if index < len(tokens) and tokens[index].kind == "amount" else None
    later = (
        amount is not None and amount.unit == "none" and amount.surface.isdigit() and first < (amount.value or 0) <= 31
    )
    return later and not _counts_people(tokens, index, norm)


def _next_month(tokens: list[Token], index: int, before: list[Atom], language: Language) -> bool:
    """As in "7월과 8월 두 달 동안": two months on end are one stretch, unless each is told of apart."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if not before or before[-1].kind != "month" or following is None:
        return False
    apart = any(t.kind == "each" for t in tokens[index + 2 : index + 2 + EACH_REACH])
    if following.kind == "month":
        ahead = tokens[index + 2 : index + 2 + EACH_REACH]
        counted = sum(t.kind == "amount" and not t.amount.year for t in ahead) > (0 if language.verb_last else 1)
        return int(following.value) == before[-1].number + 1 and not apart and not counted
    if following.kind != "amount":
        return False
    amount = following.amount
    return amount.time == "month" and amount.value == before[-1].number + 1 and not apart


def _next_is_calendar(tokens: list[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].kind == "amount" and tokens[index].amount.unit == "calendar"


def _goes_on_dating(token: Token) -> bool:
    """As in "21년 말", "24년 상반기", "23년 4월": what stands after the number of a year, never after how many."""
    part = token.kind == "amount" and token.amount.time in {"month", "quarter"} and token.amount.unit == "calendar"
    return part or token.kind == "half" or token.sense in {("edge", "end"), ("edge", "as_of")}


def _calendar_atoms(number: int, amount: Amount, *, shifted: bool, marked: bool) -> list[Atom] | None:
    """The atoms of a number with its unit; `shifted` where "before" or "after" follows, so that it counts years."""
    if amount.time in {"year", "short year"}:
        if marked and len(amount.surface) == 2 and number < 100:
            return [Atom("year", amount.surface, _full_year(number))]
        if 1900 <= number < 2100:
            return [Atom("year", amount.surface, number)]
        short = amount.time == "short year" and len(amount.surface) == 2 and not shifted
        if number < CENTURY and (number >= PIVOT or short):
            return [Atom("year", amount.surface, _full_year(number))]
        return [Atom("count", "year", number)] if number < 1000 else None
    if amount.time == "decade" and number % 10 == 0 and (number < 100 or 1900 <= number < 2100):
        return [Atom("decade", amount.surface, number if number >= 1900 else 1900 + number)]
    if amount.time == "month" and 1 <= number <= 12:
        return [Atom("month", str(number), number)]
    if amount.time == "quarter" and 1 <= number <= 4:
        return [Atom("ordinal", str(number), number), QUARTER]
    if amount.time == "day" and 1 <= number <= 31:
        return [Atom("day", str(number), number)]
    return None


def _day_atoms(
    tokens: list[Token], index: int, norm: str, number: int, before: list[Atom], language: Language
) -> list[Atom] | None:
    """The day of "April 1" or "30 June"; a number with a noun after it is no day."""
    token = tokens[index]
    if not 1 <= number <= 31 or not token.amount.surface.isdigit():
        return None
    following = next((t for t in tokens[index + 1 : index + 3] if t.sense not in OF_MONTH), None)
    if following is not None and following.kind == "month" and _names_day(norm[token.end : following.start], language):
        return [Atom("day", str(number), number)]
    if (
        before
        and language.day != "before"
        and before[-1].kind == "month"
        and not any(a.kind == "day" for a in before[-2:])
        and not _counts_people(tokens, index, norm)
    ):
        return [Atom("day", str(number), number)]
    listed = len(before) > 1 and before[-1] == TO and before[-2].kind == "day" and tokens[index - 1].kind == "joint"
    return [Atom("day", str(number), number)] if listed else None


def _names_day(gap: str, language: Language) -> bool:
    """As in "1 April", "the 1st of April", "16. Juli": what may stand between a day and its month."""
    word = gap.strip()
    return gap[-1:] == " " and (not word or word in language.of("base", "of") or word in language.of("ending", "day"))


def _counts_people(tokens: list[Token], index: int, norm: str) -> bool:
    """Whether a noun for people, or any unknown word, follows a number directly."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    gap = norm[tokens[index].end : following.start if following else tokens[index].end + 12].partition("\n")[0]
    the = index > 0 and tokens[index - 1].sense == ("glue", "the")
    if gap.strip(" ") and gap.strip()[:1].isalpha():
        ahead = [t.kind for t in tokens[index + 1 : index + 3]]
        return not (the and tokens[index].amount.year and ahead == ["base", "amount"])  # "the 2009 peak of 2,914"
    if tokens[index].amount.year and [t.kind for t in tokens[index + 1 : index + 3]] == ["people", "figure"]:
        return False
    if tokens[index].amount.year and the and following is not None and following.sense == ("people", "arrivers"):
        return False  # "the 2022 arrivals"
    return following is not None and following.kind in {"people", "sex", "group"} and not gap.strip()


def _bounded_count(tokens: list[Token], index: int) -> bool:
    """As in "over 2000 have been accepted": a number like a year of which only so many people can be meant."""
    led = tokens[max(0, index - 2) : index]
    bounds = bool(led) and led[-1].kind == "qualifier" and led[-1].value != "about"
    following = tokens[index + 1 : index + 2]
    return bounds and led[0].kind not in {"way", "edge"} and [t.kind for t in following] in (["glue"], ["states"])


def _led_by_time(tokens: list[Token], index: int, before: list[Atom]) -> bool:
    """Whether "in", "since", "to" or a month stands before a number that may be a year."""
    if before and before[-1].kind in {"edge", "month", "half", "unit", "day"}:
        return True
    return index > 0 and tokens[index - 1].kind in {"way", "edge"}


def names_time(atoms: list[Atom]) -> bool:
    """Whether the atoms alone say when: an edge such as "since" alone does not."""
    return any(a.kind in CORE or a.kind == "loose" for a in atoms) or (
        any(a.kind == "ordinal" for a in atoms) and any(a.kind == "unit" for a in atoms)
    )
