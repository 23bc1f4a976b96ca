"""What comes of one request: an answer, or an error with its kind; redirects are answers like any other."""

from collections.abc import Callable
from dataclasses import dataclass

from parsers.records import FailureKind

Headers = tuple[tuple[str, str], ...]
Unwanted = Callable[[int, Headers], bool]
"""Says from status and headers alone that the body need not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response: status, headers with lower-case names, the decoded body (empty where it was unwanted)."""

    url: str
    status: int
    headers: Headers
    body: bytes
    wire_bytes: int

    def header(self, name: str) -> str | None:
        """The first header of that lower-case name."""
        return next((value for key, value in self.headers if key == name), None)

    def all_headers(self, name: str) -> tuple[str, ...]:
        """All headers of that lower-case name."""
        return tuple(value for key, value in self.headers if key == name)


class ExchangeError(Exception):
    """No usable answer: a FailureKind and one clause for a person.

    `unreachable` says that no connection came about, which the next request would find as well.
    """

    def __init__(
        self,
        kind: FailureKind,
        detail: str,
        *,
        status: int | None = None,
        wire_bytes: int = 0,
        unreachable: bool = False,
    ) -> None:
        super().__init__(detail)
        self.unreachable = unreachable
        self.kind: FailureKind = kind
        self.detail = detail
        self.status = status
        self.wire_bytes = wire_bytes
