"""Lines that a host's pages share: familiar once a second document has them, and never those of one story alone."""

from collections.abc import Callable
from datetime import datetime

import pytest

from storage import lines
from storage.archive import Archive
from storage.lines import PageLines

Moment = Callable[[int], datetime]
FIRST = PageLines(url="https://www.x.example/1", lines=("menu", "story one", "footer"))
SECOND = PageLines(url="https://x.example/2", lines=("menu", "story two", "footer"))


def test_a_line_is_familiar_once_a_second_document_has_it(archive: Archive, at: Moment) -> None:
    archive.append_lines([FIRST], at=at(0))
    assert archive.familiar_lines(["x.example", "y.example"]) == {"x.example": frozenset(), "y.example": frozenset()}
    archive.append_lines([SECOND], at=at(1))
    assert archive.familiar_lines(["x.example"]) == {"x.example": frozenset({"menu", "footer"})}


def test_the_same_document_again_makes_nothing_familiar(archive: Archive, at: Moment) -> None:
    for minute in range(3):
        archive.append_lines([FIRST, FIRST], at=at(minute))
    assert archive.familiar_lines(["x.example"])["x.example"] == frozenset()


def test_another_host_with_the_same_line_is_another_matter(archive: Archive, at: Moment) -> None:
    archive.append_lines([FIRST, PageLines(url="https://y.example/1", lines=("menu",))], at=at(0))
    assert not any(archive.familiar_lines(["x.example", "y.example"]).values())


def test_the_order_of_pages_makes_no_difference(archive: Archive, at: Moment) -> None:
    archive.append_lines([SECOND, FIRST], at=at(0))
    assert archive.familiar_lines(["x.example"])["x.example"] == {"menu", "footer"}


def test_lines_that_stayed_alone_are_let_go_of_and_familiar_ones_are_not(
    archive: Archive, at: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "ALONE_KEPT", 10)
    archive.append_lines([FIRST, SECOND], at=at(0))
    archive.append_lines([PageLines(url="https://x.example/3", lines=tuple(f"line {n}" for n in range(30)))], at=at(1))
    archive.append_lines([PageLines(url="https://x.example/4", lines=("story one", "line 29", "line 5"))], at=at(2))
    familiar = archive.familiar_lines(["x.example"])["x.example"]
    assert {"menu", "footer"} <= familiar
    assert "story one" not in familiar
