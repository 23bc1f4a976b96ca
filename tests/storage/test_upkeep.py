"""Backups, checks, retention and exports: everything can be taken away whole, and nothing that matters is let go."""

import csv
import hashlib
import json
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from storage import schema
from storage.archive import Archive
from storage.engine import Database
from storage.errors import StorageError
from storage.exports import FIGURES, STATEMENTS, safe_cell
from storage.tables import BodyRow, FigureRow, PageRow

Make = Callable[..., Any]
Moment = Callable[[int], datetime]


@pytest.fixture
def filled(registered: Archive, make_poll: Make, make_reading: Make, make_statistic: Make) -> Archive:
    registered.append_poll(make_poll("a", "b"))
    registered.append_readings(
        [
            make_reading(
                f"https://x.example/{n}", make_statistic(60 + n), make_statistic(196), minute=n, publisher="=cmd()"
            )
            for n in range(6)
        ]
    )
    registered.append_readings([make_reading("https://x.example/empty", minute=1)])
    registered.settle()
    return registered


def test_a_backup_holds_every_row_and_can_be_restored_anywhere(
    filled: Archive, database_url: str, tmp_path: Path
) -> None:
    copied = filled.backup(tmp_path / "backup" / "b.db")
    assert copied.rows["sightings"] == 12
    with Archive.open(database_url) as empty:
        assert empty.restore(tmp_path / "backup" / "b.db") == copied
        assert empty.counts() == filled.counts()
        assert empty.figures() == filled.figures()
        assert empty.check() == ()
        with pytest.raises(StorageError, match="already holds rows"):
            empty.restore(tmp_path / "backup" / "b.db")


def test_a_backup_of_an_older_schema_is_restored_and_left_as_it_was(database_url: str, tmp_path: Path) -> None:
    backup = tmp_path / "old.db"
    old = Database(f"sqlite:///{backup}", create=True)
    schema.upgrade(old, "0003")
    with old.read() as connection:
        feeds = sa.Table("feeds", sa.MetaData(), autoload_with=connection)
    row: dict[str, object] = {
        "feed": "a",
        "url": "https://a.example",
        "publisher": "A",
        "language": "en",
        "zone": "UTC",
    }
    row |= {"poll_minutes": 60, "active": True, "note": "", "registered_at": "2023-01-01T00:00:00.000000Z"}
    old.write(lambda connection: connection.execute(sa.insert(feeds), row))
    old.close()
    before = backup.read_bytes()
    with Archive.open(database_url) as empty:
        assert empty.restore(backup).rows["feeds"] == 1
        assert list(empty.feed_states()) == ["a"]
    assert backup.read_bytes() == before


def test_a_backup_is_of_one_moment_while_others_write(
    filled: Archive, tmp_path: Path, make_reading: Make, make_statistic: Make
) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            filled.append_readings([make_reading(f"https://w.example/{number}", make_statistic(number))])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        filled.backup(tmp_path / "b.db")
    finally:
        stop.set()
        writer.join()
    with Archive.open(f"sqlite:///{tmp_path}/b.db", create=False) as copy:
        assert copy.check() == ()
        assert copy.counts().documents == copy.counts().readings


def test_a_backup_never_overwrites(filled: Archive, tmp_path: Path) -> None:
    (tmp_path / "there.db").write_bytes(b"precious")
    with pytest.raises(StorageError, match="is there already"):
        filled.backup(tmp_path / "there.db")
    assert (tmp_path / "there.db").read_bytes() == b"precious"


def test_a_check_names_what_is_missing_or_damaged(filled: Archive) -> None:
    assert filled.check() == ()

    def damage(connection: sa.Connection) -> None:
        connection.execute(sa.delete(FigureRow).where(FigureRow.value == 196))
        connection.execute(sa.update(BodyRow).values(content=b"rubbish"))

    filled._database.write(damage)
    said = "\n".join(filled.check())
    assert "6 sightings without their figure" in said
    assert said.count("cannot be unpacked") == 7


def test_retention_lets_go_of_bytes_but_not_of_those_behind_a_statement(filled: Archive, at: Moment) -> None:
    pruned = filled.prune_pages(fetched_before=at(100))
    assert pruned.bodies == 1
    assert filled.counts().pages == 7
    assert len(filled.kept_pages(limit=50)) == 6
    assert filled.prune_pages(fetched_before=at(3), quoted=True).bodies == 3
    assert filled.prune_pages(keep_bytes=0, quoted=True).bodies == 3
    assert filled.counts().sightings == 12
    assert filled.verify(lambda _: "").unproven == ()


