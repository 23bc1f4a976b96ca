"""libcurl's handles come in, each comes back when its transfer has ended; all run side by side on the event loop.

libcurl says which sockets and which moment it waits for. One selector watches all the sockets and the event loop
watches the selector: each transfer has its socket watched, changed and let go, which in the event loop itself, as
pycurl.AsyncCurlMulti does it, makes an eighth of a quiet poll's CPU. Source: curl.se/libcurl/c/libcurl-multi.html
"""

import asyncio
import selectors
from typing import Any, Final, Self

import pycurl

KEPT_CONNECTIONS: Final = 64
SOON: Final = 0.001
"""Seconds; libcurl counts in milliseconds."""


class Transfers:
    """Transfers of one event loop; use it in an `async with`."""

    def __init__(self) -> None:
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, KEPT_CONNECTIONS)
        self._multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self._multi.setopt(pycurl.M_TIMERFUNCTION, self._wake_at)
        self._selector = selectors.DefaultSelector()
        self._watched: set[int] = set()
        self._waiting: dict[pycurl.Curl, _Waiting] = {}
        self._alarm: asyncio.TimerHandle | None = None
        self._due: float | None = None

    async def __aenter__(self) -> Self:
        """Watch the sockets from now on."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._selector.fileno(), self._go_on)
        return self

    async def __aexit__(self, *raised: object) -> None:
        """Close all connections."""
        if self._multi.closed:
            return
        self._loop.remove_reader(self._selector.fileno())
        self._multi.close()
        self._selector.close()
        if self._alarm is not None:
            self._alarm.cancel()

    async def perform(self, handle: pycurl.Curl, until: float) -> None:
        """Carry out a transfer.

        Raises pycurl.error, with libcurl's code and words, or TimeoutError when the event loop's clock says `until`.
        """
        waiting = self._waiting[handle] = _Waiting(self._loop, until)
        try:
            self._multi.add_handle(handle)
            await waiting.ended
        finally:
            waiting.alarm.cancel()
            del self._waiting[handle]
            if not self._multi.closed:
                self._multi.remove_handle(handle)

    def hurry(self, handle: pycurl.Curl, until: float) -> None:
        """Let a transfer end sooner than it was to."""
        waiting = self._waiting[handle]
        if until < waiting.alarm.when():
            waiting.alarm.cancel()
            waiting.alarm = self._loop.call_at(until, waiting.end, TimeoutError())

    def _go_on(self) -> None:
        """Let libcurl read and write where it can."""
        for key, events in self._selector.select(0):
            self._multi.socket_action(key.fd, events)
        self._tell()

    def _tell(self) -> None:
        """Wake those whose transfers have ended."""
        left = 1
        while left:
            left, well, ill = self._multi.info_read()
            for handle in well:
                self._waiting[handle].end(None)
            for handle, *fault in ill:
                self._waiting[handle].end(pycurl.error(*fault))

    # ------------------------------------------------------------ called by libcurl

    def _watch(self, wanted: int, socket: int, _multi: Any, _own: Any) -> None:
        """Watch a socket for reading, writing or both; libcurl counts these as `selectors` does."""
        if wanted not in (pycurl.POLL_IN, pycurl.POLL_OUT, pycurl.POLL_INOUT):
            if socket in self._watched:
                self._watched.discard(socket)
                self._selector.unregister(socket)
        elif socket in self._watched:
            self._selector.modify(socket, wanted)
        else:
            self._watched.add(socket)
            self._selector.register(socket, wanted)

    def _wake_at(self, milliseconds: int) -> None:
        """Come back in so many milliseconds, or not at all; an alarm set for earlier is kept and then looks again."""
        if milliseconds < 0:
            self._due = None
            return
        self._due = self._loop.time() + milliseconds / 1_000
        if self._alarm is None or self._alarm.when() > self._due:
            self._set_alarm(self._due)

    def _set_alarm(self, moment: float) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = self._loop.call_at(moment, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        if self._due is None:
            return
        if self._due > self._loop.time() + SOON:
            self._set_alarm(self._due)
            return
        self._due = None
        self._multi.socket_action(pycurl.SOCKET_TIMEOUT, 0)
        self._tell()


class _Waiting:
    """Who waits for a transfer, and until when."""

    __slots__ = ("alarm", "ended")

    def __init__(self, loop: asyncio.AbstractEventLoop, until: float) -> None:
        self.ended: asyncio.Future[None] = loop.create_future()
        self.alarm = loop.call_at(until, self.end, TimeoutError())

    def end(self, fault: Exception | None) -> None:
        """The transfer has ended, well or with a fault."""
        if self.ended.done():
            return
        if fault is None:
            self.ended.set_result(None)
        else:
            self.ended.set_exception(fault)
