"""Tokens in, the same with the words of one period put together out; what they mean is read in resolving.

The words of a period are read as a set, so that "the second quarter of 2023" and "2023년 2분기" are one grammar: years,
months, quarters and halves fill their places, "from", "to", "since" and "until" bound them, and what is missing comes
from the other end of the range, from the period spoken of last, or from the day of publication.
"""

from typing import Final

from parsers.languages import Language
from parsers.statistics.amounts import NUMERALS
from parsers.statistics.atoms import (
    AS_OF,
    CORE,
    LIKE,
    PAST,
    SAME,
    SINCE,
    SINCE_THEN,
    SPANNING,
    TO,
    WITHIN,
    atoms_of,
    names_time,
)
from parsers.statistics.tokens import Atom, Token, end_of

LEADING: Final = frozenset({"since", "before", "until", "as_of", "from"})
"""Edges that, in a language of prepositions, start a period and cannot follow one."""
POSTPOSED: Final = frozenset({("edge", side) for side in ("since", "since_then", "until", "from")})
"""Edges that in a language of postpositions bound the period before them: "이후 2006년" starts with the year."""
OPENED: Final = frozenset({SINCE, SINCE_THEN})
"""Edges after which a postposition's period has ended: "1996년 이후 8월까지" are two."""
NAMED: Final = frozenset({"month"})
"""Words besides a year before which "before" ends a period."""
WHO: Final = frozenset({"people", "pronoun", "glue", "person"})
"""Words for the one who took power, and `LEADER`, how many there may be."""
LEADER: Final = 5
TURNING: Final = frozenset({("qualifier", "at_most"), ("edge", "before")})
"""Words whose meaning hangs on what follows: "up to June" is no highest number, "before they left" ends no period."""
TURNED: Final = frozenset(kind for kind, _ in TURNING)
LISTING: Final = frozenset({"mark", "joint", "glue"})
LONGEST_LIST: Final = 9
LONGEST: Final = 30
"""No period has as many words."""
STARTS: Final = CORE | {"edge", "ordinal", "quarter"}
OPENERS: Final = STARTS | NUMERALS | {"qualifier", "opening"}
"""Kinds without which no words are of a period."""


# ---------------------------------------------------------------- putting together


def fold_periods(tokens: list[Token], kinds: set[str], norm: str, language: Language) -> list[Token]:
    """The tokens with the words of each period made one token of kind `period`; loose time words stay as they are.

    `kinds` are those of the tokens before numbers were put together.
    """
    if kinds.isdisjoint(OPENERS):
        return tokens
    result: list[Token] = []
    if not kinds.isdisjoint(TURNED):
        tokens = _turned(tokens)
    if "opening" in kinds:
        tokens = _as_epochs(tokens)
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
            result.append(Token("period", "", token.start, token.end, atoms=shared))
            place += 1
            continue
        stop, atoms = (place, []) if not _may_start(token) else _cluster(tokens, place, norm, language, unit_seen)
        if atoms:
            unit_seen = unit_seen or any(a.kind == "unit" and a.value in {"quarter", "half"} for a in atoms)
            result.append(Token("period", "", token.start, end_of(tokens[stop - 1]), atoms=tuple(atoms)))
            place = stop
        else:
            result.append(token)
            place += 1
    return result


def _turned(tokens: list[Token]) -> list[Token]:
    """The tokens, those of `TURNING` with what they mean here."""
    places = [i for i, t in enumerate(tokens) if t.kind in TURNED and t.sense in TURNING]
    if not places:
        return tokens
    result = list(tokens)
    for place in places:
        result[place] = _as_told(tokens, place)
    return result


def _as_told(tokens: list[Token], index: int) -> Token:
    token = tokens[index]
    following = next((t for t in tokens[index + 1 :] if t.sense != ("glue", "the")), None)
    year = following is not None and following.kind == "amount" and following.amount.year
    if token.kind == "edge":
        ends = year or (following is not None and following.kind in NAMED)
        return token if ends else token.read_as("glue", "word")
    time = following is not None and following.kind in CORE | {"edge", "ordinal", "quarter"}
    return token.read_as("edge", "until") if year or time else token


