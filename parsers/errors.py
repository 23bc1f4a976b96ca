"""The errors of reading: each names what could not be read and why; never raised for a merely empty result."""


class ParseError(Exception):
    """Something given to a parser cannot be read at all.

    `subject` names the thing (a file, a feed, a URL, a row), `reason` says why in one clause.
    """

    def __init__(self, subject: str, reason: str) -> None:
        super().__init__(f"{subject}: {reason}")
        self.subject = subject
        self.reason = reason


class FeedParseError(ParseError):
    """The bytes are no feed of a known format."""


class PageParseError(ParseError):
    """The bytes are no text or HTML page."""


class VocabularyError(ParseError):
    """A TOML file of words is wrong; the reason names the key."""


class SourceError(ParseError):
    """A feeds.toml, OPML or JSON Lines source is wrong; the reason names entry and field and says the mend."""
