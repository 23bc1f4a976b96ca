"""A URL as a page or feed writes it comes in, one form for all spellings of it goes out; nothing is fetched.

`canonical_url` is safe for identity: two URLs get one form only where the standards (RFC 3986, section 6.2; UTS 46) or
a list of known tracking parameters and link carriers say that they name one document. `url_key` folds further
(http and https, www and mobile hosts, AMP shapes, a closing slash) and only proposes candidates.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.resources import files
from ipaddress import AddressValueError, IPv6Address
from typing import Final
from urllib.parse import quote, unquote, urljoin, urlsplit

import idna

MAX_LENGTH: Final = 8_000
DEFAULT_PORTS: Final = {"http": 80, "https": 443}

_WORDS: Final = tomllib.loads(files("parsers").joinpath("urls.toml").read_text("utf-8"))
_TRACKING: Final = frozenset(_WORDS["tracking"]["names"])
_TRACKING_PREFIXES: Final = tuple(_WORDS["tracking"]["prefixes"])
_REFERRERS: Final = frozenset(_WORDS["tracking"]["only_with_values"])
_REFERRER_VALUES: Final = frozenset(_WORDS["tracking"]["values"])
_TWIN_LABELS: Final = frozenset(_WORDS["twins"]["host_labels"])
_TWIN_PARAMETERS: Final = frozenset(_WORDS["twins"]["parameters"])
_TWIN_VALUES: Final = frozenset(_WORDS["twins"]["parameter_values"])

_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PLAIN: Final = re.compile(r"[A-Za-z0-9._~/-]*")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_LONE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SESSION_IN_PATH: Final = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_ASCII_HOST: Final = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BEFORE_QUERY: Final = re.compile(r"[^?#]*")
_AS_ASKED: Final = re.compile(
    r"https?://(?=[a-z0-9._-]{1,253}[:/])(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}"
    r"(?::(?!80/|443/)(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}))?"
    r"(?:/(?!\.)[A-Za-z0-9._~-]*)+(?:\?[A-Za-z0-9._~/=-]+(?:&[A-Za-z0-9._~/=-]+)*)?"
)
"""Most addresses as they stand in a list of feeds or in a feed: nothing in them is to be written otherwise."""
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]")


def canonical_url(url: str, *, base: str | None = None) -> str | None:
    """One spelling for a URL, or None where it is no http or https address (a file: URL passes beside a file: base).

    `base` is the address of the page or feed that wrote the link.
    """
    address = _absolute(url, base)
    if address is None or isinstance(address, str):
        return address
    carried = _carried(address)
    while carried is not None:
        address, carried = carried, _carried(carried)
    return address.without_tracking().written()


def request_url(url: str, *, base: str | None = None) -> str | None:
    """The address to ask for: absolute, in ASCII, with every parameter and without fragment and password, or None.

    Only http and https; where canonical_url may leave a parameter out, a server may still want it.
    """
    if base is None and len(url) <= MAX_LENGTH and _AS_ASKED.fullmatch(url):
        return url
    address = _absolute(url, base)
    return address.asked() if isinstance(address, _Address) else None


def url_key(url: str) -> str:
    """A key under which likely twins of a document meet: desktop, mobile and AMP forms, http and https."""
    canonical = canonical_url(url)
    if canonical is None or canonical.startswith("file:"):
        return canonical or url.strip()
    address = _split(canonical)
    if address is None:
        return canonical
    query = [pair for pair in address.query if not _is_twin_parameter(pair)]
    return _Address(
        "", _twin_host(address.host), _twin_port(address), _twin_path(address.path), query, address.fragment
    ).written()


def host_of(url: str) -> str:
    """The host whose feeds and pages share one pace and one patience, without `www.`; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def hiding_host(url: str) -> str | None:
    """The host whose link stands for an article but tells no program the article's address, None for other links."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    for hiding in _WORDS["hiding"]:
        if parts.hostname == hiding["host"] and parts.path.startswith(tuple(hiding["path_starts"])):
            return str(hiding["host"])
    return None


# ---------------------------------------------------------------- an address and its normal form


@dataclass(frozen=True, slots=True)
class _Address:
    """The parts of a URL, each already in its normal form."""

    scheme: str
    host: str
    port: int | None
    path: str
    query: list[str]
    fragment: str

    def written(self) -> str:
        return self.asked() + self.fragment

    def asked(self) -> str:
        """Without the fragment, which no server sees."""
        authority = self.host if self.port is None else f"{self.host}:{self.port}"
        start = f"{self.scheme}://" if self.scheme else ""
        query = "?" + "&".join(self.query) if self.query else ""
        return f"{start}{authority}{self.path}{query}"

    def without_tracking(self) -> "_Address":
        """Without campaign and session parameters, the others in the order of their names."""
        kept = sorted(filter(_is_kept, self.query), key=lambda pair: pair.partition("=")[0])
        return replace(self, path=_SESSION_IN_PATH.sub("", self.path) or "/", query=kept)


def _absolute(url: str, base: str | None) -> _Address | str | None:
    text = _CONTROLS.sub("", url).strip()
    if not text or len(text) > MAX_LENGTH:
        return None
    if _is_file(text) or (base and _is_file(base) and not _SCHEME.match(text)):
        return _file_url(text, base)
    try:
        return _split(urljoin(base, text) if base else text)
    except ValueError:
        return None


def _is_file(url: str) -> bool:
    return url[:5].lower() == "file:"


def _file_url(url: str, base: str | None) -> str | None:
    """The bundled feed names its documents by paths beside it; a page of the web may not name a file."""
    if base is not None and not _is_file(base):
        return None
    path = url[5:] if _is_file(url) else url
    if base and not _is_file(url) and not path.startswith("/"):
        path = base[5:].rpartition("/")[0] + "/" + path if "/" in base else path
    path = re.sub(r"[?#].*", "", path, flags=re.DOTALL)
    return "file:" + _normal_path(path, rooted=False) if path and not path.startswith("//") else None


def _split(url: str) -> _Address | None:
    try:
        parts = urlsplit(_BEFORE_QUERY.sub(lambda found: found[0].replace("\\", "/"), url, count=1))
        port = parts.port
        host = _normal_host(parts.hostname or "")
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or host is None:
        return None
    return _Address(
        scheme=scheme,
        host=host,
        port=None if port in (None, 0, DEFAULT_PORTS[scheme]) else port,
        path=_normal_path(parts.path),
        query=list(_parameters(parts.query)),
        fragment=_normal_fragment(parts.fragment),
    )


def _normal_host(host: str) -> str | None:
    """Lower case, in the ASCII form of UTS 46, without the root's dot. IPv6 in brackets, in its shortest form."""
    if ":" in host:
        try:
            return f"[{IPv6Address(host)}]"
        except AddressValueError:
            return None
    name = unquote(host).lower().rstrip(".")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    return name if len(name) <= 253 and _ASCII_HOST.fullmatch(name) else None


