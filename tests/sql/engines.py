"""Engines that hold the facts of a book and answer the questions that are shipped as SQL."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date as Day
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from weakref import finalize

import duckdb

from funnel_cli.exchange.fact_engines import add_exact_sums, filled, question
from funnel_cli.exchange.fact_files import fill_sqlite, write_duckdb
from funnel_cli.reports.star import FactTable

Rows = list[dict[str, Any]]
Run = Callable[[str], Rows]
"""From a text of SQL to its rows."""

Asked = dict[str, "Day | str | None"]


class Engine:
    """Facts in an engine: a question by its name and what it must be told, to rows by column."""

    def __init__(self, dialect: str, run: Run) -> None:
        self.dialect, self.run = dialect, run

    def ask(self, name: str, **told: Day | str | None) -> Rows:
        return self.run(filled(question(name, self.dialect), self.dialect, told))


def rows_of(columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> Rows:
    names = [name.lower() for name in columns]
    return [dict(zip(names, row, strict=True)) for row in rows]


def sqlite(tables: Iterable[FactTable]) -> Engine:
    """The facts in SQLite, with the functions that its shell has and its library has not."""
    base = sqlite3.connect(":memory:")
    fill_sqlite(base, tables)
    add_exact_sums(base)

    def run(sql: str) -> Rows:
        found = base.execute(sql)
        return rows_of((column[0] for column in found.description), found.fetchall())

    engine = Engine("sqlite", run)
    finalize(engine, base.close)  # Python 3.13 warns of a base that nobody closes
    return engine


def duck(tables: Iterable[FactTable]) -> Engine:
    """The facts in DuckDB."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "facts.duckdb"
        write_duckdb(path, tables)
        base = duckdb.connect(":memory:", config={"threads": 1})
        base.execute(f"attach '{path}' as file; copy from database file to memory; detach file")

    def run(sql: str) -> Rows:
        found = base.execute(sql)
        return rows_of((column[0] for column in found.description or ()), found.fetchall())

    return Engine("duckdb", run)


ENGINES: dict[str, Callable[[Iterable[FactTable]], Engine]] = {"sqlite": sqlite, "duckdb": duck}
"""Those that are there wherever the tests are."""