def _as_epochs(tokens: list[Token]) -> list[Token]:
    """As in "since the current leader Kim Jong-un took power": one token that says from which known day on."""
    result: list[Token] = []
    for token in tokens:
        if token.kind != "opening":
            result.append(token)
            continue
        near = result[-LEADER - 1 :]
        since = next((i for i, t in enumerate(near) if t.sense == ("edge", "since")), None)
        if since is not None and all(t.kind in WHO for t in near[since + 1 :]):
            result = [*result[: since - len(near)], Token("epoch", token.value, near[since].start, token.end)]
    return result


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
        amount = token.amount
        return amount.unit in {"none", "calendar", "duration"} and amount.low is None
    return token.kind in STARTS


def _cluster(tokens: list[Token], place: int, norm: str, language: Language, unit_seen: bool) -> tuple[int, list[Atom]]:  # noqa: FBT001
    """The atoms of the longest period that starts at `place`, and where it ends; no atoms where none starts there."""
    atoms: list[Atom] = []
    if language.edges == "follow" and tokens[place].sense in POSTPOSED:
        return place, atoms
    kept = [(place, 0)]
    """Where the period may end, and with how many atoms."""
    index, last = place, min(len(tokens), place + LONGEST)
    while index < last:
        token = tokens[index]
        if index > place and not _near(norm, end_of(tokens[index - 1]), token.start):
            break
        found = atoms_of(tokens, index, norm, language, atoms)
        if found is None:
            if atoms and (_is_link(token, atoms) or _leads_year(tokens, index, atoms)) and index + 1 < len(tokens):
                index += 1
                continue
            break
        if atoms and _begins_another(atoms, found, language):
            break
        atoms.extend(found)
        index += 1
        if _closes(found) or (kept[-1][1] and found[0].kind == "edge" and _may_trail(found[0], language)):
            kept.append((index, len(atoms)))
    if not atoms:
        return place, atoms
    if _ends_loosely(atoms[: kept[-1][1]]):
        kept.pop()
    keep, count = kept[-1]
    atoms = atoms[:count]
    return (keep, atoms) if atoms and _is_period(atoms, unit_seen, tokens, keep) else (place, [])


def _begins_another(atoms: list[Atom], found: list[Atom], language: Language) -> bool:
    """Whether what is found belongs to the next period."""
    if found[0] != TO and (_clashes(atoms, found) or (language.counters and _out_of_order(atoms, found))):
        return True
    if not language.verb_last and any(a.kind == "epoch" for a in atoms) and found[0].kind in {"relative", "year"}:
        return True
    if language.edges != "lead" and found[0].kind not in {"edge", "relative"} and not OPENED.isdisjoint(atoms):
        return SINCE_THEN in atoms or language.edges == "follow"
    if language.edges == "follow":
        return False
    return found[0].kind == "edge" and found[0].value in LEADING and names_time(atoms)


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
    if tokens[index].sense != ("way", "in") or index + 1 == len(tokens) or not tokens[index + 1].amount.year:
        return False
    return any(a.kind == "shifted" and a.value in SAME for a in atoms)


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
    larger |= {"month", "half", "ordinal", "loose"} if "day" in told else set()
    return any(a.kind in larger and a.value != "now" for a in found)


def _last_part(atoms: list[Atom]) -> list[Atom]:
    for place in range(len(atoms) - 1, -1, -1):
        if atoms[place].kind == "edge" and atoms[place].value in {"to", "from"} and place > 0:
            return atoms[place + 1 :]
    return atoms


def _closes(found: list[Atom]) -> bool:
    return found[-1].kind not in {"edge", "loose"} or found[-1].value == "so_far"


def _may_trail(atom: Atom, language: Language) -> bool:
    if atom.value == "so_far":
        return True
    return language.edges != "lead" and atom.value in {
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
    if all(a.kind == "edge" or a == LIKE for a in atoms):
        return False
    stated = atoms[0] == PAST or atoms[-1] == AS_OF
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
    return "count" in kinds and (WITHIN in atoms or any(a in SPANNING for a in atoms))
