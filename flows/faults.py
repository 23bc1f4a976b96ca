"""A step over one page or feed in, its own mistakes as one typed error out: they cost that one, not those beside it."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import OperationError
from parsers.errors import ParseError

ROOT = Path(__file__).parent.parent


class ProgramError(OperationError):
    """This program failed where it should have had an answer; the message says where, for whoever mends it."""


@contextmanager
def faults_told() -> Iterator[None]:
    """Turns whatever a step raises unforeseen into a ProgramError; typed errors go through."""
    try:
        yield
    except (ParseError, OperationError):
        raise
    except Exception as error:
        raise ProgramError(f"a fault of defectorwatch, please report it: {_told(error)}") from error


def _told(error: Exception) -> str:
    """As in "IndexError in parsers/statistics/names.py, line 12: list index out of range"."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    path = Path(frame.filename)
    place = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
    return f"{type(error).__name__} in {place}, line {frame.lineno}: {error}"
