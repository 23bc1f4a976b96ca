"""Two days or a path as somebody typed them in, a checked window or folder out; the dashboard's form of a backfill."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from flows.errors import OperationError

EARLIEST = date(1990, 1, 1)


class DateWindow(BaseModel, frozen=True):
    """The days to fill, first and last included, as the publishers count them."""

    start: Annotated[date, Field(description="first day of publication")]
    end: Annotated[date, Field(description="last day of publication")]

    def holds(self, day: date | None) -> bool:
        """Whether a day lies within; an unknown day may, so it is not left out."""
        return day is None or self.start <= day <= self.end


def checked_folder(path: Path) -> Path:
    """The folder as a path.

    Raises OperationError when there is none.
    """
    if not path.is_dir():
        raise OperationError(f"{path}: no such folder; name one that holds .html, .txt or .jsonl files")
    return path


def checked_window(window: DateWindow) -> DateWindow:
    """The window, when it is one.

    Checked when the run starts and not by the form's type, whose failure would reach the dashboard as a traceback.
    Raises OperationError with the mend.
    """
    if window.end < window.start:
        told = f"the window ends on {window.end}, before it starts on {window.start}"
        raise OperationError(f"{told}; swap the two days")
    if window.start < EARLIEST:
        raise OperationError(f"the window starts on {window.start}; the earliest day is {EARLIEST}")
    return window
