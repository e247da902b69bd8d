"""Fact tables as files of engines: SQLite from Python alone, DuckDB and Parquet by the extra `facts`."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date as Day
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from funnel_cli.reports.star import DAY, FLAG, MONEY, SHARE, STAR_TABLES, TEXT, WHOLE, FactTable, FactValue
from funnel_cli.store.output_place import folder_in_place_of, in_place_of
from funnel_cli.values.errors import FunnelError, UsageRefused, system_reason
from funnel_cli.values.message import N_, Text
from funnel_cli.values.money import plain_digits

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DUCKDB = {
    TEXT: "varchar", FLAG: "boolean", DAY: "date", WHOLE: "bigint",
    MONEY: "decimal(22, 6)", SHARE: "decimal(8, 6)",
}  # fmt: skip
_SQLITE = {TEXT: "text", FLAG: "integer", DAY: "text", WHOLE: "integer", MONEY: "text", SHARE: "text"}
"""The type of each kind of column. SQLite keeps amounts as texts, which its `decimal_sum` adds exactly."""

_POSTGRES = _DUCKDB | {TEXT: "text", MONEY: "numeric(22, 6)", SHARE: "numeric(8, 6)"}

TYPES = {"duckdb": _DUCKDB, "sqlite": _SQLITE, "postgres": _POSTGRES}
"""The types by engine; ClickHouse and Spark read the Parquet files as they are."""


class NoEngine(UsageRefused):
    """Parquet or DuckDB was asked for, and the library that writes them is not installed."""

    sentence = N_("Parquet and DuckDB files need the library duckdb, which is not installed.")
    cure = N_("Install it with: pip install 'sales-funnel[facts]', or write -o FILE.sqlite, which needs none")
    code = "no_engine"


class CannotWriteFacts(FunnelError):
    """The facts cannot be written where they were to go; what was there stays as it was."""

    sentence = N_("The facts cannot be written to {path}: {reason}.")
    code = "cannot_write"


def write_sqlite(path: Path, tables: Iterable[FactTable]) -> None:
    """Write the tables into a new SQLite file in one step; those of one name become one table.

    Flags are 0 or 1, days ISO texts, amounts texts of plain digits. Raises `CannotWriteFacts`.
    """

    def fill(draft: Path) -> None:
        with closing(sqlite3.connect(draft)) as base:
            fill_sqlite(base, tables)

    in_one_step(path, fill)


def fill_sqlite(base: sqlite3.Connection, tables: Iterable[FactTable]) -> None:
    """Write the tables into an empty database; those of one name become one table."""
    for table in tables:
        base.execute(_creation(table, _SQLITE))
        marks = ", ".join("?" * len(table.columns))
        base.executemany(
            f'insert into "{table.name}" values ({marks})',  # noqa: S608 - a name of ours
            (tuple(map(_as_sqlite, row)) for row in table.rows),
        )
    base.commit()


def creations(dialect: str) -> str:
    """The statements that make every table of facts, empty, in an engine of `TYPES`."""
    return "".join(
        _creation(FactTable(name, table.kinds, ()), TYPES[dialect]) + ";\n"
        for name, table in STAR_TABLES.items()
    )


def write_duckdb(path: Path, tables: Iterable[FactTable]) -> None:
    """Write the tables into a new DuckDB file in one step; raises `NoEngine` or `CannotWriteFacts`."""
    demand_engine()

    def fill(draft: Path) -> None:
        with _scratch() as scratch, closing(_duckdb(str(draft))) as base:
            for table in tables:
                base.execute(_creation(table, _DUCKDB))
                base.execute(f'insert into "{table.name}" {_selection(table, scratch)}')

    in_one_step(path, fill)


def write_parquet(folder: Path, tables: Iterable[FactTable]) -> None:
    """Write each table as a Parquet file of its name into the folder; raises `NoEngine`."""
    demand_engine()
    with _scratch() as scratch:
        for table in tables:
            file = _quoted(folder / f"{table.name}.parquet")
            _in_memory().execute(
                f"copy ({_selection(table, scratch)}) to {file} (format parquet, compression zstd)"
            )


def demand_engine() -> None:
    """Raise `NoEngine` where the library that writes Parquet and DuckDB files is not installed."""
    try:
        import duckdb  # noqa: F401 - whether it is there is all that is asked
    except ModuleNotFoundError as error:
        raise NoEngine from error


def _creation(table: FactTable, types: Mapping[str, str]) -> str:
    columns = ", ".join(f'"{name}" {types[kind]}' for name, kind in table.columns.items())
    return f'create table if not exists "{table.name}" ({columns})'


def _as_sqlite(fact: FactValue) -> str | int | None:
    match fact:
        case bool():
            return int(fact)
        case Day():
            return fact.isoformat()
        case Decimal():
            return plain_digits(fact)
    return fact


_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_as_sqlite).encode


def _duckdb(path: str) -> DuckDBPyConnection:
    """A database of one thread, so that the same facts give the same bytes."""
    import duckdb

    return duckdb.connect(path, config={"threads": 1})


@cache
def _in_memory() -> DuckDBPyConnection:
    """The database through which a process writes Parquet: one for all its books, of which many are small."""
    return _duckdb(":memory:")


@contextmanager
def _scratch() -> Iterator[Path]:
    """A file through which an engine is filled, whose errors on the disk are the system's."""
    import duckdb

    try:
        with tempfile.TemporaryDirectory(prefix="funnel-") as folder:
            yield Path(folder) / "rows.jsonl"
    except duckdb.IOException as error:
        raise OSError(str(error)) from error


def _selection(table: FactTable, scratch: Path) -> str:
    """A query for the rows, found as lines of JSON in a hundredth of the time that single rows take."""
    with scratch.open("w", encoding="utf-8") as file:
        file.writelines(_as_json(dict(zip(table.columns, row, strict=True))) + "\n" for row in table.rows)
    types = {name: _DUCKDB[kind] for name, kind in table.columns.items()}
    return f"from read_json({_quoted(scratch)}, format='newline_delimited', columns={types})"


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def in_one_step(path: Path, fill: Callable[[Path], object]) -> None:
    """Let a draft be filled and take the place of the path, no pipe or device; raises `CannotWriteFacts`."""
    try:
        with in_place_of(path, takes_streams=False) as draft:
            fill(draft)
    except (OSError, sqlite3.Error) as error:
        raise CannotWriteFacts(path=str(path), reason=_reason(error)) from error


def _reason(error: OSError | sqlite3.Error) -> Text:
    return system_reason(error) if isinstance(error, OSError) else str(error)


def replace_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """Let a draft of the folder be filled and take its place; raises `CannotWriteFacts`."""
    try:
        with folder_in_place_of(folder) as draft:
            fill(draft)
    except OSError as error:
        raise CannotWriteFacts(path=str(folder), reason=_reason(error)) from error
