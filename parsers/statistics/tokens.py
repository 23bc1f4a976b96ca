"""What the text is made of once it is cut up: words, numbers with their units, words of time; never what they tell."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Unit = Literal[
    "none", "people", "percent", "points", "times", "things", "age", "money", "ordinal", "calendar", "duration"
]  # fmt: skip


@dataclass(slots=True, eq=False)
class Amount:
    """A number of the text: `value`, or `low` and `high` of a range; `unit` is what stands right after it.

    `surface` is the number as written, `stop` the end of number and unit, `time` the unit of time where it is one,
    `thousands` the other reading of a lone mark ("1.502" as 1502), `year` whether it may be the number of a year.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    unit: Unit = "none"
    surface: str = ""
    stop: int = 0
    time: str = ""
    thousands: float | None = None
    year: bool = False
    qualifier: str = ""
    band: bool = False


class Atom(NamedTuple):
    """One word of a period: its kind and its value (a number, or a meaning of languages/*.toml)."""

    kind: str
    value: str
    number: int = 0


Atoms = tuple[Atom, ...]
"""The words of one period, in the order of the text, not yet resolved."""

NO_AMOUNT = Amount(None)
"""What a token holds that is no number."""


class Token:
    """A word of the lexicon, a number, a period or a punctuation mark at `start`:`end`; `value` is its meaning.

    A token of kind `amount` has its number in `amount`, one of kind `period` its words in `atoms`. `sense` is kind and
    meaning together.
    """

    __slots__ = ("amount", "atoms", "end", "kind", "sense", "start", "value")

    def __init__(
        self, kind: str, value: str, start: int, end: int, amount: Amount = NO_AMOUNT, atoms: Atoms = ()
    ) -> None:
        self.kind = kind
        self.value = value
        self.sense = (kind, value)
        self.start = start
        self.end = end
        self.amount = amount
        self.atoms = atoms

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end

    def read_as(self, kind: str, value: str) -> "Token":
        """The same words with another meaning."""
        return Token(kind, value, self.start, self.end)


def end_of(token: Token) -> int:
    """Where a token ends, a number with its unit."""
    return token.amount.stop if token.kind == "amount" else token.end
