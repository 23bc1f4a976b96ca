"""A sentence's tokens in, its numbers as figures out: count, change, multiple or share, or why it is none of these."""

from collections.abc import Iterator

from parsers.languages import Language
from parsers.records import Measure
from parsers.statistics.amounts import LETTERS, Amount
from parsers.statistics.lexer import Token
from parsers.statistics.model import Figure, Sentence
from parsers.topics import load_topic

NOT_PEOPLE = {
    "points": "percentage points",
    "things": "counts things",
    "age": "an age",
    "money": "money",
    "ordinal": "a rank or an ordinal",
    "calendar": "part of a date",
    "duration": "a duration",
}
RATIO_WHOLES = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 100})
COUNTED_WHOLES = frozenset({2, 3, 4, 5, 10})
COUNTING = frozenset({"amount", "multiple", "fraction", "zero", "band"})
ARTICLES = frozenset({("glue", "the"), ("glue", "a")})
NOUNS = frozenset({"people", "sex", "group"})
UNKNOWN_WORDS_BETWEEN = 2
GENITIVE = 5
"""How far the genitive may stand from its counter: a qualifier fits between."""


def figures(sentence: Sentence, language: Language) -> list[Figure]:
    """Every number of the sentence in order; those that can be no statistic carry their reason."""
    if sentence.kinds.isdisjoint(COUNTING):
        return []
    reader = _Reader(sentence, language)
    return _continued(list(reader.read()), sentence)


def _continued(found: list[Figure], sentence: Sentence) -> list[Figure]:
    """Bare numbers that go on a list of percentages: "the first was up 209 percent, the second 713"."""
    last: Figure | None = None
    for figure in found:
        if figure.measure == "percent_change" and not figure.reason:
            last = figure
        elif last is not None and figure.measure == "count" and figure.noun == "bare" and figure.value is not None:
            between = sentence.tokens[last.place + 1 : figure.place]
            listed = all(t.kind in {"mark", "joint", "period", "glue"} for t in between)
            if listed and any(t.kind == "period" for t in between) and last.value:
                sign = 1 if last.value > 0 else -1
                figure.measure, figure.value, figure.rule = "percent_change", figure.value * sign, "change.listed"
                last = figure
    return found


