"""The errors of storage: one sentence that says what failed and what to do; driver errors never leave this room."""


class StorageError(Exception):
    """The database cannot do what was asked; the message is one sentence fit for a person."""


class SchemaError(StorageError):
    """The database is of another version than this program, or holds tables of something else."""


class UnknownFeedError(StorageError):
    """A feed that was never registered."""

    def __init__(self, feed: str) -> None:
        super().__init__(f"feed {feed!r} is not registered; add it to feeds.toml and register the feeds first")
        self.feed = feed


class ValueRefusedError(StorageError):
    """A record holds a value that no table can keep; the message names record, field and value."""

    def __init__(self, subject: str, field: str, value: object, wanted: str) -> None:
        super().__init__(f"{subject}: {field} is {value!r}; {wanted}")
        self.subject = subject
        self.field = field
