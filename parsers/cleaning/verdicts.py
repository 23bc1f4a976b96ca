"""Readings in, for every line the rule that removes it out, or "" where it stays; the last word on each line.

A rule's name is the kind of junk its phrase betrays ("related", "consent"), or what else spoke against the line:
"title" (the headline said again), "address", "links" (little or nothing else), "no words" (a line of mere marks),
"surroundings".
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from parsers.cleaning.reading import Reading
from parsers.languages.boilerplate import RULES

LONGEST_LABEL = 7
"""In words: a line that is nothing but a phrase of junk is removed wherever it stands, if no longer than this."""
LONGEST_HEADING = 12
LONGEST_ADDRESS, LONGEST_SIGNATURE = 3, 5
"""An address in so few words is no sentence; with a name and no full stop it is a reporter's signature."""
LONGEST_NOTICE = 40
SURE_NEIGHBOUR = 0.6
LEAST_SURETY_OF_PROSE = 0.1
LIKELY_LINE = 0.5
SURE_PARAGRAPH = 0.9
SPARED_BY_TAGS = 0.75
LEAST_SURETY_OF_SUREST, SHARE_OF_SUREST = 0.1, 0.6
"""Where no sentence is sure to be article, those stay that are this share as sure as the surest, if that is so sure."""
LEAST_SURETY_OF_LISTS = 0.15
LONG_PARAGRAPH = 45
SURROUNDINGS = "surroundings"
NO_WORDS = "no words"
LINKS = "links"
LEAST_JUNK, LEAST_JUNK_SHARE = 8, 0.25
LEAST_LIST, LONGEST_LIST = 2, 40
_NOTICES = frozenset({"copyright"})
_PROMPTS = frozenset({"consent", "newsletter", "share", "app", "paywall", "comments", "advert", "player"})
"""Junk at any length, where a line both starts like it and holds its words."""
_DATED = frozenset({"dateline.starts:short", "revised.starts:short"})
_CREDITED = frozenset({"caption.starts:short", "caption.ends:middle", "caption.ends:long"})
_LINKS = frozenset({"linked-capitals", "linked:3:middle", "linked:3:long"})
"""No paragraph of an article is mostly link, nor a link in capitals: both tell of other stories. What is link from end
to end is left to its surroundings, for a link that nothing closes runs through all that follows."""
_SPEAKING_ALONE = frozenset({"no-words", "stamp", "is-title", "address:short", *_LINKS})
"""Traits that may tell junk where no phrase does."""
_SECTION_RULES = frozenset({"related", "comments", "poll", "newsletter", "consent"})
_SENTENCES = frozenset({"end:full:long", "end:full:middle", "end:question:long"})
_PROSE = frozenset({"end:full:long", "end:full:middle"})
_ALSO_SUBHEADINGS = frozenset({"menu", "poll", "author", "caption"})


def line_rules(
    reading: Reading,
    *,
    kept_from: float,
    flat: bool = False,
) -> list[str]:
    """The rule that removes each line, "" for those that stay.

    `kept_from` is the least surety of a line that stays, unless no sentence is so sure or, in `flat` text, little is.
    `flat` text has no tags to bear a verdict out: lines that only their surroundings speak against are removed where
    so much is junk that the text must be a whole page, else the text is as good as clean and they stay.
    """
    sure = reading.surety.tolist()
    least = min(kept_from, _best_cut(reading)) if flat else _least_surety(reading, kept_from)
    sections = _junk_sections(reading, flat=flat)
    rules = []
    for at, traits in enumerate(reading.traits):
        if label := _plain_junk(traits, float(reading.words[at])) or sections[at]:
            rules.append(label)
        elif sure[at] >= least or _is_sheltered_prose(at, traits, sure) or (flat and _goes_on(at, reading, rules)):
            rules.append("")
        else:
            rules.append(reason(traits))
    rules = _with_sheltered_lists(rules, reading)
    if flat and not _is_whole_page(rules):
        return ["" if rule == SURROUNDINGS else rule for rule in rules]
    return rules


def _is_whole_page(rules: Sequence[str]) -> bool:
    """Whether much of a flattened text is junk and some of it says so: no page's menus, lists and footer are silent."""
    junk = sum(map(bool, rules))
    return junk >= max(LEAST_JUNK, LEAST_JUNK_SHARE * len(rules)) and junk > rules.count(SURROUNDINGS)


