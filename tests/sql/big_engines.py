"""Engines that organisations have, each started with nothing in it: PostgreSQL, ClickHouse, Spark.

Each says by `pytest.skip` why it cannot be had here.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from engines import Engine, Rows, rows_of

from funnel_cli.exchange.fact_files import creations, write_parquet
from funnel_cli.reports.star import FactTable


def _program(name: str) -> str:
    """Where a program of PostgreSQL is: on the way, or where Debian puts it."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = shutil.which(name) or (str(versions[-1]) if versions else None)
    if found is None:
        pytest.skip(f"PostgreSQL is not installed: there is no {name} (Debian: apt install postgresql)")
    return found


def _as_nobody_else(folder: Path) -> list[str]:
    """What makes a command run as somebody else, since PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    name = next(
        (one for one in ("postgres", "nobody") if one in {each.pw_name for each in pwd.getpwall()}), ""
    )
    if not name or shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root, and there is nobody else here")
    shutil.chown(folder, name)
    return ["runuser", "-u", name, "--"]


@contextmanager
def postgres(folder: Path) -> Iterator[Any]:
    """A connection to a PostgreSQL of its own, on a socket in the folder."""
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    folder.mkdir(parents=True)
    who, data = _as_nobody_else(folder), folder / "data"
    control = _program("pg_ctl")

    def done(*words: str) -> None:
        subprocess.run([*who, *words], check=True, capture_output=True, cwd=folder)

    done(_program("initdb"), "-D", str(data), "-A", "trust", "-U", "funnel", "--no-sync")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    done(control, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        with psycopg.connect(host=str(folder), user="funnel", dbname="postgres", autocommit=True) as base:
            yield base
    finally:
        done(control, "-D", str(data), "-m", "immediate", "stop")


def in_postgres(base: Any, tables: Iterable[FactTable]) -> Engine:
    """The facts in that PostgreSQL, in place of those that were there."""
    base.execute("drop schema public cascade; create schema public")
    base.execute(creations("postgres"))
    for table in tables:
        with base.cursor().copy(f'copy "{table.name}" from stdin') as copy:
            for row in table.rows:
                copy.write_row(row)

    def run(sql: str) -> Rows:
        found = base.execute(sql)
        return rows_of((column.name for column in found.description), found.fetchall())

    return Engine("postgres", run)


def in_clickhouse(folder: Path, session: Any, tables: Iterable[FactTable]) -> Engine:
    """The facts in ClickHouse, read from Parquet files."""
    some = tuple(tables)
    write_parquet(folder, some)
    for table in some:
        file = f"file('{folder}/{table.name}.parquet', Parquet)"
        session.query(f"create or replace view {table.name} as select * from {file}")  # noqa: S608 - ours

    def run(sql: str) -> Rows:
        import json

        text = session.query(sql, "JSONCompactStrings").bytes()
        told = json.loads(text)
        names = (column["name"] for column in told["meta"])
        kinds = [column["type"] for column in told["meta"]]
        return rows_of(
            names,
            ([_read(cell, kind) for cell, kind in zip(row, kinds, strict=True)] for row in told["data"]),
        )

    return Engine("clickhouse", run)


def _read(cell: str, kind: str) -> str | int | None:
    if cell == "ᴺᵁᴸᴸ":
        return None
    return int(cell) if kind.removeprefix("Nullable(").startswith(("UInt", "Int")) else cell


def in_spark(folder: Path, session: Any, tables: Iterable[FactTable]) -> Engine:
    """The facts in Spark, read from Parquet files."""
    some = tuple(tables)
    write_parquet(folder, some)
    for table in some:
        session.read.parquet(f"{folder}/{table.name}.parquet").createOrReplaceTempView(table.name)

    def run(sql: str) -> Rows:
        found = session.sql(sql)
        return rows_of(found.columns, [tuple(row) for row in found.collect()])

    return Engine("spark", run)
