"""HTML text in, a real BeautifulSoup tree out, of what can be seen or says something about the page.

lxml parses, and its events become linked Tags at once: the stock builder spends nine tenths of its time on attributes
and lookups that no reader of articles asks for. Scripts, styles and drawings are not built, inline markup
(<b>, <em>, <span>) is dissolved into its text. It never judges what is article and what is not.
"""

import re
from typing import Any, cast

from bs4 import BeautifulSoup
from bs4.builder import HTMLTreeBuilder
from bs4.element import NavigableString, PageElement, Script, Tag
from lxml import etree

MAX_DEPTH = 250
"""Tags nested deeper than this are dissolved into their ancestor: no page needs them and no reader can show them."""
MOST_TAGS = 100_000
"""A page is read up to here: longer ones are tables and logs that no article needs, and a tag takes a kilobyte."""

UNSEEN = frozenset({
    "script", "style", "svg", "noscript", "iframe", "template", "object", "embed", "canvas", "map", "select",
    "datalist", "math", "applet", "audio", "video",
})  # fmt: skip
ALWAYS_UNSEEN = frozenset({"script", "style"})
DISSOLVED = frozenset({
    "b", "i", "em", "strong", "u", "font", "small", "sub", "sup", "mark", "abbr", "acronym", "big", "tt", "code", "q",
    "s", "strike", "del", "ins", "cite", "bdi", "bdo", "kbd", "samp", "var", "wbr", "center", "picture", "source",
    "track", "param", "html", "noindex", "o:p", "ruby", "rb", "nobr", "img", "span", "label", "data", "output", "dfn",
    "rt", "rp",
})  # fmt: skip
PARTING = frozenset({
    "p", "div", "article", "section", "main", "ul", "ol", "table", "blockquote", "figure", "h1", "h2", "h3", "h4",
})  # fmt: skip
"""Tags that never stand within a line."""
SPACED = frozenset({"a", "time", "button", "slot", "br"})
"""Tags within a line: white space beside them parts words, beside all others it only lays out the source."""
KEPT_ATTRIBUTES = frozenset({
    "class", "id", "href", "itemprop", "itemtype", "role", "hidden", "aria-hidden", "aria-label", "style", "datetime",
    "content", "property", "name", "rel", "lang", "type", "http-equiv", "data-component",
    "data-testid", "data-qa", "data-type",
})  # fmt: skip
TELLING = ("script", "meta", "link", "title", "h1", "time", "a")
"""Tags in which a page says something about itself; of links those with a `rel`."""
_FOR_NO_EYE = re.compile(
    r"(?<!not-)sr-only(?!-focusable)|visually[-_]?hidden|screen-?reader|element-invisible|clip:\s*rect\(|"
    r"(?<![\w-])(?:blind|screen_out)(?![\w-])",
    re.IGNORECASE,
)
"""How pages mark words that only a voice says ("opens in a new tab"), by class or style; "blind" is Korean custom."""
_LD_JSON = "application/ld+json"


class PageTag(Tag):
    """A Tag whose making is cheap: the constants of an HTML tag stand in the class, the builder links it."""

    parser_class = BeautifulSoup
    namespace = None
    prefix = None
    sourceline = None
    sourcepos = None
    known_xml = False
    hidden = False
    can_be_empty_element = False
    cdata_list_attributes = None
    preserve_whitespace_tags: Any = frozenset({"pre", "textarea"})
    interesting_string_types = Tag.MAIN_CONTENT_STRING_TYPES
    _namespaces: Any = {}  # noqa: RUF012 - HTML has none, and nobody writes there

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attrs: Any = attributes
        self.contents = []


class PageTreeBuilder(HTMLTreeBuilder):
    """A tree builder for BeautifulSoup whose lxml target links Tags directly."""

    NAME = "defectorwatch-page"
    processing_instruction_class = None

    def __init__(self, html: str, unseen: frozenset[str]) -> None:
        super().__init__()
        self._html = html
        self._unseen = unseen
        self.is_cut = False
        self.telling: dict[str, list[Tag]] = {}

    def feed(self, markup: object) -> None:  # noqa: ARG002 - the page came with the builder, past bs4's guesses
        """Parse the page into the soup that BeautifulSoup has made ready."""
        assert self.soup is not None  # noqa: S101 - bs4's contract: set before feed() is called
        target = _Target(self.soup, self._unseen)
        parser = etree.HTMLParser(
            target=cast("Any", target), encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
        )
        try:
            parser.feed(self._html.encode("utf-8", "replace"))
            parser.close()
        except etree.LxmlError:
            target.close()
        self.is_cut, self.telling = target.is_full, target.telling
        target.let_go()


def build_tree(html: str, *, unseen: frozenset[str] = UNSEEN) -> BeautifulSoup:
    """The tree of a page; broken, cut off or empty markup gives the tree of what is there."""
    return BeautifulSoup("", builder=PageTreeBuilder(html.replace("\0", ""), unseen))


