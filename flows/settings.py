"""The environment in, one frozen Settings out; never read anywhere else, never changed after the start."""

import os
from datetime import datetime, timezone
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from flows.errors import SettingsError

PREFIX = "DEFECTORWATCH_"
NOT_SETTINGS = {"DEFECTORWATCH_ROOT", "DEFECTORWATCH_COMPILE", "DEFECTORWATCH_TEST_POSTGRES"}
"""Read by deploy.sh, by setup.py and by the tests."""


class Settings(BaseSettings):
    """What an operator may set, each as `DEFECTORWATCH_<NAME>`; the README's configuration table is this class."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    home: Path = Field(
        default=Path(".defectorwatch"), description="folder for the SQLite file, Prefect's own and reports"
    )
    database_url: str = Field(default="", description="SQLAlchemy URL; empty: the SQLite file in home")
    feeds: Path = Field(default=Path("seeds/feeds.toml"), description="the list of feeds")
    contact: str = Field(
        default="", pattern=r"^[ -~]*$", description="address or URL that sites can write to; part of the User-Agent"
    )
    allow_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="private hosts that may be fetched, as host or host:port, comma-separated"
    )
    obey_robots: bool = Field(default=True, description="whether robots.txt is obeyed")
    total_seconds: float = Field(default=30.0, gt=0, le=600, description="longest time for one fetch")
    max_bytes: int = Field(default=10_000_000, ge=10_000, description="largest body after decompression")
    host_seconds: float = Field(default=1.0, ge=0, description="pause between two requests to one host")
    max_pages: int = Field(default=500, ge=1, le=100_000, description="most pages read in one run")
    page_batch: int = Field(default=50, ge=1, le=500, description="pages in one task and one transaction")
    feed_concurrency: int = Field(default=8, ge=1, le=64, description="feed groups polled at a time")
    licence: str = Field(
        default="", description="licence that exports state, as an SPDX name or address; empty: none is claimed"
    )

    @field_validator("allow_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("allow_hosts")
    @classmethod
    def _bare_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        wrong = next((host for host in hosts if "/" in host or " " in host), None)
        if wrong:
            raise ValueError(f"{wrong!r} is no host; write host or host:port, without http://")
        return hosts

    @property
    def database(self) -> str:
        """The database URL that holds: the one set, or the SQLite file in home."""
        return self.database_url or f"sqlite:///{(self.home / 'defectorwatch.db').absolute()}"

    @property
    def user_agent(self) -> str:
        """The User-Agent sent with every request: name, version and how to reach the operator."""
        contact = f"; +{self.contact}" if self.contact else ""
        return f"defectorwatch/0.1 (news statistics monitor{contact})"


@cache
def load_settings() -> Settings:
    """Settings from the environment, read once.

    Raises SettingsError naming the variable.
    """
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(_mend(line["loc"], line["msg"]) for line in error.errors())) from None


def misspelt_settings() -> list[str]:
    """A sentence for each variable that looks like a setting and is none: it does nothing, unseen."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | NOT_SETTINGS
    strange = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    return [
        f"{name} is no setting; did you mean {get_close_matches(name, sorted(known), n=1, cutoff=0.0)[0]}?"
        for name in strange
    ]


def utc_now() -> datetime:
    """The clock of this program: aware UTC, whole microseconds."""
    return datetime.now(timezone.utc)  # noqa: UP017 - read as UTC by everybody


def _mend(location: tuple[int | str, ...], message: str) -> str:
    name = "_".join(str(part) for part in location[:1]).upper()
    return f"DEFECTORWATCH_{name}: {message[0].lower()}{message[1:]} (unset it for the default)"