def test_verification_reads_the_kept_bytes_again(filled: Archive) -> None:
    result = filled.verify(lambda page: page.body.decode().removeprefix("<p>").removesuffix("</p>"))
    assert (result.sightings, result.pages, result.unproven) == (12, 6, ())
    changed = filled.verify(lambda page: "nothing of it" if page.url.endswith("/3") else page.body.decode())
    assert {fault.url for fault in changed.unproven} == {"https://x.example/3"}


def test_damaged_bytes_are_named_and_the_rest_is_verified(filled: Archive) -> None:
    def damage(connection: sa.Connection) -> None:
        key = connection.execute(sa.select(PageRow.sha256).where(PageRow.url == "https://x.example/3")).scalar_one()
        connection.execute(sa.update(BodyRow).where(BodyRow.sha256 == key).values(content=b"rubbish"))

    filled._database.write(damage)
    result = filled.verify(lambda page: page.body.decode())
    assert result.sightings == 12
    assert {fault.url for fault in result.unproven} == {"https://x.example/3"}
    assert all("the kept page cannot be read" in fault.reason for fault in result.unproven)
    assert [page.url for page in filled.kept_pages(limit=50) if page.fault] == ["https://x.example/3"]


def test_an_export_is_the_same_in_every_format(filled: Archive, tmp_path: Path, at: Moment) -> None:
    exported = filled.export(tmp_path / "out", at=at(0))
    assert exported.rows == {"statements": 12, "figures": 7}
    for resource in (STATEMENTS, FIGURES):
        with (tmp_path / "out" / f"{resource.name}.csv").open(newline="", encoding="utf-8") as file:
            cells = list(csv.DictReader(file))
        lines = [json.loads(line) for line in (tmp_path / "out" / f"{resource.name}.jsonl").read_text().splitlines()]
        table = pq.read_table(tmp_path / "out" / f"{resource.name}.parquet").to_pylist()
        assert list(cells[0]) == list(lines[0]) == list(table[0]) == [name for name, _ in resource.fields]
        assert len(cells) == len(lines) == len(table) == exported.rows[resource.name]
        assert (
            [row["value"] for row in lines] == [row["value"] for row in table] == [float(row["value"]) for row in cells]
        )
        assert {row["publisher"] for row in cells} == {"'=cmd()"}
        assert {row["publisher"] for row in lines} == {"=cmd()"}
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(path.name for path in exported.files)


def test_the_data_package_describes_what_lies_beside_it(filled: Archive, tmp_path: Path, at: Moment) -> None:
    filled.export(tmp_path / "out", formats=("csv",), at=at(0))
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    assert package["extractorVersions"] == ["e1"]
    assert "licenses" not in package
    assert package["sources"]
    for resource in package["resources"]:
        path = tmp_path / "out" / resource["path"]
        assert path.stat().st_size == resource["bytes"]
        assert f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" == resource["hash"]
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert [field["name"] for field in resource["schema"]["fields"]] == header


@pytest.mark.parametrize(
    ("licence", "claimed"),
    [("CC-BY-4.0", {"name": "CC-BY-4.0"}), ("https://x.example/terms", {"path": "https://x.example/terms"})],
)
def test_an_export_claims_the_licence_that_the_operator_set(
    filled: Archive, tmp_path: Path, at: Moment, licence: str, claimed: dict[str, str]
) -> None:
    filled.export(tmp_path / "out", formats=("csv",), at=at(0), licence=licence)
    assert json.loads((tmp_path / "out" / "datapackage.json").read_text())["licenses"] == [claimed]


def test_an_export_that_fails_leaves_the_last_one_whole(
    filled: Archive, tmp_path: Path, at: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.export(tmp_path / "out", formats=("csv",), at=at(0))
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.exports._described", full)
    with pytest.raises(StorageError, match="No space left on device"):
        filled.export(tmp_path / "out", formats=("csv",), at=at(1))
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("-5 men", "'-5 men"),
        ("\tx", "'\tx"),
        ("65 men", "65 men"),
        (-5, -5),
        (None, None),
    ],
)
def test_no_cell_is_run_as_a_formula(value: object, cell: object) -> None:
    assert safe_cell(value) == cell


def test_a_reader_of_the_bare_file_finds_readable_views(filled: Archive) -> None:
    with filled._database.read() as connection:
        figure = connection.execute(sa.text("select * from figure_list where value = 196")).mappings().one()
        statements = connection.execute(sa.text("select * from statements where value = 196")).mappings().all()
    assert (figure["statements"], figure["documents"]) == (6, 6)
    assert {row["url"] for row in statements} == {f"https://x.example/{n}" for n in range(6)}
