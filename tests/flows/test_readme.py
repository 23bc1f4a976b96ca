"""What the README tells an operator is what the program takes."""

import re
from pathlib import Path

from flows.cli import COMMANDS
from flows.settings import Settings

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_table_with_its_meaning() -> None:
    rows = dict(re.findall(r"^\| `DEFECTORWATCH_(\w+)` \|[^|]*\| (.+) \|$", README, re.MULTILINE))
    assert rows == {name.upper(): field.description for name, field in Settings.model_fields.items()}


def test_every_command_stands_in_the_table() -> None:
    table = README[README.index("## Commands") : README.index("## Configuration")]
    for group, name, _place, _summary in COMMANDS:
        words = name if group.name == ("defectorwatch",) else f"{group.name[0]} {name}"
        assert f"`{words}" in table, words
