"""Engines that hold the facts of a book and answer the questions that are shipped as SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date as Day
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from funnel_cli.exchange.fact_files import write_duckdb, write_sqlite
from funnel_cli.exchange.questions import filled, question
from funnel_cli.reports.star import FactTable
from funnel_cli.values.money import EXACT

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


class DecimalSum:
    """The `decimal_sum` of SQLite's shell, for the library, which lacks it."""

    def __init__(self) -> None:
        self.sum = Decimal(0)

    def step(self, number: str | int | None) -> None:
        if number is not None:
            self.sum = EXACT.add(self.sum, Decimal(number))

    def finalize(self) -> str:
        return f"{self.sum:f}"


def _on_digits(of: Callable[[Decimal, Decimal], str | int]) -> Callable[[Any, Any], str | int | None]:
    """A function of two numbers in digits, nothing where one is nothing."""
    return lambda one, other: None if one is None or other is None else of(Decimal(one), Decimal(other))


def sqlite(tables: Iterable[FactTable]) -> Engine:
    """The facts in SQLite, with the functions that its shell has and its library has not."""
    base = sqlite3.connect(":memory:")
    with TemporaryDirectory() as folder:
        write_sqlite(Path(folder) / "facts.sqlite", tables)
        with sqlite3.connect(Path(folder) / "facts.sqlite") as file:
            file.backup(base)
        file.close()
    base.create_aggregate("decimal_sum", 1, DecimalSum)  # type: ignore[arg-type] # a number may be whole
    base.create_function("decimal_mul", 2, _on_digits(lambda a, b: f"{EXACT.multiply(a, b):f}"))
    base.create_function("decimal_sub", 2, _on_digits(lambda a, b: f"{EXACT.subtract(a, b):f}"))
    base.create_function("decimal_add", 2, _on_digits(lambda a, b: f"{EXACT.add(a, b):f}"))
    base.create_function("decimal_cmp", 2, _on_digits(lambda a, b: (a > b) - (a < b)))

    def run(sql: str) -> Rows:
        found = base.execute(sql)
        return rows_of((column[0] for column in found.description), found.fetchall())

    return Engine("sqlite", run)


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
