"""Hosts that a run wants to ask, or has asked, in; leave to ask them out, agreed with all other runs by a shared book.

The book is the ledger's table of hosts, so the runs may be on one machine or on several. What is wanted and given back
meanwhile goes there together, in a thread, so that a thousand hosts cost some dozens of transactions.
"""

import asyncio
import uuid
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol

from flows.settings import utc_now
from parsers.records import HostTurn
from storage.errors import StorageError

HOLD: Final = timedelta(seconds=15)
"""A run that was killed keeps others from its hosts no longer than this."""
RENEW_SECONDS: Final = 5.0
RETURN_SECONDS: Final = 0.25
"""Hosts given back wait this long for others to go along with them."""


class HostBook(Protocol):
    """Where runs agree on hosts, as storage.archive.Archive does. All methods raise StorageError."""

    def take_turns(self, wanted: Collection[str], *, holder: str, at: datetime, until: datetime) -> dict[str, HostTurn]:
        """Take the hosts that are free."""

    def give_back_turns(self, turns: Sequence[HostTurn]) -> None:
        """Let others ask these hosts."""

    def renew_turns(self, *, holder: str, until: datetime) -> None:
        """Keep what is held."""


class SharedTurns:
    """One run's dealings with the book; without a book every host is free, and only this run's own pace holds."""

    def __init__(self, book: HostBook | None) -> None:
        self._book = book
        self.run = uuid.uuid4().hex
        self._wanted: dict[str, tuple[HostTurn, asyncio.Future[HostTurn]]] = {}
        self._returned: list[HostTurn] = []
        self._held: set[str] = set()
        self._stirred = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None

    async def ask_for(self, known: HostTurn) -> HostTurn:
        """The turn at a host, given to `run` or else with what has to be waited for; one question a host at a time.

        `known` is what this run knows of the host, which holds where there is no book to ask.
        """
        if self._book is None:
            return replace(known, holder=self.run)
        future: asyncio.Future[HostTurn] = asyncio.get_running_loop().create_future()
        self._wanted[known.host] = known, future
        self._stirred.set()
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep(self._book))
        turn = await future
        if turn.holder == self.run:
            self._held.add(turn.host)
        return turn

    def give_back(self, turn: HostTurn) -> None:
        """Let others ask the host from the turn's `next_at` on."""
        self._held.discard(turn.host)
        if self._book is not None:
            self._returned.append(turn)

    async def close(self) -> None:
        """Give back what is still to be given back."""
        if self._keeper is not None and self._book is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
            await self._exchange(self._book)

    async def _keep(self, book: HostBook) -> None:
        """Bring to the book what comes together, and keep what is held."""
        loop = asyncio.get_running_loop()
        renewed_at = loop.time()
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stirred.wait(), RETURN_SECONDS)
            self._stirred.clear()
            await self._exchange(book)
            if self._held and loop.time() - renewed_at > RENEW_SECONDS:
                await self._renew(book)
                renewed_at = loop.time()

    async def _exchange(self, book: HostBook) -> None:
        wanted, self._wanted = self._wanted, {}
        returned, self._returned = self._returned, []
        if not wanted and not returned:
            return
        turns: dict[str, HostTurn] = {}
        try:
            turns = await asyncio.to_thread(self._agreed, book, wanted.keys(), returned)
        finally:
            for host, (known, future) in wanted.items():
                if not future.done():
                    future.set_result(turns.get(host) or replace(known, holder=self.run))

    def _agreed(self, book: HostBook, wanted: Collection[str], returned: Sequence[HostTurn]) -> dict[str, HostTurn]:
        """What the book says; nothing where it cannot be reached, for a run fails by its entries, not by this."""
        with suppress(StorageError):
            if returned:
                book.give_back_turns(returned)
            if wanted:
                now = utc_now()
                return book.take_turns(wanted, holder=self.run, at=now, until=now + HOLD)
        return {}

    async def _renew(self, book: HostBook) -> None:
        try:
            await asyncio.to_thread(book.renew_turns, holder=self.run, until=utc_now() + HOLD)
        except StorageError:
            return