def _normal_path(path: str, *, rooted: bool = True) -> str:
    segments = _escaped(path, safe="/!$&'()*+,;=:@").split("/")
    kept: list[str] = []
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
            continue
        if last:
            kept.append("")
    joined = "/".join(kept)
    return joined if not rooted or joined.startswith("/") else "/" + joined


def _escaped(text: str, *, safe: str) -> str:
    """Percent escapes in upper case, none where none is needed, one where one is (RFC 3986, 6.2.2)."""
    if _PLAIN.fullmatch(text):
        return text
    whole = _LONE_PERCENT.sub("%25", text)
    plain = _ESCAPE.sub(_unescape_unreserved, whole)
    return quote(plain, safe=safe + "%~", errors="replace")


def _unescape_unreserved(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else f"%{found[1].upper()}"


def _normal_fragment(fragment: str) -> str:
    """Fragments are places in a document, but `#!` and `#/` are the routes of pages that load their text by script."""
    if not fragment.startswith(("!", "/")) or len(fragment) < 2:
        return ""
    return "#" + _escaped(fragment, safe="/!$&'()*+,;=:@?")


def _parameters(query: str) -> Iterator[str]:
    for pair in query.split("&"):
        name, equals, value = pair.partition("=")
        if pair:
            yield _escaped(name, safe="/!$'()*+,;:@?") + equals + _escaped(value, safe="/!$'()*+,;:@?=")


def _is_kept(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return not _is_tracking(unquote(name).lower(), unquote(value).lower())


def _is_tracking(name: str, value: str) -> bool:
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return True
    return name in _REFERRERS and value in _REFERRER_VALUES


# ---------------------------------------------------------------- addresses that carry another


def _carried(address: _Address) -> _Address | None:
    """The address inside a search engine's or a cache's link, which is always shorter than what carried it."""
    target = _from_parameter(address) or _from_cache_path(address)
    return _split(target) if target else None


def _from_parameter(address: _Address) -> str | None:
    host = address.host.removeprefix("www.")
    for carrier in _WORDS["carriers"]:
        if host in carrier["hosts"] and carrier["path"] in ("*", address.path):
            values = dict(pair.split("=", 1) for pair in address.query if "=" in pair)
            found = (unquote(values[name]) for name in carrier["parameters"] if name in values)
            return next((value for value in found if value.startswith(("http://", "https://"))), None)
    return None


def _from_cache_path(address: _Address) -> str | None:
    for cache in _WORDS["caches"]:
        suffix = cache["host_suffix"]
        if address.host.removeprefix("www.") == suffix or address.host.endswith("." + suffix):
            steps = address.path.split("/")[1:]
            if len(steps) >= 3 and steps[0] in cache["markers"] and "." in (steps[1] if steps[1] != "s" else steps[2]):
                scheme, rest = ("https", steps[2:]) if steps[1] == "s" else ("http", steps[1:])
                query = "?" + "&".join(address.query) if address.query else ""
                return f"{scheme}://{'/'.join(rest)}{query}"
    return None


# ---------------------------------------------------------------- twins


def _twin_host(host: str) -> str:
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in _TWIN_LABELS:
        labels = labels[1:]
    return ".".join(labels)


def _twin_port(address: _Address) -> int | None:
    return None if address.port in DEFAULT_PORTS.values() else address.port


def _twin_path(path: str) -> str:
    for start in _WORDS["twins"]["path_starts"]:
        if path.startswith(start) and len(path) > len(start):
            path = "/" + path[len(start) :]
    for end in _WORDS["twins"]["path_ends_to_html"]:
        if path.endswith(end):
            path = path[: -len(end)] + ".html"
    for end in _WORDS["twins"]["path_ends"]:
        path = path.removesuffix(end)
    return path.rstrip("/")


def _is_twin_parameter(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return name.lower() in _TWIN_PARAMETERS and value.lower() in _TWIN_VALUES
