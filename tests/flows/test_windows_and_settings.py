"""Wrong days, folders and environment variables are refused in one sentence that says the mend."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.cli import main
from flows.errors import OperationError
from flows.settings import load_settings, misspelt_settings
from flows.sources import load_sources
from flows.windows import DateWindow, checked_folder, checked_window


def test_a_window_that_ends_before_it_starts_is_refused_with_both_days() -> None:
    with pytest.raises(OperationError, match=r"ends on 2023-01-01, before it starts on 2023-02-01; swap"):
        checked_window(DateWindow(start=date(2023, 2, 1), end=date(2023, 1, 1)))


def test_a_window_before_there_were_figures_is_refused() -> None:
    with pytest.raises(OperationError, match="the earliest day is 1990-01-01"):
        checked_window(DateWindow(start=date(1202, 1, 1), end=date(2023, 1, 1)))


@given(st.dates(date(1990, 1, 1)), st.dates(date(1990, 1, 1)), st.dates())
def test_a_window_holds_its_days_and_no_others(one: date, other: date, day: date) -> None:
    window = DateWindow(start=min(one, other), end=max(one, other))
    assert window.holds(day) == (min(one, other) <= day <= max(one, other))
    assert window.holds(None)


def test_a_folder_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(OperationError, match="no such folder"):
        checked_folder(tmp_path / "missing")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MAX_PAGES", "many"),
        ("TOTAL_SECONDS", "-1"),
        ("OBEY_ROBOTS", "perhaps"),
        ("PAGE_BATCH", "0"),
        ("ALLOW_HOSTS", "http://intranet.example/"),
        ("CONTACT", "desk@example.org\nX-Header: 1"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"DEFECTORWATCH_{name}", value)
    load_settings.cache_clear()
    with pytest.raises(OperationError, match=f"DEFECTORWATCH_{name}: "):
        load_settings()
    load_settings.cache_clear()


def test_hosts_are_given_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEFECTORWATCH_ALLOW_HOSTS", "127.0.0.1:8000, intranet.example")
    load_settings.cache_clear()
    assert load_settings().allow_hosts == ("127.0.0.1:8000", "intranet.example")
    load_settings.cache_clear()


def test_a_misspelt_setting_is_told_with_the_one_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEFECTORWATCH_HOME", "here")
    assert misspelt_settings() == []
    monkeypatch.setenv("DEFECTORWATCH_CONTCT", "desk@example.org")
    assert misspelt_settings() == ["DEFECTORWATCH_CONTCT is no setting; did you mean DEFECTORWATCH_CONTACT?"]


def test_a_place_that_cannot_be_written_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DEFECTORWATCH_HOME", "/proc/nowhere")
    load_settings.cache_clear()
    with pytest.raises(SystemExit, match="2"):
        main(["feeds", "list"])
    assert capsys.readouterr().err == "defectorwatch: /proc/nowhere: no such file or directory\n"
    load_settings.cache_clear()


def test_a_list_of_feeds_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "feeds.toml").write_text("\ufeff# none yet\n", encoding="utf-8")
    assert load_sources(tmp_path / "feeds.toml") == ()


@pytest.mark.parametrize(
    "words", ["feeds calendar --days 0", "figures --limit 0", "db prune --older-than-days -5", "db prune"]
)
def test_a_number_that_makes_no_sense_is_refused(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words.split())
    assert ended.value.code != 0
    told = capsys.readouterr()
    assert "Must be >= 1" in told.out + told.err or "--older-than-days N" in told.err
