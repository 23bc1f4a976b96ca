"""Tokens in, the same with the words of one period put together out; what they mean is read in resolving.

The words of a period are read as a set, so that "the second quarter of 2023" and "2023년 2분기" are one grammar: years,
months, quarters and halves fill their places, "from", "to", "since" and "until" bound them, and what is missing comes
from the other end of the range, from the period spoken of last, or from the day of publication.
"""

from typing import NamedTuple

from parsers.languages import Language
from parsers.statistics.amounts import Amount, end_of
from parsers.statistics.lexer import Token


class Atom(NamedTuple):
    """One word of a period: its kind and its value (a number, or a meaning of languages/*.toml)."""

    kind: str
    value: str
    number: int = 0


SPANNING = frozenset({Atom("edge", "past"), Atom("edge", "prior"), Atom("edge", "next")})
"""Words that with a number of years span them: "the past five years", "the previous two years"."""


class Cluster(NamedTuple):
    """The words of one period, in the order of the text, not yet resolved."""

    atoms: tuple[Atom, ...]


CORE = frozenset({"decade", "month", "half", "relative", "shifted", "epoch", "until_day", "year", "fiscal"})
LEADING = frozenset({"since", "until", "as_of", "from"})
"""Edges that, in a language of prepositions, start a period and cannot follow one."""
POSTPOSED = frozenset({("edge", side) for side in ("since", "since_then", "until", "from")})
"""Edges that in a language of postpositions bound the period before them: "이후 2006년" starts with the year."""
OPENED = frozenset({Atom("edge", "since"), Atom("edge", "since_then")})
"""Edges after which a postposition's period has ended: "1996년 이후 8월까지" are two."""
LIST_MARKS = frozenset("△▲▷▶○●■'")
"""Marks before a year of two digits: "△24년", "'12년"."""
LISTING = frozenset({"mark", "joint", "glue"})
LONGEST_LIST = 9
SAME = frozenset({"same", "like", "same-half"})
EACH_REACH = 8
LONGEST = 30
"""No period has as many words."""
STARTS = CORE | {"edge", "ordinal", "quarter"}
SPANNED = [[("edge", side), ("unit", "year")] for side in ("past", "prior", "next")]
TIME = CORE | {"edge", "ordinal", "unit"}


# ---------------------------------------------------------------- putting together


def fold_periods(tokens: list[Token], norm: str, language: Language) -> list[Token]:
    """The tokens with the words of each period made one token of kind `period`; loose time words stay as they are."""
    result: list[Token] = []
    tokens = [_as_edge(tokens, i) for i in range(len(tokens))]
    place = 0
    unit_seen = False
    while place < len(tokens):
        token = tokens[place]
        if token.kind not in STARTS and token.kind != "amount":
            unit_seen = unit_seen or (token.kind == "unit" and token.value in {"quarter", "half"})
            result.append(token)
            place += 1
            continue
        shared = _shared(tokens, place, norm, language) if token.kind == "ordinal" else None
        if shared is not None:
            result.append(Token("period", Cluster(shared), *token.span))
            place += 1
            continue
        stop, atoms = (place, []) if not _may_start(token) else _cluster(tokens, place, norm, language, unit_seen)
        if atoms:
            unit_seen = unit_seen or any(a.kind == "unit" and a.value in {"quarter", "half"} for a in atoms)
            result.append(Token("period", Cluster(tuple(atoms)), token.start, end_of(tokens[stop - 1])))
            place = stop
        else:
            result.append(token)
            place += 1
    return result


def _as_edge(tokens: list[Token], index: int) -> Token:
    """The token, or, of a word for a highest number that stands before a time ("up to June"), its other meaning."""
    token = tokens[index]
    if token.sense != ("qualifier", "at_most"):
        return token
    following = next((t for t in tokens[index + 1 :] if t.sense != ("glue", "the")), None)
    year = following is not None and following.kind == "amount" and following.value.year
    time = following is not None and following.kind in CORE | {"edge", "ordinal", "quarter"}
    return Token("edge", "until", *token.span) if year or time else token