class _Reader:
    def __init__(self, sentence: Sentence, language: Language) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.language = language
        self.topic = load_topic()
        self.counters = language.numerals == "myriad"
        self.done: set[int] = set()

    def read(self) -> Iterator[Figure]:
        for place, token in enumerate(self.tokens):
            if place in self.done:
                continue
            if token.kind == "amount":
                yield self._amount(place, token)
            elif token.kind == "multiple" and not self._is_rate(place):
                yield self._multiple(place, token, float(token.value))
            elif token.kind == "fraction":
                yield self._fraction(place, place, float(token.value))
            elif token.kind == "zero":
                yield self._figure(place, "count", 0.0, noun="subject", rule="zero")
            elif token.kind == "band" and token.value == "single_digits":
                figure = self._figure(place, "count", 10.0, noun="bare", rule="count.single_digits")
                figure.qualifier = "under"
                yield figure

    def _is_rate(self, place: int) -> bool:
        """As in "twice a year" multiplies nothing."""
        return place + 1 < len(self.tokens) and self.tokens[place + 1].kind == "per"

    # ------------------------------------------------------------ amounts

    def _amount(self, place: int, token: Token) -> Figure:
        amount: Amount = token.value
        if amount.unit in NOT_PEOPLE:
            return self._left(place, NOT_PEOPLE[amount.unit])
        before = self.tokens[place - 1] if place else None
        before = self.tokens[place - 1] if place else None
        if amount.year and before is not None and before.kind in {"glue", "pronoun"} and not self.counters:
            return self._left(place, "a year")
        numbered = before is not None and before[:2] == ("figure", "number") and not amount.surface[:1].isdigit()
        ahead = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        if numbered and not self.counters and (ahead is None or ahead.kind != "compare"):
            return self._left(place, NOT_PEOPLE["ordinal"])
        if self._is_date(place, token):
            return self._left(place, "part of a date")
        after = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        beside = after if self.language.base_side == "before" else before
        if beside is not None and (
            beside.kind == "not" or (after is not None and after.kind == "result" and self._withdrawn(place))
        ):
            return self._left(place, "denied or withdrawn")
        if self._is_age(place, amount):
            return self._left(place, "an age")
        if self._in_apposition(place, amount):
            return self._left(place, "an age")
        ratio = self._ratio(place, amount)
        if ratio is not None:
            return ratio
        if amount.unit == "percent":
            return self._percent(place, amount)
        if amount.unit == "times":
            return self._multiple(place, token, amount.value or 0.0)
        return self._count(place, amount)

    def _is_date(self, place: int, token: Token) -> bool:
        before = self.tokens[place - 1] if place else None
        if before is None or token.start - before.end != 1 or self.counters:
            return False
        ends_in_month = before.kind == "period" and before.value.atoms[-1].kind == "month"
        return before.kind == "month" or (
            ends_in_month and len(token.value.surface) > 4 and token.value.surface.isdigit()
        )

    def _withdrawn(self, place: int) -> bool:
        """As in "216명으로 적었으나": a result that was a mistake."""
        return self.counters and place + 2 < len(self.tokens) and self.tokens[place + 2].kind == "not"

    def _in_apposition(self, place: int, amount: Amount) -> bool:
        """As in "The sergeant, 20, was": a small number between commas is an age."""
        around = self.tokens[place - 1 : place] + self.tokens[place + 1 : place + 2]
        commas = len(around) == 2 and all(t.kind == "mark" and t.value == "," for t in around)
        close = commas and self.tokens[place].start - around[0].end <= 1 and around[1].start == amount.stop
        return (
            close
            and amount.unit == "none"
            and (amount.value or 0) < 120
            and (place < 2 or self.tokens[place - 2].kind not in {"amount", "figure"})
        )

    def _is_age(self, place: int, amount: Amount) -> bool:
        before = self.tokens[place - 1] if place else None
        after = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        within = before is not None and before[:2] == ("edge", "within") and place > 1
        leading = self.tokens[place - 2] if within else before
        led = leading is not None and (leading.kind, leading.value) == ("age", "before")
        if before is not None and (before.kind, before.value) == ("base", "of") and place > 1 and not self.counters:
            led = led or self.tokens[place - 2].kind == "sex"
        return led or (
            after is not None and (after.kind, after.value) == ("age", "after") and after.start - amount.stop <= 1
        )

    def _percent(self, place: int, amount: Amount) -> Figure:
        sign = self._change_sign(place, amount)
        if sign:
            figure = self._figure(place, "percent_change", (amount.value or 0.0) * sign, rule="change.percent")
        else:
            figure = self._figure(place, "share", amount.value, rule="share.percent")
        self._bounds(figure, amount)
        return figure

    def _count(self, place: int, amount: Amount) -> Figure:
        noun, noun_place = self._noun(place, amount)
        value = amount.thousands if amount.thousands is not None else amount.value
        sign = self._absolute_sign(place, amount, noun_place)
        if sign and value is not None:
            figure = self._figure(place, "absolute_change", value * sign, noun=noun, rule="change.absolute")
        else:
            figure = self._figure(place, "count", value, noun=noun, rule=f"count.{noun}")
        figure.label = self._label(place) if noun == "counted" else ""
        if noun_place is not None:
            figure.used["people"] = self.tokens[noun_place][2:]
        if noun in {"others", "things"}:
            figure.reason = "counts other people" if noun == "others" else "counts things"
        self._bounds(figure, amount)
        self._band(figure, amount)
        return figure

    def _bounds(self, figure: Figure, amount: Amount) -> None:
        figure.low, figure.high = amount.low, amount.high
        if amount.low is not None:
            figure.value = None

    def _band(self, figure: Figure, amount: Amount) -> None:
        """As in "200명대" and "in the 200s": the numbers from 200 to 299."""
        if figure.value is None or not amount.band:
            return
        step = 10 ** (len(str(int(figure.value))) - 1)
        figure.low, figure.high, figure.value = figure.value, figure.value + step - 1, None
        figure.qualifier, figure.rule = "about", "count.band"

    # ------------------------------------------------------------ nouns

    def _noun(self, place: int, amount: Amount) -> tuple[str, int | None]:
        """What an amount counts, and the token that says so."""
        if self.counters:
            return self._owned(place, amount) or self._counted_before(place, amount)
        return self._counted_after(place, amount)

    def _counted_after(self, place: int, amount: Amount) -> tuple[str, int | None]:
        end, unknown = amount.stop, 0
        northern: int | None = None
        for index in range(place + 1, min(place + 6, len(self.tokens))):
            token = self.tokens[index]
            gap = self.sentence.gap(end, token.start)
            unknown += len(gap.split()) if LETTERS.search(gap) else 0
            if unknown > UNKNOWN_WORDS_BETWEEN:
                return "things", None
            if token.kind in {"fiscal", "unit"} or (token.kind == "period" and token.value.atoms[0].kind == "fiscal"):
                return "things", None
            if token.kind in NOUNS or (token.kind, token.value) == ("people", "natives"):
                if token.kind == "people" and token.value == "northern":
                    northern = index
                elif token.kind == "people" and token.value == "pronoun" and unknown:
                    return "things", None
                else:
                    return self._noun_kind(token, northern is not None), index
            elif unknown:
                return "things", None
            elif northern is not None:
                return "natives", northern
            elif self._foreign(index):
                return "others", index + 1
            elif not self._may_stand_between(token):
                return "bare", None
            end = token.end
        rest = self.sentence.gap(end, min(self.sentence.end, end + 24))
        if northern is not None and not rest.strip()[:1].isalpha():
            return "natives", northern
        return ("things" if rest.strip(" ")[:1].isalpha() and rest[:1] == " " else "bare"), None

    def _foreign(self, index: int) -> bool:
        """As in "three Chinese nationals": a country right before people says that they are its own."""
        token, following = self.tokens[index], self.tokens[index + 1 : index + 2]
        beside = bool(following) and following[0].start - token.end <= 1
        here = {self.topic.home, self.topic.default_destination}
        return beside and token.kind == "place" and token.value not in here and following[0][:2] == ("people", "anyone")

    def _owned(self, place: int, amount: Amount) -> tuple[str, int] | None:
        """As in "200명 이상의 탈북민": the counted noun follows a genitive after the counter."""
        ahead = [i for i in range(place + 1, min(place + 4, len(self.tokens))) if self.tokens[i].kind != "qualifier"]
        if amount.unit != "people" or len(ahead) < 2 or self.tokens[ahead[0]][:2] != ("base", "of"):
            return None
        noun, end = self.tokens[ahead[1]], self.tokens[ahead[0]].end
        if noun.kind != "people" or noun.start - end > 1 or self.tokens[ahead[0]].start - amount.stop > GENITIVE:
            return None
        kinds = {"subject": "subject", "escapers": "escapers", "arrivers": "escapers"}
        return ("others" if noun.value in {"others", "foreign"} else kinds.get(str(noun.value), "counted")), ahead[1]

    def _noun_kind(self, token: Token, northern: bool) -> str:  # noqa: FBT001
        if token.kind == "group" and self.topic.groups[token.value].doubtful and northern:
            return "others"
        if token.kind != "people":
            return "subject" if northern else str(token.kind)
        if token.value == "escapers" and northern:
            return "subject"
        return {
            "anyone": "natives" if northern else "people",
            "pronoun": "people",
            "arrivers": "escapers",
            "dwellers": "people",
            "foreign": "others",
        }.get(str(token.value), str(token.value))

    def _may_stand_between(self, token: Token) -> bool:
        described = (token.kind, token.value) in {("glue", "adjective"), ("people", "northern")}
        return token.kind == "compare" or described

    def _counted_before(self, place: int, amount: Amount) -> tuple[str, int | None]:
        """In a language with counters the counted noun stands before: "탈북민 62명"; an unknown one is no defector."""
        noun = "counted" if amount.unit == "people" else "bare"
        if noun == "bare" and amount.surface[:1].isdigit() and not self._in_range(place):
            return "things", None
        for index in range(place - 1, max(-1, place - 9), -1):
            token = self.tokens[index]
            if token.kind == "amount" and token.value.unit in {"people", "none"}:
                break
            if token.kind == "mark" and token.value in ",;":
                break
            if token.kind == "people":
                before = self.tokens[index - 1] if index else None
                described = before is not None and before.end >= token.start - 1 and before[:2] == ("people", "foreign")
                if token.value in {"others", "foreign"} or described:
                    return "others", index
                return {
                    "anyone": noun,
                    "northern": noun,
                    "arrivers": "escapers",
                    "dwellers": "people",
                    "foreign": "others",
                }.get(str(token.value), str(token.value)), index
            if token.kind in {"sex", "group"}:
                return token.kind, index
        return noun, None

    def _label(self, place: int) -> str:
        """The unknown word right before a number in a language with counters: what it counts, or a list's label."""
        if not self.counters:
            return ""
        token = self.tokens[place]
        end = self.tokens[place - 1].end if place else self.sentence.start
        end = self.tokens[place - 1].value.stop if place and self.tokens[place - 1].kind == "amount" else end
        words = self.sentence.gap(end, token.start).split()
        word = words[-1].strip("(\"'") if words else ""
        known = not word or not word.isalpha() or word.endswith(self.language.of("ending"))
        return "" if known or len(word) < 2 or (self.sentence.gap(end, end + 1).isalpha() and len(words) == 1) else word

    def _in_range(self, place: int) -> bool:
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        return following is not None and following.kind in {"edge", "result"}

    # ------------------------------------------------------------ changes

    def _change_sign(self, place: int, amount: Amount) -> int:
        """1 or -1 where the percentage is a change up or down, else 0."""
        after = self._following(place)
        if after is not None and after.kind in {"change", "compare"} and not self._crosses(amount.stop, after.start):
            return 1 if after.value in {"up", "more"} else -1
        if self.counters:
            return self._sign_after_bracket(place)
        return self._sign_before(place)

    def _sign_after_bracket(self, place: int) -> int:
        """As in "9명(8.6%) 줄어든": the change stands after the bracket that gives it in percent as well."""
        before, following = self.tokens[place - 1 : place], self.tokens[place + 1 : place + 3]
        if not before or before[0][:2] != ("mark", "(") or len(following) < 2 or following[0][:2] != ("mark", ")"):
            return 0
        change = following[1]
        if change.kind != "change" or change.start - following[0].end > 1:
            return 0
        return 1 if change.value == "up" else -1

    def _following(self, place: int) -> Token | None:
        """The next token that is no qualifier, glue or bracketed number."""
        index = place + 1
        while index < len(self.tokens):
            token = self.tokens[index]
            if token.kind == "qualifier" or (token.kind, token.value) == ("glue", "the"):
                index += 1
            else:
                return token
        return None

    def _crosses(self, start: int, end: int) -> bool:
        gap = self.sentence.gap(start, end)
        limit = 8 if self.counters else 12
        return (
            end - start > limit
            or any(mark in gap for mark in ",;)")
            or (not self.counters and bool(LETTERS.search(gap)))
        )

    def _sign_before(self, place: int) -> int:
        for index in range(place - 1, max(-1, place - 5), -1):
            token = self.tokens[index]
            if token.kind == "change":
                return 1 if token.value == "up" else -1
            if token.kind == "edge" and token.value in {"to", "from"}:
                return 0
            if token.kind not in {"qualifier", "edge", "base", "glue"} or token.value in {"marker", "equal"}:
                return 0
            if LETTERS.search(self.sentence.gap(token.end, self.tokens[index + 1].start)):
                return 0
        return 0

    def _absolute_sign(self, place: int, amount: Amount, noun_place: int | None) -> int:
        if self.counters:
            return self._absolute_after(place, amount)
        index = place + 1
        while index < len(self.tokens) and index <= (noun_place or place) + 1:
            token = self.tokens[index]
            if token.kind == "compare" and not LETTERS.search(
                self.sentence.gap(self.tokens[index - 1].end, token.start)
            ):
                compared = index != place + 1 or noun_place is None or self._than_follows(noun_place)
                return (1 if token.value == "more" else -1) if compared else 0
            index += 1
        sign = self._sign_before(place)
        by = place and self.tokens[place - 1].kind == "edge" and self.tokens[place - 1].value == "until"
        return sign if sign and (by or noun_place is not None or self._than_follows(place)) else 0

    def _than_follows(self, place: int) -> bool:
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        if following is None:
            return False
        if following.kind == "period":
            first = following.value.atoms[0]
            return bool(first == ("edge", "from", 0))
        return (following.kind == "base" and following.value != "on") or following[:2] in {
            ("edge", "from"),
            ("compare", "fewer"),
        }

    def _absolute_after(self, place: int, amount: Amount) -> int:
        if amount.unit != "people":
            return 0
        end = amount.stop
        for index in range(place + 1, min(place + 8, len(self.tokens))):
            token = self.tokens[index]
            gap = self.sentence.gap(end, token.start)
            if token.kind == "change":
                return (1 if token.value == "up" else -1) if len(gap) <= 4 else 0
            if token[:2] == ("qualifier", "under"):
                return 0
            apart = (token.kind == "amount" and token.value.unit == "percent") or token.kind in {
                "qualifier",
                "mark",
                "figure",
                "result",
            }
            if (
                not apart
                or (token.kind == "result" and index == place + 1)
                or len(gap) > 8
                or token.value in {";", ":"}
            ):
                return 0
            end = token.value.stop if token.kind == "amount" else token.end
        return 0

    # ------------------------------------------------------------ multiples, fractions, ratios

    def _multiple(self, place: int, token: Token, value: float) -> Figure:
        figure = self._figure(place, "multiple", value, rule="change.multiple")
        end = token.value.stop if token.kind == "amount" else token.end
        rest = self.sentence.gap(end, min(self.sentence.end, end + 16))
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        adjacent = following is not None and not LETTERS.search(self.sentence.gap(end, following.start))
        if not self.counters and not adjacent and rest.strip()[:1].isalpha():
            figure.reason = "multiplies something else"
        return figure

    def _fraction(self, place: int, last: int, value: float) -> Figure:
        """A fraction is a multiple where it is taken of another figure, else a share."""
        if not self.counters and self._of_something_else(last):
            return self._left(place, "a fraction of something else")
        if self._of_a_figure(last) if not self.counters else self._after_a_figure(place, last):
            figure = self._figure(place, "multiple", round(value, 4), rule="change.fraction")
        else:
            figure = self._figure(place, "share", round(value * 100, 1), rule="share.fraction")
        figure.end = self.tokens[last].end
        return figure

    def _of_something_else(self, place: int) -> bool:
        """As in "Half a century": an unknown word follows a fraction."""
        following = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        end = self.tokens[place].end
        rest = self.sentence.gap(end, following.start if following else min(self.sentence.end, end + 12))
        if LETTERS.search(rest):
            return True
        return following is not None and following[:2] == ("glue", "a")

    def _of_a_figure(self, place: int) -> bool:
        for index in range(place + 1, min(place + 4, len(self.tokens))):
            token = self.tokens[index]
            if token.kind == "them":
                return False
            if token.kind == "base" and token.value == "of":
                ahead = self.tokens[index + 1 : index + 3]
                following = next((t for t in ahead if t.kind != "glue"), None)
                if following is not None and following.kind in {"period", "amount", "figure"}:
                    return True
                return bool(ahead) and ahead[0][:2] == ("glue", "what")
            if token.kind != "edge":
                return False
        return False

    def _after_a_figure(self, place: int, last: int) -> bool:
        before = self.tokens[place - 1] if place else None
        based = before is not None and before.kind == "base" and self.tokens[place].start - before.end <= 2
        after = self.tokens[last + 1] if last + 1 < len(self.tokens) else None
        changed = any(t.kind == "change" for t in self.tokens[last + 1 : last + 4])
        level = after is not None and after.kind == "qualifier"
        return based or changed or (level and self.tokens[place - 1].kind == "base")

    def _ratio(self, place: int, amount: Amount) -> Figure | None:
        """As in "nine in ten", "열에 여덟", "4명 중 3명", "4분의 1"."""
        if amount.value is None or place + 2 >= len(self.tokens):
            return None
        index = place + 1
        if self.tokens[index].kind in {*NOUNS, "event"} and not self.counters:
            index += 1
        link = self.tokens[index] if index < len(self.tokens) else None
        other = index + 1
        if link is None or other >= len(self.tokens) or self.tokens[other].kind != "amount":
            return None
        second: Amount = self.tokens[other].value
        if (
            second.value is None
            or self.sentence.gap(link.end, self.tokens[other].start).strip()
            or second.unit not in {"none", "people"}
        ):
            return None
        if link.kind == "ratio" and link.value == "part" and amount.value:
            self.done.add(other)
            return self._fraction(place, other, second.value / amount.value)
        part, whole = (second.value, amount.value) if self.counters else (amount.value, second.value)
        if not self._is_ratio(link, second, part, whole):
            return None
        self.done.add(other)
        figure = self._figure(place, "share", round(part / whole * 100, 1), rule="share.ratio")
        figure.end = self.tokens[other].end
        return figure

    def _is_ratio(self, link: Token, second: Amount, part: float, whole: float) -> bool:
        if part >= whole:
            return False
        if self.counters:
            return link.kind == "ratio" and link.value == "of" and whole in COUNTED_WHOLES
        inside = (link.kind, link.value) == ("way", "in")
        return (
            (inside or (link.kind == "ratio" and link.value == "of"))
            and whole in RATIO_WHOLES
            and not second.year
            and self._ends_phrase(second)
        )

    def _ends_phrase(self, amount: Amount) -> bool:
        rest = self.sentence.gap(amount.stop, min(self.sentence.end, amount.stop + 14)).strip()
        return not rest[:1].isdigit()

    # ------------------------------------------------------------ making

    def _figure(self, place: int, measure: Measure, value: float | None, noun: str = "", rule: str = "") -> Figure:
        token = self.tokens[place]
        figure = Figure(
            place=place, start=token.start, end=token.end, measure=measure, value=value, noun=noun, rule=rule
        )
        figure.qualifier = self._qualifier(place)
        figure.used["number"] = (token.start, token.end)
        return figure

    def _left(self, place: int, reason: str) -> Figure:
        figure = self._figure(place, "count", None)
        figure.reason = reason
        return figure

    def _qualifier(self, place: int) -> str:
        token = self.tokens[place]
        if token.kind == "amount" and token.value.qualifier:
            return str(token.value.qualifier)
        stop = token.value.stop if token.kind == "amount" else token.end
        before = self.tokens[place - 1] if place else None
        if before is not None and place > 1 and before[:2] in ARTICLES:
            before = self.tokens[place - 2]
        if before is not None and before.kind == "qualifier" and token.start - before.end <= 6:
            return str(before.value)
        after = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
        bound = after is not None and after.kind == ("qualifier" if self.counters else "bound")
        if after is not None and bound and after.start - stop <= (4 if self.counters else 1):
            return str(after.value)
        return "exact"
