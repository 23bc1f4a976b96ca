"""The errors of running: each is one sentence for the operator, with what to do; light to import."""


class OperationError(Exception):
    """Something the operator asked for cannot be done; the message says what to change."""


class SettingsError(OperationError):
    """An environment variable is wrong; the message names it and says the mend."""
