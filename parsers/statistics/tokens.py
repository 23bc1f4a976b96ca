"""What the text is made of once it is cut up: words, numbers with their units, words of time; never what they tell."""

from typing import Final, Literal, NamedTuple

Unit = Literal[
    "none", "people", "percent", "points", "times", "things", "age", "money", "ordinal", "calendar", "duration"
]  # fmt: skip


class Amount:
    """A number of the text: `value`, or `low` and `high` of a range; `unit` is what stands right after it.

    `surface` is the number as written, `stop` the end of number and unit, `time` the unit of time where it is one,
    `thousands` the other reading of a lone mark ("1.502" as 1502), `year` whether it may be the number of a year.
    """

    __slots__ = (
        "band", "high", "low", "qualifier", "stop", "surface", "thousands", "time", "unit", "value", "year",
    )  # fmt: skip

    def __init__(
        self, value: float | None, surface: str, stop: int, *, year: bool = False, thousands: float | None = None
    ) -> None:
        self.value = value
        self.surface = surface
        self.stop = stop
        self.year = year
        self.thousands = thousands
        self.low: float | None = None
        self.high: float | None = None
        self.unit: Unit = "none"
        self.time = ""
        self.qualifier = ""
        self.band = False

    def reaching(self, low: float, high: float, surface: str) -> "Amount":
        """The range that ends with this number, in its unit."""
        whole = Amount(None, surface, self.stop, thousands=self.thousands)
        whole.low, whole.high = low, high
        whole.unit, whole.time, whole.qualifier, whole.band = self.unit, self.time, self.qualifier, self.band
        return whole


class Atom(NamedTuple):
    """One word of a period: its kind and its value (a number, or a meaning of languages/*.toml)."""

    kind: str
    value: str
    number: int = 0


Atoms = tuple[Atom, ...]
"""The words of one period, in the order of the text, not yet resolved."""

NO_AMOUNT: Final = Amount(None, "", 0)
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
