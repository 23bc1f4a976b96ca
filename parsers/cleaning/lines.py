"""Lines of flattened text in, the kept ones and the removed ones with their rules out.

What remains is read again until nothing more falls away: cleaning a cleaned text changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.cleaning.language import guess_language
from parsers.cleaning.reading import Reading, read_lines
from parsers.cleaning.verdicts import SURROUNDINGS, line_rules, speaks_of_consent
from parsers.records import Removed

KEPT_FROM = 0.42
MOST_ROUNDS = 40
LINES_ABOVE = 8
LINES_OPENING = 2
LONGEST_RUBRIC = 2
"""Lines: a rubric ("Latest news") and the headline below it; more of them are a list of other stories."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanedLines:
    """The lines kept, in order; what was removed, in order of rounds; the headline that the lines suggest.

    `consenting` are the lines, kept or not, that ask for consent.
    """

    lines: tuple[str, ...]
    removed: tuple[Removed, ...]
    headline: str
    consenting: tuple[str, ...] = ()


def clean_lines(lines: Sequence[str], *, language: str | None, title: str | None) -> CleanedLines:
    """Lines without junk; `lines` are in normal form and none is empty; a `language` of None is guessed.

    Text that still loses lines after MOST_ROUNDS rounds (none but made-up text does) is left as it came.
    """
    kept = list(lines)
    removed: list[Removed] = []
    headline = title or ""
    consenting: tuple[str, ...] = ()
    for _ in range(MOST_ROUNDS):
        if not kept:
            break
        code = language or guess_language("\n".join(kept))
        reading = read_lines(kept, language=code, title=title)
        rules = line_rules(reading, kept_from=KEPT_FROM, flat=True)
        consenting = consenting or tuple(
            line for line, traits in zip(kept, reading.traits, strict=True) if speaks_of_consent(traits)
        )
        headline = headline or suggested_headline(kept, reading, rules)
        if not any(rules):
            break
        removed += [Removed(rule=rule, text=line) for line, rule in zip(kept, rules, strict=True) if rule]
        kept = [line for line, rule in zip(kept, rules, strict=True) if not rule]
    else:
        return CleanedLines(lines=tuple(lines), removed=(), headline=headline)
    return CleanedLines(lines=tuple(kept), removed=tuple(removed), headline=headline, consenting=consenting)


def suggested_headline(lines: Sequence[str], reading: Reading, rules: Sequence[str]) -> str:
    """The line that heads the article: the fullest above its first that is no label, else one of its first two."""
    first = next((at for at, rule in enumerate(rules) if not rule), None)
    if first is None:
        return ""
    above = range(max(0, first - LINES_ABOVE), first)
    heading = [
        at for at in above if not _is_listed(rules, at) and _may_head(reading.traits[at], float(reading.words[at]))
    ]
    if heading:
        return lines[max(heading, key=lambda at: (float(reading.words[at]), at))]
    opening = range(first, min(first + LINES_OPENING, len(lines)))
    return next((lines[at] for at in opening if _may_head(reading.traits[at], float(reading.words[at]))), "")


def _is_listed(rules: Sequence[str], at: int) -> bool:
    """Whether a line stands in a list of junk, where it heads another story."""
    if rules[at] in {"", "title", SURROUNDINGS}:
        return False
    start = end = at
    while start > 0 and rules[start - 1] == rules[at]:
        start -= 1
    while end < len(rules) and rules[end] == rules[at]:
        end += 1
    return end - start > LONGEST_RUBRIC


def _may_head(traits: Sequence[str], words: float) -> bool:
    junk = any(
        trait.startswith(
            ("phrases:", "clock:", "day:short", "address:", "separator:", "linked:2", "linked:3", "linked:4")
        )
        for trait in traits
    )
    return not junk and 3 <= words <= 40 and not any(trait.startswith("end:full:long") for trait in traits)
