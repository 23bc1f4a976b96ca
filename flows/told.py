"""A flow's function in, the same one out that ends its run in one sentence: what it came to, or what to mend."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from prefect.states import Completed, Failed

from flows.errors import OperationError
from flows.run import RunSummary
from parsers.errors import ParseError
from storage.errors import StorageError

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def told(work: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Let a foreseeable fault fail the run with its message and no traceback, and a summary complete it with its own.

    Prefect takes a state that a flow function returns for the state of its run, and hands its `data` to the caller.
    """

    @wraps(work)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        try:
            result = work(*args, **kwargs)
        except (OperationError, ParseError, StorageError) as fault:
            return cast(Result, Failed(message=str(fault)))
        if isinstance(result, RunSummary):
            return cast(Result, Completed(message=result.sentence, data=result))
        return result

    return run