def _least_surety(reading: Reading, kept_from: float) -> float:
    """`kept_from`; lower where no sentence at all would stay: lines of so unlike a page are told by each other."""
    surest = max(
        (
            surety
            for surety, traits in zip(reading.surety.tolist(), reading.traits, strict=True)
            if not _PROSE.isdisjoint(traits)
            and not any(trait.startswith(("phrases:", "linked:2", "linked:3", "linked:4")) for trait in traits)
        ),
        default=0.0,
    )
    return surest * SHARE_OF_SUREST if LEAST_SURETY_OF_SUREST <= surest < kept_from else kept_from


def _best_cut(reading: Reading) -> float:
    """Half the F1 that the best choice of lines can hope for: keeping a line less sure than that lowers it.

    Source: Lipton, Elkan, Naryanaswamy, "Optimal thresholding of classifiers to maximize F1 measure", 2014.
    """
    order = np.argsort(-reading.surety)
    words = reading.words[order]
    article = np.cumsum(words * reading.surety[order])
    return float((article / (np.cumsum(words) + article[-1])).max())


def speaks_of_consent(traits: Sequence[str]) -> bool:
    """Whether a line belongs to a banner or wall that asks for consent."""
    return "consent" in map(_rule_of, traits)


def reason(traits: Sequence[str]) -> str:
    """What speaks most plainly against a line."""
    for trait in traits:
        if rule := _rule_of(trait):
            return rule
    if "is-title" in traits:
        return "title"
    if any(trait.startswith("linked:4") for trait in traits):
        return LINKS
    return SURROUNDINGS


@cache
def _rule_of(trait: str) -> str:
    rule = trait.partition(".")[0]
    return rule if rule in RULES else ""


def _plain_junk(traits: Sequence[str], words: float) -> str:
    """The rule of a line that is junk wherever it stands: a bare label, the headline again, an address, a notice."""
    rules = [trait for trait in traits if _rule_of(trait)]
    if not rules and _SPEAKING_ALONE.isdisjoint(traits):
        return ""
    if "no-words" in traits:
        return NO_WORDS
    found = _label(traits, words, rules) or _prompt(rules) or _stamp(traits) or _caption(traits)
    if not found and "is-title" in traits and words > LONGEST_ADDRESS:
        return "title"
    if not found and not _LINKS.isdisjoint(traits):
        return LINKS
    return found or _notice(traits, words, rules)


def _label(traits: Sequence[str], words: float, rules: Sequence[str]) -> str:
    if words > LONGEST_LABEL:
        return ""
    for trait in rules:
        if trait.partition(".")[2].startswith("whole") and _rule_of(trait) not in _ALSO_SUBHEADINGS:
            return _rule_of(trait)
    longest = LONGEST_SIGNATURE if "end:open:short" in traits else LONGEST_ADDRESS
    return "address" if "address:short" in traits and words <= longest else ""


def _prompt(rules: Sequence[str]) -> str:
    said = {trait.rpartition(":")[0] for trait in rules}
    prompts = sorted({_rule_of(trait) for trait in rules} & _PROMPTS)
    return next((rule for rule in prompts if said >= {f"{rule}.starts", f"{rule}.holds"}), "")


def _stamp(traits: Sequence[str]) -> str:
    if "day:short" in traits and "end:open:short" in traits:
        dated = next((trait for trait in traits if trait in _DATED), "")
        if dated:
            return _rule_of(dated)
    return "dateline" if "stamp" in traits else ""


def _caption(traits: Sequence[str]) -> str:
    listed = _starts_any(traits, "bullet:") and _starts_any(traits, "caption.holds")
    credited = not _CREDITED.isdisjoint(traits) and not _starts_any(traits, "end:full:")
    return "caption" if listed or credited else ""


def _notice(traits: Sequence[str], words: float, rules: Sequence[str]) -> str:
    notices = {_rule_of(trait) for trait in rules} & _NOTICES
    if words > LONGEST_NOTICE or not notices:
        return ""
    said = sum(".ends:" not in trait for trait in rules)
    return min(notices) if said > 1 or not _starts_any(traits, "end:full:") else ""


def _starts_any(traits: Sequence[str], prefix: str | tuple[str, ...]) -> bool:
    return any(trait.startswith(prefix) for trait in traits)


