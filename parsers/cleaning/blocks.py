"""A page's tree in, its visible blocks out in reading order: one paragraph, heading, row or item each; nothing judged.

A block knows its text in normal form, the tag that holds it and how much of it is link. Rows of data tables come as one
block, cells joined by " | "; a lone <br> inside a sentence does not break it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4.element import NavigableString, PageElement, Script, Tag

from parsers.text import normal_line

INLINE = frozenset({"a", "time", "button", "slot"})
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
"""Tags in which only inline ones may stand: a custom element ("<x-source>") in them is inline as well."""
UNREAD = frozenset({"head", "title", "meta", "link", "base", "script", "textarea", "option", "input"})
CELL_SEPARATOR = " | "
LONGEST_CELL = 120
LONGEST_SENTENCE = 1_000
SHORTEST_MENU = 4
LONGEST_MENU_LINE = 90
_SENTENCE_END = tuple(".!?…。！？:;\"'”’»")


@dataclass(slots=True, kw_only=True)
class Block:
    """One visible block: `holder` is the innermost block-level tag around it, `link_letters` its letters inside <a>."""

    text: str
    holder: Tag
    link_letters: int
    links: int
    soft: bool = False
    """Whether only a <br> parts it from the block before."""


def read_blocks(soup: Tag) -> list[Block]:
    """The blocks of a page, or of a part of it, in reading order."""
    reader = _Reader()
    blocks = reader.read(soup)
    return list(_joined_rows(blocks)) if reader.has_rows else blocks


class _Reader:
    """Walks the tree without recursion and gathers text until a block-level edge."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.has_rows = False
        self._parts: list[str] = []
        self._link_letters = 0
        self._links = 0
        self._in_link = False
        self._soft = False

    def read(self, root: Tag) -> list[Block]:
        above: list[tuple[str, Tag, Iterator[PageElement]]] = []
        name, holder, children = root.name, root, iter(root.contents)
        while True:
            for child in children:
                if not isinstance(child, Tag):
                    self._take(child)
                    continue
                inner = child.name
                if inner == "br":
                    self._flush(holder, soft=True)
                elif inner not in UNREAD:
                    if "-" in inner and holder.name in PARAGRAPHS:
                        inner = "slot"
                    above.append((name, holder, children))
                    self._enter(inner, holder)
                    holder = holder if inner in INLINE else child
                    name, children = inner, iter(child.contents)
                    break
            else:
                self._leave(name, holder)
                if not above:
                    return self.blocks
                name, holder, children = above.pop()

    def _enter(self, name: str, holder: Tag) -> None:
        # A link in a link ends the outer one, as browsers hold it: one that nobody closed would take in the page.
        if name == "a":
            self._in_link = True
            self._links += 1
        elif name not in INLINE:
            if self._parts:
                self._flush(holder, soft=False)
            self._soft = False
            self.has_rows = self.has_rows or name == "tr"

    def _leave(self, name: str, holder: Tag) -> None:
        if name == "a":
            self._in_link = False
        elif name not in INLINE:
            if self._parts:
                self._flush(holder, soft=False)
            self._soft = False

    def _take(self, string: PageElement) -> None:
        if isinstance(string, NavigableString) and type(string) is not Script:
            self._parts.append(string)
            if self._in_link:
                self._link_letters += len(string.strip())

    def _flush(self, holder: Tag, *, soft: bool) -> None:
        if self._parts:
            text = normal_line("".join(self._parts))
            if text:
                self._append(text, holder)
            self._parts.clear()
            self._link_letters = 0
            self._links = 1 if self._in_link else 0
        self._soft = soft

    def _append(self, text: str, holder: Tag) -> None:
        last = self.blocks[-1] if self.blocks else None
        if last is not None and self._soft and last.holder is holder and _runs_on(last.text, text):
            last.text = f"{last.text} {text}"
            last.link_letters += self._link_letters
            last.links += self._links
            return
        self.blocks.append(
            Block(
                text=text,
                holder=holder,
                link_letters=min(self._link_letters, len(text)),
                links=self._links,
                soft=self._soft,
            )
        )


def _runs_on(before: str, after: str) -> bool:
    """Whether a line break stands within a sentence: it starts small and the line before did not end."""
    return len(before) < LONGEST_SENTENCE and after[0].islower() and not before.endswith(_SENTENCE_END)


def _joined_rows(blocks: list[Block]) -> Iterator[Block]:
    """Blocks with each row of a data table made one; tables that only lay out a page stay apart."""
    start = 0
    while start < len(blocks):
        row = _row_of(blocks[start].holder)
        end = start + 1
        while row is not None and end < len(blocks) and _row_of(blocks[end].holder) is row:
            end += 1
        if row is not None and end - start > 1 and _is_data_row(blocks[start:end]):
            yield _one_row(row, blocks[start:end])
        else:
            yield from blocks[start:end]
        start = end


def part_menus(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The blocks that may be article, and those of menus: runs of short lines that are nothing but links."""
    kept: list[Block] = []
    menus: list[Block] = []
    run: list[Block] = []
    for block in blocks:
        if _is_bare_link(block):
            run.append(block)
            continue
        (menus if len(run) >= SHORTEST_MENU else kept).extend(run)
        run.clear()
        kept.append(block)
    (menus if len(run) >= SHORTEST_MENU else kept).extend(run)
    return kept, menus


def _is_bare_link(block: Block) -> bool:
    return block.link_letters >= 0.95 * len(block.text) and len(block.text) <= LONGEST_MENU_LINE


def _row_of(holder: Tag) -> Tag | None:
    tag: Tag | None = holder
    for _ in range(4):
        if tag is None or tag.name == "tr":
            return tag
        tag = tag.parent
    return None


def _is_data_row(cells: list[Block]) -> bool:
    return all(len(cell.text) <= LONGEST_CELL for cell in cells)


def _one_row(row: Tag, cells: list[Block]) -> Block:
    return Block(
        text=CELL_SEPARATOR.join(cell.text for cell in cells),
        holder=row,
        link_letters=sum(cell.link_letters for cell in cells),
        links=sum(cell.links for cell in cells),
    )
