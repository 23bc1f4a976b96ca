"""Two days or a path as somebody typed them in, a checked window or folder out; the dashboard's form of a backfill."""

from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from flows.errors import OperationError

EARLIEST = date(1990, 1, 1)


class DateWindow(BaseModel, frozen=True):
    """The days to fill, first and last included, as the publishers count them."""

    start: Annotated[date, Field(description="first day of publication")]
    end: Annotated[date, Field(description="last day of publication")]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"the window ends on {self.end}, before it starts on {self.start}; swap the two days")
        if self.start < EARLIEST:
            raise ValueError(f"the window starts on {self.start}; the earliest day is {EARLIEST}")
        return self

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


def choose_days(start: date, end: date) -> DateWindow:
    """A window from two days typed at the prompt.

    Raises OperationError with the reason.
    """
    try:
        return DateWindow(start=start, end=end)
    except ValidationError as error:
        raise OperationError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None