def _shared(tokens: list[Token], place: int, norm: str, language: Language) -> tuple[Atom, ...] | None:
    """As in "the second, third and fourth quarters of 2021": an ordinal that has unit and year from the last one."""
    index, last = place + 1, place
    while index < min(len(tokens), place + LONGEST_LIST) and tokens[index].kind in {"ordinal", *LISTING}:
        last = index if tokens[index].kind == "ordinal" else last
        index += 1
    if last == place or [t.kind for t in tokens[place + 1 : place + 2]] == ["ordinal"]:
        return None
    _, atoms = _cluster(tokens, last, norm, language, unit_seen=False)
    units = [a for a in atoms if a.kind == "unit" and a.value in {"quarter", "half"}]
    number = -1 if tokens[place].value == "last" else int(tokens[place].value)
    own = Atom("ordinal", str(tokens[place].value), number)
    return (own, units[0], *(a for a in atoms if a.kind in {"year", "relative"})) if units else None


def _may_start(token: Token) -> bool:
    if token.kind == "amount":
        amount: Amount = token.value
        return amount.unit in {"none", "calendar", "duration"} and amount.low is None
    return token.kind in STARTS


def _cluster(tokens: list[Token], place: int, norm: str, language: Language, unit_seen: bool) -> tuple[int, list[Atom]]:  # noqa: FBT001
    """The atoms of the longest period that starts at `place`, and where it ends; no atoms where none starts there."""
    atoms: list[Atom] = []
    if language.base_side == "before" and tokens[place].sense in POSTPOSED:
        return place, atoms
    kept = [(place, 0)]
    """Where the period may end, and with how many atoms."""
    index = place
    while index < min(len(tokens), place + LONGEST):
        token = tokens[index]
        if index > place and not _near(norm, end_of(tokens[index - 1]), token.start):
            break
        found = _atoms_of(tokens, index, norm, language, atoms)
        if found is None:
            if atoms and (_is_link(token, atoms) or _leads_year(tokens, index, atoms)) and index + 1 < len(tokens):
                index += 1
                continue
            break
        if found[0] != Atom("edge", "to") and (
            _clashes(atoms, found) or (language.counters and _out_of_order(atoms, found))
        ):
            break
        if language.base_side == "before" and OPENED & set(atoms) and found[0].kind not in {"edge", "relative"}:
            break
        if found[0].kind == "edge" and found[0].value in LEADING and language.base_side == "after" and _core(atoms):
            break
        atoms.extend(found)
        index += 1
        if _closes(found) or (kept[-1][1] and found[0].kind == "edge" and _may_trail(found[0], language)):
            kept.append((index, len(atoms)))
    if _ends_loosely(atoms[: kept[-1][1]]):
        kept.pop()
    keep, count = kept[-1]
    atoms = atoms[:count]
    return (keep, atoms) if _is_period(atoms, unit_seen, tokens, keep) else (place, [])


def _ends_loosely(atoms: list[Atom]) -> bool:
    """As in "In 2019, the last ..." ends before "last": an ordinal after a year needs its unit."""
    if len(atoms) < 2 or atoms[-1].kind != "ordinal" or atoms[0].kind == "ordinal":
        return False
    return any(a.kind == "year" for a in atoms)


def _near(norm: str, end: int, start: int) -> bool:
    return start - end <= 2 and not norm[end:start].strip(" ,-、")


def _is_link(token: Token, atoms: list[Atom]) -> bool:
    """Whether a word may stand inside a period without saying anything: "the", "of", a comma, the dot of "16. Juli"."""
    if token.sense == ("mark", "."):
        return atoms[-1].kind == "day"
    return token.sense in {("glue", "the"), ("glue", "span"), ("base", "of"), ("mark", ","), ("unit", "year")}


