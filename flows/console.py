"""What the terminal shows of a run: progress lines as they come and warnings; Prefect's chatter stays in its log."""

import logging
from textwrap import indent

from rich.console import Console

NARROWEST = 120
HANDLER_SETTING = "PREFECT_LOGGING_HANDLERS_CONSOLE_CLASS"
"""Prefect takes its console handler's class from here when it sets up its logging."""


def open_console() -> Console:
    """A console for people; wide enough for a table where the output is no terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=max(NARROWEST, console.width))


class ProgressHandler(logging.Handler):
    """Prints this program's own lines and every warning.

    Prefect makes one with the arguments of its own handler (`styles` and the like), which have no use here.
    """

    def __init__(self, **_of_prefect: object) -> None:
        super().__init__()
        self._console = open_console()

    def emit(self, record: logging.LogRecord) -> None:
        """Print one record when it is for the person who watches."""
        if record.levelno >= logging.WARNING:
            self._console.print(f"{record.levelname.lower()}: {record.getMessage()}", style="yellow", markup=False)
        elif record.pathname.endswith("flows/progress.py"):
            self._console.print(indent(record.getMessage(), "  "), markup=False, soft_wrap=True)
