"""The words of page junk: each proved by an example, each file refused for what is odd in it."""

import pytest

from parsers.cleaning.language import guess_language
from parsers.cleaning.phrases import find_phrases
from parsers.errors import VocabularyError
from parsers.languages.boilerplate import Boilerplate, load_boilerplate, read_boilerplate

LANGUAGES = sorted(load_boilerplate().items())
GOOD = 'code = "en"\ncommon_words = ["the"]\n[whole]\nrelated = ["read more"]\n'


@pytest.mark.parametrize(("code", "language"), LANGUAGES)
def test_every_phrase_fires_on_an_example(code: str, language: Boilerplate) -> None:
    """A phrase that is a whole line is its own example."""
    lines = [example.line for example in language.examples]
    lines += [phrase.words for phrase in language.phrases if phrase.place == "whole"]
    used = {(rule, words) for hits in find_phrases(lines, [code]) for rule, words in hits.items()}
    unused = [phrase for phrase in language.phrases if (f"{phrase.rule}.{phrase.place}", phrase.words) not in used]
    assert unused == []


@pytest.mark.parametrize(("code", "language"), LANGUAGES)
def test_every_example_is_read_by_its_rule_and_plain_sentences_by_none(code: str, language: Boilerplate) -> None:
    hits = find_phrases([example.line for example in language.examples], [code])
    for example, found in zip(language.examples, hits, strict=True):
        rules = {name.partition(".")[0] for name in found}
        assert example.rule in rules if example.rule else not rules, example


@pytest.mark.parametrize(("code", "language"), LANGUAGES)
def test_a_language_is_known_by_its_own_sentences(code: str, language: Boilerplate) -> None:
    plain = [example.line for example in language.examples if example.rule is None]
    assert plain
    assert guess_language(" ".join(plain * 3)) == code


def test_a_phrase_stands_as_whole_words_where_the_script_parts_words() -> None:
    assert find_phrases(["Readable prose about shares"], ["en"]) == [{}]
    assert find_phrases(["Share"], ["en"])[0] == {"share.whole": "share"}


def test_a_phrase_that_closes_a_line_is_told_from_one_amid_a_sentence() -> None:
    closing = find_phrases(["A guard post on the river seen from the Chinese side in May. File photo"], ["en"])[0]
    amid = find_phrases(["A file photo of the guard post was shown to the court. It was taken in May."], ["en"])[0]
    assert {"caption.holds", "caption.ends"} <= set(closing)
    assert set(amid) == {"caption.holds"}


def test_a_counter_around_a_label_does_not_hide_it() -> None:
    assert "comments.whole" in find_phrases(["Comments (27)"], ["en"])[0]
    assert "related.whole" in find_phrases(["[많이 본 뉴스]"], ["ko"])[0]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        (GOOD + "[oddity]\n", "oddity"),
        (GOOD.replace("related", "relatives"), "relatives"),
        (GOOD.replace('"read more"', ""), "empty"),
        (GOOD.replace('"read more"', '"read more", "read more"'), "twice"),
        (GOOD.replace("read more", "Read more"), "lower case"),
        (GOOD.replace("read more", "re\u0301ad"), "normal form"),
        (GOOD.replace('code = "en"', ""), "code"),
        ("code = ", "TOML"),
    ],
)
def test_an_odd_file_is_refused_with_file_and_key(source: str, complaint: str) -> None:
    with pytest.raises(VocabularyError, match=complaint) as caught:
        read_boilerplate(source, path="xx.toml")
    assert caught.value.subject == "xx.toml"
