"""Keys: the same facts give the same key for ever, other facts another one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from storage.engine import WRITE_TRIES, Database
from storage.errors import StorageError
from storage.keys import document_key, entry_key, figure_key, host_of, key_of, row_key_of, slot_key
from storage.rows import plain
from storage.slots import Slot

FACTS = st.lists(st.one_of(st.none(), st.text(), st.integers(-(10**9), 10**9), st.dates(), st.binary()), max_size=4)


def test_keys_are_those_of_the_first_release(make_statistic: Callable[..., Any]) -> None:
    assert document_key("https://example.org/a") == "01ea4a8edb445dc1151a84eb"
    assert entry_key("yna", "guid-1") == 1487511817380717736
    assert figure_key(make_statistic(196)) == "014f7c99b2716d412654b988"
    assert slot_key(make_statistic(196)) == "01be3f692f88a9113d388cc1"


@given(FACTS, FACTS)
def test_other_facts_give_another_key(one: list[Any], other: list[Any]) -> None:
    assert (key_of("kind", *one) == key_of("kind", *other)) == (list(map(_typed, one)) == list(map(_typed, other)))


@given(FACTS)
def test_a_key_begins_with_its_version_and_has_one_length(facts: list[Any]) -> None:
    assert key_of("kind", *facts).startswith("01")
    assert len(key_of("kind", *facts)) == 24
    assert 0 <= row_key_of("kind", *facts) < 1 << 63


def test_facts_do_not_run_into_each_other() -> None:
    assert key_of("kind", "ab", "c") != key_of("kind", "a", "bc")
    assert key_of("kind", None) != key_of("kind", "") != key_of("kind")
    assert key_of("kind", "1") != key_of("kind", 1)
    assert key_of("kind", date(2023, 1, 1)) != key_of("kind", "2023-01-01")


def test_a_whole_number_is_the_same_fact_however_it_is_typed(make_statistic: Callable[..., Any]) -> None:
    assert figure_key(make_statistic(65)) == figure_key(make_statistic(65.0))
    assert key_of("kind", 0.0) == key_of("kind", -0.0)


def test_a_slot_and_a_statistic_of_it_have_one_key(make_statistic: Callable[..., Any]) -> None:
    slot = Slot(period_start=date(2023, 1, 1), period_end=date(2023, 12, 31))
    assert slot_key(slot) == slot_key(make_statistic(65)) == slot_key(make_statistic(800, qualifier="about"))
    assert slot_key(replace(slot, sex="female")) != slot_key(slot)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Yna.co.kr:443/a", "yna.co.kr"),
        ("file:///a", ""),
        ("http://[broken", ""),
        ("https://user@x.org/", "x.org"),
    ],
)
def test_a_host_is_read_from_any_address(url: str, host: str) -> None:
    assert host_of(url) == host


@given(st.text(st.characters(exclude_categories=())))
def test_text_is_kept_at_its_length(text: str) -> None:
    kept = plain(text)
    assert len(kept) == len(text)
    assert "\0" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert plain(kept) == kept


def test_a_deadlock_is_tried_again_and_then_said(database_url: str) -> None:
    database = Database(database_url, create=True)
    if database.is_sqlite:
        pytest.skip("SQLite lets one writer in at a time")
    calls = 0

    def deadlocked(connection: sa.Connection) -> int:
        nonlocal calls
        calls += 1
        if calls < 3:
            connection.execute(sa.text("do $$ begin raise exception 'x' using errcode = '40P01'; end $$"))
        return calls

    def always(connection: sa.Connection) -> None:
        nonlocal calls
        calls += 1
        connection.execute(sa.text("do $$ begin raise exception 'no way' using errcode = '40001'; end $$"))

    assert database.write(deadlocked) == 3
    calls = 0
    with pytest.raises(StorageError, match="no way"):
        database.write(always)
    assert calls == WRITE_TRIES
    database.close()


def _typed(fact: Any) -> tuple[str, Any]:
    return type(fact).__name__, fact
