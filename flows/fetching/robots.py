"""The answer to a robots.txt request comes in, what it allows goes out; kept for a day, in a file where one is named.

RFC 9309 by way of protego: 4xx means that there are no rules, 5xx and silence that nothing may be fetched for now.
"""

import codecs
import json
import math
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from protego import Protego

from parsers.records import Fetched, FetchFailure, FetchOutcome

MAX_BYTES: Final = 500 * 1024
"""RFC 9309, section 2.5: at least this much has to be read."""
MAX_KEPT: Final = 64 * 1024
"""Longer ones are asked for again by the next run, so that the file stays small."""
KEPT_FOR: Final = timedelta(hours=24)
RETRIED_AFTER: Final = timedelta(minutes=10)
"""How long an unreachable robots.txt is not asked for again."""
LONGEST_DELAY: Final = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsAnswer:
    """What came for one host. `text` is None where there are no rules, `closed` says why nothing may be fetched."""

    read_at: datetime
    text: str | None = None
    closed: str = ""

    def is_fresh(self, now: datetime) -> bool:
        """Whether it still holds; one of the future was read by a clock that has been set back since."""
        return abs(now - self.read_at) < (RETRIED_AFTER if self.closed else KEPT_FOR)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RobotsRules:
    """One host's rules for this program. `delay` is in seconds; `failure` is why the host cannot be asked at all."""

    rules: Protego | None
    product: str
    delay: float = 0.0
    closed: str = ""
    failure: FetchFailure | None = None

    def refusal_of(self, url: str) -> str | None:
        """Why this URL may not be fetched, None when it may."""
        if self.closed:
            return self.closed
        if self.rules is None or self.rules.can_fetch(url, self.product):
            return None
        return f"robots.txt does not allow {self.product} to fetch this address"


def answer_of(outcome: FetchOutcome, now: datetime) -> RobotsAnswer:
    """Read a fetch of robots.txt as RFC 9309, section 2.3.1, has it."""
    if isinstance(outcome, Fetched):
        return RobotsAnswer(read_at=now, text=_text(outcome.body[:MAX_BYTES]))
    if not isinstance(outcome, FetchFailure) or _means_no_rules(outcome):
        return RobotsAnswer(read_at=now)
    return RobotsAnswer(
        read_at=now, closed=f"robots.txt cannot be read ({outcome.detail}), so nothing is fetched for now"
    )


def _text(body: bytes) -> str:
    """UTF-8 without its mark, which would hide the first line; some editors write UTF-16."""
    in_utf16 = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return body.decode("utf-16" if in_utf16 else "utf-8-sig", "replace")


def rules_of(answer: RobotsAnswer, *, product: str, failure: FetchFailure | None = None) -> RobotsRules:
    """The rules in an answer, for the program that names itself `product`."""
    rules = Protego.parse(answer.text) if answer.text else None
    delay = rules.crawl_delay(product) if rules else None
    usable = delay is not None and math.isfinite(delay) and delay > 0
    return RobotsRules(
        rules=rules,
        product=product,
        delay=min(float(delay or 0), LONGEST_DELAY) if usable else 0.0,
        closed=answer.closed,
        failure=failure,
    )


def _means_no_rules(failure: FetchFailure) -> bool:
    """A 4xx is "unavailable" (429 speaks of load); an empty answer and redirects that lead nowhere count the same."""
    if failure.kind == "redirect" or failure.status in (204, 205):
        return True
    return failure.kind in ("http", "gone") and failure.status is not None and 300 <= failure.status < 500


# ---------------------------------------------------------------- kept between runs


class RobotsStore:
    """Answers by origin, read from a JSON file and written back; without a path they live in memory only."""

    def __init__(self, path: Path | None, now: datetime) -> None:
        self._path = path
        self._answers = {origin: answer for origin, answer in _load(path).items() if answer.is_fresh(now)}
        self._changed = False

    def get(self, origin: str, now: datetime) -> RobotsAnswer | None:
        """The answer for an origin while it is fresh."""
        answer = self._answers.get(origin)
        return answer if answer and answer.is_fresh(now) else None

    def put(self, origin: str, answer: RobotsAnswer) -> None:
        """Keep an answer."""
        self._answers[origin] = answer
        self._changed = True

    def save(self) -> None:
        """Write the file anew, whole or not at all; a file that cannot be written costs only requests."""
        if self._path is None or not self._changed:
            return
        kept = {origin: _written(answer) for origin, answer in self._answers.items() if _is_worth_keeping(answer)}
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        try:
            beside.write_text(json.dumps(kept), encoding="utf-8")
            beside.replace(self._path)
        except OSError:
            return
        self._changed = False


def _is_worth_keeping(answer: RobotsAnswer) -> bool:
    return not answer.closed and len(answer.text or "") <= MAX_KEPT


def _load(path: Path | None) -> dict[str, RobotsAnswer]:
    if path is None:
        return {}
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return {origin: _read(answer) for origin, answer in stored.items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _written(answer: RobotsAnswer) -> dict[str, Any]:
    return {"read_at": answer.read_at.isoformat(), "text": answer.text}


def _read(stored: dict[str, Any]) -> RobotsAnswer:
    return RobotsAnswer(read_at=datetime.fromisoformat(stored["read_at"]), text=stored["text"])
