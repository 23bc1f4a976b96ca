"""Turns at hosts: runs that want or give back a host in, who may ask it now out; one row a host, whoever asks it.

The row is what keeps several runs, on one machine or on several, from asking one host at once or too soon after each
other, and what a crawl-delay or a 429 leaves behind for the next run.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Final, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from parsers.records import HostTurn
from storage.rows import KEYS_AT_ONCE, append_new, batches
from storage.tables import HostRow

LONGEST_HOLD: Final = timedelta(minutes=5)
LONGEST_PAUSE: Final = timedelta(hours=2)
LONGEST_REST: Final = timedelta(days=32)
"""A moment farther ahead than these was written by a clock that has been set back since."""

HOSTS: Final = cast("sa.Table", HostRow.__table__)
COLUMNS: Final = tuple(column.name for column in HOSTS.c)
LEFT_BEHIND: Final = ("next_at", "rests_until", "rest_reason", "refusals")
AMONG: Final = HOSTS.c.host.in_(sa.bindparam("hosts", expanding=True))
LOCK: Final = sa.select(HOSTS).where(AMONG).order_by(HOSTS.c.host).with_for_update()
HOLD: Final = sa.update(HOSTS).where(AMONG).values(holder=sa.bindparam("by"), held_until=sa.bindparam("until"))
GIVE_BACK: Final = (
    sa.update(HOSTS)
    .where(HOSTS.c.host == sa.bindparam("of_host"), HOSTS.c.holder == sa.bindparam("of_holder"))
    .values({"holder": "", "held_until": None, **{name: sa.bindparam(name) for name in LEFT_BEHIND}})
)


def take_turns(
    connection: Connection, hosts: Collection[str], *, holder: str, at: datetime, until: datetime
) -> dict[str, HostTurn]:
    """Give a run the hosts that are free, until that moment at the latest.

    A turn names the run as its holder where it was given; else it says who or what has to be waited for.
    """
    turns = _locked(connection, hosts)
    given = [host for host, turn in turns.items() if is_free(turn, holder, at)]
    for some in batches(given, KEYS_AT_ONCE):
        connection.execute(HOLD, {"hosts": some, "by": holder, "until": until})
    return turns | {host: replace(turns[host], holder=holder, held_until=until) for host in given}


def give_back_turns(connection: Connection, turns: Sequence[HostTurn]) -> None:
    """Free hosts, each with what its holder leaves behind; a turn that another run has taken over changes nothing."""
    rows = [
        {"of_host": turn.host, "of_holder": turn.holder, **{name: getattr(turn, name) for name in LEFT_BEHIND}}
        for turn in sorted(turns, key=attrgetter("host"))
    ]
    if rows:
        connection.execute(GIVE_BACK, rows)


def renew_turns(connection: Connection, *, holder: str, until: datetime) -> None:
    """Let a run keep what it holds until that moment."""
    connection.execute(sa.update(HostRow).where(HostRow.holder == holder).values(held_until=until))


def hosts_at_rest(connection: Connection, at: datetime) -> dict[str, datetime]:
    """The hosts that asked for fewer requests, and until when each is left alone."""
    query = sa.select(HostRow.host, HostRow.rests_until)
    resting = query.where(HostRow.rests_until > at, HostRow.rests_until <= at + LONGEST_REST)
    return {row["host"]: row["rests_until"] for row in connection.execute(resting).mappings()}


def is_free(turn: HostTurn, holder: str, at: datetime) -> bool:
    """Whether a run may ask a host now: no other is asking it, its pause is over and it does not rest."""
    return not (
        (turn.holder != holder and _lies_ahead(turn.held_until, at, LONGEST_HOLD))
        or _lies_ahead(turn.next_at, at, LONGEST_PAUSE)
        or _lies_ahead(turn.rests_until, at, LONGEST_REST)
    )


def _lies_ahead(moment: datetime | None, at: datetime, most: timedelta) -> bool:
    return moment is not None and at < moment <= at + most


def _locked(connection: Connection, hosts: Collection[str]) -> dict[str, HostTurn]:
    """The turns of these hosts, which nobody else changes until this transaction ends; new hosts get a row."""
    found = _turns(connection, hosts)
    if missing := set(hosts) - found.keys():
        append_new(connection, HostRow, {host: asdict(HostTurn(host=host)) for host in missing})
        found |= _turns(connection, missing)
    return found


def _turns(connection: Connection, hosts: Collection[str]) -> dict[str, HostTurn]:
    found: dict[str, HostTurn] = {}
    for some in batches(sorted(hosts), KEYS_AT_ONCE):
        rows = connection.execute(LOCK, {"hosts": some})
        found |= {row[0]: HostTurn(**dict(zip(COLUMNS, row, strict=True))) for row in rows}
    return found
