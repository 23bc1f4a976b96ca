"""The page of what a language's file may hold (tables.toml) in, which tables, keys and settings there are out."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from parsers.errors import VocabularyError
from parsers.topics import Topic

NAMES = frozenset({"name", "text"})
"""Forms of a key that any words fill."""
SAMPLES = {"number": '12 or "0.5"', "day": "1953-07-27"}
SIDES = frozenset({"here", "world"})
"""Places that are no country."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one table, each with what it means; one such as "<number>" stands for every key of that form."""

    table: str
    meanings: Mapping[str, str]

    def refused(self, key: str, topic: Topic) -> str:
        """Why a key does not belong here and which one to write, or an empty string."""
        if key in self.meanings:
            return ""
        form = next((m.strip("<>") for m in self.meanings if m.startswith("<")), None)
        known = list(self.meanings) if form is None else _known(form, topic)
        if key in known or form in NAMES:
            return ""
        if known:
            near = [] if known[0].isdigit() else get_close_matches(key, known, 1)
            mend = f"did you mean {near[0]!r}?" if near else f"write one of {', '.join(known)}"
            return f"there is no meaning {key!r}; {mend}"
        return "" if form is None else _unlike(key, form)


def _known(form: str, topic: Topic) -> list[str]:
    """The keys of a form that has only so many."""
    if form == "event":
        return list(topic.events)
    if form == "group":
        return list(topic.groups)
    first, _, last = form.partition("-")
    return [str(n) for n in range(int(first), int(last) + 1)] if first.isdigit() else []


def _unlike(key: str, form: str) -> str:
    """Why a key is not of its form: a number, a day, a country."""
    if form == "country":
        fits = key in SIDES or (len(key) == 2 and key.isascii() and key.isupper())
        return "" if fits else f"{key!r} is no country; write its two letters, such as KR"
    try:
        float(key) if form == "number" else date.fromisoformat(key)
    except ValueError:
        return f"{key!r} is no {form}; write one such as {SAMPLES[form]}"
    return ""


@cache
def tables() -> Mapping[str, Keys]:
    """The tables of words that a file may hold, by name."""
    return {name: Keys(name, keys) for name, keys in _page().items() if name != "settings"}


@cache
def settings() -> Mapping[str, Mapping[str, str]]:
    """The settings that a file must hold, each with the values it may have and what they mean."""
    return _page()["settings"]


def check_table(name: str, file: str) -> None:
    """Raises VocabularyError where there is no table of that name."""
    if name not in tables():
        near = get_close_matches(name, [*tables(), *settings()], 1)
        mend = f"did you mean {near[0]!r}?" if near else "tables.toml lists all there are"
        raise VocabularyError(file, f"table {name!r} is unknown; {mend}")


def check_settings(given: Mapping[str, object], file: str) -> None:
    """Raises VocabularyError where a setting is missing, or has a value that it cannot have."""
    for key, values in settings().items():
        choices = [value for value in values if not value.startswith("<")]
        if key not in given:
            raise VocabularyError(file, f"setting {key!r} is missing; write {_shown(key, choices)}")
        value = given[key]
        told = value if isinstance(value, list) else [value]
        fits = all(_written(item) in choices if choices else isinstance(item, str) and item for item in told)
        if not fits or isinstance(value, list) != (key == "capitals"):
            raise VocabularyError(file, f"setting {key!r} is {value!r}; write {_shown(key, choices)}")


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else value if isinstance(value, str) else ""


def _shown(key: str, choices: list[str]) -> str:
    """How the setting is written: one of its choices, some of them in brackets, or text in quotation marks."""
    if not choices:
        return f'{key} = "..."'
    quoted = [choice if choice in {"true", "false"} else f'"{choice}"' for choice in choices]
    return f"{key} = [{', '.join(quoted)}], or fewer" if key == "capitals" else f"{key} = {' or '.join(quoted)}"


def _page() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((files("parsers.languages") / "tables.toml").read_text("utf-8"))