def _leads_year(tokens: list[Token], index: int, atoms: list[Atom]) -> bool:
    """As in "the same period in 2019": the year that says of when "the same" is."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    year = following is not None and following.kind == "amount" and following.value.year
    same = any(a.kind == "shifted" and a.value in SAME for a in atoms)
    return tokens[index].sense == ("way", "in") and year and same


def _atoms_of(tokens: list[Token], index: int, norm: str, language: Language, before: list[Atom]) -> list[Atom] | None:
    """The atoms that a token adds to a period, or None where it belongs to no period."""
    token = tokens[index]
    if token.kind == "amount":
        return _number_atoms(tokens, index, norm, language, before)
    if token.kind in {"month", "half"}:
        atom = Atom(token.kind, token.value, int(token.value))
        joined = before and before[-1].kind == token.kind == "month" and tokens[index - 1].kind == "month"
        return [Atom("edge", "to"), atom] if joined else [atom]
    if token.kind == "quarter":
        return [Atom("ordinal", token.value, int(token.value)), Atom("unit", "quarter")]
    if token.kind == "ordinal":
        return [Atom("ordinal", token.value, -1 if token.value == "last" else int(token.value))]
    if token.kind == "shift":
        count = next((a for a in before[-2:] if a.kind == "count" and a.value == "year"), None)
        if token.value == "after" and any(a.kind == "year" for a in before):
            return None
        return [Atom("shift", token.value, count.number)] if count else None
    if token.kind == "until_day" and index and tokens[index - 1].kind in {"unit", "ordinal"}:
        return None
    ranges = language.base_side == "after" and before and before[0] in {Atom("edge", "from"), Atom("edge", "since")}
    ranges = ranges or _spans(tokens, index, before, language)
    ends = token.sense == ("edge", "until") and ranges and _core(before)
    if ends and not any(a == Atom("edge", "to") for a in before):
        return [Atom("edge", "to")]
    if token.kind in {"relative", "shifted", "epoch", "until_day", "edge", "fiscal", "unit"}:
        return [Atom(token.kind, token.value)]
    if (
        (token.kind, token.value) == ("joint", "and")
        and any(a in {Atom("edge", "within"), Atom("edge", "from")} for a in before)
        and _core(before)
    ):
        return [Atom("edge", "to")]
    joined = (token.kind, token.value) == ("joint", "and") and language.base_side == "after"
    if joined and _next_year(tokens, index, before):
        return [Atom("edge", "to")]
    if (token.kind, token.value) == ("joint", "and") and _next_month(tokens, index, before):
        return [Atom("edge", "to")]
    if token.kind == "mark" and token.value == "-" and _core(before):
        return [Atom("edge", "to")]
    return None


def _spans(tokens: list[Token], index: int, before: list[Atom], language: Language) -> bool:
    """As in "Januar bis Juni", "2012 bis 2018": a word for "until" between two months or two years is one for "to"."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or not before or language.base_side != "after":
        return False
    year = following.kind == "amount" and following.value.year
    return before[-1].kind == following.kind == "month" or (before[-1].kind == "year" and year)


