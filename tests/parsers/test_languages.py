"""Each language's own examples read as they say, every word is in one, and a wrong file is refused with its key."""

from datetime import date
from typing import Any

import pytest

from parsers.errors import VocabularyError
from parsers.languages import APART, Example, Language, expand, language_codes, load_language, parse_language
from parsers.records import Statistic
from parsers.statistics import extract_statistics
from parsers.statistics.document import lexer_of
from parsers.statistics.lexer import normalised
from parsers.topics import load_topic, parse_topic

NUMERALS = {"number", "determiner", "scale", "digit"}


def read(example: Example, language: Language) -> tuple[Statistic, ...]:
    published = date.fromisoformat(example.published) if example.published else None
    return extract_statistics(example.text, published=published, language=language.code)


def agrees(statistic: Statistic, wanted: dict[str, Any]) -> bool:
    for name, value in wanted.items():
        got = getattr(statistic, name)
        if (got.isoformat() if isinstance(got, date) else got) != value:
            return False
    return True


def words_read(text: str, language: Language) -> set[tuple[str, str]]:
    norm = normalised(text)
    found = set()
    for token in lexer_of(language.code).tokens(norm, text, 0, len(norm)):
        surface = norm[token.start : token.end]
        found.add((surface, token.kind))
        if token.kind == "digits" and language.numerals == "myriad":
            found |= {(w.text, w.kind) for w in language.words if w.kind in NUMERALS and w.text in surface}
    return found


@pytest.mark.parametrize("code", language_codes())
def test_a_languages_examples_read_as_they_say(code: str) -> None:
    language = load_language(code)
    wrong = []
    for example in language.examples:
        read_here = read(example, language)
        missing = [w for w in example.statistics if not any(agrees(s, dict(w)) for s in read_here)]
        if missing or (not example.statistics and read_here):
            wrong.append((example.text, missing or read_here))
    assert not wrong, wrong[:3]


@pytest.mark.parametrize("code", language_codes())
def test_every_word_of_a_language_is_used_by_an_example(code: str) -> None:
    language = load_language(code)
    used: set[tuple[str, str]] = set()
    for example in language.examples:
        used |= words_read(example.text, language)
    unused = [
        f"{w.kind}.{w.value}: {w.text}" for w in language.words if w.kind not in APART and (w.text, w.kind) not in used
    ]
    assert not unused


def test_braces_in_an_example_stand_for_each_choice_in_turn() -> None:
    assert expand("{One|Two} came {in|by}.") == ("One came in.", "Two came in.", "One came in.", "One came by.")
    assert expand("No braces.") == ("No braces.",)


GOOD = """
code = "xx"
name = "Test"
script = "latin"
boundary = "word"
numerals = "western"
thousands = ","
decimal = "."
verb_last = false
edges = "lead"
day = "either"
counted = "after"
period_side = "both"
source_holds = "paragraph"
capitals = ["names"]
[people]
subject = ["defectors"]
[[examples]]
text = "defectors"
none = true
"""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("[people]", "[grammar]"), "table 'grammar' is unknown; tables.toml lists all there are"),
        (("[people]", "[peopel]"), "table 'peopel' is unknown; did you mean 'people'?"),
        (("[people]", "[people"), "no TOML"),
        (('["defectors"]', '["defectors"'), "no TOML"),
        (("subject =", "subjekt ="), "people.subjekt: there is no meaning 'subjekt'; did you mean 'subject'?"),
        (("subject =", "topics ="), "people.topics: there is no meaning 'topics'; write one of subject, leavers"),
        (('["defectors"]', "[]"), 'people.subject must be a list with at least one word: subject = ["..."]'),
        (('["defectors"]', '"defectors"'), "people.subject must be a list"),
        (('["defectors"]', '["defectors", "defectors"]'), "'defectors' stands already under people.subject"),
        (('["defectors"]', '["Defectors"]'), "must be in lower case"),
        (('["defectors"]', '["cafe\\u0301"]'), "type them anew"),
        (('["defectors"]', '[""]'), "people.subject holds '', which is no word"),
        (('["defectors"]', "[62]"), "people.subject holds 62, which is no word"),
        (('["defectors"]', '["~defectors"]'), "cannot be written on to another word"),
        (('["defectors"]', '["north-korean"]'), "is never found; write a blank instead of '-'"),
        (('["defectors"]', '["l’exilé"]'), "is never found; write the plain sign instead of '’'"),
        (("[people]\nsubject", "[number]\nten"), "'ten' is no number; write one such as 12"),
        (("[people]\nsubject", "[month]\n13"), "month.13: there is no meaning '13'; write one of 1, 2, 3"),
        (("[people]\nsubject", "[place]\nKorea"), "'Korea' is no country; write its two letters, such as KR"),
        (("[people]\nsubject", '[epoch]\n"1953"'), "'1953' is no day; write one such as 1953-07-27"),
        (("[people]\nsubject", "[event]\narrivals"), "there is no meaning 'arrivals'; did you mean 'arrival'?"),
        (("[people]\nsubject", "[group]\nelites"), "there is no meaning 'elites'; did you mean 'elite'?"),
        (('code = "xx"', 'code = "yy"'), "code is 'yy'; write the file's name"),
        (('boundary = "word"', 'boundary = "letter"'), 'write boundary = "word" or "start" or "none"'),
        (("verb_last = false", 'verb_last = "no"'), "write verb_last = true or false"),
        (('["names"]', '"names"'), 'write capitals = ["names", "months"], or fewer'),
        (('capitals = ["names"]', ""), "setting 'capitals' is missing; write capitals ="),
        (('decimal = "."', 'decimal = ""'), 'write decimal = "..."'),
        (('decimal = "."', 'decimals = "."'), "table 'decimals' is unknown; did you mean 'decimal'?"),
        (("[people]", 'people = "defectors"\n[sex]'), "'people' must be a table: write [people] above its words"),
        (("none = true", ""), "examples[1]: write reads ="),
        (("none = true", "reads = []"), "examples[1]: reads must list what is read"),
        (("none = true", "reads = [{ number = 62 }]"), "examples[1]: a statistic has no 'number'"),
        (("none = true", "none = true\nday = 1"), "examples[1]: 'day' is unknown"),
        (("none = true", "none = true\npublished = 2026-01-20"), "write a day in quotation marks"),
        (('text = "defectors"', 'text = "{defectors"'), "its choices in braces"),
        (('[[examples]]\ntext = "defectors"\nnone = true', ""), "examples: there is none; write [[examples]]"),
    ],
)
def test_a_wrong_language_file_is_refused_with_file_and_key(change: tuple[str, str], told: str) -> None:
    source = GOOD.replace(*change).encode()
    with pytest.raises(VocabularyError, match=r"languages/xx\.toml") as caught:
        parse_language(source, "languages/xx.toml", load_topic())
    assert told in str(caught.value)


def test_a_language_without_a_file_is_refused() -> None:
    with pytest.raises(VocabularyError, match="no such language"):
        load_language("zz")


def test_a_wrong_topic_file_is_refused_with_its_key() -> None:
    with pytest.raises(VocabularyError, match="is missing"):
        parse_topic(b'home = "KP"', "topics/x.toml")
    with pytest.raises(VocabularyError, match=r"events\.flight"):
        parse_topic(
            b'home="KP"\ndefault_destination="KR"\npassage=[]\nyearly_maximum=1\nlargest=1\nrefuges=[]\n'
            b"refuge_maximum=1\nsources=[]\noutlets=[]\nministry=''\ngroups={}\nregions={}\n"
            b'[events]\nflight = { event = "escape", speed = 3 }',
            "topics/x.toml",
        )
