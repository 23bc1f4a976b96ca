"""Opening a database: fresh, old, newer, foreign, broken, out of reach; and upgrades with rows in place."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage import migrate, schema
from storage.archive import Archive
from storage.columns import UtcTime
from storage.engine import Database
from storage.errors import SchemaError, StorageError
from storage.tables import Base

REVISIONS = migrate.revisions()


def test_the_head_that_the_program_speaks_is_the_newest_revision() -> None:
    assert REVISIONS[-1] == schema.HEAD


def test_a_fresh_database_gets_the_tables_that_the_program_knows(database_url: str) -> None:
    Archive.open(database_url).close()
    database = Database(database_url, create=False)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": schema.VERSION_TABLE})
        assert compare_metadata(context, Base.metadata) == []
    database.close()


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_earlier_revision_is_upgraded_with_its_rows(database_url: str, revision: str) -> None:
    database = Database(database_url, create=True)
    schema.upgrade(database, revision)
    rows = _fill(database)
    if revision != schema.HEAD:
        with pytest.raises(SchemaError, match="run: defectorwatch db upgrade"):
            Archive.open(database_url)
    schema.upgrade(database)
    assert _rows(database, rows) == rows
    with database.read() as connection:
        for view in ("statements", "figure_list"):
            assert connection.execute(sa.text(f"select count(*) from {view}")).scalar() == 1  # noqa: S608
    database.close()
    with Archive.open(database_url, create=False) as archive:
        assert archive.check() == ("the kept body text cannot be unpacked; the page must be fetched again",)


def test_a_newer_schema_is_refused(archive_url: str) -> None:
    database = Database(archive_url, create=False)
    database.write(lambda connection: connection.execute(sa.text("update schema_version set version_num = '9999'")))
    database.close()
    with pytest.raises(SchemaError, match=r"newer than .* install a newer defectorwatch"):
        Archive.open(archive_url)


def test_an_empty_database_is_not_touched_unless_asked(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        sqlite3.connect(database_url.removeprefix("sqlite:///")).close()
    with pytest.raises(SchemaError, match="is empty; run: defectorwatch db upgrade"):
        Archive.open(database_url, create=False)


def test_tables_of_something_else_are_left_alone(database_url: str) -> None:
    database = Database(database_url, create=True)
    database.write(lambda connection: connection.execute(sa.text("create table feeds (id integer)")))
    database.close()
    with pytest.raises(SchemaError, match="tables of something else"):
        Archive.open(database_url)


def test_an_alembic_version_of_another_program_does_no_harm(database_url: str) -> None:
    database = Database(database_url, create=True)
    database.write(lambda connection: connection.execute(sa.text("create table alembic_version (version_num text)")))
    database.close()
    Archive.open(database_url).close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "cannot be read"),
        ("nonsense", "cannot be read"),
        ("mysql://root@localhost/x", "of no kind known here"),
        ("sqlite://", "of no kind known here"),
        ("sqlite:////proc/nowhere/x.db", "cannot be made"),
        ("postgresql://nobody:secret@127.0.0.1:1/x", "is it running"),
        ("postgresql://nobody:secret@no-such-host.invalid/x", "is it running"),
    ],
)
def test_a_database_that_cannot_be_opened_is_one_sentence(url: str, said: str) -> None:
    with pytest.raises(StorageError, match=said) as caught:
        Archive.open(url)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_folder_or_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("this is no database, but long enough to look like one" * 50)
    with pytest.raises(StorageError, match="is a folder"):
        Archive.open(f"sqlite:///{tmp_path}")
    with pytest.raises(StorageError, match="is no SQLite database"):
        Archive.open(f"sqlite:///{tmp_path}/text.db")
    with pytest.raises(StorageError, match="does not exist"):
        Archive.open(f"sqlite:///{tmp_path}/none.db", create=False)


def test_a_locked_file_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_poll: Callable[..., Any]
) -> None:
    monkeypatch.setattr("storage.engine.BUSY_SECONDS", 0.1)
    url = f"sqlite:///{tmp_path}/locked.db"
    with Archive.open(url) as archive:
        holder = sqlite3.connect(tmp_path / "locked.db", isolation_level=None)
        holder.execute("begin immediate")
        with pytest.raises(StorageError, match="is locked by another program"):
            archive.append_attempts([make_poll("a").attempt])
        holder.close()
        archive.append_attempts([make_poll("a").attempt])
        assert archive.counts().attempts == 1


def test_a_time_without_a_zone_is_refused(registered: Archive, make_poll: Callable[..., Any]) -> None:
    from dataclasses import replace

    naive = replace(make_poll("a").attempt, fetched_at=datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(StorageError, match="has no time zone"):
        registered.append_attempts([naive])


def test_two_programs_may_set_up_one_database_at_once(database_url: str) -> None:
    opening = "import sys; from storage.archive import Archive; Archive.open(sys.argv[1]).close()"
    running = [
        subprocess.Popen([sys.executable, "-c", opening, database_url], stderr=subprocess.PIPE) for _ in range(2)
    ]
    for each in running:
        _, errors = each.communicate(timeout=60)
        assert each.returncode == 0, errors.decode()


def test_storage_is_imported_without_alembic_and_numpy() -> None:
    heavy = ("alembic", "numpy", "pyarrow", "psycopg")
    script = f"import sys, storage; print([name for name in {heavy} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert found.stdout.strip() == "[]"


SAMPLES: dict[type, Any] = {
    str: "text",
    int: 1,
    float: 1.5,
    bool: True,
    bytes: b"bytes",
    date: date(2023, 1, 1),
    datetime: datetime(2023, 1, 1, tzinfo=UTC),
}


def _fill(database: Database) -> dict[str, list[dict[str, Any]]]:
    """One row in every table of the database as it is now, whatever its columns."""
    reflected = sa.MetaData()
    filled = {}

    def fill(connection: sa.Connection) -> None:
        reflected.reflect(connection)
        for table in reflected.sorted_tables:
            if table.name != schema.VERSION_TABLE:
                row = {column.name: _sample(column) for column in table.columns}
                connection.execute(sa.insert(table), row)
                filled[table.name] = [row]

    database.write(fill)
    return filled


def _sample(column: sa.Column[Any]) -> Any:
    if getattr(column.type, "length", None) == UtcTime.impl.length:  # how SQLite keeps a moment
        return "2023-01-01T00:00:00.000000Z"
    return SAMPLES[column.type.python_type]


def _rows(database: Database, filled: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    reflected = sa.MetaData()
    with database.read() as connection:
        reflected.reflect(connection)
        return {
            name: [
                {key: value for key, value in row.items() if key in rows[0]}
                for row in connection.execute(sa.select(reflected.tables[name])).mappings()
            ]
            for name, rows in filled.items()
        }