def _number_atoms(
    tokens: list[Token], index: int, norm: str, language: Language, before: list[Atom]
) -> list[Atom] | None:
    amount: Amount = tokens[index].value
    if amount.value is None or amount.value != int(amount.value):
        return None
    number = int(amount.value)
    if amount.unit == "calendar":
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        marked = index > 0 and tokens[index - 1].kind == "mark" and tokens[index - 1].value in LIST_MARKS
        return _calendar_atoms(
            number, amount, shifted=following is not None and following.kind == "shift", marked=marked
        )
    if amount.unit == "duration" and amount.time == "quarter" and 1 <= number <= 4 and amount.surface.isdigit():
        return [Atom("ordinal", str(number), number), Atom("unit", "quarter")]
    if amount.unit == "duration":
        shifts = index + 1 < len(tokens) and tokens[index + 1].kind == "shift"
        if shifts or any(a.kind in {"ordinal", "shifted"} or a in SPANNING for a in before):
            return [Atom("count", amount.time, number), Atom("unit", amount.time)]
        return None
    if amount.unit != "none":
        return None
    if [t.sense for t in tokens[index + 1 : index + 3]] in SPANNED:
        return [Atom("count", "year", number)]
    if amount.year and norm[amount.stop : amount.stop + 1] == "s" and language.boundary == "word":
        return None
    if amount.year and (_led_by_time(tokens, index, before) or not _counts_people(tokens, index, norm)):
        return [Atom("year", amount.surface, number)]
    if (
        len(before) > 1
        and before[-1] == Atom("edge", "to")
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
    return _day_atoms(tokens, index, norm, number, before)


def _next_year(tokens: list[Token], index: int, before: list[Atom]) -> bool:
    """As in "In 2012 and 2013": two years on end are one stretch."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if not before or before[-1].kind != "year" or following is None or following.kind != "amount":
        return False
    return bool(following.value.year and following.value.value == before[-1].number + 1)


def _next_month(tokens: list[Token], index: int, before: list[Atom]) -> bool:
    """As in "7월과 8월 두 달 동안": two months on end are one stretch, unless each is told of apart."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if not before or before[-1].kind != "month" or following is None or following.kind != "amount":
        return False
    amount: Amount = following.value
    apart = any(t.kind == "each" for t in tokens[index + 2 : index + 2 + EACH_REACH])
    return amount.time == "month" and amount.value == before[-1].number + 1 and not apart


def _next_is_calendar(tokens: list[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].kind == "amount" and tokens[index].value.unit == "calendar"


def _calendar_atoms(number: int, amount: Amount, *, shifted: bool, marked: bool) -> list[Atom] | None:
    """The atoms of a number with its unit; `shifted` where "before" or "after" follows, so that it counts years."""
    if amount.time in {"year", "short year"}:
        if marked and len(amount.surface) == 2:
            return [Atom("year", amount.surface, number + (2000 if number < 45 else 1900))]
        if 1900 <= number < 2100:
            return [Atom("year", amount.surface, number)]
        if 45 <= number < 100:
            return [Atom("year", amount.surface, 1900 + number)]
        if amount.time == "short year" and len(amount.surface) == 2 and not shifted:
            return [Atom("year", amount.surface, 2000 + number)]
        return [Atom("count", "year", number)]
    if amount.time == "decade" and number % 10 == 0:
        return [Atom("decade", amount.surface, number if number >= 1900 else 1900 + number)]
    if amount.time == "month" and 1 <= number <= 12:
        return [Atom("month", str(number), number)]
    if amount.time == "quarter" and 1 <= number <= 4:
        return [Atom("ordinal", str(number), number), Atom("unit", "quarter")]
    if amount.time == "day" and 1 <= number <= 31:
        return [Atom("day", str(number), number)]
    return None


def _day_atoms(tokens: list[Token], index: int, norm: str, number: int, before: list[Atom]) -> list[Atom] | None:
    """The day of "April 1" or "30 June"; a number with a noun after it is no day."""
    token = tokens[index]
    if not 1 <= number <= 31 or not token.value.surface.isdigit():
        return None
    following = next((t for t in tokens[index + 1 : index + 3] if t.sense != ("mark", ".")), None)
    if following is not None and following.kind == "month" and norm[token.end : following.start] in {" ", " of ", ". "}:
        return [Atom("day", str(number), number)]
    if (
        before
        and before[-1].kind == "month"
        and not any(a.kind == "day" for a in before[-2:])
        and not _counts_people(tokens, index, norm)
    ):
        return [Atom("day", str(number), number)]
    return None


def _counts_people(tokens: list[Token], index: int, norm: str) -> bool:
    """Whether a noun for people, or any unknown word, follows a number directly."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    gap = norm[tokens[index].end : following.start if following else tokens[index].end + 12].partition("\n")[0]
    if gap.strip(" ") and gap.strip()[:1].isalpha():
        return True
    if tokens[index].value.year and [t.kind for t in tokens[index + 1 : index + 3]] == ["people", "figure"]:
        return False
    the = index > 0 and tokens[index - 1].sense == ("glue", "the")
    if tokens[index].value.year and the and following is not None and following.sense == ("people", "arrivers"):
        return False  # "the 2022 arrivals"
    return following is not None and following.kind in {"people", "sex", "group"} and not gap.strip()


def _led_by_time(tokens: list[Token], index: int, before: list[Atom]) -> bool:
    """Whether "in", "since", "to" or a month stands before a number that may be a year."""
    if before and before[-1].kind in {"edge", "month", "half", "unit", "day"}:
        return True
    return index > 0 and tokens[index - 1].kind in {"way", "edge"}


def _clashes(atoms: list[Atom], found: list[Atom]) -> bool:
    """Whether a place is filled already and no "to" or "from" parts the two."""
    part = _last_part(atoms)
    for atom in found:
        if atom.kind in {"year", "month", "half", "epoch"} and any(a.kind == atom.kind for a in part):
            return True
        if atom.kind in {"year", "relative", "shifted"} and any(
            a.kind == "year" or (a.kind == "relative" and a.value.startswith(("year", "month"))) for a in part
        ):
            return atom.kind != "shifted" or atom.value not in SAME
        if atom.kind == "ordinal" and any(a.kind == "ordinal" for a in part):
            return True
    return False


def _out_of_order(atoms: list[Atom], found: list[Atom]) -> bool:
    """As in "2日、今年1月", "12月、今年1月": where dates go from the year to the day, what is larger begins another."""
    told = {a.kind for a in _last_part(atoms)}
    larger = {"year", "relative"} if told & {"month", "half", "ordinal", "day"} else set()
    larger |= {"month", "half", "ordinal"} if "day" in told else set()
    return any(a.kind in larger and a.value != "now" for a in found)


def _last_part(atoms: list[Atom]) -> list[Atom]:
    for place in range(len(atoms) - 1, -1, -1):
        if atoms[place].kind == "edge" and atoms[place].value in {"to", "from"} and place > 0:
            return atoms[place + 1 :]
    return atoms


def _core(atoms: list[Atom]) -> bool:
    return any(a.kind in CORE or a.kind == "loose" for a in atoms) or (
        any(a.kind == "ordinal" for a in atoms) and any(a.kind == "unit" for a in atoms)
    )


def _closes(found: list[Atom]) -> bool:
    return found[-1].kind not in {"edge", "loose"} or found[-1].value == "so_far"


def _may_trail(atom: Atom, language: Language) -> bool:
    if atom.value == "so_far":
        return True
    return language.base_side == "before" and atom.value in {
        "since",
        "since_then",
        "from",
        "until",
        "as_of",
        "end",
        "start",
        "within",
    }


def _is_period(atoms: list[Atom], unit_seen: bool, tokens: list[Token], stop: int) -> bool:  # noqa: FBT001
    kinds = {a.kind for a in atoms}
    if atoms and all(a.kind == "edge" or a == Atom("shifted", "like") for a in atoms):
        return False
    stated = atoms[:1] == [Atom("edge", "past")] or atoms[-1:] == [Atom("edge", "as_of")]
    if kinds & CORE or "shift" in kinds or (stated and "day" in kinds):
        return True
    if "ordinal" in kinds and "unit" in kinds:
        return True
    if "ordinal" in kinds and unit_seen and kinds <= {"ordinal", "edge"}:
        following = tokens[stop] if stop < len(tokens) else None
        return following is None or (
            following.kind not in {"people", "group", "sex", "event"}
            and following.start - end_of(tokens[stop - 1]) <= 2
        )
    return "count" in kinds and any(a in SPANNING or a == Atom("edge", "within") for a in atoms)