def is_cut(soup: BeautifulSoup) -> bool:
    """Whether the page goes on after what its tree holds."""
    return isinstance(soup.builder, PageTreeBuilder) and soup.builder.is_cut


def telling_tags(soup: BeautifulSoup) -> dict[str, list[Tag]]:
    """The TELLING tags that stand in a tree, by name, in their order."""
    told = soup.builder.telling if isinstance(soup.builder, PageTreeBuilder) else {}
    return {name: [tag for tag in told.get(name, ()) if _stands_in(soup, tag)] for name in TELLING}


def _stands_in(soup: BeautifulSoup, tag: Tag) -> bool:
    top: Tag | None = tag
    while top is not None and top is not soup:
        top = top.parent
    return top is soup


def release_tree(soup: BeautifulSoup) -> None:
    """Unlink every element of a tree that has been read, so that it is freed at once and not by the collector."""
    at: Any = soup.next_element
    soup.__dict__.clear()
    while at is not None:
        following = at.next_element
        at.next_element = at.next_sibling = None
        if type(at) is PageTag:
            at.contents = []
        at = following


class _Target:
    """lxml's parser target (start, end, data, close) that keeps a cursor into the soup."""

    __slots__ = (
        "_beyond", "_built", "_depth", "_for_no_eye", "_here", "_last", "_seen", "_skipping", "_text", "_unseen",
        "data", "is_full", "telling",
    )  # fmt: skip

    def __init__(self, soup: BeautifulSoup, unseen: frozenset[str]) -> None:
        self._unseen = unseen
        self._here: Tag = soup
        self._last: PageElement = soup
        self._depth = self._built = 0
        self._beyond = self._skipping = 0
        self._text: list[str] = []
        self._seen = 0
        """How much of `_text` came before what is skipped."""
        self._for_no_eye = False
        """Whether words for no eye are skipped, which end where a paragraph begins: then nobody closed them."""
        self.data = self._text.append
        self.is_full = False
        self.telling: dict[str, list[Tag]] = {name: [] for name in TELLING}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipping:
            if not (self._for_no_eye and self._skipping == 1 and name in PARTING):
                self._skipping += 1
                return
            self._stop_skipping()
        if name in DISSOLVED:
            if attributes and _is_for_no_eye(attributes):
                self._skip()
                self._for_no_eye = True
            return
        if name in self._unseen and not (name == "script" and attributes.get("type", "").strip().lower() == _LD_JSON):
            self._skip()
            return
        if self._depth >= MAX_DEPTH:
            self._beyond += 1
            return
        if self._built >= MOST_TAGS:
            self.is_full = True
            self._skip()
            return
        if self._text:
            self._flush(between_words=name in SPACED)
        self._built += 1
        self._depth += 1
        tag = PageTag(name, {key: attributes[key] for key in attributes if key in KEPT_ATTRIBUTES})
        if name in self.telling and (name != "a" or "rel" in attributes):
            self.telling[name].append(tag)
        _link(tag, self._here, self._last)
        self._here = self._last = tag

    def _skip(self) -> None:
        """Leave out the tag that starts here, with all that it holds."""
        self._skipping, self._seen = 1, len(self._text)

    def _stop_skipping(self) -> None:
        self._skipping, self._for_no_eye = 0, False
        del self._text[self._seen :]

    def end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
            if not self._skipping:
                self._stop_skipping()
        elif name in DISSOLVED:
            return
        elif self._beyond:
            self._beyond -= 1
        else:
            if self._text:
                self._flush(between_words=self._here.name in SPACED)
            self._depth -= 1
            parent = self._here.parent
            if parent is not None:
                self._here = parent

    def close(self) -> None:
        if self._skipping:
            self._stop_skipping()
        if self._text:
            self._flush(between_words=False)

    def let_go(self) -> None:
        """Hold the tree no longer: parser and target hold each other until the collector comes."""
        del self._here, self._last, self.telling

    def _flush(self, *, between_words: bool) -> None:
        text = self._text[0] if len(self._text) == 1 else "".join(self._text)
        self._text.clear()
        if not between_words and text.isspace():
            return
        string: Any = str.__new__(Script if self._here.name == "script" else NavigableString, text)
        _link(string, self._here, self._last)
        self._last = string


def _is_for_no_eye(attributes: dict[str, str]) -> bool:
    said = attributes.get("class", "") + " " + attributes.get("style", "")
    return len(said) > 1 and _FOR_NO_EYE.search(said) is not None


def _link(element: Any, parent: Tag, previous: PageElement) -> None:
    element.parent = parent
    element.previous_element = previous
    previous.next_element = element
    element.next_element = element.next_sibling = None
    siblings = parent.contents
    if siblings:
        element.previous_sibling = siblings[-1]
        siblings[-1].next_sibling = element
    else:
        element.previous_sibling = None
    siblings.append(element)
