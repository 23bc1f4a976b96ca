"""What every format of feed is brought to before identities and dates are settled: strings as written."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDraft:
    """One entry as its format has it; empty strings where the format says nothing."""

    id: str = ""
    link: str = ""
    title: str = ""
    published: str = ""
    updated: str = ""
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDraft:
    """One feed document as its format has it; `links` are (rel, href) as written."""

    format: str
    title: str = ""
    entries: tuple[EntryDraft, ...] = ()
    problems: tuple[str, ...] = ()
    ttl_minutes: int | None = None
    links: tuple[tuple[str, str], ...] = ()
    generator: str = ""

    def without_last(self, problem: str) -> "FeedDraft":
        """The same feed without its last entry, and why."""
        return replace(self.with_problem(problem), entries=self.entries[:-1])

    def with_problem(self, problem: str) -> "FeedDraft":
        """The same feed with one more thing that was wrong with it."""
        return replace(self, problems=(*self.problems, problem))
