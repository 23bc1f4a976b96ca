"""Turns at hosts: one run at a time, nothing before the pause is over, and no host lost to a run that was killed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Thread

from parsers.records import HostTurn
from storage.archive import Archive

HOLD = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
At = Callable[[int], datetime]


def taken(archive: Archive, run: str, host: str, at: datetime) -> HostTurn:
    return archive.take_turns([host], holder=run, at=at, until=at + HOLD)[host]


def test_a_host_is_one_runs_until_it_is_given_back(archive: Archive, at: At) -> None:
    first = taken(archive, "one", "a.example", at(0))
    assert (first.holder, first.held_until) == ("one", at(0) + HOLD)
    assert taken(archive, "two", "a.example", at(0) + SECOND) == first
    archive.give_back_turns([first])
    assert taken(archive, "two", "a.example", at(0) + SECOND).holder == "two"


def test_other_hosts_are_not_waited_for(archive: Archive, at: At) -> None:
    taken(archive, "one", "a.example", at(0))
    turns = archive.take_turns(["b.example", "a.example"], holder="two", at=at(0), until=at(1))
    assert {host: turn.holder for host, turn in turns.items()} == {"a.example": "one", "b.example": "two"}


def test_a_run_that_was_killed_keeps_its_hosts_only_for_a_while(archive: Archive, at: At) -> None:
    killed = taken(archive, "killed", "a.example", at(0))
    assert taken(archive, "next", "a.example", at(1)).holder == "next"
    archive.give_back_turns([replace(killed, next_at=at(60))])
    assert taken(archive, "third", "a.example", at(1)).holder == "next"


def test_a_run_keeps_what_it_renews(archive: Archive, at: At) -> None:
    taken(archive, "one", "a.example", at(0))
    archive.renew_turns(holder="one", until=at(3))
    assert taken(archive, "two", "a.example", at(2)).holder == "one"


def test_the_next_request_waits_for_the_pause_and_for_the_rest(archive: Archive, at: At) -> None:
    archive.give_back_turns([replace(taken(archive, "one", "a.example", at(0)), next_at=at(30))])
    waiting = taken(archive, "two", "a.example", at(10))
    assert (waiting.holder, waiting.next_at) == ("", at(30))
    turn = taken(archive, "two", "a.example", at(30))
    resting = replace(turn, rests_until=at(90), rest_reason="429", refusals=2)
    archive.give_back_turns([resting])
    assert taken(archive, "one", "a.example", at(60)) == replace(resting, holder="", held_until=None)
    assert archive.hosts_at_rest(at=at(60)) == {"a.example": at(90)}
    assert archive.hosts_at_rest(at=at(90)) == {}


def test_moments_of_a_clock_that_was_set_back_hold_nobody_up(archive: Archive, at: At) -> None:
    turn = taken(archive, "one", "a.example", at(0) + timedelta(days=400))
    far = replace(turn, next_at=at(0) + timedelta(days=400), rests_until=at(0) + timedelta(days=400))
    archive.give_back_turns([far])
    assert archive.hosts_at_rest(at=at(0)) == {}
    assert taken(archive, "two", "a.example", at(0)).holder == "two"
    assert taken(archive, "three", "a.example", at(0) - timedelta(days=1)).holder == "three"


def test_of_many_runs_that_want_the_same_hosts_at_once_each_host_goes_to_one(archive: Archive, at: At) -> None:
    hosts = [f"{n}.example" for n in range(40)]
    won: dict[str, list[str]] = {host: [] for host in hosts}

    def want(run: str) -> None:
        order = hosts if int(run) % 2 else hosts[::-1]
        for host, turn in archive.take_turns(order, holder=run, at=at(0), until=at(1)).items():
            if turn.holder == run:
                won[host].append(run)

    runs = [Thread(target=want, args=(str(number),)) for number in range(6)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert all(len(winners) == 1 for winners in won.values())