def _junk_sections(reading: Reading, *, flat: bool) -> list[str]:
    """The rule of the junk list that a line stands in: from its heading on, to the first paragraph after it.

    On a page sure lines are spared: their tags set them apart from the list. In `flat` text a notice of copyright is a
    heading as well: below it stand other stories.
    """
    spared_from = 1.0 if flat else SPARED_BY_TAGS
    sections = []
    section = ""
    for traits, words, surety in zip(reading.traits, reading.words.tolist(), reading.surety.tolist(), strict=True):
        heading = _junk_heading(traits, words)
        if not heading and flat:
            heading = _notice(traits, words, [trait for trait in traits if _rule_of(trait)])
        if heading:
            section = heading
        elif section and (words >= LONG_PARAGRAPH or _ends_section(section, traits, surety)):
            section = ""
        sections.append(section if surety < spared_from else "")
    return sections


def _junk_heading(traits: Sequence[str], words: float) -> str:
    if words > LONGEST_HEADING or not _SENTENCES.isdisjoint(traits):
        return ""
    for trait in traits:
        rule, _, place = trait.partition(".")
        if rule in _SECTION_RULES and place.startswith(("whole", "starts")):
            return rule
    return ""


def _ends_section(section: str, traits: Sequence[str], surety: float) -> bool:
    if surety >= SURE_PARAGRAPH and "end:full:long" in traits:
        return True
    return section != "comments" and any(trait in _SENTENCES for trait in traits) and surety >= SURE_NEIGHBOUR


def _with_sheltered_lists(rules: list[str], reading: Reading) -> list[str]:
    """Rules without those that would take a list or table out of the midst of the article."""
    sheltered = list(rules)
    start = 0
    while start < len(rules):
        end = _end_of_list(rules, reading, start)
        likely = end > start and float(reading.surety[start:end].mean()) >= LEAST_SURETY_OF_LISTS
        if likely and LEAST_LIST <= end - start <= LONGEST_LIST and _stands_within(rules, reading, start, end):
            sheltered[start:end] = [""] * (end - start)
        start = max(end, start + 1)
    return sheltered


def _end_of_list(rules: Sequence[str], reading: Reading, start: int) -> int:
    """Where the list from `start` on ends: lines that only their surroundings speak against, or a table's rows."""
    is_table = "holder:tr" in reading.traits[start]
    end = start
    while end < len(rules):
        is_row = is_table and "holder:tr" in reading.traits[end] and not rules[end]
        if (rules[end] != SURROUNDINGS and not is_row) or not _is_list_line(reading.traits[end]):
            break
        end += 1
    return end


def _is_list_line(traits: Sequence[str]) -> bool:
    listed = any(trait.startswith(("bullet:", "digits:", "holder:li", "holder:tr", "holder:d")) for trait in traits)
    return listed and not any(
        trait.startswith(("linked:3", "linked:4", "phrases:", "clock:", "address:")) for trait in traits
    )


def _stands_within(rules: Sequence[str], reading: Reading, start: int, end: int) -> bool:
    above = start > 0 and not rules[start - 1] and reading.surety[start - 1] >= SURE_NEIGHBOUR
    below = any(not rule for rule in rules[end : end + 3])
    announced = above and any(trait.startswith("end:colon") for trait in reading.traits[start - 1])
    return announced or (above and below)


def _is_sheltered_prose(at: int, traits: Sequence[str], sure: Sequence[float]) -> bool:
    """A whole paragraph among paragraphs, which one phrase ("cookies", "subscribe") must not cost its place."""
    return (
        sure[at] >= LEAST_SURETY_OF_PROSE
        and "end:full:long" in traits
        and not any(trait.startswith(("phrases:2", "phrases:3", "linked:3", "linked:4")) for trait in traits)
        and 0 < at < len(sure) - 1
        and sure[at - 1] >= SURE_NEIGHBOUR
        and sure[at + 1] >= SURE_NEIGHBOUR
    )


def _goes_on(at: int, reading: Reading, above: Sequence[str]) -> bool:
    """A whole sentence at once below one that stays: the last of an article looks like the first of what follows.

    `above` are the rules of the lines above, "" for those that stay.
    """
    traits = reading.traits[at]
    return (
        at > 0
        and not above[-1]
        and (reading.surety[at - 1] >= LIKELY_LINE or not _PROSE.isdisjoint(reading.traits[at - 1]))
        and reading.surety[at] >= LEAST_SURETY_OF_PROSE
        and not _PROSE.isdisjoint(traits)
        and not _starts_any(traits, "phrases:")
    )
